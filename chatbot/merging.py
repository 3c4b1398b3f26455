"""The LLM's reading and the rules' made one: what stands in the message counts, an explicit cue beside it decides.

Knows readings; nothing of LLMs, sessions or catalogues.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import get_close_matches

from chatbot.clauses import clauses
from chatbot.cues import ATTACK, COMPANION, LIKING, OCCASION, REFUSAL, SEEN, SIMILAR
from chatbot.dialogue import Intent
from chatbot.fillers import FILLER
from chatbot.notes import Meaning, Note, Reading, scoped
from chatbot.wording import is_wide
from retrieval.wishes import ITEM

log = logging.getLogger(__name__)

POINTS_BACK = re.compile(r"\b(?:it|that|this|those|these|them|one|ones|same|instead)\b|这|那|它", re.IGNORECASE)


def merge(proposed: Reading, seen: Reading, message: str, filler: frozenset[str] = FILLER) -> Reading:
    """The LLM's notes that stand in the message, with what the rules are sure of; limits are the rules' own."""
    notes, met = list[Note](), list[Note]()
    heard = OCCASION.sub(" ", COMPANION.sub(" ", message))
    limits = [message[b.start : b.end].strip() for b in seen.bounds]
    translated = is_wide(message) and any(n.found for n in seen.notes)
    read = bool(seen.notes or seen.bounds or seen.freed)
    for note in proposed.notes:
        said = limits + [n.words for n in seen.notes if n.either or n.meaning == "mention"]
        told = not is_wide(note.words) or not read or any(_overlap(note.words, n.words) for n in seen.notes)
        if not told or not _counts(note, heard, said, filler):
            log.debug("not in the message, or says nothing new: %r", note.words)
            continue
        note = _doubted(note, message)
        same = [n for n in seen.notes if n.found and _overlap(n.words, note.words)]
        met += same
        doubtful = translated and not is_wide(note.words)  # the rules read this script: a translation must name a value
        notes += [_agreed(note, n) for n in same] or [_placed(replace(note, doubtful=doubtful), seen, message)]
        rests = _without(note.words, [n.words for n in same], filler) if same else []
        values = "".join(n.found.value.casefold() for n in same if n.found)
        rests = [rest for rest in rests if rest.casefold().replace(" ", "") not in values]  # "Di Caprio"
        for rest in rests if not any(_stems(note.words) <= _stems(n.words) for n in same) else ():
            near = same[0].found.field if same[0].found else ""
            meaning: Meaning = "want" if note.meaning == "love" else note.meaning
            notes.append(_placed(replace(note, words=rest, meaning=meaning, near=near), seen, message))
    alone = not notes and seen.intent in ("recommend", "more")
    for n in (n for n in seen.notes if n not in met):
        new = not any(_overlap(n.words, have.words) for have in notes)
        if n.found or n.meaning == "drop" or (new and (alone or n.meaning == "avoid" or is_wide(n.words))):
            notes.append(n)
    if SIMILAR.search(message.lower()):
        seen_ = [n for n in notes if n.meaning == "seen" and (n.found is None or n.found.field != ITEM)]
        notes += [replace(n, meaning="love", found=None) for n in seen_]
    return Reading(_purpose(proposed, seen, notes, message), tuple(dict.fromkeys(notes)), seen.bounds, seen.freed)


def confirmed(seen: Reading, proposed: Reading, message: str) -> Reading:
    """The rules' reading without the values that a model which was taught to read left out: a name's words may stand in
    a message and mean something else. What an explicit cue decided stays, and what stands in one clause with something
    that it noted as wanted; so do misspelt names, and what is said in Chinese, of which it leaves out too much."""

    if proposed.intent == "recommend" and not proposed.notes:
        return seen  # it heard a wish, and could not say which

    wanted = [n.words for n in proposed.notes if n.meaning == "want"]
    heard = [clause for clause in clauses(message) if any(_overlap(words, clause.text) for words in wanted)]

    def left_out(note: Note) -> bool:
        if not note.found or note.sure or note.either or note.meaning in ("drop", "accept", "mention"):
            return False
        if note.found.how != "exact" or is_wide(note.words):
            return False
        if any(clause.start <= note.start < clause.end for clause in heard):
            return False
        literal = message[note.start : note.start + len(note.words)].casefold() == note.words.casefold()
        return literal and not any(
            _overlap(note.words, n.words) or _stems(note.words) & _stems(n.words) for n in proposed.notes
        )

    return replace(seen, notes=tuple(n for n in seen.notes if not left_out(n)))


def _counts(note: Note, heard: str, said: Sequence[str], filler: frozenset[str]) -> bool:
    """Whether a note of the LLM says something of its own: it stands in the message, and is no filler and no limit."""
    if note.meaning == "limit":
        return False  # code reads the numbers
    known = any(_overlap(note.words, words) or _stems(note.words) <= _stems(words) for words in said)
    return stands(note.words, heard) and bool(content(note.words, filler)) and not known


def _doubted(note: Note, message: str) -> Note:
    """The LLM's meaning where the message has a word for it: no refusal without a negation, nothing seen unsaid."""
    low = message.lower()
    here = next((c.text.lower() for c in clauses(message) if _overlap(note.words, c.text)), low)
    if note.meaning == "avoid" and LIKING.search(here) and not REFUSAL.search(low):
        return replace(note, meaning="want")
    if note.meaning == "seen" and not SEEN.search(low):
        return replace(note, meaning="love")
    return note


def _placed(note: Note, seen: Reading, message: str) -> Note:
    """A note of the LLM with what the rules see around its words: scope, degree, what it is measured against."""
    start = message.lower().find(note.words.lower())
    if start < 0:
        start = message.lower().find(note.words.split()[0].lower()[:5])
    told = [n for n in seen.notes if not n.found and _overlap(n.words, note.words)]
    if told:
        rule = told[0]
        whole = is_wide(note.words) and note.words in rule.words  # in Chinese the rules know better where words end
        words = rule.words if whole else note.words
        return replace(
            note, words=words, start=start, scope=rule.scope, than=rule.than, strength=rule.strength,
            meaning=rule.meaning if rule.meaning in ("avoid", "drop", "love") else note.meaning,
            plain=rule.plain and rule.words == words,
        )  # fmt: skip
    return scoped([replace(note, start=max(start, 0))], message)[0]


def _purpose(proposed: Reading, seen: Reading, notes: Sequence[Note], message: str) -> Intent:
    """What the message is for: the LLM says, and what the rules see for certain decides."""
    wishes = [n for n in notes if n.meaning not in ("accept", "mention")]
    if seen.intent in ("compare", "why", "question") or ATTACK.search(message):
        return seen.intent
    if seen.intent in ("accept", "thanks") and not seen.bounds:
        others = [n for n in wishes if n.meaning != "seen" and (n.found is None or n.found.field != ITEM)]
        return "recommend" if others and seen.intent == "accept" else seen.intent
    if wishes or seen.bounds or seen.freed:
        about_item = any(n.found and n.found.field == ITEM for n in seen.notes) or bool(POINTS_BACK.search(message))
        return "question" if proposed.intent == "question" and about_item and not seen.bounds else "recommend"
    if proposed.intent in ("more", "chat") and seen.intent in ("recommend", "more"):
        return seen.intent  # "surprise me", "what should I watch?"
    return proposed.intent if proposed.intent != "recommend" else seen.intent


def _agreed(llm: Note, rule: Note) -> Note:
    """Both saw the same words: an explicit cue beside them decides, else the LLM; the rules know what they name."""
    if rule.sure or llm.meaning == "limit":
        return rule
    meaning = llm.meaning
    if meaning in ("love", "want") and rule.found:
        meaning = "love" if rule.found.field == ITEM else "want"
    return replace(rule, meaning=meaning, strength=rule.strength if meaning == rule.meaning else "like")


def stands(words: str, message: str) -> bool:
    """The receipt: every word stands in the message, but for its ending; a message in another script is let through."""
    if is_wide(message) and not is_wide(words):
        return True
    have = _stems(message)
    there = (stem in have or _misspelt(stem, have) for stem in _stems(words))
    return bool(_stems(words) or is_wide(words)) and all(there)


def _misspelt(stem: str, have: Iterable[str]) -> bool:
    """Whether a long word stands there with a slip of the pen: "thriler" for "thriller"."""
    return len(stem) >= 5 and bool(get_close_matches(stem, [w for w in have if len(w) >= 4], n=1, cutoff=0.8))


def _stems(text: str) -> set[str]:
    flat = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    flat = "".join(c for c in flat if not unicodedata.combining(c))
    words = re.findall(r"[^\W_]+", flat)
    return {w[: max(4, len(w) - 3)] if not w.isdigit() else w for w in words if not is_wide(w)}


def _overlap(a: str, b: str) -> bool:
    a, b = a.casefold(), b.casefold()
    return bool(re.search(rf"(?<!\w){re.escape(a)}(?!\w)", b) or re.search(rf"(?<!\w){re.escape(b)}(?!\w)", a)) or (
        bool(is_wide(a)) and (a in b or b in a)
    )


def _without(words: str, known: Iterable[str], filler: frozenset[str]) -> list[str]:
    """What a phrase says besides the parts already known, part by part."""
    for part in [p for words_ in known for p in (words_, re.sub(r"\s*\(\d{4}\)$", "", words_))]:
        words = re.sub(re.escape(part), " , ", words, flags=re.IGNORECASE)
    parts = re.split(r",|\b(?:and|or|but)\b", words)
    return [rest for part in parts if (rest := content(part, filler))]


def content(words: str, filler: frozenset[str]) -> str:
    """The words without those that say nothing of an item."""
    parts = (w.strip('.,!?;:"“”') for w in words.split())
    return " ".join(w for w in parts if w.lower() not in filler and (len(w) > 2 or is_wide(w)) and not w.isdigit())

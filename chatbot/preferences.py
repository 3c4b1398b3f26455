"""A message -> an Update tied to the catalogue. The LLM proposes, the visitor's own words and the catalogue dispose.

What the LLM notes counts only if it stands in the message (its receipt); what the rules see for certain is added;
limits are computed by code from the words. Without an LLM, or where it fails, the rules alone read the message.
"""

from __future__ import annotations

import json
import logging
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache

from chatbot import rules
from chatbot.clauses import clauses
from chatbot.compare import asked_compare
from chatbot.cues import ATTACK, COMPANION, FILLER, LIKING, OCCASION, REFUSAL, SEEN, SIMILAR
from chatbot.dialogue import Intent, Session, Update
from chatbot.linking import tie
from chatbot.llm import LLM, LLMError, Message, Schema, complete
from chatbot.notes import Meaning, Note, Reading, scoped
from chatbot.render import messages
from chatbot.why import asked_why
from chatbot.wording import is_wide
from retrieval.linker import Linker
from retrieval.wishes import ITEM, Preferences

log = logging.getLogger(__name__)

PROMPT = "understand.md"
INTENTS: tuple[Intent, ...] = ("recommend", "more", "question", "chat")
MEANINGS: tuple[Meaning, ...] = ("want", "love", "avoid", "seen", "limit")  # what the LLM tells apart
SCHEMA: Schema = {
    "type": "object",
    "properties": {
        "intent": {"enum": list(INTENTS)},
        "notes": {
            "type": "array",
            "maxItems": 12,
            "items": {
                "type": "array",
                "prefixItems": [{"type": "string", "minLength": 1, "maxLength": 80}, {"enum": list(MEANINGS)}],
                "items": False,
                "minItems": 2,
                "maxItems": 2,
            },
        },
    },
    "required": ["intent", "notes"],
    "additionalProperties": False,
}
MOST_TOKENS = 160
LONGEST_ASKED = 800  # characters that the LLM is given: its place holds 2,048 tokens
LONGEST = 2000  # characters of a message that are read; what follows is left out
_POINTS_BACK = re.compile(r"\b(?:it|that|this|those|these|them|one|ones|same|instead)\b|这|那|它", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the LLM was asked and answered, for the log."""

    messages: Sequence[Message] = ()
    answer: str = ""


def understand(message: str, session: Session, linker: Linker, llm: LLM | None, seconds: float) -> tuple[Update, Asked]:
    """What a message changes. Never fails: where the LLM gives no answer within `seconds`, the rules read it."""
    message = message[:LONGEST]
    if asked_of := _beside(message, session, linker):
        return asked_of, Asked()
    reading = rules.read(message, linker, session.hits, session.focus)
    if llm is None or not re.search(r"\w", message):
        return tie(reading, message, session, linker), Asked()
    asked = prompt(message[:LONGEST_ASKED], session, linker.catalogue.language)
    try:
        answer = complete(llm, asked, schema=SCHEMA, max_tokens=MOST_TOKENS, deadline=seconds)
        proposed = parse(answer)
    except LLMError as error:
        log.warning("the rules read a message: %s", error)
        update = tie(reading, message, session, linker)
        return replace(update, note=type(error).__name__), Asked(asked)
    proposed = _heard(proposed, reading, message, session)
    merged = merge(proposed, reading, message, rules.filler_of(linker.catalogue))
    update = tie(merged, message, session, linker)
    return replace(update, read_by="llm"), Asked(asked, answer)


def _beside(message: str, session: Session, linker: Linker) -> Update | None:
    """An asking to compare items, or why one is shown: code reads it, and no LLM is asked."""
    if items := asked_compare(message, linker, session.hits, session.focus):
        return Update("compare", mentioned=items)
    if asked := asked_why(message, linker, session.hits, session.focus):
        return Update("why", mentioned=(asked[0],))
    return None


def prompt(message: str, session: Session, language: str) -> list[Message]:
    """The messages that ask the LLM to read: what was said and shown before comes along only if it is pointed at."""
    before = ""
    if session.turns and _POINTS_BACK.search(message):
        shown = "; ".join(h.item.title for h in session.hits)
        before = f"(Before: {session.turns[-1].said[:80]} Shown: {shown})\n"
    return messages(PROMPT, language=LANGUAGES.get(language, language), message=before + _one_line(message))


LANGUAGES = {"en": "English", "zh": "Chinese"}


def parse(answer: str) -> Reading:
    """The LLM's JSON as a reading. Raises LLMError where it is not of the schema."""
    try:
        data = json.loads(answer)
        notes = tuple(Note(str(words), meaning) for words, meaning in data["notes"] if meaning in MEANINGS)
        intent = data["intent"]
    except (ValueError, KeyError, TypeError) as error:
        raise LLMError(f"the reading is not of the schema: {answer[:200]!r}") from error
    if intent not in INTENTS:
        raise LLMError(f"the reading has an unknown intent: {intent!r}")
    return Reading(intent, notes)


def merge(proposed: Reading, seen: Reading, message: str, filler: frozenset[str] = FILLER) -> Reading:
    """The LLM's notes that stand in the message, with what the rules are sure of; limits are the rules' own."""
    notes, met = list[Note](), list[Note]()
    heard = OCCASION.sub(" ", COMPANION.sub(" ", message))
    limits = [message[b.start : b.end].strip() for b in seen.bounds]
    translated = is_wide(message) and any(n.found for n in seen.notes)
    for note in proposed.notes:
        said = limits + [n.words for n in seen.notes if n.either or n.meaning == "mention"]
        if not _counts(note, heard, said, filler):
            log.debug("not in the message, or says nothing new: %r", note.words)
            continue
        note = _doubted(note, message)
        same = [n for n in seen.notes if n.found and _overlap(n.words, note.words)]
        met += same
        doubtful = translated and not is_wide(note.words)  # the rules read this script: a translation must name a value
        notes += [_agreed(note, n) for n in same] or [_placed(replace(note, doubtful=doubtful), seen, message)]
        rests = _without(note.words, [n.words for n in same], filler) if same else ()
        for rest in rests if not any(_stems(note.words) <= _stems(n.words) for n in same) else ():
            near = same[0].found.field if same[0].found else ""
            meaning: Meaning = "want" if note.meaning == "love" else note.meaning
            notes.append(_placed(replace(note, words=rest, meaning=meaning, near=near), seen, message))
    alone = not proposed.notes and seen.intent in ("recommend", "more")
    for n in seen.notes:
        said = any(_overlap(n.words, have.words) for have in notes)
        if n not in met and (n.found or n.meaning == "drop" or (not said and (alone or n.meaning == "avoid"))):
            notes.append(n)
    if SIMILAR.search(message.lower()):
        notes += [replace(n, meaning="love") for n in notes if n.meaning == "seen" and not n.found]
    return Reading(_purpose(proposed, seen, notes, message), tuple(dict.fromkeys(notes)), seen.bounds, seen.freed)


def _heard(proposed: Reading, seen: Reading, message: str, session: Session) -> Reading:
    """The LLM's notes without those that it took from its prompt. Of words in the message's own script the receipt
    tells; a translation has none, so it may be no title on screen, and no word of the prompt's examples."""
    if not is_wide(message):
        return proposed
    shown = {h.item.title.casefold() for h in session.hits}
    known = {n.found.value.casefold() for n in seen.notes if n.found}
    taught = examples(PROMPT) - known
    low = message.casefold()

    def own(words: str) -> bool:
        words = words.casefold()
        return is_wide(words) or words in low or not (words in taught or words in shown)

    return replace(proposed, notes=tuple(n for n in proposed.notes if own(n.words)))


@lru_cache(maxsize=8)
def examples(name: str) -> frozenset[str]:
    """The words that the answers of a prompt's examples note."""
    said = messages(name, language="", message="")
    answers = [json.loads(m["content"]) for m in said if m["role"] == "assistant"]
    return frozenset(str(words).casefold() for answer in answers for words, _ in answer["notes"])


def _counts(note: Note, heard: str, said: Sequence[str], filler: frozenset[str]) -> bool:
    """Whether a note of the LLM says something of its own: it stands in the message, and is no filler and no limit."""
    if note.meaning == "limit" and not is_wide(note.words):
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
        meaning = told[0].meaning if told[0].meaning in ("avoid", "drop") else note.meaning
        return replace(
            note, start=start, scope=told[0].scope, than=told[0].than, strength=told[0].strength, meaning=meaning
        )
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
        about_item = any(n.found and n.found.field == ITEM for n in seen.notes) or bool(_POINTS_BACK.search(message))
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


def language_of(message: str, before: str) -> str:
    """The language a message is written in, as far as its letters tell; without letters, the one before."""
    if re.search(r"[一-鿿]", message):
        return "zh"
    return "en" if re.search(r"[A-Za-z]{2}", message) else before


def _one_line(message: str) -> str:
    return " ".join(message.split())


def apply(preferences: Preferences, update: Update) -> Preferences:
    """The preferences after an update: taken back first, then the new, the newest word winning."""
    if update.reset:
        preferences = preferences.of("taste")
    for key in update.dropped:
        preferences = preferences.without(key)
    for wish in update.wishes:
        preferences = preferences.with_wish(wish)
    for limit in update.limits:
        preferences = preferences.with_limit(limit)
    rejected = [w.value for w in update.wishes if w.field == ITEM and w.polarity == "avoid"]
    for item_id in (*update.seen, *rejected):
        preferences = preferences.hide(item_id)
    return preferences

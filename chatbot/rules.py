"""Reads a message without an LLM: what the catalogue knows in it, and what the words around that say of it.

Knows what cues ("no", "loved", "seen", "else") do; the catalogue's own names come from the linker.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from chatbot.cues import (
    AFTER_NEG,
    ASKS,
    BREAK,
    COMMAND,
    COMPANION,
    FAN,
    FILLER,
    FINE,
    JOIN,
    MIND,
    MORE,
    MUST,
    NEG,
    ORDER,
    POS,
    QUESTION,
    REFERENCE,
    REPLY,
    SEEN,
    SIMILAR,
    SOFT,
    SURPRISE,
    TAG,
)
from chatbot.dialogue import Intent
from chatbot.limits import Bound, read_limits
from retrieval.catalogue import Catalogue
from retrieval.linker import Linker
from retrieval.mentions import Found
from retrieval.retriever import Hit
from retrieval.wishes import ITEM, Strength

Meaning = Literal["want", "love", "avoid", "seen", "limit", "drop"]


@dataclass(frozen=True, slots=True)
class Note:
    """One thing said: the words, what is meant by them, and what the catalogue knows them as (None: nothing yet).

    `sure`: an explicit cue decided the meaning. `start` is where the words stand in the message, -1 if unknown.
    """

    words: str
    meaning: Meaning
    found: Found | None = None
    strength: Strength = "like"
    sure: bool = False
    start: int = -1
    doubtful: bool = False  # counts only if the catalogue has just these words
    near: str = ""  # the field of what was said beside it: "Hitchcock or Wilder"


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as read, before it is tied to the catalogue."""

    intent: Intent
    notes: tuple[Note, ...] = ()
    bounds: tuple[Bound, ...] = ()


@dataclass(frozen=True, slots=True)
class _Clause:
    text: str
    start: int
    listed: bool = False  # it follows a comma: "no horror, comedy" goes on with its negation
    negated: bool = False

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def read(message: str, linker: Linker, hits: Sequence[Hit] = ()) -> Reading:
    """What a message says. `hits` are the items on screen, for "the second one" and "shorter"."""
    message = TAG.sub(lambda m: " " * len(m[0]), message)
    filler = filler_of(linker.catalogue)
    fields = linker.catalogue.of_kind("number")
    shown = {f.name: [h.item.numbers[f.name][0] for h in hits if f.name in h.item.numbers] for f in fields}
    usual = {name: [number] for name, number in linker.catalogue.middles.items()}
    said = [] if REPLY.match(message.lower()) else linker.find(message)
    bounds = tuple(
        b
        for b in read_limits(_without_nouns(message, linker.catalogue.talk), fields, shown if hits else usual)
        if not _in_title(b, said, message)
    )
    taken = [(b.start, b.end) for b in bounds] + [m.span() for cue in (FAN, COMPANION) for m in cue.finditer(message)]
    found = [f for f in said if not any(f.start < end and start < f.end for start, end in taken)]
    found += references(message, hits)
    spans = [(f.start, f.end) for f in found] + taken
    notes: list[Note] = []
    negated = False
    for clause in _clauses(message):
        inside = sorted((f for f in found if clause.start <= f.start < clause.end), key=lambda f: f.start)
        rest = _rest(clause, spans)
        negated = negated and clause.listed and bool(inside) and JOIN.match(rest) is not None
        clause = replace(clause, negated=negated)
        here = [_note(clause, f, message) for f in inside if not _unseen(clause, f)]
        negated = bool(here) and here[-1].meaning == "avoid"
        notes += here + _free(clause, rest, filler)
    if SIMILAR.search(message.lower()):
        notes += [replace(n, meaning="love") for n in notes if n.meaning == "seen"]
    return Reading(_intent(message, notes, bounds, bool(hits)), tuple(notes), bounds)


def _without_nouns(message: str, talk: Mapping[str, Any]) -> str:
    """What the items are called, blanked: "no films before 1990" is no more than "nothing before 1990"."""
    nouns = [re.escape(word) for name in ("noun", "nouns") for word in talk.get(name, ())]
    if not nouns:
        return message
    return re.sub(rf"\b(?:{'|'.join(nouns)})\b", lambda m: " " * len(m[0]), message, flags=re.IGNORECASE)


def _in_title(bound: Bound, found: Sequence[Found], message: str) -> bool:
    """The limit's number belongs to a title: "127 Hours"; a title that is a bare year may be a year."""
    titles = (f for f in found if f.field == ITEM and f.how == "exact" and not message[f.start : f.end].isdigit())
    return any(f.start < bound.end and bound.start < f.end for f in titles)


def _unseen(clause: _Clause, found: Found) -> bool:
    """ "I haven't seen Inception" says nothing for or against it."""
    before = clause.text[: found.start - clause.start].lower()
    return found.field == ITEM and SEEN.search(before) is not None and _denied(before, SEEN)


def filler_of(catalogue: Catalogue) -> frozenset[str]:
    """Words that say nothing of an item: everyday ones, the items' noun, and what leads in a person."""
    nouns = (noun for name in ("noun", "nouns") for noun in catalogue.talk.get(name, ()))
    leads = (word for f in catalogue.of_kind("category") if f.person for lead in f.words for word in lead.split())
    return FILLER | {word.lower() for word in (*nouns, *leads)}


def references(message: str, hits: Sequence[Hit]) -> list[Found]:
    """The items on screen that a message points at: "the second one", "#3", "第二个"."""
    found = []
    for m in REFERENCE.finditer(message.lower()):
        last = m["word"] == "last" or m["lasthan"]
        place = len(hits) - 1 if last else int(m["digit"]) - 1 if m["digit"] else ORDER[m["word"] or m["han"]]
        if 0 <= place < len(hits):
            found.append(Found(ITEM, hits[place].item.id, m.start(), m.end(), "exact"))
    return found


def _clauses(message: str) -> list[_Clause]:
    cuts = [0, *(end for m in BREAK.finditer(message) for end in (m.start(), m.end())), len(message)]
    pairs = zip(cuts[::2], cuts[1::2], strict=True)
    breaks = ["", *(m[0] for m in BREAK.finditer(message))]
    return [
        _Clause(message[start:end], start, brk.strip() in (",", "，", "、"))
        for (start, end), brk in zip(pairs, breaks, strict=True)
        if message[start:end].strip()
    ]


def _rest(clause: _Clause, spans: Sequence[tuple[int, int]]) -> str:
    """The clause with what was read out of it blanked."""
    letters = list(clause.text)
    for start, end in spans:
        for at in range(max(start, clause.start), min(end, clause.end)):
            letters[at - clause.start] = " "
    return "".join(letters)


def _note(clause: _Clause, found: Found, message: str) -> Note:
    before = clause.text[: found.start - clause.start].lower()
    after = clause.text[found.end - clause.start :].lower()
    meaning, sure = _meaning(before, after, found, clause.negated)
    strength: Strength = "like"
    if meaning == "avoid":
        strength = "like" if SOFT.search(before) else "must"
    elif MUST.search(clause.text.lower()):
        strength = "must"
    return Note(message[found.start : found.end], meaning, found, strength, sure, found.start)


def _meaning(before: str, after: str, found: Found, negated: bool) -> tuple[Meaning, bool]:
    if found.field == ITEM and SEEN.search(before) and not _denied(before, SEEN):
        return "seen", True
    if MIND.search(before) or FINE.search(after):
        return "drop", True
    if found.field == ITEM and before.rstrip().endswith("than"):
        return "love", True  # "less brutal than that one" is said of something liked well enough
    if denies(before) or AFTER_NEG.search(after):
        return "avoid", True
    if negated:
        return "avoid", False
    return "love" if found.field == ITEM else "want", bool(POS.search(before))


def denies(before: str) -> bool:
    """A negation governs what follows: the last one is not overruled by a wish that starts afresh after it."""
    neg = max((m.end() for m in NEG.finditer(before)), default=-1)
    pos = max((m.start() for m in POS.finditer(before)), default=-1)
    if re.search(r"\bless\s+\w+\s+(?:and\s+)?more\s+$", before):
        return False
    return neg >= 0 and (pos < neg or len(before[neg:pos].split()) <= 2)


def _denied(before: str, cue: re.Pattern[str]) -> bool:
    """The cue itself is negated: "haven't seen"."""
    m = list(cue.finditer(before))[-1]
    return bool(re.search(r"(?:n['’]?t|not|never|没)\s*(?:\w+\s+)?$", before[: m.start()]))


def _free(clause: _Clause, rest: str, filler: frozenset[str]) -> list[Note]:
    """What is left of a clause, as free words, where it says anything."""
    if COMMAND.search(clause.text):
        return []
    negs = [m.end() for m in NEG.finditer(rest.lower())]
    parts: list[tuple[str, Meaning]] = [(rest, "want")]
    if negs:
        parts = [(rest[: negs[0]], "want"), (rest[negs[-1] :], "avoid")]
    notes = []
    for text, meaning in parts:
        words = [
            w for w in re.findall(r"[^\W\d_][\w'’-]*", text) if w.lower().replace("’", "'") not in filler and len(w) > 2
        ]
        if words and not re.search(r"[一-鿿]", text):
            notes.append(Note(" ".join(words), meaning, start=clause.start))
    return notes


def _intent(message: str, notes: Sequence[Note], bounds: Sequence[Bound], on_screen: bool) -> Intent:
    low = message.lower().strip()
    known = any(n.found for n in notes) or bool(bounds)
    if QUESTION.search(low) and (on_screen or any(n.found and n.found.field == ITEM for n in notes)):
        return "question"
    if MORE.search(low) and not known:
        return "more"
    if SURPRISE.search(low):
        return "recommend"
    return "recommend" if notes or bounds or ASKS.search(low) else "chat"

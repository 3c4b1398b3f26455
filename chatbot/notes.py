"""What a message was read as, before it is tied to the catalogue: notes, each with its meaning, degree and scope.

Knows the words that tell what lasts and what is measured against what; finds no names and makes no wishes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from chatbot import cues_zh as zh
from chatbot.clauses import clauses
from chatbot.cues import DIRECTED, EVER, OTHERS, SIMILAR, TASTE, TODAY
from chatbot.dialogue import Intent
from chatbot.limits import Bound
from retrieval.mentions import Found
from retrieval.wishes import ITEM, Scope, Strength

# "mention": an item is named, and nothing is said for or against it.
Meaning = Literal["want", "love", "avoid", "seen", "limit", "drop", "accept", "mention"]
INTENTS: tuple[Intent, ...] = ("recommend", "more", "question", "chat")  # what a model that reads tells apart


@dataclass(frozen=True, slots=True)
class Note:
    """One thing said: the words, what is meant by them, and what the catalogue knows them as (None: nothing yet).

    `sure`: an explicit cue decided the meaning. `start` is where the words stand in the message, -1 if unknown.
    `than` is the id of the item that it is measured against. `either` are the items of which one is meant.
    """

    words: str
    meaning: Meaning
    found: Found | None = None
    strength: Strength = "like"
    sure: bool = False
    start: int = -1
    doubtful: bool = False  # counts only if the catalogue has just these words
    plain: bool = False  # free words of a message in which all names were looked for already
    near: str = ""  # the field of what was said beside it: "Hitchcock or Wilder"
    scope: Scope = "today"
    than: str = ""
    either: tuple[str, ...] = ()
    directed: bool = False  # said as a comparison: "funnier", "less dark"
    known: bool = False  # what is said of the item shows that the visitor knows it: "I loved it"


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as read, before it is tied to the catalogue."""

    intent: Intent
    notes: tuple[Note, ...] = ()
    bounds: tuple[Bound, ...] = ()
    freed: tuple[str, ...] = ()  # number fields whose limits no longer count: "any year will do"


_FAN = re.compile(zh.FAN_AFTER)


def scoped(notes: Sequence[Note], message: str) -> list[Note]:
    """Each note with its scope: what is said of oneself in general lasts; of now, or for others, it does not."""
    low = message.lower()
    if TODAY.search(low) or OTHERS.search(low):
        return list(notes)
    parts = clauses(message)

    def scope(note: Note) -> Scope:
        if note.meaning == "seen":
            return "taste"
        here = [c for c in parts if c.start <= note.start < c.end]
        led = here and (EVER.search(here[0].text.lower()) or TASTE.search(message[here[0].start : note.start].lower()))
        fan = _FAN.match(message[note.start + len(note.words) :])  # 悬疑迷
        return "taste" if led or fan or TASTE.search(note.words.lower()) else "today"

    return [replace(n, scope=scope(n)) for n in notes]


def measured(notes: Sequence[Note], message: str) -> list[Note]:
    """Critiques against an item: "less dark than Seven", "like the second but funnier". What stands after "than" is
    what is measured against, and no wish."""
    out: list[Note] = []
    low = message.lower()
    against = {n.found.value for n in notes if n.found and n.found.field == ITEM and _after_than(low, n.start)}
    alike = SIMILAR.search(low) is not None
    liked = [n for n in notes if n.found and n.found.field == ITEM and n.meaning == "love"]
    for n in notes:
        if n.found and n.found.field == ITEM:
            if n.found.value not in against:
                out.append(n)
            elif alike:  # "less dark than that one, the same sort of thing otherwise"
                out.append(replace(n, meaning="love"))
            continue
        directed = n.directed or DIRECTED.search(low[max(0, n.start - 24) : n.start])
        earlier = [x for x in liked if x.start < n.start and x.found and x.found.value not in against]
        than = next(iter(against), "") or (earlier[-1].found.value if earlier and earlier[-1].found else "")
        out.append(replace(n, than=than, strength=n.strength) if directed and than else n)
    return out


def _after_than(low: str, start: int) -> bool:
    return re.search(r"\bthan\s+$|比\s*$", low[:start]) is not None if start >= 0 else False

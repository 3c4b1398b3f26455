"""A message as clauses and phrases: where a thought ends, what a negation governs, which words belong together.

Knows grammar by its small words; nothing of the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chatbot.cues import BREAK, NEG, POS
from retrieval.words import listed


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a message between two breaks."""

    text: str
    start: int
    listed: bool = False  # it follows a comma: "no horror, comedy" goes on with its negation
    negated: bool = False

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def clauses(message: str) -> list[Clause]:
    """A message at its breaks."""
    cuts = [0, *(end for m in BREAK.finditer(message) for end in (m.start(), m.end())), len(message)]
    pairs = zip(cuts[::2], cuts[1::2], strict=True)
    breaks = ["", *(m[0] for m in BREAK.finditer(message))]
    return [
        Clause(message[start:end], start, brk.strip() in (",", "，", "、"))
        for (start, end), brk in zip(pairs, breaks, strict=True)
        if message[start:end].strip()
    ]


def denies(before: str) -> bool:
    """A negation governs what follows: the last one is not overruled by a wish that starts afresh after it."""
    neg = max((m.end() for m in NEG.finditer(before)), default=-1)
    pos = max((m.start() for m in POS.finditer(before)), default=-1)
    if re.search(r"\bless\s+\w+\s+(?:and\s+)?more\s+$", before):
        return False
    if neg >= 0 and re.search(r":|\b(?:he|she|i|we|they)\b", before[neg : max(neg, pos)]):
        return False  # somebody's wish that starts afresh: "we never agree: he wants action"
    between = [word for word in before[neg:pos].split() if word not in _DEGREES]
    return neg >= 0 and (pos < neg or len(between) <= 2)


_DEGREES = listed("a the really very big huge much that so all too overly biggest")  # "not a very big fan of"


def denied(before: str, cue: re.Pattern[str]) -> bool:
    """The cue itself is negated: "haven't seen"."""
    m = list(cue.finditer(before))[-1]
    return bool(re.search(r"(?:n['’]?t|not|never|没)\s*(?:\w+\s+)?$", before[: m.start()]))


_JOINS = frozenset(
    ["of", "in", "on", "at", "a", "an", "the", "to", "with", "and", "by", "from", "for", "n"]
)  # may stand inside a phrase
_WORD = re.compile(r"[^\W\d_][\w'’-]*|\d+s?\b")


def phrases_in(text: str, filler: frozenset[str]) -> Iterator[tuple[int, int]]:
    """The half-open spans of the phrases in a text: runs of telling words, with at most two small words between them.

    What was read already is blanked by NUL, which ends a phrase. Words of a script without spaces are left alone.
    """
    first = last = None
    waiting = 0
    for m in _WORD.finditer(text):
        if re.search(r"[一-鿿]", m[0]):
            continue
        word = re.sub(r"(.)\1{2,}", r"\1", m[0].lower().replace("’", "'"))  # "sooo"
        telling = word not in filler and len(word) > 2 and not word[0].isdigit()
        gap = last is not None and (
            "\x00" in text[last : m.start()] or re.search(r"[^\s'’-]", text[last : m.start()].translate(_SMALL))
        )
        if first is not None and (gap or (not telling and (word not in _JOINS or waiting == 2))):
            yield first, last or first
            first, last, waiting = None, None, 0
        if telling:
            first, last, waiting = (m.start() if first is None else first), m.end(), 0
        elif first is not None:
            waiting += 1
    if first is not None:
        yield first, last or first


_SMALL = {ord(c): " " for c in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"}

"""A text as clauses, and how much praise each holds: where "but" turns, what is conceded. Knows no aspects.

The sentiment of a whole text that comes of it needs no rated texts: it is what ships.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from chatbot.lexicon import Praise, Said, lexicon, net, squashed

_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=\S)|[。！？；!?]+|\n+|(?<=[a-z])\.(?=[A-Z])|~{2,}|\.{2,}|…+")
_CLAUSE = re.compile(r"[,，;；:：、]+\s*|\s+[-–—]+\s+|[()（）]|(?<=[一-鿿])\s+(?=[一-鿿])")
_AFTER_BUT, _CONCEDED, _ENDS = 1.5, 0.6, 1.3  # what such a clause counts in the whole
_LONGEST = 4000  # characters that are looked through: past them a review says nothing new


@dataclass(frozen=True)
class Clause:
    """One thought: its words in the text, the sentence it stands in, and whether a contrast leads it in, or it only
    concedes something. Spans count from the text's start."""

    said: Said
    sentence: int
    language: str
    turns: bool = False
    concedes: bool = False

    @property
    def start(self) -> int:
        return self.said.words[0].start

    @property
    def end(self) -> int:
        return self.said.words[-1].end

    @property
    def text(self) -> str:
        return self.said.text[self.start : self.end]

    @cached_property
    def opinions(self) -> list[Praise]:
        """Its words of praise and blame."""
        return lexicon(self.language).opinions(self.said)


def clauses(text: str, language: str) -> list[Clause]:
    """A text's clauses, in order; every one has a word."""
    whole, words = Said.of(text[:_LONGEST]), lexicon(language)
    contrasts = {at for at, _, _ in words.contrasts.find(whole.forms)}
    conceding = {at for at, _, _ in words.conceding.find(whole.forms)}
    places = [word.start for word in whole.words]
    found: list[Clause] = []
    for number, (start, end) in enumerate(sentences(whole.text)):
        for low, high in _parts(whole.text, start, end):
            first, behind = bisect_left(places, low), bisect_left(places, high)
            edges = [first, *(at for at in range(first + 1, behind) if at in contrasts), behind]
            for a, b in pairwise(edges):
                if a < b:
                    said = Said(whole.text, whole.words[a:b], whole.forms[a:b])
                    found.append(Clause(said, number, language, a in contrasts and a not in conceding, a in conceding))
    return found


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The half-open spans of a text's sentences."""
    at = 0
    for end, after in [*((m.start(), m.end()) for m in _SENTENCE.finditer(text)), (len(text), len(text))]:
        if at < end:
            yield at, end
        at = after


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence's spans between commas."""
    at = start
    for m in _CLAUSE.finditer(text, start, end):
        yield at, m.start()
        at = m.end()
    yield at, end


def praise(found: Sequence[Clause]) -> float:
    """How much praise a text of these clauses holds, blame below 0: what follows "but" counts most, and the end."""
    total, last = 0.0, found[-1].sentence if found else 0
    for clause in found:
        if clause.opinions:
            weight = _AFTER_BUT if clause.turns else _CONCEDED if clause.concedes else 1.0
            total += weight * (_ENDS if clause.sentence == last else 1.0) * net(clause.opinions)
    return total


def sentiment(text: str, language: str) -> float:
    """A text's sentiment from -1 to 1 by its words alone; 0 where it has none that praise or blame."""
    return squashed(praise(clauses(text, language)))

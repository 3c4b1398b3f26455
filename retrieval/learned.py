"""A ranking that has learnt: what each kind of hand-set term is worth, and terms of past dialogues beside them.

Knows terms, weights and a catalogue's arrays; no files, no people, and not how the weights came about. The sum of the
terms stays the score: a learnt weight multiplies a term, nothing else happens to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from retrieval.index import Rows
from retrieval.likeness import LIKENESS, Likeness
from retrieval.shelf import Column, Shelf
from retrieval.terms import ORDER, SAID, WORDS, Asked
from retrieval.traces import TRACES, Moment, Traces, rows_near
from retrieval.wishes import ITEM, TEXT, Preferences

CATEGORY, PERSON, LIKED, SPOKEN, AVOIDED, BOUNDS = "category", "person", "liked", "spoken", "avoided", "bounds"
GROUPS = (CATEGORY, PERSON, LIKED, SPOKEN, AVOIDED, BOUNDS)  # kinds of hand-set terms, each with one weight
ADDED = (*LIKENESS, *TRACES)  # terms that there are only when a ranking has learnt
# What a kind of hand-set term keeps of its weight at least. What somebody asked for or refused in so many words never
# counts less than by hand, whatever others took: to be shown what one refused is worse than to miss what others like.
LEAST = {CATEGORY: 1.0, PERSON: 1.0, LIKED: 0.1, SPOKEN: 0.1, AVOIDED: 1.0, BOUNDS: 1.0}

_EACH = 100  # candidates that each term of past dialogues brings in


def group_of(key: str, shelf: Shelf) -> str:
    """The kind of a hand-set term by its name; "" for what only breaks ties."""
    if key == ORDER:
        return ""
    if key in (SAID, WORDS):
        return SPOKEN
    polarity, _, rest = key.partition(":")
    field = rest.partition("=")[0]
    if polarity == "limit":
        return BOUNDS
    if polarity == "avoid":
        return AVOIDED
    known = {ITEM: LIKED, TEXT: SPOKEN}
    return known.get(field, PERSON if shelf.is_person(field) else CATEGORY)


def spoken(preferences: Preferences) -> str:
    """What was said as far as the wishes have it: the words that each came from, once each."""
    words = (w.receipt.words.strip() or w.shown for w in preferences.wishes if w.polarity == "want")
    return "\n".join(dict.fromkeys(filter(None, words)))


@dataclass(frozen=True)
class Learned:
    """What a ranking has learnt for one shelf. `weights`: of each of GROUPS what its terms are multiplied by, of each
    of ADDED what its term is worth in the unit of the hand-set terms; what is missing is 1 of the former, 0 of the
    latter."""

    weights: Mapping[str, float]
    likeness: Likeness
    traces: Traces

    def moment(self, asked: Asked, shelf: Shelf) -> Moment:
        """What a search goes by: the words of its wishes, and the liked items that the catalogue has."""
        words, row_of = spoken(asked.preferences), shelf.catalogue.row_of
        named = tuple(row_of[w.value] for w in asked.wishes("want", ITEM) if w.value in row_of)
        said = shelf.encoder.encode([words])[0] if words and shelf.readable(words) else None
        return Moment(said, named)

    def applied(self, terms: Mapping[str, Column], moment: Moment, rows: Rows, shelf: Shelf) -> dict[str, Column]:
        """The terms of these rows, weighed as learnt, and those that past dialogues add, shape [rows] each."""
        weighed = {
            name: np.asarray(self.weights.get(group_of(name, shelf), 1.0) * column, np.float32)
            for name, column in terms.items()
        }
        added = {
            name: np.asarray(self.weights[name] * column, np.float32)
            for name, column in self.columns(moment, rows).items()
            if self.weights.get(name)
        }
        return weighed | added

    def columns(self, moment: Moment, rows: Rows | None = None) -> dict[str, Column]:
        """The added terms for these rows, by default for all items, not weighed."""
        traces = self.traces.columns(moment)
        picked = traces if rows is None else {name: column[rows] for name, column in traces.items()}
        return self.likeness.columns(moment, rows) | picked

    def candidates(self, moment: Moment) -> Rows:
        """Rows that past dialogues speak for, of those that nothing said leads to."""
        found = self.traces.columns(moment)
        return np.unique(
            np.concatenate([rows_near(c, _EACH) for n, c in found.items() if self.weights.get(n)] or [_NO])
        )


_NO: Rows = np.zeros(0, np.int64)


def grouped(terms: Mapping[str, Column], shelf: Shelf, size: int) -> Column:
    """The hand-set terms added up by kind, shape [GROUPS, size]; the order in which items stand is left out."""
    total = np.zeros((len(GROUPS), size), np.float32)
    for name, column in terms.items():
        if group := group_of(name, shelf):
            total[GROUPS.index(group)] += column
    return total

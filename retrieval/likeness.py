"""How like an item is to those that were named before it: in meaning, years and names. Knows a catalogue; no dialogues
but the one at hand, and nothing that would have to be learnt.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from retrieval.encoder import Vectors
from retrieval.index import Rows
from retrieval.shelf import Column, Shelf
from retrieval.traces import Moment
from retrieval.words import searchable

NEAR = "near"  # near in meaning to what was named last
ERA = "era"  # of about the same years as what was named
RELATED = "related"  # shares words of its title: another part, another version
LIKENESS = (NEAR, ERA, RELATED)

_YEARS = 5.0  # apart, which is where being of the same time has lost two thirds of its worth
_RARE = 0.02  # share of the titles that may have a word which still says something


class Likeness:
    """Compares the items of a shelf. Nothing changes after construction."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self.years = years_of(shelf)
        self._middle = shelf.vectors.mean(0)
        _ = self._titles  # made now, so that no visitor waits for it

    @cached_property
    def _vectors(self) -> Vectors:
        """All items' vectors around their middle; made where all are asked for, since it is another matrix."""
        return self._centred(None)

    def _centred(self, rows: Rows | None) -> Vectors:
        """Vectors of these rows around the middle of all: what all have in common tells none from another."""
        centred = (self._shelf.vectors if rows is None else self._shelf.vectors[rows]) - self._middle
        return np.asarray(centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9), np.float32)

    @cached_property
    def _titles(self) -> tuple[list[frozenset[str]], dict[str, Column]]:
        """The rarer words of each title; for each word the rows that have it."""
        words = [frozenset(searchable(item.title)) for item in self._shelf.catalogue.items]
        found: dict[str, list[int]] = {}
        for row, some in enumerate(words):
            for word in some:
                found.setdefault(word, []).append(row)
        most = max(2, _RARE * len(words))
        rows = {word: np.array(some) for word, some in found.items() if 1 < len(some) <= most}
        return words, rows

    def columns(self, moment: Moment, rows: Rows | None = None) -> dict[str, Column]:
        """Each term for these rows, by default for all items; 0 where nothing was named."""
        others = {ERA: self.era(moment), RELATED: self.related(moment)}
        picked = others if rows is None else {name: column[rows] for name, column in others.items()}
        return {NEAR: self.near(moment, rows)} | picked

    def near(self, moment: Moment, rows: Rows | None = None) -> Column:
        """The cosine with the middle of what was named, the last counting most."""
        if not moment.named:
            return np.zeros(len(self._shelf.vectors) if rows is None else len(rows), np.float32)
        middle = moment.shares @ self._centred(np.array(moment.named))
        middle /= max(float(np.linalg.norm(middle)), 1e-9)
        return np.asarray((self._vectors if rows is None else self._centred(rows)) @ middle, np.float32)

    def era(self, moment: Moment) -> Column:
        """1 for the same years as those of what was named, less with distance; 0 where years are unknown."""
        size = len(self._shelf.catalogue.items)
        if self.years is None or not moment.named:
            return np.zeros(size, np.float32)
        years = self.years[list(moment.named)]
        known = np.isfinite(years)
        if not known.any():
            return np.zeros(size, np.float32)
        middle = float(np.average(years[known], weights=moment.shares[known]))
        return np.asarray(np.nan_to_num(np.exp(-np.abs(self.years - middle) / _YEARS)), np.float32)

    def related(self, moment: Moment) -> Column:
        """The share of rare words in common with the titles of what was named, the last counting most."""
        words, rows_of = self._titles
        total = np.zeros(len(words), np.float32)
        for row, share in zip(moment.named, moment.shares, strict=True):
            for word in words[row] & rows_of.keys():
                total[rows_of[word]] += share / len(words[row])
        return total


def years_of(shelf: Shelf) -> Column | None:
    """The year of each item by the catalogue's first field of years, nan where it has none; None without such a
    field."""
    fields = [f.name for f in shelf.catalogue.of_kind("number") if f.unit == "year"]
    if not fields:
        return None
    unknown = (float("nan"), float("nan"))
    return np.array([item.numbers.get(fields[0], unknown)[0] for item in shelf.catalogue.items], np.float32)

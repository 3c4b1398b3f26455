"""What past dialogues say of items: how often each is taken, what is named with it, what was taken where somebody spoke
alike. Knows rows and vectors; no words, no people, and nothing of what an item is but its year.

A dialogue counts once for an item, however often it is named there, and all counts are damped: one that everybody
names must not push the others out, and what a single dialogue says is no rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from retrieval.index import Rows
from retrieval.shelf import Column

POPULAR = "popular"  # often taken or named
TOGETHER = "together"  # named in the same dialogues as what is liked
SIMILAR = "similar"  # taken in dialogues in which people spoke alike
FRESH = "fresh"  # of years whose items are taken
TRACES = (POPULAR, TOGETHER, SIMILAR, FRESH)

_UNSEEN = 0.3  # of a dialogue: what an item counts that nobody has named
_SHARPNESS = 0.1  # of cosines: how fast a past dialogue stops counting with distance
_ALONE = 0.5  # weight of the doubt against all neighbours together: that many very near ones count half
_FAINT = 1e-3  # share of the neighbours' acceptances that is as good as none
_SPAN = 3  # years that count as one
_FADING = 0.7  # what an item named one place earlier counts beside the next


@dataclass(frozen=True)
class Moment:
    """What is known when items are to be ranked: a unit vector of what was said (None: nothing was), and the rows of
    the items that are liked, or were named, the oldest first."""

    said: NDArray[np.float32] | None = None
    named: tuple[int, ...] = ()

    @cached_property
    def shares(self) -> NDArray[np.float32]:
        """How much each of the named items counts; the sum is 1."""
        weights = _FADING ** np.arange(len(self.named) - 1, -1, -1, dtype=np.float32)
        return np.asarray(weights / max(float(weights.sum()), 1e-9), np.float32)


@dataclass(frozen=True)
class Episode:
    """A moment of a past dialogue, and the rows that were taken then. `dialogue` numbers the dialogues."""

    dialogue: int
    moment: Moment
    taken: tuple[int, ...]


class Traces:
    """Past dialogues as tables, for a catalogue of `size` items. Nothing changes after construction."""

    def __init__(self, episodes: Sequence[Episode], size: int, years: Column | None = None) -> None:
        """`years`: of each item, nan where unknown; None for a catalogue without."""
        self.size = size
        numbers = {one: at for at, one in enumerate(sorted({e.dialogue for e in episodes}))}
        pairs = {(numbers[e.dialogue], row) for e in episodes for row in (*e.moment.named, *e.taken)}
        self.dialogues = len(numbers)
        found = np.array(sorted(pairs), np.int64).reshape(-1, 2)
        self._rows = found[:, 1]
        self._starts = np.searchsorted(found[:, 0], np.arange(self.dialogues + 1))
        order = np.argsort(self._rows, kind="stable")
        self._within = found[order, 0]
        self._places = np.searchsorted(self._rows[order], np.arange(size + 1))
        self.counts = np.bincount(self._rows, minlength=size).astype(np.float32)
        spoken = [e for e in episodes if e.moment.said is not None and e.taken]
        self._said = np.array([e.moment.said for e in spoken], np.float32) if spoken else np.zeros((0, 1), np.float32)
        self._taken = np.array([row for e in spoken for row in e.taken], np.int64)
        self._of = np.array([at for at, e in enumerate(spoken) for _ in e.taken], np.int64)
        self.popular: Column = np.log1p(self.counts / _UNSEEN).astype(np.float32)
        self.fresh = self._by_year(years)

    def columns(self, moment: Moment) -> dict[str, Column]:
        """Each term for all items, shape [size]; 0 for what nothing is known of."""
        return {
            POPULAR: self.popular,
            TOGETHER: self.together(moment),
            SIMILAR: self.similar(moment),
            FRESH: self.fresh,
        }

    def together(self, moment: Moment) -> Column:
        """How much an item is named with those that are liked: the cosine of their dialogues, damped where they met in
        few, and the square root of it, since a tenth of a strong bond is far more than none."""
        total = np.zeros(self.size, np.float32)
        for row, share in zip(moment.named, moment.shares, strict=True):
            if self.counts[row]:
                met = self._met(row)
                bond = met / np.sqrt(np.maximum(self.counts * self.counts[row], 1))
                total += share * bond * met / (met + 1)
                total[row] = 0
        return np.asarray(np.sqrt(total), np.float32)

    def similar(self, moment: Moment) -> Column:
        """How much of what was taken where people spoke alike was this item: a kernel estimate (Nadaraya 1964), with
        doubt beside the neighbours, on a log scale that starts at 0."""
        if moment.said is None or not len(self._said):
            return np.zeros(self.size, np.float32)
        weights = np.exp((self._said @ moment.said - 1) / _SHARPNESS)
        share = np.bincount(self._taken, weights[self._of], self.size) / (weights.sum() + _ALONE)
        return np.asarray(np.log1p(share / _FAINT), np.float32)

    def _met(self, row: int) -> Column:
        """In how many dialogues each item is named with that one."""
        inside = self._within[self._places[row] : self._places[row + 1]]
        spans = [self._rows[self._starts[d] : self._starts[d + 1]] for d in inside]
        return np.bincount(np.concatenate(spans), minlength=self.size).astype(np.float32)

    def _by_year(self, years: Column | None) -> Column:
        """The log of how often an item of such years is taken, beside one of any years; 0 where that is unknown."""
        found = np.zeros(self.size, np.float32)
        known = np.isfinite(years) if years is not None else np.zeros(self.size, np.bool_)
        if years is None or not known.any() or not self.counts.any():
            return found
        spans = ((years[known] - years[known].min()) // _SPAN).astype(np.int64)
        smooth = [0.25, 0.5, 0.25]
        sums = np.convolve(np.bincount(spans, self.counts[known]), smooth, "same")
        sizes = np.convolve(np.bincount(spans), smooth, "same")
        usual = float(self.counts[known].mean())
        rate = (sums + 5 * usual) / (sizes + 5)  # as if five items of any years were there too
        found[known] = np.log(rate[spans] / usual)
        return found


def rows_near(column: Column, k: int) -> Rows:
    """The at most k rows of which a term says most, of those of which it says anything."""
    there = np.flatnonzero(column > 0)
    return there[np.argsort(-column[there], kind="stable")[:k]]

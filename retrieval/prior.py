"""What is expected of somebody who has not reacted yet, learnt from everybody who has. Knows numbers; no person.

Three things an item: how many it draws, how likely who meets it likes it, and its place among other items, such that
who is drawn to one is drawn to its neighbours. For items that nobody has met all three are carried over from traits
(a ridge regression). Places are a truncated singular value decomposition of who was drawn to what; the chance to be
liked is a log-odds shift against what the same people like elsewhere, shrunk where few have said so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.traits import Numbers, directions, scaled

Wholes = NDArray[np.int64]

SIZE = 48  # numbers that say where an item is
# Chosen on a fifth of MovieLens' people that is not reported on; see CHANGELOG.
_OFTEN, _BUSY = 0.35, 0.5  # powers by which an item met often, and a person who reacts often, count less
_STRETCH = 0.6  # power of the singular values: 1 is the decomposition itself, 0 treats all directions alike
_FEW = 3.0  # reactions that weigh as much as what traits say
_RIDGE = 100.0
_LEAN = 0.6  # how far traits are believed about the chance to be liked
_MORE, _ROUNDS = 8, 8  # of the decomposition: directions beyond those asked for, and rounds
_START = 0.5  # what an item nobody took is counted as


@dataclass(frozen=True)
class Reacted:
    """Reactions as arrays of one length, one a pair of person and item, both by number (an item's is its row).
    `liked`: 0 to 1, nan where nothing is said of it; `drawn`: 0 to 1, how much the person was drawn to it; `weights`: 0
    to 1, how far each is believed, 1 where that is left out."""

    people: Wholes
    rows: Wholes
    liked: Numbers
    drawn: Numbers
    weights: Numbers | None = None

    @property
    def believed(self) -> Numbers:
        """How far each is believed, shape [n]."""
        return np.ones(len(self.rows), np.float32) if self.weights is None else self.weights

    def of(self, which: Any) -> Reacted:
        """Those at some places, or where a mask is true."""
        weights = None if self.weights is None else self.weights[which]
        return Reacted(self.people[which], self.rows[which], self.liked[which], self.drawn[which], weights)


@dataclass(frozen=True)
class Prior:
    """By row: `places` [items, size], `draws` (log of how many an item draws, from 0 for the mean one) and `odds`
    (log-odds that who meets it likes it)."""

    places: Numbers
    draws: Numbers
    odds: Numbers

    @classmethod
    def plain(cls, traits: Numbers) -> Prior:
        """Where nobody has reacted yet: items lie where their traits put them, and none is better than another."""
        none = np.zeros(len(traits), np.float32)
        return cls(directions(traits, SIZE), none, none)

    @classmethod
    def learn(cls, reacted: Reacted, traits: Numbers, *, size: int = SIZE) -> Prior:
        """Learnt from reactions; deterministic."""
        met = np.bincount(reacted.rows, reacted.believed, len(traits))
        sure = _Carried(traits, met)
        took = np.bincount(reacted.rows, _or_one(reacted.liked) * (reacted.drawn > 0) * reacted.believed, len(traits))
        draws = np.log(took + _START)
        places = _places(reacted, len(traits), size)
        carried = sure.carry(np.concatenate([places, draws[:, None]], axis=1))
        share = (met / (met + _FEW))[:, None]
        known = share * places + (1 - share) * carried[:, :-1]
        draws = np.where(met > 0, draws, carried[:, -1] + np.log(_START))
        return cls(scaled(known), _column(draws - draws.mean()), _column(_odds(reacted, met, sure.carry)))


class _Carried:
    """What traits say of a number that is known of some items: a ridge regression, items met often counting more."""

    def __init__(self, traits: Numbers, met: Any) -> None:
        self._traits, self._weights = traits, (met / (met + 5))[:, None].astype(np.float32)
        gram = (traits * self._weights).T @ traits
        gram[np.diag_indices_from(gram)] += _RIDGE
        self._gram = gram.astype(np.float64)

    def carry(self, known: Any) -> Any:
        """Shape [items, columns], as `known`."""
        whole = float(self._weights.sum()) or 1.0
        mean = (known * self._weights).sum(0) / whole
        right = (self._traits * self._weights).T @ (known - mean)
        return self._traits @ np.linalg.solve(self._gram, right) + mean


def _places(reacted: Reacted, items: int, size: int) -> Any:
    """The right singular vectors of who was drawn to what, each mean taken off, shape [items, size]."""
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

    people = int(reacted.people.max(initial=-1)) + 1
    pulls = (reacted.drawn * reacted.believed).astype(np.float64)
    drawn = csr_matrix((pulls, (reacted.people, reacted.rows)), shape=(people, items))
    often = ((np.bincount(reacted.rows, reacted.believed, items) + _FEW) ** -_OFTEN)[:, None]
    busy = ((np.asarray(drawn.sum(1)).ravel() + 5) ** -_BUSY)[:, None]
    mean = np.asarray(drawn.sum(0)).ravel() / max(1, people)

    def along(x: Any) -> Any:
        return busy * (drawn @ (often * x) - mean @ (often * x))

    def across(y: Any) -> Any:
        return often * (drawn.T @ (busy * y) - np.outer(mean, (busy * y).sum(0)))

    basis = np.random.default_rng(0).normal(size=(items, min(size + _MORE, people, items)))
    for _ in range(_ROUNDS):  # randomised: Halko, Martinsson and Tropp 2011
        basis, _ = np.linalg.qr(across(along(basis)))
    _, values, axes = np.linalg.svd(along(basis), full_matrices=False)
    rank = min(size, len(values))
    found = np.zeros((items, size))
    found[:, :rank] = (basis @ axes.T * values**_STRETCH)[:, :rank]
    return found


def _odds(reacted: Reacted, met: Any, carry: Callable[[Any], Any]) -> Any:
    """Log-odds of being liked, by how people who said so are otherwise pleased."""
    said = np.isfinite(reacted.liked)
    people, rows, liked = reacted.people[said], reacted.rows[said], reacted.liked[said].astype(np.float64)
    sure = reacted.believed[said].astype(np.float64)
    if not len(liked):
        return np.zeros(len(met))
    mean = float(np.clip((liked @ sure) / max(sure.sum(), 1e-9), 0.02, 0.98))
    pleased = (np.bincount(people, liked) + 2 * mean) / (np.bincount(people) + 2)
    count = np.bincount(rows, sure, len(met))
    beyond = np.bincount(rows, sure * (liked - pleased[people]), len(met)) / (mean * (1 - mean))
    shift = beyond / (count + _FEW)
    carried = carry(shift[:, None])[:, 0]
    usual = float(pleased[np.bincount(people) > 0].mean())  # of people: who reacts much is hard to please
    return np.log(usual / (1 - usual)) + shift + _LEAN * carried * np.where(count > 0, _FEW / (count + _FEW), 1.0)


def _or_one(liked: Numbers) -> Any:
    return np.where(np.isfinite(liked), liked, 1.0)


def _column(numbers: Any) -> Numbers:
    return np.asarray(numbers, np.float32)

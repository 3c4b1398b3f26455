"""What is expected of somebody who has not reacted yet, learnt from everybody who has. Knows numbers; no person.

Three things an item: how many it draws, how likely who meets it likes it, and its place among other items, such that
who is drawn to one is drawn to its neighbours. For items that nobody has met all three are carried over from traits
(a ridge regression). Places are a truncated singular value decomposition of who was drawn to what; the chance to be
liked is a log-odds shift against what the same people like elsewhere, shrunk where few have said so.

Some people may push an item and behave as others do in all else; nothing tells them from a few who honestly love it. So
a place is believed as far as it rests on more people than those might be, and else taken from the traits of the other
items, most of all in the one direction in which everybody is drawn.
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
HOSTILE = 0.05  # the share of people who may push an item without being told from others
_WITHSTAND, _COMMON = 2.0, 20.0  # how many times as many reactions weigh as much as traits; along what draws everybody
_LONG = 0.5  # the length, against the usual one, from which places hardly get longer
_BUSY_FROM = 12.0  # reactions from which who reacts more says hardly more
_CHUNK = 4096  # rows at a time
_LITTLE = 1e-3


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
    def learn(cls, reacted: Reacted, traits: Numbers, *, size: int = SIZE, hostile: float = HOSTILE) -> Prior:
        """Learnt from reactions; deterministic. `hostile`: the share of the people who may push an item."""
        met = np.bincount(reacted.rows, reacted.believed, len(traits))
        sure = _Carried(traits, met)
        took = np.bincount(reacted.rows, _or_one(reacted.liked) * (reacted.drawn > 0) * reacted.believed, len(traits))
        draws = np.log(took + _START)
        places = _places(reacted, len(traits), size)
        if hostile:
            places = _withstanding(places, reacted, met, sure, hostile * _people(reacted))
        else:
            places = _mixed(places, sure.carry(places), met, _FEW)
        draws = np.where(met > 0, draws, sure.carry(draws[:, None])[:, 0] + np.log(_START))
        return cls(scaled(places), _column(draws - draws.mean()), _column(_odds(reacted, met, sure.carry)))


class _Carried:
    """What traits say of a number that is known of some items: a ridge regression, items met often counting more."""

    def __init__(self, traits: Numbers, met: Any) -> None:
        self._traits, self.weights = traits, (met / (met + 5))[:, None].astype(np.float32)
        gram = (traits * self.weights).T @ traits
        gram[np.diag_indices_from(gram)] += _RIDGE
        self._gram = gram.astype(np.float64)

    def carry(self, known: Any) -> Any:
        """Shape [items, columns], as `known`."""
        whole = float(self.weights.sum()) or 1.0
        mean = (known * self.weights).sum(0) / whole
        right = (self._traits * self.weights).T @ (known - mean)
        return self._traits @ np.linalg.solve(self._gram, right) + mean

    def of_others(self, known: Any) -> Any:
        """The same, of each item from what is known of the others alone (leave-one-out of a ridge regression)."""
        carried, inverse = self.carry(known), np.linalg.inv(self._gram).astype(np.float32)
        own = np.zeros((len(known), 1))
        met = np.flatnonzero(self.weights)
        for start in range(0, len(met), _CHUNK):
            rows = met[start : start + _CHUNK]
            own[rows, 0] = ((self._traits[rows] @ inverse) * self._traits[rows]).sum(1) * self.weights[rows, 0]
        return carried - own / np.maximum(1 - own, _LITTLE) * (known - carried)


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


def _mixed(own: Any, carried: Any, met: Any, few: float) -> Any:
    """What is known of an item itself, as far as more reactions than `few` say so, and what traits say."""
    share = (met / (met + few)).reshape(-1, *[1] * (own.ndim - 1))
    return share * own + (1 - share) * carried


def _withstanding(places: Any, reacted: Reacted, met: Any, sure: _Carried, crowd: float) -> Any:
    """Places that no `crowd` of people moves far. They are about as long as one another, since a few who push an item
    make a direction of its own for it, and put it further along that than others lie along theirs."""
    squares = (places**2).sum(1, keepdims=True)
    usual = float((squares * sure.weights).sum() / max(float(sure.weights.sum()), _LITTLE)) or 1.0
    bounded = places / np.sqrt(1 + squares / (_LONG**2 * usual))
    carried = sure.of_others(bounded)
    known = _mixed(bounded, carried, met, _FEW + _WITHSTAND * crowd)
    along = _common(known, reacted)
    common = _mixed(bounded @ along, carried @ along, met, _FEW + _COMMON * crowd)
    return known + np.outer(common - known @ along, along)


def _people(reacted: Reacted) -> float:
    """How many people reacted, each counted as far as they are believed."""
    believed = np.zeros(int(reacted.people.max(initial=-1)) + 1)
    np.maximum.at(believed, reacted.people, reacted.believed)
    return float(believed.sum())


def _common(places: Any, reacted: Reacted) -> Any:
    """The direction, of length 1, in which people are drawn on average."""
    pulls = (reacted.drawn * reacted.believed).astype(np.float64)
    each = np.bincount(reacted.people, pulls) + _BUSY_FROM
    mean = np.bincount(reacted.rows, pulls / each[reacted.people], len(places)) @ places
    return mean / max(float(np.linalg.norm(mean)), 1e-12)


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

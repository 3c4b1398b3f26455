"""A prior that gives no single person away: sums with Gaussian noise, (epsilon, delta)-differentially private.

What one person adds is clipped: at most so many items, the latest, each at most 1. Three sums over people are noised,
each with a third of the budget: who took each item, who said something of it, and how far that was above what the same
person says elsewhere. The budget is kept in zero-concentrated terms (Bun and Steinke 2016): a sum of sensitivity s with
noise of deviation s / sqrt(2 rho) costs rho, and rho + 2 sqrt(rho log(1/delta)) is epsilon. Where items lie is taken
from their traits alone, which know nobody. Everything else is made of the noised sums. Two logs that differ in one
person are neighbours. Knows numbers; no names.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log, sqrt
from typing import Any

import numpy as np

from retrieval.prior import Prior, Reacted
from retrieval.traits import Numbers

MOST_EACH = 20  # items of a person that count
DELTA = 1e-5
_SUMS = 3
_HALF = 0.5  # what an unknown person is thought to say of half of what they meet
_FEW = 3.0


@dataclass(frozen=True, slots=True)
class Budget:
    """How much a prior may tell of one person."""

    epsilon: float
    delta: float = DELTA

    @property
    def rho(self) -> float:
        """The same in zero-concentrated terms."""
        spread = log(1 / self.delta)
        return (sqrt(spread + self.epsilon) - sqrt(spread)) ** 2

    @property
    def noise(self) -> float:
        """The standard deviation of what is added to each number of each sum."""
        return sqrt(MOST_EACH) / sqrt(2 * self.rho / _SUMS)


def learn(reacted: Reacted, traits: Numbers, budget: Budget, *, seed: int | None = None) -> Prior:
    """A private prior. `seed` is for measuring alone: with one that is known there is no privacy."""
    chance = np.random.default_rng(seed)
    kept = reacted.of(_latest(reacted))
    took, count, beyond = (column + chance.normal(0, budget.noise, len(traits)) for column in _sums(kept, len(traits)))
    count = np.maximum(count, 0)
    total = max(float(count.sum()), 1.0)
    usual = float(np.clip(_HALF + beyond.sum() / total, 0.05, 0.95))
    floor = budget.noise  # counts below it are noise, and are taken for it
    draws = np.log(np.maximum(took, 0) + floor)
    shift = beyond / (count + floor + _FEW) / (usual * (1 - usual))
    plain = Prior.plain(traits)
    odds = log(usual / (1 - usual)) + shift
    return Prior(plain.places, _column(draws - draws.mean()), _column(odds))


def _latest(reacted: Reacted) -> Any:
    """The places of each person's latest reactions, as many as count; the arrays are in the order of time."""
    order = np.argsort(-np.arange(len(reacted.people)), kind="stable")
    order = order[np.argsort(reacted.people[order], kind="stable")]
    people = reacted.people[order]
    starts = np.flatnonzero(np.r_[True, people[1:] != people[:-1]]) if len(people) else np.zeros(0, int)
    rank = np.arange(len(people)) - np.repeat(starts, np.diff(np.r_[starts, len(people)]))
    return np.sort(order[rank < MOST_EACH])


def _sums(kept: Reacted, items: int) -> tuple[Any, Any, Any]:
    """By item: who took it, who said something of it, how far above what they say else. Each person adds to each sum at
    most MOST_EACH numbers of at most 1."""
    liked = np.where(np.isfinite(kept.liked), kept.liked, 0.0)
    said = np.isfinite(kept.liked).astype(float)
    took = np.bincount(kept.rows, (kept.drawn > 0) * np.where(said > 0, liked, 1.0) * kept.believed, items)
    mine = (np.bincount(kept.people, liked * said) + 2 * _HALF) / (np.bincount(kept.people, said) + 2)
    beyond = said * (liked - mine[kept.people]) * kept.believed if len(kept.people) else said
    return took, np.bincount(kept.rows, said * kept.believed, items), np.bincount(kept.rows, beyond, items)


def _column(numbers: Any) -> Numbers:
    return np.asarray(numbers, np.float32)

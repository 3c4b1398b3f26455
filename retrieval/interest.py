"""f(u, i): how likely a person likes an item, learnt from their reactions while they talk. Knows a prior and what was
met; no chat, no clicks.

Two Gaussian processes over items (Rasmussen and Williams 2006) share one likeness, that of the prior's places. One is
a logistic regression, by Laplace's approximation: the chance that who meets an item likes it. The other is linear: how
much more than others the person is drawn to it, which orders the catalogue. A part of what a reaction says lasts, the
rest passes with the reactions after it, and all of it fades over months. A person's state is what they met, a few
dozen entries of plain JSON: the log rebuilds it exactly, and the numbers are solved for anew each time (< 1 ms).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from retrieval.met import Interest, Met
from retrieval.prior import Prior, Wholes
from retrieval.traits import Numbers

_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Memory:
    """How reactions are weighed. The numbers were chosen on a fifth of MovieLens' people that is not reported on."""

    lasting: float = 0.5  # the part of what a reaction says that does not pass with the next ones
    passing: float = 7.0  # reactions after which half of the rest is gone
    days: float = 180.0  # after which a reaction counts half
    pull: float = 9.0  # how far one is drawn to an item where `drawn` is 1, in the prior's log counts
    noise: float = 12.0  # variance of that
    mood: float = 1.0  # variance, in log-odds, of how easily people are pleased
    taste: float = 0.3  # variance, in log-odds, of what they like beyond that


USUAL = Memory()
_ROUNDS = 6  # of Newton's method: more change nothing at the fourth digit
_LITTLE = 1e-6


@dataclass(frozen=True, slots=True)
class Guess:
    """What is thought of a person and an item: the chance that they like it, how unsure its log-odds are (a standard
    deviation), and how much the person is drawn to it, in log counts."""

    chance: float
    spread: float
    appeal: float


@dataclass(frozen=True)
class Taste:
    """An interest against a prior: what it says of every item. `rows`: id -> row; what has left is left out."""

    prior: Prior
    interest: Interest
    rows: Mapping[str, int]
    memory: Memory = field(default=USUAL)

    def predict_one(self, item: str) -> Guess:
        """Raises KeyError for an item that the catalogue does not have."""
        row = np.array([self.rows[item]])
        chance, spread = self.chances(row)
        return Guess(float(chance[0]), float(spread[0]), float(self.appeal(row)[0]))

    def learn_one(self, met: Met) -> Taste:
        """With one more reaction."""
        return replace(self, interest=self.interest.learn_one(met))

    def appeal(self, rows: Wholes | None = None) -> Numbers:
        """How much the person is drawn to each item, in log counts: to the prior's `draws` comes `pull`."""
        draws = self.prior.draws if rows is None else self.prior.draws[rows]
        return np.asarray(draws + self.pull(rows), np.float32)

    def pull(self, rows: Wholes | None = None) -> Numbers:
        """How much more than others the person is drawn to each item; all 0 before the first reaction."""
        places = self.prior.places if rows is None else self.prior.places[rows]
        return np.asarray(places @ self._direction, np.float32)

    def chances(self, rows: Wholes) -> tuple[Numbers, Numbers]:
        """The chance that the person likes each, and the standard deviation of its log-odds, shape [rows]."""
        own = self._own(rows)
        if not len(self._said[0]):
            variance, mean = own, self._odds(rows)
        else:
            met, _, _, fade = self._said
            cross = self._likeness(self.prior.places[rows], met) * fade
            inverse, alpha = self._solved
            mean = self._odds(rows) + cross @ alpha
            variance = np.maximum(own - ((cross @ inverse) * cross).sum(1), _LITTLE)
        # MacKay 1992: the mean of a logistic over a Gaussian
        chance = _logistic(mean / np.sqrt(1 + np.pi * variance / 8))
        return np.asarray(chance, np.float32), np.asarray(np.sqrt(variance), np.float32)

    def _own(self, rows: Wholes) -> Any:
        """How far people differ about each, before anything is known of one: a variance of log-odds."""
        return self.memory.mood + self.memory.taste * (self.prior.places[rows] ** 2).sum(1)

    def _odds(self, rows: Wholes) -> Any:
        """The log-odds of a middling person: those of everybody are nearer to none, as people differ."""
        return self.prior.odds[rows] * np.sqrt(1 + np.pi * self._own(rows) / 8)

    @cached_property
    def _known(self) -> tuple[Any, Any, Any, Any, Any]:
        """Of what was met and is there: places [n, size], liked, drawn, weights, how many reactions ago."""
        there = [one for one in self.interest.met if one.item in self.rows]
        last = max((one.at for one in there), default=0.0)
        rows = np.array([self.rows[one.item] for one in there], np.int64)
        liked = np.array([np.nan if one.liked is None else one.liked for one in there], np.float64)
        days = np.array([(last - one.at) / _DAY for one in there])
        weights = np.array([one.weight for one in there]) * 0.5 ** (days / self.memory.days)
        ago = np.arange(len(there), 0, -1.0)
        return rows, liked, np.array([one.drawn for one in there]), np.maximum(weights, _LITTLE), ago

    def _fade(self, reactions: Any) -> Any:
        return self.memory.lasting + (1 - self.memory.lasting) * 0.5 ** (reactions / self.memory.passing)

    @cached_property
    def _direction(self) -> Numbers:
        """Where the person is drawn to, shape [size]."""
        rows, _, drawn, weights, ago = self._known
        there = drawn != 0
        places, ago = self.prior.places[rows[there]].astype(np.float64), ago[there]
        kernel = (places @ places.T) * self._fade(np.abs(ago[:, None] - ago[None]))
        kernel[np.diag_indices_from(kernel)] += self.memory.noise / weights[there]
        alpha = np.linalg.solve(kernel, self.memory.pull * drawn[there])
        return np.asarray(places.T @ (alpha * self._fade(ago)), np.float32)

    @cached_property
    def _said(self) -> tuple[Any, Any, Any, Any]:
        """Of what something is said of whether it is liked: places, liked, weights, what is left of it now."""
        rows, liked, _, weights, ago = self._known
        there = np.isfinite(liked)
        return self.prior.places[rows[there]], liked[there], weights[there], self._fade(ago[there])

    @cached_property
    def _solved(self) -> tuple[Any, Any]:
        """The inverse of kernel plus noise, and the dual weights, by Newton's method (Rasmussen and Williams, 3.1)."""
        places, liked, weights, _ = self._said
        rows, said, _, _, ago = self._known
        odds, ago = self._odds(rows[np.isfinite(said)]), ago[np.isfinite(said)]
        kernel = self._likeness(places, places) * self._fade(np.abs(ago[:, None] - ago[None]))
        shift = np.zeros(len(liked))
        for _ in range(_ROUNDS):
            chance = _logistic(odds + shift)
            curve = np.maximum(chance * (1 - chance) * weights, _LITTLE)
            inverse = np.linalg.inv(kernel + np.diag(1 / curve))
            alpha = inverse @ (shift + weights * (liked - chance) / curve)
            shift = kernel @ alpha
        return inverse, alpha

    def _likeness(self, a: Numbers, b: Numbers) -> Any:
        return self.memory.mood + self.memory.taste * (a @ b.T).astype(np.float64)


def _logistic(odds: Any) -> Any:
    return 1 / (1 + np.exp(-odds))

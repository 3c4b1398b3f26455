"""Weights of a sum of terms, learnt from choices: the conditional logit. Knows numbers; no items, terms or dialogues.

The chance that an alternative is chosen is proportional to exp(sum of weight * term) over all alternatives (McFadden
1974). A penalty draws the weights to those that are there already, so that a few choices hardly move them; none goes
below its least value, since a sum of which a part counts against what it says could not be told to anybody.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float32]

RIDGE = 30.0  # how many choices' worth of doubt stands against moving a weight by one
_ROUNDS = 40
_ENOUGH = 1e-3  # of log likelihood gained in a round; below it nothing more is to be had


def fit(terms: Numbers, prior: Numbers, *, least: Numbers | None = None, ridge: float = RIDGE) -> Numbers:
    """The weights, shape [t], most likely after these choices.

    `terms`: shape [choices, alternatives, t]; the alternative that was chosen is the first of each. `prior`: the
    weights without any choice. `least`: below which no weight may go (by default 0). Newton's method, with the step
    halved until it gains; a weight that would go below its least is held there, and the others are fitted again.
    """
    least = np.zeros_like(prior) if least is None else least
    free = np.ones(len(prior), np.bool_)
    weights = np.maximum(prior, least).astype(np.float64)
    while len(terms) and free.any():
        found = _climbed(terms, weights, prior, free, ridge)
        low = free & (found < least)
        weights = np.where(low, least, np.where(free, found, weights))
        if not low.any():
            break
        free &= ~low
    return weights.astype(np.float32)


def scale(score: Numbers, *, most: float = 30.0) -> float:
    """By how much to multiply one score, shape [choices, alternatives], so that it tells best how sure it is of what
    was chosen: the first of each. Drawn to 1, and at least a hundredth, so that something can be measured by it."""
    found = fit(score[:, :, None], np.ones(1, np.float32), least=np.full(1, 0.01, np.float32), ridge=1.0)
    return float(min(found[0], most))


def likelihood(terms: Numbers, weights: NDArray[np.floating]) -> tuple[float, NDArray[np.float64]]:
    """The log likelihood of the choices, and the chance of each alternative, shape [choices, alternatives]."""
    utility = (terms @ weights.astype(np.float32)).astype(np.float64)
    utility -= utility.max(1, keepdims=True)
    chances = np.exp(utility)
    sums = chances.sum(1, keepdims=True)
    return float((utility[:, 0] - np.log(sums[:, 0])).sum()), chances / sums


def _climbed(
    terms: Numbers, start: NDArray[np.float64], prior: Numbers, free: NDArray[np.bool_], ridge: float
) -> NDArray[np.float64]:
    """The best weights where only the free ones may move."""
    kept = np.flatnonzero(free)
    flat = terms.reshape(-1, terms.shape[2])[:, kept]
    weights = start.copy()

    def worth(of: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        gained, chances = likelihood(terms, of)
        return gained - ridge / 2 * float(((of - prior) ** 2)[kept].sum()), chances

    have, chances = worth(weights)
    for _ in range(_ROUNDS):
        weighed = chances.reshape(-1, 1).astype(np.float32) * flat
        means = weighed.reshape(*terms.shape[:2], -1).sum(1)
        slope = (terms[:, 0, kept] - means).sum(0) - ridge * (weights - prior)[kept]
        curve = weighed.T @ flat - means.T @ means + ridge * np.eye(len(kept))
        step = np.zeros_like(weights)
        step[kept] = np.linalg.solve(curve, slope)
        new, then = worth(weights + step)
        while new < have and np.abs(step).max() > 1e-6:
            step /= 2
            new, then = worth(weights + step)
        if new <= have:
            break
        weights, gain, have, chances = weights + step, new - have, new, then
        if gain < _ENOUGH:
            break
    return weights

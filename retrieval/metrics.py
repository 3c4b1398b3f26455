"""Numbers that say how good a ranking is. Knows ids, ranks and vectors; nothing of catalogues or models.

A ranking is a list of ids, best first; what is relevant is a set of ids. Each function scores one case: average them,
and give the interval with `interval`.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Interval(NamedTuple):
    """A mean and the bounds that hold it with 95 % confidence."""

    mean: float
    low: float
    high: float


def recall(ranking: Sequence[Hashable], relevant: Collection[Hashable], k: int) -> float:
    """The share of what is relevant that stands among the first k; nan if nothing is relevant."""
    return len(set(ranking[:k]) & set(relevant)) / len(set(relevant)) if relevant else float("nan")


def ndcg(ranking: Sequence[Hashable], relevant: Collection[Hashable], k: int) -> float:
    """Normalised discounted cumulative gain at k, each relevant id worth one; nan if nothing is relevant.

    Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", 2002.
    """
    if not relevant:
        return float("nan")
    wanted = set(relevant)
    gain = sum(1 / np.log2(rank + 2) for rank, one in enumerate(dict.fromkeys(ranking[:k])) if one in wanted)
    return float(gain / sum(1 / np.log2(rank + 2) for rank in range(min(k, len(wanted)))))


def mrr(ranking: Sequence[Hashable], relevant: Collection[Hashable]) -> float:
    """One over the rank of the first relevant id, 0 if none is in the ranking; nan if nothing is relevant."""
    if not relevant:
        return float("nan")
    return next((1 / rank for rank, one in enumerate(ranking, 1) if one in relevant), 0.0)


def coverage(rankings: Iterable[Sequence[Hashable]], catalogue_size: int) -> float:
    """The share of the catalogue that stands in at least one of the rankings."""
    return len({one for ranking in rankings for one in ranking}) / catalogue_size


def diversity(vectors: NDArray[np.float32]) -> float:
    """One minus the mean cosine between the items of one list: shape [n, d], unit length; nan below two items."""
    n = len(vectors)
    if n < 2:
        return float("nan")
    cosines = vectors @ vectors.T
    return float(1 - (cosines.sum() - np.trace(cosines)) / (n * (n - 1)))


def interval(values: Sequence[float], *, rounds: int = 2000, seed: int = 0) -> Interval:
    """The mean with its bootstrap 95 % percentile interval; nan values are left out, all nan where none is left.

    Efron and Tibshirani, "An Introduction to the Bootstrap", 1993.
    """
    known = np.array([value for value in values if value == value], np.float64)
    if not len(known):
        return Interval(float("nan"), float("nan"), float("nan"))
    random = np.random.default_rng(seed)
    means = [known[random.integers(0, len(known), len(known))].mean() for _ in range(rounds)]
    low, high = np.percentile(means, [2.5, 97.5])
    return Interval(float(known.mean()), float(low), float(high))


def ratio(values: NDArray[Any], groups: NDArray[Any], *, rounds: int = 1000, seed: int = 0) -> Interval:
    """The mean of values, shape [n], with its 95 % interval by drawing whole groups, shape [n]: the values of one
    dialogue, say, are no independent ones. nan where there are none."""
    if not len(values):
        return Interval(float("nan"), float("nan"), float("nan"))
    _, of = np.unique(groups, return_inverse=True)
    sums, counts = np.bincount(of, values), np.bincount(of)
    drawn = _drawn(len(sums), rounds, seed)
    low, high = np.percentile((drawn @ sums) / (drawn @ counts), [2.5, 97.5])
    return Interval(float(np.mean(values)), float(low), float(high))


@lru_cache(maxsize=2)  # drawing takes far longer than all else, and many figures are of the same groups
def _drawn(groups: int, rounds: int, seed: int) -> NDArray[np.float64]:
    """How often each group is drawn in each round, shape [rounds, groups]."""
    return np.random.default_rng(seed).multinomial(groups, np.full(groups, 1 / groups), rounds).astype(np.float64)

"""How right chances are: AUC, log loss and calibration of what was said before it was known. Knows numbers and people.

AUC is over all pairs of a like and another, of whichever people; both it and log loss have 95 % intervals by resampling
people. The calibration error is the mean distance of ten equal bins from what came true (Naeini et al. 2015).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.scoring import Estimate

BINS = 10
_ROUNDS = 300
_LEAST = 1e-6
Said = Sequence[tuple[float, float, str]]  # (chance, liked as 1 or 0, person)
Bin = tuple[float, float, int]  # the mean chance, how often it came true, how many


@dataclass(frozen=True, slots=True)
class Chances:
    """Figures of one way; log loss, error and bins are None or empty where its numbers are no chances."""

    said: int
    auc: Estimate
    log_loss: Estimate | None = None
    error: float | None = None
    bins: Sequence[Bin] = ()


def chances(said: Said, *, seed: int = 0) -> Chances:
    """Of what was said; numbers beyond 0 to 1 are taken for an order alone."""
    import numpy as np

    given, liked = np.array([one[0] for one in said]), np.array([one[1] for one in said])
    people: dict[str, list[int]] = {}
    for at, (*_, person) in enumerate(said):
        people.setdefault(person, []).append(at)
    places = [np.array(at) for at in people.values()]
    draw = np.random.default_rng(seed)
    drawn = [np.concatenate([places[n] for n in draw.integers(0, len(places), len(places))]) for _ in range(_ROUNDS)]
    auc = _estimate(area(given, liked), [area(given[at], liked[at]) for at in drawn])
    if given.min() < 0 or given.max() > 1:
        return Chances(len(said), auc)
    lost = -np.log(np.maximum(np.where(liked > 0, given, 1 - given), _LEAST))
    loss = _estimate(float(lost.mean()), [float(lost[at].mean()) for at in drawn])
    found = bins(given, liked)
    error = sum(n * abs(chance - came) for chance, came, n in found) / len(said)
    return Chances(len(said), auc, loss, error, found)


def area(given: object, liked: object) -> float:
    """The area under the receiver operating characteristic, ties counting half (Mann and Whitney 1947)."""
    import numpy as np

    _, places, counts = np.unique(np.asarray(given), return_inverse=True, return_counts=True)
    ranks = np.cumsum(counts) - (counts - 1) / 2
    good = np.asarray(liked) > 0
    n, m = int(good.sum()), int((~good).sum())
    if not n or not m:
        return float("nan")
    return float((ranks[places[good]].sum() - n * (n + 1) / 2) / (n * m))


def bins(given: object, liked: object) -> list[Bin]:
    """By equal steps of chance, without those that are empty."""
    import numpy as np

    chance, came = np.asarray(given), np.asarray(liked)
    place = np.minimum((chance * BINS).astype(int), BINS - 1)
    each = [place == number for number in range(BINS)]
    return [(float(chance[at].mean()), float(came[at].mean()), int(at.sum())) for at in each if at.any()]


def _estimate(value: float, drawn: Sequence[float]) -> Estimate:
    import numpy as np

    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return Estimate(value, float(low), float(high))

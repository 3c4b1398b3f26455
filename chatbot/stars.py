"""The rating that a person would give an item, on the scale that people used: by what was learnt for the catalogue,
else by person, item and likeness. Knows ratings; words nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chatbot.ratings import Rater, circular
from retrieval.catalogue import Catalogue
from retrieval.evidence import ITEM, PERSON, REVIEWS, Evidence, Plain, Rated

History = Mapping[str, float]  # item id -> rating
_HUNDRED = 100.0
_BESTS = (5.0, 10.0, _HUNDRED)  # the best rating of a usual scale
_BATCH = 20_000  # pairs


@dataclass(frozen=True, slots=True)
class Scale:
    """The ratings that can be given, from the worst to the best; `levels` is empty where all between can."""

    low: float
    high: float
    levels: tuple[float, ...] = ()

    @classmethod
    def of(cls, ratings: Collection[float]) -> Scale:
        """The usual scale that has all these ratings: 0 and 1, 1 to 5 (from 0 or .5 where somebody went there), 1 to
        10, 0 to 100; in half steps where somebody gave a half. Else from the least to the greatest. Ratings that only
        fill the upper end of a scale thus stay good ones."""
        seen = sorted(set(ratings))
        if not seen or set(seen) == {1.0}:
            return _stepped(1.0, 5.0, 1.0)
        low, high = seen[0], seen[-1]
        if low < 0 or high > _HUNDRED:
            return cls(low, max(high, low + 1))
        if low == 0 and high <= 1:
            return _stepped(0.0, 1.0, 1.0) if seen == [0.0, 1.0] else cls(0.0, 1.0)
        best = next(best for best in _BESTS if high <= best)
        if best == _HUNDRED:
            return cls(0.0, best)
        halves = any(rating % 1 for rating in seen)
        whole = all(rating % 0.5 == 0 for rating in seen)
        worst = 1.0 if low >= 1 else 0.5 if low >= 0.5 else 0.0
        return _stepped(worst, best, 0.5 if halves else 1.0) if whole else cls(worst, best)

    def nearest(self, rating: float) -> float:
        """The rating that can be given and is nearest."""
        kept = min(max(rating, self.low), self.high)
        return min(self.levels, key=lambda level: abs(level - kept)) if self.levels else round(kept, 2)

    def place(self, rating: float) -> float:
        """From 0, the worst, to 1, the best."""
        return (rating - self.low) / (self.high - self.low)


def _stepped(low: float, high: float, step: float) -> Scale:
    return Scale(low, high, tuple(low + step * at for at in range(round((high - low) / step) + 1)))


class Stars:
    """Gives ratings for people by their histories. Immutable."""

    def __init__(
        self,
        histories: Mapping[str, History],
        catalogue: Catalogue,
        rater: Rater | None = None,
        *,
        own: bool = True,
        scale: Scale | None = None,
        but: Collection[str] | None = None,
    ) -> None:
        """`rater`: what was learnt for the catalogue. Without `own` people's own histories do not count: everybody is
        an average person, the baseline. `scale`: where it is not to be told by the ratings. `but`: fields that do not
        count; None: those that seem to hold ratings."""
        self._catalogue, self._rater, self._own = catalogue, rater, own
        self._histories = histories
        self._but = circular(catalogue) if but is None else but
        self.scale = scale or Scale.of([rating for history in histories.values() for rating in history.values()])
        self._people = {person: number for number, person in enumerate(histories)}
        self._known = _rated(histories, self._people, catalogue)
        self._evidence: Evidence | None = None

    @property
    def by(self) -> str:
        """Who gives them."""
        return "learnt" if self._rater and self._own else "likeness" if self._own else "everybody"

    def give(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """The rating of each pair of person and item id of the catalogue, on the scale."""
        return [self.scale.nearest(found) for found in self.expected(pairs)]

    def expected(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """As `give`, not yet put on the scale."""
        if self._rater and self._own:
            learnt, own = self._rater.scorer, self.scale
            times = (own.high - own.low) / (learnt.high - learnt.low)  # it may have learnt on another scale
            return [own.low + (x - learnt.low) * times for x in _by_rater(self._rater, self._histories, pairs)]
        return [x for at in range(0, len(pairs), _BATCH) for x in self._plain(pairs[at : at + _BATCH])]

    def _plain(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Person, item and likeness: how a person's ratings of like items lie above what is expected of these, the mean
        over the kinds of likeness, each drawn towards 0 where little is alike."""
        import numpy as np

        if not len(self._known.rows):
            return [(self.scale.low + self.scale.high) / 2] * len(pairs)
        stranger = len(self._people)
        people = np.array([self._people.get(person, stranger) if self._own else stranger for person, _ in pairs])
        rows = np.array([self._catalogue.row_of[item] for _, item in pairs], np.int64)
        asked = Rated(people.astype(np.int64), rows, np.zeros(len(rows), np.float32))
        expected = Plain.of(self._known, len(self._catalogue.items)).expected(asked)
        if not self._own:
            return [float(rating) for rating in expected]
        if self._evidence is None:
            self._evidence = Evidence(self._catalogue, but=self._but)
        found = self._evidence.of(self._known, asked)
        groups = self._evidence.groups.items()
        told = [found[:, columns.start] for name, columns in groups if name not in (PERSON, ITEM, REVIEWS)]
        alike: Any = np.mean(told, axis=0) if told else 0.0
        return [float(rating) for rating in expected + alike]


def _rated(histories: Mapping[str, History], people: Mapping[str, int], catalogue: Catalogue) -> Rated:
    """All ratings of items that the catalogue has."""
    import numpy as np

    found = [
        (people[person], row, rating)
        for person, history in histories.items()
        for item, rating in history.items()
        if (row := catalogue.row_of.get(item)) is not None
    ]
    columns = list(zip(*found, strict=True)) or [(), (), ()]
    return Rated(
        np.array(columns[0], np.int64), np.array(columns[1], np.int64), np.array(columns[2], np.float32)
    )  # fmt: skip


def _by_rater(rater: Rater, histories: Mapping[str, History], pairs: Sequence[tuple[str, str]]) -> Iterator[float]:
    wanted: dict[str, list[str]] = {}
    for person, item in pairs:
        wanted.setdefault(person, []).append(item)
    found = {
        (person, one.item): one.rating
        for person, items in wanted.items()
        for one in rater.rate(histories.get(person, {}), items)
    }
    return (found[pair] for pair in pairs)

"""What speaks for a rating: how a person rated things like this one, how others rated it, what reviews say of it.

Each group of numbers is one kind of evidence, a few numbers a pair of person and item. A pair's own rating never counts
for itself. Knows ratings and catalogues; predicts nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.catalogue import Catalogue
from retrieval.words import cut

Numbers = NDArray[np.float32]
Wholes = NDArray[np.int64]

PERSON, ITEM, OTHERS, WORDS, REVIEWS = "person", "item", "others", "words", "reviews"
FOLDS = 8
# How much is taken off what few ratings say: as many ratings, or as much likeness, as that speak for the mean. Chosen
# on a tenth of MovieLens' ratings that is not what is reported.
_FEW, _VARIED, _LIKE, _NEAR_NUMBERS, _ALIKE = 5.0, 3.0, 0.5, 2.0, 0.05
_RARE = 2  # items below which a value or word tells nothing
_FAINT = 0.05  # likeness of two texts that says nothing
_STEP = 0.08  # of a number field's range: how far "about the same" reaches


@dataclass(frozen=True)
class Rated:
    """Ratings as arrays of one length: persons and items by number, an item by its row in the catalogue."""

    people: Wholes
    rows: Wholes
    ratings: Numbers

    def of(self, which: Any) -> Rated:
        """Those at some places, or where a mask is true."""
        return Rated(self.people[which], self.rows[which], self.ratings[which])


@dataclass(frozen=True)
class Reviews:
    """What reviews say: by item row the mean sentiment, and by aspect how it is praised (-1 to 1); by person how much
    they care for each aspect."""

    sentiment: Mapping[int, float] = field(default_factory=dict)
    aspects: Mapping[int, Mapping[str, float]] = field(default_factory=dict)
    cares: Mapping[int, Mapping[str, float]] = field(default_factory=dict)


class Evidence:
    """The evidence that a catalogue allows. Immutable; share it freely."""

    def __init__(self, catalogue: Catalogue, *, but: Collection[str] = (), reviews: Reviews | None = None) -> None:
        """`but`: fields that do not count, as one that holds the items' mean rating must not."""
        self._items = len(catalogue.items)
        self._reviews = reviews
        self._values: dict[str, Any] = {}
        for f in catalogue.of_kind("category"):
            if f.name not in but:
                self._values[f.name] = _shares([item.values(f.name) for item in catalogue.items])
        texts = [[word.text for word in cut(f"{item.title} {item.text}")] for item in catalogue.items]
        self._values[WORDS] = _shares(texts)
        self._numbers = {
            f.name: _column(catalogue, f.name)
            for f in catalogue.of_kind("number")
            if f.name not in but and any(f.name in item.numbers for item in catalogue.items)
        }
        likes = (*self._values, *self._numbers, OTHERS)
        counts = {PERSON: 3, ITEM: 3, **dict.fromkeys(likes, 2), **({REVIEWS: 3} if reviews else {})}
        edges = np.cumsum([0, *counts.values()]).tolist()
        self.groups = {name: slice(low, high) for name, low, high in zip(counts, edges, edges[1:], strict=False)}
        self.width = edges[-1]

    def of(self, known: Rated, asked: Rated) -> Numbers:
        """Shape [asked, width], by what is known; the ratings of `asked` are not looked at."""
        plain = Plain.of(known, self._items)
        found = np.zeros((len(asked.people), self.width), np.float32)
        found[:, self.groups[PERSON]] = plain.of_people(asked)
        found[:, self.groups[ITEM]] = plain.of_items(asked)
        left = known.ratings - plain.expected(known)
        ratings = _sparse(left, known.rows, known.people, (self._items, plain.size))
        squares = np.asarray(ratings.multiply(ratings).sum(1)).ravel()
        for mine, theirs in _by_person(known, asked):
            likeness = self._likeness(asked.rows[theirs], known.rows[mine], ratings, squares)
            for name, (alike, few) in likeness.items():
                weight = alike.sum(1)
                told = alike @ left[mine] / (weight + few)
                found[theirs, self.groups[name]] = np.stack([told, np.log1p(weight)], 1)
        if self._reviews:
            found[:, self.groups[REVIEWS]] = _reviewed(self._reviews, asked)
        return found

    def crossed(self, known: Rated, wrapped: Callable[[Sequence[int]], Iterator[int]] = iter) -> Numbers:
        """Shape [known, width]: each pair's evidence by the other seven eighths of the ratings. `wrapped` may show how
        far it is."""
        folds = (known.people * 7919 + known.rows * 104729) % FOLDS
        found = np.zeros((len(folds), self.width), np.float32)
        for fold in wrapped(range(FOLDS)):
            found[folds == fold] = self.of(known.of(folds != fold), known.of(folds == fold))
        return found

    def _likeness(
        self, asked: Wholes, known: Wholes, ratings: Any, squares: Numbers
    ) -> dict[str, tuple[Numbers, float]]:
        """By kind of evidence how like each asked item is to each known one, shape [asked, known], and how much of it
        speaks for the mean."""
        found: dict[str, tuple[Numbers, float]] = {}
        for name, shares in self._values.items():
            alike = (shares[asked] @ shares[known].T).toarray()
            found[name] = (np.maximum(alike - _FAINT, 0) if name == WORDS else alike, _LIKE)
        for name, numbers in self._numbers.items():
            apart = np.abs(numbers[asked][:, None] - numbers[known][None])
            found[name] = (np.nan_to_num(np.exp(-apart / _STEP)).astype(np.float32), _NEAR_NUMBERS)
        both = (ratings[asked] @ ratings[known].T).toarray()
        size = np.sqrt((squares[asked][:, None] + 4) * (squares[known][None] + 4))
        alike = np.maximum(both / size, 0) ** 1.5
        alike[asked[:, None] == known[None]] = 0
        found[OTHERS] = (alike, _ALIKE)
        return found


@dataclass(frozen=True)
class Plain:
    """What is expected of a pair without any likeness: the mean, and how far a person and an item are above it."""

    mean: float
    people: Numbers
    items: Numbers
    counts: tuple[Numbers, Numbers]
    spreads: tuple[Numbers, Numbers]

    @classmethod
    def of(cls, known: Rated, items: int) -> Plain:
        """By what is known; few ratings count little."""
        size, mean = int(known.people.max(initial=-1)) + 1, float(known.ratings.mean()) if len(known.ratings) else 0.0
        n_items, n_people = (np.bincount(known.rows, minlength=items), np.bincount(known.people, minlength=size))
        above = np.bincount(known.rows, known.ratings - mean, items) / (n_items + _FEW)
        left = known.ratings - mean - above[known.rows]
        own = np.bincount(known.people, left, size) / (n_people + _FEW)
        squares = (left - own[known.people]) ** 2
        spreads = (
            np.bincount(known.people, squares, size) / (n_people + _VARIED),
            np.bincount(known.rows, squares, items) / (n_items + _VARIED),
        )
        plain = [np.asarray(a, np.float32) for a in (own, above, n_people, n_items, *spreads)]
        return cls(mean, plain[0], plain[1], (plain[2], plain[3]), (plain[4], plain[5]))

    @property
    def size(self) -> int:
        return len(self.people)

    def expected(self, asked: Rated) -> Numbers:
        """The rating of each pair by these alone, shape [asked]; a person who is not known is an average one."""
        own = self._of(self.people, asked.people)
        return np.asarray(self.mean + own + self.items[asked.rows], np.float32)

    def of_people(self, asked: Rated) -> Numbers:
        """Shape [asked, 3]: above the mean, how many ratings, how varied."""
        counts = np.log1p(self._of(self.counts[0], asked.people))
        parts = [self._of(self.people, asked.people), counts, self._of(self.spreads[0], asked.people)]
        return np.stack(parts, 1)

    def of_items(self, asked: Rated) -> Numbers:
        """As `of_people`."""
        counts, spreads = np.log1p(self.counts[1][asked.rows]), self.spreads[1][asked.rows]
        return np.stack([self.items[asked.rows], counts, spreads], 1)

    def _of(self, array: Numbers, people: Wholes) -> Numbers:
        """An array's numbers of persons, 0 of those beyond it."""
        padded = np.append(array, np.float32(0))
        return np.asarray(padded[np.minimum(people, self.size)], np.float32)


def _by_person(known: Rated, asked: Rated) -> Iterator[tuple[Wholes, Wholes]]:
    """(places in `known`, places in `asked`) of each person who is in both."""
    mine, theirs = np.argsort(known.people, kind="stable"), np.argsort(asked.people, kind="stable")
    for person in np.unique(asked.people):
        low, high = np.searchsorted(known.people[mine], [person, person + 1])
        if low < high:
            first, last = np.searchsorted(asked.people[theirs], [person, person + 1])
            yield mine[low:high], theirs[first:last]


def _shares(lists: Sequence[Sequence[str]]) -> Any:
    """A sparse matrix of shape [items, values] whose rows are of unit length; rare values count more."""
    counts = Counter(value for values in lists for value in set(values))
    column = {value: at for at, value in enumerate(v for v, n in counts.items() if n >= _RARE)}
    at = [(row, column[v]) for row, values in enumerate(lists) for v in dict.fromkeys(values) if v in column]
    rows, columns = (np.array(part, int) for part in zip(*at, strict=True)) if at else (np.zeros(0, int),) * 2
    weights = np.log(len(lists) / np.array([counts[v] for v in column] or [1]))[columns] if at else np.zeros(0)
    sizes = np.sqrt(np.bincount(rows, weights**2, len(lists)))
    return _sparse(weights / np.maximum(sizes[rows], 1e-9), rows, columns, (len(lists), max(1, len(column))))


def _sparse(numbers: Any, rows: Any, columns: Any, shape: tuple[int, int]) -> Any:
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

    return csr_matrix((np.asarray(numbers, np.float32), (rows, columns)), shape=shape)


def _column(catalogue: Catalogue, name: str) -> Numbers:
    """A number field as 0 to 1 over its usual range, nan where an item has none."""
    numbers = np.array([item.numbers.get(name, (np.nan, np.nan))[0] for item in catalogue.items])
    low, high = np.nanpercentile(numbers, [2, 98])
    return np.asarray((numbers - low) / max(high - low, 1e-9), np.float32)


def _reviewed(reviews: Reviews, asked: Rated) -> Numbers:
    """Shape [asked, 3]: the mean sentiment, whether there is any, how what the person cares for is praised."""
    found = np.zeros((len(asked.rows), 3), np.float32)
    for at, (person, row) in enumerate(zip(asked.people.tolist(), asked.rows.tolist(), strict=True)):
        if row in reviews.sentiment:
            cares, aspects = reviews.cares.get(person, {}), reviews.aspects.get(row, {})
            match = sum(cares[aspect] * aspects[aspect] for aspect in cares.keys() & aspects.keys())
            found[at] = reviews.sentiment[row], 1.0, match
    return found

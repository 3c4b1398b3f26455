"""How much of a soft attribute ("dark", "complex") each item has. Knows catalogues and vectors; nothing of chat.

An item seldom says that it is dark; its categories tell. The owner's `[degrees]` table says which values speak for an
attribute and which against it; the encoder carries that over to values that the table does not name; and a ridge
regression from the items' vectors to what their values say fills in where an item has few. Nothing is learnt from
people's judgements.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.attributes import ORDER, Attribute, Attributes, Sense
from retrieval.catalogue import Catalogue
from retrieval.encoder import Encoder, Vectors
from retrieval.vectors import cached_vectors
from retrieval.words import base, key

Column = NDArray[np.float32]  # one number an item
_Exact = NDArray[np.float64]

# Set on half of the attributes of 2,872 judgements of films; half or twice of any moved the result by .01 at most.
_LAST = 0.5  # what the last value of a list counts; the first counts 1
_FLOOR = 0.5  # cosine of values that have nothing to do with each other
_RIDGE = 3.0  # how much the regression is held back
_NUMBER = 2.0  # from the lowest to the highest of a number field, in standard deviations of what the values say
_SYNONYM = 0.6  # cosine from which a word that is not in the table may mean a name that is
_PLAIN = 0.5  # how much of what the noun alone is near to is taken off: "a rainy film" is nearest to "film noir"

_RARE = 3  # items below which a value is not compared by meaning
_MOST_VALUES = 5000
_REMEMBERED = 64  # columns


@dataclass(frozen=True, slots=True)
class _Told:
    """What tells a degree: a weight a value, shape [values], and a weight a number field."""

    values: Column
    numbers: Mapping[str, float]


class Degrees:
    """How much of a soft attribute each item of a catalogue has. Safe to share between threads."""

    def __init__(self, catalogue: Catalogue, vectors: Vectors, encoder: Encoder, *, folder: Path | None = None) -> None:
        """`vectors`: one row an item, unit length, from the same encoder. `folder` keeps the words' vectors.

        Raises CatalogueError where the catalogue's `degrees` are malformed.
        """
        self.attributes = Attributes(catalogue.degrees)
        self._encoder = encoder
        self._noun = next(iter(catalogue.talk.get("noun", ())), "thing")
        self._values = _Values(catalogue)
        seeds = [value for one in self.attributes.all for value in (*one.more, *one.less)]
        texts = list(dict.fromkeys([*self._values.names, *self.attributes.names, *seeds]))
        found = cached_vectors(encoder, texts, folder) if folder else encoder.encode(texts)
        known = dict(zip(texts, found, strict=True)) | {"": np.zeros(vectors.shape[1], np.float32)}
        self._value_vectors = _stacked(known, self._values.names)
        self._name_vectors = _stacked(known, list(self.attributes.names))
        self._told = {one.name: self._by_table(one, known) for one in self.attributes.all}
        self._numbers = dict(_numbers(catalogue))
        self._ridge = _Ridge(vectors)
        self._columns: dict[str, Column] = {}
        self._lock = threading.Lock()

    def of(self, attribute: str) -> Column:
        """Shape [items], float32, 0 (least) to 1 (most). Compare it between items only: .5 is what is usual here.

        A word is looked for in the table and among the values, then by meaning among the table's names; a word that is
        near none of them is held against all values. At most one call of the encoder.
        """
        said = key(attribute)
        with self._lock:
            known = self._columns.get(said)
        if known is not None:
            return known
        column = self._column(self._meant(said, attribute))
        column.flags.writeable = False
        with self._lock:
            if len(self._columns) >= _REMEMBERED:
                self._columns.clear()
            self._columns[said] = column
        return column

    def _meant(self, said: str, attribute: str) -> _Told:
        if sense := self.attributes.sense(said):
            return self._sensed(sense)
        if not said or not self._values.names:
            return _Told(np.zeros(len(self._values.names), np.float32), {})
        if (at := self._values.at.get(base(said))) is not None:
            return _Told(_near(self._value_vectors, self._value_vectors[at : at + 1]), {})
        alone, described, plain = self._encoder.encode([said, f"a {attribute} {self._noun}", f"a {self._noun}"])
        if synonym := self._synonym(alone):
            return self._sensed(synonym)
        cosines = self._value_vectors @ (described - _PLAIN * plain)
        return _Told(np.asarray(cosines - cosines.mean(), np.float32), {})

    def _synonym(self, vector: Vectors) -> Sense | None:
        """What the nearest name of the table means; None where none is near."""
        cosines = self._name_vectors @ vector
        if not len(cosines) or cosines.max() < _SYNONYM:
            return None
        return list(self.attributes.names.values())[int(cosines.argmax())]

    def _sensed(self, sense: Sense) -> _Told:
        told = self._told[sense.attribute.name]
        return _Told(sense.sign * told.values, {field: sense.sign * slope for field, slope in told.numbers.items()})

    def _by_table(self, one: Attribute, known: Mapping[str, Vectors]) -> _Told:
        more, less = (_near(self._value_vectors, _stacked(known, seeds)) for seeds in (one.more, one.less))
        return _Told(more - less, dict.fromkeys(one.up, 1.0) | dict.fromkeys(one.down, -1.0))

    def _column(self, told: _Told) -> Column:
        direct = self._values.spread(told.values)
        degree = _standard(_standard(direct) + _standard(self._ridge.smooth(direct)))
        for field, slope in told.numbers.items():
            if field in self._numbers:  # a table may serve catalogues that have fewer fields
                degree = degree + slope * _NUMBER * self._numbers[field]
        return np.asarray(1 / (1 + np.exp(-degree)), np.float32)


class _Values:
    """The values of the catalogue's category fields but people, and which items have them."""

    def __init__(self, catalogue: Catalogue) -> None:
        fields = [f.name for f in catalogue.of_kind("category") if not f.person]
        least = min(_RARE, len(catalogue.items) / 100)
        counts = {(f, v): count for f in fields for v, count in catalogue.values[f].items() if count >= least}
        kept = sorted(counts, key=lambda one: -counts[one])[:_MOST_VALUES]
        place = {one: number for number, one in enumerate(kept)}
        self.names = [value for _, value in kept]
        self.at = {base(key(value)): number for number, value in reversed(list(enumerate(self.names)))}
        pairs = [
            (row, place[f, value])
            for row, item in enumerate(catalogue.items)
            for f in fields
            for value in item.values(f)
            if (f, value) in place
        ]
        self._rows, self._at = np.array(pairs, np.int64).reshape(-1, 2).T
        self._items = len(catalogue.items)
        self._share = 1 / np.sqrt(np.maximum(np.bincount(self._rows, minlength=self._items), 1))

    def spread(self, weights: Column) -> _Exact:
        """For each item the sum of its values' weights over the root of their number, shape [items]."""
        return np.bincount(self._rows, weights[self._at], self._items) * self._share


class _Ridge:
    """Ridge regression from vectors (shape [items, d]) to any column: inverted once, then two products a column."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors
        mean = vectors.mean(0, dtype=np.float64)
        gram = (vectors.T @ vectors).astype(np.float64) - len(vectors) * np.outer(mean, mean)
        self._inverse = np.linalg.inv(gram + _RIDGE * np.eye(len(gram)))

    def smooth(self, column: _Exact) -> _Exact:
        """The column as far as the vectors tell it, up to a constant."""
        slopes = self._inverse @ (self._vectors.T @ (column - column.mean()).astype(np.float32))
        return np.asarray(self._vectors @ slopes.astype(np.float32), np.float64)


def _stacked(known: Mapping[str, Vectors], texts: Sequence[str]) -> Vectors:
    return np.stack([known[text] for text in ("", *texts)])[1:]


def _near(vectors: Vectors, seeds: Vectors) -> Column:
    """For each vector how near its nearest seed is, earlier seeds counting more, shape [vectors]."""
    if not len(seeds):
        return np.zeros(len(vectors), np.float32)
    worth = 1 - (1 - _LAST) * np.arange(len(seeds)) / len(seeds)
    return np.asarray((np.maximum(vectors @ seeds.T - _FLOOR, 0) * worth).max(1), np.float32)


def _numbers(catalogue: Catalogue) -> Iterator[tuple[str, _Exact]]:
    """The owner's order and the number fields, as ranks from -.5 to .5; who lacks the number stands in the middle."""
    yield ORDER, np.linspace(0.5, -0.5, len(catalogue.items))
    for f in catalogue.of_kind("number"):
        found = np.array([item.numbers.get(f.name, (np.nan,))[0] for item in catalogue.items], np.float64)
        there = ~np.isnan(found)
        ranks = np.zeros(len(found))
        _, place, counts = np.unique(found[there], return_inverse=True, return_counts=True)
        ranks[there] = ((np.cumsum(counts) - counts / 2) / max(int(there.sum()), 1) - 0.5)[place]
        yield f.name, ranks


def _standard(column: _Exact) -> _Exact:
    """With mean 0 and deviation 1; all 0 where all are equal."""
    spread = float(column.std())
    return (column - column.mean()) / spread if spread > 1e-9 else np.zeros(len(column))

"""What an item is, as one row of numbers: its category values, its number fields, its vector, what people say of it.
Knows catalogues.

A model of what people like goes by these for items that nobody has met yet. Learns nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from retrieval.catalogue import Catalogue
from retrieval.encoder import Vectors

Numbers = NDArray[np.float32]
Said = Mapping[str, Mapping[str, float]]  # item id -> topic -> how people speak of it, -1 (blame) to 1 (praise)

NOTHING: Said = MappingProxyType({})
MOST_VALUES = 512  # the commonest category values that get a column
_RARE = 2  # items below which a value tells nothing of others
_SHARE = 500  # in a bigger catalogue one of so many items must have a value
_FAR = 3.0  # standard deviations from which on a number is no further away
_MEANING = 3.0  # what a vector of unit length weighs against a category value
_HEARD = 2.0  # what full praise of a topic weighs against a category value
_SAMPLE = 5000  # rows that say in which directions items differ


def traits(catalogue: Catalogue, vectors: Vectors, *, but: Collection[str] = (), said: Said = NOTHING) -> Numbers:
    """One row an item, shape [items, width], each column with mean 0. `vectors`: one row an item, unit length. `but`:
    fields that do not count, as one that holds the items' mean rating. `said`: what people say of the items."""
    parts = [_values(catalogue, but), _numbers(catalogue, but), _MEANING * vectors, _heard(catalogue, said)]
    whole = np.concatenate(parts, axis=1, dtype=np.float32)
    return np.asarray(whole - whole.mean(0), np.float32)


def directions(rows: Numbers, most: int) -> Numbers:
    """The traits along the directions in which items differ most, shape [items, <= most], rows of mean square 1."""
    step = max(1, len(rows) // _SAMPLE)
    values, axes = np.linalg.eigh(rows[::step].T @ rows[::step])
    kept = axes[:, np.argsort(-values)[: min(most, rows.shape[1])]]
    return scaled(rows @ kept)


def scaled(rows: Numbers) -> Numbers:
    """Rows whose squared lengths are 1 on average."""
    size = float(np.sqrt((rows**2).sum(1).mean())) if len(rows) else 0.0
    return np.asarray(rows / size if size else rows, np.float32)


def _values(catalogue: Catalogue, but: Collection[str]) -> Numbers:
    """A column a value that enough items have; rare ones weigh more."""
    fields = [f.name for f in catalogue.of_kind("category") if f.name not in but]
    counts = Counter((name, value) for item in catalogue.items for name in fields for value in set(item.values(name)))
    least = max(_RARE, len(catalogue.items) // _SHARE)
    column = {one: at for at, (one, n) in enumerate(counts.most_common(MOST_VALUES)) if n >= least}
    found = np.zeros((len(catalogue.items), len(column)), np.float32)
    for row, item in enumerate(catalogue.items):
        for name in fields:
            for value in item.values(name):
                if (at := column.get((name, value))) is not None:
                    found[row, at] = np.sqrt(np.log(len(catalogue.items) / counts[name, value]))
    return found


def _heard(catalogue: Catalogue, said: Said) -> Numbers:
    """A column a topic that is spoken of with enough items; where nobody speaks of it, neither praise nor blame."""
    counts = Counter(topic for topics in said.values() for topic in topics)
    least = max(_RARE, len(catalogue.items) // _SHARE)
    column = {topic: at for at, (topic, n) in enumerate(counts.most_common(MOST_VALUES)) if n >= least}
    found = np.zeros((len(catalogue.items), len(column)), np.float32)
    for item, topics in said.items():
        if (row := catalogue.row_of.get(item)) is not None:
            for topic, balance in topics.items():
                if (at := column.get(topic)) is not None:
                    found[row, at] = _HEARD * balance
    return found


def _numbers(catalogue: Catalogue, but: Collection[str]) -> Numbers:
    """Of each number field how far an item is from the mean, and whether it has none."""
    fields = [f.name for f in catalogue.of_kind("number") if f.name not in but]
    found = np.zeros((len(catalogue.items), 2 * len(fields)), np.float32)
    for at, name in enumerate(fields):
        column = np.array([item.numbers.get(name, (np.nan, np.nan))[0] for item in catalogue.items], np.float64)
        there = np.isfinite(column)
        if there.any() and (spread := column[there].std()) > 0:
            far = (column - column[there].mean()) / spread
            found[:, 2 * at] = np.where(there, np.clip(far, -_FAR, _FAR), 0.0)
            found[:, 2 * at + 1] = ~there
    return found

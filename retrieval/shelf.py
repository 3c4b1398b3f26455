"""A catalogue as arrays: all that scoring needs of it. Knows values, rows and vectors; no wishes and no scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.catalogue import Catalogue
from retrieval.compounds import narrower
from retrieval.degrees import Degrees
from retrieval.encoder import Encoder, Vectors
from retrieval.index import Rows
from retrieval.lexical import Lexical

Column = NDArray[np.float32]  # one number a candidate


class Shelf:
    """The catalogue as arrays: everything that scoring needs of it. Immutable after construction."""

    def __init__(
        self,
        catalogue: Catalogue,
        vectors: Vectors,
        encoder: Encoder,
        *,
        folder: Path | None = None,
        language: str = "",
    ) -> None:
        """`vectors`: one row an item, unit length, from the same encoder that reads the wishes. `folder` keeps the
        vectors of words from one start to the next. `language` is the one the encoder reads, where that is not the
        catalogue's."""
        self.folder, self.language = folder, language or catalogue.language
        self.reads = self.language == catalogue.language
        self.catalogue = catalogue
        self.vectors = vectors
        self.encoder = encoder
        self.words = Lexical(" ".join((item.title, item.title, *item.names, item.content)) for item in catalogue.items)
        found: dict[tuple[str, str], list[int]] = {}
        for row, item in enumerate(catalogue.items):
            for name, values in item.categories.items():
                for value in values:
                    found.setdefault((name, value), []).append(row)
        for f in (f for f in catalogue.of_kind("category") if f.compound):
            for value, others in narrower(catalogue.values[f.name]).items():
                for other in others:
                    found[f.name, value] = sorted({*found[f.name, value], *found[f.name, other]})
        self._members = {at: np.array(rows, np.int64) for at, rows in found.items()}
        self._having, self._rarity = _crossed(self._members, len(catalogue.items))
        count = len(catalogue.items)
        self.place: Column = (1 - np.arange(count) / max(count, 1)).astype(
            np.float32
        )  # 1 for the first item, then less

    @cached_property
    def degrees(self) -> Degrees:
        """How much of a soft attribute each item has; made when first asked for."""
        return Degrees(self.catalogue, self.vectors, self.encoder, folder=self.folder)

    def readable(self, text: str) -> bool:
        """Whether the encoder can do something with a text: one of English can nothing with Chinese."""
        return self.reads or text.isascii()

    def members(self, field: str, value: str) -> Rows:
        """The rows that have a value, ascending."""
        return self._members.get((field, value), _NONE)

    def is_person(self, field: str) -> bool:
        """Whether a field's values are names of people."""
        return field in self.catalogue.fields and self.catalogue.fields[field].person

    def shunned(self, field: str, value: str) -> Rows:
        """The rows that who avoids a value will not want, ascending: with it, or with one the owner names with it."""
        with_it = self.catalogue.talk.get("avoid_too", {}).get(value, ())
        fields = [f.name for f in self.catalogue.of_kind("category") if not f.person]
        rows = [self.members(field, value), *(self.members(name, other) for other in with_it for name in fields)]
        there = [some for some in rows if len(some)]
        return there[0] if len(there) == 1 else np.unique(np.concatenate(rows))

    def shuns(self, rows: Rows, field: str, value: str) -> NDArray[np.bool_]:
        """For each of the rows whether who avoids the value will not want it."""
        return _among(rows, self.shunned(field, value), len(self.vectors))

    def has(self, rows: Rows, field: str, value: str) -> NDArray[np.bool_]:
        """For each of the rows whether it has the value."""
        return _among(rows, self.members(field, value), len(self.vectors))

    def shared(self, items: Sequence[int], rows: Rows) -> Column:
        """How much of each item's categories the rows share, 0..1, shape [rows, items]; a value that few items have
        counts more."""
        theirs = self._having[list(items)] * self._rarity
        weight = theirs.sum(1)
        return np.asarray((self._having[rows] @ theirs.T).toarray() / np.where(weight > 0, weight, 1), np.float32)


def _crossed(members: Mapping[tuple[str, str], Rows], count: int) -> tuple[Any, Column]:
    """Which of `count` items has which value, a sparse matrix of ones of shape [items, values]; how rare each is."""
    from scipy.sparse import csr_array  # type: ignore[import-untyped]

    sizes = np.array([len(rows) for rows in members.values()], np.int64)
    rows, columns = np.concatenate([_NONE, *members.values()]), np.repeat(np.arange(len(sizes)), sizes)
    having = csr_array((np.ones(len(rows), np.float32), (rows, columns)), (count, len(sizes)))
    return having, np.log(count / sizes).astype(np.float32)


def _among(rows: Rows, some: Rows, count: int) -> NDArray[np.bool_]:
    """For each of `rows` whether it is one of `some`, ascending, of `count` rows in all."""
    if _LOOKUP * len(rows) > count:
        marks = np.zeros(count, np.bool_)
        marks[some] = True
        return marks[rows]
    if not len(some):
        return np.zeros(len(rows), np.bool_)
    return np.asarray(some[np.minimum(np.searchsorted(some, rows), len(some) - 1)] == rows)


_LOOKUP = 10  # in this many times the rows, or less, marking all is quicker than looking each up
_NONE: Rows = np.zeros(0, np.int64)

"""A made-up catalogue of any size, to measure search on. Knows catalogues and vectors; measures nothing itself.

Items are drawn from a real catalogue's own distributions: each has the number of values, the values and the numbers of
real items, and a vector that is a real one with noise, so that neighbourhoods are as uneven as real ones.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from retrieval.catalogue import Catalogue, Item
from retrieval.encoder import Vectors

_NOISE = 0.8  # length of the noise beside a vector's 1: made ones of one item have cosine .61, real neighbours .60-.69
_BLOCK = 65536  # vectors made at a time


def perturbed(real: Vectors, count: int, *, seed: int = 0) -> Vectors:
    """`count` vectors of unit length, shape [count, d]: real ones in turn, each with noise of its own."""
    random = np.random.default_rng(seed)
    made = np.empty((count, real.shape[1]), np.float32)
    for at in range(0, count, _BLOCK):
        part = made[at : at + _BLOCK]
        random.standard_normal(dtype=np.float32, out=part)
        part *= _NOISE / np.sqrt(real.shape[1])
        part += real[np.arange(at, at + len(part)) % len(real)]
        part /= np.linalg.norm(part, axis=1, keepdims=True)
    return made


def grown(catalogue: Catalogue, count: int, *, seed: int = 0) -> Catalogue:
    """A catalogue of `count` items: of each field the value of some real item, drawn for each field by itself."""
    random = np.random.default_rng(seed)
    real = catalogue.items
    names = sorted({name for item in real for name in (*item.categories, *item.numbers)})
    drawn = {name: random.integers(len(real), size=count) for name in ("", *names)}
    return replace(
        catalogue,
        items=tuple(_item(real, row, {name: int(rows[row]) for name, rows in drawn.items()}) for row in range(count)),
    )


def _item(real: Sequence[Item], row: int, drawn: dict[str, int]) -> Item:
    like = real[drawn[""]]
    taken = {name: real[at] for name, at in drawn.items() if name}
    return Item(
        f"{like.id}-{row}",
        f"{like.title} {row}",
        text=like.text,
        categories={name: other.categories[name] for name, other in taken.items() if name in other.categories},
        numbers={name: other.numbers[name] for name, other in taken.items() if name in other.numbers},
    )


class Perturbing:
    """An encoder without a model: each text has a real vector with noise, always the same."""

    name = "perturbing"

    def __init__(self, real: Vectors) -> None:
        self._real = real

    def encode(self, texts: Sequence[str]) -> Vectors:
        """As `Encoder.encode`."""
        if len(texts) > _BLOCK:
            return perturbed(self._real, len(texts))
        made = np.empty((len(texts), self._real.shape[1]), np.float32)
        for row, text in enumerate(texts):
            seed = zlib.crc32(text.encode())
            made[row] = perturbed(self._real[seed % len(self._real) :][:1], 1, seed=seed)
        return made

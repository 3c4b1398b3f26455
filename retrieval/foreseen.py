"""The texts that scoring many preferences will ask an encoder for, encoded at once: one by one takes ten times as long.

Knows shelves, preferences and an encoder; scores nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy

import numpy as np

from retrieval.encoder import Encoder, Vectors
from retrieval.shelf import Shelf
from retrieval.terms import Asked
from retrieval.wishes import Preferences


def foreseeing(
    shelf: Shelf, many: Iterable[Preferences], texts: Iterable[str], encode: Callable[[list[str]], Vectors]
) -> Shelf:
    """The shelf with an encoder that knows all texts which scoring these preferences takes, and these texts; `encode`
    gives the vectors of many. Others it asks of the shelf's own encoder."""
    noting, aside = _Noting(shelf.encoder.name), copy(shelf)
    aside.encoder = noting
    for preferences in many:
        Asked.of(preferences.active, aside)
    needed = list(dict.fromkeys([*noting.asked, *filter(None, texts)]))
    known = dict(zip(needed, encode(needed), strict=True)) if needed else {}
    made = copy(shelf)
    made.encoder = _Known(known, shelf.encoder)
    return made


class _Noting:
    """Notes what it is asked for, and gives blank vectors."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.asked: dict[str, None] = {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked |= dict.fromkeys(texts)
        return np.zeros((len(texts), 1), np.float32)


class _Known:
    """Has the vectors of what was foreseen."""

    def __init__(self, known: Mapping[str, Vectors], encoder: Encoder) -> None:
        self.name = encoder.name
        self._known, self._encoder = known, encoder

    def encode(self, texts: Sequence[str]) -> Vectors:
        if not texts or any(text not in self._known for text in texts):
            return self._encoder.encode(texts)
        return np.stack([self._known[text] for text in texts])

"""Texts that are nearly the same as an earlier one, within a bounded memory. Knows letters; nothing of what they say.

By MinHash with bands (Broder 1997; Leskovec et al., Mining of Massive Datasets, ch. 3): of two texts whose runs of
letters overlap by .8 nine in ten are found, of those that overlap by half three in a hundred.
"""

from __future__ import annotations

import re
from collections import deque

import numpy as np
from numpy.typing import NDArray

_RUN = 4  # letters; in Chinese a run of two, which is about a word
_ROWS, _BANDS = 5, 8
_ALIKE = 0.8  # estimated overlap from which two texts are nearly the same
_PRIME = (1 << 31) - 1
_BASE = 1_000_003  # of the runs' hashes
_Signature = NDArray[np.int64]


class Alike:
    """Remembers the last `most` texts. One thread at a time."""

    def __init__(self, most: int = 100_000) -> None:
        chance = np.random.default_rng(20)
        self._times = chance.integers(1, _PRIME, (_ROWS * _BANDS, 1))
        self._plus = chance.integers(0, _PRIME, (_ROWS * _BANDS, 1))
        self._bands: list[dict[bytes, str]] = [{} for _ in range(_BANDS)]
        self._signatures: dict[str, _Signature] = {}
        self._order: deque[str] = deque()
        self._most = most

    def seen(self, name: str, text: str) -> str:
        """The name of an earlier text that is nearly the same, "" if there is none; then this one is remembered."""
        signature = self._signature(text)
        if signature is None:
            return ""
        bands = [signature[at * _ROWS : (at + 1) * _ROWS].tobytes() for at in range(_BANDS)]
        for names, band in zip(self._bands, bands, strict=True):
            before = names.get(band)
            if before is not None and float((self._signatures[before] == signature).mean()) >= _ALIKE:
                return before
        self._remember(name, signature, bands)
        return ""

    def _remember(self, name: str, signature: _Signature, bands: list[bytes]) -> None:
        if name in self._signatures:
            return
        self._signatures[name] = signature
        self._order.append(name)
        for names, band in zip(self._bands, bands, strict=True):
            names.setdefault(band, name)
        if len(self._order) > self._most:
            self._forget(self._order.popleft())

    def _forget(self, name: str) -> None:
        signature = self._signatures.pop(name)
        for at, names in enumerate(self._bands):
            band = signature[at * _ROWS : (at + 1) * _ROWS].tobytes()
            if names.get(band) == name:
                del names[band]

    def _signature(self, text: str) -> _Signature | None:
        """Shape [bands x rows]; None for a text too short to compare."""
        letters = re.sub(r"\W+", "", text.casefold())
        run = 2 if re.search(r"[一-鿿]", letters) else _RUN
        if len(letters) < 4 * run:
            return None
        codes = np.frombuffer(letters.encode("utf-32-le", "replace"), np.uint32).astype(np.int64)
        hashes = np.zeros(len(codes) - run + 1, np.int64)
        for place in range(run):
            hashes = (hashes * _BASE + codes[place : len(codes) - run + 1 + place]) % _PRIME
        hashes = np.unique(hashes)
        # The product of two numbers below 2**31 fits into 62 bits.
        return np.asarray(((self._times * hashes + self._plus) % _PRIME).min(1))

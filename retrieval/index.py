"""Nearest vectors, filtered by row. Knows vectors and rows; nothing of items, texts or preferences."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]


class Index(Protocol):
    """Anything that finds the rows whose vectors are nearest to one vector."""

    def search(self, vector: NDArray[np.float32], k: int, rows: Rows | None = None) -> list[tuple[int, float]]:
        """At most k (row, cosine), nearest first, only among `rows` where given. `vector`: shape [d], unit length."""
        ...


class ExactIndex:
    """FAISS inner product over all vectors (shape [n, d], unit length): exact, 0.05 ms at 1,000, 10 ms at 100,000."""

    def __init__(self, vectors: NDArray[np.float32]) -> None:
        import faiss

        faiss.omp_set_num_threads(1)  # a second busy OpenMP pool beside torch's starves both
        self._faiss: Any = faiss  # its type stubs do not know the Python way to give a selector
        self._size = len(vectors)
        self._flat: Any = faiss.IndexFlatIP(vectors.shape[1])
        self._flat.add(np.ascontiguousarray(vectors, np.float32))

    def search(self, vector: NDArray[np.float32], k: int, rows: Rows | None = None) -> list[tuple[int, float]]:
        """As `Index.search`."""
        k = min(k, self._size if rows is None else len(rows))
        if k <= 0:
            return []
        query = np.ascontiguousarray(vector, np.float32)[None, :]
        scores, found = self._flat.search(query, k, params=None if rows is None else self._only(rows))
        return [(int(row), float(score)) for row, score in zip(found[0], scores[0], strict=True) if row >= 0]

    def _only(self, rows: Rows) -> Any:
        allowed = np.zeros(self._size, np.bool_)
        allowed[rows] = True
        selector = self._faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))
        return self._faiss.SearchParameters(sel=selector)

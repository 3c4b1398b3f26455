"""Nearest vectors, filtered by row. Knows vectors, rows and index files; nothing of items, texts or preferences.

Exact where that takes under 10 ms, by inverted lists (IVF) beyond. Not by a graph (HNSW): it takes four times as long
to build, and under a filter its recall falls (.56 where 5 % are allowed), where lists need only be read further.
"""

from __future__ import annotations

import hashlib
import logging
import math
import os
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, Protocol, get_args

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Kind = Literal["auto", "exact", "lists"]
KINDS: tuple[Kind, ...] = get_args(Kind)

EXACT_UP_TO = 100_000  # vectors: 6 ms of 384 numbers each on one core
_LISTS = 2.0  # times the root of the number of vectors: how many lists
_PROBED = 64  # lists read for one search: 1 ms at 1,000,000, and far more than clustered vectors need
_SAMPLED = 64  # vectors a list from which its middle is learnt
_ROUNDS = 8  # of learning: more changes no recall
_FEW = 20_000  # allowed rows up to which all are compared
_KEPT = 4  # index files in a folder; those used longest ago go
_LEFT = 3600.0  # seconds from which a file that is still being written is nobody's
_SEED = 0
_REMEMBERED = 2_000  # vectors whose neighbours are remembered: some 10 MB
_DEEPER = 3  # times the neighbours asked for are remembered, so that enough are left where some rows are not allowed

_log = logging.getLogger(__name__)


class Index(Protocol):
    """Anything that finds the rows whose vectors are nearest to one vector."""

    def search(self, vector: NDArray[np.float32], k: int, rows: Rows | None = None) -> list[tuple[int, float]]:
        """At most k (row, cosine), nearest first, only among `rows` where given. `vector`: shape [d], unit length."""
        ...


def index_of(vectors: NDArray[np.float32], *, kind: Kind = "auto", folder: Path | None = None) -> Index:
    """The index for so many vectors, shape [n, d], unit length; `kind` overrides the choice by size.

    `folder` keeps what takes long to build. A file there that is not whole is built again with a warning.
    """
    if kind == "exact" or (kind == "auto" and len(vectors) <= EXACT_UP_TO) or not len(vectors):
        return ExactIndex(vectors)
    return ListIndex(vectors, folder=folder)


class ExactIndex:
    """FAISS inner product over all vectors (shape [n, d], unit length): exact, 0.05 ms at 1,000, 6 ms at 100,000."""

    def __init__(self, vectors: NDArray[np.float32]) -> None:
        self.size = len(vectors)
        self.raw: Any = _faiss().IndexFlatIP(vectors.shape[1])
        self.raw.add(np.ascontiguousarray(vectors, np.float32))

    def search(self, vector: NDArray[np.float32], k: int, rows: Rows | None = None) -> list[tuple[int, float]]:
        """As `Index.search`."""
        k = min(k, self.size if rows is None else len(rows))
        return _pairs(*raw_search(self, vector, k, rows)) if k > 0 else []

    def parameters(self, k: int, rows: Rows | None) -> Any:
        """What FAISS is told for such a search."""
        return (
            None
            if rows is None or len(rows) == self.size
            else _faiss().SearchParameters(sel=_selector(rows, self.size))
        )


class ListIndex:
    """FAISS inverted lists over the vectors in half precision, read from a file that is mapped into memory.

    Where few rows are allowed all of them are compared with `vectors` itself; else more lists are read as fewer rows
    are allowed, so that a filter costs no recall.
    """

    def __init__(self, vectors: NDArray[np.float32], *, folder: Path | None = None) -> None:
        """`vectors`: shape [n, d], unit length; kept, not copied."""
        self._vectors = vectors
        self.size = len(vectors)
        self._lists = max(1, min(round(_LISTS * math.sqrt(len(vectors))), len(vectors)))
        self.raw: Any = _kept(folder, self._digest(), self._build) if folder else self._build()

    def search(self, vector: NDArray[np.float32], k: int, rows: Rows | None = None) -> list[tuple[int, float]]:
        """As `Index.search`."""
        k = min(k, self.size if rows is None else len(rows))
        if k <= 0:
            return []
        if rows is not None and self.compares_all(rows):
            return _nearest(self._vectors, vector, k, rows)
        return _pairs(*raw_search(self, vector, k, rows))

    def compares_all(self, rows: Rows) -> bool:
        """Whether so few rows are allowed that each is compared."""
        return len(rows) <= _FEW

    def parameters(self, k: int, rows: Rows | None) -> Any:
        """What FAISS is told for such a search: to read so many lists that k are found in them, be they uneven, and
        more where fewer rows are allowed. By the root of their share: by the share itself it would find no more, and
        take longer than to compare all."""
        share = 1.0 if rows is None else len(rows) / self.size
        probed = min(self._lists, math.ceil(max(_PROBED, 4 * k * self._lists / self.size) / math.sqrt(share)))
        selector = None if rows is None or len(rows) == self.size else _selector(rows, self.size)
        return _faiss().SearchParametersIVF(nprobe=probed, sel=selector)

    def _build(self) -> Any:
        faiss, (size, width) = _faiss(), self._vectors.shape
        made = faiss.index_factory(width, f"IVF{self._lists},SQfp16", faiss.METRIC_INNER_PRODUCT)
        made.cp.niter, made.cp.seed, made.cp.max_points_per_centroid = _ROUNDS, _SEED, _SAMPLED
        made.cp.min_points_per_centroid = 1
        drawn = np.random.default_rng(_SEED).choice(size, min(size, _SAMPLED * self._lists), replace=False)
        made.train(np.ascontiguousarray(self._vectors[np.sort(drawn)], np.float32))
        made.add(np.ascontiguousarray(self._vectors, np.float32))
        return made

    def _digest(self) -> str:
        """Sixteen hex digits of the vectors and of how they are arranged."""
        digest = hashlib.sha256(f"{_faiss().__version__} {self._lists} {_SAMPLED} {_ROUNDS} {_SEED}".encode())
        digest.update(np.ascontiguousarray(self._vectors).data)
        return digest.hexdigest()[:16]


class Remembering:
    """An index that remembers the neighbours of the vectors it was asked for: after a reaction a conversation asks
    again for those of all that was liked before, with a few rows less allowed. Finds what the index it wraps finds."""

    def __init__(self, index: Index, size: int) -> None:
        """`size`: how many vectors the index has."""
        self._index, self._size = index, size
        self._known: OrderedDict[tuple[bytes, int], list[tuple[int, float]]] = OrderedDict()
        self._lock = threading.Lock()

    def search(self, vector: NDArray[np.float32], k: int, rows: Rows | None = None) -> list[tuple[int, float]]:
        """As `Index.search`; `rows` ascending."""
        if rows is None or _DEEPER * len(rows) < self._size:  # with so few allowed too few would be left
            return self._index.search(vector, k, rows)
        near = self._near(vector, k)
        at = np.minimum(np.searchsorted(rows, [row for row, _ in near]), len(rows) - 1)
        kept = [pair for pair, row in zip(near, rows[at].tolist(), strict=True) if row == pair[0]]
        return kept[:k] if len(kept) >= k else self._index.search(vector, k, rows)

    def _near(self, vector: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
        key = (np.asarray(vector, np.float32).tobytes(), k)
        with self._lock:
            if known := self._known.get(key):
                self._known.move_to_end(key)
                return known
        found = self._index.search(vector, _DEEPER * k)
        with self._lock:
            self._known[key] = found
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return found


def _faiss() -> Any:
    """FAISS with one thread; its type stubs do not know the Python way to give a selector."""
    import faiss

    faiss.omp_set_num_threads(1)  # a second busy OpenMP pool beside torch's starves both
    return faiss


def raw_search(
    index: ExactIndex | ListIndex, vector: NDArray[np.float32], k: int, rows: Rows | None = None
) -> tuple[NDArray[np.float32], Rows]:
    """FAISS alone: the cosines and rows that it finds, each of shape [1, k]; row -1 where it finds fewer."""
    query = np.ascontiguousarray(vector, np.float32)[None, :]
    found: tuple[NDArray[np.float32], Rows] = index.raw.search(query, k, params=index.parameters(k, rows))
    return found


def _pairs(scores: NDArray[np.float32], found: Rows) -> list[tuple[int, float]]:
    return [(row, score) for row, score in zip(found[0].tolist(), scores[0].tolist(), strict=True) if row >= 0]


def _selector(rows: Rows, size: int) -> Any:
    allowed = np.zeros(size, np.bool_)
    allowed[rows] = True
    return _faiss().IDSelectorBitmap(np.packbits(allowed, bitorder="little"))


def _nearest(vectors: NDArray[np.float32], vector: NDArray[np.float32], k: int, rows: Rows) -> list[tuple[int, float]]:
    """The k of these rows that are nearest, compared one by one; equal ones in row order."""
    scores = vectors[rows] @ np.asarray(vector, np.float32)
    least = np.partition(scores, len(scores) - k)[len(scores) - k]
    near = np.flatnonzero(scores >= least)
    best = near[np.lexsort((rows[near], -scores[near]))][:k]
    return list(zip(rows[best].tolist(), scores[best].tolist(), strict=True))


# Files


def _kept(folder: Path, key: str, build: Callable[[], Any]) -> Any:
    """The index of that key from its file, mapped into memory; built and written where there is none that is whole.

    A file bears its checksum in its name. FAISS loads two of three damaged files without a word, so that none is loaded
    whose checksum is another.
    """
    for path in folder.glob(f"index-{key}-*.faiss"):
        if _checksum(path) == path.stem.rpartition("-")[2]:
            path.touch()  # used now
            return _mapped(path)
        _log.warning("%s is damaged: the index is built again.", path)
        path.unlink(missing_ok=True)
    path = _written(build(), folder, key)
    for old in sorted(folder.glob("index-*.faiss"), key=lambda one: -one.stat().st_mtime)[_KEPT:]:
        old.unlink(missing_ok=True)
    for left in folder.glob("index-*.tmp"):  # of a process that was killed while it wrote
        if left.stat().st_mtime < time.time() - _LEFT:
            left.unlink(missing_ok=True)
    return _mapped(path)


def _mapped(path: Path) -> Any:
    faiss = _faiss()
    return faiss.read_index(str(path), faiss.IO_FLAG_MMAP)


def _written(index: Any, folder: Path, key: str) -> Path:
    """Write aside, flush to the disk, then rename: a reader sees the whole file or none."""
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=f"index-{key}", suffix=".tmp")
    aside = Path(name)
    try:
        _faiss().write_index(index, name)
        os.fsync(descriptor)
        path = folder / f"index-{key}-{_checksum(aside)}.faiss"
        aside.replace(path)
    except (OSError, RuntimeError):  # FAISS has its own error for a full disk
        aside.unlink(missing_ok=True)
        raise
    finally:
        os.close(descriptor)
    return path


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:32]

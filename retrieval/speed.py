"""How quick encoding and searching are here, each beside what it is built on, in the same run.

Knows encoders, indexes and clocks; prints nothing. Both sides of a comparison take turns, so that whatever else the
machine does slows both.
"""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from retrieval.catalogue import Catalogue
from retrieval.compiled import quicker
from retrieval.encoder import SentenceEncoder, Vectors
from retrieval.haystack import Perturbing, grown, perturbed
from retrieval.index import ExactIndex, Kind, ListIndex, Rows, index_of, raw_search
from retrieval.retriever import Retriever
from retrieval.wishes import ITEM, TEXT, Limit, Preferences, Wish

KEPT = (1.0, 0.5, 0.05, 0.001)  # shares of the rows that a filter keeps
_K = 10  # neighbours: recall@10
_ROUNDS = 3  # of encoding, of which the median counts


@dataclass(frozen=True, slots=True)
class Encoding:
    """Documents a second by the plain model and as documents are encoded, and of how many nearest neighbours by the
    plain model the share that is found: by the new vectors, and by the plain model's for what is asked."""

    name: str
    documents: int
    tokens: float  # of a document, on average
    plain: float
    ours: float
    recall: float
    recall_asked: float


def encoding(encoder: SentenceEncoder, documents: Sequence[str]) -> Encoding:
    """Measured on these documents, more than ten, all different. Raises CompileError."""
    made = quicker(encoder) or encoder
    texts = list(documents)
    found, plain = made.encode(texts), encoder.encode(texts)  # which also warms up
    times = np.array(
        [(_took(lambda: encoder.model.encode(texts)), _took(lambda: made.encode(texts))) for _ in range(_ROUNDS)]
    )
    tokens = float(np.mean([encoder.read([text])["input_ids"].shape[1] for text in texts[:200]]))
    true = _neighbours(plain, plain)
    plainly, ours = len(texts) / np.median(times, axis=0)
    return Encoding(
        made.name,
        len(texts),
        round(tokens, 1),
        round(float(plainly), 1),
        round(float(ours), 1),
        _shared(true, _neighbours(found, found)),
        _shared(true, _neighbours(plain, found)),
    )


def _took(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _neighbours(asked: Vectors, documents: Vectors) -> Rows:
    cosines = asked @ documents.T
    np.fill_diagonal(cosines, -2)
    return np.argsort(-cosines, axis=1)[:, :_K]


def _shared(true: Rows, found: Rows) -> float:
    return round(
        float(np.mean([len(set(a) & set(b)) / len(a) for a, b in zip(true.tolist(), found.tolist(), strict=True)])), 4
    )


@dataclass(frozen=True, slots=True)
class Searching:
    """Searches for ten neighbours among so many items of which a filter keeps a share: milliseconds (median, 95 in
    100), recall@10 against exact search, its median, and FAISS alone: the same index and parameters without our code,
    or, where all allowed rows are compared, its own exact search of the same rows."""

    items: int
    kept: float
    index: str
    p50: float
    p95: float
    recall: float
    raw_p50: float
    raw_p95: float
    exact_p50: float

    @property
    def ratio(self) -> float:
        """How many times as long as FAISS alone a search takes, at the median."""
        return round(self.p50 / self.raw_p50, 2)


@dataclass(frozen=True, slots=True)
class Built:
    """What an index costs: seconds to build, seconds to open it from disk, megabytes of it and of the vectors."""

    items: int
    index: str
    build_s: float
    open_s: float
    index_mb: float
    vectors_mb: float


def searching(real: Vectors, items: int, searches: int, *, kind: Kind = "auto") -> Iterator[Built | Searching]:
    """The cost of an index over `items` perturbed vectors, then the measure of each share of KEPT."""
    vectors, asked = perturbed(real, items), perturbed(real, searches, seed=1)
    random = np.random.default_rng(2)
    with tempfile.TemporaryDirectory(prefix="chatbot-bench-") as folder:
        started = time.perf_counter()
        index = index_of(vectors, kind=kind, folder=Path(folder))
        built = time.perf_counter() - started
        again = _took(lambda: index_of(vectors, kind=kind, folder=Path(folder)))
        exact = index if isinstance(index, ExactIndex) else ExactIndex(vectors)
        assert isinstance(index, ExactIndex | ListIndex)
        on_disk = sum(path.stat().st_size for path in Path(folder).glob("*.faiss"))
        size = vectors.nbytes / 1e6
        name = "lists" if isinstance(index, ListIndex) else "exact"
        yield Built(items, name, round(built, 1), round(again, 1), round(on_disk / 1e6 or size), round(size))
        for share in KEPT:
            count = max(1, round(share * items))
            rows = None if share == 1 else np.sort(random.choice(items, count, replace=False)).astype(np.int64)
            yield _searched(index, exact, asked, share, rows)


def _searched(
    index: ExactIndex | ListIndex, exact: ExactIndex, asked: Vectors, share: float, rows: Rows | None
) -> Searching:
    whole = rows is None or not isinstance(index, ListIndex) or not index.compares_all(rows)
    beside = index if whole else exact
    times: list[tuple[float, float, float]] = []
    recalls: list[float] = []
    for number, vector in enumerate(asked):
        acts: list[Callable[[], object]] = [
            partial(index.search, vector, _K, rows),
            partial(raw_search, beside, vector, _K, rows),
            partial(exact.search, vector, _K, rows),
        ]
        took = {turn: _took(acts[turn]) for turn in ((0, 1, 2) if number % 2 else (2, 1, 0))}
        times.append((took[0], took[1], took[2]))
        found, true = index.search(vector, _K, rows), exact.search(vector, _K, rows)
        recalls.append(len({row for row, _ in found} & {row for row, _ in true}) / max(len(true), 1))
    ours, raw, exactly = (1000 * np.array(times)).T
    p50, p95, raw_p50, raw_p95, exact_p50 = (
        round(float(np.percentile(one, q)), 3)
        for one, q in ((ours, 50), (ours, 95), (raw, 50), (raw, 95), (exactly, 50))
    )
    name = "lists" if isinstance(index, ListIndex) and whole else "exact"
    return Searching(exact.size, share, name, p50, p95, round(float(np.mean(recalls)), 4), raw_p50, raw_p95, exact_p50)


# Whole searches: filters, candidates, score terms, the pick for variety


@dataclass(frozen=True, slots=True)
class Whole:
    """`Retriever.search` on a made-up catalogue: milliseconds, the seconds until it was ready, the process's memory."""

    items: int
    p50: float
    p95: float
    ready_s: float
    memory_mb: int


def whole(catalogue: Catalogue, real: Vectors, items: int, searches: int, *, kind: Kind = "auto") -> Whole:
    """Measured on a catalogue grown to `items`; `real` are the vectors of its items."""
    made, encoder = grown(catalogue, items), Perturbing(real)
    started = time.perf_counter()
    retriever = Retriever(made, encoder, index=kind)
    ready = time.perf_counter() - started
    wanted = list(preferences(made, searches))
    for one in wanted[:5]:
        retriever.search(one, 4)
    times = 1000 * np.array([_took(partial(retriever.search, one, 4)) for one in wanted])
    p50, p95 = (round(float(np.percentile(times, q)), 1) for q in (50, 95))
    return Whole(items, p50, p95, round(ready, 1), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def preferences(catalogue: Catalogue, count: int) -> Iterator[Preferences]:
    """Wishes of every kind, made of the catalogue's values, each time others."""
    fields = [f.name for f in catalogue.of_kind("category") if catalogue.values[f.name]]
    values = [(name, value) for name in fields for value in list(catalogue.values[name])[:20]]
    numbers = list(catalogue.middles.items())
    for n in range(count):
        (field, value), (other, shunned) = (
            values[(step * n + start) % len(values)] for step, start in ((5, 0), (7, 3))
        )
        item = catalogue.items[37 * n % len(catalogue.items)].id
        said: list[Wish] = [
            Wish("want", field, value, "must" if n % 5 == 4 else "like"),
            Wish("want", TEXT, f"{value} and {shunned} {n}"),
            Wish("want", ITEM, item),
            Wish("avoid", other, shunned),
        ]
        limits = [Limit(name, low=middle) for name, middle in numbers[:1]] if n % 3 == 2 else []
        yield Preferences(tuple(said[: 1 + n % 4]), tuple(limits))

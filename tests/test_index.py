"""Every index finds the same rows, with and without a filter."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval import index as module
from retrieval.index import ExactIndex, Index, ListIndex, Remembering, Rows, index_of, raw_search

# Eight directions of a circle: the neighbours of each row are seen by eye.
CIRCLE = np.array([[np.cos(a), np.sin(a)] for a in np.arange(8) * np.pi / 4], np.float32)


@pytest.fixture(params=["exact", "lists", "lists that compare few rows"])
def index(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Index:
    monkeypatch.setattr(module, "_FEW", 8 if request.param.endswith("rows") else 0)
    return index_of(CIRCLE, kind=request.param.split()[0])


def rows_of(found: list[tuple[int, float]]) -> set[int]:
    return {row for row, _ in found}


def test_nearest_first_with_cosines(index: Index) -> None:
    found = index.search(CIRCLE[2], 3)
    assert found[0][0] == 2 and found[0][1] == pytest.approx(1.0, abs=1e-3) and rows_of(found) == {1, 2, 3}
    assert found[1][1] == pytest.approx(np.sqrt(0.5), abs=1e-3)


def test_only_the_rows_allowed(index: Index) -> None:
    assert rows_of(index.search(CIRCLE[2], 3, np.array([0, 5, 7]))) == {0, 5, 7}
    assert rows_of(index.search(CIRCLE[2], 1, np.array([0, 3, 7]))) == {3}


def test_no_rows_and_no_k_find_nothing(index: Index) -> None:
    assert index.search(CIRCLE[0], 3, np.array([], np.int64)) == []
    assert index.search(CIRCLE[0], 0) == []


def test_fewer_rows_than_k(index: Index) -> None:
    assert len(index.search(CIRCLE[0], 50)) == 8
    assert len(index.search(CIRCLE[0], 50, np.array([1, 2]))) == 2


def unit(count: int, width: int = 16) -> NDArray[np.float32]:
    vectors = np.random.default_rng(0).normal(size=(count, width)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def test_the_same_as_by_hand_on_random_vectors() -> None:
    random = np.random.default_rng(0)
    vectors = random.normal(size=(300, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rows = np.flatnonzero(random.random(300) < 0.3)
    expected = rows[np.argsort(-(vectors[rows] @ vectors[0]))][:10]
    assert [row for row, _ in ExactIndex(vectors).search(vectors[0], 10, rows)] == expected.tolist()


def test_many_threads_at_once(index: Index) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda at: index.search(CIRCLE[at % 8], 1, np.arange(8))[0][0], range(200)))
    assert found == [at % 8 for at in range(200)]


def test_size_chooses_and_a_kind_overrides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "EXACT_UP_TO", 7)
    assert isinstance(index_of(CIRCLE[:7]), ExactIndex) and isinstance(index_of(CIRCLE), ListIndex)
    assert isinstance(index_of(CIRCLE, kind="exact"), ExactIndex)
    assert isinstance(index_of(CIRCLE[:7], kind="lists"), ListIndex)
    assert isinstance(index_of(CIRCLE[:0], kind="lists"), ExactIndex)


def test_more_lists_are_read_where_fewer_rows_are_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FEW", 0)
    monkeypatch.setattr(module, "_PROBED", 10)
    vectors = unit(2500)  # 100 lists
    index = ListIndex(vectors)
    assert index.parameters(1, None).nprobe == 10
    assert index.parameters(1, np.arange(625)).nprobe == 20
    assert index.parameters(1, np.arange(1)).nprobe == 100
    assert index.parameters(500, None).nprobe == 80
    rows = np.flatnonzero(np.arange(2500) % 20 == 0)
    expected = rows[np.argsort(-(vectors[rows] @ vectors[3]))][:5]
    assert [row for row, _ in index.search(vectors[3], 5, rows)] == expected.tolist()


def test_all_rows_allowed_is_no_filter() -> None:
    for index in (ExactIndex(CIRCLE), ListIndex(CIRCLE)):
        assert [*raw_search(index, CIRCLE[1], 3)[1][0]] == [*raw_search(index, CIRCLE[1], 3, np.arange(8))[1][0]]


def test_equal_cosines_come_in_row_order_where_all_are_compared() -> None:
    same = np.repeat(CIRCLE[:1], 6, axis=0)
    assert [row for row, _ in ListIndex(same).search(CIRCLE[0], 3, np.array([1, 2, 4, 5]))] == [1, 2, 4]


class Counted:
    """An exact index that counts what it is asked for."""

    def __init__(self, vectors: NDArray[np.float32]) -> None:
        self.asked = 0
        self._exact = ExactIndex(vectors)

    def search(self, vector: NDArray[np.float32], k: int, rows: Rows | None = None) -> list[tuple[int, float]]:
        self.asked += 1
        return self._exact.search(vector, k, rows)


def test_what_is_remembered_is_what_would_be_found() -> None:
    vectors, random = unit(600), np.random.default_rng(3)
    exact, counted = ExactIndex(vectors), Counted(vectors)
    index = Remembering(counted, len(vectors))
    for share in (1.0, 0.9, 0.5, 0.05):
        rows = np.flatnonzero(random.random(600) < share)
        for at in (0, 1, 0):
            found, expected = index.search(vectors[at], 10, rows), exact.search(vectors[at], 10, rows)
            assert [row for row, _ in found] == [row for row, _ in expected]
    assert [row for row, _ in index.search(vectors[0], 10)] == [row for row, _ in exact.search(vectors[0], 10)]


def test_a_vector_is_searched_once_while_few_rows_are_not_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = unit(600)
    counted = Counted(vectors)
    index = Remembering(counted, len(vectors))
    near = [row for row, _ in index.search(vectors[0], 10, np.arange(600))]
    for gone in range(10):
        left = np.setdiff1d(np.arange(600), near[:gone])
        assert [row for row, _ in index.search(vectors[0], 10, left)][: 10 - gone] == near[gone:]
    assert counted.asked == 1
    without = np.setdiff1d(np.arange(600), [row for row, _ in ExactIndex(vectors).search(vectors[0], 25)])
    assert len(index.search(vectors[0], 10, without)) == 10 and counted.asked == 2  # too few were left of those
    monkeypatch.setattr(module, "_REMEMBERED", 1)
    index.search(vectors[1], 10, np.arange(600))
    index.search(vectors[0], 10, np.arange(600))
    assert counted.asked == 4  # the one used longest ago is forgotten


# Files


def built(
    folder: Path, monkeypatch: pytest.MonkeyPatch, vectors: NDArray[np.float32] = CIRCLE
) -> tuple[ListIndex, int]:
    """The index of that folder, and how often one was built for it."""
    count = 0
    build = ListIndex._build

    def counted(self: ListIndex) -> object:
        nonlocal count
        count += 1
        return build(self)

    monkeypatch.setattr(ListIndex, "_build", counted)
    index = ListIndex(vectors, folder=folder)
    monkeypatch.setattr(ListIndex, "_build", build)
    return index, count


def test_a_folder_keeps_the_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, again = (built(tmp_path, monkeypatch) for _ in range(2))
    assert (first[1], again[1]) == (1, 0)
    assert first[0].search(CIRCLE[3], 3) == again[0].search(CIRCLE[3], 3) == ListIndex(CIRCLE).search(CIRCLE[3], 3)


def test_other_vectors_do_not_find_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built(tmp_path, monkeypatch)
    assert built(tmp_path, monkeypatch, CIRCLE[::-1].copy())[1] == 1


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-9], lambda b: b[:90] + b"\x01\x02" + b[92:], lambda b: b"", lambda b: b + b"x"]
)
def test_a_damaged_file_is_built_again_with_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, damage: Callable[[bytes], bytes]
) -> None:
    built(tmp_path, monkeypatch)
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    with caplog.at_level(logging.WARNING):
        index, count = built(tmp_path, monkeypatch)
    assert count == 1 and "damaged" in caplog.text and path.read_bytes() == whole
    assert index.search(CIRCLE[3], 3) == ListIndex(CIRCLE).search(CIRCLE[3], 3)


def test_a_failed_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        ListIndex(CIRCLE, folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_files_used_longest_ago_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_KEPT", 2)
    for n in range(3):
        ListIndex(np.roll(CIRCLE, n, axis=0), folder=tmp_path)
    assert len(list(tmp_path.iterdir())) == 2

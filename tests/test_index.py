"""Every index finds the same rows, with and without a filter."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from retrieval.index import ExactIndex, Index

# Eight directions of a circle: the neighbours of each row are seen by eye.
CIRCLE = np.array([[np.cos(a), np.sin(a)] for a in np.arange(8) * np.pi / 4], np.float32)


@pytest.fixture(params=[ExactIndex])
def index(request: pytest.FixtureRequest) -> Index:
    found: Index = request.param(CIRCLE)
    return found


def rows_of(found: list[tuple[int, float]]) -> set[int]:
    return {row for row, _ in found}


def test_nearest_first_with_cosines(index: Index) -> None:
    found = index.search(CIRCLE[2], 3)
    assert found[0][0] == 2 and found[0][1] == pytest.approx(1.0) and rows_of(found) == {1, 2, 3}
    assert found[1][1] == pytest.approx(np.sqrt(0.5), abs=1e-6)


def test_only_the_rows_allowed(index: Index) -> None:
    assert rows_of(index.search(CIRCLE[2], 3, np.array([0, 5, 7]))) == {0, 5, 7}
    assert rows_of(index.search(CIRCLE[2], 1, np.array([0, 3, 7]))) == {3}


def test_no_rows_and_no_k_find_nothing(index: Index) -> None:
    assert index.search(CIRCLE[0], 3, np.array([], np.int64)) == []
    assert index.search(CIRCLE[0], 0) == []


def test_fewer_rows_than_k(index: Index) -> None:
    assert len(index.search(CIRCLE[0], 50)) == 8
    assert len(index.search(CIRCLE[0], 50, np.array([1, 2]))) == 2


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

"""Rankings short enough to score by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from retrieval.metrics import coverage, diversity, interval, mrr, ndcg, ratio, recall

RANKING = ["a", "b", "c", "d"]


def test_recall_is_the_share_of_the_relevant_found() -> None:
    assert [recall(RANKING, {"b", "x"}, k) for k in (1, 2, 4)] == [0.0, 0.5, 0.5]


def test_ndcg_discounts_by_rank() -> None:
    assert ndcg(RANKING, {"b"}, 4) == pytest.approx(1 / math.log2(3))
    assert ndcg(RANKING, {"a", "b"}, 4) == pytest.approx(1.0)
    assert ndcg(RANKING, {"a", "x", "y"}, 1) == pytest.approx(1.0)


def test_ndcg_counts_an_id_that_comes_twice_once() -> None:
    assert ndcg(["a", "a"], {"a"}, 2) == pytest.approx(1.0)


def test_mrr_is_one_over_the_first_hit() -> None:
    assert [mrr(RANKING, {"c", "d"}), mrr(RANKING, {"x"})] == [pytest.approx(1 / 3), 0.0]


def test_nothing_relevant_is_no_number() -> None:
    assert all(math.isnan(value) for value in (recall(RANKING, (), 3), ndcg(RANKING, (), 3), mrr(RANKING, ())))


def test_coverage_counts_each_item_once() -> None:
    assert coverage([["a", "b"], ["b", "c"]], 12) == 0.25


def test_diversity_of_same_and_of_different() -> None:
    same = np.array([[1, 0], [1, 0]], np.float32)
    different = np.array([[1, 0], [0, 1]], np.float32)
    assert [diversity(same), diversity(different)] == [0.0, 1.0]
    assert math.isnan(diversity(same[:1]))


def test_interval_holds_the_mean_and_is_the_same_each_time() -> None:
    values = [0.0, 1.0] * 50 + [float("nan")]
    found = interval(values)
    assert found.mean == 0.5 and 0.39 < found.low < 0.42 and 0.58 < found.high < 0.61
    assert found == interval(values)


def test_interval_of_one_value_is_that_value_and_of_none_no_number() -> None:
    assert interval([3.0]) == (3.0, 3.0, 3.0)
    assert all(math.isnan(value) for value in interval([]))


def test_a_ratio_is_drawn_by_groups() -> None:
    values, groups = np.array([1.0, 1, 1, 1, 0, 0]), np.array([7, 7, 7, 7, 3, 5])
    found = ratio(values, groups)
    assert found.mean == pytest.approx(4 / 6) and found.low == 0 and found.high == 1
    alone = ratio(np.tile([0.0, 1.0], 500), np.arange(1000))
    assert alone.high - alone.low == pytest.approx(2 * 1.96 * 0.5 / np.sqrt(1000), rel=0.15)
    assert all(np.isnan(ratio(np.zeros(0), np.zeros(0))))

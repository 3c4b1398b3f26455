"""Matching, figures of counts and their intervals, computed by hand."""

from __future__ import annotations

import math

import pytest

from chatbot.scoring import (
    Estimate,
    added,
    alike,
    balanced,
    bounds,
    difference,
    estimate,
    f1,
    macro_f1,
    pairs,
    part,
    precision,
    recall,
    same_bounds,
)


@pytest.mark.parametrize(
    ("a", "b", "likeness"),
    [
        ("Comedies", "comedy", 1.0),
        ("Amélie", "amelie (2001)", 1.0),
        ("horror movies", "horror", 0.5),
        ("a really good horror", "horror", 1.0),  # the other words say nothing
        ("romantic comedy", "comedy", 0.5),
        ("romantic action comedy", "comedy", 0.0),  # less than half of it
        ("Star Wars", "Star Trek", 0.0),
        ("It", "It (2017)", 1.0),
        ("It", "Up", 0.0),
        ("Ocean's Eleven", "Oceans Eleven", 1.0),
        ("烤鸭", "北京烤鸭", 0.5),
        ("烤鸭", "老北京烤鸭店", 0.0),
        ("推荐菜", "人均消费", 0.0),
        ("", "horror", 0.0),
    ],
)
def test_alike(a: str, b: str, likeness: float) -> None:
    assert alike(a, b) == alike(b, a) == likeness


def test_each_is_matched_once_and_the_likest_go_first() -> None:
    read, marked = ["romantic comedy", "comedy", "comedies"], ["comedy", "horror"]
    assert pairs(read, marked, alike) == [("comedy", "comedy")]
    assert pairs(read[:2], ["comedy", "romantic comedy"], alike) == [
        ("romantic comedy", "romantic comedy"),
        ("comedy", "comedy"),
    ]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("4.5分以上", 4.5, math.inf),
        ("50元以下", 0, 50),
        ("100-150元", 100, 150),
        ("5分", 5, 5),
        ("12小时 - 3天", 12, 72),
        ("免费", 0, 0),
    ],
)
def test_bounds(text: str, low: float, high: float) -> None:
    assert bounds(text) == (low, high)
    assert same_bounds(low or None, None if high == math.inf else high, text)
    assert not same_bounds(low + 1, None, text)


def test_not_free_is_any_price_above_none() -> None:
    assert same_bounds(1, None, "不免费") and not same_bounds(0, 0, "不免费") and not same_bounds(None, 20, "不免费")


def test_what_has_no_number_is_no_bound() -> None:
    assert bounds("经济型") is None and not same_bounds(None, None, "经济型")


def test_f1_precision_recall() -> None:
    tally = {"read": 5.0, "marked": 3.0, "right": 2.0}
    assert (precision(tally), recall(tally), f1(tally)) == (0.4, 2 / 3, 0.5)
    assert f1({"read": 2.0, "marked": 3.0}) == 0.0
    assert (precision({}), recall({}), f1({"read": 2.0})) == (None, None, None)


def test_balanced_is_the_mean_over_the_classes_that_there_are() -> None:
    tally = {"want marked": 9.0, "want right": 9.0, "avoid marked": 2.0, "avoid right": 1.0}
    assert balanced(tally, ["want", "avoid", "seen"]) == 0.75
    assert balanced({}, ["want"]) is None


def test_macro_f1() -> None:
    # 8 liked (6 read so), 2 disliked (1 read so, 1 as liked): by hand F1 12/15 and 2/5; level: 1.5/2.25 and 1/1.75
    tally = {"liked > liked": 6.0, "liked > disliked": 2.0, "disliked > disliked": 1.0, "disliked > liked": 1.0}
    classes = ("liked", "disliked", "not said")
    assert macro_f1(tally, classes) == pytest.approx((12 / 15 + 2 / 5) / 2)
    assert macro_f1(tally, classes, level=True) == pytest.approx((1.5 / 2.25 + 1 / 1.75) / 2)
    assert macro_f1({}, classes) is None


def test_counts_add_up() -> None:
    assert added([{"a": 1.0}, {"a": 2.0, "b": 0.5}]) == {"a": 3.0, "b": 0.5}


def test_the_interval_is_over_dialogues_and_by_its_seed() -> None:
    tallies = [{"right": float(n % 2), "marked": 1.0} for n in range(100)]
    found = estimate(tallies, recall, seed=1)
    assert found is not None and found.value == 0.5
    assert 0.38 <= found.low <= 0.43 and 0.57 <= found.high <= 0.62  # 0.5 ± 1.96 * 0.05
    assert found == estimate(tallies, recall, seed=1) != estimate(tallies, recall, seed=2)


def test_one_dialogue_has_no_spread_and_none_no_figure() -> None:
    only = estimate([{"right": 1.0, "marked": 2.0}], recall, seed=0)
    assert only is not None and (only.value, only.low, only.high) == (0.5, 0.5, 0.5)
    assert estimate([], recall, seed=0) is None


def test_part_takes_the_counts_of_one_name() -> None:
    assert part("genre", recall)({"genre right": 1.0, "genre marked": 4.0, "title right": 9.0}) == 0.25


def test_a_difference_is_drawn_over_the_same_dialogues() -> None:
    """Two readers that are alike but for one dialogue in fifty: apart, each is ± .10; their difference is far less."""
    others = [{"right": float(n % 2), "marked": 1.0} for n in range(100)]
    ones = [{**tally, "right": 0.0} if n in (1, 3) else tally for n, tally in enumerate(others)]
    found = difference(ones, others, recall, seed=0)
    assert found is not None and found.value == pytest.approx(-0.02)
    assert -0.06 <= found.low <= -0.04 and found.high == 0.0
    assert difference(ones, [{}] * 100, recall, seed=0) is None
    assert difference(others, others, recall, seed=0) == Estimate(0.0, 0.0, 0.0)

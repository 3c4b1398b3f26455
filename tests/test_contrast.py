"""Two configurations: paired differences, which is better, and the dialogues that differ most."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_outcomes import FED_UP, LATE, QUICK, exchange

from chatbot.contrast import contrast, page, readable, verdict
from retrieval.catalogue import Catalogue
from retrieval.metrics import Interval

A = [LATE, replace(FED_UP, person="p")]
B = [replace(QUICK, person="q"), replace(FED_UP, person="p", seconds=9.0)]


def test_differences_are_of_the_same_people() -> None:
    found = contrast(A, B, turns=8, k=4)
    assert found.more["turns"].mean == -3  # 7 turns and a failure, against 1 and a failure
    assert found.more["success at 5"].mean == 0.5
    assert found.first["success at 8"] == found.second["success at 8"]
    assert [(one.person, other.person) for one, other in found.apart] == [("q", "q")]


@pytest.mark.parametrize(
    ("name", "more", "says"),
    [
        ("turns", Interval(-1, -2, -0.5), "better"),
        ("turns", Interval(1, 0.5, 2), "worse"),
        ("success at 5", Interval(0.2, 0.1, 0.3), "better"),
        ("success at 5", Interval(0.2, -0.1, 0.3), ""),
        ("reward", Interval(float("nan"), float("nan"), float("nan")), ""),
    ],
)
def test_a_verdict_needs_an_interval_without_nought(name: str, more: Interval, says: str) -> None:
    assert verdict(name, more) == says


def test_it_is_told_in_lines_and_on_a_page(games: Catalogue) -> None:
    found = contrast(A, B, turns=8, k=4)
    lines = list(readable(found, ("usual", "llm=<none>")))
    assert lines[:2] == ["A: usual", "B: llm=<none>"]
    assert "  q, agenda, terse: success at 7 with A, success at 1 with B" in lines
    assert any(line.startswith("    A, message 1: calm -> Here. up") for line in lines)
    text = page(found, ("usual", "llm=<none>"), games)
    assert "B: llm=&lt;none&gt;" in text and "Café Amélie ★" in text


def test_the_same_twice_differs_in_nothing() -> None:
    found = contrast(A, [replace(d, exchanges=d.exchanges, seconds=3.0) for d in A], turns=8, k=4)
    assert found.apart == []
    assert "No dialogue differs." in list(readable(found, ("a", "b")))
    assert exchange("up") != exchange("down")

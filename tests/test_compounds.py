"""Which values are kinds of another."""

from __future__ import annotations

from retrieval.compounds import narrower


def test_a_value_that_holds_another_is_a_kind_of_it() -> None:
    assert narrower(["烤鸭", "北京烤鸭", "烤鸭卷饼", "鸭", "鸭汤"]) == {"烤鸭": ("北京烤鸭", "烤鸭卷饼")}


def test_names_alone_are_nothing() -> None:
    assert narrower([]) == {} and narrower(["烤鸭", "烤鸭"]) == {}

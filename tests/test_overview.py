"""What an owner wants to know, counted: few dialogues whose sums are seen by eye."""

from __future__ import annotations

import pytest

from chatbot.digest import Digest
from chatbot.overview import Listing, days, labels, leaving, listed, outcomes, overview, places, said, share

DAY = 86400.0
ONE = Digest(
    "1", "ann", "teas", began=0.5 * DAY, messages=2, first={"a": 0, "b": 1}, taken=frozenset("a"), wanted=("green",)
)
TWO = Digest(
    "2", "bob", "teas", began=0.9 * DAY, messages=1, first={"a": 0, "c": 1}, left="items", wanted=("green", "black")
)
THREE = Digest(
    "3",
    "ann",
    "teas",
    began=1.5 * DAY,
    messages=9,
    first={"c": 0},
    left="nothing",
    reactions={"dislike": 1},
    label="good",
)
ALL = [ONE, TWO, THREE]


def rounded(listing: Listing) -> list[tuple[object, ...]]:
    return [tuple(round(cell, 2) if isinstance(cell, float) else cell for cell in row) for row in listing.rows]


def test_dialogues_a_day_the_newest_first() -> None:
    assert rounded(days(ALL)) == [("1970-01-02", 1, 1, 9, 0.0, 0.0, 0.79), ("1970-01-01", 2, 2, 3, 0.5, 0.09, 0.91)]


def test_outcomes() -> None:
    assert [row[:2] for row in outcomes(ALL).rows] == [("taken", 1), ("refused", 1), ("open", 1)]


def test_of_each_place_how_much_was_taken() -> None:
    assert rounded(places(ALL)) == [(1, 3, 1, 0.33, 0.06, 0.79), (2, 2, 0, 0.0, 0.0, 0.66)]


def test_where_people_leave_and_after_what() -> None:
    assert leaving(ALL).columns[2:] == ("left_items", "left_nothing", "left_question", "left_other")
    rows = leaving(ALL).rows
    assert (rows[0], rows[1], rows[-1]) == ((1, 1, 1, 0, 0, 0), (2, 0, 0, 0, 0, 0), ("8+", 1, 0, 1, 0, 0))
    assert len(rows) == 8
    assert leaving([ONE]).rows == ()


def test_wishes_by_people_first() -> None:
    again = Digest("4", "bob", messages=1, wanted=("black",))
    assert said("wanted", [*ALL, again], lambda d: d.wanted).rows == (("green", 2, 2), ("black", 1, 2))


def test_labels_and_the_dialogues_themselves() -> None:
    assert labels(ALL).rows == (("good", 1),)
    assert [row[0] for row in listed(ALL).rows] == ["3", "2", "1"]
    assert listed([ONE]).rows == (("1", "1970-01-01 12:00", "teas", "human", "en", 2, "taken", 1, 0, ""),)


def test_of_no_dialogue_every_table_is_there_and_empty() -> None:
    found = overview([])
    assert [one.name for one in found if one.rows] == ["outcomes"]
    assert rounded(found[1]) == [(name, 0, 0.0, 0.0, 0.0) for name in ("taken", "refused", "open")]


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(0, 0, (0, 0, 0)), (0, 10, (0, 0, 0.278)), (5, 10, (0.5, 0.237, 0.763)), (10, 10, (1, 0.722, 1))],
)
def test_a_share_has_wilsons_interval(part: int, whole: int, expected: tuple[float, float, float]) -> None:
    assert share(part, whole) == pytest.approx(expected, abs=0.001)

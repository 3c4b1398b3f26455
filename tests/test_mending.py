"""Cells come out clean, and whatever was wrong with them is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from retrieval.faults import Fault
from retrieval.fields import fields_of
from retrieval.mending import LONGEST, Mender, without_tags

FIELDS = """
id = {kind = "id"}
title = {kind = "title", column = "name", also = ["alias"]}
kind = {kind = "category"}
tags = {kind = "category", split = ","}
vegan = {kind = "category", label = "Vegan"}
price = {kind = "number", unit = "$", named = {free = 0}}
time = {kind = "number", unit = "minutes"}
year = {kind = "number", unit = "year"}
text = {kind = "text"}
page = {kind = "link"}
sold = {kind = "popularity"}
"""


def mended(*rows: dict[str, Any], fields: str = FIELDS) -> tuple[list[dict[str, Any]], list[Fault]]:
    mender = Mender(fields_of(f"[fields]\n{fields}", Path("x.toml"))["fields"], list(enumerate(rows, 1)))
    clean = mender.clean()
    return [row for _, row in clean], mender.faults


def one(**cells: Any) -> tuple[dict[str, Any], list[tuple[str, str, str]]]:
    """One row's cells beside its id and name, and its faults."""
    (row,), faults = mended({"id": "1", "name": "Tea", **cells})
    return {k: v for k, v in row.items() if k not in ("id", "name")}, [(f.what, f.done, f.found) for f in faults]


def test_a_good_row_stays_as_it_is() -> None:
    cells = {"kind": "drink", "price": 3.5, "text": "Green, mild.", "page": "https://x.example/?a=1&b=2", "sold": 4.0}
    assert one(**cells, alias="Cha") == ({**cells, "alias": "Cha"}, [])


@pytest.mark.parametrize(
    ("cells", "clean"),
    [
        ({"price": "$12.50"}, {"price": 12.5}),
        ({"price": "10-20"}, {"price": [10, 20]}),
        ({"price": "Free"}, {"price": 0}),
        ({"time": "2 h"}, {"time": 120}),
        ({"year": "3 May 2019"}, {"year": 2019}),
        ({"tags": "a, b,a"}, {"tags": ["a", "b"]}),
        ({"tags": '["a", "b"]'}, {"tags": ["a", "b"]}),
        ({"kind": "full_bar"}, {"kind": "full bar"}),
        ({"kind": ["a", "a", ""]}, {"kind": ["a"]}),
        ({"vegan": "yes"}, {"vegan": "Vegan"}),
        ({"vegan": "no", "price": "n/a", "text": " "}, {}),
        ({"text": "a\n  b"}, {"text": "a b"}),
    ],
)
def test_cells_in_other_forms(cells: dict[str, Any], clean: dict[str, Any]) -> None:
    assert one(**cells) == (clean, [])


@pytest.mark.parametrize(
    ("cells", "clean", "fault"),
    [
        ({"text": "Caf&eacute; <b>now</b>"}, {"text": "Café now"}, ("html", "mended", "Caf&eacute; <b>now</b>")),
        ({"text": "cafÃ©"}, {"text": "café"}, ("encoding", "mended", "cafÃ©")),
        ({"text": "a\x07b"}, {"text": "a b"}, ("control characters", "mended", "a\\x07b")),
        ({"price": "ask us"}, {}, ("not a number", "cell left out", "ask us")),
        ({"time": "3 seasons"}, {"time": 3}, None),
        ({"price": 1e15}, {}, ("absurd number", "cell left out", "1e+15")),
        ({"year": 20155}, {}, ("absurd number", "cell left out", "20155")),
    ],
)
def test_faults_of_cells(cells: dict[str, Any], clean: dict[str, Any], fault: tuple[str, str, str] | None) -> None:
    assert one(**cells) == (clean, [fault] if fault else [])


def test_an_endless_text_is_cut() -> None:
    row, faults = one(text="word " * 10_000)
    assert len(row["text"]) <= LONGEST["text"] and row["text"].endswith("word")
    assert [(what, done) for what, done, _ in faults] == [("too long", "mended")]


def test_a_unit_that_the_column_does_not_have() -> None:
    times = ["90 min", "95 min", "1 Season", "2 h", "100"]
    rows, faults = mended(*({"id": str(at), "name": "x", "time": time} for at, time in enumerate(times)))
    assert [row.get("time") for row in rows] == [90, 95, None, 120, 100]
    assert faults == [Fault(3, "time", "mixed types", "cell left out", "1 Season")]


def test_numbers_far_from_all_others() -> None:
    prices = [*range(10, 70), -1, 99_000]
    rows, faults = mended(*({"id": str(at), "name": "x", "price": price} for at, price in enumerate(prices)))
    assert [row.get("price") for row in rows[-2:]] == [None, 99_000]
    assert [(f.row, f.done, f.found) for f in faults] == [
        (61, "cell left out", "-1"), (62, "kept", "99000, where the middle is 39.5")
    ]  # fmt: skip


def test_a_column_with_decimal_commas() -> None:
    rows, _ = mended({"id": "1", "name": "x", "price": "1,50"}, {"id": "2", "name": "y", "price": "1.500"})
    assert [row["price"] for row in rows] == [1.5, 1500]


def test_rows_without_a_name_and_with_an_id_that_came_before() -> None:
    rows, faults = mended(
        {"id": "1", "name": "Tea", "kind": "a"}, {"id": "2", "kind": "b"}, {"id": "1", "name": "Cup"},
        {"id": "1", "name": "Tea", "kind": "a"}, {"name": "Pot"},
    )  # fmt: skip
    assert [row["name"] for row in rows] == ["Tea", "Pot"]
    assert faults == [
        Fault(2, "name", "no title", "row left out", "b"),
        Fault(3, "id", "duplicate id", "row left out", "1, as row 1"),
        Fault(4, "", "duplicate row", "row left out", "1, as row 1"),
        Fault(5, "id", "no id", "mended", "Pot"),
    ]


MADE = 'id = {kind = "id"}\ntitle = {kind = "title"}\na = {kind = "number"}\nb = {kind = "number"}'


def test_ids_and_titles_are_made_of_the_content() -> None:
    rows, faults = mended({"a": 1, "b": 2.5}, {"a": 3}, {"a": 3}, {}, fields=MADE)
    assert [row["title"] for row in rows] == ["1 · 2.5", "3"]
    assert [f.what for f in faults] == ["duplicate row", "no title"]
    again, _ = mended({"a": 3}, {"a": 1, "b": 2.5}, fields=MADE)
    assert {row["id"] for row in again} == {row["id"] for row in rows}


def test_things_of_one_name_have_ids_of_their_own() -> None:
    fields = 'id = {kind = "id"}\ntitle = {kind = "title"}\na = {kind = "number"}'
    rows, faults = mended({"title": "Tea", "a": 1}, {"title": "Tea", "a": 2}, fields=fields)
    assert len({row["id"] for row in rows}) == 2 and faults == []


def test_html_as_a_browser_shows_it() -> None:
    html = "<p>Green<br>tea &amp; <i>cake</i></p><script>x()</script><ul><li>1 < 2</ul>"
    assert " ".join(without_tags(html).split()) == "Green tea & cake 1 < 2"

"""Text tables as rows: the delimiter is guessed, a broken row is a fault and the ones after it count."""

from __future__ import annotations

import csv

import pytest

from retrieval.delimited import columns, csv_rows, delimiter_of, json_rows
from retrieval.faults import Fault
from retrieval.tables import CatalogueError


@pytest.mark.parametrize(
    ("line", "delimiter"),
    [("a;b,c;d", ";"), ("a,b;c,d", ","), ("a\tb, c\td", "\t"), ("a|b, c|d", "|"), ('"a;a;a",b', ","), ("alone", ",")],
)
def test_the_delimiter(line: str, delimiter: str) -> None:
    assert delimiter_of([line] * 3) == delimiter


def test_the_delimiter_that_parts_all_lines_alike_wins() -> None:
    assert delimiter_of(["name;text", "a;x, y, z", "b;x", "c;x, y"]) == ";"


def test_rows_with_quotes_and_breaks() -> None:
    faults: list[Fault] = []
    text = 'id,name\n1,"a, ""b""\nc"\n\n2,d,\n'
    assert csv_rows(text, faults) == ([(2, {"id": "1", "name": 'a, "b"\nc'}), (5, {"id": "2", "name": "d"})], ",")
    assert faults == []


def test_a_table_without_a_head() -> None:
    rows, _ = csv_rows("7,Tea\n8,Cup\n", [])
    assert rows == [(1, {"column 1": "7", "column 2": "Tea"}), (2, {"column 1": "8", "column 2": "Cup"})]


def test_columns_have_names_that_differ() -> None:
    assert columns(["a", "", "a", None, " b\nc "]) == ["a", "column 2", "a 3", "column 4", "b c"]


def test_too_many_and_too_few_cells() -> None:
    faults: list[Fault] = []
    rows, _ = csv_rows("a,b,c\n1,2,3\n1,2,3,4\n1,2\n", faults)
    assert rows == [(2, {"a": "1", "b": "2", "c": "3"}), (4, {"a": "1", "b": "2"})]
    assert faults == [
        Fault(3, "", "too many cells", "row left out", "1 | 2 | 3 | 4"),
        Fault(4, "c", "too few cells", "kept", "1 | 2"),
    ]


@pytest.mark.parametrize("after", ['3,"e, f",g,h\n4,i,j,k\n', "3,e,g,h\n" * 600])
def test_a_quote_that_is_never_closed_costs_one_row(after: str) -> None:
    faults: list[Fault] = []
    rows, _ = csv_rows('id,a,b,c\n1,x,y,z\n2,"x,y,z\n' + after, faults)
    assert [fault.row for fault in faults] == [3]
    assert len(rows) == 1 + after.count("\n")


def test_json_in_its_three_shapes() -> None:
    rows = [(1, {"a": 1}), (2, {"a": 2})]
    for text in ('[{"a": 1}, {"a": 2}]', '{"n": 2, "items": [{"a": 1}, {"a": 2}]}', '{"a": 1}\n{"a": 2}\n'):
        assert json_rows(text, [], "x.json") == rows


def test_json_lines_that_cannot_be_read() -> None:
    faults: list[Fault] = []
    assert json_rows('{"a": 1}\n{oops\n[3]\n\n{"a": 2}', faults, "x.jsonl") == [(1, {"a": 1}), (5, {"a": 2})]
    assert faults == [
        Fault(2, "", "unreadable", "row left out", "{oops"), Fault(3, "", "unreadable", "row left out", "[3]")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[1,\n2", "x.json:2: not valid JSON"),
        ('{"a": [{"b": 1}], "c": [{"d": 1}]}', "holds 2 lists of objects"),
        ("3", "expected a list of objects"),
    ],
)
def test_json_that_is_no_table(text: str, message: str) -> None:
    with pytest.raises(CatalogueError, match=message):
        json_rows(text, [], "x.json")


def test_a_cell_may_be_longer_than_the_library_takes_by_itself() -> None:
    """Also in the first lines, by which the delimiter is guessed."""
    before = csv.field_size_limit(131_072)
    try:
        rows, delimiter = csv_rows(f"id,text\n1,{'x' * 200_000}\n", [])
    finally:
        csv.field_size_limit(before)
    assert (delimiter, [(row["id"], len(row["text"])) for _, row in rows]) == (",", [("1", 200_000)])


def test_no_two_columns_get_the_same_name() -> None:
    assert columns(["a 3", "x", "a", "a", None, "column 5"]) == ["a 3", "x", "a", "a 4", "column 5", "column 5 6"]
    assert len(set(columns(["a", "a 3", "a"]))) == 3

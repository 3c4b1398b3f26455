"""Every kind of table gives the same rows, and its cells are plain values."""

from __future__ import annotations

import datetime
import gzip
import json
from decimal import Decimal
from pathlib import Path

import pytest
from teas import TEAS, csv_file, excel_file, sqlite_file

from retrieval.faults import Fault
from retrieval.formats import Source, flat, is_source, plain, read
from retrieval.tables import CatalogueError

CSV = "sku,name,price\nT-1,Green Tea,12.5\nT-2,Smoky Tea,9\nT-3,White Tea,24\n"


def files(folder: Path) -> dict[str, Path]:
    import pyarrow
    from pyarrow.parquet import write_table

    lines = "".join(json.dumps(row) + "\n" for row in TEAS)
    write_table(pyarrow.Table.from_pylist(TEAS), folder / "teas.parquet")
    packed = folder / "teas.jsonl.gz"
    packed.write_bytes(gzip.compress(lines.encode()))
    return {
        "csv": csv_file(folder, CSV), "tsv": csv_file(folder, CSV.replace(",", "\t"), "teas.tsv"),
        "txt": csv_file(folder, CSV.replace(",", "|"), "teas.txt"), "jsonl": csv_file(folder, lines, "teas.jsonl"),
        "json": csv_file(folder, json.dumps({"items": TEAS}), "teas.json"), "packed": packed,
        "parquet": folder / "teas.parquet", "excel": excel_file(folder, {"Teas": TEAS}),
        "sqlite": sqlite_file(folder, "teas"),
    }  # fmt: skip


def test_every_kind_of_table_gives_the_same_rows(tmp_path: Path) -> None:
    for kind, path in files(tmp_path).items():
        found = [
            {"sku": row["sku"], "name": row["name"], "price": float(row["price"])}
            for _, row in read(Source(str(path))).rows
        ]
        assert found == TEAS, kind


def test_a_database(tmp_path: Path) -> None:
    raw = read(Source(f"sqlite:///{sqlite_file(tmp_path, 'teas')}", query="select name from teas where price < 10"))
    assert (raw.rows, raw.about) == ([(1, {"name": "Smoky Tea"})], "database")


def test_how_it_was_read_is_said(tmp_path: Path) -> None:
    path = tmp_path / "teas.csv"
    path.write_bytes("name;text\nThé;süß\n".encode("cp1252"))
    assert read(Source(str(path))).about == "cells parted by ; in cp1252"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "it has no rows. Put at least one item in it"),
        ("a,b\n", "it has no rows"),
        ("a,b\n1,2,3\n", r"it has no rows. 1 could not be read, the first of them: 1 \| 2 \| 3"),
    ],
)
def test_a_table_without_rows(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(CatalogueError, match=message):
        read(Source(str(csv_file(tmp_path, text))))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="no such catalogue file"):
        read(Source(str(tmp_path / "nothing.csv")))


def test_cells_are_plain_values() -> None:
    row = {
        "a": {"b": {"c": 1}}, "d": Decimal("2.50"), "e": 3.0, "f": float("nan"), "g": datetime.date(2020, 5, 3),
        "h": [{"id": 1, "name": "x"}, "y", None], "i": b"\x00", "j": True,
    }  # fmt: skip
    assert flat(row) == {
        "a.b.c": 1, "d": 2.5, "e": 3, "f": None, "g": "2020-05-03", "h": ["x", "y"], "i": None, "j": True
    }  # fmt: skip
    assert plain({"label": "red"}) == "red"


def test_names() -> None:
    assert [Source(place).name for place in ("x/My shop.csv", "teas.jsonl.gz", "sqlite:///x/shop.db?a=1")] == [
        "My shop", "teas", "shop.db",
    ]  # fmt: skip
    assert Source("mysql://u:p@h/shop", table="teas").name == "teas"
    assert Source("mysql://u:p@h/shop").shown == "mysql://h/shop"
    assert [is_source(name) for name in ("teas", "teas.csv", "TEAS.XLSX", "sqlite:///x", "my.shop")] == [
        False, True, True, True, False,
    ]  # fmt: skip


def test_faults_of_the_text_are_kept(tmp_path: Path) -> None:
    raw = read(Source(str(csv_file(tmp_path, '{"a": 1}\n{oops\n', "x.jsonl"))))
    assert raw.faults == [Fault(2, "", "unreadable", "row left out", "{oops")]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("deep.json", "[" * 100_000, ":1: not valid JSON: it is nested too deeply. Mend that line."),
        ("number.json", '[{"id": ' + "9" * 5000 + "}]", ":1: not valid JSON: Exceeds the limit (4300 digits)"),
        ("none.json", "[{}, {}]", ": it has no rows. Put at least one item in it."),
        ("none.jsonl", "{}", ": it has no rows. Put at least one item in it."),
    ],
)
def test_what_no_reader_can_hold_is_refused_with_a_sentence(tmp_path: Path, name: str, text: str, says: str) -> None:
    path = csv_file(tmp_path, text, name)
    with pytest.raises(CatalogueError) as error:
        read(Source(str(path)))
    assert str(error.value).startswith(f"{path}{says}")


def test_one_line_that_no_reader_can_hold_costs_only_itself(tmp_path: Path) -> None:
    lines = ["{}", '{"n": ' + "9" * 5000 + "}", '{"n": ' + "[" * 100_000 + "}", '{"n": 1}']
    raw = read(Source(str(csv_file(tmp_path, "\n".join(lines), "rows.jsonl"))))
    assert raw.rows == [(1, {}), (4, {"n": 1})]
    assert [(fault.row, fault.what, fault.done) for fault in raw.faults] == [
        (2, "unreadable", "row left out"),
        (3, "unreadable", "row left out"),
    ]


def test_halves_of_letters_and_broken_names_are_made_whole(tmp_path: Path) -> None:
    row = {"a\u2028b": "x\ud800y", "\ud800": ["\udfff"], "c": {"d\ne": "\U0001f375"}}
    (found,) = read(Source(str(csv_file(tmp_path, json.dumps([row]), "rows.json")))).rows
    assert found == (1, {"a b": "x\ufffdy", "\ufffd": ["\ufffd"], "c.d e": "\U0001f375"})

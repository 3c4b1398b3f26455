"""The fields file that is written of a guess says what the guess was, and can be read back."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from teas import TABLES

from retrieval.columns import profiled
from retrieval.fields import fields_of
from retrieval.fieldsfile import written
from retrieval.formats import Source, read
from retrieval.guess import guess


def text_of(name: str) -> str:
    rows = read(Source(str(TABLES / name))).rows
    columns = profiled(rows)
    return written(guess(columns, len(rows)), columns, "my teas")


def test_a_field_stands_under_what_is_in_its_column() -> None:
    text = text_of("teas.csv")
    assert '# 100 % of the rows have it; such as T-1, T-2, T-3\n[fields.id]\nkind = "id"\ncolumn = "Artikel"\n' in text
    price = tomllib.loads(text)["fields"]["preis"]
    assert (price["kind"], price["column"], price["label"], price["unit"]) == ("number", "Preis", "Preis", "€")
    assert 'name = "My teas"\nlanguage = "en"\n' in text


@pytest.mark.parametrize("name", sorted(path.name for path in TABLES.iterdir()))
def test_what_is_written_can_be_read(name: str) -> None:
    rows = read(Source(str(TABLES / name))).rows
    columns = profiled(rows)
    found = guess(columns, len(rows))
    meta = fields_of(written(found, columns, name), Path(name))
    assert {f.name: (f.kind, f.columns) for f in meta["fields"].values()} == {
        one.name: (one.kind, one.columns) for one in found.fields
    }


def test_columns_that_are_not_used_are_told() -> None:
    assert text_of("films.jsonl").endswith("# Not used:\n#   plot: text says the same\n#   ids.other: another id\n")


def test_odd_names_and_cells_are_no_trouble() -> None:
    rows = [
        (1, {'na"me\n': 'a "b"\n[x]', "价格\t": "\x1b[3", "]": "k\x7f"}),
        (2, {'na"me\n': "c", "价格\t": "d", "]": "k"}),
    ]
    columns = profiled(rows)
    meta = fields_of(written(guess(columns, 2), columns, "x"), Path("x"))
    assert 'na"me\n' in {column for f in meta["fields"].values() for column in f.columns}

"""Parquet, Excel, SQLite and databases give the same rows; what is missing is named with its remedy."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from teas import TEAS, excel_file, sqlite_file

from retrieval.sheets import database_rows, excel_rows, nameless, parquet_rows, sqlite_rows
from retrieval.tables import CatalogueError

ROWS = list(enumerate(TEAS, 1))


def test_parquet(tmp_path: Path) -> None:
    import pyarrow
    from pyarrow.parquet import write_table

    path = tmp_path / "teas.parquet"
    write_table(pyarrow.Table.from_pylist(TEAS), path)
    assert list(parquet_rows(path)) == ROWS
    path.write_bytes(b"PAR1 and no more")
    with pytest.raises(CatalogueError, match="not a Parquet file that can be read"):
        list(parquet_rows(path))


def test_excel(tmp_path: Path) -> None:
    path = excel_file(tmp_path, {"Old": TEAS[:1], "Teas": TEAS})
    assert list(excel_rows(path, "Teas")) == list(enumerate(TEAS, 3))
    assert list(excel_rows(path)) == [(3, TEAS[0])]
    with pytest.raises(CatalogueError, match=r"no sheet 'New'. There are: Old, Teas"):
        list(excel_rows(path, "New"))
    path.write_bytes(b"PK no zip")
    with pytest.raises(CatalogueError, match="not an Excel file"):
        list(excel_rows(path))


def test_sqlite(tmp_path: Path) -> None:
    path = sqlite_file(tmp_path, "teas")
    assert list(sqlite_rows(path)) == ROWS
    query = "select name, price * 2 as double from teas where price > 20"
    assert list(sqlite_rows(path, query=query)) == [(1, {"name": "White Tea", "double": 48})]
    with pytest.raises(CatalogueError, match=r"no such table: cups. Correct --table or --query"):
        list(sqlite_rows(path, "cups"))
    with pytest.raises(CatalogueError, match="readonly"):
        list(sqlite_rows(path, query="delete from teas"))


def test_a_choice_of_tables(tmp_path: Path) -> None:
    path = sqlite_file(tmp_path, "teas", "my cups")
    assert list(sqlite_rows(path, "my cups")) == ROWS
    with pytest.raises(CatalogueError, match=r"it has 2 tables. Choose one by --table: my cups, teas"):
        list(sqlite_rows(path))


def test_a_database_by_its_url(tmp_path: Path) -> None:
    url = f"sqlite:///{sqlite_file(tmp_path, 'teas', 'my cups')}"
    assert list(database_rows(url, "my cups")) == ROWS
    assert list(database_rows(url, query="select sku from teas limit 1")) == [(1, {"sku": "T-1"})]
    with pytest.raises(CatalogueError, match="it has 2 tables"):
        list(database_rows(url))
    with pytest.raises(CatalogueError, match="no such column"):
        list(database_rows(url, query="select size from teas"))
    with pytest.raises(CatalogueError, match="Install that database's driver, or mend the URL"):
        list(database_rows("nosuch://host/shop", query="select 1"))


def test_a_url_is_shown_without_its_password() -> None:
    assert nameless("postgresql://ann:p@ss@host/shop") == "postgresql://host/shop"
    assert nameless("sqlite:///shop.db") == "sqlite:///shop.db"


@pytest.mark.parametrize("library", ["pyarrow", "python_calamine", "sqlalchemy"])
def test_a_library_that_is_not_installed(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    readers = {"pyarrow": parquet_rows, "python_calamine": excel_rows, "sqlalchemy": database_rows}
    with pytest.raises(CatalogueError, match=r'Run: pip install -c constraints\.txt "\.\[tables\]"'):
        list(readers[library](Path("teas")))  # type: ignore[operator]


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://me:secret@there/shop?password=secret", "postgresql://there/shop"),
        ("mssql+pyodbc:///?odbc_connect=PWD%3Dsecret", "mssql+pyodbc:///"),
        ("pg://me:sec?ret@there/shop", "pg://…"),
        ("pg://there/shop?user=me@there&password=secret", "pg://…"),
        ("sqlite:///shop.db", "sqlite:///shop.db"),
    ],
)
def test_no_password_is_shown(url: str, shown: str) -> None:
    assert nameless(url) == shown


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    with pytest.raises(CatalogueError) as error:
        list(database_rows(f"sqlite:///{file}"))
    assert (str(error.value), file.exists()) == (f"sqlite:///{file}: there is no such file. Mend the URL.", False)
    file.touch()
    with pytest.raises(CatalogueError, match=r"it has no tables\. Give another place\."):
        list(database_rows(f"sqlite:///{file}"))

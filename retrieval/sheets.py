"""Tables that are no text: Parquet, Excel, SQLite, and any database that SQLAlchemy reaches.

Knows those libraries, which come with the extra `[tables]`; not what a column means.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from retrieval.delimited import Row, columns
from retrieval.tables import CatalogueError

_BATCH = 10_000  # rows held at once beside those that are kept


def parquet_rows(path: Path) -> Iterator[Row]:
    """The rows of a Parquet file. Raises CatalogueError where it cannot be read."""
    try:
        import pyarrow  # type: ignore[import-untyped]
        from pyarrow.parquet import ParquetFile  # type: ignore[import-untyped]
    except ImportError:
        raise _lacking(path, "pyarrow") from None
    try:
        with ParquetFile(path) as file:
            batches = (batch.to_pylist() for batch in file.iter_batches(_BATCH))
            yield from enumerate((row for batch in batches for row in batch), 1)
    except (pyarrow.ArrowException, OSError) as error:
        raise CatalogueError(f"{path}: not a Parquet file that can be read ({error}). Export it again.") from None


def excel_rows(path: Path, sheet: str = "") -> Iterator[Row]:
    """The rows of an Excel sheet (.xlsx, .xls, .xlsb or .ods), the first one unless named; the first row that is not
    empty names the columns. Raises CatalogueError."""
    try:
        from python_calamine import CalamineError, CalamineWorkbook, WorksheetNotFound
    except ImportError:
        raise _lacking(path, "python-calamine") from None
    try:
        with CalamineWorkbook.from_path(path) as book:
            there = book.sheet_names
            found = book.get_sheet_by_name(sheet) if sheet else book.get_sheet_by_index(0)
            cells = [(at, row) for at, row in enumerate(found.iter_rows(), 1) if any(cell != "" for cell in row)]
    except WorksheetNotFound:
        raise CatalogueError(f"{path}: there is no sheet {sheet!r}. There are: {', '.join(there)}.") from None
    except CalamineError as error:
        raise CatalogueError(f"{path}: not an Excel file that can be read ({error}). Save it again.") from None
    names = columns(cells[0][1]) if cells else []
    for at, row in cells[1:]:
        yield at, dict(zip(names, row, strict=False))


def sqlite_rows(path: Path, table: str = "", query: str = "") -> Iterator[Row]:
    """The rows of an SQLite file's table, or of a query. Raises CatalogueError, also where a choice is not made."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
        try:
            found = database.execute("select name from sqlite_master where type in ('table', 'view') order by name")
            there = [str(name) for (name,) in found if not str(name).startswith("sqlite_")]
            cursor = database.execute(query or f"select * from {_quoted(_chosen(table, there, str(path)))}")
            names = columns([column[0] for column in cursor.description or ()])
            for at, row in enumerate(cursor, 1):
                yield at, dict(zip(names, row, strict=True))
        except sqlite3.Error as error:
            raise CatalogueError(f"{path}: {error}. Correct --table or --query.") from None


def database_rows(url: str, table: str = "", query: str = "") -> Iterator[Row]:
    """The rows of a query, or of a table, of the database at a SQLAlchemy URL. Raises CatalogueError."""
    try:
        from sqlalchemy import create_engine, inspect, text
        from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
    except ImportError:
        raise _lacking(url, "sqlalchemy") from None
    try:
        engine = create_engine(url)
        file = engine.url.database if engine.dialect.name == "sqlite" else ""
        if file and not file.startswith((":", "file:")) and not Path(file).is_file():  # it would make one
            raise CatalogueError(f"{nameless(url)}: there is no such file. Mend the URL.")
        try:
            with engine.connect() as connection:
                if not query:
                    name = _chosen(table, inspect(connection).get_table_names(), nameless(url))
                    query = f"select * from {engine.dialect.identifier_preparer.quote(name)}"
                result = connection.execution_options(stream_results=True).execute(text(query))
                names = columns(list(result.keys()))
                for at, row in enumerate(result, 1):
                    yield at, dict(zip(names, row, strict=True))
        finally:
            engine.dispose()
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise CatalogueError(f"{nameless(url)}: {error}. Install that database's driver, or mend the URL.") from None
    except SQLAlchemyError as error:
        raise CatalogueError(f"{nameless(url)}: {str(error).splitlines()[0]}. Correct --table or --query.") from None


def nameless(url: str) -> str:
    """A database's URL without what may be a name or a password, to be shown and kept: no user, no query."""
    scheme, _, rest = url.partition("://")
    place, _, query = rest.partition("?")
    hidden = "@" not in place and "@" in query  # a password may hold the sign itself: then nothing is sure
    return f"{scheme}://{'…' if hidden else place.rpartition('@')[2]}"


def _chosen(table: str, there: Sequence[str], where: str) -> str:
    if table or len(there) == 1:
        return table or there[0]
    if not there:
        raise CatalogueError(f"{where}: it has no tables. Give another place.")
    raise CatalogueError(f"{where}: it has {len(there)} tables. Choose one by --table: {', '.join(there)}.")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _lacking(where: object, library: str) -> CatalogueError:
    remedy = 'Run: pip install -c constraints.txt ".[tables]"'
    return CatalogueError(f"{where}: reading it takes {library}, which is not installed. {remedy}")

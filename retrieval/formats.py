"""Where items come from: which reader a file, a database or its name calls for, and its rows as plain values.

Knows kinds of files; not what a column means.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from retrieval.decoding import decoded, unpacked
from retrieval.delimited import Row, csv_rows, json_rows
from retrieval.faults import Fault
from retrieval.sheets import database_rows, excel_rows, nameless, parquet_rows, sqlite_rows
from retrieval.tables import CatalogueError

SUFFIXES = (
    ".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".parquet", ".xlsx", ".xls", ".xlsb", ".ods", ".sqlite",
    ".sqlite3", ".db", ".gz",
)  # fmt: skip
_EXCEL = (".xlsx", ".xls", ".xlsb", ".ods")
_HALF = re.compile(r"[\ud800-\udfff]")
_DEEPEST = 3  # objects within objects that become columns


@dataclass(frozen=True, slots=True)
class Source:
    """A file or a database's URL, and where it holds several tables which one."""

    place: str
    table: str = ""
    query: str = ""

    @property
    def name(self) -> str:
        """What a catalogue of it is called unless told: the file's name, or the table's."""
        if "://" in self.place:
            return self.table or self.place.rpartition("/")[2].partition("?")[0] or "catalogue"
        path = Path(self.place)
        return (path.with_suffix("") if path.suffix.lower() == ".gz" else path).stem

    @property
    def shown(self) -> str:
        """The place, without a password."""
        return nameless(self.place) if "://" in self.place else self.place


@dataclass(frozen=True, slots=True)
class Raw:
    """Rows as they were read, each with its line or number; `about` says how ("csv, delimiter ;, cp1252")."""

    rows: list[Row]
    faults: list[Fault]
    about: str


def is_source(name: str) -> bool:
    """Whether a name means a file or a database, and not a catalogue by its name."""
    return "://" in name or Path(name).suffix.lower() in SUFFIXES


def read(source: Source) -> Raw:
    """The rows of a source. Raises CatalogueError where it is missing, cannot be read or holds no rows."""
    faults: list[Fault] = []
    rows, about = _read(source, faults)
    rows = [(at, flat(row)) for at, row in rows]
    if not any(row for _, row in rows):
        unread = f" {len(faults)} could not be read, the first of them: {faults[0].found}" if faults else ""
        raise CatalogueError(f"{source.shown}: it has no rows.{unread} Put at least one item in it.")
    return Raw(rows, faults, about)


def _read(source: Source, faults: list[Fault]) -> tuple[Iterable[Row], str]:
    if "://" in source.place:
        return database_rows(source.place, source.table, source.query), "database"
    path = Path(source.place)
    suffix = path.suffix.lower()
    begins = _begins(path)
    if begins.startswith(b"PAR1"):
        return parquet_rows(path), "parquet"
    if begins.startswith(b"SQLite format 3"):
        return sqlite_rows(path, source.table, source.query), "sqlite"
    if suffix in _EXCEL or begins.startswith(b"PK\x03\x04"):
        return excel_rows(path, source.table), "excel"
    text, encoding = decoded(unpacked(path), faults)
    suffix = path.with_suffix("").suffix.lower() if suffix == ".gz" else suffix
    if suffix in (".json", ".jsonl", ".ndjson") or (suffix not in (".csv", ".tsv") and text.lstrip()[:1] in ("{", "[")):
        return json_rows(text, faults, source.place), f"json, {encoding}"
    rows, delimiter = csv_rows(text.replace("\r\n", "\n").replace("\r", "\n"), faults)
    said = {"\t": "tab"}.get(delimiter, delimiter)
    return rows, f"cells parted by {said} in {encoding}"


def _begins(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(16)
    except (FileNotFoundError, IsADirectoryError):
        raise CatalogueError(f"{path}: no such catalogue file. Give the path of a table.") from None


def flat(row: Mapping[str, Any], prefix: str = "", deep: int = 0) -> dict[str, Any]:
    """A row whose cells are plain values: objects within it become columns, "facts.price" is the price in facts."""
    found: dict[str, Any] = {}
    for said, cell in row.items():
        name = said if said.isprintable() else " ".join(_whole(said).split())
        if isinstance(cell, Mapping) and deep < _DEEPEST:
            found |= flat(cell, f"{prefix}{name}.", deep + 1)
        else:
            found[f"{prefix}{name}"] = plain(cell)
    return found


def _whole(text: str) -> str:
    """The text with the sign for a broken letter in place of each half of one: JSON may hold them, no file can."""
    return _HALF.sub("\ufffd", text)


def plain(cell: Any) -> Any:
    """A cell as JSON has it: text, number, truth, list of these, or None."""
    if isinstance(cell, str):
        return cell if cell.isascii() else _whole(cell)
    if isinstance(cell, bool) or cell is None or isinstance(cell, int):
        return cell
    if isinstance(cell, float | Decimal):
        number = float(cell)
        return int(number) if number.is_integer() and abs(number) < 1e15 else number if not math.isnan(number) else None
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    if isinstance(cell, list | tuple | set):
        return [value for part in cell if (value := plain(part)) not in (None, "")]
    if isinstance(cell, Mapping):  # one of a list: its name stands for it
        named = [cell[key] for key in ("name", "title", "label", "value") if cell.get(key)]
        return plain((named or [v for v in cell.values() if isinstance(v, str)] or [None])[0])
    if isinstance(cell, bytes | bytearray | memoryview):
        return None  # a picture or the like
    return str(cell)

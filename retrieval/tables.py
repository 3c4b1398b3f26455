"""Table files as rows: JSON Lines, JSON, CSV, each also gzipped; and their cells.

Knows files and lines, not what a column means.
"""

from __future__ import annotations

import csv
import gzip
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any


class CatalogueError(ValueError):
    """A catalogue that cannot be used; the message names the file, the line and the remedy."""


Rows = Iterator[tuple[int, Mapping[str, Any]]]  # line numbers and rows


def rows(path: Path) -> Rows:
    """(line number, row) of each row. Raises CatalogueError naming file, line and remedy."""
    packed = path.suffix.lower() == ".gz"
    read = _READERS.get((path.with_suffix("") if packed else path).suffix.lower()) or _jsonl_rows
    try:
        with (gzip.open if packed else open)(path, "rt", encoding="utf-8-sig", newline="") as file:
            yield from read(file, path)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise CatalogueError(f"{path}: not a whole gzip file ({error}). Pack it again.") from None
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{path}: not UTF-8 ({error.reason} at byte {error.start}). Save it as UTF-8.") from None


def _jsonl_rows(file: Iterable[str], path: Path) -> Rows:
    for number, line in enumerate(file, 1):
        if line.strip():
            yield number, _object(line, f"{path}:{number}")


def _json_rows(file: Any, path: Path) -> Rows:
    try:
        items = json.load(file)
    except json.JSONDecodeError as error:
        raise CatalogueError(f"{path}:{error.lineno}: not valid JSON: {error.msg}. Mend that line.") from None
    if not isinstance(items, list) or not all(isinstance(row, dict) for row in items):
        raise CatalogueError(f"{path}: expected a list of objects. Wrap the items in [ ... ].")
    yield from enumerate(items, 1)


def _csv_rows(file: Iterable[str], path: Path) -> Rows:
    reader = csv.DictReader(file)
    for row in reader:
        if None in row:
            raise CatalogueError(f"{path}:{reader.line_num}: more cells than the header has columns. Quote the commas.")
        yield reader.line_num, row


_READERS: dict[str, Callable[[Any, Path], Rows]] = {".csv": _csv_rows, ".json": _json_rows}


def _object(line: str, where: str) -> Mapping[str, Any]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise CatalogueError(f"{where}: not valid JSON: {error.msg} at column {error.colno}. Mend that line.") from None
    if not isinstance(row, dict):
        raise CatalogueError(f"{where}: expected one JSON object, found {type(row).__name__}. Put one item on a line.")
    return row


def cell_of(row: Mapping[str, Any], column: str) -> Any:
    """A row's cell; "facts.price" is the price inside facts, where no column has that very name."""
    if column in row or "." not in column:
        return row.get(column)
    outer, _, inner = column.partition(".")
    nested = row.get(outer)
    return cell_of(nested, inner) if isinstance(nested, Mapping) else None


def texts_of(cell: Any, split: bool = True) -> list[str]:
    """A cell as clean, non-empty texts; a text cell of a category may hold several, parted by | or ;."""
    if cell is None:
        return []
    if isinstance(cell, list):
        return [text for part in cell for text in texts_of(part, split=False)]
    parts = str(cell).replace("|", ";").split(";") if split else [str(cell)]
    clean = (" ".join((part if part.isprintable() else _printable(part)).split()) for part in parts)
    return [part for part in clean if part]


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)

"""Text as rows of cells: CSV and its kin, JSON Lines, JSON. A broken row is a fault; the rows after it still count.

Knows quotes, commas and braces; not what a column means.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from retrieval.faults import Fault
from retrieval.tables import CatalogueError

Row = tuple[int, Mapping[str, Any]]  # the line or number of a row, and its cells by column
DELIMITERS = (",", "\t", ";", "|")
_SAMPLE = 200  # lines that the delimiter is guessed from
_LONGEST_ROW = 500  # lines of one row, past which a quote was never closed
LONGEST_CELL = 10**8  # letters: the library's own limit is less than a long description
_NUMBER = re.compile(r"[-+]?[\d.,]+")


def json_rows(text: str, faults: list[Fault], where: str) -> list[Row]:
    """The rows of a JSON text: a list of objects, an object that holds one, or one object a line.

    Raises CatalogueError where it is none of these.
    """
    try:
        whole = _parsed(text)
    except ValueError as error:
        rows = list(_lines(text, faults))
        if rows:
            return rows
        line, why = (error.lineno, error.msg) if isinstance(error, json.JSONDecodeError) else (1, str(error))
        raise CatalogueError(f"{where}:{line}: not valid JSON: {why}. Mend that line.") from None
    if isinstance(whole, dict):
        lists = [part for part in whole.values() if isinstance(part, list) and any(isinstance(x, dict) for x in part)]
        if len(lists) > 1:
            raise CatalogueError(f"{where}: the object holds {len(lists)} lists of objects. Keep the one of the items.")
        whole = lists[0] if lists else [whole]
    if not isinstance(whole, list):
        raise CatalogueError(f"{where}: expected a list of objects. Wrap the items in [ ... ].")
    faults += [
        Fault.at(at, "", "unreadable", "row left out", found=row)
        for at, row in enumerate(whole, 1)
        if not isinstance(row, dict)
    ]
    return [(at, row) for at, row in enumerate(whole, 1) if isinstance(row, dict)]


def _parsed(text: str) -> Any:
    """A JSON text as values. Raises ValueError, also for more nesting or longer numbers than can be read."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _lines(text: str, faults: list[Fault]) -> Iterator[Row]:
    for at, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = _parsed(line)
        except ValueError:
            row = None
        if isinstance(row, dict):
            yield at, row
        else:
            faults.append(Fault.at(at, "", "unreadable", "row left out", found=line))


# Commas and their kin


def csv_rows(text: str, faults: list[Fault]) -> tuple[list[Row], str]:
    """(rows, the delimiter). The first row names the columns, unless it has numbers or the like in it."""
    csv.field_size_limit(LONGEST_CELL)
    lines = text.split("\n")
    delimiter = delimiter_of(lines)
    found = list(_records(lines, delimiter, faults))
    if not found:
        return [], delimiter
    first = [cell.strip() for cell in found[0][1]]
    names = columns(first if headed(first) else [""] * len(first))
    return list(_rows(found[1:] if headed(first) else found, names, faults)), delimiter


def headed(first: Sequence[str]) -> bool:
    """Whether a first row names the columns: it does unless it has numbers or the like in it."""
    return not any(_NUMBER.fullmatch(cell.strip()) or "://" in cell for cell in first)


def columns(head: Sequence[Any]) -> list[str]:
    """Names for the columns, none of them empty or there twice."""
    names: list[str] = []
    for at, cell in enumerate(head, 1):
        name = " ".join(str(cell or "").split()) or f"column {at}"
        while name in names:
            name = f"{name} {at}"
        names.append(name)
    return names


def delimiter_of(lines: Sequence[str]) -> str:
    """The delimiter that parts the lines into most columns, and into equally many in most lines."""
    sample = [line for line in lines[:_SAMPLE] if line.strip()]

    def fit(delimiter: str) -> tuple[float, int]:
        widths = Counter(len(row) for row in csv.reader(sample, delimiter=delimiter))
        width, times = max(widths.items(), key=lambda found: (found[1], found[0]), default=(1, 0))
        return (times / max(1, widths.total()) if width > 1 else 0.0), width

    return max(DELIMITERS, key=fit)


def _records(lines: Sequence[str], delimiter: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of each row. A row whose quote is never closed is left out; reading goes on with the next line."""
    at, width = 0, 0
    while at < len(lines):
        start = begins = at
        reader = csv.reader((f"{lines[n]}\n" for n in range(at, len(lines))), delimiter=delimiter)
        at = len(lines)
        for cells in reader:
            ends = start + reader.line_num
            if _swallows(lines[begins:ends], delimiter, width):
                faults.append(Fault.at(begins + 1, "", "unreadable", "row left out", found=lines[begins]))
                at = begins + 1
                break
            width = width or len(cells)
            if any(cell.strip() for cell in cells):
                yield begins + 1, cells
            begins = ends


def _swallows(lines: Sequence[str], delimiter: str, width: int) -> bool:
    """Whether these lines, read as one row, are several of which the first has an odd quote."""
    if len(lines) < 2:
        return False
    whole = [line for line in lines[1:] if line.count(delimiter) == width - 1]
    odd = sum(line.count('"') for line in lines) % 2 == 1
    return odd or len(lines) > _LONGEST_ROW or (width > 3 and 2 * len(whole) > len(lines) - 1)


def _rows(found: Iterable[tuple[int, list[str]]], names: Sequence[str], faults: list[Fault]) -> Iterator[Row]:
    for line, cells in found:
        while len(cells) > len(names) and not cells[-1].strip():
            cells = cells[:-1]
        if len(cells) > len(names):  # a comma without quotes: who can say which cell it stood in
            faults.append(Fault.at(line, "", "too many cells", "row left out", found=" | ".join(cells)))
            continue
        if len(cells) < len(names):
            faults.append(Fault.at(line, names[len(cells)], "too few cells", "kept", found=" | ".join(cells)))
        yield line, dict(zip(names, cells, strict=False))

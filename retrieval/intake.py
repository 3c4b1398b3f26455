"""Any table -> a catalogue: read, guessed or as the fields file says, mended, built. The one path that a foreign table
takes; each step of it is a module of its own.

A fault never stops the good rows, and every one of them is in `Intake.faults`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval import fieldsfile, formats
from retrieval.catalogue import Catalogue, built
from retrieval.columns import Column, profiled
from retrieval.delimited import Row
from retrieval.faults import Fault
from retrieval.fields import Field, fields_of
from retrieval.formats import Source
from retrieval.guess import guess
from retrieval.mending import Mender
from retrieval.tables import CatalogueError


@dataclass(frozen=True)
class Intake:
    """What came of a table: `rows` are the clean ones, of the `read` that it has; `fields_text` is the fields file;
    `unused` the columns that no field names; `lacking` the columns that fields name and the table does not have."""

    source: Source
    catalogue: Catalogue
    rows: Sequence[Row]
    read: int
    faults: Sequence[Fault]
    fields_text: str
    guessed: bool
    columns: Sequence[Column]
    about: str

    @property
    def unused(self) -> list[str]:
        """Columns that no field names."""
        used = {column for f in self.catalogue.fields.values() for column in (*f.columns, *f.also, *_local(f))}
        return [column.name for column in self.columns if column.name not in used and column.cells]

    @property
    def lacking(self) -> list[str]:
        """Columns that a field names and the table does not have; an id's or a title's is made."""
        there = {column.name for column in self.columns}
        fields = [f for f in self.catalogue.fields.values() if f.kind not in ("id", "title")]
        return [column for f in fields for column in f.columns if column not in there]


def take_in(source: Source, *, fields_file: Path | None = None, name: str = "") -> Intake:
    """A table as a catalogue. The fields file is respected where one is given; else the columns are guessed.

    Raises CatalogueError where the table cannot be read at all, no row of it is left, or the fields file is malformed.
    """
    raw = formats.read(source)
    columns = profiled(raw.rows)
    text, path = _fields(fields_file, source, columns, raw.rows, name)
    meta = fields_of(text, path)
    mender = Mender(meta["fields"], raw.rows)
    clean = mender.clean()
    faults = sorted([*raw.faults, *mender.faults], key=lambda fault: fault.row)
    if not clean:
        first = f" The first fault: row {faults[0].row}, {faults[0].what}: {faults[0].found}" if faults else ""
        raise CatalogueError(f"{source.shown}: no row of {len(raw.rows)} is left.{first} Correct the table or {path}.")
    catalogue = built(clean, meta, source.shown, name=name or source.name)
    return Intake(
        source,
        catalogue,
        clean,
        len(raw.rows) + _unread(raw.faults),
        faults,
        text,
        fields_file is None,
        columns,
        raw.about,
    )


def _fields(
    path: Path | None, source: Source, columns: Sequence[Column], rows: Sequence[Row], name: str
) -> tuple[str, Path]:
    """(the fields file's text, its path): the one given, else one written from a guess."""
    if path is None:
        guessed = guess(columns, len(rows))
        return fieldsfile.written(guessed, columns, name or source.name), Path(f"{source.shown} (as guessed)")
    try:
        return path.read_text(encoding="utf-8-sig"), path
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path}: the fields file cannot be read: {error}. Mend it.") from None


def _unread(faults: Sequence[Fault]) -> int:
    return sum(fault.done == "row left out" for fault in faults)


def _local(field: Field) -> list[Any]:
    return [local["column"] for local in field.local.values() if "column" in local]

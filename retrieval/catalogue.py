"""The owner's items and what their columns mean. Knows files and fields; nothing of vectors, ranking or chat.

A catalogue is a table file (JSON Lines, JSON or CSV) with a fields file of the same name beside it (`shop.jsonl`,
`shop.toml`) that says what each column is. Other tables, and ones with faults, come in by `intake`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import inf, isfinite
from pathlib import Path
from typing import Any

from retrieval.fields import KINDS, YEAR, Field, Kind, read_fields
from retrieval.tables import CatalogueError, cell_of, rows, texts_of

__all__ = ["KINDS", "YEAR", "Catalogue", "Field", "Item", "Kind", "built", "load", "read_fields"]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that can be recommended. `categories` maps a field to its values, `numbers` to (low, high), `local` a
    language to the "title" and "text" in it."""

    id: str
    title: str
    names: tuple[str, ...] = ()  # other titles
    text: str = ""
    categories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    link: str = ""
    image: str = ""
    local: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def values(self, field_name: str) -> tuple[str, ...]:
        """The item's values in a category field, () if it has none."""
        return self.categories.get(field_name, ())

    def title_in(self, language: str) -> str:
        """The title as somebody who reads that language knows it."""
        return self.local.get(language, {}).get("title", self.title)

    def text_in(self, language: str) -> str:
        """The text in that language, the plain one where there is none."""
        return self.local.get(language, {}).get("text", self.text)

    @property
    def content(self) -> str:
        """All that is said of the item, as one text: what an encoder reads, and what its cache is keyed by."""
        facts = "; ".join(", ".join(values) for values in self.categories.values() if values)
        years = " ".join(f"{low:g}" for low, _ in self.numbers.values())
        return f"{self.title}. {self.text} {facts}. {years}".strip()


@dataclass(frozen=True)
class Catalogue:
    """Items in rows, and the fields that describe them. `talk` holds the owner's words: noun, greeting, examples;
    `degrees` what speaks for and against each soft attribute (see `attributes`)."""

    name: str
    fields: Mapping[str, Field]
    items: Sequence[Item]
    language: str = "en"
    talk: Mapping[str, Any] = field(default_factory=dict)
    degrees: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def row_of(self) -> dict[str, int]:
        """Item id -> row."""
        return {item.id: row for row, item in enumerate(self.items)}

    @cached_property
    def fingerprint(self) -> str:
        """Sixteen hex digits that change when any item's content changes."""
        digest = hashlib.sha256()
        for item in self.items:
            digest.update(f"{item.id}\x1f{item.content}\x1e".encode())
        return digest.hexdigest()[:16]

    @cached_property
    def middles(self) -> dict[str, float]:
        """For each number field the median of the items' lowest values: what "older" or "cheaper" is meant against."""
        found = {
            f.name: sorted(i.numbers[f.name][0] for i in self.items if f.name in i.numbers)
            for f in self.of_kind("number")
        }
        return {name: numbers[len(numbers) // 2] for name, numbers in found.items() if numbers}

    def item(self, item_id: str) -> Item | None:
        """The item of that id, None if the catalogue has none."""
        row = self.row_of.get(item_id)
        return None if row is None else self.items[row]

    def of_kind(self, kind: Kind) -> list[Field]:
        """The fields of a kind, in the fields file's order."""
        return [f for f in self.fields.values() if f.kind == kind]

    @cached_property
    def kinds(self) -> dict[str, frozenset[str]]:
        """For each value of an exclusive field the names of the fields that some item of that kind has."""
        found: dict[str, set[str]] = {}
        for name in (f.name for f in self.of_kind("category") if f.exclusive):
            for item in self.items:
                for value in item.values(name):
                    have = found.setdefault(value, set())
                    have.update(item.numbers, (other for other, values in item.categories.items() if values))
        return {value: frozenset(names) for value, names in found.items()}

    @cached_property
    def values(self) -> dict[str, dict[str, int]]:
        """For each category field its values with the number of items that have them, most frequent first."""
        found: dict[str, dict[str, int]] = {f.name: {} for f in self.of_kind("category")}
        for item in self.items:
            for name, values in item.categories.items():
                for value in values:
                    found[name][value] = found[name].get(value, 0) + 1
        return {name: dict(sorted(counts.items(), key=lambda c: -c[1])) for name, counts in found.items()}


def load(path: Path, fields_file: Path | None = None, *, untitled: bool = False) -> Catalogue:
    """Read a table file and the fields file beside it, or the one given.

    Raises CatalogueError naming file, line and remedy where either is missing, malformed, empty, or has an id twice,
    or an item has no id or title; with `untitled` such items are left out.
    """
    if not path.is_file():
        raise CatalogueError(f"{path}: no such catalogue file. Give a .jsonl, .json or .csv file.")
    meta = read_fields(fields_file or path.with_suffix(".toml"))
    return built(rows(path), meta, str(path), name=path.stem, untitled=untitled)


def built(
    table: Iterable[tuple[int, Mapping[str, Any]]],
    meta: Mapping[str, Any],
    where: str,
    *,
    name: str,
    untitled: bool = False,
) -> Catalogue:
    """Rows, each with its line, and a fields file as `read_fields` gives it, as a catalogue; `where` names the table,
    `name` the catalogue where the fields file does not. Items stand in the table's order, or where there is a field of
    that kind by popularity, those of which it is not known last. Raises as `load`."""
    fields: Mapping[str, Field] = meta["fields"]
    items: list[Item] = []
    lines: dict[str, int] = {}
    popular = next((f for f in fields.values() if f.kind == "popularity"), None)
    counts: dict[str, float] = {}
    for line, row in table:
        item = _item(row, fields, f"{where}:{line}", untitled)
        if item is None:
            continue
        if item.id in lines:
            raise CatalogueError(
                f"{where}:{line}: the id {item.id!r} is already on line {lines[item.id]}. Ids are unique: change one."
            )
        lines[item.id] = line
        items.append(item)
        if popular:
            found = [n for c in popular.columns for n in _numbers(cell_of(row, c), popular, f"{where}:{line}")]
            counts[item.id] = -min(found, default=inf) if popular.lowest else max(found, default=-inf)
    if not items:
        raise CatalogueError(f"{where}: the catalogue is empty. Put at least one item in it, one a line.")
    if popular:
        items.sort(key=lambda item: -counts[item.id])
    said = {key: meta[key] for key in ("name", "language", "talk", "degrees") if key in meta}
    return Catalogue(**{"name": name, **said}, fields=fields, items=tuple(items))


def _item(row: Mapping[str, Any], fields: Mapping[str, Field], where: str, untitled: bool) -> Item | None:
    """A row as an item; None for one without id or title where those are left out."""
    texts: dict[str, list[str]] = {"id": [], "title": [], "text": [], "link": [], "image": []}
    categories: dict[str, tuple[str, ...]] = {}
    numbers: dict[str, tuple[float, float]] = {}
    names: list[str] = []
    for f in fields.values():
        cells = [cell_of(row, column) for column in f.columns]
        if f.kind == "popularity":
            continue
        if f.kind == "category":
            values = (v for cell in cells for v in texts_of(_parted(cell, f.split)))
            categories[f.name] = tuple(dict.fromkeys(values))
        elif f.kind == "number":
            if found := [n for cell in cells for n in _numbers(cell, f, where)]:
                numbers[f.name] = (min(found), max(found))
        else:
            texts[f.kind] += [v for cell in cells for v in texts_of(cell, split=False)]
            names += [v for column in f.also for v in texts_of(cell_of(row, column), split=False)]
    if untitled and not (texts["id"] and texts["title"]):
        return None
    if not texts["id"] or not texts["title"]:
        missing = "id" if not texts["id"] else "title"
        raise CatalogueError(f"{where}: the item has no {missing}. Fill that column or correct the fields file.")
    joined = {kind: " ".join(values) for kind, values in texts.items()}
    return Item(
        joined["id"],
        joined["title"],
        tuple(names),
        joined["text"],
        categories,
        numbers,
        joined["link"],
        joined["image"],
        _local(row, fields),
    )


def _parted(cell: Any, split: str) -> Any:
    """A category's cell, as a list where the fields file says what parts its values."""
    return cell.split(split) if split not in ("", "json") and isinstance(cell, str) else cell


def _local(row: Mapping[str, Any], fields: Mapping[str, Field]) -> dict[str, dict[str, str]]:
    """Title and text in other languages: the first cell of the column that the field names for a language."""
    found: dict[str, dict[str, str]] = {}
    for f in (f for f in fields.values() if f.kind in ("title", "text")):
        for language, local in f.local.items():
            if texts := texts_of(cell_of(row, str(local.get("column", ""))), split=False):
                found.setdefault(language, {})[f.kind] = texts[0]
    return found


def _numbers(cell: Any, f: Field, where: str) -> list[float]:
    """The numbers of a cell: one, none, or in a field with units all that stand before one of these."""
    if cell is None or cell == "":
        return []
    if isinstance(cell, list):
        return [number for part in cell for number in _numbers(part, f, where)]
    if f.units and isinstance(cell, str):
        named = "|".join(re.escape(unit) for unit in sorted(f.units, key=len, reverse=True))
        if found := re.findall(rf"(\d+(?:\.\d+)?)\s*({named})", cell):
            return [float(number) * f.units[unit] for number, unit in found]
    try:
        number = float(cell)
    except (TypeError, ValueError):
        raise CatalogueError(
            f"{where}: {f.name} is {cell!r}, not a number. Correct the cell or the field's kind."
        ) from None
    return [number] if isfinite(number) else []

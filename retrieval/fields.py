"""What the columns of a table mean: the fields file, as Field objects. Knows its keys; no items.

Every key is explained in data/README.md. No code knows what kind of thing the items are.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from retrieval.tables import CatalogueError

Kind = Literal["id", "title", "text", "category", "number", "link", "image", "popularity"]
KINDS: tuple[str, ...] = get_args(Kind)
YEAR = "year"  # the unit of a number field that holds calendar years, so that "the 90s" can mean it


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the fields file. `columns` are the table's columns that fill it: a number field with two
    columns is a range (lowest, highest); `also` are further columns of a title (other names)."""

    name: str
    kind: Kind
    columns: tuple[str, ...]
    label: str = ""
    unit: str = ""
    phrase: str = "{value}"  # how a reason says it: "directed by {value}"
    without: str = "no {value}"  # how a reason says that the item lacks a value: "not {value}"
    ask: str = ""  # how one asks for it: "How many of you will play?"
    words: tuple[str, ...] = ()  # what people call it or its unit: "dollars", "bucks"
    less: tuple[str, ...] = ()  # comparatives: "cheaper", "shorter", "older"
    more: tuple[str, ...] = ()
    prominent: bool = False  # shown on the card; the first prominent category colours its tile
    person: bool = False  # the values are names of people
    complete: bool = False  # an item without a value surely lacks it: only then may a reason say so
    exclusive: bool = False  # what kind of thing an item is: asking for another kind begins a new search (`kinds`)
    compound: bool = False  # a value that holds another's name is a kind of it: 北京烤鸭 is 烤鸭
    firm: bool = False  # a wanted value is a condition, as a limit is: "with parking"
    at_most: bool = False  # a bare number means "at most": "I have 20 dollars", "for a six-year-old"
    lowest: bool = False  # of popularity: a rank, of which the lowest comes first
    split: str = ""  # what parts several values in a cell; "": | or ;
    also: tuple[str, ...] = ()
    units: Mapping[str, float] = field(default_factory=dict)  # in cells such as "12小时 - 3天": {"小时": 1, "天": 24}
    named: Mapping[str, float] = field(default_factory=dict)  # words for a number: {"free": 0}
    local: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # by language: label, phrases, values, column

    def said(self, what: Literal["label", "phrase", "without", "unit", "ask"], language: str) -> str:
        """The label, a phrase or the unit in a language; the plain one where the fields file has none for it."""
        return str(self.local.get(language, {}).get(what, getattr(self, what)))

    def value_in(self, language: str, value: str) -> str:
        """A value's name in a language: the first that the fields file gives for it, else the value itself."""
        return str(self.local.get(language, {}).get("values", {}).get(value, value)).split("|")[0]

    def sayings(self) -> Iterator[tuple[str, str]]:
        """(what people say, value) for every name of a value in another language."""
        for local in self.local.values():
            for value, said in local.get("values", {}).items():
                yield from ((one, value) for one in str(said).split("|"))


def read_fields(path: Path) -> dict[str, Any]:
    """The fields file as a dict whose "fields" are Field objects by name.

    Raises CatalogueError where it is missing or malformed, names an unknown kind, or lacks an id or a title.
    """
    try:
        return fields_of(path.read_text(encoding="utf-8"), path)
    except FileNotFoundError:
        raise CatalogueError(
            f"{path}: the fields file is missing. It says which column is the id, title, text and so on; "
            "data/movies.toml is an example."
        ) from None
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{path}: not valid TOML: {error}. Mend that line.") from None


def fields_of(text: str, path: Path) -> dict[str, Any]:
    """The text of a fields file as `read_fields` gives it; errors name the path. Raises CatalogueError."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{path}: not valid TOML: {error}. Mend that line.") from None
    fields = {name: _field(name, entry, path) for name, entry in raw.get("fields", {}).items()}
    for kind in ("id", "title"):
        if sum(f.kind == kind for f in fields.values()) != 1:
            raise CatalogueError(f'{path}: exactly one field must have kind = "{kind}". Add or remove one.')
    return {**raw, "fields": fields}


_PLAIN = (
    "label", "unit", "phrase", "without", "ask", "prominent", "person", "complete", "exclusive", "compound", "firm",
    "at_most", "lowest", "split",
)  # fmt: skip
_TABLES = ("units", "named")  # the other tables in a field's entry are languages


def _field(name: str, entry: Mapping[str, Any], path: Path) -> Field:
    kind = entry.get("kind")
    if kind not in KINDS:
        raise CatalogueError(f"{path}: field {name!r} has kind {kind!r}. Use one of {', '.join(KINDS)}.")
    given = {key: value for key, value in entry.items() if key in _PLAIN and not isinstance(value, dict)}
    lists = {key: tuple(entry.get(key, ())) for key in ("words", "less", "more", "also")}
    local = {key: value for key, value in entry.items() if isinstance(value, dict) and key not in _TABLES}
    columns = tuple(entry.get("columns") or [entry.get("column", name)])
    tables = {key: entry.get(key, {}) for key in _TABLES}
    shown: dict[str, Any] = {"label": name, **given, **lists, **tables, "local": local}
    return Field(name, kind, columns, **shown)

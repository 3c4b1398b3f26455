"""The soft attributes that a fields file names ("dark", "funny", "complex") and what they are called. Knows words only.

A visitor says "darker", "less dark" or "lighter", and means one attribute. Its entry in the `[degrees]` table also says
which values and numbers speak for it and which against it; `degrees` makes a degree for each item of that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from retrieval.tables import CatalogueError
from retrieval.words import key

ORDER = "order"  # among number fields: the owner's order, first items highest

_LISTS = ("also", "opposite", "more", "less", "up", "down")
_NEGATIONS = ("un", "non", "not ")  # not "in": "intense" is no negation


@dataclass(frozen=True, slots=True)
class Attribute:
    """One entry of the table. `more` and `less` are values that speak for and against it, the surest first; `up` and
    `down` are number fields that it rises or falls with."""

    name: str
    also: tuple[str, ...] = ()  # the same in other words and languages
    opposite: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    up: tuple[str, ...] = ()
    down: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sense:
    """What a word stands for: an attribute, or (sign -1) its opposite."""

    attribute: Attribute
    sign: int


class Attributes:
    """The attributes of a fields file's `[degrees]`, by all that they may be called."""

    def __init__(self, degrees: Mapping[str, Any]) -> None:
        """Raises CatalogueError where an entry has an unknown key, or something else than texts."""
        self.all = tuple(_attribute(name, entry) for name, entry in degrees.items())
        self.names: dict[str, Sense] = {}  # by `words.key`; the first entry keeps a name that two have
        for one in self.all:
            for sign, names in ((1, (one.name, *one.also)), (-1, one.opposite)):
                for name in names:
                    self.names.setdefault(key(name), Sense(one, sign))

    def sense(self, word: str) -> Sense | None:
        """What a word or its comparative, superlative or negation stands for; None if there is no such attribute."""
        said = key(word)
        for form in (said, *_uncompared(said)):
            if found := self.names.get(form):
                return found
        bare = [said.removeprefix(prefix).strip() for prefix in _NEGATIONS if said.startswith(prefix)]
        for form in (*bare, f"un{said}"):
            if found := self.names.get(form):
                return Sense(found.attribute, -found.sign)
        return None

    def compared(self, word: str) -> bool:
        """Whether it is the comparative or superlative of a word of the table: "funnier"."""
        said = key(word)
        return said not in self.names and any(form in self.names for form in _uncompared(said))

    def attribute_of(self, word: str) -> str | None:
        """The attribute that a word means: "funnier" -> "funny", "吓人" -> "scary"; of an opposite its first name:
        "brighter" -> "light". None if the table has no such word."""
        found = self.sense(word)
        if found is None:
            return None
        return found.attribute.name if found.sign > 0 else next(iter(found.attribute.opposite), word)


def _attribute(name: str, entry: Any) -> Attribute:
    if not isinstance(entry, Mapping):
        raise CatalogueError(f"degrees.{name} is {entry!r}. Make it a table with the keys more and less.")
    lists: dict[str, tuple[str, ...]] = {}
    local: list[str] = []
    for part, value in entry.items():
        if part in _LISTS and isinstance(value, list) and all(isinstance(one, str) for one in value):
            lists[part] = tuple(value)
        elif part not in _LISTS and isinstance(value, str) and len(part) == 2:
            local += value.split("|")
        else:
            known = ", ".join(_LISTS)
            raise CatalogueError(
                f'degrees.{name}: {part} = {value!r}. Use lists of texts in {known}, or a language as in zh = "甲|乙".'
            )
    return Attribute(name, **{**lists, "also": (*lists.get("also", ()), *local)})


def _uncompared(folded: str) -> Iterator[str]:
    """What an English word may be the comparative or superlative of: "scarier" -> "scary", "sadder" -> "sad"."""
    for ending in ("er", "est"):
        stem = folded.removesuffix(ending)
        if stem == folded or len(stem) < 3:
            continue
        yield from (stem, stem + "e")
        if stem.endswith("i"):
            yield stem[:-1] + "y"
        if stem[-1] == stem[-2]:
            yield stem[:-1]

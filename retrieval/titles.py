"""What items are called: their titles, other names and the short forms that people use. Knows nothing of categories."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from retrieval.catalogue import YEAR, Catalogue, Item
from retrieval.spelling import Spelling
from retrieval.words import cut, is_character, key, listed

_ARTICLES = listed("the a an le la les l el los las il lo gli i der die das den un une una uno o os as")
_YEAR = re.compile(r"[\s,]*[(\[]?\b(1[89]\d\d|20\d\d)\b[)\]]?\s*$")
_PARTS = re.compile(r":\s|\s[-–—]\s|\s\(|\sor:?\s(?=[A-Z(])|(?<=[\u3400-\u9fff])[(（]")
_INITIALS = re.compile(r"(?:\w\.){2,}")  # "E.T. the Extra-Terrestrial"
_PART_OF = re.compile(r"(.{3,40}?),? (?:and|&) the ", re.IGNORECASE)
_NUMBERED = re.compile(r"^(part|episode|volume|vol|chapter|season|book)\b", re.IGNORECASE)


class Named(NamedTuple):
    """Items of one name, the likeliest first. `score` is 1 where the name is exactly right."""

    rows: tuple[int, ...]
    score: float


class Titles:
    """Rows by name. A full name goes before a short form; among equals the newest item first, or the year said."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._years = _years(catalogue)
        self._full: dict[str, list[int]] = {}
        self._short: dict[str, list[int]] = {}
        for row, item in enumerate(catalogue.items):
            for name in dict.fromkeys(key(name) for name in (item.title, *item.names)):
                self._full.setdefault(name, []).append(row)
            for name in dict.fromkeys(_short_forms(item)):
                self._short.setdefault(name, []).append(row)
        for name, rows in _series(catalogue).items():
            self._short.setdefault(name, []).extend(row for row in rows if row not in self._short[name])
        for rows in self._full.values():
            rows.sort(key=lambda row: -self._years[row])
        for rows in self._short.values():  # the short form of a series means its first part: "Star Wars"
            rows.sort(key=lambda row: self._years[row])
        self.longest = max((name.count(" ") + 1 for name in self._full), default=0)
        self._spelling = Spelling(name for name in (*self._full, *self._short) if name)

    def names(self) -> Iterator[str]:
        """The keys of all names."""
        yield from self._full
        yield from self._short

    def exact(self, name: str) -> tuple[int, ...]:
        """The rows called by this key, likeliest first."""
        return tuple(dict.fromkeys((*self._full.get(name, ()), *self._short.get(name, ()))))

    def named(self, said: str, *, fuzzy: bool = True) -> Named | None:
        """The rows meant by a text such as "the matrix (1999)": exact, then without its year, then misspelt."""
        if rows := self.exact(key(said)):
            return Named(rows, 1.0)
        bare, year = split_year(said)
        if year is not None and bare:
            near = [row for row in self.exact(key(bare)) if abs(self._years[row] - year) <= 1]
            if near:
                return Named(tuple(sorted(near, key=lambda row: abs(self._years[row] - year))), 1.0)
            if self.exact(key(bare)):
                return None  # the other one of that name, which the catalogue has not
        found = self._spelling.nearest(_bare(key(bare))) if fuzzy else None
        return Named(self.exact(found[0]), found[1]) if found else None


def split_year(said: str) -> tuple[str, int | None]:
    """A title without the year at its end, and that year."""
    found = _YEAR.search(said)
    return (said, None) if found is None else (said[: found.start()], int(found.group(1)))


def _years(catalogue: Catalogue) -> Sequence[float]:
    field = next((f.name for f in catalogue.of_kind("number") if f.unit == YEAR), "")
    return [item.numbers.get(field, (0.0, 0.0))[0] for item in catalogue.items]


def _bare(name: str) -> str:
    first, _, rest = name.partition(" ")
    return rest if rest and first in _ARTICLES else name


def _short_forms(item: Item) -> list[str]:
    found = []
    for name in (item.title, *item.names):
        whole, *rest = _PARTS.split(name)
        head, tail = key(whole), key(rest[0]) if rest else ""
        forms = [_joined(name), _bare(key(name))]
        if initials := _INITIALS.match(name):
            forms += [key(initials.group()), key(initials.group().replace(".", ""))]
        if rest:
            forms += [head, _bare(head)]
            if tail.count(" ") >= 1 and not _NUMBERED.match(tail) and not is_character(tail[-1]):
                forms += [tail, _bare(tail)]
        found += [form for form in forms if form and form != key(name)]
    return found


def _series(catalogue: Catalogue) -> dict[str, list[int]]:
    """What several titles begin with before "and the": "Harry Potter"; by key, with the rows of the parts."""
    found: dict[str, list[int]] = {}
    for row, item in enumerate(catalogue.items):
        if led := _PART_OF.match(item.title):
            found.setdefault(key(led[1]), []).append(row)
    return {name: rows for name, rows in found.items() if len(rows) > 1 and name.count(" ") > 0}


def _joined(name: str) -> str:
    """Words tied by a hyphen, dot or middle dot written as one: "WALL·E" -> "walle", "E.T. ..." -> "et ..."."""
    out, before = "", 0
    for word in cut(name):
        tied = before and word.start - before == 1 and name[before] in "-.·‐‑"
        out += word.text if tied or not out else f" {word.text}"
        before = word.end
    return out

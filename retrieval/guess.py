"""What each column of an unknown table is: id, title, text, category, number, link, image, popularity, or of no use.

Knows looks (`columns`) and names (`hints`); writes no file. What it guesses the owner corrects in the fields file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from retrieval import hints
from retrieval.catalogue import YEAR
from retrieval.columns import Column
from retrieval.quantities import UNITS, YEARS

_MOST = 0.9  # of a column's cells that must be alike to say what it holds
_LONG = 80  # letters from which a cell is a text to read
_TITLE_LONGEST = 150
_WORDS_LEAST = 20  # letters of a text that is no value of a category
_FEW = 20  # rows below which repetition says little
_IMAGE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif|svg)(?:\?|$)", re.IGNORECASE)
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_CODE = re.compile(r"[\w.:/-]*\d[\w.:/-]*|[0-9a-f-]{16,}|[a-z0-9]+(?:-[a-z0-9]+)+")
_PHONE = re.compile(r"[+(]?\d[\d\s()/.-]{6,}")


@dataclass(frozen=True)
class Guessed:
    """One field: its kind, the columns that fill it, what else the fields file says of it, and a sentence on why."""

    name: str
    kind: str
    columns: tuple[str, ...]
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Guess:
    """All fields in the table's order, and why each other column is not used."""

    fields: tuple[Guessed, ...]
    unused: Mapping[str, str]
    language: str


def guess(columns: Sequence[Column], rows: int) -> Guess:
    """What the columns of a table of so many rows are. There is an id and a title always; where the table has none,
    the id is made from the content and the title from the first cells."""
    useful, unused = _useful(columns, rows)
    title = _title(useful, rows)
    id_ = _id([c for c in useful if c is not title], rows)
    title = title or id_
    found = [
        Guessed("id", "id", (id_.name if id_ else "id",)),
        Guessed("title", "title", (title.name if title else "title",)),
    ]
    rest = [c for c in useful if c not in (id_, title)]
    popularity = _popularity(rest)
    for column in _without_repetition(rest, title, unused):
        if column is popularity:
            found.append(Guessed(hints.key_of(column.name), "popularity", (column.name,)))
        elif other := _kind(column, rows):
            found.append(other)
        else:
            unused[column.name] = "neither values that come again, nor numbers, nor a text"
    language = _language([*([title] if title else []), *rest])
    return Guess(tuple(_marked(_unique(_ranges(found)), language)), unused, language)


def _useful(columns: Sequence[Column], rows: int) -> tuple[list[Column], dict[str, str]]:
    unused: dict[str, str] = {}
    for column in columns:
        if not column.cells:
            unused[column.name] = "it is empty"
        elif rows >= _FEW and column.share(max(column.counts.values())) > 0.99 and column.filled > _MOST:
            unused[column.name] = f"the same in every row: {column.counts.most_common(1)[0][0][:40]}"
        elif column.filled < 0.005:
            unused[column.name] = "hardly a row has it"
    return [c for c in columns if c.name not in unused], unused


# Ids, titles, texts


def _title(columns: Sequence[Column], rows: int) -> Column | None:
    """The column that names things: by its name, else the first short, varied text."""

    def fit(column: Column) -> float:
        if column.listed or column.filled < 0.5 or column.length > _TITLE_LONGEST or column.dates > 0.5:
            return 0.0
        numbers = column.share(len(column.quantities))
        hint = hints.strength(column.name, hints.TITLE)
        if (numbers > 0.5 and not hint) or any(map(_LINK.match, column.texts[:5])):
            return 0.0
        codes = column.share(sum(bool(_CODE.fullmatch(text)) for text in column.texts))
        if (codes > 0.8 and not hint) or (column.varied < 0.3 and rows >= _FEW and hint < 2):
            return 0.0
        worded = hints.hinted(column.name, hints.TEXT | hints.PERSON) or bool(column.separator)
        return 2.0 * hint + column.varied + column.filled - (1.5 if worded else 0.0)

    best = max(columns, key=fit, default=None)
    return best if best and fit(best) > 0 else None


def _id(columns: Sequence[Column], rows: int) -> Column | None:
    """The column that is another in every row: by its name, else the first if it looks like codes."""

    def fit(column: Column) -> float:
        spaced = any(" " in text for text in column.texts[:50])
        if column.listed or column.varied < 0.97 or column.filled < 0.98 or column.length > 60 or spaced:
            return 0.0
        hint = hints.strength(column.name, hints.ID)
        codes = column.share(sum(bool(_CODE.fullmatch(text)) for text in column.texts)) > _MOST
        fractions = any(isinstance(c, float) for c in column.cells)
        first = column is columns[0] and codes and not fractions and rows > 1
        return hint + (0.5 if first else 0.0) if not (fractions and hint < 2) else 0.0

    best = max(columns, key=fit, default=None)
    return best if best and fit(best) > 0 else None


def _without_repetition(rest: Sequence[Column], title: Column | None, unused: dict[str, str]) -> list[Column]:
    """The columns without texts that another text column holds as they are, and without further ids."""
    texts = [c for c in rest if _is_text(c)]
    for inner in texts:
        outer = next((c for c in texts if c is not inner and c.name not in unused and _holds(c, inner)), None)
        if outer is not None:
            unused[inner.name] = f"{outer.name} says the same"
    for at, column in enumerate(rest):
        ids = hints.hinted(column.name, hints.ID) or not hints.ID.isdisjoint(column.name.lower().split(".")[:-1])
        if ids and column.varied > _MOST and column.length < 40 and not column.listed:
            unused.setdefault(column.name, "another id")
        same = next(
            (c for c in rest[:at] if c.name not in unused and c.places == column.places and c.texts == column.texts),
            None,
        )
        if same:
            unused.setdefault(column.name, f"{same.name} says the same")
    return [c for c in rest if c.name not in unused]


def _holds(outer: Column, inner: Column) -> bool:
    """Whether a text stands within another of the same row, in nearly all of the rows that have it."""
    there = dict(zip(outer.places, outer.texts, strict=True))
    pairs = [(there.get(at, ""), text) for at, text in zip(inner.places[:300], inner.texts[:300], strict=True)]
    return sum(text[:60] in whole for whole, text in pairs) > 0.9 * len(pairs)


def _is_text(column: Column) -> bool:
    if column.listed or any(map(_LINK.fullmatch, column.texts[:20])):
        return False
    hint = hints.hinted(column.name, hints.TEXT)
    return column.length >= _LONG or (hint and column.length >= _WORDS_LEAST and column.varied > 0.5)


# Everything else


def _kind(column: Column, rows: int) -> Guessed | None:
    """A column as a field, None if it is of no use."""
    name, key, texts = column.name, hints.key_of(column.name), column.texts
    first = [values[0] for cell in column.cells[:200] if (values := cell if isinstance(cell, list) else [cell])]
    if sum(bool(_LINK.fullmatch(str(v).strip())) for v in first) > 0.8 * len(first):
        images = hints.hinted(name, hints.IMAGE) or sum(bool(_IMAGE.search(str(v))) for v in first) > len(first) / 2
        return Guessed(key, "image" if images else "link", (name,))
    if sum(bool(_IMAGE.search(str(v))) for v in first) > 0.8 * len(first):
        return Guessed(key, "image", (name,))
    if number := _number(column):
        return number
    if column.share(sum(bool(_PHONE.fullmatch(text)) for text in texts)) > 0.8:
        return None
    if _is_text(column) and not column.separator:
        return Guessed(key, "text", (name,))
    return _category(column, rows)


def _number(column: Column) -> Guessed | None:
    name, key = column.name, hints.key_of(column.name)
    if column.dates > _MOST:
        return Guessed(key, "number", (name,), {"unit": YEAR, **_WORDED["year"]})
    if column.flag or not _mostly_numbers(column):
        return None
    found = [q.low for q in column.quantities]
    if _are_years(column, found):
        return Guessed(key, "number", (name,), {"unit": YEAR, **_WORDED["year"]})
    said = [q.unit for q in column.quantities]
    unit = max(dict.fromkeys(said), key=lambda one: (said.count(one), one != ""))
    unit = unit or max(dict.fromkeys(said), key=said.count)
    if not unit and hints.hinted(name, hints.TIME) and 10 <= median(found) <= 300:
        unit = "minutes"
    return Guessed(key, "number", (name,), {"unit": unit, **_worded(name, unit)})


def _mostly_numbers(column: Column) -> bool:
    """Whether the cells are numbers but for slips; a name that says so makes up for more of these."""
    count, slips = len(column.cells), len(column.cells) - len(column.quantities)
    named = hints.hinted(column.name, hints.PRICE | hints.RATING | hints.TIME | hints.YEAR)
    return slips <= max((1 - _MOST) * count, count // 4 if named else 0, 1 if count > 4 else 0)


def _are_years(column: Column, numbers: Sequence[float]) -> bool:
    whole = sum(n.is_integer() and YEARS[0] <= n <= YEARS[1] for n in numbers)
    return hints.hinted(column.name, hints.YEAR) and whole > _MOST * len(numbers)


_WORDED: Mapping[str, Mapping[str, Any]] = {
    "year": {
        "phrase": "from {value}",
        "less": ["older", "earlier", "更早", "老一点"],
        "more": ["newer", "more recent", "later", "更新", "新一点"],
    },
    "price": {
        "less": ["cheaper", "less expensive", "更便宜", "便宜一点"],
        "more": ["pricier", "more expensive", "更贵", "贵一点"],
        "at_most": True,
    },
    "time": {"less": ["shorter", "quicker"], "more": ["longer"]},
    "rating": {"less": ["worse"], "more": ["better", "better rated", "higher rated", "评分更高"]},
    "mass": {"less": ["lighter"], "more": ["heavier"]},
    "length": {"less": ["shorter", "smaller"], "more": ["longer", "larger"]},
    "age": {"at_most": True, "phrase": "from age {value}"},
}
_MONEY = {
    "$": ["dollars", "bucks"],
    "€": ["euros", "euro"],
    "£": ["pounds", "quid"],
    "元": ["元", "块", "块钱"],
    "¥": ["yuan", "元", "块"],
}


def _worded(name: str, unit: str) -> dict[str, Any]:
    """What people say of a number, as far as its name and its unit tell."""
    label = " ".join(hints.words_of(name))
    family = UNITS[unit][0] if unit in UNITS else ""
    if unit in _MONEY or hints.hinted(name, hints.PRICE):
        return {**_WORDED["price"], "words": [label, *_MONEY.get(unit, ())]}
    for hint, group in ((hints.RATING, "rating"), (hints.AGE, "age"), (hints.TIME, "time")):
        if hints.hinted(name, hint):
            return {**_WORDED[group], "words": [label]}
    return {**_WORDED.get(family, {}), "words": [label]}


def _category(column: Column, rows: int) -> Guessed | None:
    separator = column.separator
    values = [value for cell in column.split(separator) for value in cell]
    person = hints.hinted(column.name, hints.PERSON)
    several = column.listed or bool(separator)
    distinct = len(set(values)) / max(1, len(values))
    longest = median(map(len, values)) if values else 0.0
    again = rows < _FEW or distinct <= 0.5 or (several and distinct <= 0.9)
    if not column.flag and not person and (not again or longest > 60):
        return Guessed(hints.key_of(column.name), "text", (column.name,)) if column.length >= _WORDS_LEAST else None
    more: dict[str, Any] = {"words": [" ".join(hints.words_of(column.name))]}
    if separator:
        more["split"] = separator
    if person:
        more |= {
            "person": True,
            "phrase": "with {value}" if _plays(column.name) else "by {value}",
            "words": ["by", "with"],
        }
    return Guessed(hints.key_of(column.name), "category", (column.name,), more)


def _plays(name: str) -> bool:
    return hints.hinted(name, frozenset(("cast", "actor", "actors", "starring", "star", "演员", "主演")))


def _popularity(columns: Sequence[Column]) -> Column | None:
    """The column of whole numbers, most of them there, that says how many chose a thing."""
    fit = [
        c
        for c in columns
        if hints.counts(c.name) and c.filled > 0.02 and c.share(len(c.quantities)) > _MOST and len(c.counts) > 2
        and all(q.low >= 0 for q in c.quantities)
    ]  # fmt: skip
    return max(fit, key=lambda c: (hints.hinted(c.name, hints.POPULARITY), c.filled), default=None)


# All of them together


def _ranges(found: Sequence[Guessed]) -> Iterator[Guessed]:
    """The fields with min_x and max_x made one."""
    numbers = {f.name: f for f in found if f.kind == "number" and f.more.get("unit") != YEAR}
    ends = {name: (_bare(name), name) for name in numbers}
    lows = {_bare(n): numbers[n] for n in numbers if not hints.LOW.isdisjoint(n.split("_"))}
    highs = {_bare(n): numbers[n] for n in numbers if not hints.HIGH.isdisjoint(n.split("_"))}
    both = {bare for bare in lows.keys() & highs.keys() if bare}
    for one in found:
        bare = ends.get(one.name, ("", ""))[0]
        if bare in both and one is lows[bare]:
            words = {"words": [bare.replace("_", " ")], "label": hints.label_of(bare)}
            yield Guessed(bare, "number", (*one.columns, *highs[bare].columns), {**one.more, **words})
        elif not (bare in both and one is highs[bare]):
            yield one


def _bare(name: str) -> str:
    return "_".join(word for word in name.split("_") if word not in hints.LOW | hints.HIGH)


def _unique(found: Iterator[Guessed]) -> Iterator[Guessed]:
    """The fields under names that differ."""
    names: set[str] = set()
    for one in found:
        name = one.name
        while name in names:
            name += "_2"
        names.add(name)
        yield Guessed(name, one.kind, one.columns, one.more)


def _marked(found: Iterator[Guessed], language: str) -> list[Guessed]:
    """The fields, the ones that a card has room for marked: two categories that come first, and two numbers. The
    phrases are English: in another language a value stands alone."""
    fields = list(found)
    categories = [f.name for f in fields if f.kind == "category"][:2]
    told = [f for f in fields if f.kind == "number"]
    told.sort(
        key=lambda f: not (f.more.get("unit") == YEAR or "at_most" in f.more or "better" in f.more.get("more", ()))
    )
    shown = {*categories, *(f.name for f in told[:2])}
    marked: list[Guessed] = []
    for f in fields:
        more = {key: value for key, value in f.more.items() if key != "phrase" or language == "en"}
        marked.append(Guessed(f.name, f.kind, f.columns, more | ({"prominent": True} if f.name in shown else {})))
    return marked


def _language(columns: Sequence[Column]) -> str:
    """zh where one letter in five is Chinese, else en."""
    text = "".join(t for c in columns for t in c.texts[:50])
    return "zh" if sum("\u4e00" <= c <= "\u9fff" for c in text) > 0.2 * len(text) else "en"

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
from retrieval.quantities import YEARS
from retrieval.sayings import WORDED, plays, worded
from retrieval.sifting import FEW, LINK, MOST, WORDS_LEAST, is_text, useful, without_repetition

_TITLE_LONGEST = 150
_IMAGE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif|svg)(?:\?|$)", re.IGNORECASE)
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
    there, unused = useful(columns, rows)
    title = _title(there, rows)
    id_ = _id([c for c in there if c is not title], columns[0], rows)
    title = title or id_
    names = [c.name for c in columns]
    found = [
        Guessed("id", "id", (id_.name if id_ else _free("id", names),)),
        Guessed("title", "title", (title.name if title else _free("title", names),)),
    ]
    rest = [c for c in there if c not in (id_, title)]
    popularity = _popularity(rest)
    for column in without_repetition(rest, unused):
        if column is popularity:
            rank = {"lowest": True} if hints.hinted(column.name, hints.RANK) else {}
            found.append(Guessed(hints.key_of(column.name), "popularity", (column.name,), rank))
        elif other := _kind(column, rows):
            found.append(other)
        else:
            unused[column.name] = "neither values that come again, nor numbers, nor a text"
    language = _language([*([title] if title else []), *rest])
    return Guess(tuple(_marked(_unique(_ranges(found)), language)), unused, language)


# Ids and titles


def _free(name: str, names: Sequence[str]) -> str:
    """A name for a column that is made, which none in the table has."""
    return name if name not in names else _free(f"made {name}", names)


def _title(columns: Sequence[Column], rows: int) -> Column | None:
    """The column that names things: by its name, else the first short, varied text."""

    def fit(column: Column) -> float:
        if column.listed or column.filled < 0.5 or column.length > _TITLE_LONGEST or column.dates > 0.5:
            return 0.0
        numbers = column.share(len(column.quantities))
        hint = hints.strength(column.name, hints.TITLE)
        if (numbers > 0.5 and not hint) or any(map(LINK.match, column.texts[:5])):
            return 0.0
        codes = column.share(sum(bool(_CODE.fullmatch(text)) for text in column.texts))
        if (codes > 0.8 and not hint) or (column.varied < 0.3 and rows >= FEW and hint < 2):
            return 0.0
        worded = hints.hinted(column.name, hints.TEXT | hints.PERSON) or bool(column.separator)
        return 2.0 * hint + column.varied + column.filled - (1.5 if worded else 0.0)

    best = max(columns, key=fit, default=None)
    return best if best and fit(best) > 0 else None


def _id(columns: Sequence[Column], first: Column, rows: int) -> Column | None:
    """The column that is another in every row: by its name, else the first if it looks like codes or counts rows."""

    def fit(column: Column) -> float:
        hint = hints.strength(column.name, hints.ID)
        differ, full = (0.75, 0.9) if hint == 2 else (0.97, 0.98)  # a column called id may have slips
        spaced = any(" " in text for text in column.texts[:50])
        if column.listed or column.varied < differ or column.filled < full or column.length > 60 or spaced:
            return 0.0
        if any(isinstance(c, float) or (isinstance(c, str) and re.fullmatch(r"\d+[.,]\d+", c)) for c in column.cells):
            return float(hint) if hint == 2 else 0.0
        return hint + (0.5 if column is first and rows > 1 and _codes(column) else 0.0)

    best = max(columns, key=fit, default=None)
    return best if best and fit(best) > 0 else None


def _codes(column: Column) -> bool:
    """Whether the cells look like codes; bare numbers do where they count the rows."""
    if all(text.isdecimal() for text in column.texts):
        numbers = sorted(map(int, column.texts))
        return numbers[-1] - numbers[0] <= 2 * column.rows and numbers == [int(text) for text in column.texts]
    coded = column.share(sum(bool(_CODE.fullmatch(text)) for text in column.texts)) > MOST
    return coded and not any(q.unit for q in column.quantities)


# Everything else


def _kind(column: Column, rows: int) -> Guessed | None:
    """A column as a field, None if it is of no use."""
    name, key, texts = column.name, hints.key_of(column.name), column.texts
    first = [values[0] for cell in column.cells[:200] if (values := cell if isinstance(cell, list) else [cell])]
    if sum(bool(LINK.fullmatch(str(v).strip())) for v in first) > 0.8 * len(first):
        images = hints.hinted(name, hints.IMAGE) or sum(bool(_IMAGE.search(str(v))) for v in first) > len(first) / 2
        return Guessed(key, "image" if images else "link", (name,))
    if sum(bool(_IMAGE.search(str(v))) for v in first) > 0.8 * len(first):
        return Guessed(key, "image", (name,))
    if number := _number(column):
        return number
    if column.share(sum(bool(_PHONE.fullmatch(text)) for text in texts)) > 0.8:
        return None
    if is_text(column) and not column.separator:
        return Guessed(key, "text", (name,))
    return _category(column, rows)


def _number(column: Column) -> Guessed | None:
    name, key = column.name, hints.key_of(column.name)
    if column.dates > MOST:
        return Guessed(key, "number", (name,), {"unit": YEAR, **WORDED["year"]})
    if column.flag or not _mostly_numbers(column):
        return None
    found = [q.low for q in column.quantities]
    if _are_years(column, found):
        return Guessed(key, "number", (name,), {"unit": YEAR, **WORDED["year"]})
    said = [q.unit for q in column.quantities]
    unit = max(dict.fromkeys(said), key=lambda one: (said.count(one), one != ""))
    unit = unit or max(dict.fromkeys(said), key=said.count)
    if not unit and hints.hinted(name, hints.TIME) and 10 <= median(found) <= 300:
        unit = "minutes"
    return Guessed(key, "number", (name,), {"unit": unit, **worded(name, unit)})


def _mostly_numbers(column: Column) -> bool:
    """Whether the cells are numbers but for slips; a name that says so makes up for more of these."""
    count, slips = len(column.cells), len(column.cells) - len(column.quantities)
    named = hints.hinted(column.name, hints.PRICE | hints.RATING | hints.TIME | hints.YEAR)
    return slips <= max((1 - MOST) * count, count // 4 if named else 0, 1 if count > 4 else 0)


def _are_years(column: Column, numbers: Sequence[float]) -> bool:
    whole = sum(n.is_integer() and YEARS[0] <= n <= YEARS[1] for n in numbers)
    return hints.hinted(column.name, hints.YEAR) and whole > MOST * len(numbers)


def _category(column: Column, rows: int) -> Guessed | None:
    separator = column.separator
    values = [value for cell in column.split(separator) for value in cell]
    person = hints.hinted(column.name, hints.PERSON)
    several = column.listed or bool(separator)
    distinct = len(set(values)) / max(1, len(values))
    longest = median(map(len, values)) if values else 0.0
    again = rows < FEW or column.listed or distinct <= 0.5 or (several and distinct <= 0.9)
    if not column.flag and not person and (not again or longest > 60):
        return Guessed(hints.key_of(column.name), "text", (column.name,)) if column.length >= WORDS_LEAST else None
    more: dict[str, Any] = {"words": [" ".join(hints.words_of(column.name)) or column.name]}
    if separator:
        more["split"] = separator
    if person:
        more |= {
            "person": True,
            "phrase": "with {value}" if plays(column.name) else "by {value}",
            "words": ["by", "with"],
        }
    return Guessed(hints.key_of(column.name), "category", (column.name,), more)


def _popularity(columns: Sequence[Column]) -> Column | None:
    """The column of whole numbers, most of them there, that says how many chose a thing, or else its rank."""
    counted = _whole([c for c in columns if hints.counts(c.name)])
    if counted:
        return max(counted, key=lambda c: (hints.hinted(c.name, hints.POPULARITY), c.filled))
    ranked = _whole([c for c in columns if hints.hinted(c.name, hints.RANK)])
    return max((c for c in ranked if 2 * len(c.counts) > len(c.quantities)), key=lambda c: c.filled, default=None)


def _whole(columns: Sequence[Column]) -> list[Column]:
    return [
        c
        for c in columns
        if c.filled > 0.02 and c.share(len(c.quantities)) > MOST and len(c.counts) > 2
        and all(q.low >= 0 for q in c.quantities)
    ]  # fmt: skip


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
    """The fields, the ones that a card has room for marked: two categories that come first, and two numbers.
    Phrases are English: in another language a value stands alone, or after its label."""
    fields = list(found)
    shown = {f.name for f in [f for f in fields if f.kind == "category"][:2]}
    told = [f for f in fields if f.kind == "number" and (f.more.get("unit") or f.more.get("more"))]
    told.sort(key=lambda f: not (f.more.get("unit") == YEAR or "at_most" in f.more or "better" in f.more["more"]))
    shown |= {f.name for f in told[:2]}
    return [_worded(f, language, shown=f.name in shown) for f in fields]


def _worded(one: Guessed, language: str, *, shown: bool) -> Guessed:
    more = {key: value for key, value in one.more.items() if key != "phrase" or language == "en"}
    if one.kind == "number" and not more.get("unit"):  # "192" alone says nothing
        label = str(more.get("label", hints.label_of(one.columns[0])))
        more.setdefault("phrase", f"{label[:1].lower()}{label[1:]} {{value}}")
    return Guessed(one.name, one.kind, one.columns, more | ({"prominent": True} if shown else {}))


def _language(columns: Sequence[Column]) -> str:
    """zh where one letter in five is Chinese, else en."""
    text = "".join(t for c in columns for t in c.texts[:50])
    return "zh" if sum("\u4e00" <= c <= "\u9fff" for c in text) > 0.2 * len(text) else "en"

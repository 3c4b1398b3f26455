"""The owner's page as HTML: tables drawn as bars, one dialogue to read, the way in. Knows listings and texts; no HTTP.

Every text goes through a template that escapes it; nothing here runs a script.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from chatbot.digest import Digest
from chatbot.overview import Cell, Listing, share
from chatbot.render import shipped
from chatbot.transcript import Line

SEEN = 20  # rows of a table on the page; the CSV file has all
DAYS = 60  # columns of the picture
DRAWN = ("item_moods", "topic_moods")  # tables of months that are drawn as small lines, one a thing spoken of
_TALL, _STEP = 40.0, 14.0  # of such a picture: its height, and how far months stand apart
LABELS = ("good", "misread", "wrong_items", "wrong_words", "abuse", "other")
_SHARES = ("share", "taken", "praised")  # columns of shares, each followed by the bounds of its interval
_MEANS = ("sentiment",)  # columns of means from -1 to 1, followed by theirs
_WORDED = {
    "outcome": "outcome",
    "origin": "origins",
    "label": "label",
    "why": "why",
}  # columns of keys; where their words stand
_RISKY = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for a formula


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the page is to show, as its form sends it; "" is all. Days are as 2026-11-29, both included."""

    since: str = ""
    until: str = ""
    catalogue: str = ""
    origin: str = "human"

    @property
    def query(self) -> dict[str, str]:
        """The same as the parameters of an address."""
        return {"from": self.since, "to": self.until, "catalogue": self.catalogue, "origin": self.origin}


@dataclass(frozen=True, slots=True)
class Cells:
    """One cell as it is shown: its text, a bar of so many per cent, what stands small beside it, and an address."""

    text: str
    bar: float | None = None
    note: str = ""
    link: str = ""


@lru_cache
def texts(language: str) -> dict[str, Any]:
    """What the page says in a language (prompts/owner.LANGUAGE.toml); English where there is no such file."""
    path = shipped("prompts") / f"owner.{language}.toml"
    return tomllib.loads((path if path.is_file() else shipped("prompts") / "owner.en.toml").read_text(encoding="utf-8"))


def language_of(accepted: str) -> str:
    """The first language of an Accept-Language header that the page has, else English."""
    for part in accepted.split(","):
        code = part.split(";")[0].strip()[:2].lower()
        if code.isalpha() and (shipped("prompts") / f"owner.{code}.toml").is_file():
            return code
    return "en"


def login_page(language: str, problem: str = "") -> str:
    """The form for the password; `problem` is a key of the texts."""
    return _filled("login", language, problem=problem)


def overview_page(
    language: str,
    listings: Sequence[Listing],
    digests: Collection[Digest],
    *,
    chosen: Chosen,
    choices: Mapping[str, Sequence[str]],
    notes: Mapping[str, str],
) -> str:
    """All tables. `choices` are the catalogues and origins that there are; `notes` stand under a table's name."""
    tiles = {
        "dialogues": f"{len(digests)}",
        "people": f"{len({d.person for d in digests})}",
        "messages": f"{sum(d.messages for d in digests)}",
        "taken": _percent(share(sum(bool(d.taken) for d in digests), len(digests))[0]),
        "dead_ends": f"{sum(d.dead_ends for d in digests)}",
    }
    shown = [(one, table(one, texts(language)), len(one.rows)) for one in listings]
    parameters = chosen.query
    return _filled(
        "overview", language, listings=shown, tiles=tiles, chosen=chosen, choices=choices, notes=notes, seen=SEEN,
        days=_columns(next((one for one in listings if one.name == "days"), None)), parameters=parameters,
        lines={one.name: courses(one) for one in listings if one.name in DRAWN},
    )  # fmt: skip


def dialogue_page(
    language: str, digest: Digest | None, lines: Iterable[Line], began: str, *, kept: bool = False
) -> str:
    """One dialogue to read and to label; None says that there is none."""
    return _filled("dialogue", language, digest=digest, lines=list(lines), began=began, labels=LABELS, kept=kept)


def csv_of(listing: Listing) -> str:
    """A table as CSV with all its rows; what a spreadsheet would run as a formula is kept from it by a quote."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(listing.columns)
    writer.writerows([_harmless(cell) for cell in row] for row in listing.rows)
    return out.getvalue()


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_RISKY) else cell


def table(listing: Listing, words: Mapping[str, Any]) -> tuple[list[str], list[list[Cells]]]:
    """The head and the first rows as they are shown: bounds stand beside their share, keys are put into words."""
    kept = [at for at, name in enumerate(listing.columns) if not (name in ("low", "high") and _bounds(listing, at))]
    most = max((row[listing.bar] for row in listing.rows if listing.bar is not None), default=0)
    head = [words["column"][listing.columns[at]] for at in kept]
    return head, [[_cell(listing, row, at, words, most) for at in kept] for row in listing.rows[:SEEN]]


def readable(listings: Iterable[Listing]) -> Iterator[str]:
    """The tables for a terminal, in English; empty ones are left out."""
    words = texts("en")
    for listing in listings:
        head, rows = table(listing, words)
        lines = [head, *([f"{cell.text} {cell.note}".strip() for cell in row] for row in rows)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        if rows:
            yield ""
            yield f"{words['listing'][listing.name]} ({words['about'][listing.name]})"
            yield from ("  " + "  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)
        if len(listing.rows) > SEEN:
            yield "  " + words["first_rows"].format(count=SEEN, total=len(listing.rows))


def _bounds(listing: Listing, at: int) -> bool:
    before = listing.columns[max(0, at - 2) : at]
    return any(name in (*_SHARES, *_MEANS) for name in before)


def _cell(listing: Listing, row: Sequence[Cell], at: int, words: Mapping[str, Any], most: Any) -> Cells:
    name, value = listing.columns[at], row[at]
    if name in _SHARES:
        low, high = (_percent(float(row[at + step])) for step in (1, 2))
        bar = 100 * float(value) if listing.bar == at else None
        return Cells(_percent(float(value)), bar, words["interval"].format(low=low, high=high))
    if name in _MEANS:
        low, high = (f"{float(row[at + step]):+.2f}" for step in (1, 2))
        return Cells(f"{round(float(value), 2) + 0.0:+.2f}", None, words["interval"].format(low=low, high=high))
    bar = 100 * float(value) / float(most) if listing.bar == at and most else None
    if name == "dialogue":
        return Cells(str(value)[:8], link=f"/admin/dialogues/{value}")
    if name in _WORDED:
        return Cells(words[_WORDED[name]].get(str(value), str(value)), bar)
    return Cells(str(value), bar)


def _columns(days: Listing | None) -> list[dict[str, Any]]:
    """The picture of dialogues a day: heights in per cent of the highest, the taken part below."""
    rows = days.rows[:DAYS][::-1] if days else ()
    most = max((int(row[1]) for row in rows), default=0)
    return [
        {
            "day": row[0],
            "dialogues": row[1],
            "whole": 100 * int(row[1]) / most,
            "taken": 100 * float(row[4]) * int(row[1]) / most,
        }
        for row in rows
    ]


def courses(listing: Listing) -> list[dict[str, Any]]:
    """A small picture for each thing of a table of months: points (x, y, what they say), from the worst below to the
    best above, all on one axis of months, and where the middle is."""
    months = sorted({str(row[1]) for row in listing.rows})
    place = {month: _STEP * (at + 0.5) for at, month in enumerate(months)}
    signed = listing.columns[3] in _MEANS
    found: dict[str, list[tuple[float, float, str]]] = {}
    for name, month, count, value, *_ in listing.rows:
        part = (float(value) + 1) / 2 if signed else float(value)
        told = f"{month}: {float(value):+.2f} ({count})" if signed else f"{month}: {_percent(part)} ({count})"
        found.setdefault(str(name), []).append((place[str(month)], round(_TALL * (1 - part), 1), told))
    wide = _STEP * max(len(months), 1)
    return [
        {"name": name, "points": points, "wide": wide, "first": months[0], "last": months[-1]}
        for name, points in found.items()
    ]


def _percent(part: float) -> str:
    return f"{100 * part:.0f} %"


@lru_cache
def _templates() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(Path(__file__).parent)
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def _filled(block: str, language: str, **values: Any) -> str:
    return str(
        _templates().get_template("owner.html").render(page=block, language=language, t=texts(language), **values)
    )

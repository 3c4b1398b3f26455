"""Where comments and reviews come from: a table with a column of texts, or the chat's log. Knows columns and events;
judges nothing.

JSON Lines and CSV (also gzipped) are read line by line, however long they are; other tables as a whole.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from chatbot import origins
from chatbot.dialogue import Event
from retrieval import hints
from retrieval.columns import Column, profiled
from retrieval.decoding import decoded
from retrieval.delimited import LONGEST_CELL, columns, delimiter_of, headed
from retrieval.formats import Source, flat, read
from retrieval.quantities import quantity
from retrieval.tables import CatalogueError
from retrieval.words import listed

Row = Mapping[str, Any]
_SAMPLE = 500  # rows that columns are told by
_HEAD = 1 << 20  # bytes that the encoding is told by

_TEXT = listed(
    "text review reviews comment comments content body message feedback opinion remark utterance "
    "评论 评价 内容 评语 留言 点评"
)
_RATING = listed("rating ratings stars star score grade label rate overall polarity 评分 星级 分数 打分 标签")
_ITEM = listed("item product asin sku goods book business shop place hotel restaurant article 商品 产品 店铺 商家 名称")
_PERSON = listed("user person author reviewer customer buyer member visitor client 用户 买家 顾客 作者 会员")
_DATE = listed("date time timestamp created at day when 日期 时间")
_ID = listed("id key number no 编号")


# What the other columns hold, in the order in which they are looked for: by their names, and how their cells must look.
_Fits = Callable[[Column], bool]
_OTHERS: tuple[tuple[str, frozenset[str], _Fits], ...] = (
    ("rating", _RATING, lambda c: c.share(len(c.quantities)) > 0.8),
    ("id", _ID, lambda c: c.varied > 0.98 and hints.words_of(c.name)[-1:] == ["id"]),
    ("person", _PERSON, lambda c: True),
    ("item", _ITEM, lambda c: True),
    ("date", _DATE, lambda c: True),
)


class CommentsError(ValueError):
    """Texts that cannot be had; the message says which column or file, and the remedy."""


@dataclass(frozen=True, slots=True)
class Comment:
    """One text as it came: what it is of, by whom, what it was rated and when, where that is known."""

    id: str
    text: str
    item: str = ""
    person: str = ""
    rating: float | None = None
    date: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what; "" where none does."""

    text: str
    id: str = ""
    item: str = ""
    person: str = ""
    rating: str = ""
    date: str = ""


def comments(
    path: Path,
    said: Mapping[str, str] | None = None,
    *,
    texts: bool = True,
    generated: bool = False,
    passed_over: Counter[str] | None = None,
) -> tuple[Columns, Iterator[Comment]]:
    """The comments of a table, and which columns were taken; `said` names some of these ("text", "rating" ...). Without
    `texts` no column need hold any: ratings alone are read. Rows that a program wrote are passed over and counted,
    unless `generated` asks for them.

    Raises CommentsError where no column holds texts, or one that is named is missing, and CatalogueError where the file
    cannot be read.
    """
    rows = iter(table_rows(path))
    first = list(islice(rows, _SAMPLE))
    found = columns_of([row for _, row in first], str(path), said or {}, texts=texts)
    each = ((row, comment_of(row, number, found)) for number, row in chain(first, rows))
    told = ((comment, origins.generated(row, comment.id)) for row, comment in each)
    return found, origins.by_people(told, taken=generated, passed_over=passed_over)


def columns_of(rows: Sequence[Row], where: str, said: Mapping[str, str], *, texts: bool = True) -> Columns:
    """Which column holds what, by its name and its cells. Raises CommentsError."""
    there = profiled(list(enumerate(rows, 1)))
    names = [column.name for column in there]
    for name in said.values():
        if name and name not in names:
            raise CommentsError(f"{where}: there is no column {name!r}. There are: {', '.join(names)}.")
    left = [column for column in there if column.name not in said.values()]
    text = (said.get("text") or _best(left, _TEXT, lambda c: c.length)) if texts else ""
    if texts and not text:
        raise CommentsError(f"{where}: no column holds texts. Name it: --text COLUMN. There are: {', '.join(names)}.")
    left = [column for column in left if column.name != text]
    taken = {"text": text}
    for what, hint, fits in _OTHERS:
        taken[what] = said.get(what) or _named([c for c in left if fits(c)], hint)
        left = [column for column in left if column.name != taken[what]]
    return Columns(**taken)


def _best(there: Sequence[Column], hint: frozenset[str], worth: Callable[[Column], float]) -> str:
    """The column with the name that was hinted at, else the longest texts."""
    fit = [c for c in there if not c.listed and (hints.hinted(c.name, hint) or c.length >= 40)]
    return max(fit, key=lambda c: (hints.strength(c.name, hint), worth(c))).name if fit else ""


def _named(there: Sequence[Column], hint: frozenset[str]) -> str:
    return max(there, key=lambda c: hints.strength(c.name, hint)).name if any(
        hints.hinted(c.name, hint) for c in there
    ) else ""  # fmt: skip


def comment_of(row: Row, number: int, which: Columns) -> Comment:
    """A row as a comment. An id that is not there is made of the row's number and its text."""
    text = _cell(row, which.text)
    made = hashlib.sha256(f"{number}\x1f{text}".encode("utf-8", "replace")).hexdigest()[:12]
    rated = quantity(row.get(which.rating)) if which.rating else None
    return Comment(
        _cell(row, which.id) or f"{number}-{made}",
        text,
        _cell(row, which.item),
        _cell(row, which.person),
        rated.low if rated else None,
        _cell(row, which.date),
    )


def _cell(row: Row, name: str) -> str:
    cell = row.get(name) if name else None
    return "" if cell is None else str(cell).strip()


# Tables


def table_rows(path: Path) -> Iterator[tuple[int, Row]]:
    """The rows of a table, each with its line; JSON Lines and CSV are never in memory as a whole."""
    name = path.with_suffix("").name if path.suffix.lower() == ".gz" else path.name
    suffix = Path(name).suffix.lower()
    if suffix in (".jsonl", ".ndjson"):
        return _json_lines(path)
    if suffix in (".csv", ".tsv", ".txt"):
        return _csv_lines(path)
    return iter(read(Source(str(path))).rows)


def _lines(path: Path) -> Iterator[str]:
    try:
        with path.open("rb") as raw:
            zipped = raw.read(2) == b"\x1f\x8b"
        opened = gzip.open if zipped else open
        with opened(path, "rb") as raw:
            head = raw.read(_HEAD)
        encoding = decoded(head[: head.rfind(b"\n") + 1] or head, [])[1].split(",")[0]
        with opened(path, "rt", encoding=encoding, errors="replace", newline="") as file:
            yield from file
    except FileNotFoundError:
        raise CatalogueError(f"{path}: there is no such file. Give the path of a table, or log.") from None
    except (gzip.BadGzipFile, EOFError) as error:
        raise CatalogueError(f"{path}: not a whole gzip file ({error}). Pack it again.") from None


def _json_lines(path: Path) -> Iterator[tuple[int, Row]]:
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        yield number, flat(row) if isinstance(row, dict) else {}


def _csv_lines(path: Path) -> Iterator[tuple[int, Row]]:
    csv.field_size_limit(LONGEST_CELL)
    lines = _lines(path)
    first = list(islice(lines, _SAMPLE))
    delimiter = delimiter_of([line.rstrip("\r\n") for line in first])
    reader = csv.reader(chain(first, lines), delimiter=delimiter)
    names: list[str] = []
    for cells in reader:
        if not names:
            names = columns(cells if headed(cells) else [""] * len(cells))
            if headed(cells):
                continue
        if any(cell.strip() for cell in cells):
            yield reader.line_num, dict(zip(names, cells, strict=False))


# The log


class Heard:
    """Finds the comments of a log, one event after another: an event of the kind "comment" has {"text", "item_id"?,
    "rating"?}, and what a visitor said of one item that they know counts as well. `generated` and `passed_over` are as
    in `comments`."""

    def __init__(self, *, generated: bool = False, passed_over: Counter[str] | None = None) -> None:
        self._people: dict[str, str] = {}
        self._said: dict[str, str] = {}  # the last message of each session
        self._made: set[str] = set()  # sessions that a program wrote
        self._generated, self._passed_over = generated, passed_over

    def take(self, event: Event) -> Comment | None:
        """The comment that this event completes, if it does."""
        if event.kind == "session" and origins.staged(event.body):
            self._made.add(event.session)
        made = event.session in self._made or origins.generated(event.body, event.id)
        found = [(comment, made)] if (comment := self._take(event)) else []
        return next(origins.by_people(found, taken=self._generated, passed_over=self._passed_over), None)

    def _take(self, event: Event) -> Comment | None:
        person = self._people.get(event.session, "")
        if event.kind == "session":
            self._people[event.session] = str(event.body.get("person", ""))
        elif event.kind == "message":
            self._said[event.session] = str(event.body.get("text", ""))
        elif event.kind == "comment":
            return _of_event(event, str(event.body.get("text", "")), str(event.body.get("item_id") or ""), person)
        elif event.kind == "change" and (item := _spoken_of(event.body.get("update") or {})):
            return _of_event(event, self._said.get(event.session, ""), item, person)
        return None


def logged(
    events: Iterable[Event], *, generated: bool = False, passed_over: Counter[str] | None = None
) -> Iterator[Comment]:
    """The comments in the log, see Heard."""
    heard = Heard(generated=generated, passed_over=passed_over)
    return (comment for event in events if (comment := heard.take(event)))


def _of_event(event: Event, text: str, item: str, person: str) -> Comment:
    rating = event.body.get("rating")
    return Comment(
        event.id, text, item, person, float(rating) if isinstance(rating, int | float) else None, _day(event.at)
    )


def _spoken_of(update: Mapping[str, Any]) -> str:
    """The one item that a message says is known already; "" if there is none or more than one."""
    known: Sequence[str] = update.get("seen") or []
    return known[0] if len(known) == 1 else ""


def _day(at: float) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d")

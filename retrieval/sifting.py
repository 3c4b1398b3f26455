"""Which columns of a table are of use at all, and which only say again what another one says. Knows looks; no kinds."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval import hints
from retrieval.columns import Column

FEW = 20  # rows below which repetition says little
LONG = 80  # letters from which a cell is a text to read
WORDS_LEAST = 20  # letters of a text that is no value of a category
_SENTENCE = 5  # words
MOST = 0.9  # of a column's cells that must be alike to say what it holds
LINK = re.compile(r"https?://\S+", re.IGNORECASE)


def useful(columns: Sequence[Column], rows: int) -> tuple[list[Column], dict[str, str]]:
    """(the columns that say something, why each other one does not)."""
    unused: dict[str, str] = {}
    for column in columns:
        if not column.cells:
            unused[column.name] = "it is empty"
        elif rows >= FEW and column.share(max(column.counts.values())) > 0.98 and column.filled > MOST:
            unused[column.name] = f"the same in every row: {column.counts.most_common(1)[0][0][:40]}"
        elif column.filled < 0.005:
            unused[column.name] = "hardly a row has it"
    return [c for c in columns if c.name not in unused], unused


def without_repetition(rest: Sequence[Column], unused: dict[str, str]) -> list[Column]:
    """The columns without further ids and without those that only repeat another; `unused` hears why."""
    texts = [c for c in rest if is_text(c)]
    for inner in texts:
        outer = next((c for c in texts if c is not inner and c.name not in unused and _holds(c, inner)), None)
        if outer is not None:
            unused[inner.name] = f"{outer.name} says the same"
    for at, column in enumerate(rest):
        ids = hints.hinted(column.name, hints.ID) or not hints.ID.isdisjoint(column.name.lower().split(".")[:-1])
        if ids and column.varied > MOST and column.length < 40:
            unused.setdefault(column.name, "another id")
        lists = [
            c for c in rest if c.listed and not column.listed and c.filled >= column.filled and not is_text(column)
        ]
        others = [c for c in (*rest[:at], *lists) if c.name not in unused]
        same = next((c for c in others if c.texts == column.texts and c.places == column.places), None)
        if same := same or next((c for c in others if c.listed and _lists(c, column)), None):
            unused.setdefault(column.name, f"{same.name} says the same")
    return [c for c in rest if c.name not in unused]


def _lists(outer: Column, inner: Column) -> bool:
    """Whether a column's one value is nearly always among another's several."""
    there = dict(zip(outer.places, outer.cells, strict=True))
    pairs = list(zip(inner.places, inner.texts, strict=True))
    return not inner.listed and sum(text in map(str, there.get(at, ())) for at, text in pairs) > 0.98 * len(pairs)


def _holds(outer: Column, inner: Column) -> bool:
    """Whether a text stands within another of the same row, in nearly all of the rows that have it."""
    there = dict(zip(outer.places, outer.texts, strict=True))
    pairs = [(there.get(at, ""), text) for at, text in zip(inner.places[:300], inner.texts[:300], strict=True)]
    return sum(text[:60] in whole for whole, text in pairs) > 0.9 * len(pairs)


def is_text(column: Column) -> bool:
    """Whether its cells are texts to read."""
    if column.listed or any(map(LINK.fullmatch, column.texts[:20])):
        return False
    hint = hints.hinted(column.name, hints.TEXT)
    differ = column.varied > 0.5 and column.length >= WORDS_LEAST
    return column.length >= LONG or (differ and (hint or column.worded >= _SENTENCE))

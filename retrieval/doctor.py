"""What limits and musts leave too little, and which of them is the cheapest to relax. Knows counts, not words.

Each limit and must is a set of rows; an item that only one of them keeps out comes back without that one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import floor, log10
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from retrieval.account import gates
from retrieval.catalogue import YEAR
from retrieval.index import Rows
from retrieval.retriever import Retriever
from retrieval.wishes import ITEM, Limit, Preferences

MOST_PAIRS = 3

_Marks = NDArray[np.bool_]  # one mark an item


@dataclass(frozen=True, slots=True)
class Cause:
    """A limit or must. `removes` is how many items it alone keeps out, all the others leaving them; `fails` is how
    many of all items do not meet it."""

    key: str
    removes: int
    fails: int


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A limit or must that is dropped, or a limit with new bounds; `count` items are allowed then."""

    key: str
    kind: Literal["drop", "loosen"]
    low: float | None
    high: float | None
    count: int


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """`left` items are allowed. `causes` are all limits and musts, the one that removes most first; `ways` are what
    brings items back, the cheapest first; `pairs` do where no single one does, the one that brings most first."""

    left: int
    causes: tuple[Cause, ...] = ()
    ways: tuple[Relaxation, ...] = ()
    pairs: tuple[tuple[Relaxation, Relaxation], ...] = ()


def diagnose(retriever: Retriever, preferences: Preferences, wanted: int) -> Diagnosis:
    """Why fewer than `wanted` items are allowed, and what would bring so many, or as many as can be had."""
    preferences = preferences.active
    ward = _Ward.of(retriever, preferences)
    left = int(ward.allowed.sum())
    alone = {key: ward.alone(key) for key in ward.meets}
    causes = [Cause(key, int(alone[key].sum()), int((~marks).sum())) for key, marks in ward.meets.items()]
    causes.sort(key=lambda c: (-c.removes, -c.fails))
    if left >= wanted:
        return Diagnosis(left, tuple(causes))
    limits = {limit.key: limit for limit in preferences.limits}
    found: list[tuple[float, Relaxation]] = []
    for cause in (c for c in causes if c.removes):
        limit = limits.get(cause.key)
        price, way = _loosened(retriever, limit, ward, wanted - left) if limit else (1.0, None)
        found.append((price, way or _drop(cause.key, left + cause.removes)))
    found.sort(key=lambda way: (way[1].count < wanted, way[0], -way[1].count))
    return Diagnosis(left, tuple(causes), tuple(way for _, way in found), () if found else _pairs(ward, left))


@dataclass(frozen=True, slots=True)
class _Ward:
    """All items: which may be shown at all, and which of them each limit and must lets through, by its key."""

    free: _Marks
    meets: Mapping[str, _Marks]
    failed: NDArray[np.int64]  # by how many limits and musts an item is kept out
    allowed: _Marks

    @classmethod
    def of(cls, retriever: Retriever, preferences: Preferences) -> _Ward:
        count = len(retriever.catalogue.items)
        named = tuple(w for w in preferences.wishes if w.field == ITEM)
        free = _marks(retriever.allowed(replace(preferences, wishes=named, limits=())), count)
        meets = {key: _marks(rows, count) for key, rows in gates(retriever, preferences).items()}
        failed = np.sum([~marks for marks in meets.values()], axis=0) if meets else np.zeros(count, np.int64)
        return cls(free, meets, np.asarray(failed, np.int64), free & (failed == 0))

    def alone(self, key: str) -> _Marks:
        """The items that this one alone keeps out."""
        return np.asarray(self.free & (self.failed == 1) & ~self.meets[key], np.bool_)


def _marks(rows: Rows, count: int) -> _Marks:
    marks = np.zeros(count, np.bool_)
    marks[rows] = True
    return marks


def _loosened(retriever: Retriever, limit: Limit, ward: _Ward, missing: int) -> tuple[float, Relaxation | None]:
    """A limit loosened just enough, and its price: the share of all items that it lets through besides. None where no
    bound brings anything: the numbers are unknown, the bounds cross, or a range has to cover both."""
    alone = ward.alone(limit.key)
    loose = _nearest(retriever, limit, alone, missing)
    if loose is None:
        return 1.0, None
    through = _marks(retriever.allowed(Preferences(limits=(loose,))), len(alone))
    back = int((alone & through).sum())
    price = float((through & ~ward.meets[limit.key]).mean())
    count = int(ward.allowed.sum()) + back
    return (price, Relaxation(limit.key, "loosen", loose.low, loose.high, count)) if back else (1.0, None)


def _nearest(retriever: Retriever, limit: Limit, alone: _Marks, missing: int) -> Limit | None:
    """The limit with its bounds moved to the nearest values that bring what is missing, or all that can be had."""
    field = retriever.catalogue.fields.get(limit.field)
    if field is None or (len(field.columns) > 1 and limit.low is not None and limit.high is not None):
        return None
    items = (retriever.catalogue.items[row] for row in np.flatnonzero(alone).tolist())
    numbers = [item.numbers[limit.field] for item in items if limit.field in item.numbers]
    steps = sorted(_step(limit, low, high) for low, high in numbers)[:missing]
    exact = field.unit == YEAR
    lows = [n if exact else _rounded(n, down=True) for _, side, n in steps if side == "low"]
    highs = [n if exact else _rounded(n, down=False) for _, side, n in steps if side == "high"]
    low = None if limit.low is None else min([*lows, limit.low])
    high = None if limit.high is None else max([*highs, limit.high])
    return replace(limit, low=low, high=high) if steps else None


def _step(limit: Limit, low: float, high: float) -> tuple[float, str, float]:
    """How far off a number or range lies, on which side, and the bound that would take it in."""
    if limit.low is not None and high < limit.low:
        return limit.low - high, "low", high
    return low - (limit.high or 0.0), "high", low


def _rounded(number: float, *, down: bool) -> float:
    """A number to two digits, outwards: "up to 130" is said, not "up to 123"."""
    if not number:
        return 0.0
    unit = 10.0 ** (floor(log10(abs(number))) - 1)
    steps = floor(number / unit + 1e-9) if down else -floor(-number / unit + 1e-9)
    return round(steps * unit, 6)


def _pairs(ward: _Ward, left: int) -> tuple[tuple[Relaxation, Relaxation], ...]:
    """The pairs that bring most, both dropped."""
    by_two = ward.free & (ward.failed == 2)
    if not by_two.any():
        return ()
    keys = list(ward.meets)
    out = np.array([~marks[by_two] for marks in ward.meets.values()], np.float32)
    together = np.triu(out @ out.T, 1)  # [keys, keys]: items that just these two keep out
    best = np.argsort(-together, axis=None, kind="stable")[:MOST_PAIRS]
    found = [(int(together.flat[at]), keys[at // len(keys)], keys[at % len(keys)]) for at in best]
    return tuple((_drop(a, left + n), _drop(b, left + n)) for n, a, b in found if n)


def _drop(key: str, count: int) -> Relaxation:
    return Relaxation(key, "drop", None, None, count)

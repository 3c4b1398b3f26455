"""What people say of a guessed field: "cheaper", "dollars", "by". Knows names of columns and units; no cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from retrieval import hints
from retrieval.quantities import UNITS

WORDED: Mapping[str, Mapping[str, Any]] = {
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


def worded(name: str, unit: str) -> dict[str, Any]:
    """What people say of a number, as far as its name and its unit tell."""
    label = " ".join(hints.words_of(name)) or name
    family = UNITS[unit][0] if unit in UNITS else ""
    if unit in _MONEY or hints.hinted(name, hints.PRICE):
        a_head = ["人均"] if "人均" in label else []
        return {**WORDED["price"], "words": [label, *a_head, *_MONEY.get(unit, ())]}
    for hint, group in ((hints.RATING, "rating"), (hints.AGE, "age"), (hints.TIME, "time")):
        if hints.hinted(name, hint):
            return {**WORDED[group], "words": [label]}
    return {**WORDED.get(family, {}), "words": [label]}


def plays(name: str) -> bool:
    """Whether the people of a column are in a thing, rather than behind it."""
    return hints.hinted(name, frozenset(("cast", "actor", "actors", "starring", "star", "演员", "主演")))

"""What each reaction says of a person's interest, by one table that the owner can change. Knows the table; no model.

`data/reactions.toml` ships; `HOME/reactions.toml` replaces those of its entries that it has.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from chatbot.render import shipped
from retrieval.met import Met

FILE = "reactions.toml"
RATED = "rated-"  # followed by 1 to 5
_BOUNDS = {"liked": (0.0, 1.0), "drawn": (-1.0, 1.0), "weight": (0.0, 10.0), "seconds": (0.0, 86_400.0)}


class ReactionsError(ValueError):
    """A table of reactions that cannot be read; the message names the entry and what may stand there."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """One line of the table; see `data/reactions.toml`."""

    liked: float | None = None
    drawn: float = 0.0
    weight: float = 1.0
    takes: bool = False
    seconds: float = 0.0
    reason: str = ""

    def met(self, item: str, at: float, share: float = 1.0) -> Met:
        """The reaction as an interest takes it; `share` of it, such as how sure a comment was read."""
        return Met(item, self.liked, self.drawn, self.weight * share, at)


Table = Mapping[str, Meaning]


@lru_cache
def usual() -> Table:
    """The table that ships."""
    return _read(shipped("data") / FILE, {})


def table(home: Path | None = None) -> Table:
    """The owner's table over the shipped one. Raises ReactionsError."""
    path = home / FILE if home else None
    return _read(path, usual()) if path and path.is_file() else usual()


def takes(table: Table) -> frozenset[str]:
    """The reactions by which a visitor takes an item."""
    return frozenset(name for name, meaning in table.items() if meaning.takes)


def of_rating(rating: float) -> str:
    """The entry for a number of stars, halves rounded down: 3.5 is "rated-3"."""
    return f"{RATED}{min(5, max(1, int(rating)))}"


def _read(path: Path, under: Table) -> Table:
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReactionsError(f"{path}: cannot be read ({error}). See data/{FILE} for what stands in it.") from None
    return {**under, **{name: _meaning(path, name, entry, under.get(name, Meaning())) for name, entry in said.items()}}


def _meaning(path: Path, name: str, entry: Any, under: Meaning) -> Meaning:
    known = {f.name for f in fields(Meaning)}
    if not isinstance(entry, dict) or entry.keys() - known:
        raise ReactionsError(f"{path}: [{name}] may have {', '.join(sorted(known))}, and nothing else.")
    for key, (low, high) in _BOUNDS.items():
        value = entry.get(key, low)
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise ReactionsError(f"{path}: {key} of [{name}] is {value!r}. Give a number from {low:g} to {high:g}.")
    return replace(under, **entry)

"""What a person met and what they made of it, as values: the whole state of an interest. Knows items' ids; no model.

Importing it loads nothing heavy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

MOST = 64  # reactions of a person that count: the latest


@dataclass(frozen=True, slots=True)
class Met:
    """One reaction to an item: `liked` 0 to 1, None where nothing is said of that; `drawn` -1 to 1, how far the person
    is drawn to such items; `weight`, 1 for a plain word; `at`, seconds since 1970."""

    item: str
    liked: float | None
    drawn: float
    weight: float = 1.0
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Interest:
    """What a person met, the latest last. A value: learning gives a new one."""

    met: tuple[Met, ...] = ()

    def learn_one(self, met: Met) -> Interest:
        """With one more reaction. What was said of the same item before no longer counts, unless that was said twice
        as clearly: who liked an item and then passes it over still likes it.

        >>> Interest().learn_one(Met("a", 1.0, 1.0)).learn_one(Met("a", 0.0, -1.0)).met
        (Met(item='a', liked=0.0, drawn=-1.0, weight=1.0, at=0.0),)
        """
        if any(one.item == met.item and one.weight >= 2 * met.weight for one in self.met):
            return self
        return Interest((*(one for one in self.met if one.item != met.item), met)[-MOST:])

    def learn(self, mets: Iterable[Met]) -> Interest:
        """With more of them, in their order."""
        interest = self
        for met in mets:
            interest = interest.learn_one(met)
        return interest

    def without(self, item: str) -> Interest:
        """As if that item had not been met."""
        return Interest(tuple(one for one in self.met if one.item != item))

    def as_json(self) -> list[dict[str, Any]]:
        """Plain JSON; `from_json` is the way back."""
        return [asdict(one) for one in self.met]

    @classmethod
    def from_json(cls, body: list[Mapping[str, Any]]) -> Interest:
        """What `as_json` gave."""
        return cls(tuple(Met(**one) for one in body))

"""What somebody needs today: facts that a hidden set of items has in common. Knows items and their fields; no people.

A need is drawn from one item, fact by fact, until few items have all of it; those are its targets. What is said of a
need is always facts, never an item.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from retrieval import hints
from retrieval.catalogue import YEAR, Catalogue, Field, Item
from retrieval.wishes import Limit, Wish

FEWEST, MOST = 3, 8  # targets; with MOST or fewer no further fact is drawn
_FACTS, _MOST_FACTS = 3, 6
_NARROWS = 0.9  # of the targets: a fact that leaves more of them says nothing
_LARGEST = 75  # targets: with more there is no need worth the name
_COMMON = 0.45  # of the items: a value that more have narrows nothing
_STEPS = (5, 10, 15, 20, 25, 30, 40, 50, 60, 75, 90, 100, 120, 150, 180, 240, 300, 500, 1000)  # limits people name


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is needed: a value of a category field, one that must be absent, or bounds on a number field."""

    field: str
    value: str = ""
    low: float | None = None
    high: float | None = None
    avoid: bool = False

    @property
    def weight(self) -> float:
        """How much it counts: conditions more than wishes."""
        return 1.2 if self.avoid or not self.value else 1.0

    def met(self, item: Item, field: Field) -> bool:
        """Whether the item has it; one whose number is not known has not. As `retrieval.ranges.meets`."""
        if self.value:
            return (self.value in item.values(self.field)) != self.avoid
        if self.field not in item.numbers:
            return False
        low, high = item.numbers[self.field]
        lowest = float("-inf") if self.low is None else self.low
        highest = float("inf") if self.high is None else self.high
        if field.units:
            return low >= lowest and high <= highest
        if len(field.columns) > 1 and self.low is not None and self.high is not None:
            return low <= lowest and high >= highest
        return high >= lowest and low <= highest

    @property
    def wish(self) -> Wish | Limit:
        """The same as a bot understands it."""
        if self.value:
            return Wish("avoid" if self.avoid else "want", self.field, self.value)
        return Limit(self.field, self.low, self.high)


@dataclass(frozen=True, slots=True)
class Need:
    """What is needed. `known` facts they can say; `hidden` ones they notice only in what they are shown, or when they
    are asked; `whim` is one they say and later take back. `targets` are the ids of all items with every fact but it."""

    targets: frozenset[str]
    known: tuple[Fact, ...]
    hidden: tuple[Fact, ...] = ()
    whim: Fact | None = None

    @property
    def facts(self) -> tuple[Fact, ...]:
        """All that makes a target."""
        return (*self.known, *self.hidden)


@dataclass(frozen=True)
class Needs:
    """Draws needs from a catalogue. `language`: only values that have a name in it are used, so that they can be
    said."""

    catalogue: Catalogue
    language: str

    def of(self, item: Item, chance: random.Random) -> Need | None:
        """A need that the item meets; None where no few facts of it mark off a set of FEWEST items or more."""
        found: list[Fact] = []
        left = self._everything
        for fact in self._candidates(item, chance):
            if (len(left) <= MOST and len(found) >= _FACTS) or len(found) == _MOST_FACTS:
                break
            narrower = left & self.having(fact)
            if FEWEST <= len(narrower) < _NARROWS * len(left):
                found.append(fact)
                left = narrower
        most = min(_LARGEST, max(3 * MOST, len(self.catalogue.items) // 13))
        if len(found) < 2 or len(left) > most:
            return None
        return self._parted(found, left, chance)

    def _parted(self, facts: Sequence[Fact], targets: frozenset[str], chance: random.Random) -> Need:
        """Which facts they know of: all conditions, and of the wanted values all but one or two."""
        wanted = [f for f in facts if f.value and not f.avoid]
        few = min(len(wanted) - 1, len(facts) - 1, chance.choice((0, 1, 1, 2, 2)))
        hidden = tuple(chance.sample(wanted, max(0, few)))
        known = tuple(f for f in facts if f not in hidden)
        return Need(targets, known, hidden, self._whim(facts, chance) if chance.random() < 0.2 else None)

    def _whim(self, facts: Sequence[Fact], chance: random.Random) -> Fact | None:
        """A wish that the need does not have: a value of a field that it says nothing of, or the bounds of a year."""
        free = [f for f in self.fields if f.name not in {one.field for one in facts} and not f.person]
        values = [Fact(f.name, value) for f in free for value in self._sayable(f)[:8]]
        return chance.choice(values) if values else None

    def having(self, fact: Fact) -> frozenset[str]:
        """The ids of the items that have it."""
        if fact.value:
            have = self._holders.get((fact.field, fact.value), frozenset())
            return self._everything - have if fact.avoid else have
        field = self.catalogue.fields[fact.field]
        return frozenset(item.id for item in self.catalogue.items if fact.met(item, field))

    @cached_property
    def fields(self) -> list[Field]:
        """The category fields with values that several items share."""
        shared = self.catalogue.values
        return [f for f in self.catalogue.of_kind("category") if sum(n >= FEWEST for n in shared[f.name].values()) > 1]

    @cached_property
    def _everything(self) -> frozenset[str]:
        return frozenset(item.id for item in self.catalogue.items)

    @cached_property
    def _holders(self) -> dict[tuple[str, str], frozenset[str]]:
        found: dict[tuple[str, str], list[str]] = {}
        for item in self.catalogue.items:
            for name, values in item.categories.items():
                for value in values:
                    found.setdefault((name, value), []).append(item.id)
        return {key: frozenset(ids) for key, ids in found.items()}

    def _sayable(self, field: Field) -> list[str]:
        """Values that narrow and can be said in the language, the most frequent first."""
        counts = self.catalogue.values[field.name]
        most = _COMMON * len(self.catalogue.items)
        return [v for v, n in counts.items() if FEWEST <= n <= most and self._named(field, v)]

    def _named(self, field: Field, value: str) -> bool:
        own = self.language == self.catalogue.language
        return own or value in field.local.get(self.language, {}).get("values", {})

    def _candidates(self, item: Item, chance: random.Random) -> Iterator[Fact]:
        """Facts of the item in the order in which they are tried: mostly values, now and then a person or a limit."""
        values = [Fact(f.name, v) for f in self.fields for v in item.values(f.name) if v in self._sayable(f)]
        people = {f.name for f in self.fields if f.person}
        kept = [v for v in values if v.field not in people or chance.random() < 0.1]
        chance.shuffle(kept)
        limits = [fact for f in self.catalogue.of_kind("number") if (fact := self._bounds(f, item, chance))]
        chance.shuffle(limits)
        avoided = self._avoided(item, chance)
        order = [*kept[:1], *limits[: chance.randrange(2)], *kept[1:2], *avoided, *kept[2:], *limits[1:]]
        yield from order

    def _avoided(self, item: Item, chance: random.Random) -> list[Fact]:
        """At most one value that the item lacks, of a field that says all, and that many others have."""
        full = [f for f in self.fields if f.complete and not f.person]
        lacked = [
            Fact(f.name, v, avoid=True) for f in full for v in self._sayable(f)[:10] if v not in item.values(f.name)
        ]
        return [chance.choice(lacked)] if lacked and chance.random() < 0.4 else []

    def _bounds(self, field: Field, item: Item, chance: random.Random) -> Fact | None:
        """Bounds that people would name around the item's number: a decade, so many players, at most so much."""
        if field.name not in item.numbers:
            return None
        low, high = item.numbers[field.name]
        fact = Fact(field.name)
        if field.unit == YEAR:
            decade = low // 10 * 10
            return chance.choice((replace(fact, low=decade, high=decade + 9), replace(fact, low=decade)))
        if len(field.columns) > 1:
            exact = float(chance.randint(int(low), int(high))) if high - low < 20 else low
            return replace(fact, low=exact, high=exact)
        middle = self.catalogue.middles[field.name]
        if hints.hinted(field.name, hints.RATING):  # nobody wants the worse ones
            return replace(fact, low=low) if low > middle else None
        if high <= middle and (above := next((s for s in _STEPS if s >= high), None)):
            return replace(fact, high=float(above))
        return None

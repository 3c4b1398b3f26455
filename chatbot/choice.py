"""How a simulated person decides: an explicit model of choice, seeded, without an LLM. Knows needs and items; no words.

A random utility model (McFadden, "Conditional logit analysis of qualitative choice behavior", 1974): what an item is
worth is the weighted share of the need's facts that it has, a little for likeness to what they liked before, and a
logistic noise that is drawn once for each person and item. They take what is worth more than a threshold.
"""

from __future__ import annotations

import math
import random
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

from chatbot.need import Fact, Need
from retrieval.catalogue import Catalogue, Item

LEAST = 0.95  # worth from which an item is taken; one with all facts is worth 1
NOISE = 0.06  # scale of the logistic noise: a target is taken 7 times in 10 and more, one that lacks a quarter 3 in 100
TASTE = 0.05  # the most that likeness to what was liked adds
ATTENTION = 0.97  # of each further place on screen


@dataclass(frozen=True)
class Choice:
    """What one person makes of items. `name` seeds the noise."""

    catalogue: Catalogue
    need: Need
    liked: Collection[str] = ()
    name: str = ""
    _noise: dict[str, float] = field(default_factory=dict, compare=False)

    def worth(self, item: Item) -> float:
        """What it is worth without the noise: 1 and more for a target."""
        facts = self.need.facts
        have = sum(f.weight for f in facts if self.met(f, item))
        return have / sum(f.weight for f in facts) + TASTE * self._likeness(item)

    def met(self, fact: Fact, item: Item) -> bool:
        """Whether the item has the fact."""
        return fact.met(item, self.catalogue.fields[fact.field])

    def takes(self, item: Item) -> bool:
        """Whether they would take it; always the same for the same person and item."""
        return self.worth(item) + self._drawn(item.id) > LEAST

    def notices(self, item: Item, place: int) -> bool:
        """Whether they look at an item at that place, from 0: a cascade (Craswell et al. 2008)."""
        return self._chance(f"look {place} {item.id}").random() < ATTENTION**place

    def _drawn(self, item_id: str) -> float:
        if item_id not in self._noise:
            at = self._chance(item_id).uniform(1e-9, 1 - 1e-9)
            self._noise[item_id] = NOISE * math.log(at / (1 - at))
        return self._noise[item_id]

    def _chance(self, what: str) -> random.Random:
        return random.Random(f"{self.name}/{what}")

    @cached_property
    def _values(self) -> frozenset[tuple[str, str]]:
        known = (item for one in self.liked if (item := self.catalogue.item(one)))
        return frozenset((name, v) for item in known for name, values in item.categories.items() for v in values)

    def _likeness(self, item: Item) -> float:
        """The share of its values that something they liked has too."""
        own = [(name, v) for name, values in item.categories.items() for v in values]
        return sum(one in self._values for one in own) / len(own) if own else 0.0

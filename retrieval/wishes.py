"""What somebody wants of a catalogue, as values. Knows nothing of how it was said or of how items are ranked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

Polarity = Literal["want", "avoid"]
Strength = Literal["must", "like"]
Source = Literal["message", "click"]

ITEM = "item"  # the field of a wish that names one item: "like this one", "nothing like that one"
TEXT = "text"  # the field of a wish that the catalogue has no value for: free words, compared by meaning


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a wish came from: the turn (0-based, counted by visitor messages) and the words or the button."""

    turn: int
    words: str
    source: Source = "message"


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing wanted or avoided. `field` is a catalogue field, ITEM or TEXT; `value` is that field's own
    spelling (for ITEM: the item's id); `label` is what a person reads."""

    polarity: Polarity
    field: str
    value: str
    strength: Strength = "like"
    label: str = ""
    receipt: Receipt = Receipt(0, "")

    @property
    def key(self) -> str:
        """The name of this wish's score term: the same wish said twice has the same key."""
        return f"{self.polarity}:{self.field}={self.value}"

    @property
    def shown(self) -> str:
        """What a person reads."""
        return self.label or self.value


@dataclass(frozen=True, slots=True)
class Limit:
    """Bounds on a number field, both inclusive; None is open. At least one bound is given."""

    field: str
    low: float | None = None
    high: float | None = None
    receipt: Receipt = Receipt(0, "")

    @property
    def key(self) -> str:
        """The name of this limit: a field has one limit at a time."""
        return f"limit:{self.field}"


@dataclass(frozen=True, slots=True)
class Preferences:
    """All that is wanted now. Replaced, never edited; `hidden` are ids not to be shown (seen or rejected)."""

    wishes: tuple[Wish, ...] = ()
    limits: tuple[Limit, ...] = ()
    hidden: frozenset[str] = field(default_factory=frozenset)

    def with_wish(self, wish: Wish) -> Preferences:
        """The newest word on a field's value wins: an earlier wish for or against the same value goes."""
        kept = tuple(w for w in self.wishes if (w.field, w.value) != (wish.field, wish.value))
        return replace(self, wishes=(*kept, wish))

    def with_limit(self, limit: Limit) -> Preferences:
        """The newest limit on a field replaces the earlier one."""
        kept = tuple(have for have in self.limits if have.field != limit.field)
        return replace(self, limits=(*kept, limit))

    def without(self, key: str) -> Preferences:
        """Without the wish or limit of that key; unchanged if there is none."""
        return replace(
            self,
            wishes=tuple(w for w in self.wishes if w.key != key),
            limits=tuple(have for have in self.limits if have.key != key),
        )

    def hide(self, item_id: str) -> Preferences:
        """Never show this item again in this conversation."""
        return replace(self, hidden=self.hidden | {item_id})

    def wanted(self, field_name: str) -> tuple[str, ...]:
        """The wanted values of a field, in the order they were said."""
        return tuple(w.value for w in self.wishes if w.field == field_name and w.polarity == "want")

    @property
    def empty(self) -> bool:
        """Nothing is wanted, avoided or limited."""
        return not self.wishes and not self.limits

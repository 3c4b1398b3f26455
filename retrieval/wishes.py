"""What somebody wants of a catalogue, as values. Knows nothing of how it was said or of how items are ranked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar, get_args

Polarity = Literal["want", "avoid"]
Strength = Literal["slight", "like", "strong", "must"]  # a must decides what may be shown at all
STRENGTHS: tuple[Strength, ...] = get_args(Strength)
Scope = Literal["today", "taste"]  # for this conversation, or for this person always
Source = Literal["message", "click"]

ITEM = "item"  # the field of a wish that names one item: "like this one", "nothing like that one"
TEXT = "text"  # the field of a wish that the catalogue has no value for: free words, compared by meaning


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a wish came from: the turn (0-based, counted by visitor messages) and the words or the button.

    `replaces` are the words of the earlier wish that this one contradicts or changes.
    """

    turn: int
    words: str
    source: Source = "message"
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing wanted or avoided. `field` is a catalogue field, ITEM or TEXT; `value` is that field's own
    spelling (for ITEM: the item's id); `label` is what a person reads.

    `than` is the id of an item that the wish is measured against: "less dark than that one". A muted wish stays on
    the list but does not count.
    """

    polarity: Polarity
    field: str
    value: str
    strength: Strength = "like"
    label: str = ""
    receipt: Receipt = Receipt(0, "")
    scope: Scope = "today"
    muted: bool = False
    than: str = ""

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
    scope: Scope = "today"
    muted: bool = False

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
        """The newest word on a field's value wins: an earlier wish for or against the same value goes, and the new
        one's receipt says so where they differ."""
        earlier = [w for w in self.wishes if (w.field, w.value) == (wish.field, wish.value)]
        kept = tuple(w for w in self.wishes if w not in earlier)
        differs = bool(earlier) and (earlier[-1].polarity, earlier[-1].than) != (wish.polarity, wish.than)
        return replace(self, wishes=(*kept, _instead(wish, earlier[-1].receipt) if differs else wish))

    def with_limit(self, limit: Limit) -> Preferences:
        """The newest limit on a field replaces the earlier one; its receipt says so where they differ."""
        earlier = [have for have in self.limits if have.field == limit.field]
        kept = tuple(have for have in self.limits if have.field != limit.field)
        differs = bool(earlier) and (earlier[-1].low, earlier[-1].high) != (limit.low, limit.high)
        return replace(self, limits=(*kept, _instead(limit, earlier[-1].receipt) if differs else limit))

    def without(self, key: str) -> Preferences:
        """Without the wish or limit of that key; unchanged if there is none."""
        return replace(
            self,
            wishes=tuple(w for w in self.wishes if w.key != key),
            limits=tuple(have for have in self.limits if have.key != key),
        )

    def get(self, key: str) -> Wish | Limit | None:
        """The wish or limit of that key."""
        both: tuple[Wish | Limit, ...] = (*self.wishes, *self.limits)
        return next((w for w in both if w.key == key), None)

    def muted(self, key: str, muted: bool = True) -> Preferences:
        """With the wish or limit of that key muted, or counting again."""
        return replace(
            self,
            wishes=tuple(replace(w, muted=muted) if w.key == key else w for w in self.wishes),
            limits=tuple(replace(have, muted=muted) if have.key == key else have for have in self.limits),
        )

    def scoped(self, key: str, scope: Scope) -> Preferences:
        """With the wish or limit of that key for today, or for always."""
        return replace(
            self,
            wishes=tuple(replace(w, scope=scope) if w.key == key else w for w in self.wishes),
            limits=tuple(replace(have, scope=scope) if have.key == key else have for have in self.limits),
        )

    def weighed(self, key: str, strength: Strength) -> Preferences:
        """With the wish of that key as strong as that; limits have no strength."""
        return replace(self, wishes=tuple(replace(w, strength=strength) if w.key == key else w for w in self.wishes))

    @property
    def active(self) -> Preferences:
        """What counts: without the muted wishes and limits."""
        return replace(
            self,
            wishes=tuple(w for w in self.wishes if not w.muted),
            limits=tuple(have for have in self.limits if not have.muted),
        )

    def of(self, scope: Scope) -> Preferences:
        """Only the wishes and limits of a scope; what is hidden stays hidden."""
        return replace(
            self,
            wishes=tuple(w for w in self.wishes if w.scope == scope),
            limits=tuple(have for have in self.limits if have.scope == scope),
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


_Said = TypeVar("_Said", Wish, Limit)


def _instead(new: _Said, earlier: Receipt) -> _Said:
    return replace(new, receipt=replace(new.receipt, replaces=earlier.words))

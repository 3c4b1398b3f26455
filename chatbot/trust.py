"""How far a visitor's reactions are believed where everybody's are learnt from: scripted clicks and stuffed votes count
little. Knows the log's sessions and reactions; learns nothing and shuts nobody out.

Each item counts once a person, and four things make a person count less: that they hardly reacted to anything else,
that they react again and again to the same items, that clicks follow one another faster than a person reads, and that
their conversations are all about one item. What all those who are not believed say of an item has a limit: as far as
their part goes in most items, and at least a tenth of what the others say of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from chatbot.dialogue import Event
from chatbot.reactions import Table
from chatbot.tastes import mets_of
from retrieval.met import Met

MOST_EACH = 200  # of a person's items that are learnt from, the latest
FEW = 5.0  # items that count half: who reacted to one thing alone has shown little of themselves
SOON = 1.0  # seconds between clicks on different items in which nobody reads a card
BELIEVED = 0.5  # weight from which a person is believed
SHARE, BEYOND = 0.1, 1.5  # the least part that those not believed may add, and how far beyond what is usual


@dataclass
class Conduct:
    """What one person did. `mets`: by item the latest; `times` of their reactions, in order, as the log has them."""

    person: str
    sessions: int = 0
    reactions: int = 0
    mets: dict[str, Met] = field(default_factory=dict)
    votes: Counter[str] = field(default_factory=Counter)
    soon: int = 0
    pairs: int = 0
    last: tuple[str, float] = ("", 0.0)

    def add(self, met: Met) -> None:
        """One more reaction."""
        self.reactions += 1
        self.votes[met.item] += 1
        item, at = self.last
        if item and item != met.item and met.at != at:  # what one message says of several items is no clicks
            self.pairs += 1
            self.soon += 0 < met.at - at < SOON
        self.last = (met.item, met.at)
        self.mets.pop(met.item, None)  # so that the latest stand last
        self.mets[met.item] = met

    @property
    def repeated(self) -> float:
        """The share of reactions that say again what was said; to change one's mind once is not counted."""
        return sum(max(0, n - 2) for n in self.votes.values()) / max(1, self.reactions)

    @property
    def hasty(self) -> float:
        """The share of clicks that came too soon after one on another item."""
        return self.soon / self.pairs if self.pairs else 0.0

    @property
    def narrow(self) -> float:
        """0 to 1: how far many conversations were about one item."""
        most = max(self.votes.values(), default=0)
        return max(0.0, most / max(1, self.reactions) - 0.5) * 2 if self.sessions > 2 else 0.0

    @property
    def weight(self) -> float:
        """From 0 to 1: how far they are believed."""
        known = len(self.mets) / (len(self.mets) + FEW)
        return known * (1 - self.repeated) * (1 - self.hasty) ** 2 * (1 - self.narrow)

    @property
    def why(self) -> str:
        """What makes them count less most, "" where they are believed."""
        if self.weight >= BELIEVED:
            return ""
        faults = {"repeated": self.repeated, "hasty": self.hasty, "narrow": self.narrow}
        worst = max(faults, key=lambda name: faults[name])
        return worst if faults[worst] > 0.2 else "little known"


def conducts(events: Iterable[Event], table: Table, *, origins: Sequence[str] = ("human",)) -> dict[str, Conduct]:
    """What each person did in conversations of these origins, in the order of the log."""
    who: dict[str, Conduct] = {}
    found: dict[str, Conduct] = {}
    for event in events:
        if event.kind == "session" and event.body.get("origin", "human") in origins:
            person = str(event.body["person"])
            who[event.session] = found.setdefault(person, Conduct(person))
            who[event.session].sessions += 1
        elif event.session in who:
            for met in mets_of(event, table):
                who[event.session].add(met)
    return {person: one for person, one in found.items() if one.mets}


def weights(found: Mapping[str, Conduct]) -> dict[tuple[str, str], float]:
    """How much each person's word on each item counts, by (person, item)."""
    trusted: Counter[str] = Counter()
    doubted: Counter[str] = Counter()
    for one in found.values():
        for item in list(one.mets)[-MOST_EACH:]:
            (trusted if one.weight >= BELIEVED else doubted)[item] += one.weight  # type: ignore[assignment]
    parts = [doubted[item] / (trusted[item] + 1) for item in {**trusted, **doubted}]
    most_part = max(SHARE, BEYOND * median(parts)) if parts else SHARE
    made = {}
    for person, one in found.items():
        for item in list(one.mets)[-MOST_EACH:]:
            limit = most_part * (trusted[item] + 1) / max(doubted[item], 1e-9)
            made[person, item] = one.weight * (min(1.0, limit) if one.weight < BELIEVED else 1.0)
    return made


@dataclass(frozen=True, slots=True)
class Pushed:
    """An item of which those who are not believed say much: how many of them there are, of how many people."""

    item: str
    doubted: int
    people: int


def pushed(found: Mapping[str, Conduct], *, least: int = 3) -> list[Pushed]:
    """Items on which at least so many people reacted who are not believed for more than how little they did, and who
    are more than half; those first of whom they are the most."""
    everyone: Counter[str] = Counter(item for one in found.values() for item in one.mets)
    doubted: Counter[str] = Counter(
        item for one in found.values() if one.why not in ("", "little known") for item in one.mets
    )
    many = [Pushed(item, n, everyone[item]) for item, n in doubted.items() if n >= least and 2 * n > everyone[item]]
    return sorted(many, key=lambda one: (-one.doubted / one.people, -one.doubted, one.item))

"""What becomes of an item's rank for honest people where a twentieth of the visitors push it. Made-up visitors on a
real catalogue; the same steps from the log to the prior as in earnest. Knows trust and priors; prints nothing.

The honest like what has values that they love, and meet what is popular. Of the hostile there are three
kinds: scripts that vote for one item again and again in many conversations, in half of them as somebody new; slow ones,
which wait as long as a person reads; and patient people, who behave as the honest do in all else. Nothing tells those
from people who honestly come to like a new item: what holds back the ones holds back the others, and that is measured.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from chatbot.dialogue import Event
from chatbot.everybody import Told, reacted
from chatbot.reactions import Table, usual
from chatbot.trust import Conduct, conducts, weights
from retrieval.catalogue import Catalogue, Item
from retrieval.interest import Taste
from retrieval.met import Interest
from retrieval.prior import Prior
from retrieval.traits import Numbers

Attack = Literal["scripts", "slow", "patient"]
ATTACKS: tuple[Attack, ...] = get_args(Attack)
SHARE = 0.05  # of the visitors
_MET, _LOVED = 14, 3  # items that an honest person reacts to, values that they love
_ASKED = 400  # honest people whose ranking is looked at, at most
_FIRST = 10
_COME = 500  # what is added to the seed for those who come to like a new item


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands for some people: its mean rank, and the share of them who have it among the first ten."""

    rank: float
    first: float


@dataclass(frozen=True, slots=True)
class Moved:
    """Where an item stands before and after some came to like it; and the same, were all believed alike and nobody
    thought to be hostile."""

    item: str
    before: Place
    after: Place
    open_before: Place
    open_after: Place

    @property
    def move(self) -> float:
        """By what part of itself the rank moved."""
        return abs(self.after.rank - self.before.rank) / self.before.rank

    @property
    def undefended(self) -> float:
        """The same, were all believed alike."""
        return abs(self.open_after.rank - self.open_before.rank) / self.open_before.rank


def stuffed(
    catalogue: Catalogue, traits: Numbers, *, attack: Attack, people: int = 400, targets: int = 8, seed: int = 0
) -> Iterator[Moved]:
    """Items from the often to the seldom taken, each pushed by hostile visitors who are `SHARE` of all."""
    world = _World.of(catalogue, traits, people, seed)
    before = world.priors(world.honest)
    asked = [Interest().learn(one.mets.values()) for one in world.conducts.values()][:_ASKED]
    for n, target in enumerate(world.targets(before[0], targets)):
        events = [*world.honest, *pushing(catalogue, target, _hostile(people), attack=attack, seed=seed + 1 + n)]
        yield world.moved(target, before, world.priors(events), asked)


def risen(
    catalogue: Catalogue, traits: Numbers, *, people: int = 400, targets: int = 8, seed: int = 0
) -> Iterator[Moved]:
    """Items that nobody has met, and which `SHARE` of all then honestly come to like: where each stands for the others
    whom it fits, who love one of its values. Items that fit nobody are left out."""
    world = _World.of(catalogue, traits, people, seed)
    for n, target in enumerate(world.targets(world.priors(world.honest)[0], targets)):
        fits = [p for p in world.conducts if world.loved[p] & _values(target)][:_ASKED]
        asked = [Interest().learn(world.conducts[p].mets.values()).without(target.id) for p in fits]
        if asked:
            without = [event for event in world.honest if event.body.get("item_id") != target.id]
            come = pushing(catalogue, target, _hostile(people), attack="patient", seed=seed + _COME + n)
            yield world.moved(target, world.priors(without), world.priors([*without, *come]), asked)


@dataclass(frozen=True)
class _World:
    """Honest visitors of a catalogue: their log, what each did and what each loves."""

    catalogue: Catalogue
    traits: Numbers
    honest: Sequence[Event]
    conducts: Mapping[str, Conduct]
    loved: Mapping[str, set[str]]

    @classmethod
    def of(cls, catalogue: Catalogue, traits: Numbers, people: int, seed: int) -> _World:
        loved: dict[str, set[str]] = {}
        honest = list(visits(catalogue, people, seed=seed, loved=loved))
        return cls(catalogue, traits, honest, conducts(honest, usual()), loved)

    def targets(self, prior: Prior, many: int) -> list[Item]:
        order = sorted(range(len(self.catalogue.items)), key=lambda row: -float(prior.draws[row]))
        return [self.catalogue.items[order[(2 * n + 1) * len(order) // (2 * many)]] for n in range(many)]

    def priors(self, events: Sequence[Event]) -> tuple[Prior, Prior]:
        """As it is learnt in earnest, and were all believed alike and nobody thought to be hostile."""
        told = _told(events, usual())
        alike = {pair: (liked, drawn, 1.0) for pair, (liked, drawn, _) in told.items()}
        return (
            Prior.learn(reacted(told, self.catalogue), self.traits),
            Prior.learn(reacted(alike, self.catalogue), self.traits, hostile=0.0),
        )

    def moved(
        self, target: Item, before: tuple[Prior, Prior], after: tuple[Prior, Prior], asked: Sequence[Interest]
    ) -> Moved:
        places = [_place(prior, asked, self.catalogue, target) for prior in (before[0], after[0], before[1], after[1])]
        return Moved(target.id, *places)


def _hostile(people: int) -> int:
    return round(people * SHARE / (1 - SHARE))


def visits(
    catalogue: Catalogue, people: int, *, seed: int, loved: dict[str, set[str]] | None = None
) -> Iterator[Event]:
    """The log of honest visitors; into `loved` goes which values each loves."""
    chance = random.Random(seed)
    fame = [1 / (1 + row) ** 0.6 for row in range(len(catalogue.items))]
    values = [v for f in catalogue.of_kind("category") for v, n in catalogue.values[f.name].items() if n > 1]
    for number in range(people):
        person, loves = f"honest {number}", set(chance.sample(values, min(_LOVED, len(values))))
        if loved is not None:
            loved[person] = loves
        yield from _conversation(person, _picked(catalogue, fame, chance), loves, chance)


def pushing(catalogue: Catalogue, target: Item, people: int, *, attack: Attack, seed: int) -> Iterator[Event]:
    """The log of hostile visitors."""
    chance = random.Random(seed)
    fame = [1 / (1 + row) ** 0.6 for row in range(len(catalogue.items))]
    values = [v for f in catalogue.of_kind("category") for v, n in catalogue.values[f.name].items() if n > 1]
    for number in range(people):
        person = f"hostile {number}"
        if attack == "patient":
            loved = {*chance.sample(values, min(_LOVED, len(values))), *_values(target)}
            yield from _conversation(person, [*_picked(catalogue, fame, chance), target], loved, chance)
            continue
        for visit in range(8):
            session, at = f"{person} {visit}", 1e6 * chance.random()
            yield Event(
                session, "session", {"person": session if visit % 2 else person}
            )  # half of them as somebody new
            for click, item in enumerate([target, *chance.sample(list(catalogue.items), 2), target]):
                yield _liked(session, item, "like", at + (7.0 if attack == "slow" else 0.2) * click)


def _picked(catalogue: Catalogue, fame: Sequence[float], chance: random.Random) -> list[Item]:
    rows = dict.fromkeys(chance.choices(range(len(catalogue.items)), fame, k=_MET))
    return [catalogue.items[row] for row in rows]


def _conversation(person: str, items: Sequence[Item], loved: set[str], chance: random.Random) -> Iterator[Event]:
    yield Event(person, "session", {"person": person})
    at = 1e6 * chance.random()
    for item in items:
        at += chance.uniform(4, 60)
        likes = chance.random() < (0.9 if _values(item) & loved else 0.35)
        yield _liked(person, item, "like" if likes else "dislike", at)


def _values(item: Item) -> set[str]:
    return {value for values in item.categories.values() for value in values}


def _liked(session: str, item: Item, kind: str, at: float) -> Event:
    return Event(session, "reaction", {"item_id": item.id, "kind": kind}, at=at)


def _told(events: Sequence[Event], table: Table) -> Told:
    found = conducts(events, table)
    counts = weights(found)
    return {(p, i): (found[p].mets[i].liked, found[p].mets[i].drawn, weight) for (p, i), weight in counts.items()}


def _place(prior: Prior, asked: Sequence[Interest], catalogue: Catalogue, target: Item) -> Place:
    """Where an item stands in the orders of these people, from 1."""
    row, ranks = catalogue.row_of[target.id], []
    for interest in asked:
        appeal = Taste(prior, interest, catalogue.row_of).pull()
        ranks.append(1 + int((appeal > appeal[row]).sum()))
    return Place(sum(ranks) / len(ranks), sum(rank <= _FIRST for rank in ranks) / len(ranks))

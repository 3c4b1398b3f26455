"""What becomes of an item's rank for honest people where a twentieth of the visitors push it. Made-up visitors on a
real catalogue; the same steps from the log to the prior as in earnest. Knows trust and priors; prints nothing.

The honest like what has values that they love, and meet what is popular. Of the hostile there are three
kinds: scripts that vote for one item again and again in many conversations, in half of them as somebody new; slow ones,
which wait as long as a person reads; and patient people, who behave as the honest do in all else.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from chatbot.dialogue import Event
from chatbot.everybody import Told, reacted
from chatbot.reactions import Table, usual
from chatbot.trust import conducts, weights
from retrieval.catalogue import Catalogue, Item
from retrieval.interest import Taste
from retrieval.met import Interest
from retrieval.prior import Prior
from retrieval.traits import Numbers

Attack = Literal["scripts", "slow", "patient"]
ATTACKS: tuple[Attack, ...] = get_args(Attack)
SHARE = 0.05  # of the visitors
_MET, _LOVED = 14, 3  # items that an honest person reacts to, values that they love
_ASKED = 40  # honest people whose ranking is looked at


@dataclass(frozen=True, slots=True)
class Moved:
    """An item's mean rank for honest people: without the hostile, with them, and with them were all believed alike."""

    item: str
    honest: float
    pushed: float
    believed: float

    @property
    def move(self) -> float:
        """By what part of itself the rank moved."""
        return abs(self.pushed - self.honest) / self.honest

    @property
    def undefended(self) -> float:
        """The same, were all believed alike."""
        return abs(self.believed - self.honest) / self.honest


def stuffed(
    catalogue: Catalogue, traits: Numbers, *, attack: Attack, people: int = 400, targets: int = 8, seed: int = 0
) -> Iterator[Moved]:
    """Items from the often to the seldom taken, each pushed by hostile visitors who are `SHARE` of all."""
    honest = list(visits(catalogue, people, seed=seed))
    table = usual()
    prior = Prior.learn(reacted(_told(honest, table), catalogue), traits)
    asked = list(conducts(honest, table).values())[:_ASKED]
    order = sorted(range(len(catalogue.items)), key=lambda row: -float(prior.draws[row]))
    hostile = round(people * SHARE / (1 - SHARE))
    for n in range(targets):
        target = catalogue.items[order[(2 * n + 1) * len(order) // (2 * targets)]]
        events = [*honest, *pushing(catalogue, target, hostile, attack=attack, seed=seed + 1 + n)]
        mets = [Interest().learn(one.mets.values()) for one in asked]
        after = (
            Prior.learn(reacted(told, catalogue), traits) for told in (_told(events, table), _alike(events, table))
        )
        ranks = [_rank(one, mets, catalogue, target) for one in (prior, *after)]
        yield Moved(target.id, *ranks)


def visits(catalogue: Catalogue, people: int, *, seed: int) -> Iterator[Event]:
    """The log of honest visitors."""
    chance = random.Random(seed)
    fame = [1 / (1 + row) ** 0.6 for row in range(len(catalogue.items))]
    values = [v for f in catalogue.of_kind("category") for v, n in catalogue.values[f.name].items() if n > 1]
    for number in range(people):
        loved = set(chance.sample(values, min(_LOVED, len(values))))
        yield from _conversation(catalogue, f"honest {number}", _picked(catalogue, fame, chance), loved, chance)


def pushing(catalogue: Catalogue, target: Item, people: int, *, attack: Attack, seed: int) -> Iterator[Event]:
    """The log of hostile visitors."""
    chance = random.Random(seed)
    fame = [1 / (1 + row) ** 0.6 for row in range(len(catalogue.items))]
    values = [v for f in catalogue.of_kind("category") for v, n in catalogue.values[f.name].items() if n > 1]
    for number in range(people):
        person = f"hostile {number}"
        if attack == "patient":
            loved = {*chance.sample(values, min(_LOVED, len(values))), *_values(target)}
            yield from _conversation(catalogue, person, [*_picked(catalogue, fame, chance), target], loved, chance)
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


def _conversation(
    catalogue: Catalogue, person: str, items: Sequence[Item], loved: set[str], chance: random.Random
) -> Iterator[Event]:
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


def _alike(events: Sequence[Event], table: Table) -> Told:
    """As it would be if everybody were believed."""
    return {pair: (liked, drawn, 1.0) for pair, (liked, drawn, _) in _told(events, table).items()}


def _rank(prior: Prior, mets: Sequence[Interest], catalogue: Catalogue, target: Item) -> float:
    """The mean place of an item, from 1, in the orders of these people."""
    row, total = catalogue.row_of[target.id], 0.0
    for interest in mets:
        appeal = Taste(prior, interest, catalogue.row_of).pull()
        total += 1 + float((appeal > appeal[row]).sum())
    return total / len(mets)

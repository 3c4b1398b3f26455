"""Simulated people: who they are, and where they come from. Knows tastes and needs; nothing of what they say or decide.

A taste is what somebody rated well, what the log says they like for good, or items of the catalogue that are alike. The
need of today is drawn from an item that is like their taste and that they do not know.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from chatbot.comments import comments
from chatbot.need import Need, Needs
from chatbot.records import preferences_from
from chatbot.store import Store
from retrieval.catalogue import Catalogue, Item
from retrieval.wishes import ITEM

Manner = Literal["terse", "chatty", "vague", "hasty", "foreign"]
MANNERS: tuple[Manner, ...] = get_args(Manner)
SOURCES = ("catalogue", "log", "ratings")
_LIKED = 6  # items that a made-up person knows and likes
_ALIKE = 60  # items looked at for one that is like a taste
_TRIES = 40
_PATIENCE = (3, 4, 5, 6, 7, 8)

Taste = tuple[str, ...]  # ids of items that somebody knows and likes


class PeopleError(ValueError):
    """Nobody can be made of that; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who will talk to the bot. `patience` is how much they bear before they leave; `liked` are ids of items
    that they know and like. Their `name` seeds all their chance."""

    name: str
    source: str
    manner: Manner
    language: str
    patience: int
    liked: tuple[str, ...]
    need: Need


def people(catalogue: Catalogue, count: int, tastes: Sequence[Taste], *, source: str, seed: int = 0) -> list[Person]:
    """So many people with these tastes, who take turns; all manners come equally often. Raises PeopleError."""
    needs = {language: Needs(catalogue, language) for language in ("en", "zh")}
    shared = _Alike(catalogue)
    found = []
    for number in range(count):
        name = f"{source}-{seed}-{number}"
        chance = random.Random(name)
        manner = MANNERS[number % len(MANNERS)]
        language = _language(catalogue, manner)
        for _ in range(_TRIES):
            liked = tastes[chance.randrange(len(tastes))] if tastes else shared.taste(chance)
            item = shared.like(liked, chance)
            need = needs[language].of(item, chance) if item else None
            if need:
                patience = chance.choice(_PATIENCE)
                known = tuple(one for one in liked if one not in need.targets)
                found.append(Person(name, source, manner, language, patience, known, need))
                break
    if not found:
        raise PeopleError(
            f"no need can be drawn from {catalogue.name}: its fields mark off no few items. Give category fields whose "
            "values several items share."
        )
    return found


def _language(catalogue: Catalogue, manner: Manner) -> str:
    """The catalogue's own, and of those who speak another the other."""
    own = catalogue.language if catalogue.language in ("en", "zh") else "en"
    return own if manner != "foreign" else {"en": "zh", "zh": "en"}[own]


def tastes_in_ratings(file: Path, catalogue: Catalogue) -> list[Taste]:
    """What each person of a table of ratings rated in their upper half, for those who rated five items or more.

    Raises PeopleError, and CommentsError for a table that cannot be read.
    """
    rated: dict[str, dict[str, float]] = {}
    for one in comments(file, {}, texts=False)[1]:
        if one.person and one.rating is not None and catalogue.item(one.item):
            rated.setdefault(one.person, {})[one.item] = one.rating
    tastes = []
    for scores in rated.values():
        if len(scores) >= 5:
            middle = sorted(scores.values())[len(scores) // 2]
            tastes.append(tuple(item for item, score in scores.items() if score >= middle))
    if not tastes:
        raise PeopleError(
            f"{file}: nobody rated five items of {catalogue.name}. The item column must hold ids of its items."
        )
    return tastes


def tastes_in_log(store: Store, catalogue: Catalogue) -> list[Taste]:
    """What each person in the log liked of this catalogue; what is simulated does not count. Raises PeopleError."""
    origins = {event.session: event.body for event in store.events(kind="session")}
    liked: dict[str, dict[str, None]] = {}
    for event in store.events(kind="reaction"):
        body = origins.get(event.session, {})
        if body.get("origin", "human") == "human" and body.get("catalogue") == catalogue.name:
            wishes = preferences_from(event.body["preferences"]).wishes
            ids = [w.value for w in wishes if w.field == ITEM and w.polarity == "want" and catalogue.item(w.value)]
            liked.setdefault(str(body["person"]), {}).update(dict.fromkeys(ids))
    tastes = [tuple(ids) for ids in liked.values() if ids]
    if not tastes:
        raise PeopleError(f"nobody in the log liked an item of {catalogue.name} yet. Use --users-from catalogue.")
    return tastes


class _Alike:
    """Items that are alike: by the values they share, rare ones counting more."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._rows: dict[tuple[str, str], list[int]] = {}
        for row, item in enumerate(catalogue.items):
            for pair in _pairs(item):
                self._rows.setdefault(pair, []).append(row)

    def taste(self, chance: random.Random) -> Taste:
        """Items that one person may like: one, and some that are like it."""
        first = self._catalogue.items[self._drawn(chance)]
        near = [row for row, _ in self._near([first])[:_ALIKE] if self._catalogue.items[row].id != first.id]
        more = chance.sample(near, min(len(near), chance.randint(1, _LIKED - 1)))
        return (first.id, *(self._catalogue.items[row].id for row in more))

    def like(self, taste: Taste, chance: random.Random) -> Item | None:
        """An item like some of the taste that is none of it; None where there is none."""
        some = [item for one in taste if (item := self._catalogue.item(one))]
        some = chance.sample(some, min(len(some), 3))
        near = [row for row, _ in self._near(some)[:_ALIKE] if self._catalogue.items[row].id not in taste]
        return self._catalogue.items[chance.choice(near)] if near else None

    def _near(self, items: Sequence[Item]) -> list[tuple[int, float]]:
        scores: dict[int, float] = {}
        for pair in (pair for item in items for pair in _pairs(item)):
            rows = self._rows.get(pair, ())
            if len(rows) < len(self._catalogue.items) / 3:
                for row in rows:
                    scores[row] = scores.get(row, 0.0) + 1 / len(rows) ** 0.5
        return sorted(scores.items(), key=lambda one: -one[1])

    def _drawn(self, chance: random.Random) -> int:
        """A row, sooner one near the top of the owner's order."""
        most = len(self._catalogue.items)
        return min(most - 1, int(most * chance.random() ** 1.5))


def _pairs(item: Item) -> Iterator[tuple[str, str]]:
    return ((name, value) for name, values in item.categories.items() for value in values)

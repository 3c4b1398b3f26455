"""How soon a reaction counts: the update alone, the new order, and how many updates a second the log keeps up with.

Measured on a made-up catalogue of any size, without an LLM. Knows the bot, the log and a clock; prints nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from chatbot.bot import Bot
from chatbot.dialogue import Event, Kind, Reaction, Session, new_id
from chatbot.store import SQLiteStore
from chatbot.tastes import Tastes
from chatbot.tones import sentiment
from retrieval.catalogue import Catalogue
from retrieval.encoder import Encoder
from retrieval.met import MOST
from retrieval.retriever import Retriever

TOLD: tuple[tuple[Kind, float | None], ...] = (
    ("like", None), ("dislike", None), ("rated", 4), ("not-now", None), ("seen", None), ("more", None), ("added", None),
)  # fmt: skip
VISITORS = 32  # who react at the same time, where updates a second are counted
_PAUSE = 8  # reactions after which a visitor says something, so that a conversation is not of clicks alone


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds: half of the times are below `p50`, 95 of 100 below `p95`; `most` is the longest."""

    p50: float
    p95: float
    most: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Times:
        """Of at least two times."""
        cuts = quantiles(seconds, n=20, method="inclusive")
        return cls(*(round(1000 * one, 2) for one in (cuts[9], cuts[18], max(seconds))))


@dataclass(frozen=True, slots=True)
class Promptness:
    """Of so many items: seconds until the first reaction can be taken, the update of a person's interest, a reaction to
    the new order (with the log on disk), and updates a second with the log on disk."""

    items: int
    ready_s: float
    update: Times
    order: Times
    events_s: float


def promptness(catalogue: Catalogue, encoder: Encoder, reactions: int) -> Promptness:
    """Measured with that many reactions of one person, and forty times as many of `VISITORS`."""
    start = time.perf_counter()
    retriever = Retriever(catalogue, encoder)
    with TemporaryDirectory() as folder, SQLiteStore(Path(folder) / "log.db") as store:
        tastes = Tastes(store)
        tastes.prior(retriever)
        bot = Bot(retriever, None, store, tastes=tastes, mood=sentiment)
        ready = time.perf_counter() - start
        order = Times.of(list(_orders(bot, reactions)))
        update = Times.of(list(_updates(tastes, retriever, reactions)))
        rate = _rate(tastes, store, catalogue, 40 * reactions)
    return Promptness(len(catalogue.items), round(ready, 1), update, order, round(rate))


def _orders(bot: Bot, reactions: int) -> Iterator[float]:
    """Seconds from a reaction to what is on screen then."""
    session = bot.open()
    bot.ask("something good", session)
    for number in range(reactions):
        if number % _PAUSE == _PAUSE - 1:
            bot.ask("something else", session)
        kind, value = TOLD[number % len(TOLD)]
        item = session.hits[number % len(session.hits)].item.id
        start = time.perf_counter()
        bot.react(session, Reaction(item, kind, value))
        yield time.perf_counter() - start


def _updates(tastes: Tastes, retriever: Retriever, reactions: int) -> Iterator[float]:
    """Seconds until an interest has a reaction in it and can say of any item what it makes of it; the interest is as
    long as it can be."""
    items, person = retriever.catalogue.items, new_id()
    for number in range(MOST + reactions):
        event = _event(new_id(), items[17 * number % len(items)].id, number)
        start = time.perf_counter()
        tastes.hear(person, event)
        taste = tastes.taste(person, retriever)
        taste.predict_one(items[0].id)
        if number >= MOST:
            yield time.perf_counter() - start


def _rate(tastes: Tastes, store: SQLiteStore, catalogue: Catalogue, events: int) -> float:
    """Updates a second, each in the log before the next one of its visitor."""
    people = [Session() for _ in range(VISITORS)]
    for one in people:
        store.append([Event(one.id, "session", {"person": one.person})])
    each = max(1, events // VISITORS)

    def visit(session: Session) -> None:
        for number in range(each):
            event = _event(session.id, catalogue.items[29 * number % len(catalogue.items)].id, number)
            tastes.hear(session.person, event)
            store.append([event])

    start = time.perf_counter()
    with ThreadPoolExecutor(VISITORS) as pool:
        list(pool.map(visit, people))
    return VISITORS * each / (time.perf_counter() - start)


def _event(session: str, item: str, number: int) -> Event:
    kind, value = TOLD[number % len(TOLD)]
    return Event(session, "reaction", {"item_id": item, "kind": kind, "value": value})

"""Dialogues come out of the log in the shape that can be replayed, and foreign ones go in, marked."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from conftest import MemoryStore

from chatbot.bot import Bot
from chatbot.dialogue import Reaction
from chatbot.digest import Digests
from chatbot.logged import IMPORTED, dialogues, events
from chatbot.records import session_from
from chatbot.replay import of_row
from retrieval.catalogue import Catalogue
from retrieval.retriever import Retriever

TALK: dict[str, Any] = {
    "id": "t1",
    "person": "ann",
    "turns": [
        {"role": "user", "text": "Something calm, I liked Moon Harvest", "mentions": ["moon-harvest"]},
        {"role": "assistant", "text": "Then this or that", "mentions": ["up", "bird-garden"], "taken": ["bird-garden"]},
        {"role": "user", "text": "And another", "mentions": []},
        {"role": "assistant", "text": "This?", "mentions": ["sold-out"], "liked": ["sold-out"], "disliked": ["up"]},
    ],
}


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


def test_what_a_visitor_liked_is_what_was_taken(retriever: Retriever, store: MemoryStore) -> None:
    bot = Bot(retriever, None, store)
    session = bot.open("ann")
    first = bot.ask("I loved Ghost Train, something calm", session).shown.hits
    bot.react(session, Reaction(first[1].item.id, "like"))
    bot.react(session, Reaction(first[2].item.id, "like"))
    bot.react(session, Reaction(first[2].item.id, "dislike"))
    bot.ask("something about birds", session)
    (row,) = dialogues(store.events(), "Games")
    assert row["person"] == "ann"
    said, shown, *_ = row["turns"]
    assert said == {"role": "user", "text": "I loved Ghost Train, something calm", "mentions": ["ghost-train"]}
    assert set(shown["mentions"]) >= {hit.item.id for hit in first} and shown["taken"] == [first[1].item.id]
    (case,) = of_row(row)
    assert case.taken == (first[1].item.id,) and case.named == ("ghost-train",)


def test_an_item_liked_in_words_was_taken_where_it_was_first_shown(retriever: Retriever, store: MemoryStore) -> None:
    bot = Bot(retriever, None, store)
    session = bot.open()
    first = bot.ask("something calm", session).shown.hits[0].item
    bot.ask(f"I love {first.title}", session)
    (row,) = dialogues(store.events(), "Games")
    assert row["turns"][1]["taken"] == [first.id]
    assert first.id not in row["turns"][2]["mentions"]


def test_other_origins_and_catalogues_are_passed_over(retriever: Retriever, store: MemoryStore) -> None:
    bot = Bot(retriever, None, store)
    for origin in ("human", "simulated", "simulated", "generated"):
        bot.ask("something calm", bot.open(origin=origin))
    left = Counter[str]()
    assert len(dialogues(store.events(), "Games", passed_over=left)) == 1
    assert left == {"simulated": 2, "generated": 1}
    assert len(dialogues(store.events(), "Games", origins={"simulated"})) == 2
    assert dialogues(store.events(), "Teas") == []


def test_foreign_dialogues_come_back_as_they_were(games: Catalogue, store: MemoryStore) -> None:
    store.append(list(events(TALK, games, at=5.0)))
    (row,) = dialogues(store.events(), games.name)
    assert [turn["mentions"] for turn in row["turns"]] == [["moon-harvest"], ["up", "bird-garden"], [], ["sold-out"]]
    assert [turn.get("taken") for turn in row["turns"]] == [None, ["bird-garden"], None, ["sold-out"]]
    assert dialogues(store.events(), games.name, origins={"human"}) == []
    assert {event.body["origin"] for event in store.events(kind="session")} == {IMPORTED}
    assert "ann" not in str([event.body for event in store.events()])


def test_to_bring_one_in_twice_changes_nothing(games: Catalogue, store: MemoryStore) -> None:
    for at in (5.0, 6.0):
        store.append(list(events(TALK, games, at=at)))
    assert len(store.kept) == len(list(events(TALK, games, at=7.0)))
    other = list(events(TALK | {"id": "t2"}, games, at=7.0))
    assert not {e.id for e in other} & {e.id for e in store.kept}
    assert other[0].body["person"] == store.kept[0].body["person"], "one person stays one"


def test_the_owners_pages_can_count_them_and_a_session_comes_back(games: Catalogue, store: MemoryStore) -> None:
    store.append(list(events(TALK, games, at=5.0)))
    (digest,) = Digests(store).now()
    assert (digest.origin, digest.messages, digest.catalogue) == (IMPORTED, 2, games.name)
    assert digest.taken == {"bird-garden", "sold-out"}
    session = session_from(store.events(), games)
    assert session is not None and [turn.said for turn in session.turns] == [t["text"] for t in TALK["turns"][::2]]


def test_another_shape_is_refused(games: Catalogue) -> None:
    for row in ({"id": "a"}, {"id": "a", "turns": [{"text": "x"}]}, {"turns": []}):
        with pytest.raises((KeyError, TypeError, ValueError)):
            list(events(row, games, at=0.0))


@pytest.mark.parametrize(
    ("kind", "value", "taken"),
    [
        ("added", None, True), ("seen-liked", None, True), ("rated", 5.0, True), ("rated", 2.0, False),
        ("seen-disliked", None, False), ("removed", None, False), ("not-now", None, True), ("opened", None, True),
    ],
)  # fmt: skip
def test_stars_and_other_reactions_take_and_refuse_as_the_table_says(
    retriever: Retriever, store: MemoryStore, kind: Any, value: float | None, *, taken: bool
) -> None:
    """After a like: what says nothing of the item leaves it taken."""
    bot = Bot(retriever, None, store)
    session = bot.open()
    item = bot.ask("something calm", session).shown.hits[0].item.id
    bot.react(session, Reaction(item, "like"))
    bot.react(session, Reaction(item, kind, value=value))
    (row,) = dialogues(store.events(), "Games")
    assert (item in row["turns"][1]["taken"]) == taken

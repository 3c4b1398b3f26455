"""A dialogue of the log boiled down: made by a real bot over the games, or of events written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import MemoryStore
from fakes import erase

from chatbot.bot import Bot
from chatbot.dialogue import Event, Reaction
from chatbot.digest import Digest, Digests, chosen, digested, told, unmet_by
from chatbot.store import SQLiteStore
from retrieval.retriever import Retriever
from retrieval.wishes import ITEM, TEXT, Limit, Preferences, Wish


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def bot(retriever: Retriever, store: MemoryStore) -> Bot:
    return Bot(retriever, None, store)


def only(store: MemoryStore) -> Digest:
    (found,) = Digests(store).now()
    return found


def test_a_dialogue_with_a_like(bot: Bot, store: MemoryStore) -> None:
    session = bot.open()
    shown = bot.ask("something calm about space, nothing scary", session).shown
    bot.react(session, Reaction(shown.hits[1].item.id, "like"))
    found = only(store)
    assert (found.id, found.person, found.catalogue, found.origin) == (session.id, session.person, "Games", "human")
    assert (found.messages, found.outcome, found.left, found.dead_ends) == (1, "taken", "items", 0)
    assert found.taken == {shown.hits[1].item.id}
    assert [found.first[h.item.id] for h in shown.hits] == [0, 1, 2, 3]
    assert (found.wanted, found.avoided) == (("mood: calm", "theme: space"), ("mood: scary",))
    assert dict(found.reactions) == {"like": 1}
    assert 0 < found.began <= found.ended


def test_what_was_said_of_items_is_kept_for_who_votes_too_often(bot: Bot, store: MemoryStore) -> None:
    session = bot.open()
    item = bot.ask("something calm", session).shown.hits[0].item.id
    bot.react(session, Reaction(item, "rated", 4))
    replace(bot, mood=lambda _: 1.0).react(session, Reaction(item, "comment", text="Lovely"))
    bot.ask("something else", session)
    assert [met.item for met in only(store).mets[:2]] == [item] * 2
    assert {met.drawn for met in only(store).mets[2:]} == {-0.1}


def test_a_like_taken_back_takes_nothing(bot: Bot, store: MemoryStore) -> None:
    session = bot.open()
    item = bot.ask("something calm", session).shown.hits[0].item.id
    bot.react(session, Reaction(item, "like"))
    bot.react(session, Reaction(item, "dislike"))
    assert (only(store).taken, only(store).outcome) == (frozenset(), "refused")


def test_limits_that_leave_nothing_are_unmet(bot: Bot, store: MemoryStore) -> None:
    bot.ask("a game from before 1901, absolutely must be about space", bot.open())
    found = only(store)
    assert (found.dead_ends, found.left) == (1, "nothing")
    assert "year ≤ 1900" in found.unmet


def test_what_the_catalogue_does_not_say_is_kept_for_its_owner(bot: Bot, store: MemoryStore) -> None:
    session = bot.open()
    bot.ask("something calm about space", session)
    bot.ask("does Moon Harvest have a soundtrack?", session)
    assert only(store).unsaid == ("“soundtrack”",)
    assert only(store).left == "question"


def shown(*items: tuple[str, dict[str, float]]) -> list[dict[str, Any]]:
    return [{"id": one, "terms": terms} for one, terms in items]


def test_a_wish_is_unmet_where_nothing_on_screen_has_it() -> None:
    calm, dark = Wish("want", "mood", "calm"), Wish("want", "mood", "dark")
    words, liked = Wish("want", TEXT, "talking trees"), Wish("want", ITEM, "x")
    wanted = Preferences((calm, dark, words, liked, Wish("avoid", "mood", "sad")))
    items = shown(("a", {calm.key: 1.0, words.key: 0.1}), ("b", {words.key: 0.05}))
    assert unmet_by(items, wanted) == ["mood: dark", "talking trees"]
    assert unmet_by(shown(("a", {dark.key: 1.0, calm.key: 1.0, words.key: 0.5})), wanted) == []


def test_where_nothing_is_on_screen_what_kept_it_out_is_unmet() -> None:
    must, like = Wish("want", "mood", "calm", "must"), Wish("want", "mood", "dark")
    assert unmet_by([], Preferences((must, like), (Limit("price", None, 20),))) == ["price ≤ 20", "mood: calm"]


@pytest.mark.parametrize(
    ("wish", "text"),
    [
        (Wish("want", "mood", "calm", label="quiet"), "mood: quiet"),
        (Wish("want", TEXT, "talking trees"), "talking trees"),
        (Wish("avoid", "mood", "dark", than="x"), "less dark"),
        (Wish("want", "mood", "dark", than="x"), "more dark"),
        (Limit("price", 5, 20), "price ≥ 5 ≤ 20"),
        (Limit("year", 1990), "year ≥ 1990"),
    ],
)
def test_what_an_owner_reads_of_a_wish(wish: Wish | Limit, text: str) -> None:
    assert told(wish) == text


def test_a_label_is_the_latest(bot: Bot, store: MemoryStore) -> None:
    session = bot.open()
    bot.ask("something calm", session)
    ended = only(store).ended
    for label in ("good", "misread"):
        store.append([Event(session.id, "label", {"label": label, "note": "see"}, at=ended + 999)])
    assert (only(store).label, only(store).note) == ("misread", "see")


def test_digests_follow_the_log_and_forget_who_was_erased(tmp_path: Path) -> None:
    path = tmp_path / "log.db"

    def said(session: str, turn: int) -> Event:
        return Event(session, "message", {"turn": turn, "text": "x", "language": "en"})

    with SQLiteStore(path) as store:
        store.append([said("a", 0), said("b", 0)])
        digests = Digests(store)
        assert [(d.id, d.messages) for d in digests.now()] == [("a", 1), ("b", 1)]
        store.append([said("b", 1), said("c", 0)])
        assert [(d.id, d.messages) for d in digests.now()] == [("a", 1), ("b", 2), ("c", 1)]
        erase(path, "b")
        assert [(d.id, d.messages) for d in digests.now()] == [("a", 1), ("c", 1)]


def dialogue(at: float, **facts: Any) -> Digest:
    return Digest(f"d{at:g}", began=at, **{"messages": 1, **facts})


def every() -> Iterator[Digest]:
    yield dialogue(10, catalogue="a", origin="human")
    yield dialogue(20, catalogue="b", origin="simulated")
    yield dialogue(30, catalogue="a", origin="human", messages=0)
    yield dialogue(40, catalogue="a", origin="simulated")


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        ({}, ["d10", "d20", "d40"]),
        ({"since": 20, "until": 40}, ["d20"]),
        ({"catalogue": "a"}, ["d10", "d40"]),
        ({"origin": "simulated", "catalogue": "a"}, ["d40"]),
        ({"origin": "bot"}, []),
    ],
)
def test_dialogues_are_chosen_by_time_catalogue_and_origin(wanted: dict[str, Any], ids: list[str]) -> None:
    assert [d.id for d in chosen(list(every()), **wanted)] == ids


def test_events_of_other_kinds_change_nothing() -> None:
    before = digested(Digest("a"), Event("a", "session", {"person": "p", "catalogue": "c", "language": "zh"}, at=5))
    assert digested(before, Event("a", "timing", {"turn": 0, "ms": {}}, at=9)) == before
    assert (before.person, before.language, before.began) == ("p", "zh", 5)

"""People: drawn from the catalogue, from ratings, from the log; the same seed gives the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import MemoryStore

from chatbot.bot import Bot
from chatbot.dialogue import Reaction
from chatbot.people import MANNERS, PeopleError, people, tastes_in_log, tastes_in_ratings
from retrieval.catalogue import Catalogue, Field, Item
from retrieval.retriever import Retriever


def test_the_same_seed_gives_the_same_people(games: Catalogue) -> None:
    one, other = (people(games, 10, [], source="catalogue", seed=3) for _ in range(2))
    assert one == other
    assert one != people(games, 10, [], source="catalogue", seed=4)


def test_all_manners_come_and_nobody_knows_their_targets(games: Catalogue) -> None:
    found = people(games, 25, [], source="catalogue")
    assert {p.manner for p in found} >= {*MANNERS} - {"foreign"}
    assert all(p.liked or p.need for p in found)
    assert all(not p.need.targets & {*p.liked} for p in found)
    assert {p.language for p in found if p.manner != "foreign"} == {"en"}


def test_tastes_are_what_people_rated_in_their_upper_half(games: Catalogue, tmp_path: Path) -> None:
    ids = [item.id for item in games.items[:6]]
    rows = [{"user": "ann", "item": one, "rating": 1 + n} for n, one in enumerate(ids)]
    rows += [{"user": "ben", "item": ids[0], "rating": 5}]
    path = tmp_path / "ratings.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    tastes = tastes_in_ratings(path, games)
    assert tastes == [tuple(ids[3:])]
    assert {p.source for p in people(games, 4, tastes, source="ratings")} == {"ratings"}


def test_a_table_of_other_items_is_refused(games: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "ratings.jsonl"
    path.write_text('{"user": "ann", "item": "elsewhere", "rating": 5}\n' * 6, encoding="utf-8")
    with pytest.raises(PeopleError, match="nobody rated five items of Games"):
        tastes_in_ratings(path, games)


def test_tastes_in_the_log_are_what_people_liked_and_simulated_ones_do_not_count(
    retriever: Retriever, games: Catalogue
) -> None:
    store = MemoryStore()
    bot = Bot(retriever, None, store)
    with pytest.raises(PeopleError, match="nobody in the log"):
        tastes_in_log(store, games)
    for origin in ("simulated", "human"):
        session = bot.open(origin=origin)
        hit = bot.ask("something calm" if origin == "human" else "scary", session).shown.hits[0]
        bot.react(session, Reaction(hit.item.id, "like"))
    assert tastes_in_log(store, games) == [(hit.item.id,)]


def test_a_catalogue_without_shared_values_has_nobody() -> None:
    bare = Catalogue(
        "bare", {"id": Field("id", "id", ("id",)), "title": Field("title", "title", ("title",))}, (Item("a", "A"),)
    )
    with pytest.raises(PeopleError, match="no need can be drawn from bare"):
        people(bare, 3, [], source="catalogue")

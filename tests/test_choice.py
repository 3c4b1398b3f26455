"""The model of choice: what an item is worth, and what a person takes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from persons import CALM, FAMILY, NEED

from chatbot.choice import TASTE, Choice
from chatbot.need import Fact, Need
from retrieval.catalogue import Catalogue, Item


def item(games: Catalogue, name: str) -> Item:
    found = games.item(name)
    assert found
    return found


def test_worth_is_the_share_of_the_facts_that_an_item_has(games: Catalogue) -> None:
    choice = Choice(games, NEED)
    assert choice.worth(item(games, "cafe-amelie")) == 1.0
    assert choice.worth(item(games, "moon-harvest")) == 0.5
    assert choice.worth(item(games, "up")) == 0.0


def test_conditions_weigh_more(games: Catalogue) -> None:
    choice = Choice(games, Need(frozenset(), (CALM, Fact("price", high=20))))
    assert choice.worth(item(games, "up")) == pytest.approx(1.2 / 2.2)


def test_likeness_to_what_they_liked_adds_a_little(games: Catalogue) -> None:
    choice = Choice(games, NEED, ("bird-garden",))
    assert 1.0 < choice.worth(item(games, "cafe-amelie")) < 1.0 + TASTE


def test_most_people_take_a_target_and_few_what_lacks_a_quarter(games: Catalogue) -> None:
    facts = (CALM, FAMILY, Fact("theme", "food"), Fact("theme", "birds"))
    whole, three = Need(frozenset(), facts[:2]), Need(frozenset(), facts)
    cafe = item(games, "cafe-amelie")
    taken = sum(Choice(games, whole, name=f"p{n}").takes(cafe) for n in range(500)) / 500
    missed = sum(Choice(games, three, name=f"p{n}").takes(cafe) for n in range(500)) / 500
    assert 0.62 < taken < 0.78
    assert missed < 0.08


def test_the_same_person_always_decides_alike(games: Catalogue) -> None:
    cafe = item(games, "cafe-amelie")
    choices = [Choice(games, NEED, name=f"p{n}") for n in range(50)]
    first = [c.takes(cafe) for c in choices]
    assert first == [replace(c, _noise={}).takes(cafe) for c in choices]
    assert len(set(first)) == 2


def test_the_first_place_is_always_noticed(games: Catalogue) -> None:
    cafe = item(games, "cafe-amelie")
    choices = [Choice(games, NEED, name=f"p{n}") for n in range(200)]
    assert all(c.notices(cafe, 0) for c in choices)
    assert 150 < sum(c.notices(cafe, 6) for c in choices) < 195

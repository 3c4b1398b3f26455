"""Now and then one pick of which little is known."""

from __future__ import annotations

import math

import pytest
from tastes import ROWS, world_prior

from chatbot.trying import AFTER, ONE_IN, tried, tries
from retrieval.catalogue import Item
from retrieval.interest import Taste
from retrieval.met import Interest, Met
from retrieval.retriever import Hit
from retrieval.terms import NEW

PRIOR = world_prior()


def hit(item: str, score: float) -> Hit:
    return Hit(Item(item, item), score, {"order": score})


HITS = [hit(f"i{n}", 1 - n / 10) for n in range(4)]
MORE = [hit(f"i{n}", 0.5 - n / 100) for n in (4, 5, 30)]


def taste(reactions: int) -> Taste:
    return Taste(PRIOR, Interest().learn(Met(f"i{n}", 1.0, 1.0) for n in range(reactions)), ROWS)


def test_one_search_of_three_tries_the_same_each_time() -> None:
    names = [f"session {n}" for n in range(3000)]
    assert sum(map(tries, names)) / 3000 == pytest.approx(1 / ONE_IN, abs=0.03)
    assert [tries(name) for name in names[:50]] == [tries(name) for name in names[:50]]


def test_the_last_pick_alone_is_something_new_and_its_terms_add_up() -> None:
    found = tried(HITS, MORE, taste(AFTER))
    assert found[:3] == HITS[:3]
    assert found[3].item.id in {h.item.id for h in MORE}
    assert found[3].terms[NEW] > 0
    assert sum(found[3].terms.values()) == pytest.approx(found[3].score) == pytest.approx(HITS[3].score)


def test_it_is_the_one_that_may_be_best() -> None:
    mine = taste(8)
    guesses = {h.item.id: mine.predict_one(h.item.id) for h in MORE}
    best = max(guesses, key=lambda one: math.log(guesses[one].chance / (1 - guesses[one].chance)) + guesses[one].spread)
    assert tried(HITS, MORE, mine)[3].item.id == best


@pytest.mark.parametrize(("hits", "more", "reactions"), [(HITS, MORE, AFTER - 1), (HITS[:2], MORE, 5), (HITS, [], 5)])
def test_else_all_stays(hits: list[Hit], more: list[Hit], reactions: int) -> None:
    assert tried(hits, more, taste(reactions)) == hits

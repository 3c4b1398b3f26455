"""Needs: facts that a hidden set of items has in common, and nothing else."""

from __future__ import annotations

import random

import pytest

from chatbot.found import find_catalogue
from chatbot.need import FEWEST, Fact, Needs
from retrieval.catalogue import Catalogue
from retrieval.wishes import Limit, Wish


def needs(games: Catalogue) -> list[tuple[str, frozenset[str], tuple[Fact, ...]]]:
    drawing = Needs(games, "en")
    found = [(item.id, drawing.of(item, random.Random(n))) for n in range(20) for item in games.items]
    return [(item, need.targets, need.facts) for item, need in found if need]


def test_the_targets_are_all_items_with_every_fact(games: Catalogue) -> None:
    found = needs(games)
    assert len(found) > 20
    for item, targets, facts in found:
        having = {i.id for i in games.items if all(f.met(i, games.fields[f.field]) for f in facts)}
        assert targets == having
        assert item in targets and len(targets) >= FEWEST
        assert len(set(facts)) == len(facts) >= 2


def test_some_of_it_is_hidden_and_conditions_never_are() -> None:
    shipped = find_catalogue("boardgames")
    drawing = Needs(shipped, "en")
    found = [need for n, item in enumerate(shipped.items) if (need := drawing.of(item, random.Random(n)))]
    assert len(found) > len(shipped.items) / 3
    hidden = [f for need in found for f in need.hidden]
    assert hidden
    assert all(need.known for need in found)
    assert all(f.value and not f.avoid for f in hidden)


@pytest.mark.parametrize(
    ("fact", "having"),
    [
        (Fact("mood", "calm"), {"moon-harvest", "cafe-amelie", "bird-garden"}),
        (Fact("players", low=6, high=6), {"star-pirates", "up", "seven-samurai"}),
        (Fact("year", low=1990, high=1999), {"moon-harvest", "fjord-race-1999"}),
        (Fact("price", high=20), {"ghost-train", "up"}),
    ],
)
def test_what_has_a_fact_is_seen_by_eye(games: Catalogue, fact: Fact, having: set[str]) -> None:
    assert Needs(games, "en").having(fact) == having


def test_what_is_avoided_is_what_all_others_have(games: Catalogue) -> None:
    every = {item.id for item in games.items}
    assert Needs(games, "en").having(Fact("mood", "calm", avoid=True)) == every - {
        "moon-harvest", "cafe-amelie", "bird-garden",
    }  # fmt: skip


def test_a_fact_is_a_wish_or_a_limit() -> None:
    assert Fact("mood", "calm", avoid=True).wish == Wish("avoid", "mood", "calm")
    assert Fact("price", high=20).wish == Limit("price", None, 20)


def test_only_what_has_a_name_in_the_language_is_needed(games: Catalogue) -> None:
    """The games have no Chinese names, so that in Chinese only their numbers can be said."""
    drawing = Needs(games, "zh")
    found = [need for n in range(20) for item in games.items if (need := drawing.of(item, random.Random(n)))]
    assert all(not f.value for need in found for f in need.facts)


def test_nobody_wants_what_is_rated_worse() -> None:
    """The places have ratings: limits on them are from below."""
    shipped = find_catalogue("places")
    drawing = Needs(shipped, "zh")
    found = [
        need for n in range(6) for item in shipped.items if (need := drawing.of(item, random.Random(f"{n} {item.id}")))
    ]
    limits = [f for need in found for f in need.facts if f.field == "rating"]
    assert limits and all(f.high is None and f.low for f in limits)

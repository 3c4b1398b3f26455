"""What just changed: each move and the wish that did it, seen by eye; for any change of mind, no claim is false."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_account import PREFERENCES

from chatbot.changes import changes
from chatbot.dialogue import Changes, Move
from chatbot.phrasing import Phrasing
from retrieval.account import removed_by, terms_of
from retrieval.retriever import Retriever
from retrieval.terms import SAID, WORDS
from retrieval.wishes import ITEM, Limit, Preferences, Strength, Wish

CALM = Wish("want", "mood", "calm")
FAMILY = Wish("want", "kind", "family")
NO_HORROR = Wish("avoid", "kind", "horror", "must")
HORROR = Wish("want", "kind", "horror", "must")
NINETIES = Limit("year", 1990, 1999)
CHEAP = Limit("price", None, 20)


def told(retriever: Retriever, was: Preferences, now: Preferences, k: int = 3, language: str = "en") -> Changes:
    before, after = retriever.search(was, k), retriever.search(now, k)
    return changes(retriever, Phrasing(retriever.catalogue, language), before, after, was=was, now=now)


def lines(found: Changes) -> list[str]:
    return [found.line, *(move.text for move in found.moves)]


def test_nothing_changed(retriever: Retriever) -> None:
    calm = Preferences((CALM,))
    assert told(retriever, calm, calm) == Changes()
    assert told(retriever, calm, calm.scoped(CALM.key, "taste")) == Changes()


def test_the_first_items_of_a_conversation_are_no_change(retriever: Retriever) -> None:
    phrasing = Phrasing(retriever.catalogue, "en")
    now = Preferences((CALM,))
    hits = retriever.search(now, 3)
    assert changes(retriever, phrasing, (), hits, was=Preferences(), now=now) == Changes()
    back = changes(retriever, phrasing, (), hits, was=Preferences((), (Limit("year", 2050),)), now=now)
    assert back.line == "+3: without “year from 2050”"


def test_a_limit_removes_and_brings(retriever: Retriever) -> None:
    found = told(retriever, Preferences(), Preferences((), (NINETIES,)), 2)
    assert found.line == "+1 −1: year 1990–1999"
    assert found.moves == (
        Move("fjord-race-1999", "Fjord Race", None, 2, "limit:year",
             "Fjord Race came in: 1999, within “year 1990–1999”"),
        Move("star-pirates", "Star Pirates", 2, None, "limit:year",
             "Star Pirates left: 2004, against “year 1990–1999”"),
    )  # fmt: skip


def calm(*others: Wish, limits: tuple[Limit, ...] = ()) -> Preferences:
    return Preferences((CALM, *others), limits)


TENSE, GHOSTS, CRIME = (
    Wish("want", field, value) for field, value in [("mood", "tense"), ("theme", "ghosts"), ("theme", "crime")]
)
GARDEN = Wish("want", ITEM, "bird-garden")


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        # a must that items lack
        (calm(), calm(HORROR),
         ["+2 −3: horror", "Ghost Train came in: horror", "The Hollow House came in: horror",
          "Moon Harvest left: nothing says “horror” of it", "Café Amélie left: nothing says “horror” of it",
          "Garden of Birds left: nothing says “horror” of it"]),
        # one that is turned round: what it kept out comes back, what it refuses now goes
        (Preferences((HORROR,)), Preferences((NO_HORROR,)),
         ["+3 −2: without “horror”", "Moon Harvest came in: without “horror”", "Star Pirates came in: without “horror”",
          "Up came in: without “horror”", "Ghost Train left: horror, against “no horror”",
          "The Hollow House left: horror, against “no horror”"]),
        # a number that the catalogue does not know
        (Preferences((CRIME,)), Preferences((CRIME,), (CHEAP,)),
         ["+2 −3: price up to $20", "Ghost Train came in: $20, within “price up to $20”",
          "Up came in: $15, within “price up to $20”", "Detective Alley left: nothing says “price up to $20” of it",
          "Moon Harvest left: $30, against “price up to $20”", "Star Pirates left: $45, against “price up to $20”"]),
        # a limit that goes
        (calm(limits=(NINETIES,)), calm(),
         ["+2 −1: without “year 1990–1999”", "Café Amélie came in: without “year 1990–1999”",
          "Garden of Birds came in: without “year 1990–1999”", "Fjord Race left: without “year 1990–1999”"]),
        # a wish that only orders
        (calm(), calm(FAMILY),
         ["new order: family", "Café Amélie went up from 2 to 1: family", "Garden of Birds went up from 3 to 2: family",
          "Moon Harvest went down from 1 to 3: behind Café Amélie now (family)"]),
        # muted
        (calm(), calm().muted(CALM.key),
         ["+2 −2: without “calm”", "Star Pirates came in: without “calm”", "The Hollow House came in: without “calm”",
          "Café Amélie left: behind Star Pirates now (without “calm”)",
          "Garden of Birds left: behind The Hollow House now (without “calm”)"]),
        # an avoided value that some have
        (Preferences((GHOSTS,)), Preferences((GHOSTS, replace(NO_HORROR, value="family", strength="like"))),
         ["+1 −1: less family", "Moon Harvest came in: no family",
          "Ghost Train left: behind Moon Harvest now (less family)",
          "Detective Alley went up from 3 to 2: Ghost Train left"]),
        # other wishes altogether: each came by the one it meets
        (calm(), Preferences((TENSE, Wish("want", "kind", "racing"))),
         ["+3 −3: tense", "Fjord Race came in: racing", "Star Pirates came in: tense", "Seven Samurai came in: tense",
          "Moon Harvest left: behind Fjord Race now (racing)", "Café Amélie left: behind Star Pirates now (tense)",
          "Garden of Birds left: behind Seven Samurai now (tense)"]),
        # known already; liked; not for me
        (calm(), calm().hide("moon-harvest"),
         ["+1 −1", "Star Pirates came in: in place of Moon Harvest",
          "Moon Harvest left: you know it or did not want it",
          "Café Amélie went up from 2 to 1: Moon Harvest left",
          "Garden of Birds went up from 3 to 2: Moon Harvest left"]),
        (calm(), calm(GARDEN),
         ["+1 −1: like Garden of Birds", "Up came in: like Garden of Birds (about birds)",
          "Garden of Birds left: you named it"]),
        (calm(), calm(replace(GARDEN, polarity="avoid")).hide("bird-garden"),
         ["+1 −1", "Star Pirates came in: in place of Garden of Birds",
          "Garden of Birds left: you know it or did not want it"]),
    ],
)  # fmt: skip
def test_changes_of_mind(retriever: Retriever, was: Preferences, now: Preferences, expected: list[str]) -> None:
    assert lines(told(retriever, was, now)) == expected


@pytest.mark.parametrize(
    ("wish", "strength", "line"),
    [(GHOSTS, "slight", "+2 −2: “ghosts” counts less"), (CALM, "strong", "+2 −2: “calm” counts more")],
)
def test_a_wish_that_counts_more_or_less(retriever: Retriever, wish: Wish, strength: Strength, line: str) -> None:
    wanted = calm(GHOSTS)
    assert told(retriever, wanted, wanted.weighed(wish.key, strength)).line == line


def test_in_chinese(retriever: Retriever) -> None:
    found = told(retriever, Preferences(), Preferences((), (NINETIES,)), 2, "zh")
    assert lines(found) == [
        "+1 −1：year 1990–1999", "Fjord Race进来了：1999，符合“year 1990–1999”",
        "Star Pirates离开了：2004，不符合“year 1990–1999”",
    ]  # fmt: skip


def test_more_of_the_same_is_nobodys_doing(retriever: Retriever) -> None:
    phrasing, wanted = Phrasing(retriever.catalogue, "en"), calm()
    hits = retriever.search(wanted, 4)
    found = changes(retriever, phrasing, hits[:2], hits[2:], was=wanted, now=wanted)
    assert (found.line, {move.by for move in found.moves}) == ("+2 −2", {""})


@given(PREFERENCES, PREFERENCES, st.integers(1, 5))
@settings(max_examples=80, deadline=None)
def test_every_claim_is_true(retriever: Retriever, was: Preferences, now: Preferences, k: int) -> None:
    before, after = retriever.search(was, k), retriever.search(now, k)
    found = changes(retriever, Phrasing(retriever.catalogue, "en"), before, after, was=was, now=now)
    places = [{hit.item.id: n for n, hit in enumerate(hits, 1)} for hits in (before, after)]
    if not before and was.empty:
        assert found == Changes()
        return
    assert {(m.item_id, m.was, m.now) for m in found.moves} == {
        (item, places[0].get(item), places[1].get(item))
        for item in {**places[0], **places[1]}
        if places[0].get(item) != places[1].get(item)
    }
    for move in found.moves:
        check(retriever, move, was, now)


def check(retriever: Retriever, move: Move, was: Preferences, now: Preferences) -> None:
    """What a move says of limits and musts is so, and what it says of a score can be seen in the terms."""
    first, last = (removed_by(retriever, p, [move.item_id])[move.item_id] for p in (was, now))
    assert not move.by or was.active.get(move.by) != now.active.get(move.by)
    refused = ": nothing says" in move.text or ", against" in move.text
    assert refused == (move.now is None and bool(set(last) - {"hidden", "named"}))
    if refused:
        assert move.by in last and move.by not in first
    elif move.was is None and first and not set(first) & {"hidden", "named"}:
        assert move.by in first
    elif move.was is None and isinstance(wish := now.get(move.by), Wish) and wish.polarity == "want" and not first:
        then, since = (terms_of(retriever, p, [move.item_id])[move.item_id] for p in (was, now))
        if was.get(move.by) is None:
            assert max(since.get(name, 0) - then.get(name, 0) for name in (move.by, SAID, WORDS)) > 0

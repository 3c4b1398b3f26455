"""What would bring an item in: what is claimed is so in a search, and in a small catalogue nothing is overlooked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_account import PREFERENCES

from retrieval.account import removed_by
from retrieval.remedy import Change, applied, remedy, step
from retrieval.retriever import Retriever
from retrieval.wishes import ITEM, TEXT, Limit, Preferences, Wish

HORROR = Wish("want", "kind", "horror", "must")
CALM = Wish("want", "mood", "calm")
TENSE = Wish("avoid", "mood", "tense")
NINETIES = Limit("year", 1990, 1999)
NO = Preferences()


def place(retriever: Retriever, preferences: Preferences, item: str, k: int) -> int:
    hits = retriever.search(preferences, k)
    return next((n for n, hit in enumerate(hits, 1) if hit.item.id == item), 0)


@pytest.mark.parametrize(
    ("preferences", "item", "expected"),
    [
        (Preferences((CALM,)), "moon-harvest", ()),  # it is there
        (Preferences((CALM,)), "chess", ()),
        (Preferences((HORROR,)), "moon-harvest", (Change("mute", HORROR.key, 1),)),
        (Preferences((CALM,), (NINETIES,)), "bird-garden", (Change("mute", NINETIES.key, 3),)),
        (Preferences((CALM,)).hide("moon-harvest"), "moon-harvest", (Change("unhide", "moon-harvest", 1),)),
        (Preferences((HORROR,), (NINETIES,)), "moon-harvest", (Change("weaker", HORROR.key, 1),)),
        (Preferences((HORROR,), (Limit("year", 2050),)), "moon-harvest",
         (Change("mute", "limit:year", 1), Change("mute", HORROR.key, 1))),
        (Preferences((HORROR,), (Limit("year", 2050), Limit("price", None, 1))), "up", ()),
        (Preferences((TENSE, Wish("want", "kind", "racing"))), "fjord-race-1999",
         (Change("stronger", "want:kind=racing", 2),)),
    ],
)  # fmt: skip
def test_remedies(retriever: Retriever, preferences: Preferences, item: str, expected: tuple[Change, ...]) -> None:
    assert remedy(retriever, preferences, item, 3) == expected


def test_what_was_shown_before_comes_after_the_others(retriever: Retriever) -> None:
    tight = Preferences((HORROR,), (Limit("price", None, 20),))
    assert remedy(retriever, tight, "hollow-house", 1) == ()
    assert remedy(retriever, tight, "hollow-house", 1, shown={"ghost-train"}) == (Change("mute", "limit:price", 1),)


@pytest.mark.parametrize(
    ("wish", "by", "expected"),
    [
        (CALM, 1, "strong"), (CALM, -1, "slight"), (HORROR, 1, None), (HORROR, -1, "strong"),
        (Wish("want", TEXT, "birds", "strong"), 1, None), (Wish("want", ITEM, "up", "slight"), -1, None),
    ],
)  # fmt: skip
def test_steps(wish: Wish, by: int, expected: str | None) -> None:
    assert step(wish, by) == expected


def test_changes_are_applied() -> None:
    wanted = Preferences((CALM, TENSE), (NINETIES,)).hide("up")
    changes = [Change("stronger", CALM.key), Change("mute", NINETIES.key), Change("unhide", "up")]
    assert applied(wanted, changes) == Preferences(
        (replace(CALM, strength="strong"), TENSE), (replace(NINETIES, muted=True),)
    )


def single(preferences: Preferences) -> Iterator[Change]:
    for wish in preferences.wishes:
        yield Change("mute", wish.key)
        yield from (Change(kind, wish.key) for kind, by in (("stronger", 1), ("weaker", -1)) if step(wish, by))  # type: ignore[arg-type]
    yield from (Change("mute", limit.key) for limit in preferences.limits)
    yield from (Change("unhide", item) for item in preferences.hidden)


@given(PREFERENCES, st.data())
@settings(max_examples=80, deadline=None)
def test_a_remedy_works_and_is_found_where_there_is_one(
    retriever: Retriever, preferences: Preferences, data: st.DataObject
) -> None:
    item = data.draw(st.sampled_from([item.id for item in retriever.catalogue.items]))
    found = remedy(retriever, preferences, item, 2)
    there = place(retriever, preferences, item, 2)
    if found:
        assert not there
        assert {place(retriever, applied(preferences, found), item, 2)} == {change.rank for change in found}
    enough = [c for c in single(preferences) if place(retriever, applied(preferences, [c]), item, 2)]
    assert (len(found) == 1) == bool(enough and not there)
    if not enough and not there:
        barred = removed_by(retriever, preferences, [item])[item]
        both = [p for p in combinations(single(preferences), 2) if place(retriever, applied(preferences, p), item, 2)]
        assert bool(found) == bool(both) or not barred

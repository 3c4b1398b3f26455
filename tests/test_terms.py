"""Each wish is one term, its sign its polarity, and the terms add up to the score."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from conftest import HashedWords

from retrieval.catalogue import Catalogue
from retrieval.shelf import Shelf
from retrieval.terms import USUAL, Asked, score, total
from retrieval.wishes import ITEM, TEXT, Preferences, Wish


@pytest.fixture(scope="module")
def shelf(games: Catalogue) -> Shelf:
    encoder = HashedWords()
    return Shelf(games, encoder.encode([f"{' '.join(i.values('theme'))} {i.text}" for i in games.items]), encoder)


def terms_of(shelf: Shelf, wishes: Sequence[Wish]) -> dict[str, dict[str, float]]:
    """{term: {item id: value}} without zeros."""
    rows = np.arange(len(shelf.catalogue.items))
    found = score(shelf, Asked.of(Preferences(tuple(wishes)), shelf), rows, USUAL)
    ids = [item.id for item in shelf.catalogue.items]
    return {name: {i: float(v) for i, v in zip(ids, col, strict=True) if v} for name, col in found.items()}


def test_a_wanted_value_counts_for_those_that_have_it(shelf: Shelf) -> None:
    terms = terms_of(shelf, [Wish("want", "kind", "horror"), Wish("want", "mood", "calm", "must")])
    assert terms["want:kind=horror"] == {"hollow-house": USUAL.category, "ghost-train": USUAL.category}
    assert set(terms["want:mood=calm"].values()) == {USUAL.category + USUAL.must}


def test_an_avoided_value_counts_against(shelf: Shelf) -> None:
    terms = terms_of(shelf, [Wish("avoid", "kind", "horror")])
    assert terms["avoid:kind=horror"] == {"hollow-house": -USUAL.avoid, "ghost-train": -USUAL.avoid}
    assert set(terms) == {"order", "avoid:kind=horror"}


def test_a_liked_item_counts_for_its_likes(shelf: Shelf) -> None:
    liked = terms_of(shelf, [Wish("want", ITEM, "fjord-race-1999")])["want:item=fjord-race-1999"]
    others = {name: value for name, value in liked.items() if name != "fjord-race-1999"}
    assert max(others, key=lambda name: others[name]) == "fjord-race-2015"
    assert min(liked.values()) > 0


def test_several_liked_items_count_less_each(shelf: Shelf) -> None:
    one = terms_of(shelf, [Wish("want", ITEM, "up")])["want:item=up"]
    two = terms_of(shelf, [Wish("want", ITEM, "up"), Wish("want", ITEM, "ghost-train")])["want:item=up"]
    assert two["bird-garden"] == pytest.approx(one["bird-garden"] / np.sqrt(2))


def test_shared_values_count_by_rarity(shelf: Shelf) -> None:
    row, rows = shelf.catalogue.row_of["fjord-race-1999"], np.arange(len(shelf.catalogue.items))
    shared = dict(zip((item.id for item in shelf.catalogue.items), shelf.shared([row], rows)[:, 0], strict=True))
    assert shared["fjord-race-1999"] == pytest.approx(1) and shared["up"] == 0
    assert shared["fjord-race-2015"] > 0.7 > shared["star-pirates"] > 0


def test_an_avoided_item_counts_against_its_likes_only(shelf: Shelf) -> None:
    avoided = terms_of(shelf, [Wish("avoid", ITEM, "bird-garden")])["avoid:item=bird-garden"]
    assert (
        max(avoided.values()) < 0 and avoided["bird-garden"] == min(avoided.values()) and "moon-harvest" not in avoided
    )


def test_free_text_for_and_against(shelf: Shelf) -> None:
    wanted = terms_of(shelf, [Wish("want", TEXT, "robots on the moon")])
    avoided = terms_of(shelf, [Wish("avoid", TEXT, "robots on the moon")])
    assert max(wanted["want:text=robots on the moon"].items(), key=lambda kv: kv[1])[0] == "moon-harvest"
    assert min(avoided["avoid:text=robots on the moon"].items(), key=lambda kv: kv[1])[0] == "moon-harvest"
    assert "said" not in wanted and "words" in wanted and "words" not in avoided


def test_negations_and_names_are_never_in_the_query(games: Catalogue) -> None:
    encoder = HashedWords()
    shelf = Shelf(games, encoder.encode([item.text for item in games.items]), encoder)
    encoder.asked.clear()
    wishes = (Wish("want", "kind", "horror"), Wish("want", "maker", "Carla Vega"), Wish("avoid", "mood", "tense"),
              Wish("want", TEXT, "birds"), Wish("avoid", TEXT, "war"))  # fmt: skip
    asked = Asked.of(Preferences(wishes), shelf)
    assert (asked.said, asked.words) == ("horror, birds", "horror Carla Vega birds")
    assert encoder.asked == [["birds", "war", "horror, birds"]]


def test_unknown_items_and_values_count_nothing(shelf: Shelf) -> None:
    unknown = [Wish("want", ITEM, "gone"), Wish("avoid", ITEM, "gone"), Wish("avoid", "kind", "absent")]
    assert terms_of(shelf, unknown)["avoid:kind=absent"] == {}


def test_the_total_is_the_sum_and_the_order_the_owners(shelf: Shelf) -> None:
    rows = np.array([7, 2])
    terms = score(shelf, Asked.of(Preferences((Wish("want", "mood", "tense"),)), shelf), rows, USUAL)
    assert total(terms) == pytest.approx([sum(float(c[at]) for c in terms.values()) for at in (0, 1)])
    assert terms["order"][1] > terms["order"][0] > 0

"""What a ranking has learnt enters the score as terms, and the sum of the terms stays the score."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.learned import (
    ADDED,
    AVOIDED,
    CATEGORY,
    GROUPS,
    LIKED,
    PERSON,
    SPOKEN,
    Learned,
    group_of,
    grouped,
    spoken,
)
from retrieval.likeness import Likeness
from retrieval.retriever import Retriever
from retrieval.terms import Asked
from retrieval.traces import POPULAR, TOGETHER, Episode, Moment, Traces
from retrieval.wishes import ITEM, TEXT, Limit, Preferences, Receipt, Wish

WANTED = Preferences(
    (
        Wish("want", "mood", "calm", receipt=Receipt(0, "something calm")),
        Wish("want", "maker", "Ada Lindqvist", receipt=Receipt(0, "by Ada")),
        Wish("want", ITEM, "moon-harvest", label="Moon Harvest", receipt=Receipt(1, "Moon Harvest")),
        Wish("want", TEXT, "quiet evening", receipt=Receipt(1, "something calm")),
        Wish("avoid", "mood", "scary", receipt=Receipt(2, "nothing scary")),
    ),
    (Limit("year", 2000),),
)


def learned(retriever: Retriever, **weights: float) -> Learned:
    row = retriever.catalogue.row_of
    past = [Episode(n, Moment(named=(row["moon-harvest"],)), (row["star-pirates"],)) for n in range(4)]
    return Learned(weights, Likeness(retriever.shelf), Traces(past, len(row)))


def test_every_hand_set_term_is_of_one_kind(retriever: Retriever) -> None:
    terms = retriever.terms(WANTED, np.arange(12))
    of = {name: group_of(name, retriever.shelf) for name in terms}
    assert of == {
        "order": "", "want:mood=calm": CATEGORY, "want:maker=Ada Lindqvist": PERSON, "want:item=moon-harvest": LIKED,
        "want:text=quiet evening": SPOKEN, "avoid:mood=scary": AVOIDED, "words": SPOKEN, "said": SPOKEN,
    }  # fmt: skip
    assert group_of("limit:players", retriever.shelf) == "bounds"
    sums = grouped(terms, retriever.shelf, 12)
    assert sums.shape == (len(GROUPS), 12)
    assert np.allclose(sums.sum(0), sum(column for name, column in terms.items() if name != "order"), atol=1e-5)


def test_weights_multiply_and_past_dialogues_add(retriever: Retriever) -> None:
    shelf, rows = retriever.shelf, np.array([1, 9])
    terms = retriever.terms(WANTED, rows)
    has = learned(retriever, category=2.0, together=0.5, popular=0.0)
    moment = has.moment(Asked.of(WANTED, shelf), shelf)
    found = has.applied(terms, moment, rows, shelf)
    assert found.keys() == terms.keys() | {TOGETHER}
    assert np.allclose(found["want:mood=calm"], 2 * terms["want:mood=calm"])
    assert np.array_equal(found["words"], terms["words"])
    assert found[TOGETHER][0] == pytest.approx(0.5 * np.sqrt(0.8)) and found[TOGETHER][1] == 0
    assert has.columns(moment).keys() == set(ADDED)


def test_a_search_goes_by_the_words_behind_its_wishes_and_by_liked_items(retriever: Retriever) -> None:
    assert spoken(WANTED) == "something calm\nby Ada\nMoon Harvest"
    assert spoken(Preferences((Wish("want", "mood", "calm"),))) == "calm"
    assert spoken(Preferences()) == ""
    has = learned(retriever, together=1.0)
    gone = WANTED.with_wish(Wish("want", ITEM, "sold out"))
    moment = has.moment(Asked.of(gone, retriever.shelf), retriever.shelf)
    assert moment.named == (retriever.catalogue.row_of["moon-harvest"],)
    assert moment.said is not None
    assert has.moment(Asked.of(Preferences(), retriever.shelf), retriever.shelf).said is None


def test_past_dialogues_bring_in_candidates_only_by_terms_that_count(retriever: Retriever) -> None:
    moment = Moment(named=(retriever.catalogue.row_of["moon-harvest"],))
    assert learned(retriever, together=1.0).candidates(moment).tolist() == [1]
    assert learned(retriever, popular=1.0).candidates(moment).tolist() == [0, 1]
    assert learned(retriever).candidates(moment).tolist() == []
    assert POPULAR in ADDED

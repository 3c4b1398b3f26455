"""What columns are called says something of what they hold."""

from __future__ import annotations

import pytest

from retrieval.hints import ID, PRICE, TITLE, counts, hinted, key_of, label_of, strength, words_of


def test_the_words_in_a_name() -> None:
    assert words_of("facts.minAge (years)") == ["min", "age", "years"]
    assert (key_of("Price (EUR)"), key_of("§"), label_of("facts.user_rating")) == ("price_eur", "field", "User rating")


def test_hints() -> None:
    assert (strength("name", TITLE), strength("product_name", TITLE), strength("price", TITLE)) == (2, 1, 0)
    assert (hinted("item_id", ID), hinted("idle", ID), hinted("票价", PRICE)) == (True, False, True)


@pytest.mark.parametrize("name", ["sales", "ratings_count", "review_count", "users_rated", "numVotes", "销量"])
def test_names_that_say_how_many_chose_it(name: str) -> None:
    assert counts(name)


@pytest.mark.parametrize("name", ["rating", "count", "price", "reviews", "bestseller_rank", "sales rank"])
def test_names_that_do_not(name: str) -> None:
    assert not counts(name)

"""What is expected of somebody who has not reacted yet."""

from __future__ import annotations

import numpy as np
import pytest
from tastes import ITEMS, world_prior, world_reacted, world_traits

from retrieval.prior import Prior, Reacted

HALF = ITEMS // 2


def test_items_of_a_kind_lie_together() -> None:
    prior = world_prior()
    near = prior.places @ prior.places.T
    assert near[:HALF, :HALF].mean() > 0.1 > -0.1 > near[:HALF, HALF:].mean()
    assert (prior.places**2).sum(1).mean() == pytest.approx(1.0, abs=1e-5)


def test_what_many_took_draws_more() -> None:
    prior = world_prior()
    assert prior.draws[0] > prior.draws[HALF - 1]
    assert prior.draws.mean() == pytest.approx(0.0, abs=1e-5)


def test_what_is_liked_more_than_the_same_people_like_else_has_better_odds() -> None:
    people, rows = np.repeat(np.arange(30), 3), np.tile([0, 1, 2], 30)
    liked = np.tile([1.0, 1.0, 0.0], 30).astype(np.float32)
    prior = Prior.learn(Reacted(people, rows, liked, np.ones(90, np.float32)), world_traits(), size=4)
    assert prior.odds[0] > 0.5 > -0.5 > prior.odds[2]


def test_a_few_who_all_take_an_item_do_not_put_it_further_out_than_others() -> None:
    reacted = world_reacted(people=200, hidden=(3,))
    few = Reacted(  # take it, and one of the other kind each
        np.concatenate([reacted.people, np.repeat(np.arange(200, 210), 2)]),
        np.concatenate([reacted.rows, np.array([n for at in range(10) for n in (3, HALF + at)])]),
        np.concatenate([reacted.liked, np.ones(20, np.float32)]),
        np.concatenate([reacted.drawn, np.ones(20, np.float32)]),
    )
    wary, trusting = (Prior.learn(few, world_traits(), size=8, hostile=share) for share in (0.05, 0.0))
    others = [row for row in range(HALF) if row != 3]
    near = [float((one.places[3] @ one.places[others].T).mean()) for one in (wary, trusting)]
    assert near[0] > 0 > near[1]
    assert np.array_equal(wary.draws, trusting.draws)


def test_a_new_item_gets_the_place_that_its_traits_give_it() -> None:
    prior = world_prior(hidden=(3, 25))
    near = prior.places @ prior.places.T
    first = [row for row in range(HALF) if row != 3]
    second = [row for row in range(HALF, ITEMS) if row != 25]
    assert near[3, first].mean() > 0 > near[3, second].mean()
    assert near[25, second].mean() > 0 > near[25, first].mean()


def test_the_same_reactions_make_the_same_prior() -> None:
    one, two = world_prior(), world_prior()
    assert np.array_equal(one.places, two.places)


def test_without_reactions_traits_alone_say_where_items_lie() -> None:
    plain = Prior.plain(world_traits())
    assert np.abs(plain.draws).sum() == np.abs(plain.odds).sum() == 0
    near = plain.places @ plain.places.T
    assert near[0, 1] > near[0, HALF]
    none = Reacted(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32), np.zeros(0, np.float32))
    assert np.isfinite(Prior.learn(none, world_traits()).draws).all()


def test_what_says_nothing_of_liking_still_draws() -> None:
    reacted = world_reacted()
    silent = Reacted(reacted.people, reacted.rows, np.full_like(reacted.liked, np.nan), reacted.drawn)
    prior = Prior.learn(silent, world_traits(), size=8)
    assert np.abs(prior.odds).max() == 0
    assert prior.draws.std() > 0.4

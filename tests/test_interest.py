"""f(u, i) follows a person's reactions."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tastes import ITEMS, ROWS, world_prior

from retrieval.interest import Memory, Taste
from retrieval.met import MOST, Interest, Met
from retrieval.prior import Prior

PRIOR, HALF = world_prior(), ITEMS // 2


def taste(*mets: Met) -> Taste:
    return Taste(PRIOR, Interest().learn(mets), ROWS)


def like(item: str, at: float = 0.0) -> Met:
    return Met(item, 1.0, 1.0, at=at)


def test_before_the_first_reaction_it_is_what_everybody_likes() -> None:
    none = taste()
    assert none.appeal() == pytest.approx(PRIOR.draws)
    assert not none.pull().any()
    guess = none.predict_one("i0")
    assert guess.spread == pytest.approx(math.sqrt(1.0 + 0.3 * float((PRIOR.places[0] ** 2).sum())), rel=1e-3)
    with pytest.raises(KeyError):
        none.predict_one("gone")


def test_a_like_lifts_its_kind_and_a_dislike_lowers_it() -> None:
    before, after = taste(), taste(like("i1"))
    assert after.pull()[:HALF].mean() > 0 > after.pull()[HALF:].mean()
    for item in ("i0", "i2", "i9"):
        assert after.predict_one(item).chance > before.predict_one(item).chance
    worse = taste(Met("i1", 0.0, -0.5))
    assert worse.predict_one("i2").chance < before.predict_one("i2").chance
    assert worse.pull()[2] < 0


def test_it_is_surer_of_what_is_near_to_what_was_met() -> None:
    before, after = taste(), taste(*(like(f"i{n}") for n in range(6)))
    assert after.predict_one("i7").spread < before.predict_one("i7").spread


def test_what_says_nothing_of_liking_changes_no_chance_but_draws() -> None:
    seen = taste(Met("i1", None, 0.5))
    assert seen.predict_one("i2").chance == pytest.approx(taste().predict_one("i2").chance)
    assert seen.pull()[2] > 0


def test_the_later_reaction_to_an_item_counts() -> None:
    assert Interest().learn([like("i1"), like("i2"), Met("i1", 0.0, -0.5)]).met == (
        like("i2"), Met("i1", 0.0, -0.5),
    )  # fmt: skip


def test_what_is_said_half_as_clearly_takes_nothing_back() -> None:
    ignored = Met("i1", None, -0.1, weight=0.1)
    assert Interest().learn([like("i1"), ignored]).met == (like("i1"),)
    assert Interest().learn([ignored, like("i1")]).met == (like("i1"),)


def test_a_mood_passes_and_months_fade() -> None:
    then = [like("i1"), like("i2"), like(f"i{HALF + 1}"), like(f"i{HALF + 2}")]
    lasting = Taste(PRIOR, Interest().learn(then), ROWS, Memory(lasting=1.0))
    passing = Taste(PRIOR, Interest().learn(then), ROWS, Memory(lasting=0.1, passing=1.0))
    assert passing.pull()[3] - passing.pull()[HALF + 3] < lasting.pull()[3] - lasting.pull()[HALF + 3] - 0.3
    year = 365 * 86_400.0
    late = taste(Met("i1", 1.0, 1.0, at=0.0), Met("i39", 1.0, 1.0, at=year))
    soon = taste(Met("i1", 1.0, 1.0, at=year), Met("i39", 1.0, 1.0, at=year))
    assert late.pull()[2] < soon.pull()[2]


def test_a_state_is_plain_json_and_small() -> None:
    interest = Interest().learn(like(f"i{n % ITEMS}", at=float(n)) for n in range(500))
    assert len(interest.met) == ITEMS <= MOST
    body = json.dumps(interest.as_json())
    assert Interest.from_json(json.loads(body)) == interest
    assert len(body) < 8000
    assert "i5" not in json.dumps(interest.without("i5").as_json())


def test_items_that_have_left_do_not_count() -> None:
    assert taste(Met("gone", 1.0, 1.0), like("i1")).pull() == pytest.approx(taste(like("i1")).pull())


mets = st.builds(
    Met,
    st.sampled_from(sorted(ROWS)),
    st.none() | st.floats(0, 1),
    st.floats(-1, 1),
    st.floats(0, 10),
    st.floats(0, 2e9),
)


@given(st.lists(mets, max_size=90))
def test_whatever_comes_the_numbers_are_numbers(given: list[Met]) -> None:
    one = taste(*given)
    rows = np.arange(ITEMS)
    chance, spread = one.chances(rows)
    assert ((chance >= 0) & (chance <= 1)).all()
    assert np.isfinite(spread).all() and np.isfinite(one.appeal()).all()
    assert len(one.interest.met) <= MOST


def test_people_of_a_kind_are_told_after_few_reactions() -> None:
    """Of 40 made-up people, the order of the items of both kinds is right far more often than by what is popular."""
    chance, right, plain = np.random.default_rng(5), 0.0, 0.0
    for person in range(40):
        own = person % 2
        met = [like(f"i{own * HALF + n}") for n in chance.choice(HALF, 3, replace=False)]
        order = taste(*met).appeal()
        kind = np.repeat([0, 1], HALF) == own
        right += (order[kind][:, None] > order[~kind][None]).mean() / 40
        plain += (PRIOR.draws[kind][:, None] > PRIOR.draws[~kind][None]).mean() / 40
    assert right > 0.85 > 0.6 > plain


def test_a_plain_prior_learns_too() -> None:
    eye = Prior(np.eye(ITEMS, 8, dtype=np.float32), np.zeros(ITEMS, np.float32), np.zeros(ITEMS, np.float32))
    assert Taste(eye, Interest().learn_one(like("i0")), ROWS).pull()[0] > 0

"""A prior that gives no single person away."""

from __future__ import annotations

from math import log, sqrt

import numpy as np
import pytest
from tastes import ITEMS, world_reacted, world_traits

from retrieval.prior import Prior, Reacted
from retrieval.private import MOST_EACH, Budget, _latest, _sums, learn


@pytest.mark.parametrize("epsilon", [0.1, 1.0, 8.0])
def test_the_budget_is_spent_and_no_more(epsilon: float) -> None:
    budget = Budget(epsilon)
    assert budget.rho + 2 * sqrt(budget.rho * log(1 / budget.delta)) == pytest.approx(epsilon)
    assert 3 * MOST_EACH / (2 * budget.noise**2) == pytest.approx(budget.rho)


def test_one_person_moves_each_sum_by_no_more_than_its_sensitivity() -> None:
    chance = np.random.default_rng(0)
    reacted = world_reacted()
    for _ in range(20):
        many = int(chance.integers(1, ITEMS))
        rows = chance.choice(ITEMS, many, replace=False)
        liked = chance.random(many).astype(np.float32)
        more = Reacted(
            np.r_[reacted.people, np.full(many, 60)], np.r_[reacted.rows, rows],
            np.r_[reacted.liked, liked], np.r_[reacted.drawn, np.ones(many, np.float32)],
        )  # fmt: skip
        without, with_ = (_sums(one.of(_latest(one)), ITEMS) for one in (reacted, more))
        for a, b in zip(without, with_, strict=True):
            assert np.linalg.norm(b - a) <= sqrt(MOST_EACH) + 1e-6


def test_the_latest_of_each_person_count() -> None:
    people = np.r_[np.zeros(30, np.int64), np.ones(3, np.int64)]
    rows = np.r_[np.arange(30), np.arange(3)]
    kept = _latest(Reacted(people, rows, np.ones(33, np.float32), np.ones(33, np.float32)))
    assert kept.tolist() == [*range(10, 30), 30, 31, 32]


def test_more_budget_is_nearer_to_the_truth() -> None:
    reacted, traits = world_reacted(400), world_traits()
    true = Prior.learn(reacted, traits).draws

    def near(epsilon: float) -> float:
        found = [np.corrcoef(learn(reacted, traits, Budget(epsilon), seed=n).draws, true)[0, 1] for n in range(5)]
        return float(np.mean(found))

    assert near(8.0) > near(0.5) + 0.1
    assert near(8.0) > 0.8
    assert not np.array_equal(learn(reacted, traits, Budget(1.0)).draws, learn(reacted, traits, Budget(1.0)).draws)


def test_where_items_lie_knows_nobody() -> None:
    traits = world_traits()
    none = Reacted(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32), np.zeros(0, np.float32))
    one = learn(world_reacted(), traits, Budget(1.0), seed=0)
    assert np.array_equal(one.places, learn(none, traits, Budget(1.0), seed=0).places)

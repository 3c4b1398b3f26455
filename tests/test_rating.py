"""A model whose parts add up to what it predicts."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.rating import JOINT, Loss, Plan, train

GROUPS = {"good": slice(0, 1), "noise": slice(1, 3)}


def evidence(many: int = 1500) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    chance = np.random.default_rng(3)
    numbers = chance.normal(size=(many, 3)).astype(np.float32)
    ratings = np.clip(3 + 1.2 * np.tanh(numbers[:, 0]) + 0.1 * chance.normal(size=many), 1, 5).astype(np.float32)
    return numbers, ratings


@pytest.mark.parametrize("loss", ["mse", "bce"])
def test_it_learns_and_its_parts_add_up(loss: Loss) -> None:
    numbers, ratings = evidence()
    scorer, steps = train(
        numbers[:1200], ratings[:1200], GROUPS, Plan(loss, epochs=12), (numbers[1200:], ratings[1200:])
    )
    predicted = scorer.predict(numbers[1200:])
    assert np.sqrt(np.mean((predicted - ratings[1200:]) ** 2)) < 0.3 < 0.7 < ratings.std()
    base, parts = scorer.explained(numbers[1200:])
    total = base + parts["good"] + parts["noise"]
    if loss == "bce":
        total = scorer.low + (scorer.high - scorer.low) / (1 + np.exp(-total))
    assert np.clip(total, scorer.low, scorer.high) == pytest.approx(predicted, abs=1e-4)
    assert np.abs(parts["good"]).mean() > 5 * np.abs(parts["noise"]).mean()
    assert [step.epoch for step in steps] == list(range(1, 13))
    assert steps[-1].taught < steps[0].taught
    assert steps[-1].held is not None


def test_the_same_seed_makes_the_same_model() -> None:
    numbers, ratings = evidence(300)
    made = [train(numbers, ratings, GROUPS, Plan(epochs=2, seed=seed))[0].predict(numbers[:5]) for seed in (1, 1, 2)]
    assert np.array_equal(made[0], made[1])
    assert not np.array_equal(made[0], made[2])


def test_a_joint_network_has_one_part() -> None:
    numbers, ratings = evidence(300)
    scorer, steps = train(numbers, ratings, GROUPS, Plan(epochs=2, joint=True))
    assert list(scorer.groups) == [JOINT]
    assert steps[0].held is None
    assert scorer.predict(numbers).min() >= scorer.low

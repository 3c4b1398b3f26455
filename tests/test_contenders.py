"""What others order a catalogue by."""

from __future__ import annotations

import numpy as np
import pytest
from tastes import ITEMS, world_prior, world_reacted

from chatbot.contenders import Bandit, Batch, Fixed, History, Learner, Online

HALF = ITEMS // 2
LIKES = History(np.array([0, 1, 2, 4, 5, 6]), np.ones(6))


def stream() -> list[tuple[int, float]]:
    reacted = world_reacted()
    return list(zip(reacted.rows.tolist(), reacted.liked.tolist(), strict=True))


def features() -> np.ndarray:  # type: ignore[type-arg]
    prior = world_prior()
    return np.column_stack([prior.places, prior.draws, np.ones(ITEMS)]).astype(float)


def beyond(learner: Learner) -> float:
    """By how much the likes of one kind lift it over the other, against no likes."""
    none, some = learner.scores([LIKES.first(0), LIKES])
    moved = np.asarray(some) - np.asarray(none)
    return float(moved[:HALF].mean() - moved[HALF:].mean())


def test_one_order_for_everybody() -> None:
    assert beyond(Fixed(np.arange(ITEMS))) == 0


def test_linucb_follows_a_person() -> None:
    assert beyond(Bandit(features(), stream())) > 0.01


def test_river_follows_a_person_and_foretells() -> None:
    pytest.importorskip("river")
    learner = Online(features(), stream(), unmet=0)
    assert beyond(learner) > 0.01
    said = learner.foretold(LIKES)
    assert len(said) == 6 and said[-1] > said[0] and all(0 <= chance <= 1 for chance in said)


def test_implicit_learns_anew_with_the_people_asked_about() -> None:
    pytest.importorskip("implicit")
    reacted = world_reacted()
    liked = reacted.of(reacted.liked > 0)
    scores = Batch(liked.people, liked.rows, 60, ITEMS, factors=4).scores([LIKES, LIKES.first(0)])[0]
    assert scores[:HALF].mean() > scores[HALF:].mean()

"""Two towers, to be compared with."""

from __future__ import annotations

import numpy as np
import pytest
from tastes import ITEMS, world_reacted, world_traits

from retrieval import towers
from retrieval.prior import Reacted

HALF = ITEMS // 2


def test_they_learn_who_likes_what(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(towers, "_STEPS", 150)
    made = towers.train(world_reacted(), world_traits())
    none, some = made.scores(np.zeros(0, np.int64)), made.scores(np.array([1, 2, 3]))
    assert none == pytest.approx(made.bias)
    moved = some - none
    assert moved[:HALF].mean() > moved[HALF:].mean() + 0.2
    assert some.dtype == np.float32 and some.shape == (ITEMS,)


def test_without_likes_they_know_nothing() -> None:
    none = Reacted(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32), np.zeros(0, np.float32))
    made = towers.train(none, world_traits())
    assert not made.scores(np.array([0])).std() > 5

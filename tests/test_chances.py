"""How right chances are."""

from __future__ import annotations

import numpy as np
import pytest

from chatbot.chances import area, bins, chances


def test_area_counts_pairs_and_halves_ties() -> None:
    assert area([0.9, 0.8, 0.1], [1, 1, 0]) == 1.0
    assert area([0.1, 0.9], [1, 0]) == 0.0
    assert area([0.5, 0.5], [1, 0]) == 0.5
    assert area([3, 2, 1, 2], [1, 0, 0, 1]) == 0.875
    assert np.isnan(area([0.3], [1]))


def test_chances_that_come_true_are_calibrated() -> None:
    draw = np.random.default_rng(0)
    given = draw.random(4000)
    said = [(float(c), float(draw.random() < c), f"p{n % 50}") for n, c in enumerate(given)]
    found = chances(said)
    assert found.said == 4000
    assert found.error is not None and found.error < 0.03
    assert found.log_loss is not None and found.log_loss.value == pytest.approx(0.5, abs=0.03)
    assert found.auc.low < found.auc.value < found.auc.high
    assert found.auc.value == pytest.approx(5 / 6, abs=0.02)
    bold = chances([(float(c > 0.5), y, p) for c, y, p in said])
    assert bold.error is not None and bold.error > 0.2


def test_numbers_that_are_no_chances_have_an_order_alone() -> None:
    found = chances([(-3.0, 0.0, "a"), (2.0, 1.0, "b"), (1.0, 0.0, "c")])
    assert (found.auc.value, found.log_loss, found.error, found.bins) == (1.0, None, None, ())


def test_bins_are_equal_and_none_is_empty() -> None:
    assert bins([0.05, 0.07, 0.95, 1.0], [0, 1, 1, 1]) == [
        pytest.approx((0.06, 0.5, 2)), pytest.approx((0.975, 1.0, 2)),
    ]  # fmt: skip

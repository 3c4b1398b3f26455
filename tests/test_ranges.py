"""Which items meet a limit where their number is a range, and how close they come to it."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.catalogue import Field
from retrieval.ranges import closeness, meets
from retrieval.wishes import Limit

NONE = float("nan")
LOW, HIGH = np.array([1.0, 2, 2, 4, NONE]), np.array([1.0, 3, 6, 4, NONE])
PLAIN = Field("n", "number", ("n",))
PLAYERS = Field("n", "number", ("from", "to"))
HOURS = Field("n", "number", ("n",), units={"h": 1})


@pytest.mark.parametrize(
    ("field", "low", "high", "expected"),
    [
        (PLAIN, 2, 3, [False, True, True, False, False]),
        (PLAIN, None, 1, [True, False, False, False, False]),
        (PLAIN, 4, None, [False, False, True, True, False]),
        (PLAYERS, 2, 4, [False, False, True, False, False]),
        (PLAYERS, 4, None, [False, False, True, True, False]),
        (HOURS, 2, 4, [False, True, False, True, False]),
        (HOURS, 1, 1, [True, False, False, False, False]),
        (HOURS, None, 3, [True, True, False, False, False]),
        (HOURS, 3, None, [False, False, False, True, False]),
    ],
)
def test_meets(field: Field, low: float | None, high: float | None, expected: list[bool]) -> None:
    assert meets(Limit("n", low, high), field, LOW, HIGH).tolist() == expected


def test_the_same_range_is_closest() -> None:
    assert closeness(Limit("n", 2, 4), LOW, HIGH).tolist() == [0, 0.5, 0.5, 0, 0]
    assert closeness(Limit("n", 1, 1), LOW, HIGH).tolist() == [1, 0, 0, 0, 0]
    assert closeness(Limit("n", None, 3), LOW, HIGH).tolist() == [0, 0, 0, 0, 0]

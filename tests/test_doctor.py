"""What leaves too little, and what it costs to relax it: counts that are seen by eye, and checked by searching."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_account import PREFERENCES

from retrieval.doctor import Cause, Diagnosis, Relaxation, diagnose
from retrieval.retriever import Retriever
from retrieval.wishes import Limit, Preferences, Wish

HORROR = Wish("want", "kind", "horror", "must")
SCARY = Wish("avoid", "mood", "scary", "must")
CHEAP = Limit("price", None, 20)
TEN = Limit("players", 10, 10)
FUTURE = Limit("year", 2050, None)


def dropped(key: str, count: int) -> Relaxation:
    return Relaxation(key, "drop", None, None, count)


def loosened(key: str, low: float | None, high: float | None, count: int) -> Relaxation:
    return Relaxation(key, "loosen", low, high, count)


@pytest.mark.parametrize(
    ("preferences", "expected"),
    [
        (Preferences(), Diagnosis(12)),
        (Preferences((HORROR,), (CHEAP,)), Diagnosis(
            1, (Cause("limit:price", 1, 10), Cause("want:kind=horror", 1, 10)),
            (loosened("limit:price", None, 50, 2), dropped("want:kind=horror", 2)))),
        (Preferences((HORROR,), (TEN,)), Diagnosis(
            0, (Cause("limit:players", 2, 11), Cause("want:kind=horror", 1, 10)),
            (dropped("limit:players", 2), dropped("want:kind=horror", 1)))),
        (Preferences((HORROR, SCARY)), Diagnosis(
            0, (Cause("want:kind=horror", 10, 10), Cause("avoid:mood=scary", 2, 2)),
            (dropped("want:kind=horror", 10), dropped("avoid:mood=scary", 2)))),
        (Preferences((), (Limit("year", 1989, 1990),)), Diagnosis(
            0, (Cause("limit:year", 12, 12),), (loosened("limit:year", 1988, 2004, 4),))),
        (Preferences((), (Limit("weight", 1),)), Diagnosis(0, (Cause("limit:weight", 12, 12),),
            (dropped("limit:weight", 12),))),
        (Preferences((), (Limit("year", 2000, 1990),)), Diagnosis(0, (Cause("limit:year", 12, 12),),
            (loosened("limit:year", 1988, 2004, 4),))),
        (Preferences((), (Limit("players", None, 0),)), Diagnosis(0, (Cause("limit:players", 12, 12),),
            (loosened("limit:players", None, 1, 4),))),
        (Preferences((), (FUTURE, Limit("price", None, 1))), Diagnosis(
            0, (Cause("limit:year", 0, 12), Cause("limit:price", 0, 12)), (),
            ((dropped("limit:year", 12), dropped("limit:price", 12)),))),
        (Preferences((), (replace(FUTURE, muted=True),)), Diagnosis(12)),
    ],
)  # fmt: skip
def test_diagnoses(retriever: Retriever, preferences: Preferences, expected: Diagnosis) -> None:
    assert diagnose(retriever, preferences, 4) == expected


@pytest.mark.parametrize(("number", "down", "expected"), [
    (123, False, 130), (123, True, 120), (130, False, 130), (52, False, 52), (2.34, False, 2.4), (0, True, 0),
    (1999, False, 2000),
])  # fmt: skip
def test_bounds_are_said_to_two_digits(number: float, down: bool, expected: float) -> None:
    from retrieval.doctor import _rounded

    assert _rounded(number, down=down) == expected


@given(PREFERENCES, st.integers(1, 12))
@settings(max_examples=80, deadline=None)
def test_every_claim_is_what_a_search_would_find(retriever: Retriever, preferences: Preferences, wanted: int) -> None:
    found = diagnose(retriever, preferences, wanted)
    assert found.left == len(retriever.allowed(preferences))
    for cause in found.causes:
        assert found.left + cause.removes == len(retriever.allowed(preferences.without(cause.key)))
    for way in found.ways:
        then = preferences.without(way.key)
        if way.kind == "loosen":
            then = then.with_limit(Limit(way.key.removeprefix("limit:"), way.low, way.high))
        assert found.left < way.count == len(retriever.allowed(then))
    for one, other in found.pairs:
        assert one.count == other.count == len(retriever.allowed(preferences.without(one.key).without(other.key)))
    assert not (found.ways and found.pairs)

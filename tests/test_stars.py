"""The stars that people give: on the scale that people use, by themselves, the item and what is like it."""

from __future__ import annotations

import pytest
from test_ratings import BUT, CALM, given

from chatbot import ratings
from chatbot.praise import NONE
from chatbot.stars import Scale, Stars
from retrieval.catalogue import Catalogue
from retrieval.rating import Plan


@pytest.mark.parametrize(
    ("seen", "low", "high", "levels"),
    [
        ([], 1, 5, 5),
        ([4, 5], 1, 5, 5),
        ([1], 1, 5, 5),
        ([0, 1], 0, 1, 2),
        ([3.5, 5], 1, 5, 9),
        ([0.5, 5], 0.5, 5, 10),
        ([0, 4], 0, 5, 6),
        ([6, 8, 9], 1, 10, 10),
        ([3.7, 4.2], 1, 5, 0),
        ([88, 40], 0, 100, 0),
        ([-1, 1], -1, 1, 0),
        ([250, 900], 250, 900, 0),
    ],
)
def test_the_scale_is_a_usual_one(seen: list[float], low: float, high: float, levels: int) -> None:
    scale = Scale.of(seen)
    assert (scale.low, scale.high, len(scale.levels)) == (low, high, levels)
    assert (scale.place(low), scale.place(high)) == (0, 1)
    assert scale.nearest(high + 100) == high
    assert scale.nearest((low + high) / 2) in scale.levels or not levels


def histories(games: Catalogue) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for comment in given(games, 20):
        assert comment.rating is not None
        found.setdefault(comment.person, {})[comment.item] = comment.rating
    return found


def test_they_follow_taste(games: Catalogue) -> None:
    known = histories(games)
    known["new"] = {"moon-harvest": 5.0, "cafe-amelie": 5.0, "up": 1.0}
    stars = Stars(known, games)
    assert stars.by == "likeness"
    calm, tense = stars.expected([("new", "bird-garden"), ("new", "fjord-race-1999")])
    assert calm > tense + 0.2
    assert all(given in stars.scale.levels for given in stars.give([("new", item.id) for item in games.items]))
    average = Stars(known, games, own=False)
    assert average.by == "everybody"
    assert average.expected([("new", "up")]) == average.expected([("p0", "up")]) == average.expected([("?", "up")])


def test_nobody_rated_anything(games: Catalogue) -> None:
    assert Stars({"ann": {}}, games).give([("ann", "up")]) == [3.0]
    assert Stars({"ann": {"gone": 5.0}}, games).give([("ann", "up")]) == [3.0]


def test_what_was_learnt_goes_first(games: Catalogue, tmp_path: object) -> None:
    taught = ratings.teach(ratings.read(given(games), games), games, Plan(epochs=6), but=BUT, reviews=None)
    rater = ratings.Rater(taught.scorer, ratings.Evidence(games, but=BUT), games, taught.ratings.known)
    ten = {person: {item: 2 * rating for item, rating in own.items()} for person, own in histories(games).items()}
    five = Stars(histories(games), games, rater)
    assert five.by == "learnt"
    pairs = [("p0", item) for item in sorted(CALM)] + [("p1", "up"), ("stranger", "up")]
    found = five.expected(pairs)
    assert min(found[:3]) > 4
    wide = Stars(ten, games, rater).expected([("stranger", "up")])
    assert wide == [pytest.approx(1 + (found[-1] - 1) * 9 / 4, abs=0.01)]
    assert NONE.items == {}

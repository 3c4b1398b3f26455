"""Ratings played forward in time, people and items being new."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from conftest import HashedWords
from marked import write_rows
from test_ratings import CALM

from chatbot import played
from chatbot.gold import GoldError
from chatbot.played import IMPLICIT, LINUCB, OURS, POPULAR, RIVER, TOWERS, Fold, Played, Step, play, read, steps
from retrieval.catalogue import Catalogue
from retrieval.metrics import Interval
from retrieval.traits import traits


def write_ratings(folder: Path, games: Catalogue, people: int = 60) -> Path:
    """Half of the people rate calm games first and like them, the other half the others."""
    rows = []
    for person in range(people):
        order = sorted(games.items, key=lambda item: ((item.id in CALM) != (person % 2 == 0), item.id))
        for at, item in enumerate(order):
            likes = (item.id in CALM) == (person % 2 == 0)
            rating = 5.0 if likes else 2.0
            rows.append({"user_id": f"p{person}", "item_id": item.id, "rating": rating, "timestamp": at})
    rows.append({"user_id": "p0", "item_id": "gone", "rating": 5.0, "timestamp": 99})
    write_rows(folder / "some" / "ratings.jsonl.gz", rows)
    return folder


@pytest.fixture
def found(games: Catalogue, tmp_path: Path) -> played.Ratings:
    return read(write_ratings(tmp_path, games), games)


def rows_of(ratings: played.Ratings) -> np.ndarray:  # type: ignore[type-arg]
    return traits(ratings.catalogue, HashedWords().encode([item.text for item in ratings.catalogue.items]))


def test_ratings_are_read_in_the_order_of_time(found: played.Ratings) -> None:
    assert len(found.history) == 60 and len(found.catalogue.items) == 12
    one = found.history["p0"]
    assert one.liked.tolist() == [1.0] * 3 + [0.0] * 9
    assert [met.at for met in one.met] == sorted(met.at for met in one.met)
    assert one.first(2).rows.tolist() == one.rows[:2].tolist()


def test_people_and_items_of_a_part_are_new_to_its_prior(found: played.Ratings) -> None:
    seen = []
    for part in range(5):
        fold = Fold.of(found, rows_of(found), part)
        seen += fold.new
        assert not {*fold.known} & {*fold.new}
        assert len(fold.known) + len(fold.new) == 60
        hidden = {n for n, item in enumerate(found.catalogue.items) if played._part(f"item {item.id}", 10) == part}
        assert not hidden & set(fold.reacted.rows.tolist())
    assert sorted(seen) == sorted(found.history)


def test_f_beats_what_is_popular_after_a_reaction(found: played.Ratings) -> None:
    last = list(play(found, rows_of(found), but=(IMPLICIT, RIVER, TOWERS), limit=8))[-1]
    assert {*last.order} == {OURS, POPULAR, "static prior", LINUCB}
    by = {(one.way, one.after): one for one in steps(last)}
    assert by[POPULAR, 1].ahead == "paired"
    assert by[OURS, 1].found.mean > by[POPULAR, 1].found.mean
    assert by[OURS, 1].ahead == ""
    said = last.said[OURS]
    assert {one[1] for one in said} == {0.0, 1.0}
    assert all(0 <= chance <= 1 for chance, *_ in said)
    json.dumps(last.order)


def test_steps_say_who_is_ahead() -> None:
    people = {f"p{n}": 0.5 + 0.001 * n for n in range(20)}
    less = {p: value - 0.1 for p, value in people.items()}
    made = {one.way: one for one in steps(Played({OURS: {5: people}, "a": {5: less}, "b": {5: people}}))}
    assert (made["a"].ahead, made["b"].ahead) == ("paired", "level")
    assert Step("c", 5, 1, Interval(0, 0, 0), Interval(-1, -2, -0.5)).ahead == "behind"


def test_without_ratings_it_says_what_to_give(games: Catalogue, tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"has no folder with ratings.jsonl.gz"):
        read(tmp_path, games)

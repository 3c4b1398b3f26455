"""How often people's order is met: pairs, ties, intervals, raters' own agreement, and the whole on a tiny set."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import HashedWords

from chatbot.critiques import Pair, agreement, measure, pairs_of, readable, share, tallies
from chatbot.gold import GoldError
from chatbot.scoring import Estimate

ROW_OF = {"a": 0, "b": 1, "c": 2, "d": 3}


def judged(rater: str, attribute: str, less: str, reference: str, more: str) -> dict[str, Any]:
    """A judgement as the file has it; each letter of `less` and `more` is an item, "?" one without an id."""
    sides = {
        side: [{"title": one, "item_id": None if one == "?" else one} for one in said]
        for side, said in (("less", less), ("more", more))
    }
    return {"rater": rater, "attribute": attribute, "reference": reference, "about": [], **sides}


def test_a_judgement_is_all_its_pairs() -> None:
    found = [(pair.less, pair.more) for pair in pairs_of(judged("1", "scary", "ab", "c", "d"), ROW_OF)]
    assert found == [(0, 3), (1, 3), (0, 2), (1, 2), (2, 3)]


def test_items_that_are_not_there_are_passed_over() -> None:
    found = list(pairs_of(judged("1", "scary", "a?", "x", "dz"), ROW_OF))
    assert found == [Pair("1", "scary", 0, 3)]


def test_ties_are_half_right() -> None:
    pairs = [Pair("1", "scary", 0, 1), Pair("1", "scary", 1, 2), Pair("1", "scary", 2, 0), Pair("1", "long", 0, 2)]
    columns = {"scary": np.array([0.1, 0.1, 0.9], np.float32), "long": np.array([0.2, 0.0, 0.1], np.float32)}
    assert tallies(pairs, columns) == {
        "scary": {"right": 1.5, "marked": 3.0},
        "long": {"right": 0.0, "marked": 1.0},
    }


def test_the_interval_is_over_attributes() -> None:
    """A hundred pairs of one attribute are one thing to draw: with two attributes the interval spans both."""
    pairs = [*[Pair("1", "scary", 0, 1)] * 100, *[Pair("1", "long", 0, 1)] * 100]
    columns = {"scary": np.array([0, 1], np.float32), "long": np.array([1, 0], np.float32)}
    assert share(pairs, columns) == Estimate(0.5, 0.0, 1.0)


def voted(*votes: tuple[str, int, int]) -> list[Pair]:
    return [Pair(rater, "scary", less, more) for rater, less, more in votes]


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        (voted(("1", 0, 1), ("2", 0, 1)), 1.0),
        (voted(("1", 0, 1), ("2", 1, 0)), 0.0),
        (voted(("1", 0, 1), ("2", 0, 1), ("3", 1, 0)), 1 / 3),
        (voted(("1", 0, 1), ("2", 0, 1), ("1", 2, 3), ("2", 3, 2)), 0.5),
        (voted(("1", 0, 1), ("1", 0, 1), ("2", 2, 3)), None),
    ],
)
def test_how_often_another_rater_agrees(pairs: Sequence[Pair], expected: float | None) -> None:
    assert agreement(pairs) == (None if expected is None else pytest.approx(expected))


def packed(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def item(name: str, kinds: str, plot: str, known: int) -> dict[str, Any]:
    return {"item_id": name, "title": name.upper(), "genres": kinds.split(), "tags": [], "plot": plot, "ml_n": known}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Four films from frightening to harmless, two of which say the word, and two judgements."""
    films = [
        item("a", "family", "scary", 1),
        item("b", "comedy", "scary", 2),
        item("c", "thriller", "", 3),
        item("d", "horror", "", 4),
        item("unnamed", "drama", "", 9),
    ]
    packed(tmp_path / "catalogues" / "movies.jsonl.gz", films)
    rows = [judged("1", "scary", "ab", "c", "d"), judged("2", "funny", "b", "a", "d")]  # the second errs
    packed(tmp_path / "critiques" / "soft_attributes.jsonl.gz", rows)
    return tmp_path


def test_the_whole_on_a_tiny_set(data: Path) -> None:
    encoder = HashedWords()
    found = measure(data, encoder)
    assert (found.pairs, found.raters) == (8, None)
    assert found.attributes == {"scary": 1.0, "funny": 0.0}
    assert found.degrees.value == 5 / 8
    assert found.cosine.value == (0.5 + 3 * 0.5) / 8  # misled by the texts, and no text says "funny"
    assert encoder.asked[0] == ["horror. ", "thriller. ", "comedy. scary", "family. scary"]  # best known first


def test_the_measurement_as_lines(data: Path) -> None:
    lines = list(readable(measure(data, HashedWords())))
    assert lines[0] == "8 pairs of 2 attributes; 95 % intervals by bootstrap over attributes"
    assert lines[1].startswith("degrees (target 0.75)       0.625  [")
    assert lines[-2:] == ["  scary                     1.00", "  funny                     0.00"]


def test_what_is_not_there_is_said(data: Path) -> None:
    with pytest.raises(GoldError, match=r"absent\.jsonl\.gz: no such measuring set"):
        measure(data, HashedWords(), name="absent")
    packed(data / "critiques" / "unclaimed.jsonl.gz", [judged("1", "scary", "a", "b", "c")])
    with pytest.raises(GoldError, match='judged = "unclaimed"'):
        measure(data, HashedWords(), name="unclaimed")
    packed(data / "critiques" / "soft_attributes.jsonl.gz", [judged("1", "scary", "x", "y", "z")])
    with pytest.raises(GoldError, match="names no two items of the catalogue"):
        measure(data, HashedWords())
    packed(data / "critiques" / "soft_attributes.jsonl.gz", [{"rater": "1", "attribute": "scary"}])
    with pytest.raises(GoldError, match="row 1: it has no less"):
        measure(data, HashedWords())

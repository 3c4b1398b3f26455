"""Adjectives and superlatives out of the comparatives of the fields file."""

from __future__ import annotations

import pytest

from chatbot.adjectives import Extreme, extreme, fields_graded, plain, positives, superlatives
from retrieval.catalogue import Field

LONG = Field("minutes", "number", ("m",), less=("shorter", "短一点", "不太长"), more=("longer", "长一点"))
DEAR = Field("price", "number", ("p",), less=("cheaper", "less expensive"), more=("more expensive", "贵一点"))
FIELDS = [LONG, DEAR]


@pytest.mark.parametrize(
    ("comparative", "superlative"),
    [
        ("shorter", ("shortest",)),
        ("easier", ("easiest",)),
        ("more complex", ("most complex",)),
        ("less expensive", ("least expensive",)),
        ("fewer players", ("fewest players",)),
        ("not so long", ()),
        ("短一点", ("最短", "最短")),
        ("便宜点", ("最便宜", "便最宜")),
        ("人数少一点", ("最人数少", "人数最少")),
        ("不太长", ()),
        ("别太贵", ()),
    ],
)
def test_superlatives(comparative: str, superlative: tuple[str, ...]) -> None:
    assert superlatives(comparative) == superlative


@pytest.mark.parametrize(
    ("comparative", "adjective"),
    [
        ("shorter", "short"),
        ("simpler", "simple"),
        ("easier", "easy"),
        ("bigger", "big"),
        ("more complex", "complex"),
        ("更短", "短"),
        ("不要太贵", "贵"),
        ("长一些", "长"),
    ],
)
def test_adjectives(comparative: str, adjective: str) -> None:
    assert adjective in plain(comparative)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("which is the shortest?", Extreme(LONG, True, "shortest")),
        ("which one is longest", Extreme(LONG, False, "longest")),
        ("which is longer, A or B?", Extreme(LONG, False, "longer")),
        ("which is the least expensive?", Extreme(DEAR, True, "least expensive")),
        ("哪个最短", Extreme(LONG, True, "最短")),
        ("哪个最贵", Extreme(DEAR, False, "最贵")),
        ("哪个最长", Extreme(LONG, False, "最长")),
        ("which is the best?", None),
    ],
)
def test_the_end_asked_for(message: str, expected: Extreme | None) -> None:
    assert extreme(message, FIELDS) == expected


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("is it long?", [LONG]),
        ("is it too expensive?", [DEAR]),
        ("is it longer than Heat?", [LONG]),
        ("贵吗", [DEAR]),
        ("会不会太长", [LONG]),
        ("长不长？", [LONG]),
        ("长安的故事", []),
        ("is it funny?", []),
    ],
)
def test_what_an_adjective_asks_about(message: str, expected: list[Field]) -> None:
    assert fields_graded(message, FIELDS) == expected


def test_superlatives_brought_back() -> None:
    assert "the scary one" in list(positives("the scariest one"))
    assert "the sad one" in list(positives("the saddest one"))
    assert "the dark one" in list(positives("the darkest one"))
    assert "the strange one" in list(positives("the strangest one"))
    assert "哪个吓人" in list(positives("哪个最吓人"))

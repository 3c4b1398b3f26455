"""Words find rows, whatever is typed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.lexical import Lexical

TEXTS = [
    "Slow robots in space",
    "Robots, robots everywhere",
    "Un café à Paris",
    "千と千尋の神隠し",
    "기생충",
    "the space of a garden",
]
WORDS = Lexical(TEXTS)


def rows(text: str, k: int = 10) -> list[int]:
    return [row for row, _ in WORDS.search(text, k)]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("robot", [1, 0]),
        ("ROBOTS!", [1, 0]),
        ("cafe", [2]),
        ("千尋", [3]),
        ("기생충을", [4]),
        ("nothing known", []),
        ("", []),
        ('"; DROP TABLE * OR NEAR( 🤖 :-) \x00', []),
    ],
)
def test_what_is_found(said: str, expected: list[int]) -> None:
    assert rows(said) == expected


def test_more_of_the_words_is_better() -> None:
    assert rows("robots in space")[0] == 0


def test_a_rare_word_counts_more_than_a_frequent_one() -> None:
    assert rows("garden robot")[0] == 5


def test_k_cuts_and_none_are_given_for_no_k() -> None:
    assert rows("robots space", 1) == [0] and rows("robots", 0) == []


def test_an_unknown_word_lowers_the_share() -> None:
    known, half = WORDS.search("garden", 1)[0][1], WORDS.search("garden zebra", 1)[0][1]
    assert 0 < half < known <= 1


def test_no_documents() -> None:
    assert Lexical([]).search("robots", 3) == []


@given(st.text(max_size=60))
def test_any_text_is_safe_and_scores_lie_between_0_and_1(text: str) -> None:
    scores = WORDS.scores(text)
    assert scores.shape == (len(TEXTS),) and bool(np.all((scores >= 0) & (scores <= 1)))

"""Words and stems of a sentence."""

from __future__ import annotations

import pytest

from chatbot.wording import GLUE, stem, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A dead singer's guitar", ["A", "dead", "singer", "guitar"]),
        ("slow-burning, don’t!", ["slow", "burning", "don't"]),
        ("from 1999 to 2004", ["from", "to"]),
        ("Café Amélie", ["Café", "Amélie"]),
        ("七人の侍", ["七人の侍"]),
        ("the pirates' ship", ["the", "pirates", "ship"]),
        ("… 🎬 --", []),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("mystery", "mysteries", True),
        ("Murders", "murder", True),
        ("robots", "robot", True),
        ("Amélie", "amelie", True),
        ("haunting", "haunted", True),
        ("run", "running", True),
        ("calm", "scary", False),
        ("war", "warm", False),
    ],
)
def test_stems(one: str, other: str, same: bool) -> None:
    assert (stem(one) == stem(other)) is same


def test_glue_holds_no_praise() -> None:
    assert not GLUE & {"great", "best", "brilliant", "masterpiece", "funny", "perfect", "classic", "famous", "popular"}

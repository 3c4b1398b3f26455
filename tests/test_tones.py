"""How a short comment sounds."""

from __future__ import annotations

import pytest

from chatbot.tones import sentiment


@pytest.mark.parametrize("text", ["I loved every minute of it, wonderful.", "非常好看，我很喜欢！"])
def test_praise_is_above_none(text: str) -> None:
    assert 0 < sentiment(text) <= 1


@pytest.mark.parametrize("text", ["Terrible, boring and a waste of time.", "太难看了，非常失望。"])
def test_blame_is_below_none(text: str) -> None:
    assert -1 <= sentiment(text) < 0


def test_what_cannot_be_read_says_nothing() -> None:
    assert sentiment("") == sentiment("xxxx qqqq zzzz") == 0
    assert sentiment("I loved it.") == sentiment("I loved it.")  # a second time is no repetition

"""Nearly the same texts are found, others are not, and the memory is bounded."""

from __future__ import annotations

import random

from retrieval.alike import Alike

LONG = "The delivery was quick and the box was whole, but the colour is not the one that the picture shows at all"


def test_a_text_with_a_few_letters_changed_is_nearly_the_same() -> None:
    alike = Alike()
    assert alike.seen("a", LONG) == ""
    assert alike.seen("b", LONG.replace("quick", "quick!!").upper()) == "a"
    assert alike.seen("c", LONG[:-6]) == "a"
    assert (
        alike.seen("d", "Nothing of this was said of that kettle, which boils in a minute and is easy to clean") == ""
    )


def test_chinese_runs_are_shorter() -> None:
    alike = Alike()
    first = "为什么喜欢在这里买东西，因为今天买明天就可以送到，快递员态度也很好，下次还会再来买的"
    assert alike.seen("a", first) == ""
    assert alike.seen("b", first + "吧") == "a"
    assert alike.seen("c", first[::-1]) == ""


def test_short_texts_are_not_compared() -> None:
    alike = Alike()
    assert alike.seen("a", "good") == alike.seen("b", "good") == ""


def test_the_oldest_are_forgotten() -> None:
    alike = Alike(most=2)
    texts = ["".join(random.Random(n).choices("abcdefghij klmnop", k=80)) for n in range(3)]
    assert [alike.seen(str(n), text) for n, text in enumerate(texts)] == ["", "", ""]
    assert alike.seen("again", texts[2]) == "2"
    assert alike.seen("first", texts[0]) == ""

"""Words of praise and blame are found in any form, turned by negation and weighed by emphasis."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.lexicon import Finder, Said, lexicon, net, parted, squashed


def weights(text: str, language: str) -> list[tuple[str, float]]:
    found = lexicon(language).opinions(Said.of(text))
    return [(text[one.start : one.end], round(one.weight, 2)) for one in found]


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Great camera", "en", [("Great", 2.0)]),
        ("it disappointed me", "en", [("disappointed", -3.0)]),  # blame counts half as much again in English
        ("really great", "en", [("great", 2.8)]),
        ("a bit boring", "en", [("boring", -1.8)]),
        ("not good", "en", [("good", -2.1)]),
        ("isn't bad", "en", [("bad", 1.4)]),
        ("not only good", "en", [("good", 2.0)]),
        ("not here, good there", "en", [("good", 2.0)]),
        ("I wish it were good", "en", [("wish", -1.5), ("good", -3.0)]),
        ("不错", "zh", [("不错", 2.0)]),
        ("质量不好", "zh", [("不好", -2.0)]),
        ("一点都不好看", "zh", [("不好看", -2.8)]),
        ("非常好用", "zh", [("非常好", 3.0)]),
        ("不错很好", "zh", [("不错", 2.0), ("很好", 2.0)]),
        ("没有觉得舒服", "zh", [("舒服", -1.4)]),
    ],
)
def test_words_weigh_what_they_say_where_they_stand(text: str, language: str, found: list[tuple[str, float]]) -> None:
    assert weights(text, language) == found


def test_of_several_sayings_the_longest_counts() -> None:
    finder = Finder({"waste": 1, "waste of time": 2, "time": 3})
    said = Said.of("a waste of times and time")
    assert finder.find(said.forms) == [(1, 4, 2), (5, 6, 3)]
    assert finder.everywhere(said.forms) == [(1, 4, 2), (1, 2, 1), (3, 4, 3), (5, 6, 3)]
    exact = Finder({"time": 3}, exact=True)
    assert exact.find([word.text for word in said.words]) == [(5, 6, 3)]


def test_nothing_is_found_in_nothing() -> None:
    assert weights("", "en") == []
    assert net([]) == 0.0
    assert parted(" a ; ; b c;") == ["a", "b c"]


@settings(deadline=None)
@given(st.floats(-1e6, 1e6))
def test_a_sum_of_weights_is_a_sentiment(praise: float) -> None:
    assert -1 <= squashed(praise) <= 1
    assert squashed(praise) == -squashed(-praise)


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_can_be_looked_through(text: str) -> None:
    for language in ("en", "zh"):
        assert all(0 <= one.start < one.end <= len(text) for one in lexicon(language).opinions(Said.of(text)))

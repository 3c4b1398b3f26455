"""Chinese names with a wrong character."""

from __future__ import annotations

import pytest

from retrieval.slips import Slips
from retrieval.words import key

NAMES = Slips(
    key(name)
    for name in (
        "半篙茶社",
        "过桥米线",
        "螺蛳粉",
        "小笼包",
        "新国际饭店",
        "国际饭店",
        "十二怒汉",
        "爱情故事",
        "爱情往事",
        "涮羊肉",
        "大闹天宫啦",
        "炒面",
        "Star Wars",
    )
)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("半蒿茶社", "半篙茶社"),
        ("过桥米钱", None),  # an end of a short name
        ("大闹天空啦", "大闹天宫啦"),
        ("过轿米线", "过桥米线"),
        ("在际饭店", None),
        ("过桥米线", None),  # it is right
        ("过轿米钱", None),  # two are wrong
        ("螺丝粉", "螺蛳粉"),  # a rare character
        ("小宠包", None),  # none that is rare
        ("吃羊肉", None),  # nor at an end
        ("吃情故事", None),
        ("十三怒汉", None),  # a number
        ("爱请故事", "爱情故事"),
        ("爱情什事", None),  # two are as near
        ("在国际饭店", None),  # the name stands in it
        ("炒米", None),
        ("", None),
    ],
)
def test_meant(said: str, expected: str | None) -> None:
    assert NAMES.meant(key(said).split()) == (expected and key(expected))


def test_where_they_end() -> None:
    assert list(NAMES.ends(key("去半蒿茶社吃螺丝粉").split(), 1)) == [4]
    assert list(NAMES.ends(key("去半蒿茶社吃螺丝粉").split(), 6)) == [8]

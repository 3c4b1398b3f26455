"""Chinese names with a wrong character of the same sound."""

from __future__ import annotations

import pytest

from retrieval.sounds import Sounds, sound
from retrieval.words import key

NAMES = Sounds(
    key(name) for name in ("小笼包", "肖申克的救赎", "王家卫", "王家味", "炒面", "Star Wars", "家常豆腐", "假肠豆腐")
)


@pytest.mark.parametrize(
    "pair", ["龙笼", "弛驰", "佳家", "机姬", "悦越", "肖萧", "厅汀", "啊啊", "做座", "生申", "经金"]
)
def test_alike(pair: str) -> None:
    assert sound(pair[0]) == sound(pair[1])


@pytest.mark.parametrize("pair", ["钱线", "包跑", "班帮", "一二", "a啊", "鑫新", "𠀀啊"])
def test_unlike_or_not_known(pair: str) -> None:
    assert sound(pair[0]) != sound(pair[1])


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("小龙包", "小笼包"),
        ("小笼包", "小笼包"),
        ("肖生克的就赎", "肖申克的救赎"),
        ("小龙抱", None),
        ("王佳卫", "王家卫"),
        ("王家为", None),
        ("潮面", None),
        ("", None),
    ],
)
def test_meant(said: str, expected: str | None) -> None:
    assert NAMES.meant(key(said).split()) == (expected and key(expected))


def test_how_far_a_name_may_reach() -> None:
    assert [NAMES.reach(pair.split()) for pair in ("小 龙", "肖 生", "王 嘉", "炒 面")] == [3, 6, 3, 0]

"""Limits in Chinese, where several fields share a unit: whose an amount is, and which numbers are no amount."""

from __future__ import annotations

import pytest

from chatbot.amounts import number, spread
from chatbot.limits import Spoken, read_limits
from retrieval.catalogue import Field

PRICE = Field("price", "number", ("price",), unit="元", words=("价格", "房价", "一晚"), less=("便宜", "便宜点"))
SPEND = Field("spend", "number", ("spend",), unit="元", words=("人均", "人均消费", "消费", "价格"), less=("便宜",))
TICKET = Field(
    "ticket", "number", ("ticket",), unit="元", words=("门票", "票价", "价格"), named={"免费": 0, "不要门票": 0}
)
RATING = Field("rating", "number", ("rating",), unit="分", words=("评分", "口碑"), more=("评分高",), named={"满分": 5})
HOURS = Field("hours", "number", ("hours",), unit="小时", words=("游玩时间", "玩", "时间"), units={"小时": 1, "天": 24})
FIELDS = (PRICE, SPEND, TICKET, RATING, HOURS)
Limits = dict[str, tuple[float | None, float | None]]


def read(text: str, spoken: list[Spoken] | None = None) -> Limits:
    usual = {"price": [300.0], "spend": [70.0], "rating": [4.5]}
    return {b.field.name: (b.low, b.high) for b in read_limits(text, FIELDS, usual, spoken or [])}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("评分4.5分以上", {"rating": (4.5, None)}),
        ("评分在4.5以上的", {"rating": (4.5, None)}),
        ("4.5以上的评分", {"rating": (4.5, None)}),
        ("4分以上的", {"rating": (4, None)}),
        ("评分是5分", {"rating": (5, 5)}),
        ("评分不低于4分", {"rating": (4, None)}),
        ("评分最好别低于四点五分", {"rating": (4.5, None)}),
        ("满分的酒店", {"rating": (5, 5)}),
        ("评分4.5分以上票价50-100元", {"rating": (4.5, None), "ticket": (50, 100)}),
        ("人均消费100-150元", {"spend": (100, 150)}),
        ("人均五十到一百块", {"spend": (50, 100)}),
        ("人均100块左右", {"spend": (80, 120)}),
        ("人均一块钱", {"spend": (1, 1)}),
        ("人均三四十块", {"spend": (30, 40)}),
        ("人均一两百的", {"spend": (100, 200)}),
        ("人均最好在一百以内", {"spend": (None, 100)}),
        ("人均不超过200块", {"spend": (None, 200)}),
        ("人均不要超过两百五", {"spend": (None, 250)}),
        ("人均１００～１５０元", {"spend": (100, 150)}),
        ("价格在300-400元之间", {"price": (300, 400)}),
        ("最低价格是300-400元的酒店", {"price": (300, 400)}),
        ("酒店一晚一千以内", {"price": (None, 1000)}),
        ("价格最高500", {"price": (None, 500)}),
        ("价格二百以下", {"price": (None, 200)}),
        ("价格500元起", {"price": (500, None)}),
        ("门票20元以下", {"ticket": (None, 20)}),
        ("20元以下的门票", {"ticket": (None, 20)}),
        ("门票免费", {"ticket": (0, 0)}),
        ("不要门票的景点", {"ticket": (0, 0)}),
        ("不要免费的", {"ticket": (1, None)}),
        ("门票不免费", {"ticket": (1, None)}),
        ("游玩时间1小时-2小时", {"hours": (1, 2)}),
        ("能玩1-2小时", {"hours": (1, 2)}),
        ("可以玩1、2个小时", {"hours": (1, 2)}),
        ("玩三个小时", {"hours": (3, 3)}),
        ("玩两三个小时", {"hours": (2, 3)}),
        ("玩半小时", {"hours": (0.5, 0.5)}),
        ("能玩30分钟", {"hours": (0.5, 0.5)}),
        ("玩3天", {"hours": (72, 72)}),
        ("能玩一两天", {"hours": (24, 48)}),
        ("12小时 - 3天", {"hours": (12, 72)}),
        ("两日游", {"hours": (48, 48)}),
        ("3小时以内", {"hours": (None, 3)}),
        ("2小时 - 3小时内", {"hours": (2, 3)}),
        ("找一家便宜一些的", {"price": (None, 299)}),
        ("评分高的", {"rating": (4.6, None)}),
    ],
)
def test_limits(text: str, expected: Limits) -> None:
    assert read(text) == {name: pytest.approx(pair) for name, pair in expected.items()}


@pytest.mark.parametrize(
    "text",
    [
        "推荐一个景点", "找一家餐馆，人均消费多少", "帮我查一下时间", "十分感谢", "三分之一", "一块去玩吧", "玩一玩",
        "去游玩一圈", "评分高吗", "它家便宜吗", "比我想的便宜", "真便宜啊", "30号出发", "评分怎么样", "住3间房",
        "去天坛", "1987年开的", "10分钟就到", "一个票价合适的", "",
    ],
)  # fmt: skip
def test_no_limits(text: str) -> None:
    assert {name: pair for name, pair in read(text).items() if name != "hours" or "分钟" not in text} == {}


HOTEL: frozenset[str] = frozenset({"price", "rating"})
RESTAURANT: frozenset[str] = frozenset({"spend", "rating"})


def test_an_amount_is_of_the_field_whose_word_is_nearest() -> None:
    assert read("人均100元的餐馆，门票20元的景点") == {"spend": (100, 100), "ticket": (20, 20)}
    assert read("门票价格50-100元，人均30") == {"ticket": (50, 100), "spend": (30, 30)}


def test_else_of_the_kind_of_thing_spoken_of_nearest_to_it() -> None:
    text = "吃完饭去餐馆对面，找300-400元的酒店"
    assert read(text, [(text.index("餐馆"), RESTAURANT), (text.index("酒店"), HOTEL)]) == {"price": (300, 400)}
    text = "酒店旁边的餐馆，100元以内"
    assert read(text, [(text.index("餐馆"), RESTAURANT), (text.index("酒店"), HOTEL)]) == {"spend": (None, 100)}


def test_else_of_the_first_field() -> None:
    assert read("100元以内") == {"price": (None, 100)}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("二百", 200), ("两百五", 250), ("二百零五", 205), ("一千五", 1500), ("一万二", 12000), ("十二", 12),
        ("二十", 20), ("百", 100), ("四点五", 4.5), ("零点五", 0.5), ("5百", 500), ("1.5万", 15000), ("二零", 20),
        ("三百二十", 320),
    ],
)  # fmt: skip
def test_numerals(word: str, expected: float) -> None:
    assert number(word) == expected


def test_numerals_that_leave_two_numbers_open() -> None:
    assert [spread(word) for word in ("三四", "两三百", "十五六", "二十三四", "五六千", "一三", "三十四")] == [
        (3, 4), (200, 300), (15, 16), (23, 24), (5000, 6000), (13, 13), (34, 34),
    ]  # fmt: skip

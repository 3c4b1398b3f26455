"""Names inside Chinese sentences, which have no spaces: places, dishes and facilities of a small made-up town."""

from __future__ import annotations

import time

import pytest
from conftest import HashedWords

from retrieval.catalogue import Catalogue, Field, Item
from retrieval.linker import Linker
from retrieval.wishes import ITEM

FIELDS = {
    f.name: f
    for f in (
        Field("id", "id", ("id",)),
        Field("title", "title", ("title",)),
        Field("kind", "category", ("kind",), exclusive=True),
        Field("dishes", "category", ("dishes",), words=("吃",)),
        Field("near_hotels", "category", ("near_hotels",), words=("附近", "周边", "离")),
        Field("near_sights", "category", ("near_sights",), words=("附近", "周边", "离")),
    )
}


def town(*items: Item) -> Linker:
    talk = {"aliases": {"餐厅": ["kind", "餐馆"], "饭馆": ["kind", "餐馆"]}}
    return Linker(Catalogue("town", FIELDS, items, "zh", talk), HashedWords())


def place(name: str, title: str, kind: str, **values: tuple[str, ...]) -> Item:
    return Item(name, title, categories={"kind": (kind,), **values})


DUCK = place(
    "duck", "老王烤鸭（鼓楼店）", "餐馆", dishes=("烤鸭", "北京烤鸭", "没有", "炒肝"), near_sights=("鼓楼公园", "大庙")
)
NOODLES = place("noodles", "798面馆 朝阳东路总店(地铁站南口)", "餐馆", dishes=("炸酱面",), near_hotels=("明月酒店",))
HOTEL = place("hotel", "明月酒店", "酒店", near_sights=("大庙", "鼓楼公园"))
PARK = place("park", "鼓楼公园", "景点", near_hotels=("明月酒店", "长得很长很长的一家酒店(火车站北广场店)"))
LONG = place("long", "长得很长很长的一家酒店(火车站北广场店)", "酒店", near_sights=("鼓楼公园", "大庙"))
TEMPLE = place("temple", "大庙", "景点", near_hotels=("明月酒店",))
TOWN = town(DUCK, NOODLES, HOTEL, PARK, LONG, TEMPLE)


def find(message: str) -> list[tuple[str, str]]:
    return [(f.field, f.value) for f in TOWN.find(message)]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("想吃北京烤鸭", [("dishes", "北京烤鸭")]),
        ("有炸酱面的餐厅吗", [("dishes", "炸酱面"), ("kind", "餐馆")]),
        ("我去长得很长很长的一家酒店(火车站北广场店)住", [(ITEM, "long")]),
        ("798面馆朝阳东路总店（地铁站南口）怎么样", [(ITEM, "noodles")]),
        ("老王烤鸭(鼓楼店)的电话", [(ITEM, "duck")]),
        ("老王烤鸭的电话", [(ITEM, "duck")]),
        ("鼓楼公园门票多少", [(ITEM, "park")]),
        ("鼓楼公园附近的酒店", [("near_sights", "鼓楼公园"), ("kind", "酒店")]),
        ("明月酒店的周边有什么餐馆", [("near_hotels", "明月酒店"), ("kind", "餐馆")]),
        ("离大庙近的饭馆", [("near_sights", "大庙"), ("kind", "餐馆")]),
        ("大庙很好玩", [(ITEM, "temple")]),
        ("没有问题了，再见", []),
        ("周边有没有吃饭的餐馆", [("kind", "餐馆")]),
        ("肝", []),
        ("", []),
    ],
)
def test_find(message: str, expected: list[tuple[str, str]]) -> None:
    assert find(message) == expected


def test_a_long_message_takes_no_time_even_among_many_names() -> None:
    many = [place(f"n{n}", f"第{n}号老店（{n}路店）", "餐馆", dishes=(f"{n}号炒饭", f"招牌{n}")) for n in range(3000)]
    linker = town(*many)
    message = "你好，我想找一家评分高的老店，能吃到第2000号老店那样的招牌1500，" * 40
    start = time.perf_counter()
    found = linker.find(message[:400])
    assert time.perf_counter() - start < 0.2
    assert {f.value for f in found} == {"n2000", "招牌1500"}


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("想吃咋酱面", [("dishes", "炸酱面")]),
        ("想吃北京考鸭", [("dishes", "北京烤鸭")]),
        ("鼓楼公员附近", [(ITEM, "park")]),
        ("肝炒", []),
        ("草肝", []),
    ],
)
def test_a_name_by_its_sound(message: str, expected: list[tuple[str, str]]) -> None:
    assert find(message) == expected
    assert {f.how for f in TOWN.find(message)} <= {"fuzzy"}


def test_a_link_by_its_sound() -> None:
    found, titled = TOWN.link("咋酱面"), TOWN.link_title("鼓楼公员")
    assert found and (found.field, found.value, found.how) == ("dishes", "炸酱面", "fuzzy")
    assert titled and (titled.value, titled.how) == ("park", "fuzzy")

"""The Chinese demo catalogue: sound rows, every value named in English too, and found by what people say of it."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from conftest import HashedWords

from chatbot.dialogue import Session
from chatbot.found import find_catalogue
from chatbot.phrasing import Phrasing
from chatbot.preferences import apply, understand
from retrieval.attributes import Attributes
from retrieval.catalogue import Catalogue, Field, Item
from retrieval.degrees import Degrees
from retrieval.retriever import Retriever
from retrieval.wishes import Preferences
from retrieval.words import base, is_character, key

HAN = re.compile(r"[一-鿿]")
LATE = 23  # the hour from which a place is open late


@pytest.fixture(scope="module")
def places() -> Catalogue:
    return find_catalogue("places")


@pytest.fixture(scope="module")
def retriever(places: Catalogue) -> Retriever:
    return Retriever(places, HashedWords())


@pytest.fixture(scope="module")
def english(places: Catalogue) -> dict[str, tuple[str, str]]:
    """Id -> title and text in English."""
    return {item.id: (item.local["en"]["title"], item.local["en"]["text"]) for item in places.items}


def repeated(values: list[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def number(item: Item, field: str) -> float:
    return item.numbers[field][0]


def preferences(message: str, retriever: Retriever) -> Preferences:
    """What a first message asks for, read without an LLM."""
    update, _ = understand(message, Session(), retriever.linker, None, 1.0)
    return apply(Preferences(), update)


def test_a_hundred_places_each_with_its_own_name(places: Catalogue) -> None:
    assert (len(places.items), places.language) == (100, "zh")
    assert repeated([item.title for item in places.items]) == []
    assert repeated([name for item in places.items for name in item.names]) == []
    assert [item.title for item in places.items if not HAN.search(item.title) or len(item.names) != 1] == []


def test_ids_say_the_english_name(english: dict[str, tuple[str, str]]) -> None:
    plain = {item_id: title.lower().replace("'", "").replace("ê", "e") for item_id, (title, _) in english.items()}
    assert {i: name for i, name in plain.items() if i != re.sub(r"[^a-z0-9]+", "-", name)} == {}


def test_texts_are_short_chinese_and_their_own(places: Catalogue) -> None:
    assert {item.title: len(item.text) for item in places.items if not 30 <= len(item.text) <= 60} == {}
    odd = re.compile(r"[A-Za-z<>*]|\s|\.\.|[,;:?!]")
    assert [item.text for item in places.items if odd.search(item.text) or item.text[-1] not in "。”"] == []
    assert (
        repeated([part for item in places.items for part in re.split(r"[。；：，]", item.text) if len(part) > 6]) == []
    )
    assert len({item.text[:2] for item in places.items}) >= 95, "they do not all begin alike"


def test_english_texts_are_english_and_their_own(english: dict[str, tuple[str, str]]) -> None:
    texts = {item_id: text for item_id, (_, text) in english.items()}
    assert {i: text for i, text in texts.items() if HAN.search(text) or not 20 <= len(text.split()) <= 42} == {}
    assert repeated(list(texts.values())) == [] and all(text.endswith(".") for text in texts.values())


def test_values_differ_enough_to_choose_by(places: Catalogue) -> None:
    prices = sorted(number(item, "price") for item in places.items)
    assert (prices[0], prices[-1]) == (8, 500)
    assert [prices[25] < 30, 40 <= prices[50] <= 60, prices[75] > 75, prices[90] > 150] == [True] * 4
    ratings = [number(item, "rating") for item in places.items]
    assert len(set(ratings)) >= 12 and min(ratings) <= 3.5 and max(ratings) <= 5
    assert len({number(item, "seats") for item in places.items}) >= 40
    counts = {name: min(places.values[name].values()) for name in ("kind", "area", "atmosphere", "taste", "features")}
    assert counts == {"kind": 3, "area": 5, "atmosphere": 4, "taste": 9, "features": 6}
    assert (len(places.values["kind"]), len(places.values["area"])) == (30, 12)


def test_every_place_has_its_facts(places: Catalogue) -> None:
    numbers = {f.name for f in places.of_kind("number")}
    assert [item.id for item in places.items if item.numbers.keys() != numbers] == []
    assert [item.id for item in places.items if not (item.values("kind") and item.values("atmosphere"))] == []
    assert [item.id for item in places.items if len(item.values("area")) != 1] == []
    assert [item.id for item in places.items if not 3 <= len(set(item.values("dishes"))) <= 5] == []


def test_facts_agree_with_one_another(places: Catalogue) -> None:
    late = {item.id for item in places.items if "深夜营业" in item.values("features")}
    assert late == {item.id for item in places.items if number(item, "closes") >= LATE}
    assert [item.id for item in places.items if not 0 <= number(item, "opens") < number(item, "closes") <= 24] == []
    assert [item.id for item in places.items if "早点" in item.values("kind") and number(item, "opens") > 7] == []
    vegetarian = [item for item in places.items if "素食" in item.values("kind")]
    assert [item.id for item in vegetarian if "素食选择" not in item.values("features")] == []
    assert [item.id for item in places.items if {"不辣", "重辣"} <= {*item.values("taste")}] == []


def test_every_value_has_an_english_name(places: Catalogue) -> None:
    for f in places.of_kind("category"):
        names = f.local["en"]["values"]
        assert names.keys() == places.values[f.name].keys(), f.name
        assert {value: said for value, said in names.items() if HAN.search(said) or not said.split("|")[0]} == {}
        shown = [f.value_in("en", value) for value in names]
        assert repeated(shown) == [], f.name


def test_a_chinese_visitor_reads_the_value_itself(places: Catalogue) -> None:
    for f in places.of_kind("category"):
        assert [v for v in places.values[f.name] if f.value_in("zh", v) != v] == [], f.name
        assert f.local.get("zh", {}).get("values", {}).keys() <= places.values[f.name].keys(), f.name


def sayings(places: Catalogue) -> set[tuple[str, str, str]]:
    """(key, field, value) of every name that a value has."""
    aliases: dict[str, tuple[str, str]] = places.talk["aliases"]
    named = [(value, f.name, value) for f in places.of_kind("category") for value in places.values[f.name]]
    named += [(said, f.name, value) for f in places.of_kind("category") for said, value in f.sayings()]
    named += [(said, field, value) for said, (field, value) in aliases.items()]
    return {(base(key(said)), field, value) for said, field, value in named}


def test_no_saying_means_two_things(places: Catalogue) -> None:
    said = sayings(places)
    assert repeated([name for name, _, _ in said]) == []
    assert [name for name, _, _ in said if not name or is_character(name)] == [], "one character is never looked up"
    assert {name for name, _, _ in said} & {key(t) for item in places.items for t in (item.title, *item.names)} == set()


def test_aliases_name_values_that_are_there(places: Catalogue) -> None:
    aliases = places.talk["aliases"]
    assert {said: to for said, to in aliases.items() if to[1] not in places.values[to[0]]} == {}


def test_every_field_speaks_english(places: Catalogue) -> None:
    def lacks(f: Field) -> list[str]:
        needed = {
            "category": ("label", "ask", "phrase", "without", "values"),
            "number": ("label", "ask", "phrase", "unit"),
        }
        return [what for what in needed[f.kind] if not f.local["en"].get(what)]

    fields = [*places.of_kind("category"), *places.of_kind("number")]
    assert {f.name: lacks(f) for f in fields if lacks(f)} == {}
    assert [f.name for f in fields if f.less and not f.less[0].isascii()] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_owner_speaks_both(places: Catalogue, language: str) -> None:
    talk = {**places.talk, **places.talk.get(language, {})}
    said = [Phrasing(places, language).greeting, Phrasing(places, language).noun(2), *talk["examples"]]
    assert len(talk["examples"]) == 4
    assert [bool(HAN.search(one)) for one in said] == [language == "zh"] * 6


def test_a_card_in_two_languages(places: Catalogue) -> None:
    item = places.item("half-pole-tea-house")
    assert item is not None and item.title == "半篙茶社"
    assert [Phrasing(places, language).summary(item) for language in ("zh", "en")] == [
        "茶馆, 小吃 · 老城 · 临河, 老字号感, 适合聊天 · 22 元 · 4.6 分",
        "tea house, street food · the Old Town · by the river, old-school, good for a talk · 22 yuan · 4.6 of 5",
    ]


@pytest.mark.parametrize("said", ["半篙茶社", "Half Pole Tea House", "half pole tea hose"])
def test_a_place_is_found_by_either_name(retriever: Retriever, said: str) -> None:
    match = retriever.linker.link_title(said)
    assert match is not None and match.value == "half-pole-tea-house"


@pytest.mark.parametrize(
    ("message", "understood"),
    [
        ("想找个清静的茶馆，人均100元以内", "安静，茶馆，人均 100 元 以内"),
        ("两个人约会，河边，不要火锅", "适合约会，临河，不是火锅"),
        ("带娃吃早餐，要好停车", "适合带孩子，早点，停车"),
        ("不要太吵，能带狗的咖啡馆", "安静，宠物友好，咖啡"),
        ("评分4.5以上的面馆", "面馆，评分 4.5 以上"),
        ("怕辣，吃顿夜宵，火车站附近，50块以下", "不辣，深夜营业，火车站，人均 50 元 以内"),
        ("想喝单丛，不要奶茶", "凤凰单丛，不是奶茶"),
        ("200到400元的私房菜，湖边", "私房菜，东湖，人均 200–400 元"),
        ("A peaceful teahouse under 100 yuan", "安静，茶馆，人均 100 元 以内"),
        ("by the water, date night, no hotpot", "临河，适合约会，不是火锅"),
        ("not spicy, open late, near the railway station", "不辣，深夜营业，火车站"),
        ("soup dumplings in the old town", "小笼包，老城"),
        ("不要Wi-Fi的，热闹", "没有Wi-Fi，热闹"),
        ("不要火锅的，烧烤的", "不是火锅，不是烧烤"),
        ("不太清楚，可能是露天的吧", "露天"),
        ("还差一点，我更想要川菜", "川菜"),
        ("安静的茶馆，开到晚上10点，25座以内", "安静，茶馆，打烊 22 点 以上，座位 25 以内"),
        ("a quiet tea house open until 10 pm", "安静，茶馆，打烊 22 点 以上"),
    ],
)
def test_what_people_say_is_understood(retriever: Retriever, message: str, understood: str) -> None:
    assert Phrasing(retriever.catalogue, "zh").wishes(preferences(message, retriever)) == understood


@pytest.mark.parametrize(
    ("message", "first"),
    [
        ("安静的茶馆，要能带电脑办公，有插座", "松烟茶阁"),
        ("两个人约会，临河，不要火锅", "夜泊船屋"),
        ("带孩子吃早茶，要能停车", "推车仔早茶楼"),
        ("半夜还开的面馆，火车站附近", "白塔下牛肉面"),
        ("吃素，请客户，要包间", "莲蓬外"),
        ("湖边喝龙井", "白鹭汀茶廊"),
        ("dumplings in New Harbour with a view", "浪头饺子"),
        ("vegetarian in University Town", "豆苗客厅"),
        ("fiery Hunan food with live music", "火塘屋"),
        ("a tea house for myself alone, quiet, under 50 yuan", "无字茶馆"),
    ],
)
def test_the_right_place_comes_first(retriever: Retriever, message: str, first: str) -> None:
    assert [hit.item.title for hit in retriever.search(preferences(message, retriever), 1)] == [first]


@pytest.mark.parametrize(("message", "most"), [("人均30元以内", 30), ("under 30 yuan", 30), ("一百块以内", 100)])
def test_no_place_costs_more_than_was_said(retriever: Retriever, message: str, most: float) -> None:
    found = {hit.item.id for hit in retriever.search(preferences(message, retriever), 100)}
    assert found == {item.id for item in retriever.catalogue.items if number(item, "price") <= most}


@pytest.mark.parametrize("message", ["咖啡也可以不要", "咖啡无所谓了", "没有咖啡也行"])
def test_what_need_not_be_is_taken_back(retriever: Retriever, message: str) -> None:
    had = preferences("咖啡，安静", retriever)
    update, _ = understand(message, Session(preferences=had, language="zh"), retriever.linker, None, 5)
    assert Phrasing(retriever.catalogue, "zh").wishes(apply(had, update, retriever.catalogue)) == "安静"


def test_must_not_is_kept(retriever: Retriever) -> None:
    hits = retriever.search(preferences("不要火锅，不要海鲜", retriever), 100)
    assert {kind for hit in hits for kind in hit.item.values("kind")} & {"火锅", "海鲜"} == set()
    assert len(hits) == sum(not {"火锅", "海鲜"} & {*item.values("kind")} for item in retriever.catalogue.items)


def test_what_tells_a_degree_is_there(places: Catalogue) -> None:
    values = {value for counts in places.values.values() for value in counts}
    attributes = Attributes(places.degrees)
    assert {v for one in attributes.all for v in (*one.more, *one.less)} - values == set()
    assert {n for one in attributes.all for n in (*one.up, *one.down)} <= {f.name for f in places.of_kind("number")}
    said = ["清静", "吵", "更不存在", "spicier", "cheaper", "modern"]
    assert [attributes.attribute_of(word) for word in said] == ["安静", "热闹", None, "辣", "实惠", "新潮"]


@pytest.mark.parametrize(
    ("attribute", "more", "less"),
    [
        ("安静", "wordless-tea-house", "lampwick-lane-hot-pot"),
        ("辣", "low-stool-noodles", "rice-cream-congee"),
        ("讲究", "pearl-curtain-terrace", "donkey-mill-soy-milk"),
        ("浪漫", "moored-boat-house", "half-past-six-toast"),
        ("宽敞", "hundred-families-courtyard", "griddle-side-crepes"),
    ],
)
def test_degrees_tell_two_places_apart(places: Catalogue, attribute: str, more: str, less: str) -> None:
    encoder = HashedWords()
    vectors = encoder.encode([item.content for item in places.items])
    column = Degrees(places, vectors, encoder).of(attribute)
    assert column[places.row_of[more]] > 0.7 > 0.3 > column[places.row_of[less]]

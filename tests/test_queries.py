"""What a question asks: of which items, of which fields, and in which form."""

from __future__ import annotations

import pytest
from conftest import HashedWords

from chatbot.queries import named_items, read_query, within
from retrieval.catalogue import Catalogue
from retrieval.linker import Linker
from retrieval.retriever import Hit


@pytest.fixture(scope="module")
def linker(games: Catalogue) -> Linker:
    return Linker(games, HashedWords())


@pytest.fixture(scope="module")
def hits(games: Catalogue) -> list[Hit]:
    ids = ("moon-harvest", "up", "ghost-train")
    return [Hit(item, 1.0, {}) for one in ids if (item := games.item(one))]


@pytest.mark.parametrize(
    ("message", "form"),
    [
        ("which is scary?", "which"),
        ("哪个好玩", "which"),
        ("are any of these scary?", "which"),
        ("is it scary?", "whether"),
        ("ok, is the second scary?", "whether"),
        ("第二个吓人吗", "whether"),
        ("有没有鬼", "whether"),
        ("who made it?", "what"),
        ("几个人玩", "what"),
        ("what is the second about?", "text"),
        ("讲什么的", "text"),
        ("tell me about the second", "all"),
        ("第二个怎么样", "all"),
        ("the second one?", "all"),
    ],
)
def test_forms(linker: Linker, hits: list[Hit], message: str, form: str) -> None:
    assert read_query(message, linker, hits).form == form


@pytest.mark.parametrize(
    ("message", "items"),
    [
        ("is the second scary?", ["up"]),
        ("is Ghost Train scary?", ["ghost-train"]),
        ("is ghost train scary?", ["ghost-train"]),
        ("what about Seven Samurai?", ["seven-samurai"]),
        ("are they scary?", ["moon-harvest", "up", "ghost-train"]),
        ("which is scary?", ["moon-harvest", "up", "ghost-train"]),
        ("which is longer, the first or the third?", ["moon-harvest", "ghost-train"]),
        ("is it scary?", ["moon-harvest"]),
        ("what's up with the time?", ["moon-harvest"]),
        ("第三个吓人吗", ["ghost-train"]),
    ],
)
def test_which_items(linker: Linker, hits: list[Hit], message: str, items: list[str]) -> None:
    assert [item.id for item in read_query(message, linker, hits).items] == items


@pytest.mark.parametrize(
    ("message", "fields"),
    [
        ("who made the second?", ["maker", "artist"]),
        ("who is the maker?", ["maker"]),
        ("how much is it?", ["price"]),
        ("how many players?", ["players"]),
        ("when is it from?", ["year"]),
        ("what kind of game is it?", ["kind"]),
        ("what mood has it and what is its price?", ["mood", "price"]),
        ("does it have subtitles?", []),
    ],
)
def test_which_fields(linker: Linker, hits: list[Hit], message: str, fields: list[str]) -> None:
    assert sorted(f.name for f in read_query(message, linker, hits).fields) == sorted(fields)


def test_values_limits_and_the_end_asked_for(linker: Linker, hits: list[Hit]) -> None:
    scary = read_query("is it scary?", linker, hits)
    assert [[v.value for v in value] for value in scary.values] == [["scary"]] and not scary.denied
    assert read_query("isn't it scary?", linker, hits).denied
    cheap = read_query("is the second under 20 dollars?", linker, hits)
    assert [(b.field.name, b.low, b.high) for b in cheap.bounds] == [("price", None, 20)]
    two = read_query("is the third good for two?", linker, hits)
    assert [(b.field.name, b.low, b.high) for b in two.bounds] == [("players", 2, 2)]
    oldest = read_query("which is the oldest?", linker, hits).extreme
    assert oldest and (oldest.field.name, oldest.lowest, oldest.words) == ("year", True, "oldest")


def test_titles_that_the_catalogue_does_not_have(linker: Linker, hits: list[Hit]) -> None:
    assert read_query("how long is Twister?", linker, hits).unknown == ("Twister",)
    assert read_query("《大富翁》多少钱", linker, hits).unknown == ("大富翁",)
    assert read_query("did it win an Oscar?", linker, hits).unknown == ()
    assert read_query("how long is Ghost Train?", linker, hits).unknown == ()


def test_titles_on_screen_count_in_small_letters(linker: Linker, hits: list[Hit]) -> None:
    found = named_items("moon harvest or up, that is the question", [], hits, linker)
    assert [f.value for f in found] == ["moon-harvest"], "“up” is too ordinary a word"


def test_within(games: Catalogue) -> None:
    item, unknown = games.item("up"), games.item("detective-alley")
    assert item and unknown
    players, price = games.fields["players"], games.fields["price"]
    assert within(item, players, 4, 4) and within(item, players, 5, 9) and not within(item, players, 3, 4)
    assert within(item, price, None, 15) and within(item, price, 10, 20) and not within(item, price, 16, None)
    assert not within(unknown, price, None, 100)

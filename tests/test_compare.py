"""Items side by side: who asks for it, and what stands in the table."""

from __future__ import annotations

import pytest
from conftest import HashedWords

from chatbot.compare import asked_compare, compare, differs
from chatbot.dialogue import Table
from chatbot.phrasing import Phrasing
from chatbot.render import shipped
from retrieval.catalogue import Catalogue, Item, load
from retrieval.linker import Linker
from retrieval.retriever import Hit
from retrieval.wishes import ITEM, TEXT, Limit, Preferences, Wish

FOUR = ("heat-1995", "alien-1979", "amelie-2001", "spirited-away-2001")
HEAT, ALIEN, AMELIE, AWAY = FOUR
ALIENS, INCEPTION = "aliens-1986", "inception-2010"


@pytest.fixture(scope="module")
def films() -> Linker:
    return Linker(load(shipped("data") / "movies.jsonl"), HashedWords())


def items(catalogue: Catalogue, *ids: str) -> list[Item]:
    return [item for one in ids if (item := catalogue.item(one))]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("compare the first and the third", (HEAT, AMELIE)),
        ("compare the first, second and third", (HEAT, ALIEN, AMELIE)),
        ("Compare the first two", (HEAT, ALIEN)),
        ("compare these two", (HEAT, ALIEN)),
        ("compare 1 and 3", (HEAT, AMELIE)),
        ("#2 vs #4", (ALIEN, AWAY)),
        ("first vs second", (HEAT, ALIEN)),
        ("how does the second compare to the last?", (ALIEN, AWAY)),
        ("what's the difference between the second and the fourth?", (ALIEN, AWAY)),
        ("which is better, Alien or Aliens?", (ALIEN, ALIENS)),
        ("is Heat or Alien better?", (HEAT, ALIEN)),
        ("which should I watch, Heat or Amélie?", (HEAT, AMELIE)),
        ("difference between Inception and Heat", (INCEPTION, HEAT)),
        ("compare heat and alien", (HEAT, ALIEN)),
        ("alien vs. aliens", (ALIEN, ALIENS)),
        ("compare inception with amelie side by side", (INCEPTION, AMELIE)),
        ("compare it with Inception", (HEAT, INCEPTION)),
        ("compare them", FOUR),
        ("compare all", FOUR),
        ("how do they differ?", FOUR),
        ("which is better?", FOUR),
        ("what's the difference?", FOUR),
        ("第一个和第三个比较一下", (HEAT, AMELIE)),
        ("第一和第三有什么区别", (HEAT, AMELIE)),
        ("第一部跟第二部对比", (HEAT, ALIEN)),
        ("前两个比较一下", (HEAT, ALIEN)),
        ("《异形》和《异形2》哪个好？", (ALIEN, ALIENS)),
        ("盗火线和盗梦空间有什么不同", (HEAT, INCEPTION)),
        ("对比一下", FOUR),
        ("它们有什么区别", FOUR),
        # no comparison, or of one thing only
        ("something different from these", None),
        ("I'd like something better or newer", None),
        ("which one is better for kids?", None),
        ("anything better?", None),
        ("show me something different", None),
        ("Kramer vs. Kramer", None),
        ("compare Alien", None),
        ("a comedy or a western", None),
        ("来点不一样的", None),
        ("", None),
    ],
)
def test_who_asks_for_it(films: Linker, message: str, expected: tuple[str, ...] | None) -> None:
    hits = [Hit(item, 1.0, {}) for item in items(films.catalogue, *FOUR)]
    assert asked_compare(message, films, hits) == expected


def test_it_is_the_item_last_talked_about(films: Linker) -> None:
    hits = [Hit(item, 1.0, {}) for item in items(films.catalogue, *FOUR)]
    assert asked_compare("compare it to Heat", films, hits, AWAY) == (AWAY, HEAT)


def test_nothing_on_screen(films: Linker) -> None:
    assert asked_compare("compare them", films, []) is None
    assert asked_compare("compare the first and the second", films, []) is None
    assert asked_compare("compare Alien and Heat", films, []) == (ALIEN, HEAT)


WISHES = Preferences(
    (
        Wish("want", "mood", "calm"),
        Wish("avoid", "kind", "horror", "must"),
        Wish("avoid", "mood", "scary"),  # of an incomplete field: lacking it proves nothing
        Wish("want", "theme", "space", muted=True),
        Wish("want", ITEM, "up"),
        Wish("want", TEXT, "slow robots"),
    ),
    (Limit("price", None, 40), Limit("players", 4, 4)),
)


def test_a_table(games: Catalogue) -> None:
    pair = items(games, "moon-harvest", "hollow-house")
    assert compare(Phrasing(games, "en"), pair, WISHES) == Table(
        ("", "Moon Harvest", "The Hollow House"),
        (
            ("Kind", "strategy", "horror, cooperative"),
            ("Mood", "calm", "scary, tense"),
            ("About", "space, farming", "ghosts"),
            ("players", "1–4 players", "2–5 players"),
            ("year", "1996", "2011"),
            ("price", "$30", "$50"),
            ("Maker", "Ada Lindqvist", "Ada Lindqvist"),
            ("Meets of your wishes", "4 of 4: calm, no horror, price up to $40, players 4", "1 of 5: players 4"),
        ),
    )


def test_what_the_catalogue_does_not_say(games: Catalogue) -> None:
    table = compare(Phrasing(games, "en"), items(games, "up", "detective-alley", "ghost-train"), Preferences())
    assert table.note == "— the catalogue does not say"
    assert ("Artist", "Ada Lindqvist", "—", "—") in table.rows
    assert table.rows[-1] == ("price", "$15", "—", "$20"), "no wishes, no row of them"


def test_rows_that_differ_come_first_in_the_fields_order(films: Linker) -> None:
    table = compare(Phrasing(films.catalogue, "en"), items(films.catalogue, ALIEN, ALIENS), Preferences())
    labels = [row[0] for row in table.rows]
    assert labels == ["Year", "Genre", "Mood", "Director", "Cast", "Country", "About", "Length", "Language"]
    assert [differs(row) for row in table.rows] == [True] * 8 + [False]


def test_in_chinese(films: Linker) -> None:
    wanted = Preferences((Wish("want", "genres", "horror"),))
    table = compare(Phrasing(films.catalogue, "zh"), items(films.catalogue, HEAT, ALIEN), wanted)
    assert table.head == ("", "盗火线", "异形")
    assert table.rows[1] == ("类型", "犯罪，惊悚，盗窃，剧情", "科幻，恐怖，惊悚")
    assert table.rows[-1] == ("符合你的愿望", "1 个中的 0 个", "1 个中的 1 个：恐怖")


def test_a_wish_that_no_field_can_tell(games: Catalogue) -> None:
    free = Preferences((Wish("want", TEXT, "slow robots"), Wish("want", "gone", "x")))
    table = compare(Phrasing(games, "en"), items(games, "up", "ghost-train"), free)
    assert "Meets of your wishes" not in [row[0] for row in table.rows]

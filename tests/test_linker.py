"""What people say, and the catalogue's value they mean: exact, misspelt, by meaning, in a sentence; or none."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from conftest import HashedWords
from numpy.typing import NDArray

from retrieval.catalogue import Catalogue, Item
from retrieval.linker import Linker
from retrieval.retriever import Retriever
from retrieval.spelling import Spelling
from retrieval.wishes import ITEM


@pytest.fixture
def linker(retriever: Retriever) -> Linker:
    return retriever.linker


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("horror", ("kind", "horror", "exact")),
        ("  Horror GAMES! ", ("kind", "horror", "exact")),
        ("something about pirates", ("theme", "pirates", "exact")),
        ("ghost", ("theme", "ghosts", "exact")),
        ("co-op", ("kind", "cooperative", "exact")),
        ("coop", ("kind", "cooperative", "exact")),
        ("card-game", ("kind", "card game", "exact")),
        ("spooky", ("mood", "scary", "exact")),
        ("nobody has this", None),
        ("cooperatve", ("kind", "cooperative", "fuzzy")),
        ("advnture", ("kind", "adventure", "fuzzy")),
        ("was", None),
        ("wax", None),
        ("fold", None),
        ("calmer", None),
        ("Ada Lindqvist", ("maker", "Ada Lindqvist", "exact")),
        ("ada lindqist", ("maker", "Ada Lindqvist", "fuzzy")),
        ("Nolan", ("maker", "Deniz Nolan", "exact")),
        ("Vega", None),
        ("the admiral", ("maker", "Bruno Okafor", "exact")),
        ("", None),
        ("🤖", None),
    ],
)
def test_link(linker: Linker, said: str, expected: tuple[str, str, str] | None) -> None:
    found = linker.link(said)
    assert (found and (found.field, found.value, found.how)) == expected


def test_link_in_one_field_only(linker: Linker) -> None:
    in_maker, in_artist = linker.link("Lindqvist", "maker"), linker.link("Lindqvist", "artist")
    assert in_maker and in_artist and (in_maker.field, in_artist.field) == ("maker", "artist")
    assert linker.link("horror", "mood") is None


class Meanings(HashedWords):
    """Says that "frightening" is near "scary", and "rules" just as near."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        same = {"frightening": "scary", "rules": "scary", "very frightening ride": "scary"}
        return super().encode([same.get(text, text) for text in texts])


def test_link_by_meaning_but_not_for_plain_words_or_people(games: Catalogue) -> None:
    linker = Linker(games, Meanings())
    found = linker.link("really frightening")
    assert found and (found.field, found.value, found.how) == ("mood", "scary", "meaning")
    assert found.score == pytest.approx(1.0)
    assert linker.link("frightening", "maker") is None and linker.link("rules") is None


def test_opposites_that_share_a_word_are_not_linked(games: Catalogue) -> None:
    class Budgets(HashedWords):
        """Puts all three at cosine .8 from each other."""

        def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
            same = {"low budget": "money money low", "high budget": "money money high", "costly": "money money dear"}
            return super().encode([same.get(text, text) for text in texts])

    items = (replace(games.items[0], categories={"theme": ("low budget",)}), *games.items[1:])
    linker = Linker(Catalogue("g", games.fields, items), Budgets())
    linked = linker.link("costly")
    assert linked and linked.value == "low budget" and linked.score == pytest.approx(0.8)
    assert linker.link("high budget") is None


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Moon Harvest", ["moon-harvest"]),
        ("moon harvst", ["moon-harvest"]),
        ("Hollow House", ["hollow-house"]),
        ("cafe amelie", ["cafe-amelie"]),
        ("Fjord Race", ["fjord-race-2015", "fjord-race-1999"]),
        ("Fjord Race (1999)", ["fjord-race-1999"]),
        ("fjord race 2015", ["fjord-race-2015"]),
        ("Fjord Race (1950)", []),
        ("七人の侍", ["seven-samurai"]),
        ("The Long Voyage", ["long-voyage"]),
        ("up", ["up"]),
        ("Upp", []),
        ("Chess", []),
        ("", []),
    ],
)
def test_titles(linker: Linker, said: str, expected: list[str]) -> None:
    assert linker.titles(said) == expected
    found = linker.link(said, ITEM)
    assert (found and found.value) == (expected[0] if expected else None)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("I loved Moon Harvest but no horror", [("moon-harvest", "Moon Harvest"), ("horror", "horror")]),
        ("i loved moon harvest", [("moon-harvest", "moon harvest")]),
        ("it was up to her", []),
        ("I liked Up a lot", [("up", "Up")]),
        ("have you got 'up'?", [("up", "up")]),
        ("up", [("up", "up")]),
        (
            "Up, Moon Harvest and Ghost Train",
            [("up", "Up"), ("moon-harvest", "Moon Harvest"), ("ghost-train", "Ghost Train")],
        ),
        ("WHAT IS UP WITH HORROR GAMES", [("horror", "HORROR")]),
        ("I loved The Holow House", [("hollow-house", "The Holow House")]),
        ("a holow house", []),
        ("like Fjord Race (1999), please", [("fjord-race-1999", "Fjord Race (1999)")]),
        ("Fjord Race (1950)", []),
        ("it was up (2019) to her", [("up", "up (2019)")]),
        ("Nolan's games", [("Deniz Nolan", "Nolan's")]),
        ("the Harry Nolan games", []),
        ("maybe Nolan, Den Nolan", [("Deniz Nolan", "Nolan"), ("Deniz Nolan", "Nolan")]),
        ("a co-op about ghosts for two", [("cooperative", "co-op"), ("ghosts", "ghosts")]),
        ("我喜欢七人の侍那样的", [("seven-samurai", "七人の侍")]),
        ("Scary Game Night with friends", [("scary", "Scary")]),
        ("something calm, not scary", [("calm", "calm"), ("scary", "scary")]),
        ("🤖 \x00 ((( [ \\ ' \" “", []),
        ("", []),
    ],
)
def test_find(linker: Linker, message: str, expected: list[tuple[str, str]]) -> None:
    assert [(found.value, message[found.start : found.end]) for found in linker.find(message)] == expected


def test_people_without_a_middle_name_and_the_name_of_a_series(games: Catalogue) -> None:
    titles = ("Harry Moss and the Lamp", "Harry Moss and the River", "Lost and the Sea", "Ann Lee and the Fox")
    makers = ("Ana Maria Costa", "Robert Downing Jr.")
    items = [Item(title, title, categories={"maker": makers}) for title in titles]
    linker = Linker(Catalogue("series", games.fields, (*games.items, *items)), HashedWords())
    assert linker.titles("Harry Moss") == list(titles[:2])
    assert (linker.titles("Ann Lee"), linker.titles("Lost")) == ([], [])
    assert [f.value for f in linker.find("Ana Costa or Robert Downing")] == list(makers)


def test_the_word_before_a_name_tells_its_field(linker: Linker) -> None:
    fields = [linker.find(text)[0].field for text in ("by Ada Lindqvist", "drawn by Ada Lindqvist", "Ada Lindqvist")]
    assert fields == ["maker", "artist", "maker"]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("horor", "horror"),
        ("boring", None),
        ("dreamy", None),
        ("christopher nolen", "christopher nolan"),
        ("rocky 3", None),
        ("starwars", "star wars"),
        ("war", None),
        ("aliens", None),
    ],
)
def test_spelling(said: str, meant: str | None) -> None:
    names = ["horror", "boxing", "dream", "christopher nolan", "rocky 2", "star wars", "wax", "alien x", "alien z"]
    found = Spelling(names).nearest(said)
    assert (found and found[0]) == meant


def test_two_names_equally_near_are_no_answer() -> None:
    assert Spelling(["marathons", "marathone"]).nearest("marathon") is None


def test_find_is_quick_in_a_big_catalogue(games: Catalogue) -> None:
    items = [
        Item(str(n), f"Title {n} of {n % 97}", categories={"maker": (f"First{n} Last{n}",)}) for n in range(20_000)
    ]
    linker = Linker(Catalogue("big", games.fields, (*games.items, *items)), HashedWords())
    message = (
        "I loved Moon Harvest and Star Pirats, but nothing by Nolan; something calm about the sea for a quiet evening "
        * 2
    )
    linker.find(message)
    start = time.perf_counter()
    found = linker.find(message)
    assert time.perf_counter() - start < 0.2 and len(found) == 10

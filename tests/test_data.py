"""The demo catalogues: enough of them, from everywhere, in our own words, without slips."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from chatbot.render import shipped
from retrieval.catalogue import YEAR, Catalogue, load

VOCABULARY = re.compile(r"[a-z0-9][a-z0-9 &'+-]*")  # of kinds, moods and themes: small letters, no slips of case


@pytest.fixture(scope="module")
def films() -> Catalogue:
    return load(shipped("data") / "movies.jsonl")


@pytest.fixture(scope="module")
def board_games() -> Catalogue:
    return load(shipped("data") / "boardgames.jsonl")


@pytest.fixture(scope="module", params=["movies", "boardgames"])
def catalogue(request: pytest.FixtureRequest) -> Catalogue:
    return load(shipped("data") / f"{request.param}.jsonl")


def test_their_sizes(films: Catalogue, board_games: Catalogue) -> None:
    assert (len(films.items), len(board_games.items)) == (1000, 300)


def test_ids_say_their_title_and_no_film_is_there_twice(films: Catalogue) -> None:
    assert [item.id for item in films.items if not re.fullmatch(r"[a-z0-9-]+-(?:19|20)\d\d", item.id)] == []
    twice = Counter((item.title, item.numbers["year"]) for item in films.items)
    assert [one for one, times in twice.items() if times > 1] == []


def test_films_from_everywhere_and_every_decade(films: Catalogue) -> None:
    years = [item.numbers["year"][0] for item in films.items]
    assert len(films.values["country"]) >= 25
    assert (min(years) <= 1929, max(years) >= 2020) == (True, True)
    assert min(Counter(int(year) // 10 for year in years).values()) >= 10
    assert not [year for year in years if not 1900 <= year <= 2026]


def test_every_description_is_short_and_its_own(catalogue: Catalogue) -> None:
    lengths = {item.id: len(item.text.split()) for item in catalogue.items}
    assert {item_id: n for item_id, n in lengths.items() if not 18 <= n <= 60} == {}
    sentences = Counter(
        s for item in catalogue.items for s in re.split(r"(?<=[.!?])\s+", item.text) if len(s.split()) > 3
    )
    assert [s for s, times in sentences.items() if times > 1] == []


def test_descriptions_are_plain_text_that_ends(catalogue: Catalogue) -> None:
    odd = [
        item.id
        for item in catalogue.items
        if re.search(r"<|https?:|\s\s|\.\.\.|\*\*", item.text) or item.text[-1] not in ".!?”\"'"
    ]
    assert odd == []


def test_every_item_has_its_categories(catalogue: Catalogue) -> None:
    needed = [f.name for f in catalogue.of_kind("category")]
    assert {item.id: name for item in catalogue.items for name in needed[:2] if not item.values(name)} == {}


def test_vocabularies_are_closed_and_used(films: Catalogue, board_games: Catalogue) -> None:
    assert (len(films.values["genres"]) <= 45, len(films.values["moods"]) <= 60) == (True, True)
    closed = (
        films.values["genres"],
        films.values["moods"],
        board_games.values["categories"],
        board_games.values["mechanics"],
    )
    assert [value for found in closed for value in found if not VOCABULARY.fullmatch(value)] == []
    assert [value for found in closed[:2] for value, count in found.items() if count < 3] == []


def test_aliases_name_values_that_are_there(catalogue: Catalogue) -> None:
    aliases = catalogue.talk["aliases"]
    assert {said: to for said, to in aliases.items() if to[1] not in catalogue.values[to[0]]} == {}


def test_numbers_are_sensible(catalogue: Catalogue) -> None:
    years = [f.name for f in catalogue.of_kind("number") if f.unit == YEAR]
    without = [item.id for item in catalogue.items for name in years if name not in item.numbers]
    assert len(without) <= 15, "only the oldest games have no year"
    assert [
        item.id for item in catalogue.items if "minutes" in item.numbers and not 5 <= item.numbers["minutes"][0] <= 600
    ] == []
    assert [item.id for item in catalogue.items for low, high in item.numbers.values() if not 0 <= low <= high] == []


def test_the_owner_greets_and_gives_examples(catalogue: Catalogue) -> None:
    assert catalogue.talk["greeting"] and len(catalogue.talk["examples"]) >= 3 and len(catalogue.talk["noun"]) == 2

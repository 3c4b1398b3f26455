"""Degrees of soft attributes, on six made-up films whose right order is seen by eye."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import HashedWords
from contract import minilm

from chatbot.render import shipped
from retrieval.attributes import ORDER
from retrieval.catalogue import Catalogue, Field, Item, load
from retrieval.degrees import Degrees
from retrieval.encoder import SentenceEncoder
from retrieval.retriever import described

FIELDS = {
    "id": Field("id", "id", ("id",)),
    "kind": Field("kind", "category", ("kind",)),
    "maker": Field("maker", "category", ("maker",), person=True),
    "year": Field("year", "number", ("year",)),
}


def film(name: str, kinds: str, year: int | None = None, text: str = "") -> Item:
    numbers = {"year": (float(year), float(year))} if year else {}
    return Item(name, name, (), text, {"kind": tuple(kinds.split()), "maker": ("horror",)}, numbers)


FILMS = (
    film("Crypt", "horror thriller", 1990),
    film("Heist", "thriller", 2010),
    film("Farm", "drama", 1950),
    film("Spoof", "horror comedy", 1980),
    film("Picnic", "comedy family"),
    film("Cake", "family", 2020),
)
SCARY = {"more": ["horror", "thriller"], "less": ["family", "comedy"], "opposite": ["cosy"], "zh": "吓人"}


def degrees(table: Mapping[str, Any], films: tuple[Item, ...] = FILMS, encoder: HashedWords | None = None) -> Degrees:
    catalogue = Catalogue("Films", FIELDS, films, talk={"noun": ["film", "films"]}, degrees=table)
    encoder = encoder or HashedWords()
    return Degrees(catalogue, encoder.encode([described(item, catalogue) for item in films]), encoder)


def ranked(found: Degrees, attribute: str, films: tuple[Item, ...] = FILMS) -> list[str]:
    """Titles, most first; those that are equal in the films' order, joined."""
    column = found.of(attribute)
    levels: dict[float, list[str]] = {}
    for item, degree in zip(films, column, strict=True):
        levels.setdefault(round(float(degree), 4), []).append(item.title)
    return ["=".join(levels[level]) for level in sorted(levels, reverse=True)]


def test_what_speaks_for_it_and_against_it_orders_the_items() -> None:
    # "horror" stands before "thriller" and "family" before "comedy": Spoof is half scary, Cake less so than Picnic
    column = degrees({"scary": SCARY}).of("scary")
    assert ranked(degrees({"scary": SCARY}), "scary") == ["Crypt", "Heist", "Spoof", "Farm", "Cake", "Picnic"]
    assert column.dtype == np.float32 and 0 < column.min() < 0.3 < 0.7 < column.max() < 1


def test_the_first_values_of_a_list_count_more() -> None:
    films = (film("A", "horror"), film("B", "thriller"), film("C", "drama"))
    assert ranked(degrees({"scary": {"more": ["horror", "thriller"]}}, films), "scary", films) == ["A", "B", "C"]
    assert ranked(degrees({"scary": {"more": ["thriller", "horror"]}}, films), "scary", films) == ["B", "A", "C"]


def test_other_words_mean_the_same_and_opposites_the_reverse() -> None:
    found = degrees({"scary": SCARY})
    scary = found.of("scary")
    for same in ("scarier", "吓人", "Scary "):
        assert np.array_equal(found.of(same), scary)
    for reverse in ("cosy", "cosier", "not scary", "unscary"):
        assert found.of(reverse) == pytest.approx(1 - scary, abs=1e-6)


def test_numbers_and_the_owners_order_raise_and_lower_it() -> None:
    table = {
        "modern": {"up": ["year"]},
        "dated": {"down": ["year"]},
        "famous": {"up": [ORDER]},
        "odd": {"up": ["cost"]},
    }
    found = degrees(table)
    # five years are known; Picnic's is not, so it stands in the middle, beside Crypt
    assert ranked(found, "modern") == ["Cake", "Heist", "Crypt=Picnic", "Spoof", "Farm"]
    assert ranked(found, "dated") == ["Farm", "Spoof", "Crypt=Picnic", "Heist", "Cake"]
    assert ranked(found, "famous") == ["Crypt", "Heist", "Farm", "Spoof", "Picnic", "Cake"]
    assert ranked(found, "odd") == ["Crypt=Heist=Farm=Spoof=Picnic=Cake"]


def test_a_value_is_an_attribute_too() -> None:
    assert set(ranked(degrees({}), "comedies")[:2]) == {"Spoof", "Picnic"}


def test_a_word_that_is_near_a_name_of_the_table_means_that() -> None:
    found = degrees({"scary": SCARY})
    assert np.array_equal(found.of("very scary"), found.of("scary"))
    assert not np.array_equal(found.of("quiet comedy"), found.of("scary"))


def test_a_word_that_is_near_nothing_is_held_against_the_values() -> None:
    films = (film("A", "drama"), film("B", "quiet"), film("C", "quiet drama"))
    assert ranked(degrees({}, films), "quiet sunny rainy", films) == ["B", "C", "A"]


def test_the_text_speaks_for_an_item_without_values() -> None:
    horrors = tuple(film(f"H{n}", "horror", text="blood in the cellar") for n in range(10))
    others = tuple(film(f"C{n}", "comedy", text="cake in the garden") for n in range(10))
    bare = (film("Bare cellar", "", text="blood in a cellar"), film("Bare garden", "", text="cake in a garden"))
    films = (*horrors, *others, *bare)
    column = degrees({"scary": SCARY}, films).of("scary")
    assert column[20] > 0.5 > column[21]


def test_people_are_no_values() -> None:
    films = (film("A", "drama"), film("B", "comedy"))  # both are made by somebody called Horror
    assert ranked(degrees({"scary": {"more": ["horror"]}}, films), "scary", films) == ["A=B"]


@pytest.mark.parametrize("said", ["", "  ", "🤖"])
def test_nothing_said_is_the_same_for_all(said: str) -> None:
    assert degrees({"scary": SCARY}).of(said).tolist() == [0.5] * 6


def test_without_categories_all_are_equal() -> None:
    films = (film("A", ""), film("B", ""))
    assert ranked(degrees({"scary": SCARY}, films), "scary", films) == ["A=B"]
    assert ranked(degrees({}, films), "odd", films) == ["A=B"]


def test_a_known_word_needs_no_encoder_and_any_other_one_call() -> None:
    encoder = HashedWords()
    found = degrees({"scary": SCARY}, encoder=encoder)
    encoder.asked.clear()
    found.of("scarier")
    found.of("drama")
    assert encoder.asked == []
    assert found.of("sunny") is found.of("Sunny")
    assert encoder.asked == [["sunny", "a sunny film", "a film"]]


def test_what_was_found_is_kept_but_not_without_end_and_cannot_be_changed() -> None:
    found = degrees({"scary": SCARY})
    for number in range(200):
        found.of(f"word{number}")
    assert len(found._columns) <= 64
    with pytest.raises(ValueError, match="read-only"):
        found.of("scary")[0] = 1


def test_the_words_vectors_are_kept_in_the_folder(tmp_path: Path) -> None:
    encoder = HashedWords()
    catalogue = Catalogue("Films", FIELDS, FILMS, degrees={"scary": SCARY})
    vectors = encoder.encode([described(item, catalogue) for item in FILMS])
    first = Degrees(catalogue, vectors, encoder, folder=tmp_path).of("scary")
    encoder.asked.clear()
    assert np.array_equal(Degrees(catalogue, vectors, encoder, folder=tmp_path).of("scary"), first)
    assert encoder.asked == []


@pytest.mark.model
def test_with_the_real_model_films_are_where_people_put_them() -> None:
    encoder = SentenceEncoder(minilm(), offline=True, threads=1)
    whole = load(shipped("data") / "movies.jsonl")
    few = replace(whole, items=whole.items[:120])
    found = Degrees(few, encoder.encode([described(item, few) for item in few.items]), encoder)
    for attribute, less, more in (
        ("scary", "coco-2017", "it-2017"),
        ("funny", "it-2017", "deadpool-2016"),
        ("lighter", "get-out-2017", "coco-2017"),
        ("gruesome", "black-panther-2018", "get-out-2017"),
    ):
        column = found.of(attribute)
        assert column[few.row_of[less]] < column[few.row_of[more]], attribute

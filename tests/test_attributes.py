"""Soft attributes by all that they are called: other words, comparatives, opposites, languages; and slips in them."""

from __future__ import annotations

from typing import Any

import pytest

from chatbot.render import shipped
from retrieval.attributes import Attribute, Attributes, Sense
from retrieval.catalogue import Catalogue, load
from retrieval.tables import CatalogueError

SCARY = Attribute("scary", ("creepy", "吓人", "恐怖"), (), ("horror",), ("family",))
SAD = Attribute("sad", (), ("cheerful", "happy"), ("grief",), (), ("minutes",), ("year",))
LOVELY = Attribute("light-hearted", ("nice",))
TABLE: dict[str, Any] = {
    "scary": {"also": ["creepy"], "more": ["horror"], "less": ["family"], "zh": "吓人|恐怖"},
    "sad": {"opposite": ["cheerful", "happy"], "more": ["grief"], "up": ["minutes"], "down": ["year"]},
    "light-hearted": {"also": ["nice"]},
}


@pytest.fixture
def attributes() -> Attributes:
    return Attributes(TABLE)


def test_the_table_as_values(attributes: Attributes) -> None:
    assert attributes.all == (SCARY, SAD, LOVELY)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("scary", Sense(SCARY, 1)),
        ("Scarier", Sense(SCARY, 1)),
        ("scariest", Sense(SCARY, 1)),
        ("creepier", Sense(SCARY, 1)),
        ("恐怖", Sense(SCARY, 1)),
        ("not scary", Sense(SCARY, -1)),
        ("unscary", Sense(SCARY, -1)),
        ("sadder", Sense(SAD, 1)),
        ("happier", Sense(SAD, -1)),
        ("unhappy", Sense(SAD, 1)),
        ("nicer", Sense(LOVELY, 1)),
        ("Light hearted", Sense(LOVELY, 1)),
        ("horror", None),
        ("her", None),
        ("", None),
        ("🤖", None),
    ],
)
def test_what_a_word_stands_for(attributes: Attributes, said: str, expected: Sense | None) -> None:
    assert attributes.sense(said) == expected


def test_a_word_whose_negation_is_in_the_table_is_its_opposite() -> None:
    table = Attributes({"unrealistic": {"more": ["magic"]}})
    assert table.sense("realistic") == Sense(table.all[0], -1)


@pytest.mark.parametrize(
    ("said", "expected"),
    [("creepier", "scary"), ("吓人", "scary"), ("happiest", "cheerful"), ("unscary", "unscary"), ("table", None)],
)
def test_the_name_of_what_a_word_means_means_the_same(attributes: Attributes, said: str, expected: str | None) -> None:
    assert attributes.attribute_of(said) == expected
    assert expected is None or attributes.sense(expected) == attributes.sense(said)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("horror", "degrees.scary is 'horror'. Make it a table"),
        ({"more": "horror"}, "degrees.scary: more = 'horror'. Use lists of texts in also, opposite, more"),
        ({"more": [1]}, "degrees.scary: more = "),
        ({"moer": ["horror"]}, "degrees.scary: moer = "),
        ({"zh": ["吓人"]}, "degrees.scary: zh = "),
    ],
)
def test_a_slip_is_named(entry: Any, message: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        Attributes({"scary": entry})
    assert str(caught.value).startswith(message)


@pytest.fixture(params=["movies", "boardgames"])
def catalogue(request: pytest.FixtureRequest) -> Catalogue:
    return load(shipped("data") / f"{request.param}.jsonl")


def test_the_shipped_tables_say_all_they_must_once(catalogue: Catalogue) -> None:
    table = Attributes(catalogue.degrees)
    assert [one.name for one in table.all if not one.more or not one.less] == []
    assert len(table.names) == sum(1 + len(one.also) + len(one.opposite) for one in table.all), "a name stands twice"
    assert [one.name for one in table.all if set(one.more) & set(one.less)] == []


def test_the_shipped_tables_speak_of_values_that_are_there(catalogue: Catalogue) -> None:
    values = {value for f in catalogue.of_kind("category") for value in catalogue.values[f.name]}
    said = [value for one in Attributes(catalogue.degrees).all for value in (*one.more, *one.less)]
    assert len([value for value in said if value not in values]) < 0.1 * len(said), set(said) - values

"""Which limits stand in which words, and which numbers are none."""

from __future__ import annotations

import time
from datetime import date

import pytest

from chatbot.amounts import number
from chatbot.limits import read_limits
from retrieval.catalogue import Field

YEAR = Field("year", "number", ("year",), unit="year", less=("older", "earlier"), more=("newer", "later"))
MINUTES = Field(
    "minutes",
    "number",
    ("minutes",),
    unit="min",
    words=("minutes", "mins", "long"),
    less=("shorter",),
    more=("longer",),
)
PLAYERS = Field(
    "players", "number", ("min", "max"), unit="players", words=("players", "player", "people", "friends", "of us")
)
PRICE = Field("price", "number", ("price",), unit="$", words=("price", "budget"), at_most=True, less=("cheaper",))
AGE = Field("age", "number", ("age",), unit="years old", words=("age", "aged", "year olds", "year old"), at_most=True)
COMPLEXITY = Field("complexity", "number", ("c",), words=("complexity", "weight"), less=("simpler",), more=("harder",))
FIELDS = (YEAR, PLAYERS, MINUTES, AGE, COMPLEXITY, PRICE)
NOW = date.today().year


def read(text: str) -> dict[str, tuple[float | None, float | None]]:
    return {b.field.name: (b.low, b.high) for b in read_limits(text, FIELDS)}


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("from the 90s", 1990, 1999),
        ("something from the 1990's", 1990, 1999),
        ("nineties comedies", 1990, 1999),
        ("the '70s", 1970, 1979),
        ("the early 2000s", 2000, 2003),
        ("mid-80s", 1983, 1986),
        ("late 60s", 1966, 1969),
        ("the 80s or 90s", 1980, 1999),
        ("from the 50s to the 70s", 1950, 1979),
        ("before the 80s", None, 1979),
        ("after the 90s", 2000, None),
        ("since the 90s", 1990, None),
        ("1960s or earlier", None, 1969),
        ("after 2005", 2006, None),
        ("since 1999", 1999, None),
        ("before 1970", None, 1969),
        ("pre-1960", None, 1959),
        ("post-2010", 2011, None),
        ("older than 1980", None, 1979),
        ("newer than 2015", 2016, None),
        ("from 1990 onwards", 1990, None),
        ("1990 or later", 1990, None),
        ("1975 and earlier", None, 1975),
        ("from 1994 to 1999", 1994, 1999),
        ("between 1960 and 1975", 1960, 1975),
        ("1960-1975", 1960, 1975),
        ("after 1980 and before 2000", 1981, 1999),
        ("made in 1999", 1999, 1999),
        ("the year 2000", 2000, 2000),
        ("around 1985", 1983, 1987),
        ("nothing before 1990", 1990, None),
        ("nothing older than 1990", 1990, None),
        ("not after 1990", None, 1990),
        ("I hate things before 1980", 1980, None),
        ("20th century", 1901, 2000),
        ("this century", 2001, None),
        ("a recent film", NOW - 12, None),
        ("nothing too recent", None, NOW - 13),
        ("from the last five years", NOW - 5, None),
        ("from the past two decades", NOW - 20, None),
        ("九十年代的电影", 1990, 1999),
        ("2010年代", 2010, 2019),
        ("2000年以后", 2000, None),
        ("2000年之前", None, 1999),
        ("不要2000年以前的", 2000, None),
        ("1990到1999年", 1990, 1999),
        ("最近的电影", NOW - 12, None),
    ],
)
def test_years(text: str, low: float | None, high: float | None) -> None:
    assert read(text) == {"year": (low, high)}


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("under two hours", None, 120),
        ("no longer than 2 hours", None, 120),
        ("not more than 2 hours", None, 120),
        ("nothing over 2 hours", None, 120),
        ("I don't have more than 90 minutes", None, 90),
        ("not under 2 hours", 120, None),
        ("over 3h", 180, None),
        ("an hour and a half", 72, 108),
        ("two and a half hours", 120, 180),
        ("max 1h30", None, 90),
        ("at most 1 hour 40 min", None, 100),
        ("90 minutes or less", None, 90),
        ("between 90 and 120 minutes", 90, 120),
        ("30-60 mins", 30, 60),
        ("a 90-minute film", 72, 108),
        ("half an hour", 24, 36),
        ("两小时以内", None, 120),
        ("不超过90分钟", None, 90),
        ("一个半小时", 72, 108),
        ("120分钟以上", 120, None),
    ],
)
def test_minutes(text: str, low: float | None, high: float | None) -> None:
    assert read(text) == {"minutes": (low, high)}


@pytest.mark.parametrize(
    ("text", "field", "low", "high"),
    [
        ("for 4 players", "players", 4, 4),
        ("there are five of us", "players", 5, 5),
        ("2-4 players", "players", 2, 4),
        ("two to four people", "players", 2, 4),
        ("4 or more players", "players", 4, None),
        ("3+ players", "players", 3, None),
        ("min 2 players", "players", 2, None),
        ("no more than 4 players", "players", None, 4),
        ("about 6 people", "players", 5, 7),
        ("四个人", "players", 4, 4),
        ("3到5人", "players", 3, 5),
        ("under $40", "price", None, 40),
        ("I have 30 dollars", "price", None, 30),
        ("40 bucks max", "price", None, 40),
        ("between $20 and $40", "price", 20, 40),
        ("$20-40", "price", 20, 40),
        ("over $50", "price", 50, None),
        ("two hundred dollars", "price", None, 200),
        ("$1,000", "price", None, 1000),
        ("my budget is 25", "price", None, 25),
        ("40美元以内", "price", None, 40),
        ("my six-year-old", "age", None, 6),
        ("for 8 year olds", "age", None, 8),
        ("ages 10 and up", "age", 10, None),
        ("六岁的孩子", "age", None, 6),
        ("complexity under 3", "complexity", None, 3),
        ("weight at most 2.5", "complexity", None, 2.5),
    ],
)
def test_other_units(text: str, field: str, low: float | None, high: float | None) -> None:
    assert read(text) == {field: (low, high)}


@pytest.mark.parametrize(
    "text",
    [
        "12 Angry Men",
        "2001: A Space Odyssey",
        "Catch-22",
        "the 5th one",
        "100% sure",
        "24/7",
        "1984",
        "I loved 1984 and 1917",
        "Blade Runner 2049",
        "8 1/2",
        "over 2000 votes",
        "my number is 1234567890",
        "set in the 80s",
        "it takes place in 1944",
        "a film about 1917",
        "I'm in my 30s",
        "not from the 80s",
        "the first 10 minutes bored me",
        "in 5 minutes I must leave",
        "我最近看了很多",
        "no 90s stuff",
        "one of them",
        "",
        "🎬 7",
        "1.2.3.4 players",
    ],
)
def test_no_limit(text: str) -> None:
    assert read(text) == {}


def test_several_fields_in_one_message() -> None:
    found = read("a 90s game for 2 to 4 players, under an hour, at most $30, complexity 2")
    expected = {
        "year": (1990, 1999),
        "players": (2, 4),
        "minutes": (None, 60),
        "price": (None, 30),
        "complexity": (2, 2),
    }
    assert found == expected


def test_contradicting_bounds_leave_the_last() -> None:
    assert read("after 2000, no, before 1980") == {"year": (None, 1979)}


def test_the_span_covers_the_words() -> None:
    text = "Robots, but nothing longer than 2 hours please"
    assert [text[b.start : b.end] for b in read_limits(text, FIELDS)] == ["nothing longer than 2 hours"]


@pytest.mark.parametrize(
    ("text", "field", "low", "high"),
    [
        ("something shorter", "minutes", None, 109),
        ("longer than these please", "minutes", 111, None),
        ("cheaper", "price", None, 24),
        ("older", "year", None, 1998),
        ("something later", "year", 2000, None),
        ("an older one please", "year", None, 1998),
        ("simpler", "complexity", None, 2.4),
    ],
)
def test_comparatives_are_against_the_middle_on_screen(
    text: str, field: str, low: float | None, high: float | None
) -> None:
    on_screen: dict[str, list[float]] = {
        "minutes": [90, 110, 150],
        "price": [25],
        "year": [2010, 1999, 1950],
        "complexity": [2.5, 1.5, 3.0],
    }
    assert [(b.field.name, b.low, b.high) for b in read_limits(text, FIELDS, on_screen)] == [(field, low, high)]


@pytest.mark.parametrize(
    "text",
    ["shorter", "I no longer want it", "cheaper than Catan", "my older brother", "an older couple", "see you later"],
)
def test_no_comparative(text: str) -> None:
    on_screen: dict[str, list[float]] = {"minutes": [90.0], "price": [25.0], "year": [1999.0]}
    on_screen = {} if text == "shorter" else on_screen
    assert read_limits(text, FIELDS, on_screen) == []


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("12", 12),
        ("1,000", 1000),
        ("2,5", 2.5),
        ("2.5", 2.5),
        ("1.2.3", None),
        ("twenty-five", 25),
        ("Ninety one", 91),
        ("a hundred", 100),
        ("two hundred", 200),
        ("十", 10),
        ("二十五", 25),
        ("两百", 200),
        ("九零", 90),
        ("many", None),
        ("", None),
    ],
)
def test_number(word: str, expected: float | None) -> None:
    assert number(word) == expected


@pytest.mark.parametrize(
    "text", ["1" * 20_000, "not " * 5000 + "2 players", "under 20 a b c 90s " * 100, "1990 " * 400, "2 players " * 200]
)
def test_hard_texts_are_read_in_time(text: str) -> None:
    start = time.perf_counter()
    read_limits(text, FIELDS)
    assert time.perf_counter() - start < 0.5

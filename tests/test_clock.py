"""Times of day: which words say when something must be open, and which say nothing of it."""

from __future__ import annotations

import pytest

from chatbot.clock import hours, role, spoken
from chatbot.limits import read_limits
from chatbot.talk import templates
from retrieval.catalogue import Field

OPENS = Field("opens", "number", ("opens",), label="Opens", unit="o'clock", words=("opening time",))
CLOSES = Field("closes", "number", ("closes",), label="打烊", unit="点", words=("几点关门",))
SEATS = Field("seats", "number", ("seats",), words=("seats",), local={"zh": {"unit": "座"}})


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("open until 10 pm", [("closes", 22, None)]),
        ("stays open till midnight", [("closes", 24, None)]),
        ("serves food until eleven", [("closes", 23, None)]),
        ("open until 2", [("closes", 26, None)]),
        ("open past 1 am", [("closes", 25, None)]),
        ("doesn't close before ten", [("closes", 22, None)]),
        ("it must not close before 9:30 pm", [("closes", 21.5, None)]),
        ("closes by 6 pm", [("closes", None, 18)]),
        ("closes at 20:00", [("closes", 20, 20)]),
        ("opens before 8", [("opens", None, 8)]),
        ("opens no later than 9 am", [("opens", None, 9)]),
        ("opens after 10 am", [("opens", 10, None)]),
        ("open from 6 am", [("opens", None, 6)]),
        ("open from 6 am to 10 pm", [("opens", None, 6), ("closes", 22, None)]),
        ("open at 11 pm", [("opens", None, 23), ("closes", 23, None)]),
        ("开到晚上10点", [("closes", 22, None)]),
        ("营业到22点半", [("closes", 22.5, None)]),
        ("开到半夜两点", [("closes", 26, None)]),
        ("晚上九点以后打烊", [("closes", 21, None)]),
        ("22点还没关门", [("closes", 22, None)]),
        ("十点以后还营业", [("closes", 22, None)]),
        ("晚上10点还在营业", [("closes", 22, None)]),
        ("夜里两点还开着", [("closes", 26, None)]),
        ("半夜11点关门", [("closes", 23, 23)]),
        ("打烊至少20点", [("closes", 20, None)]),
        ("20点前打烊", [("closes", None, 20)]),
        ("上午10点前开门", [("opens", None, 10)]),
        ("最晚10点开门", [("opens", None, 10)]),
        ("开门最多10点", [("opens", None, 10)]),
        ("早上六点就开门", [("opens", None, 6)]),
        ("12点以后才开门", [("opens", 12, None)]),
        ("until 10 minutes", []),
        ("open to 4 people", []),
        ("table for 10 at 8", []),
        ("open until 99", []),
        ("open to 3 of us", []),
        ("一点都不辣", []),
        ("关门晚一点的", []),
        ("早一点开门", []),
        ("有点贵", []),
        ("下午三点想喝茶", []),
    ],
)
def test_what_is_said_of_hours(said: str, expected: list[tuple[str, float | None, float | None]]) -> None:
    assert [(one.role, one.low, one.high) for one in hours(said)] == expected


def test_a_field_is_such_an_hour_by_its_unit_and_words() -> None:
    assert [role(field) for field in (OPENS, CLOSES, SEATS)] == ["opens", "closes", None]
    assert role(Field("starts", "number", ("starts",), label="Starts", unit="o'clock")) is None
    assert role(Field("left", "number", ("left",), label="Open places")) is None


def test_hours_stand_beside_other_limits() -> None:
    price = Field("price", "number", ("price",), unit="元", words=("人均",), at_most=True)
    fields = (OPENS, CLOSES, SEATS, price)
    said = "人均50以内，25座以上，晚上10点还开着"
    found = [(b.field.name, b.low, b.high) for b in read_limits(said, fields)]
    assert sorted(found) == [("closes", 22, None), ("price", None, 50), ("seats", 25, None)]
    bound = next(b for b in read_limits(said, fields) if b.field is CLOSES)
    assert said[bound.start : bound.end] == "晚上10点还开"


def test_without_such_a_field_a_time_is_no_limit() -> None:
    assert read_limits("open until 10 pm", (SEATS,)) == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_simulated_people_say_of_hours_is_read_as_it_is_meant(language: str) -> None:
    facts = templates(language)["fact"]
    for name in ("opens", "closes"):
        for hour in range(5, 25):
            told = spoken(hour, language)
            for side, expected in (("most", (None, hour)), ("least", (hour, None))):
                for template in facts[f"{name}_{side}"]:
                    said = template.format(low=told, high=told)
                    if hour < 24 or name == "closes":
                        assert [(one.role, one.low, one.high) for one in hours(said)] == [(name, *expected)], said

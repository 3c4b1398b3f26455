"""Numbers and dates as people write them."""

from __future__ import annotations

import pytest

from retrieval.quantities import Quantity, decimal_comma, is_nothing, quantity, unit_of, year_of


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("$12.50", 12.5, 12.5, "$"), ("USD 30", 30, 30, "$"), ("1.234,56 €", 1234.56, 1234.56, "€"),
        ("$1,000.00", 1000, 1000, "$"), ("30元", 30, 30, "元"), ("$11-$30", 11, 30, "$"),
        ("90 min", 90, 90, "minutes"), ("1 h 30 min", 90, 90, "minutes"), ("1h30m", 90, 90, "minutes"),
        ("1–2 hrs", 1, 2, "hours"), ("2小时", 2, 2, "hours"), ("12,5 kg", 12.5, 12.5, "kg"), ("5 m", 5, 5, "m"),
        ("1,234", 1234, 1234, ""), ("1 234", 1234, 1234, ""), ("12-20", 12, 20, ""), ("20 - 12", 12, 20, ""),
        ("18+", 18, 18, ""), ("4.5/5", 4.5, 4.5, ""), ("4 out of 5", 4, 4, ""), ("~20", 20, 20, ""), ("-3", -3, -3, ""),
        ("1.2k", 1200, 1200, ""), ("3M", 3e6, 3e6, ""), ("2万", 20000, 20000, ""),
        ("2 to 4 players", 2, 4, "players"), ("approx. 30 min.", 30, 30, "minutes"), ("50%", 50, 50, "%"),
    ],
)  # fmt: skip
def test_a_number(text: str, low: float, high: float, unit: str) -> None:
    assert quantity(text) == Quantity(low, high, unit)


@pytest.mark.parametrize(
    "cell", ["free", "B07XYZ", "ISBN 978", "2019-05-03", "5:30-21:00", "", None, True, float("inf")]
)
def test_no_number(cell: object) -> None:
    assert quantity(cell) is None


def test_a_column_that_writes_commas() -> None:
    assert (quantity("1.500", comma=True), quantity("1.500")) == (Quantity(1500, 1500), Quantity(1.5, 1.5))
    assert [decimal_comma(texts) for texts in (["1,5", "2"], ["1,500", "2"], ["1,5", "2.5"])] == [True, False, False]


@pytest.mark.parametrize(
    "text",
    [
        "2019-05-03",
        "2019/5",
        "03/05/2019",
        "3.5.2019",
        "3 May 2019",
        "May 3, 2019",
        "2019年5月3日",
        "2019-05-03T10:00:00Z",
    ],
)
def test_the_year_of_a_date(text: str) -> None:
    assert year_of(text) == 2019


@pytest.mark.parametrize("text", ["2019", "12 Monkeys 1995", "13/13/0019", 2019, None])
def test_no_date(text: object) -> None:
    assert year_of(text) is None


def test_nothing_and_units() -> None:
    assert [is_nothing(cell) for cell in (None, "", " ", "N/A", "-", [], 0, "0", "x", False)] == [True] * 6 + [
        False
    ] * 4
    assert [unit_of(text) for text in ("Mins.", "EUR", "cups")] == ["minutes", "€", "cups"]


@pytest.mark.parametrize("cell", [10**400, -(10**400), float("inf"), float("nan")])
def test_what_no_float_can_hold_is_no_quantity(cell: float) -> None:
    assert quantity(cell) is None

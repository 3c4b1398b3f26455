"""What columns look like: how full, how varied, several values in a cell."""

from __future__ import annotations

import pytest

from retrieval.columns import Column, profiled, truth, values_of, written


def column(*cells: object) -> Column:
    return Column("x", cells, len(cells), range(len(cells)))


def test_a_profile_by_a_sample_of_the_rows() -> None:
    rows = [(at, {"a": str(at), "b": "n/a" if at % 2 else "x"}) for at in range(12_000)]
    a, b = profiled(rows)
    assert (a.name, a.rows, a.filled, a.varied, b.filled, b.varied) == ("a", 5000, 1.0, 1.0, 1.0, 1 / 5000)
    small = profiled(rows[:4])[1]
    assert (small.cells, small.places, small.filled) == (["x", "x"], [0, 2], 0.5)


@pytest.mark.parametrize(
    ("cells", "separator"),
    [
        (("a|b", "b|c", "a"), "|"), (("a; b", "b; c", "a"), ";"), (("red, green", "green, blue", "red"), ","),
        (("辣、甜", "甜、咸", "辣"), "、"), (('["a", "b"]', '["b"]', "['a']"), "json"), (("a", "b", "a"), ""),
        (("Green, mild. Good.", "Black, strong. Good.", "x"), ""), (("Doe, Ann", "Roe, Bob", "Poe, Cat"), ""),
        ((["a", "b"], ["b"], ["a"]), ""),
    ],
)  # fmt: skip
def test_what_parts_several_values(cells: tuple[object, ...], separator: str) -> None:
    assert column(*cells).separator == separator


def test_the_values_of_a_cell() -> None:
    assert values_of(["a", 1], ",") == ["a", "1"]
    assert values_of("a, b,,", ",") == ["a", "b"]
    assert values_of("a, b", "") == ["a, b"]
    assert values_of('[{"name": "a"}, {"name": "b"}]', "json") == ["a", "b"]
    assert [written("[oops"), written("[1, 'a'"), written("no")] == [None, None, None]


def test_yes_and_no() -> None:
    assert [truth(cell) for cell in (True, "Yes", "no", "否", "maybe", 1)] == [True, True, False, False, None, True]
    assert (column("yes", "no").flag, column(1, 0).flag, column("yes", "perhaps").flag) == (True, False, False)

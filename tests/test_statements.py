"""What is said of an item is held against its fields: true and false ones are told apart."""

from __future__ import annotations

import pytest

from chatbot.statements import Statements
from retrieval.catalogue import Catalogue


@pytest.mark.parametrize(
    ("reason", "checked", "false"),
    [
        ("Calm; made by Ada Lindqvist.", 2, []),
        ("Calm; made by Bruno Okafor.", 2, ["made by Bruno Okafor"]),
        ("Scary.", 1, ["Scary"]),
        ("Strategy; no horror.", 2, []),
        ("No strategy.", 1, ["No strategy"]),
        ("1–4 players; $30.", 2, []),
        ("2–4 players.", 1, ["2–4 players"]),
        ("Close to “slow robots”.", 0, []),
        ("Calm: Robots grow wheat on a quiet moon.", 2, []),
        ("Calm: Robots burn wheat on a quiet moon.", 2, ["Robots burn wheat on a quiet moon."]),
        ("Like The Long Voyage: Part One (about farming); calm.", 2, []),
        ("Like The Long Voyage: Part One (about farming, about sea); calm.", 3, ["about sea"]),
        ("", 0, []),
    ],
)
def test_each_fact_is_checked(games: Catalogue, reason: str, checked: int, false: list[str]) -> None:
    item = games.item("moon-harvest")
    assert item
    assert Statements(games).of(reason, item) == (checked, tuple(f"Moon Harvest: {one}" for one in false))


def test_values_in_one_part_are_checked_one_by_one(games: Catalogue) -> None:
    item = games.item("hollow-house")
    assert item
    assert Statements(games).of("Scary, calm.", item) == (2, ("The Hollow House: calm",))

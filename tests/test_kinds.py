"""One catalogue of several kinds of things: which fields each has, and what a switch to another kind leaves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrieval.catalogue import Catalogue, Field, Item
from retrieval.kinds import fields_of, kinds_with, narrowed, spoken_of
from retrieval.mentions import Found
from retrieval.wishes import ITEM, TEXT, Limit, Polarity, Preferences, Receipt, Wish

FIELDS = (
    Field("id", "id", ("id",)),
    Field("title", "title", ("title",)),
    Field("kind", "category", ("kind",), exclusive=True),
    Field("dishes", "category", ("dishes",)),
    Field("beds", "category", ("beds",)),
    Field("stars", "number", ("stars",)),
    Field("ticket", "number", ("ticket",)),
)
ITEMS = (
    Item("r", "Ram", categories={"kind": ("restaurant",), "dishes": ("soup",), "beds": ()}, numbers={"stars": (4, 4)}),
    Item("h", "Inn", categories={"kind": ("hotel",), "beds": ("double",)}, numbers={"stars": (5, 5)}),
    Item("s", "Hill", categories={"kind": ("sight",)}, numbers={"stars": (3, 3), "ticket": (0, 0)}),
)
TOWN = Catalogue("town", {f.name: f for f in FIELDS}, ITEMS)
PLAIN = Catalogue("plain", {f.name: replace(f, exclusive=False) for f in FIELDS}, ITEMS)


def wish(field: str, value: str, turn: int, polarity: Polarity = "want") -> Wish:
    return Wish(polarity, field, value, receipt=Receipt(turn, value))


def limit(field: str, turn: int) -> Limit:
    return Limit(field, 1, 2, Receipt(turn, "1-2"))


def left(wishes: list[Wish], limits: list[Limit] | None = None, catalogue: Catalogue = TOWN) -> list[str]:
    found = narrowed(Preferences(tuple(wishes), tuple(limits or ())), catalogue)
    return [
        *(f"{w.field}={w.value}{'!' * (w.strength == 'must')}" for w in found.wishes),
        *(x.key for x in found.limits),
    ]


def test_fields_of_a_kind() -> None:
    assert fields_of(TOWN, "restaurant") == {"kind", "dishes", "stars"}
    assert fields_of(TOWN, "sight") == {"kind", "stars", "ticket"} and fields_of(TOWN, "boat") == frozenset()
    assert kinds_with(TOWN, ["stars"]) == ["restaurant", "hotel", "sight"] and kinds_with(TOWN, ["beds"]) == ["hotel"]


def test_places_that_speak_of_a_kind() -> None:
    found = [
        Found("kind", "sight", 3, 5, "exact"),
        Found("beds", "double", 9, 11, "exact"),
        Found(ITEM, "r", 0, 1, "exact"),
    ]
    assert spoken_of(TOWN, found) == [(3, fields_of(TOWN, "sight")), (9, fields_of(TOWN, "hotel"))]


def test_else_the_items_on_screen_tell_the_kind() -> None:
    assert spoken_of(TOWN, [], ITEMS[:1]) == [(0, fields_of(TOWN, "restaurant"))]
    assert spoken_of(TOWN, [Found("kind", "sight", 3, 5, "exact")], ITEMS[:1]) == [(3, fields_of(TOWN, "sight"))]
    assert spoken_of(PLAIN, [], ITEMS) == []


@pytest.mark.parametrize(
    ("wishes", "limits", "expected"),
    [
        ([], [], []),
        ([wish("dishes", "soup", 0)], [], ["dishes=soup", "kind=restaurant!"]),
        ([wish("kind", "hotel", 0)], [limit("stars", 0)], ["kind=hotel!", "limit:stars"]),
        (
            [wish("kind", "hotel", 0), wish("beds", "double", 0), wish("kind", "sight", 1)],
            [limit("stars", 0)],
            ["kind=sight!"],
        ),
        ([wish("kind", "hotel", 0), wish("kind", "sight", 1)], [limit("stars", 1)], ["kind=sight!", "limit:stars"]),
        ([wish("kind", "hotel", 0)], [limit("ticket", 1)], ["kind=sight!", "limit:ticket"]),
        (
            [wish("kind", "hotel", 1), wish("kind", "sight", 1), wish("beds", "double", 1)],
            [],
            ["beds=double", "kind=hotel!"],
        ),
        ([wish("kind", "hotel", 1), wish("kind", "sight", 1)], [], ["kind=sight!"]),
        ([wish("kind", "hotel", 1)], [limit("stars", 0)], ["kind=hotel!", "limit:stars"]),
        ([wish("kind", "hotel", 1), wish(TEXT, "quiet", 1)], [], ["text=quiet", "kind=hotel!"]),
        ([wish("kind", "hotel", 0, "avoid")], [], ["kind=hotel"]),
    ],
)  # fmt: skip
def test_narrowed(wishes: list[Wish], limits: list[Limit], expected: list[str]) -> None:
    assert left(wishes, limits) == expected


def test_lasting_tastes_outlive_a_switch_where_they_can_count() -> None:
    lasting = [replace(wish(name, name, 0), scope="taste") for name in ("beds", "text")]
    assert left([*lasting, wish("kind", "hotel", 0), wish("kind", "sight", 1)]) == ["text=text", "kind=sight!"]


def test_a_catalogue_of_one_kind_is_left_alone() -> None:
    wishes = [wish("kind", "hotel", 0), wish("kind", "sight", 1)]
    assert left(wishes, catalogue=PLAIN) == ["kind=hotel", "kind=sight"]

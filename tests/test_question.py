"""What to ask: the field that splits the candidates best, and only where the answer would change the list."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from conftest import HashedWords

from chatbot.render import shipped
from retrieval.catalogue import Catalogue, Field, Item, load
from retrieval.question import Option, Split, best_split, matters, promising, splits, spoken
from retrieval.retriever import Hit, Retriever
from retrieval.wishes import ITEM, TEXT, Limit, Preferences, Wish

KIND = Field("kind", "category", ("kind",), label="Kind")
MAKER = Field("maker", "category", ("maker",), label="Maker", person=True)
YEAR = Field("year", "number", ("year",), label="Year", unit="year", less=("older",), more=("newer",))
PRICE = Field("price", "number", ("price",), label="Price", unit="$", at_most=True)
RATING = Field("rating", "number", ("rating",), label="Rating", more=("better rated",))
MINUTES = Field("minutes", "number", ("minutes",), label="Length", unit="min", less=("shorter",), more=("longer",))
PLAYERS = Field("players", "number", ("low", "high"), label="Players", unit="players")


def catalogue(f: Field, cells: list[object]) -> Catalogue:
    """Items that have nothing but these cells of one field; None is nothing."""
    made = []
    for row, cell in enumerate(cells):
        numbers = {f.name: cell if isinstance(cell, tuple) else (float(str(cell)),) * 2} if f.kind == "number" else {}
        values = {f.name: tuple(str(cell).split("+"))} if f.kind == "category" else {}
        known = cell is not None
        made.append(Item(f"i{row}", f"T{row}", categories=values if known else {}, numbers=numbers if known else {}))
    return Catalogue("made", {f.name: f}, tuple(made))


def split(f: Field, cells: list[object], scores: list[float] | None = None) -> Split | None:
    """The split of these items, all as likely unless scores are given."""
    made = catalogue(f, [None if cell is None else cell for cell in cells])
    hits = [Hit(item, (scores or [0.0] * len(cells))[row], {}) for row, item in enumerate(made.items)]
    return next(iter(splits(made, hits)), None)


def test_halves_are_one_bit_and_quarters_two() -> None:
    assert split(KIND, ["a", "b"] * 4) == Split("kind", (Option("a", 0.5), Option("b", 0.5)), 1.0)
    four = split(KIND, ["a", "b", "c", "d"] * 2)
    assert four == Split("kind", tuple(Option(value, 0.25) for value in "abcd"), 2.0)


def test_who_answers_no_matter_tells_nothing() -> None:
    found = split(KIND, ["a", "a", "b", "b", "c1", "c2", "c3", "c4"], None)
    assert found and [o.value for o in found.options][:2] == ["a", "b"]
    half = split(KIND, ["a", "a", "b", "b", *[f"x{n}" for n in range(30)]])
    assert half is None, "two values that few have are no question"


def test_an_item_with_two_values_may_go_with_either() -> None:
    found = split(KIND, ["a+b", "a", "b", "a+b"])
    assert found and found.gain == pytest.approx(0.5)
    assert [o.mass for o in found.options] == [0.75, 0.75]


def test_likely_items_count_more() -> None:
    found = split(KIND, ["a", "b", "b", "b"], [1.0, 0.0, 0.0, 0.0])
    assert found is None, "one item is nearly sure: nothing is left to ask"
    weighed = split(KIND, ["a", "a", "b", "b"], [0.25, 0.25, 0.0, 0.0])
    assert weighed and [o.value for o in weighed.options] == ["a", "b"]
    assert weighed.options[0].mass == pytest.approx(np.e / (1 + np.e))


def test_what_most_items_lack_is_not_asked() -> None:
    assert split(KIND, ["a", "b", None, None]) is not None
    assert split(KIND, ["a", "b", None, None, None]) is None


def test_names_that_few_have_are_not_asked() -> None:
    assert split(MAKER, [f"person {n}" for n in range(40)]) is None


@pytest.mark.parametrize(
    ("f", "cells", "expected"),
    [
        (YEAR, [1972, 1983, 1992, 2004] * 3, [(None, 1979.0), (1980.0, 1989.0), (1990.0, None)]),
        (YEAR, [1931, 1948, 1957, 1999] * 3, [(None, 1949.0), (1950.0, 1959.0), (1960.0, None)]),
        (MINUTES, [80, 100, 110, 140] * 3, [(None, 90.0), (90.0, 120.0), (120.0, None)]),
        (MINUTES, [10, 15, 20, 25, 30] * 3, [(None, 15.0), (15.0, 20.0), (20.0, 25.0), (25.0, None)]),
        (PRICE, [12, 18, 33, 57, 80, 120], [(None, 20.0), (None, 40.0)]),
        (RATING, [3.5, 3.9, 4.2, 4.6, 4.8, 4.9], [(4.0, None), (4.5, None)]),
        (PLAYERS, [(1.0, 2.0), (2.0, 4.0), (4.0, 8.0), (5.0, 8.0)], [(1.0, 1.0), (2.0, 2.0), (3.0, 3.0), (5.0, 5.0)]),
    ],
)
def test_numbers_are_cut_where_people_would(f: Field, cells: list[object], expected: list[object]) -> None:
    found = split(f, cells)
    assert found and [o.value for o in found.options] == expected


def test_an_option_fits_what_a_search_with_its_limit_allows(games: Catalogue, retriever: Retriever) -> None:
    hits = retriever.search(Preferences(), 12)
    for found in splits(games, hits):
        for option in found.options:
            wish = option.wish(found.field)
            if isinstance(wish, Limit):
                allowed = len(retriever.allowed(Preferences((), (wish,))))
                counted = [h for h in hits if h.item.numbers.get(found.field)]
                assert 0 < allowed <= len(counted)


def test_what_is_spoken_of_is_not_asked_again(games: Catalogue) -> None:
    same = replace(games, fields={**games.fields, "band": replace(games.fields["kind"], name="band", label="price")})
    said = Preferences((Wish("avoid", "mood", "scary"), Wish("want", ITEM, "up"), Wish("want", TEXT, "x")))
    assert spoken(games, said) == {"mood"}
    assert spoken(same, Preferences((), (Limit("price", None, 20),))) == {"price", "band"}
    muted = Preferences((Wish("want", "kind", "horror", muted=True),))
    assert spoken(games, muted) == {"kind"}


@pytest.fixture(scope="module")
def films() -> Retriever:
    return Retriever(load(shipped("data") / "movies.jsonl"), HashedWords())


def test_fields_of_a_wish_or_asked_before_are_left_out(films: Retriever) -> None:
    wanted = Preferences((Wish("want", "genres", "comedy"),))
    first = best_split(films, wanted, 4)
    assert first and first.field != "genres"
    second = best_split(films, wanted, 4, asked=[first.field])
    assert second and second.field not in ("genres", first.field)
    assert second.gain <= first.gain


def test_two_answers_change_half_of_the_list(films: Retriever) -> None:
    wanted = Preferences((Wish("want", "genres", "horror"),))
    now = {h.item.id for h in films.search(wanted, 4)}
    for found in promising(films, wanted, 4):
        lists = []
        for option in found.options:
            wish = option.wish(found.field)
            after = wanted.with_wish(wish) if isinstance(wish, Wish) else wanted.with_limit(wish)
            lists.append({h.item.id for h in films.search(after, 4)})
        assert matters(films, wanted, found, 4) == (sum(len(now - then) >= 2 for then in lists) >= 2)


def test_nothing_is_asked_where_the_list_holds_all(retriever: Retriever, films: Retriever) -> None:
    tight = Preferences((Wish("want", "kind", "horror", "must"),))
    assert best_split(retriever, tight, 4) is None
    assert best_split(retriever, Preferences((), (Limit("year", 2050, None),)), 4) is None
    pinned = Preferences((Wish("want", "director", "Hayao Miyazaki"), Wish("want", "genres", "family")))
    assert best_split(films, pinned, 4) is None


def test_an_answer_is_a_wish_or_a_limit() -> None:
    assert Option("calm", 0.3).wish("mood") == Wish("want", "mood", "calm", label="calm")
    assert Option((None, 20.0), 0.3).wish("price") == Limit("price", None, 20.0)


def test_it_is_found_at_once(films: Retriever) -> None:
    wanted = Preferences((Wish("want", "genres", "comedy"),))
    best_split(films, wanted, 4)
    start = time.perf_counter()
    best_split(films, wanted, 4)
    assert time.perf_counter() - start < 0.3  # about 0.01 on a free machine

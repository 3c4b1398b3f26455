"""Columns of unknown tables are what a person would say that they are."""

from __future__ import annotations

import pytest
from teas import TABLES

from retrieval.columns import profiled
from retrieval.formats import Source, read
from retrieval.guess import Guess, guess


def guessed(name: str) -> Guess:
    rows = read(Source(str(TABLES / name))).rows
    return guess(profiled(rows), len(rows))


def kinds(found: Guess) -> dict[str, str]:
    return {one.name: one.kind for one in found.fields}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("teas.csv", "id=id title=title preis=number kategorie=category menge=number notiz=text"),
        ("wares.tsv", "id=id title=title flags=category vegan=category released=number photo=image"),
        (
            "shop.json",
            "id=id title=title tags=category amount=number currency=category ratings_count=popularity url=link",
        ),
        ("faults.csv", "id=id title=title kind=category price=number about=text"),
        ("ranked.csv", "id=id title=title sales_rank=popularity kind=category"),
        ("one.csv", "id=id title=title price=number"),
        ("numbers.csv", "id=id title=title width=number height=number weight=number"),
        (
            "boardgames.jsonl",
            "id=id title=title year=number genres=category players=number play_time=number user_rating=number "
            "users_rated=popularity mechanics=category language=category",
        ),
        (
            "books.jsonl",
            "id=id title=title year=number genres=category authors=category pages=number rating=number "
            "ratings_count=popularity text=text",
        ),
        (
            "films.jsonl",
            "id=id title=title year=number genres=category directors=category cast=category text=text "
            "mentions=popularity duration=number",
        ),
        (
            "places_zh.jsonl",
            "id=id title=title genres=category 人均消费=number 评分=number 推荐菜=category 周边景点=category "
            "language=category 价格=number",
        ),
        (
            "restaurants.jsonl",
            "id=id title=title genres=category city=category stars=number review_count=popularity price=number "
            "alcohol=category ambience=category text=text",
        ),
    ],
)
def test_the_kinds_of_columns(name: str, expected: str) -> None:
    assert kinds(guessed(name)) == dict(part.split("=") for part in expected.split())


def test_what_is_said_of_the_fields() -> None:
    fields = {one.name: one for one in guessed("teas.csv").fields}
    assert fields["preis"].more["unit"] == "€" and fields["preis"].more["at_most"]
    assert (fields["menge"].more["unit"], fields["kategorie"].more["split"]) == ("g", ",")
    games = {one.name: one for one in guessed("boardgames.jsonl").fields}
    assert games["players"].columns == ("facets.min_players", "facets.max_players")
    assert games["play_time"].more["unit"] == "minutes"
    assert games["players"].more["phrase"] == "players {value}"
    books = {one.name: one for one in guessed("books.jsonl").fields}
    assert (books["authors"].more["person"], books["authors"].more["phrase"]) == (True, "by {value}")
    assert {name for name, one in books.items() if one.more.get("prominent")} == {"year", "rating", "genres", "authors"}


def test_columns_of_no_use_are_told_with_the_reason() -> None:
    assert guessed("films.jsonl").unused == {"plot": "text says the same", "ids.other": "another id"}
    assert guessed("places_zh.jsonl").unused == {"year": "it is empty", "domain": "genres says the same"}


def test_the_language() -> None:
    assert [guessed(name).language for name in ("places_zh.jsonl", "teas.csv")] == ["zh", "en"]


def test_a_made_id_does_not_take_the_name_of_a_column() -> None:
    rows = [(at, {"id": f"{at % 2}", "name": f"Thing {at}"}) for at in range(40)]
    assert guess(profiled(rows), len(rows)).fields[0].columns == ("made id",)


def test_a_column_that_is_the_same_in_every_row() -> None:
    rows = [(at, {"name": f"Thing {at}", "shop": "ours"}) for at in range(40)]
    assert guess(profiled(rows), len(rows)).unused == {"shop": "the same in every row: ours"}

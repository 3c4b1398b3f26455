"""Which items no request brings up: seen by eye on a shelf of which some are hidden behind their likes."""

from __future__ import annotations

import json
from pathlib import Path

from conftest import HashedWords

from retrieval.catalogue import Catalogue, load
from retrieval.reach import reach, requests
from retrieval.retriever import Retriever

FIELDS = """
[fields.id]
kind = "id"
[fields.name]
kind = "title"
[fields.taste]
kind = "category"
many = true
[fields.maker]
kind = "category"
person = true
"""


def shelf(folder: Path, rows: list[dict[str, object]]) -> Catalogue:
    path = folder / "shelf.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    path.with_suffix(".toml").write_text(FIELDS, encoding="utf-8")
    return load(path)


def row(number: int, *taste: str, maker: str = "") -> dict[str, object]:
    return {"id": f"i{number}", "name": f"Thing {number}", "taste": list(taste), "maker": maker}


def test_of_twenty_alike_those_past_the_twelfth_are_missed_unless_somebody_made_them(tmp_path: Path) -> None:
    rows = [row(n, "sweet", "mild") for n in range(19)]
    rows += [row(19, "sweet", "mild", maker="Ada Lovelace"), row(20, "sour", "mild")]
    found = reach(Retriever(shelf(tmp_path, rows), HashedWords()))
    assert found is not None
    assert [item.id for item in found.missed] == [f"i{n}" for n in range(12, 19)]
    assert (found.tried, found.requests) == (21, 3)


def test_the_rare_values_are_asked_for_two_at_a_time_and_people_alone(tmp_path: Path) -> None:
    rows = [row(n, "a", "b", "c", "d") for n in range(3)] + [row(3, "a", "b", "c", "d", "e", maker="Ada Lovelace")]
    catalogue = shelf(tmp_path, rows)
    asked = list(requests(catalogue.items[3], catalogue))
    pairs = {frozenset(value for _, value in request) for request in asked if len(request) == 2}
    assert pairs == {frozenset(pair) for pair in ("ab", "ae", "be")}
    assert [request for request in asked if len(request) == 1] == [(("maker", "Ada Lovelace"),)]


def test_an_item_that_says_nothing_is_missed_and_a_sample_is_the_same_each_time(tmp_path: Path) -> None:
    rows = [row(n, f"taste{n}") for n in range(30)] + [row(30)]
    catalogue = shelf(tmp_path, rows)
    retriever = Retriever(catalogue, HashedWords())
    whole, some = reach(retriever), reach(retriever, count=5)
    assert whole is not None and [item.id for item in whole.missed] == ["i30"]
    assert some is not None and (some.tried, some) == (5, reach(retriever, count=5))


def test_it_ends_when_it_is_told_to(tmp_path: Path) -> None:
    catalogue = shelf(tmp_path, [row(n, f"taste{n}") for n in range(9)])
    asked = iter((True, True, False))
    assert reach(Retriever(catalogue, HashedWords()), going=lambda: next(asked)) is None

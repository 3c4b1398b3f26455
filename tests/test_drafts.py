"""The file of generated rows: goes on where it stopped, and says what came of all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chatbot.drafts import Done, items_of, pairs_of, rows_of, run
from chatbot.generate import PIECES, Author, GenerateError, Person
from retrieval.catalogue import Catalogue

PEOPLE = {
    "ann": Person("ann", {"up": 5.0}, ["Great rules!", "So much luck, but fun!"]),
    "bo": Person("bo", {"up": 1.0}, []),
}


def test_a_stopped_run_goes_on(games: Catalogue, tmp_path: Path) -> None:
    out, pairs = tmp_path / "new" / "made.jsonl", pairs_of(PEOPLE, [item.id for item in games.items], 0, 0)
    assert len(pairs) == 22
    done = run(Author.of(games, PEOPLE), pairs, out)
    assert (done.fresh, done.rows, set(done.by), sum(done.ratings.values())) == (22, 22, {PIECES}, 22)
    whole = out.read_text()
    lines = whole.splitlines(keepends=True)
    assert len({json.loads(line)["text"].lower() for line in lines if len(line) > 400}) > 5 or len(lines) == 22
    out.write_text("".join(lines[:9]) + lines[9][:40])
    again = run(Author.of(games, PEOPLE), pairs, out)
    assert (again.fresh, again.rows) == (13, 22)
    assert [json.loads(line)["id"] for line in out.read_text().splitlines()] == [
        json.loads(line)["id"] for line in lines
    ]
    assert run(Author.of(games, PEOPLE), pairs, out).fresh == 0
    assert isinstance(again, Done)


def test_another_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "x").write_text('{"id": "a"}\n')
    with pytest.raises(GenerateError, match="x:1: not a line of an earlier run"):
        rows_of(tmp_path / "x")
    assert rows_of(tmp_path / "none") == []


def test_items_are_named_in_three_ways(games: Catalogue, tmp_path: Path) -> None:
    assert len(items_of("all", games)) == 12
    assert items_of("up, cafe-amelie,up", games) == ["up", "cafe-amelie"]
    (tmp_path / "ids.txt").write_text("up\n\nghost-train\n")
    assert items_of(str(tmp_path / "ids.txt"), games) == ["up", "ghost-train"]
    (tmp_path / "ids.csv").write_text("item,more\nup,1\nghost-train,2\n")
    assert items_of(str(tmp_path / "ids.csv"), games) == ["up", "ghost-train"]
    (tmp_path / "odd.csv").write_text("what,more\nup,1\n")
    for said, message in (
        ("up,gone", r"Games has no item 'gone' \(1 of 2 are not there\)"),
        (",", "there are no items"),
        (str(tmp_path / "odd.csv"), "it has no column id or item"),
    ):
        with pytest.raises(GenerateError, match=message):
            items_of(said, games)


def test_each_person_gets_items_that_are_new_to_them(games: Catalogue) -> None:
    items = [item.id for item in games.items]
    pairs = pairs_of(PEOPLE, items, 3, 0)
    assert len(pairs) == 6 and ("ann", "up") not in pairs
    assert pairs == pairs_of(PEOPLE, items, 3, 0) != pairs_of(PEOPLE, items, 3, 1)
    assert {item for person, item in pairs if person == "ann"} != {item for person, item in pairs if person == "bo"}

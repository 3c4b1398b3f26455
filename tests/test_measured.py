"""A measuring catalogue: its own fields file, lent words, and what is left out of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from marked import write_rows

from chatbot import measured
from chatbot.measured import fields_file, measuring
from retrieval.tables import CatalogueError

FIELDS = """
talk_of = "games"
least = { tags = 2 }
[talk]
plain = ["story"]
[talk.aliases]
"co-op" = ["tags", "co-op game"]
[fields]
id = {kind = "id"}
title = {kind = "title"}
genres = {kind = "category"}
tags = {kind = "category"}
cast = {kind = "category", person = true}
"""
LENT = """
[talk]
noun = ["game", "games"]
plain = ["rules"]
[talk.aliases]
"co-op" = ["kind", "cooperative"]
"spooky" = ["mood", "horror"]
"nobody has this" = ["mood", "absent"]
"dicey" = ["mood", "dice"]
[fields]
"""


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shipped = tmp_path / "shipped"
    (shipped / "measured").mkdir(parents=True)
    (shipped / "measured" / "small.toml").write_text(FIELDS, encoding="utf-8")
    (shipped / "games.toml").write_text(LENT, encoding="utf-8")
    monkeypatch.setattr(measured, "shipped", lambda name: shipped)
    tags, cast = ["dice", "story", "odd"], ["Ann Lee", "voices of", "and", "(writer)"]
    rows: list[dict[str, Any]] = [
        {"id": "a", "title": "A", "genres": ["horror"], "tags": tags, "cast": cast},
        {"id": "b", "title": "B", "genres": ["war"], "tags": tags[:2], "cast": []},
        {"id": "c", "title": ""},
    ]  # fmt: skip
    write_rows(tmp_path / "catalogues" / "small.jsonl.gz", rows)
    return tmp_path


def test_it_is_clean_and_speaks_the_lent_words(data: Path) -> None:
    catalogue = measuring(data, "small")
    assert [(item.id, item.categories) for item in catalogue.items] == [
        ("a", {"genres": ("horror",), "tags": ("dice",), "cast": ("Ann Lee",)}),
        ("b", {"genres": ("war",), "tags": ("dice",), "cast": ()}),
    ]
    assert catalogue.talk == {
        "noun": ["game", "games"],
        "plain": ["rules", "story"],
        "aliases": {"spooky": ["genres", "horror"], "dicey": ["tags", "dice"], "co-op": ["tags", "co-op game"]},
    }


def test_a_folder_of_its_own_goes_first(data: Path) -> None:
    write_rows(data / "small" / "catalogue.jsonl.gz", [{"id": "z", "title": "Z"}])
    assert [item.id for item in measuring(data, "small").items] == ["z"]


def test_a_missing_catalogue_says_what_to_give(data: Path) -> None:
    with pytest.raises(CatalogueError) as error:
        measuring(data, "other")
    said = f"{data}: no catalogue other in it. Give the folder of the measuring data by --data."
    assert str(error.value) == said


@pytest.mark.parametrize("name", ["redial", "beijing_zh"])
def test_the_fields_files_ship(name: str) -> None:
    assert fields_file(name).is_file()

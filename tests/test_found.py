"""A catalogue is found by its name, added or shipped, and by its file, with and without a fields file."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from conftest import write_games
from teas import TABLES, csv_file

from chatbot import catalogues
from chatbot.found import find_catalogue
from retrieval.formats import Source
from retrieval.intake import take_in
from retrieval.tables import CatalogueError


def test_an_added_catalogue_goes_before_one_that_ships(tmp_path: Path) -> None:
    shipped = len(find_catalogue("places", tmp_path).items)
    catalogues.add(tmp_path, "places", take_in(Source(str(TABLES / "teas.csv"))))
    assert (shipped, len(find_catalogue("places", tmp_path).items)) == (100, 6)
    assert len(find_catalogue("places").items) == 100


def test_a_name_that_there_is_not(tmp_path: Path) -> None:
    catalogues.add(tmp_path, "teas", take_in(Source(str(TABLES / "teas.csv"))))
    with pytest.raises(CatalogueError, match="There are boardgames, movies, places, teas; or give a table file"):
        find_catalogue("wines", tmp_path)


def test_a_file_with_its_fields_beside_it(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    catalogue = find_catalogue(str(write_games(tmp_path)))
    assert (catalogue.name, len(catalogue.items), catalogue.fields["players"].unit) == ("Games", 12, "players")
    assert caplog.messages == []


def test_a_file_without_one_is_guessed_and_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    path = csv_file(tmp_path, "sku,name\nT-1,Tea\nT-2,\n")
    for _ in range(2):
        assert [item.title for item in find_catalogue(str(path)).items] == ["Tea"]
    guessed, faults = caplog.messages
    assert guessed.endswith(f"its columns were guessed. To have a fields file to correct: chatbot catalogue add {path}")
    assert faults == f"{path} has 1 fault. It is listed by: chatbot catalogue check {path}"

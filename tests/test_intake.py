"""Any table becomes a catalogue; faults cost no good row, and are all told."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import HashedWords, MemoryStore
from teas import TABLES, csv_file

from chatbot.bot import Bot
from retrieval.formats import Source
from retrieval.intake import Intake, take_in
from retrieval.retriever import Retriever
from retrieval.tables import CatalogueError


def taken(name: str) -> Intake:
    return take_in(Source(str(TABLES / name)))


def test_a_table_with_faults_of_every_sort() -> None:
    found = taken("faults.csv")
    assert [item.title for item in found.catalogue.items] == ["Tea", "Cup", "Tray", "Spoon", "Jar"]
    assert [(f.row, f.what, f.done) for f in found.faults] == [
        (2, "html", "mended"), (3, "unreadable", "row left out"), (4, "encoding", "mended"),
        (5, "duplicate id", "row left out"), (6, "no title", "row left out"), (7, "not a number", "cell left out"),
        (8, "too many cells", "row left out"), (10, "html", "mended"), (10, "duplicate row", "row left out"),
        (11, "too few cells", "kept"),
    ]  # fmt: skip
    assert (found.read, len(found.rows), found.guessed) == (10, 5, True)
    tea = found.catalogue.items[0]
    assert (tea.text, tea.numbers) == ("Green & mild, for the morning, from the hills.", {"price": (3.5, 3.5)})


def test_items_stand_in_the_order_of_their_popularity() -> None:
    assert [item.title for item in taken("boardgames.jsonl").catalogue.items] == [
        "Iron Pass", "Three Owls", "Harbour Lights", "Salt Road",
    ]  # fmt: skip


def test_of_a_rank_the_lowest_comes_first_and_what_has_none_last() -> None:
    assert [item.id for item in taken("ranked.csv").catalogue.items] == ["A-2", "A-4", "A-1", "A-5", "A-3"]


def test_german_numbers_units_and_letters() -> None:
    items = taken("teas.csv").catalogue.items
    assert [item.numbers for item in items[:3]] == [
        {"preis": (12.5, 12.5), "menge": (100, 100)}, {"preis": (9.9, 9.9), "menge": (500, 500)},
        {"preis": (1035, 1035), "menge": (1000, 1000)},
    ]  # fmt: skip
    assert (items[0].title, items[0].categories["kategorie"]) == ("Grüner Tee", ("Tee", "grün"))


def test_the_owners_fields_file_is_respected(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "code,label,size,note\n1,Tea,12,x\n2,Cup,9,y\n")
    fields = csv_file(
        tmp_path, '[fields]\nid={kind="id",column="code"}\ntitle={kind="title",column="label"}\n'
        'size={kind="category"}\nweight={kind="number"}', "shop.toml",
    )  # fmt: skip
    found = take_in(Source(str(path)), fields_file=fields)
    assert found.catalogue.items[0].categories == {"size": ("12",)}
    assert (found.guessed, found.unused, found.lacking) == (False, ["note"], ["weight"])


def test_no_row_left(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "code,label\n1,Tea\n")
    fields = csv_file(tmp_path, '[fields]\nid={kind="id",column="code"}\ntitle={kind="title",column="label"}', "a.toml")
    (tmp_path / "shop.csv").write_text("code,label\n1,\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"no row of 1 is left. The first fault: row 2, no title"):
        take_in(Source(str(path)), fields_file=fields)
    with pytest.raises(CatalogueError, match="the fields file cannot be read"):
        take_in(Source(str(path)), fields_file=tmp_path / "b.toml")


@pytest.mark.parametrize("name", sorted(path.name for path in TABLES.iterdir()))
def test_every_shape_answers_questions(name: str) -> None:
    catalogue = taken(name).catalogue
    bot = Bot(Retriever(catalogue, HashedWords()), None, MemoryStore())
    session = bot.open()
    for message in (
        "something like the first one",
        "under 20",
        f"tell me about {catalogue.items[0].title}",
        "更贵的",
    ):
        shown = bot.ask(message, session).shown
        assert {hit.item.id for hit in shown.hits} <= catalogue.row_of.keys()
    assert session.shown

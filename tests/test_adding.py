"""The commands on the owner's catalogues, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from teas import TABLES, csv_file, sqlite_file
from typed import folder

from chatbot.cli import main

__all__ = ["folder"]
pytestmark = pytest.mark.usefixtures("folder")

FAULTS = str(TABLES / "faults.csv")


def out(capsys: pytest.CaptureFixture[str], *argv: str, code: int = 0) -> str:
    assert main(["catalogue", *argv]) == code
    shown = capsys.readouterr()
    return shown.out if code == 0 else shown.err


def test_add_says_what_was_understood(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = out(capsys, "add", FAULTS)
    lines, place = shown.splitlines(), folder / "catalogues" / "faults"
    assert set(lines.pop(2)) == {" ", "─"}
    assert lines == [
        f"{FAULTS}: 5 items of 10 rows (cells parted by , in utf-8).",
        "column  is (guessed)  filled  such as",
        "id      id            100%    1; 3; 4",
        "name    title         88%     Tea; Cup; Mug",
        "kind    category      100%    ware; drink",
        "price   number        100%    3.50; 4.00; 5.00",
        "about   text          88%     Green &amp; <b>mild</b>, for the mornin…; From the cafÃ© round the corner, "
        "with a…; Has",
        "                              the id of the row before it.",
        "",
        "10 faults, of which the first of each sort (all of them: chatbot catalogue check faults):",
        "       2 html: mended; as in row 2, about: Green &amp; <b>mild</b>, for the morning, from the",
        "       1 unreadable: row left out; as in row 3: 2,\"Pot,ware,20,The quote of this row is never closed.",
        "       1 encoding: mended; as in row 4, about: From the cafÃ© round the corner, with a saucer.",
        "       1 duplicate id: row left out; as in row 5, id: 3, as row 4",
        "       1 no title: row left out; as in row 6, name: ware; 6; Has no name at all.",
        "       1 not a number: cell left out; as in row 7, price: on request",
        "       1 too many cells: row left out; as in row 8: 6 | Bowl | ware | 7.00 | Has | commas | without | quotes.",
        "       1 duplicate row: row left out; as in row 10: 1, as row 2",
        "       1 too few cells: kept; as in row 11, about: 8 | Jar | ware | 8.00",
        f"Kept as faults, in {place}. A server that runs on it takes it with its next message.",
        f"To correct: edit {place / 'fields.toml'}, and add the table again.",
        "Next: chatbot --catalogue faults",
    ]  # fmt: skip


def test_add_as_json_and_a_dry_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(out(capsys, "add", FAULTS, "--name", "mine", "--dry-run", "--json"))
    assert (told["name"], told["items"], told["rows"], told["kept"]) == ("mine", 5, 10, False)
    assert told["fields"][3] == {"name": "price", "kind": "number", "columns": ["price"], "unit": "", "split": ""}
    assert told["faults"][0] == {"what": "html", "done": "mended", "count": 2}
    assert out(capsys, "add", FAULTS, "--dry-run").endswith("Nothing was kept. Without --dry-run it is.\n")
    assert not (folder / "catalogues").exists()


def test_the_corrected_fields_file_is_respected(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = str(csv_file(tmp_path, "sku,name,size\nT-1,Tea,12\nT-2,Cup,9\n"))
    out(capsys, "add", shop)
    fields = folder / "catalogues" / "shop" / "fields.toml"
    fields.write_text(fields.read_text().replace('kind = "number"', 'kind = "category"'))
    csv_file(tmp_path, "sku,name,size,colour\nT-1,Tea,12,red\nT-2,Cup,9,\n")
    shown = out(capsys, "add", shop)
    assert "is (as the fields file says)" in shown and "size    category" in shown
    assert "Not used: colour.\n" in shown and "No faults were found." in shown


def test_a_table_of_a_database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(sqlite_file(tmp_path, "teas", "cups"))
    assert "Choose one by --table: cups, teas" in out(capsys, "add", path, code=1)
    assert "3 items (sqlite)" in out(capsys, "add", path, "--table", "cups")
    assert "1 items of" not in out(
        capsys, "add", path, "--query", "select * from teas where price > 20", "--name", "dear"
    )
    assert [entry["name"] for entry in json.loads(out(capsys, "list", "--json"))["added"]] == ["dear", "teas"]


def test_check_lists_every_fault_of_a_file_and_of_a_catalogue(capsys: pytest.CaptureFixture[str]) -> None:
    of_file = out(capsys, "check", FAULTS)
    assert of_file.splitlines()[1:3] == [
        'row 3: 2,"Pot,ware,20,The quote of this row is never closed.  [unreadable: row left out]',
        "row 4, about: From the cafÃ© round the corner, with a saucer.  [encoding: mended]",
    ]
    assert of_file.endswith("10 faults.\n")
    out(capsys, "add", FAULTS)
    assert out(capsys, "check", "faults") == of_file
    first = json.loads(out(capsys, "check", "faults", "--json").splitlines()[0])
    assert (first["row"], first["column"], first["what"], first["done"]) == (2, "about", "html", "mended")
    assert out(capsys, "check", str(TABLES / "one.csv")) == "No faults were found.\n"
    assert "no catalogue 'teas' was added" in out(capsys, "check", "teas", code=1)


def test_list_and_remove(capsys: pytest.CaptureFixture[str]) -> None:
    assert out(capsys, "list") == "Shipped: movies, boardgames, places.\n"
    out(capsys, "add", FAULTS)
    line = out(capsys, "list").splitlines()[0]
    assert line.startswith("faults") and "5 items" in line and "10 faults" in line and line.endswith(FAULTS)
    assert out(capsys, "remove", "faults", "3", "1") == ("faults: 2 taken out, 3 left. A server that runs follows.\n")
    assert "no item '3'" in out(capsys, "remove", "faults", "3", code=1)
    assert json.loads(out(capsys, "remove", "faults", "--json")) == {"name": "faults", "items": 0}
    assert "There are: none yet" in out(capsys, "remove", "faults", code=1)


def test_a_password_is_neither_kept_nor_shown(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite:///{sqlite_file(tmp_path, 'teas')}"
    out(capsys, "add", url, "--name", "teas")
    assert json.loads((folder / "catalogues" / "teas" / "current.json").read_text())["source"] == url
    shown = out(capsys, "add", "nosuch://ann:secret@host/shop", "--name", "x", code=1)
    assert "nosuch://host/shop" in shown and "secret" not in shown


def test_a_name_that_cannot_be_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert "cannot be a catalogue's name" in out(capsys, "add", FAULTS, "--name", "../x", code=1)

"""Catalogues by name: added whole or not at all, added again, taken out of, removed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from conftest import HashedWords
from teas import csv_file

from chatbot import catalogues
from chatbot.catalogues import (
    CURRENT,
    Entry,
    add,
    entry_of,
    fields_for,
    listed,
    name_for,
    opened,
    remove,
    stamp,
    take_out,
)
from retrieval.catalogue import Catalogue
from retrieval.formats import Source
from retrieval.intake import Intake, take_in
from retrieval.retriever import Retriever
from retrieval.tables import CatalogueError

SHOP = "sku,name,text\nT-1,Tea,Green and mild from the hills.\nC-1,Cup,Thin and without a handle.\nP-1,Pot,Of clay.\n"


def taken(folder: Path, text: str = SHOP, home: Path | None = None) -> Intake:
    path = csv_file(folder, text)
    return take_in(Source(str(path)), fields_file=fields_for(home, "shop", str(path)) if home else None)


def titles(catalogue: Catalogue | None) -> list[str]:
    return [item.title for item in catalogue.items] if catalogue else []


def test_what_is_added_is_found(tmp_path: Path) -> None:
    entry = add(tmp_path, "shop", taken(tmp_path))
    assert titles(opened(tmp_path, "shop")) == ["Tea", "Cup", "Pot"]
    assert (entry.name, entry.items, entry.faults, entry.source) == ("shop", 3, 0, str(tmp_path / "shop.csv"))
    assert listed(tmp_path) == [entry] and entry_of(tmp_path, "shop") == entry
    assert (opened(tmp_path, "other"), opened(tmp_path, "../shop"), entry_of(tmp_path, "a/b")) == (None, None, None)


def test_catalogues_side_by_side(tmp_path: Path) -> None:
    add(tmp_path, "shop", taken(tmp_path))
    add(tmp_path, "other", taken(tmp_path, SHOP.replace("Tea", "Tee")))
    assert [entry.name for entry in listed(tmp_path)] == ["other", "shop"]
    assert [titles(opened(tmp_path, name))[0] for name in ("other", "shop")] == ["Tee", "Tea"]


def test_adding_again_takes_the_place_of_what_was_there(tmp_path: Path) -> None:
    first = add(tmp_path, "shop", taken(tmp_path))
    seen = stamp(tmp_path, "shop")
    second = add(tmp_path, "shop", taken(tmp_path, SHOP.replace("P-1,Pot,Of clay.\n", "")))
    assert titles(opened(tmp_path, "shop")) == ["Tea", "Cup"]
    assert first.version != second.version and stamp(tmp_path, "shop") != seen


def test_adding_the_same_again_keeps_the_version(tmp_path: Path) -> None:
    assert add(tmp_path, "shop", taken(tmp_path)).version == add(tmp_path, "shop", taken(tmp_path)).version


def test_only_what_changed_is_encoded_again(tmp_path: Path) -> None:
    encoder = HashedWords()

    def read() -> set[str]:
        encoder.asked.clear()
        catalogue = opened(tmp_path, "shop")
        assert catalogue
        Retriever(catalogue, encoder, folder=tmp_path / "vectors")
        return {text for texts in encoder.asked for text in texts}

    add(tmp_path, "shop", taken(tmp_path))
    assert read() >= {". Green and mild from the hills.", ". Thin and without a handle.", ". Of clay."}
    assert read() == set()
    add(tmp_path, "shop", taken(tmp_path, SHOP.replace("Of clay.", "Of iron.").replace("C-1", "C-2")))
    assert read() == {". Of iron."}


def test_the_owners_corrections_count_the_next_time(tmp_path: Path) -> None:
    add(tmp_path, "shop", taken(tmp_path))
    fields = fields_for(tmp_path, "shop", "elsewhere/shop.csv")
    assert fields == tmp_path / "catalogues" / "shop" / "fields.toml"
    fields.write_text(fields.read_text().replace('kind = "text"', 'kind = "category"'))
    again = take_in(Source(str(tmp_path / "shop.csv")), fields_file=fields)
    add(tmp_path, "shop", again)
    catalogue = opened(tmp_path, "shop")
    assert catalogue and catalogue.items[2].categories == {"text": ("Of clay.",)}
    assert 'kind = "category"' in fields.read_text()
    beside = csv_file(tmp_path, "", "shop.toml")
    assert fields_for(tmp_path, "shop", str(tmp_path / "shop.csv")) == beside


def test_a_half_written_version_is_never_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(tmp_path, "shop", taken(tmp_path))
    write = catalogues.write
    for breaks in ("items.jsonl", "items.toml", "faults.jsonl", CURRENT):

        def failing(path: Path, whole: bytes, breaks: str = breaks) -> None:
            if path.name == breaks:
                path.with_name(f"{path.name}.part").write_bytes(whole[: len(whole) // 2])
                raise OSError("no space left")
            write(path, whole)

        monkeypatch.setattr(catalogues, "write", failing)
        with pytest.raises(OSError, match="no space left"):
            add(tmp_path, "shop", taken(tmp_path, SHOP.replace("Tea", "Tee")))
        assert titles(opened(tmp_path, "shop")) == ["Tea", "Cup", "Pot"], breaks


def test_damaged_files_are_told(tmp_path: Path) -> None:
    entry = add(tmp_path, "shop", taken(tmp_path))
    items = tmp_path / "catalogues" / "shop" / entry.version / "items.jsonl"
    items.write_text(items.read_text()[:-20])
    with pytest.raises(CatalogueError, match=r"its files are not as they were written. Add the catalogue again"):
        opened(tmp_path, "shop")
    items.unlink()
    with pytest.raises(CatalogueError, match="its files are missing"):
        opened(tmp_path, "shop")
    (tmp_path / "catalogues" / "shop" / CURRENT).write_text("{")
    with pytest.raises(CatalogueError, match="is damaged"):
        entry_of(tmp_path, "shop")


def test_old_versions_go_but_the_one_that_may_be_in_use(tmp_path: Path) -> None:
    versions = []
    for text in ("Tea", "Tee", "Te"):
        versions.append(add(tmp_path, "shop", taken(tmp_path, SHOP.replace("Tea", text))).version)
        os.utime(tmp_path / "catalogues" / "shop" / versions[-1], (0, 0))
    add(tmp_path, "shop", taken(tmp_path, SHOP.replace("Tea", "Cha")))
    there = {path.name for path in (tmp_path / "catalogues" / "shop").iterdir() if path.is_dir()}
    assert (len(there), versions[2] in there, versions[1] in there) == (2, True, False)


def test_items_are_taken_out(tmp_path: Path) -> None:
    add(tmp_path, "shop", taken(tmp_path))
    assert take_out(tmp_path, "shop", {"T-1", "P-1"}).items == 1
    assert titles(opened(tmp_path, "shop")) == ["Cup"]
    with pytest.raises(CatalogueError, match="shop has no item 'X'"):
        take_out(tmp_path, "shop", {"X"})
    with pytest.raises(CatalogueError, match=r"would have no item left. Run: chatbot catalogue remove shop"):
        take_out(tmp_path, "shop", {"C-1"})
    with pytest.raises(CatalogueError, match=r"no catalogue 'teas' was added. There are: shop"):
        take_out(tmp_path, "teas", {"C-1"})


def test_a_catalogue_is_removed(tmp_path: Path) -> None:
    add(tmp_path, "shop", taken(tmp_path))
    remove(tmp_path, "shop")
    assert (opened(tmp_path, "shop"), stamp(tmp_path, "shop"), listed(tmp_path)) == (None, None, [])
    with pytest.raises(CatalogueError, match="There are: none yet"):
        remove(tmp_path, "shop")


def test_names(tmp_path: Path) -> None:
    assert [name_for(text) for text in ("My shop (2).v1", "茶叶", "...")] == ["my-shop-2-v1", "茶叶", "catalogue"]
    for name in ("", "../x", "a b", "-x", "x" * 65):
        with pytest.raises(CatalogueError, match="cannot be a catalogue's name"):
            add(tmp_path, name, taken(tmp_path))


def test_faults_are_kept_beside(tmp_path: Path) -> None:
    found = taken(tmp_path, SHOP + "X-1,,nameless\n")
    entry = add(tmp_path, "shop", found)
    assert entry.faults == 1 and catalogues.faults_of(tmp_path, "shop") == list(found.faults)
    assert Entry(**json.loads((tmp_path / "catalogues" / "shop" / CURRENT).read_text())) == entry


@pytest.mark.parametrize("source", ["", ".", "/", ".."])
def test_what_is_no_file_has_no_fields_file(tmp_path: Path, source: str) -> None:
    assert fields_for(tmp_path, "shop", source) is None

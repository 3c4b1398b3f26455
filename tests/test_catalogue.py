"""Table and fields files become items, or an error that names file, line and remedy."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.catalogue import Catalogue, Field, Item, load, read_fields
from retrieval.tables import CatalogueError

FIELDS = """
name = "Shop"
[talk]
noun = ["thing", "things"]
[fields]
id = {kind = "id"}
title = {kind = "title", column = "name", also = ["alias"]}
colour = {kind = "category", columns = ["colour", "second"]}
size = {kind = "number", columns = ["from", "to"], unit = "cm"}
text = {kind = "text"}
page = {kind = "link"}
photo = {kind = "image"}
"""


def shop(folder: Path, content: str, *, suffix: str = ".jsonl", fields: str = FIELDS) -> Path:
    path = folder / f"shop{suffix}"
    path.write_text(content, encoding="utf-8")
    path.with_suffix(".toml").write_text(fields, encoding="utf-8")
    return path


CHAIR = Item("1", "Chair", ("Seat",), "To sit.", {"colour": ("red", "blue", "green")}, {"size": (40, 90)}, "p", "i.png")
AS_JSON = (
    '{"id": 1, "name": "Chair", "alias": "Seat", "text": "To  sit.", "colour": ["red", "blue", "red"], '
    '"second": "green", "from": 90, "to": "40", "page": "p", "photo": "i.png"}'
)
AS_CSV = (
    "id,name,alias,text,colour,second,from,to,page,photo\n1,Chair,Seat,To  sit.,red|blue; red,green,90,40,p,i.png\n"
)


@pytest.mark.parametrize(
    ("content", "suffix"), [(AS_JSON + "\n\n", ".jsonl"), (f"[{AS_JSON}]", ".json"), ("\ufeff" + AS_CSV, ".csv")]
)
def test_every_format_gives_the_same_item(tmp_path: Path, content: str, suffix: str) -> None:
    catalogue = load(shop(tmp_path, content, suffix=suffix))
    assert (catalogue.name, catalogue.items, catalogue.talk["noun"]) == ("Shop", (CHAIR,), ["thing", "things"])


def test_empty_cells_and_odd_numbers_are_unknown(tmp_path: Path) -> None:
    content = '{"id": "a", "name": "A\\u0000 b", "colour": null, "from": "", "to": "nan", "second": " ; |"}'
    assert load(shop(tmp_path, content)).items == (Item("a", "A b", categories={"colour": ()}),)


@pytest.mark.parametrize(
    ("content", "suffix", "message"),
    [
        ("", ".jsonl", "shop.jsonl: the catalogue is empty"),
        ('\n{"id": 1', ".jsonl", r"shop.jsonl:2: not valid JSON: .* at column \d+"),
        ("[1]\n", ".jsonl", "shop.jsonl:1: expected one JSON object, found list"),
        (
            '{"id": "a", "name": "A"}\n{"id": "a", "name": "B"}',
            ".jsonl",
            "shop.jsonl:2: the id 'a' is already on line 1",
        ),
        ('{"name": "A"}', ".jsonl", "shop.jsonl:1: the item has no id"),
        ('{"id": "a", "name": " "}', ".jsonl", "shop.jsonl:1: the item has no title"),
        ('{"id": "a", "name": "A", "from": "wide"}', ".jsonl", "shop.jsonl:1: size is 'wide', not a number"),
        ("[\n{]", ".json", "shop.json:2: not valid JSON"),
        ('{"id": "a"}', ".json", "shop.json: expected a list of objects"),
        ("id,name\na,A,more\n", ".csv", "shop.csv:2: more cells than the header"),
    ],
)
def test_a_bad_table_is_named_with_its_line(tmp_path: Path, content: str, suffix: str, message: str) -> None:
    with pytest.raises(CatalogueError, match=message):
        load(shop(tmp_path, content, suffix=suffix))


def test_a_table_that_is_not_utf8(tmp_path: Path) -> None:
    path = shop(tmp_path, "")
    path.write_bytes(b'{"id": "a", "name": "caf\xe9"}')
    with pytest.raises(CatalogueError, match=r"not UTF-8 .* at byte 24"):
        load(path)


def test_a_missing_table(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="no such catalogue file"):
        load(tmp_path / "shop.jsonl")


def test_a_missing_fields_file(tmp_path: Path) -> None:
    shop(tmp_path, AS_JSON).with_suffix(".toml").unlink()
    with pytest.raises(CatalogueError, match=r"shop.toml: the fields file is missing"):
        load(tmp_path / "shop.jsonl")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ("name = ", "shop.toml: not valid TOML"),
        ('[fields]\nid = {kind = "key"}', "field 'id' has kind 'key'. Use one of id, title"),
        ("[fields]\nid = {}", "field 'id' has kind None"),
        ('[fields]\nid = {kind = "id"}', 'exactly one field must have kind = "title"'),
        ('[fields]\ntitle = {kind = "title"}', 'exactly one field must have kind = "id"'),
        ('[fields]\na = {kind = "id"}\nb = {kind = "id"}\nt = {kind = "title"}', 'one field must have kind = "id"'),
    ],
)
def test_a_bad_fields_file_is_named(tmp_path: Path, fields: str, message: str) -> None:
    with pytest.raises(CatalogueError, match=message):
        load(shop(tmp_path, AS_JSON, fields=fields))


def test_a_field_is_its_own_column_and_label_unless_told(tmp_path: Path) -> None:
    fields = read_fields(shop(tmp_path, AS_JSON).with_suffix(".toml"))["fields"]
    assert fields["text"] == Field("text", "text", ("text",), label="text")
    assert fields["title"] == Field("title", "title", ("name",), label="title", also=("alias",))


def test_title_and_text_in_another_language(tmp_path: Path) -> None:
    fields = (
        '[fields]\nid = {kind = "id"}\ntitle = {kind = "title", column = "name", zh = {column = "zh"}}\n'
        'text = {kind = "text", zh = {column = "zh_text"}}\n'
    )
    rows = '{"id": 1, "name": "Chair", "text": "To sit.", "zh": ["椅子", "凳"], "zh_text": "坐的"}'
    chair, bed = load(shop(tmp_path, rows + '\n{"id": 2, "name": "Bed"}', fields=fields)).items
    assert (chair.title_in("zh"), chair.text_in("zh"), chair.title_in("de")) == ("椅子", "坐的", "Chair")
    assert (bed.title_in("zh"), bed.text_in("zh")) == ("Bed", "")
    assert chair.content == "Chair. To sit. ."


def test_the_games_have_fields_of_every_kind(games: Catalogue) -> None:
    assert [f.kind for f in games.fields.values()] == (
        ["id", "title", *["category"] * 5, *["number"] * 3, "text", "link", "image"]
    )
    assert games.items[games.row_of["seven-samurai"]].numbers == {
        "players": (1, 7),
        "year": (2010, 2010),
        "price": (25, 25),
    }


def test_looking_up_items_and_values(games: Catalogue) -> None:
    found, missing = games.item("up"), games.item("nowhere")
    assert found is not None and found.title == "Up" and missing is None
    assert found.values("mood") == ("funny",) and found.values("no such field") == ()
    assert list(games.values["kind"].items())[:3] == [("family", 4), ("cooperative", 3), ("strategy", 2)]


def test_content_says_all_and_the_fingerprint_follows_it(games: Catalogue) -> None:
    assert CHAIR.content == "Chair. To sit. red, blue, green. 40"
    changed = replace(games.items[0], text="Other words.")
    other = Catalogue(games.name, games.fields, (changed, *games.items[1:]))
    same = Catalogue(games.name, games.fields, games.items)
    assert games.fingerprint == same.fingerprint != other.fingerprint and len(games.fingerprint) == 16


@pytest.mark.parametrize("name", ["movies", "boardgames"])
def test_the_demo_catalogues_are_sound(name: str) -> None:
    catalogue = load(Path(__file__).parent.parent / "data" / f"{name}.jsonl")
    aliases = catalogue.talk["aliases"]
    assert [said for said, (field, value) in aliases.items() if value not in catalogue.values.get(field, {})] == []
    assert all(item.text for item in catalogue.items) and len(catalogue.talk["examples"]) >= 3


def test_a_packed_table_with_its_fields_elsewhere(tmp_path: Path) -> None:
    fields = tmp_path / "elsewhere.toml"
    fields.write_text(FIELDS, encoding="utf-8")
    packed = tmp_path / "shop.jsonl.gz"
    packed.write_bytes(gzip.compress(AS_JSON.encode()))
    assert load(packed, fields).items == (CHAIR,)
    packed.write_bytes(gzip.compress(AS_JSON.encode())[:-10])
    with pytest.raises(CatalogueError, match=r"shop.jsonl.gz: not a whole gzip file .* Pack it again\."):
        load(packed, fields)


def test_items_without_a_title_are_left_out_where_that_is_asked_for(tmp_path: Path) -> None:
    path = shop(tmp_path, AS_JSON + '\n{"id": 2, "name": ""}\n{"name": "Stool"}\n')
    assert load(path, untitled=True).items == (CHAIR,)


def test_numbers_in_words_nested_columns_and_kinds(tmp_path: Path) -> None:
    fields = """
    [fields]
    id = {kind = "id"}
    title = {kind = "title"}
    what = {kind = "category", exclusive = true}
    dish = {kind = "category", column = "facts.dish", compound = true, firm = true}
    hours = {kind = "number", column = "facts.stay", units = {"h" = 1, "days" = 24}, named = {"all day" = 12}}
    """
    rows = (
        '{"id": "a", "title": "Hill", "what": "sight", "facts": {"stay": "12 h - 3 days"}}',
        '{"id": "b", "title": "Inn", "what": "food", "facts": {"dish": ["soup"], "stay": ""}}',
        '{"id": "c", "title": "Moor", "what": "sight", "facts": {"stay": "0.5h"}}',
        '{"id": "d", "title": "Nowhere", "what": "sight", "facts": null}',
    )
    catalogue = load(shop(tmp_path, "\n".join(rows), fields=fields))
    assert [item.numbers for item in catalogue.items] == [{"hours": (12, 72)}, {}, {"hours": (0.5, 0.5)}, {}]
    assert catalogue.kinds == {"sight": frozenset({"what", "hours"}), "food": frozenset({"what", "dish"})}
    hours, dish = catalogue.fields["hours"], catalogue.fields["dish"]
    assert (hours.units, hours.named, hours.local) == ({"h": 1, "days": 24}, {"all day": 12}, {})
    assert (dish.compound, dish.firm, dish.exclusive) == (True, True, False)


def test_a_number_in_other_words_is_an_error(tmp_path: Path) -> None:
    fields = '[fields]\nid = {kind = "id"}\ntitle = {kind = "title"}\nhours = {kind = "number", units = {h = 1}}'
    with pytest.raises(CatalogueError, match="hours is 'long', not a number"):
        load(shop(tmp_path, '{"id": "a", "title": "Hill", "hours": "long"}', fields=fields))

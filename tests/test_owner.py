"""The owner's page as HTML: what a visitor wrote cannot run, bars are as long as their numbers, CSV cannot harm."""

from __future__ import annotations

import csv
import io
import tomllib
from typing import Any

import pytest

from chatbot.digest import Digest
from chatbot.overview import Listing, overview
from chatbot.owner import (
    LABELS,
    Cells,
    Chosen,
    courses,
    csv_of,
    dialogue_page,
    language_of,
    login_page,
    overview_page,
    table,
    texts,
)
from chatbot.render import shipped
from chatbot.transcript import Line

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7 * 7 }}"
CHOICES = {"catalogue": [EVIL], "origin": ["human", "simulated"]}


def page(digests: list[Digest], language: str = "en", **more: Any) -> str:
    chosen = more.pop("chosen", Chosen())
    return overview_page(language, overview(digests), digests, chosen=chosen, choices=CHOICES, notes=more)


def test_nothing_that_was_written_can_run() -> None:
    evil = Digest(EVIL, EVIL, EVIL, EVIL, EVIL, began=1, messages=1, wanted=(EVIL,), label=EVIL, note=EVIL, left=EVIL)
    lines = [Line(kind, 0, EVIL, EVIL, ((EVIL, EVIL),)) for kind in texts("en")["talk"] if kind in _KINDS]
    for html in (
        page([evil], chosen=Chosen(EVIL, EVIL, EVIL, EVIL), wanted=EVIL),
        dialogue_page("en", evil, lines, EVIL),
    ):
        assert "&lt;script&gt;" in html and "{{ 7 * 7 }}" in html
        assert "<script" not in html and "<img" not in html


_KINDS = ("said", "answer", "shown", "reaction", "comment", "edit", "why", "label")


def test_a_page_in_each_language_says_the_same_things() -> None:
    files = sorted(shipped("prompts").glob("owner.*.toml"))
    said = [tomllib.loads(path.read_text(encoding="utf-8")) for path in files]
    assert len(said) >= 2
    names = [
        {(group, name) for group, value in one.items() for name in (value if isinstance(value, dict) else [""])}
        for one in said
    ]
    assert all(one == names[0] for one in names)
    assert "最想要的" in page([], "zh") and "密码" in login_page("zh")
    assert set(LABELS) <= texts("en")["label"].keys()


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("", "en"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("fr, en", "en"), ("../x", "en"), ("de", "en")],
)
def test_the_language_is_the_first_that_there_is(accepted: str, language: str) -> None:
    assert language_of(accepted) == language


def test_bars_are_as_long_as_their_numbers_and_bounds_stand_beside_their_share() -> None:
    listing = Listing(
        "places", ("place", "shown", "taken_items", "share", "low", "high"), ((1, 4, 1, 0.25, 0.046, 0.699),), 3
    )
    head, rows = table(listing, texts("en"))
    assert head == ["Place", "Shown", "Taken", "Share"]
    assert rows == [[Cells("1"), Cells("4"), Cells("1"), Cells("25 %", 25.0, "95 %: 5 % to 70 %")]]
    listing = Listing("wanted", ("what", "people", "dialogues"), (("a", 4, 5), ("b", 1, 9)), 1)
    assert [row[1].bar for row in table(listing, texts("en"))[1]] == [100.0, 25.0]


def test_a_login_page_says_what_is_wrong() -> None:
    assert "That is not the password." in login_page("en", "wrong")
    assert 'role="alert"' not in login_page("en")


def test_a_dialogue_that_is_not_there_is_said() -> None:
    assert "There is no such dialogue." in dialogue_page("en", None, (), "")


@pytest.mark.parametrize("cell", ["=1+1", "+x", "-2", "@sum", "\tx", "\rx"])
def test_a_spreadsheet_runs_no_formula(cell: str) -> None:
    ((head, risky, plain)) = list(csv.reader(io.StringIO(csv_of(Listing("x", ("what",), ((cell,), ('a, "b"',)))))))
    assert (head, risky, plain) == (["what"], [f"'{cell}"], ['a, "b"'])


def test_months_are_drawn_as_lines_whose_height_is_what_they_say() -> None:
    rows = (("Up", "2026-01", 3, 1.0, 0.0, 1.0), ("Up", "2026-03", 1, -1.0, -1.0, 1.0), ("It", "2026-02", 2, 0, 0, 0))
    listing = Listing("item_moods", ("title", "month", "comments", "sentiment", "low", "high"), rows)
    up, it = courses(listing)
    assert (up["first"], up["last"], up["wide"]) == ("2026-01", "2026-03", 42.0)
    assert up["points"] == [(7.0, 0.0, "2026-01: +1.00 (3)"), (35.0, 40.0, "2026-03: -1.00 (1)")]
    assert it["points"] == [(21.0, 20.0, "2026-02: +0.00 (2)")]
    html = overview_page("en", [listing], [], chosen=Chosen(), choices=CHOICES, notes={})
    assert html.count("<polyline") == 2 and 'aria-label="Up: 2026-01: +1.00 (3), 2026-03: -1.00 (1)"' in html
    assert [c.text for c in table(listing, texts("en"))[1][1]] == ["Up", "2026-03", "1", "-1.00"]

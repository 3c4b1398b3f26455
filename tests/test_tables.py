"""A table as HTML that shows every text as it is, and as lines that stand under one another."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from chatbot.dialogue import Table
from chatbot.tables import columns, table_html, table_text

TABLE = Table(
    ("", "Up", "<b>Fjord</b> & Race"),
    (("Kind", "party, dexterity", "racing"), ("Price", "$15", "—"), ("Maker", "Deniz", "Deniz")),
    "— the catalogue does not say",
)
WIDE = Table(("", "千与千寻", "异形"), (("类型", "动画，奇幻，冒险，家庭片", "科幻"), ("Language", "日语", "英语")))


class Cells(HTMLParser):
    """The cells of a table with their scopes, and the classes of its rows."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[tuple[str, str, str]] = []
        self.classes: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag in ("th", "td"):
            self.cells.append((tag, str(dict(attrs).get("scope") or ""), ""))
        if tag == "tr" and attrs:
            self.classes.append(str(dict(attrs)["class"]))

    def handle_data(self, data: str) -> None:
        if self.cells and data.strip():
            tag, scope, text = self.cells[-1]
            self.cells[-1] = (tag, scope, text + data)


def test_html() -> None:
    read = Cells()
    html = table_html(Table(TABLE.head, TABLE.rows))
    read.feed(html)
    assert read.cells == [
        ("td", "", ""), ("th", "col", "Up"), ("th", "col", "<b>Fjord</b> & Race"),
        ("th", "row", "Kind"), ("td", "", "party, dexterity"), ("td", "", "racing"),
        ("th", "row", "Price"), ("td", "", "$15"), ("td", "", "—"),
        ("th", "row", "Maker"), ("td", "", "Deniz"), ("td", "", "Deniz"),
    ]  # fmt: skip
    assert read.classes == ["differs", "differs", "same"]
    assert read.tags == {"div", "table", "thead", "tbody", "tr", "th", "td"}
    assert "\n" not in html


def test_the_note_stands_below() -> None:
    assert re.search(r'</table><p class="note">.*does not say</p></div>$', table_html(TABLE))


def test_text() -> None:
    assert table_text(TABLE, 80).splitlines() == [
        "       Up                <b>Fjord</b> & Race",
        "─────  ────────────────  ───────────────────",
        "Kind   party, dexterity  racing",
        "Price  $15               —",
        "─────  ────────────────  ───────────────────",
        "Maker  Deniz             Deniz",
        "— the catalogue does not say",
    ]


def test_narrow_text_is_broken_at_spaces() -> None:
    assert table_text(Table(("", "Up", "Fjord Race 1999"), TABLE.rows[:1]), 28).splitlines() == [
        "      Up          Fjord Race",
        "                  1999",
        "────  ──────────  ──────────",
        "Kind  party,      racing",
        "      dexterity",
    ]


def test_wide_letters_take_two_columns() -> None:
    assert table_text(WIDE, 80).splitlines() == [
        "          千与千寻                  异形",
        "────────  ────────────────────────  ────",
        "类型      动画，奇幻，冒险，家庭片  科幻",
        "Language  日语                      英语",
    ]
    assert table_text(WIDE, 36).splitlines()[2:4] == ["类型      动画，奇幻，冒险，家  科幻", "          庭片"]


@pytest.mark.parametrize("width", [10, 24, 31, 40, 55, 80, 200])
@pytest.mark.parametrize("table", [TABLE, WIDE], ids=["latin", "wide"])
def test_no_line_is_longer_and_nothing_is_lost(table: Table, width: int) -> None:
    lines = table_text(table, width).splitlines()
    narrowest = 8 * len(table.head) + 2 * (len(table.head) - 1)
    rows = [line for line in lines if line != table.note]
    assert max(columns(line) for line in rows) <= max(width, narrowest)
    letters = sorted("".join(re.sub(r"[\s─]", "", line) for line in rows))
    assert letters == sorted(re.sub(r"[\s─]", "", "".join(cell for row in (table.head, *table.rows) for cell in row)))


def test_columns() -> None:
    assert [columns(text) for text in ("", "abc", "异形", "é", "é", "—")] == [0, 3, 4, 1, 1, 1]


def test_a_table_without_rows() -> None:
    assert table_text(Table(("", "Up"), ()), 20) == "  Up\n  ──"

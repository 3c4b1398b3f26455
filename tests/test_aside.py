"""What stands beside an answer, as HTML."""

from __future__ import annotations

from dataclasses import replace
from html import unescape

import pytest

from chatbot.aside import alone, aside_html, changed_html, told_in, why_html
from chatbot.dialogue import Bar, Changes, Move, Table, Why
from chatbot.panel import mark
from chatbot.phrasing import Phrasing
from chatbot.view import Card, View
from retrieval.catalogue import Catalogue

WHY = Why(
    "up", "Up", None, (Bar("calm", 0.5), Bar("<price>", -0.25)), "Up is not shown.", "Without it", "limit:price", "mute"
)


@pytest.fixture
def phrasing(games: Catalogue) -> Phrasing:
    return Phrasing(games, "en")


def test_bars_are_as_wide_as_their_parts_and_say_which_way_they_go() -> None:
    assert why_html(WHY) == (
        '<p>Up is not shown&#46;</p><ul class="bars">'
        '<li class="for"><span>calm</span><b style="width: 100%"></b><i>+0&#46;50</i></li>'
        '<li class="against"><span>&#60;price&#62;</span><b style="width: 50%"></b><i>−0&#46;25</i></li></ul>'
    )
    assert why_html(Why("up", "Up", 1, (), "Up.")) == '<p>Up&#46;</p><ul class="bars"></ul>'


def test_one_edit_is_a_button_and_more_are_a_line(phrasing: Phrasing) -> None:
    one = aside_html(WHY, phrasing)
    assert f'<button type="button" class="do remedy" value="mute {mark("limit:price")}">Without it</button>' in one
    assert "<p>Without it</p>" in aside_html(replace(WHY, remedy_key="", remedy_kind=""), phrasing)
    assert "<p>Without it</p>" in aside_html(replace(WHY, remedy_kind="unhide"), phrasing)
    assert "remedy" not in aside_html(replace(WHY, remedy=""), phrasing)


def test_what_stands_alone_can_be_closed(phrasing: Phrasing) -> None:
    table = Table(("", "Up", "Ghost Train"), (("Year", "2019", "1988"),))
    assert 'value="shut" title="Close"' in aside_html(table, phrasing)
    assert "<table>" in aside_html(table, phrasing)
    assert "shut" not in aside_html(WHY, phrasing, closes=False)


def test_an_explanation_belongs_into_the_card_of_its_item() -> None:
    cards = (Card("a", "A", "", ""), Card("up", "Up", "", ""))
    assert (told_in(cards, WHY), told_in(cards[:1], WHY), told_in(cards, None)) == ("up", "", "")
    assert told_in(cards, Table((), ())) == ""
    assert alone(View("s", "en", (), cards, (), (), aside=WHY)) is None
    assert alone(View("s", "en", (), cards[:1], (), (), aside=WHY)) == WHY


def test_what_the_answer_says_is_not_said_again(phrasing: Phrasing) -> None:
    beside = alone(View("s", "en", (("why not Up?", "Up is not shown. Sorry."),), (), (), (), aside=WHY))
    assert beside == replace(WHY, sentence="")
    assert "<p>" not in aside_html(beside, phrasing)


def test_what_changed_unfolds_to_its_moves(phrasing: Phrasing) -> None:
    moves = (Move("up", "Up", None, 1, "k", "Up <came> in"), Move("x", "X", 2, 3))
    written = changed_html(Changes(moves, "+1: calm"), 1, phrasing)
    assert written == (
        '<details class="changed"><summary title="What changed">&#43;1&#58; calm</summary>'
        "<ul><li>Up &#60;came&#62; in</li></ul></details>"
    )
    said = Changes(line="+1", said="read as praise")
    assert unescape(changed_html(said, 1, phrasing)) == '<span class="changed">read as praise · +1</span>'
    assert changed_html(Changes(), 2, phrasing) == '<span class="changed">2 new</span>'
    assert changed_html(Changes(), 0, phrasing) == '<span class="changed"></span>'

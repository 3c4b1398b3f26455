"""The gradio page: what it is made of, and how a screen is painted on it."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

import pytest

from chatbot.bot import Bot
from chatbot.dialogue import Bar, Changes, Chip, Move, Table, Why
from chatbot.screens import Note, Screen, Screens
from chatbot.sessions import Sessions
from chatbot.ui import Page, in_loop, prepare
from chatbot.view import Card, Entry, View
from retrieval.catalogue import Catalogue


@pytest.fixture(scope="module")
def built(games: Catalogue) -> tuple[Page, dict[str, Any]]:
    """The page of a bot that is still loading, and gradio's description of it."""
    prepare()
    page = Page(Screens(Sessions(Future[Bot]()), games), items=3)
    return page, in_loop(page.build).get_config_file()


def screen(**view: Any) -> Screen:
    empty: dict[str, Any] = {"session": "s", "language": "en", "talk": (), "cards": (), "wishes": (), "chips": ()}
    return Screen(View(**{**empty, **view}))


def test_no_component_needs_eval_and_no_listener_is_public(built: tuple[Page, dict[str, Any]]) -> None:
    config = built[1]
    kinds = {component["type"] for component in config["components"]}
    assert kinds <= {
        "row",
        "column",
        "accordion",
        "form",
        "markdown",
        "button",
        "chatbot",
        "textbox",
        "state",
        "browserstate",
    }
    assert {listener["api_visibility"] for listener in config["dependencies"]} == {"private"}
    assert not any(listener["js"] for listener in config["dependencies"])


def test_there_are_as_many_slots_as_picks(built: tuple[Page, dict[str, Any]]) -> None:
    page = built[0]
    assert len(page.slots) == 3


def test_a_screen_is_painted(built: tuple[Page, dict[str, Any]]) -> None:
    page = built[0]
    cards = (Card("a", "A", "1999", "Calm.", liked=True), Card("b", "B", "2000", "Tense.", stars=3))
    shown = screen(
        talk=(("<b>", "x & y"),), cards=cards, wishes=(Entry("k", "calm"),), chips=(Chip("More", say="More"),)
    )
    painted = page._paint(shown)
    talk = [(message["role"], message["content"]) for message in painted[page.chat]["value"]]
    assert talk == [("user", "&lt;b&gt;"), ("assistant", "x &amp; y")]
    assert [painted[slot["column"]]["visible"] for slot in page.slots] == [True, True, False]
    assert [painted[slot["like"]]["value"] for slot in page.slots[:2]] == ["👍 Liked", "👍 Like"]
    assert [painted[slot["card"]].count("rating given") for slot in page.slots[:2]] == [0, 3]
    assert painted[page.profile]["visible"] and "<b>calm</b>" in painted[page.profile]["value"]
    assert not painted[page.aside]["visible"]
    assert painted[page.understood]["label"] == "What I understood (1)"
    assert painted[page.chips[0]]["value"] == "More"
    assert (painted[page.note]["visible"], painted[page.welcome]["visible"]) == (False, False)
    assert painted[page.kept] == "s"


def test_no_match_and_nothing_yet_look_different(built: tuple[Page, dict[str, Any]]) -> None:
    page = built[0]
    nothing, none = page._paint(screen()), page._paint(screen(wishes=(Entry("k", "calm"),)))
    assert "Your picks will stand here" in nothing[page.note]["value"].replace("&#46;", ".")
    assert "Nothing fits all of your wishes" in none[page.note]["value"].replace("&#46;", ".")


WHY = Why("a", "A", 1, (Bar("calm", 0.5),), "A stands first.")


def test_why_an_item_is_there_stands_in_its_card(built: tuple[Page, dict[str, Any]]) -> None:
    page = built[0]
    cards = (Card("a", "A", "", ""), Card("b", "B", "", ""))
    painted = page._paint(screen(cards=cards, aside=WHY))
    assert ["A stands first" in painted[slot["card"]] for slot in page.slots[:2]] == [True, False]
    assert [painted[slot["why"]]["value"] for slot in page.slots[:2]] == ["Hide why", "Why?"]
    assert not painted[page.aside]["visible"]


@pytest.mark.parametrize("aside", [WHY, Table(("", "A", "B"), (("Year", "1999", "2004"),))])
def test_what_belongs_to_no_card_stands_by_itself(built: tuple[Page, dict[str, Any]], aside: Table | Why) -> None:
    page = built[0]
    painted = page._paint(screen(cards=(Card("b", "B", "", ""),), aside=aside))
    assert painted[page.aside]["visible"] and 'value="shut"' in painted[page.aside]["value"]


def test_what_changed_stands_in_the_heading(built: tuple[Page, dict[str, Any]]) -> None:
    page = built[0]
    changes = Changes((Move("b", "B", None, 1, "k", "B came in"),), "+1 −0")
    assert "<li>B came in</li>" in page._paint(screen(changes=changes))[page.heading]


def test_while_it_is_busy_it_can_be_stopped(built: tuple[Page, dict[str, Any]]) -> None:
    page = built[0]
    calm = page._paint(screen())[page.box]
    busy = page._paint(Screen(screen().view, "Reading", "hello", busy=True, clear=True))
    assert (calm["submit_btn"], calm["stop_btn"]) == ("Send", False)
    assert (busy[page.box]["submit_btn"], busy[page.box]["stop_btn"], busy[page.box]["value"]) == (False, "Stop", "")
    assert [m["content"] for m in busy[page.chat]["value"]] == ["hello", "Reading"]


def test_a_note_changes_nothing_else(built: tuple[Page, dict[str, Any]]) -> None:
    page = built[0]
    assert page._paint(Note("Wait", "my text")) == {
        page.status: "<p>Wait</p>",
        page.box: {"value": "my text", "__type__": "update"},
    }
    assert page._paint(Note("Wait")) == {page.status: "<p>Wait</p>"}


def test_another_language_changes_every_text(built: tuple[Page, dict[str, Any]]) -> None:
    page = built[0]
    painted = page._paint(screen(language="zh"))
    assert painted[page.new]["value"] == "新对话"
    assert painted[page.box]["placeholder"] == "说说你喜欢什么，或者想怎么改"
    assert [painted[button]["interactive"] for button in page.tongues.values()] == [True, False]

"""The profile as HTML, and the sentences on edits and undo."""

from __future__ import annotations

import re

import pytest

from chatbot.panel import SHOWN, do_html, edited, key_of, mark, profile_html, undone
from chatbot.phrasing import Phrasing
from chatbot.view import Entry, entries
from retrieval.catalogue import Catalogue
from retrieval.wishes import ITEM, Limit, Preferences, Receipt, Wish

CALM = Wish("want", "mood", "calm", receipt=Receipt(0, "calm"))
SCARY = Wish("avoid", "mood", "scary", "must", receipt=Receipt(1, "<b>not</b> scary"), scope="taste", muted=True)
YEAR = Limit("year", high=2000, receipt=Receipt(2, "before 2000"))
WANTED = Preferences((CALM, SCARY), (YEAR,))


@pytest.fixture
def phrasing(games: Catalogue) -> Phrasing:
    return Phrasing(games, "en")


def test_two_groups_with_the_newest_first(phrasing: Phrasing) -> None:
    written = profile_html(entries(WANTED, phrasing), phrasing)
    assert "\n" not in written
    assert re.findall(r"<h3>(.*?)</h3>|<b>(.*?)</b>", written) == [
        ("Today", ""), ("", "year up to 2000"), ("", "calm"), ("Your taste &#40;kept for your next chats&#41;", ""),
        ("", "no scary"),
    ]  # fmt: skip
    assert profile_html((), phrasing) == ""


def test_a_muted_wish_says_so_and_its_words_are_only_text(phrasing: Phrasing) -> None:
    written = profile_html(entries(Preferences((SCARY,)), phrasing), phrasing)
    assert '<li class="wish muted"><p><b>no scary</b> <i>a must</i> <i>muted&#44; does not count</i></p>' in written
    assert '<p class="receipt">&#8220;&#60;b&#62;not&#60;&#47;b&#62; scary&#8221;</p>' in written


def test_every_button_says_what_it_does_to_which_wish(phrasing: Phrasing) -> None:
    written = profile_html(entries(Preferences((CALM,)), phrasing), phrasing)
    values = re.findall(r'value="(\w+) ([0-9a-f]{12})"', written)
    assert values == [(kind, mark(CALM.key)) for kind in ("weaker", "stronger", "mute", "taste", "remove")]
    assert 'title="Remove&#58; calm">&#215;</button>' in written
    assert key_of(mark(YEAR.key), WANTED) == YEAR.key
    assert key_of("0123456789ab", WANTED) == key_of("", WANTED) == ""


def test_of_very_many_wishes_the_earlier_ones_unfold(phrasing: Phrasing) -> None:
    wishes = tuple(Entry(f"k{n}", f"wish {n}", turn=n) for n in range(200))
    shown, rest = profile_html(wishes, phrasing).split(
        '<details id="earlier-today"><summary>180 earlier ones</summary>'
    )
    assert (shown.count("<li "), rest.count("<li ")) == (SHOWN, 180)
    assert "<b>wish 199</b>" in shown and "<b>wish 0</b>" in rest


def test_a_button_without_a_title_has_its_text_for_a_name() -> None:
    assert do_html("shut", "×", "shut") == '<button type="button" class="do shut" value="shut">&#215;</button>'


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("mute", "Muted “calm”: it does not count now."),
        ("taste", "“calm” is kept for your next chats."),
        ("today", "“calm” stays as it is."),
        ("remove", "Removed “calm”."),
    ],
)
def test_what_an_edit_did(phrasing: Phrasing, kind: str, sentence: str) -> None:
    assert edited(entries(WANTED, phrasing)[0], kind, phrasing) == sentence


def test_an_edit_of_a_wish_that_is_gone(phrasing: Phrasing) -> None:
    assert edited(None, "mute", phrasing) == "That wish is no longer there."


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (WANTED, WANTED, "Back to how it was."),
        (WANTED, WANTED.without(CALM.key), "Back to how it was: “calm” is gone."),
        (WANTED.without(YEAR.key), WANTED, "Back to how it was: “year up to 2000” is back."),
        (WANTED.muted(CALM.key), WANTED, "Back to how it was: “calm” is as before."),
        (WANTED.hide("up"), WANTED, "Back to how it was: “Up” may come again."),
        (
            WANTED.with_wish(Wish("avoid", ITEM, "up", label="Up")).hide("up"),
            WANTED,
            "Back to how it was: “nothing like Up” is gone, “Up” may come again.",
        ),
    ],
)
def test_what_an_undo_brought_back(phrasing: Phrasing, before: Preferences, after: Preferences, sentence: str) -> None:
    assert undone(before, after, phrasing) == sentence


def test_in_chinese(games: Catalogue) -> None:
    phrasing = Phrasing(games, "zh")
    written = profile_html(entries(WANTED, phrasing), phrasing)
    assert re.findall(r"<h3>(.*?)</h3>", written) == ["今天", "你的口味&#65288;下次聊天也记得&#65289;"]
    assert undone(WANTED, WANTED.without(CALM.key), phrasing) == "已恢复到之前：没有了“calm”。"

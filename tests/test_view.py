"""What is seen of a session, and that no text of it can be anything but text."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.dialogue import Chip, Reason, Session, Turn
from chatbot.phrasing import Phrasing
from chatbot.view import (
    Card,
    Entry,
    View,
    card_html,
    chosen_language,
    entries,
    escape,
    kind_of,
    languages,
    monogram,
    origin,
    view,
)
from retrieval.catalogue import Catalogue
from retrieval.retriever import Hit, Retriever
from retrieval.wishes import ITEM, Limit, Preferences, Receipt, Wish


def test_a_view_of_a_session(games: Catalogue, retriever: Retriever) -> None:
    wanted = Preferences(
        (Wish("want", "mood", "calm"), Wish("avoid", "kind", "horror", "must")), (Limit("year", high=2000),)
    )
    hit = retriever.search(wanted, 1)[0]
    session = Session(
        turns=[Turn("calm", "1 game")], preferences=wanted, hits=(hit,), liked={hit.item.id},
        reasons={hit.item.id: Reason(hit.item.id, "Calm.")}, chips=(Chip("More", say="More"),),
    )  # fmt: skip
    card = Card(
        "moon-harvest",
        "Moon Harvest",
        "strategy",
        "Calm.",
        "strategy",
        kind_of(hit.item, Phrasing(games, "en"))[1],
        liked=True,
    )
    seen = view(session, games)
    assert seen == View(session.id, "en", (("calm", "1 game"),), (card,), seen.wishes, (Chip("More", say="More"),))
    assert [(w.key, w.text) for w in seen.wishes] == [
        ("want:mood=calm", "calm"), ("avoid:kind=horror", "no horror"), ("limit:year", "year up to 2000"),
    ]  # fmt: skip


def test_a_wish_says_where_it_came_from_and_how_strong_it_is(games: Catalogue) -> None:
    like = Wish("avoid", ITEM, "up", "strong", "Up", Receipt(1, "dislike", "click", "more"), "taste")
    calm = Wish("want", "mood", "calm", "slight", "", Receipt(2, "a bit calm"), muted=True)
    gone = Wish("want", ITEM, "no-such-item", "like", "Old One", Receipt(0, "like", "click"))
    year = Limit("year", 1990, None, Receipt(0, "x" * 200, replaces="before 1980"))
    chip = Limit("price", None, 20, Receipt(0, "price up to 20", "click"))
    preferences = Preferences((like, calm, gone), (year, chip))
    assert entries(preferences, Phrasing(games, "en")) == (
        Entry(like.key, "nothing like Up", "you pressed 👎 on Up · instead of “More like this”", "strongly", "taste",
              False, ("weaker", "mute", "today", "remove"), 1),
        Entry(calm.key, "calm", "“a bit calm”", "a bit", "today", True, ("stronger", "unmute", "taste", "remove"), 2),
        Entry(gone.key, "like Old One", "you pressed 👍 on Old One", "", "today", False,
              ("weaker", "stronger", "mute", "taste", "remove"), 0),
        Entry(year.key, "year from 1990", f"“{'x' * 140}…” · instead of “before 1980”", "", "today", False,
              ("mute", "taste", "remove"), 0),
        Entry(chip.key, "price up to $20", "you pressed “price up to 20”", "", "today", False,
              ("mute", "taste", "remove"), 0),
    )  # fmt: skip


def test_titles_and_kinds_are_in_the_visitors_language(games: Catalogue) -> None:
    item = replace(games.items[0], local={"zh": {"title": "月之收获"}})
    catalogue = replace(games, items=(item, *games.items[1:]))
    session = Session(hits=(Hit(item, 1.0, {}),), language="zh")
    card = view(session, catalogue).cards[0]
    assert (card.title, card.facts) == ("月之收获", "Moon Harvest · strategy")
    assert view(replace(session, language="en"), catalogue).cards[0].facts == "strategy"


def test_links_and_images_only_from_where_they_may_come(games: Catalogue, retriever: Retriever) -> None:
    item = games.item("seven-samurai")
    assert item is not None and item.image == "seven.png"
    hit = next(h for h in retriever.search(Preferences(), 12) if h.item.id == item.id)
    card = view(Session(hits=(hit,)), games, ["https://example.org"]).cards[0]
    assert (card.link, card.image) == ("https://example.org/seven", "")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://shop.example/a?b", "https://shop.example"),
        ("http://localhost:8000/x", "http://localhost:8000"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//evil.example/x", ""),
        ("https://me:word@evil.example/", ""),
        ("http://[::1", ""),
        ("http://a:b/", ""),
        ("/local", ""),
        ("", ""),
    ],
)
def test_origin(url: str, expected: str) -> None:
    assert origin(url) == expected


@given(st.text())
def test_escaped_text_holds_no_sign_and_reads_the_same(text: str) -> None:
    escaped = escape(text)
    assert re.fullmatch(r"(?:[^\W_]| |&#\d+;)*", escaped)
    assert not re.search(r"\n|\r", escaped)
    if not re.search(r"[\x00-\x1f\x7f-\x9f]|[\ud800-\udfff]|[\ue000-\uf8ff]", text) and text.isprintable():
        assert html.unescape(escaped) == " ".join(text.split())


def test_a_card_is_one_block_with_its_texts_escaped() -> None:
    card = Card("x", "<b>*T*</b>", "1999", "Because\n\n# it", "a|b", 3, "https://shop.example/a?b=1&c", liked=False)
    written = card_html(card, place=2, fresh=True, grows=True)
    assert "\n" not in written
    assert '<div class="pick fresh"><div class="tile colour-3">' in written
    assert "&#60;b&#62;&#42;T&#42;&#60;&#47;b&#62;" in written
    assert '<p class="reason grows">Because &#35; it</p>' in written
    assert (
        'href="https&#58;&#47;&#47;shop&#46;example&#47;a&#63;b&#61;1&#38;c" target="_blank" rel="noopener noreferrer"'
        in written
    )


@pytest.mark.parametrize(
    ("title", "expected"),
    [("The Hollow House", "HH"), ("Up", "U"), ("Café Amélie", "CA"), ("…", "?"), ("七人の侍", "七"), ("The", "T")],
)
def test_monogram(title: str, expected: str) -> None:
    assert monogram(title) == expected


def test_the_commonest_kinds_have_colours_of_their_own(games: Catalogue) -> None:
    found = {kind_of(item, Phrasing(games, "en")) for item in games.items}
    assert len({colour for _, colour in found}) == len({kind for kind, _ in found})


@pytest.mark.parametrize(
    ("asked", "accepted", "expected"),
    [
        ("zh", "en", "zh"),
        ("zh-TW", "", "zh"),
        ("xx", "zh-CN,en;q=0.8", "zh"),
        ("", "fr,en;q=0.5", "en"),
        (None, None, "de"),
        ("../en", "", "de"),
    ],
)
def test_language(asked: str | None, accepted: str | None, expected: str) -> None:
    assert languages() == {"en": "English", "zh": "中文"}
    assert chosen_language(asked, accepted, "de") == expected

"""What people wrote of an item, as sentences in the visitor's language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chatbot.aside import aside_html
from chatbot.beside import Beside
from chatbot.dialogue import Session, Why
from chatbot.lines import aside_lines
from chatbot.phrasing import Phrasing
from chatbot.praise import OfItem, Opinions, Said
from chatbot.voices import voices
from retrieval.catalogue import Catalogue
from retrieval.retriever import Retriever

ITEM = OfItem(
    9,
    0.4,
    (
        Said("acting", 5, 0, ("Superb <b>acting</b>",)),
        Said("story", 4, 1, ("a gripping tale",), ("thin plot",)),
        Said("music", 3, 0),
        Said("length", 0, 4, (), ("an hour too long",)),
        Said("price", 0, 3, (), ("dear",)),
        Said("ending", 1, 0, ("nice ending",)),
    ),
)


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("en", (
            "5 praise this: acting – “Superb <b>acting</b>”",
            "3 praise this: music",
            "4 complain of this: length – “an hour too long”",
        )),
        ("zh", (
            "5 人称赞：演技——“Superb <b>acting</b>”",
            "3 人称赞：音乐",
            "4 人抱怨：时长——“an hour too long”",
        )),
    ],
)  # fmt: skip
def test_the_surest_of_what_people_wrote(games: Catalogue, language: str, lines: tuple[str, ...]) -> None:
    assert voices(ITEM, Phrasing(games, language)) == lines
    assert voices(None, Phrasing(games, language)) == ()
    assert voices(OfItem(1, 0.5, (Said("acting", 1, 0, ("good",)),)), Phrasing(games, language)) == ()


def test_they_stand_beside_why_an_item_is_shown(retriever: Retriever) -> None:
    phrasing = Phrasing(retriever.catalogue, "en")
    beside = Beside(retriever, phrasing, 4, lambda: Opinions({"up": ITEM}, {}))
    told = beside.why(Session(), "up")
    assert told is not None
    assert told.voices == voices(ITEM, phrasing)
    other = beside.why(Session(), "ghost-train")
    assert other is not None
    assert other.voices == ()
    assert beside.why(Session(), "no such item") is None


def test_what_people_wrote_is_marked_as_theirs_and_escaped(games: Catalogue) -> None:
    why = Why("up", "Up", 1, (), "Up stands first.", voices=voices(ITEM, Phrasing(games, "en"))[:1])
    html = aside_html(why, Phrasing(games, "en"), closes=False)
    assert '<p class="voices">What people wrote</p><ul class="voices"><li>5 praise this' in html
    assert "<b>" not in html
    assert list(aside_lines(why, 80)) == ["Up stands first.", "  5 praise this: acting – “Superb <b>acting</b>”"]
    assert "voices" not in aside_html(replace(why, voices=()), Phrasing(games, "en"))

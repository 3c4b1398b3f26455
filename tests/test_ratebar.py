"""A card's stars, "not now", and what is written of it."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from chatbot.ratebar import MOST_SAID, Asked, deed_of, rate_html
from chatbot.render import phrases


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_button_says_what_it_does(language: str) -> None:
    html = rate_html(2, phrases(language)["page"])
    values = re.findall(r'value="react ([^"]+)"', html)
    assert values == [*(f"rated-{n} 2" for n in range(1, 6)), "not-now 2", "comment 2"]
    assert len(set(re.findall(r'title="([^"]+)"', html))) == 7
    assert deed_of(f"{values[3]} 17") == Asked("rated-4", 2)


def test_what_is_written_is_taken_as_far_as_it_may_go() -> None:
    assert deed_of("comment 2 17 <b> 3  times,\nlovely") == Asked("comment", 2, "<b> 3  times,\nlovely")
    asked = deed_of(f"comment 0 1 {'x' * 999}")
    assert asked is not None and asked.text == "x" * MOST_SAID
    script = (Path(__file__).parent.parent / "chatbot" / "page.js").read_text(encoding="utf-8")
    assert f"MOST = {MOST_SAID};" in script


@pytest.mark.parametrize("given", range(6))
def test_as_many_stars_are_filled_as_were_given(given: int) -> None:
    html = unescape(rate_html(0, phrases("en")["page"], given))
    assert re.findall(">([★☆])<", html) == [*"★" * given, *"☆" * (5 - given)]
    assert html.count("rating given") == given
    assert re.findall(r'title="(You gave [^"]+)"', html) == ([f"You gave {given} of 5 stars"] if given else [])


@pytest.mark.parametrize("rest", ["", "rated-4", "rated-4 x", "rated-4 99999", "rated-4 -1"])
def test_what_is_no_such_thing_does_nothing(rest: str) -> None:
    assert deed_of(rest) is None

"""A card's stars, and "not now"."""

from __future__ import annotations

import re
from html import unescape

import pytest

from chatbot.ratebar import deed_of, rate_html
from chatbot.render import phrases


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_button_says_what_it_does(language: str) -> None:
    html = rate_html(2, phrases(language)["page"])
    values = re.findall(r'value="react ([^"]+)"', html)
    assert values == [*(f"rated-{n} 2" for n in range(1, 6)), "not-now 2"]
    assert len(set(re.findall(r'title="([^"]+)"', html))) == 6
    assert deed_of(f"{values[3]} 17") == ("rated-4", 2)


@pytest.mark.parametrize("given", range(6))
def test_as_many_stars_are_filled_as_were_given(given: int) -> None:
    html = unescape(rate_html(0, phrases("en")["page"], given))
    assert re.findall(">([★☆])<", html) == [*"★" * given, *"☆" * (5 - given)]
    assert html.count("rating given") == given
    assert re.findall(r'title="(You gave [^"]+)"', html) == ([f"You gave {given} of 5 stars"] if given else [])


@pytest.mark.parametrize("rest", ["", "rated-4", "rated-4 x", "rated-4 99999", "rated-4 -1"])
def test_what_is_no_such_thing_does_nothing(rest: str) -> None:
    assert deed_of(rest) is None

"""A card's stars, and "not now"."""

from __future__ import annotations

import re

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


@pytest.mark.parametrize("rest", ["", "rated-4", "rated-4 x", "rated-4 99999", "rated-4 -1"])
def test_what_is_no_such_thing_does_nothing(rest: str) -> None:
    assert deed_of(rest) is None

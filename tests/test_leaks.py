"""What gives a hidden item away, and what does not."""

from __future__ import annotations

import pytest

from chatbot.leaks import leak
from retrieval.catalogue import Catalogue, Item


@pytest.mark.parametrize(
    "said",
    [
        "I want Moon Harvest",
        "something like moon  harvest!",
        "the CAFE AMELIE thing",
        "do you have 七人の侍",
        "robots grow wheat on a quiet moon please",
    ],
)
def test_a_title_another_name_or_copied_words_give_it_away(games: Catalogue, said: str) -> None:
    assert leak(said, games.items)


@pytest.mark.parametrize(
    "said",
    ["something calm about space", "is it up to four players", "harvest on the moon", "grow wheat on a moon", "", "…"],
)
def test_facts_and_everyday_words_do_not(games: Catalogue, said: str) -> None:
    assert leak(said, games.items) == ""


def test_an_everyday_word_counts_where_it_is_written_as_a_name(games: Catalogue) -> None:
    assert leak('have you got "Up"?', games.items) == "Up"
    assert leak("I thought of Up today", games.items) == "Up"
    assert leak("Up to four players", games.items) == ""


def test_chinese_titles_and_copied_characters(games: Catalogue) -> None:
    place = Item(
        "tea",
        "半篙茶社",
        text="八仙桌一直摆到河埠头，船从脚边过。老茶客天不亮就来占座。",
        local={"en": {"title": "Half Pole"}},
    )
    assert leak("想去半篙茶社", [place]) == "半篙茶社"
    assert leak("half pole, maybe", [place]) == "Half Pole"
    assert leak("要那种八仙桌一直摆到河埠头，船从脚边过的", [place])
    assert leak("想找个临河的茶馆", [place]) == ""

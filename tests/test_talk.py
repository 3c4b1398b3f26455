"""Acts in words: templates of each manner and language are whole, and what is said of facts can be read back."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import get_args

import pytest
from persons import CALM, person

from chatbot.need import Fact
from chatbot.people import MANNERS
from chatbot.talk import Act, ActKind, Talk, templates
from retrieval.catalogue import Catalogue


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("manner", MANNERS)
def test_every_act_can_be_said_in_every_manner(games: Catalogue, manner: str, language: str) -> None:
    talk = Talk(person(manner=manner, language=language), games, random.Random(0))  # type: ignore[arg-type]
    for kind in get_args(ActKind):
        for _ in range(12):
            said = talk.words(Act(kind, (CALM,), "moon-harvest", 1))
            assert bool(said) == (kind != "react")
            assert "{" not in said


def test_the_languages_have_the_same_templates() -> None:
    en, zh = templates("en"), templates("zh")
    assert {group: set(entries) for group, entries in en.items()} == {
        group: set(entries) for group, entries in zh.items()
    }


def test_facts_in_words(games: Catalogue) -> None:
    talk = Talk(person(), games, random.Random(1))
    assert talk.fact(CALM) == "calm"
    assert talk.fact(Fact("theme", "birds")) == "about birds"
    assert talk.fact(Fact("maker", "Ada Lindqvist")) == "made by Ada Lindqvist"
    assert talk.fact(Fact("mood", "calm", avoid=True)) in ("no calm", "not calm", "without calm")
    assert talk.fact(Fact("year", low=1990, high=1999)) in ("from the 1990s", "1990s")
    assert talk.fact(Fact("price", high=20)).endswith("$20")
    assert talk.fact(Fact("players", low=4, high=4)) in ("for 4 players", "4 players")


def test_a_wish_stands_round_the_noun(games: Catalogue) -> None:
    talk = Talk(person(), games, random.Random(0))
    said = talk.words(Act("open", (Fact("kind", "family"), Fact("theme", "birds"))))
    assert "family games about birds" in said.lower()


@pytest.mark.parametrize(("language", "never"), [("en", "want"), ("zh", "想要")])
def test_what_is_avoided_is_never_wanted(games: Catalogue, language: str, never: str) -> None:
    for manner in MANNERS:
        talk = Talk(person(manner=manner, language=language), games, random.Random(0))
        for kind in ("tell", "rather"):
            said = [talk.words(Act(kind, (replace(CALM, avoid=True),), "up", 0)) for _ in range(20)]  # type: ignore[arg-type]
            assert not any(never in one.lower() for one in said)


def test_a_person_always_types_alike(games: Catalogue) -> None:
    def ends(name: str) -> set[bool]:
        talk = Talk(replace(person(manner="chatty"), name=name), games, random.Random(0))
        return {talk.words(Act("any")).endswith(".") for _ in range(20)}

    found = [ends(f"p{n}") for n in range(20)]
    assert {True} in found and {False} in found


def test_an_unknown_language_falls_back_to_english() -> None:
    assert templates("fr") == templates("en")

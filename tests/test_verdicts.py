"""The judge: what it is shown, and what of its answers counts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import ScriptedLLM
from persons import real_llm
from test_outcomes import FED_UP, QUICK, SETTLED, exchange

from chatbot.llm import LLMError
from chatbot.verdicts import judged, transcript, verdicts
from retrieval.catalogue import Catalogue

MARKS = '{"understood":5,"fitting":4,"easy":3,"satisfied":2}'


def test_the_judge_sees_the_talk_and_what_was_shown(games: Catalogue) -> None:
    llm = ScriptedLLM([MARKS])
    assert judged(replace(QUICK, last_said="that one"), games, llm) == {
        "understood": 5, "fitting": 4, "easy": 3, "satisfied": 2,
    }  # fmt: skip
    assert llm.asked[0].last == "Visitor: calm\nRecommender: Here. [Café Amélie, Up]\nVisitor: that one"


def test_one_that_fails_does_not_count(games: Catalogue) -> None:
    llm = ScriptedLLM([MARKS, LLMError("no"), MARKS.replace("5", "1")])
    found = verdicts([QUICK, SETTLED, SETTLED], games, llm)
    assert found["understood"].mean == pytest.approx(3)
    assert found["easy"] == (3, 3, 3)


def test_a_dialogue_without_last_words(games: Catalogue) -> None:
    assert transcript(SETTLED, games).count("Visitor:") == 2


@pytest.mark.model
@pytest.mark.timeout(600)
def test_the_real_llm_tells_a_good_dialogue_from_a_bad_one(games: Catalogue) -> None:
    found = exchange("cafe-amelie", said="a calm family game please", answer="4 games for you: calm, family.")
    good = replace(QUICK, exchanges=(found,), last_said="Perfect, I'll take Café Amélie, thank you!")
    again = [exchange("hollow-house", said="no, something calm", answer="Here are the same games again.")] * 4
    bad = replace(FED_UP, exchanges=tuple(again), last_said="This is useless, you never listen. Bye.")
    llm = real_llm()
    marks = [judged(one, games, llm) for one in (good, bad)]
    assert marks[0] and marks[1]
    assert sum(marks[0].values()) > sum(marks[1].values())

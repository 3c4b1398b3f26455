"""The judge: what it is shown, and what of its answers counts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import ScriptedLLM
from test_outcomes import QUICK, SETTLED

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

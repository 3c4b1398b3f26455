"""F1 of lessons that a scripted model answers, worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from fakes import ScriptedLLM

from chatbot import grading, taught
from chatbot.card import Grade
from chatbot.grading import graded
from chatbot.lessons import Lesson
from chatbot.llm import LLMTimeout

LESSONS = [
    Lesson("no ghosts, and I loved Up", "recommend\nghosts=avoid\nUp=love", "en"),
    Lesson("something calm", "recommend\ncalm=want", "en"),
    Lesson("thanks", "chat", "en"),
    Lesson("others?", "more", "en"),
]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answers take 1, 2, 4 and 8 ms."""
    times: Iterator[float] = iter((0, 0.001, 0, 0.002, 0, 0.004, 0, 0.008))
    monkeypatch.setattr(grading, "time", SimpleNamespace(perf_counter=times.__next__))


def rounded(grade: Grade) -> tuple[int, float, float, float]:
    return grade.lessons, round(grade.notes_f1, 3), grade.intents, round(grade.ms, 3)


def test_right_answers() -> None:
    llm = ScriptedLLM(lesson.answer for lesson in LESSONS)
    assert rounded(graded(LESSONS, llm)) == (4, 1.0, 1.0, 3.0)
    assert [asked.messages for asked in llm.asked] == [tuple(taught.prompt(lesson.message)) for lesson in LESSONS]
    assert {(asked.schema, asked.max_tokens) for asked in llm.asked} == {(None, 96)}


def test_words_and_meaning_count_together_and_case_does_not() -> None:
    """Of 3 that are marked and 4 that are read 2 are right: 2 x 2 / 7. Three of the four intents are."""
    llm = ScriptedLLM(["recommend\nGhosts=avoid\nUp=want", "more\ncalm=want\nsomething=want", "chat", "more"])
    assert rounded(graded(LESSONS, llm)) == (4, 0.571, 0.75, 3.0)


def test_an_answer_that_is_none_reads_nothing() -> None:
    """It counts as talk, which one of the four is."""
    llm = ScriptedLLM(["once upon a time", LLMTimeout("slow"), "", "Chat"])
    assert rounded(graded(LESSONS, llm)) == (4, 0.0, 0.25, 3.0)


def test_nothing_noted_where_nothing_is_marked() -> None:
    assert rounded(graded(LESSONS[2:3], ScriptedLLM(["chat"]))) == (1, 0.0, 1.0, 1.0)

"""The small model's short answer is written and read back, and what is no note in it is passed over."""

from __future__ import annotations

import pytest

from chatbot import taught
from chatbot.llm import LLMError
from chatbot.notes import Note, Reading

PAIRS = [("The Matrix", "love"), ("musicals", "avoid"), ("《活着》", "seen"), ("slow", "want"), ("slow", "drop")]


@pytest.mark.parametrize("intent", taught.INTENTS)
@pytest.mark.parametrize("count", [0, 1, 5])
def test_an_answer_is_read_back_as_it_was(intent: str, count: int) -> None:
    read = taught.parse(taught.answer(intent, PAIRS[:count]))
    assert (read.intent, [(note.words, note.meaning) for note in read.notes]) == (intent, PAIRS[:count])


def test_an_answer_has_a_line_for_the_intent_and_one_for_each_note() -> None:
    assert taught.answer("recommend", PAIRS[:2]) == "recommend\nThe Matrix=love\nmusicals=avoid"
    assert taught.answer("chat", []) == "chat"


def test_lines_that_are_no_notes_are_passed_over() -> None:
    said = "more\nno sign\nx=unknown\n=want\n  =love\n\nlimit=limit\n slow =want\nslow=want\nslow=Want"
    assert taught.parse(said) == Reading("more", (Note("slow", "want"),))


@pytest.mark.parametrize("words", ["E=mc2", "=", "a=b=c", "x=love"])
def test_words_may_hold_the_sign_that_parts_them_from_their_meaning(words: str) -> None:
    assert taught.parse(taught.answer("recommend", [(words, "avoid")])).notes == (Note(words, "avoid"),)


@pytest.mark.parametrize("said", ["", "maybe\nx=want", "Recommend", "recommend x=want", "x=want\nrecommend"])
def test_an_answer_without_an_intent_is_none(said: str) -> None:
    with pytest.raises(LLMError) as error:
        taught.parse(said)
    first = said.split("\n")[0]
    assert str(error.value) == f"the reading has an unknown intent: {first!r}"


def test_space_around_an_answer_does_no_harm() -> None:
    assert taught.parse("\n chat \nx=want\n") == Reading("chat", (Note("x", "want"),))


def test_what_was_said_and_shown_is_one_line_ahead() -> None:
    assert taught.before("something calm", ["Up", "Café Amélie"]) == (
        "(Before: something calm Shown: Up; Café Amélie)\n"
    )
    assert taught.before("abcde" * 40, []) == f"(Before: {'abcde' * 16} Shown: )\n"


def test_what_goes_ahead_and_what_is_noted_stay_on_their_lines() -> None:
    assert taught.before("calm\n please ", ["Up"]) == "(Before: calm please Shown: Up)\n"
    assert taught.answer("recommend", [("The\nMatrix", "love")]) == "recommend\nThe Matrix=love"


def test_a_message_too_long_for_the_model_loses_what_went_ahead_and_its_end() -> None:
    asked = [taught.prompt(before + "慢" * count)[1]["content"] for before, count in (("(b)\n", 598), ("(b)\n", 900))]
    assert asked == ["(b)\n" + "慢" * 598, "慢" * 600]
    assert taught.prompt("a" + "慢" * 600)[1]["content"] == "a" + "慢" * 599  # no half of a letter


def test_it_is_asked_with_two_short_messages() -> None:
    assert taught.prompt("no {{ghosts}}\nplease") == [
        {"role": "system", "content": "Note what the visitor wants."},
        {"role": "user", "content": "no {{ghosts}}\nplease"},
    ]

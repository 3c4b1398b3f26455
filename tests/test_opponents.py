"""What the bot is held against: each does what its name says, on games whose answer is seen by eye."""

from __future__ import annotations

import pytest
from fakes import ScriptedLLM
from persons import person, real_llm

from chatbot.llm import LLMError
from chatbot.opponents import Asking, LastMessage, Opponent, Popular, Stuffed, opponents
from retrieval.retriever import Retriever


def test_popularity_goes_down_the_owners_order(retriever: Retriever) -> None:
    one = Popular(retriever, 3)
    order = [item.id for item in retriever.catalogue.items]
    assert one.say("something calm").ids == tuple(order[:3])
    assert one.click(order[0], "dislike").ids == tuple(order[1:3])
    assert one.say("no").ids == tuple(order[3:6])


def test_the_last_message_alone_counts(retriever: Retriever) -> None:
    one = LastMessage(retriever, 2)
    one.say("a calm game about birds")
    assert set(one.say("ghost and scary").ids) <= {"hollow-house", "ghost-train"}


def test_one_that_asks_first_shows_nothing_until_then(retriever: Retriever) -> None:
    one = Asking(retriever, 3)
    screens = [one.say(text) for text in ("hello", "tense", "anything", "anything", "no horror")]
    asked = [screen for screen in screens if not screen.cards]
    assert asked and all("?" in screen.text for screen in asked)
    assert len({screen.text for screen in asked}) == len(asked) <= 3
    tense = {item.id for item in retriever.catalogue.items if "tense" in item.values("mood")}
    shown = [one for screen in screens for one in screen.ids]
    assert shown[0] in tense
    assert "hollow-house" not in screens[-1].ids


def test_the_plain_chat_shows_what_the_llm_picks(retriever: Retriever) -> None:
    llm = ScriptedLLM(['{"answer":"Try these.","items":[2,1,99]}', LLMError("no")])
    one = Stuffed(retriever, 3, llm)
    first = one.say("calm")
    assert (first.text, len(first.ids)) == ("Try these.", 2)
    prompt = llm.asked[0].messages[0]["content"]
    assert prompt.count("\n1 ") == prompt.count("\n10 ") == 1 and "\n11 " not in prompt
    assert first.ids[0] in {item.id for item in retriever.catalogue.items}
    assert len(one.say("birds").ids) == 3  # it failed, and the nearest are shown
    assert llm.asked[1].last == "calm\nbirds"


@pytest.mark.parametrize("llm", [None, ScriptedLLM(['{"answer":"","items":[1]}'])])
def test_the_plain_chat_needs_an_llm(retriever: Retriever, llm: ScriptedLLM | None) -> None:
    names = [one.name for one in opponents(retriever, 2, llm)]
    assert names == ["popularity", "last message", "asks first", *(["plain RAG"] if llm else [])]
    for one in opponents(retriever, 2, llm):
        assert isinstance(one, Opponent)
        assert one.visit(person()).say("calm").text is not None


@pytest.mark.model
@pytest.mark.timeout(600)
def test_the_real_llm_picks_of_what_it_is_given(retriever: Retriever) -> None:
    one = Stuffed(retriever, 3, real_llm())
    screen = one.say("a calm game about birds")
    assert screen.text and 0 < len(screen.ids) <= 3
    assert "bird-garden" in screen.ids

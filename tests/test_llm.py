"""The contract of the LLM seam, held against every engine.

The real engines run on a small model (`-m model`): CHATBOT_TEST_GGUF names its file, else the pulled one is taken.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from contract import LONG, WISHES, gguf, say
from fake_openai import FakeOpenAI
from fakes import Answer, ScriptedLLM, echo, running

from chatbot.hf import Transformers
from chatbot.llamacpp import LlamaCpp
from chatbot.llm import LLM, LLMError, LLMTimeout, complete, whole
from chatbot.pruning import ways
from chatbot.remote import OpenAIServer, fits
from chatbot.shortening import faults


def scripted() -> Iterator[LLM]:
    yield ScriptedLLM(rule=echo)


def server() -> Iterator[LLM]:
    with FakeOpenAI(echo) as fake:
        yield OpenAIServer(fake.url)


def llamacpp() -> Iterator[LLM]:
    yield LlamaCpp(gguf(), threads=1)


def llamacpp_http() -> Iterator[LLM]:
    engine = LlamaCpp(gguf(), threads=1)
    yield OpenAIServer(engine._server.listening_address, key=engine._key)


def transformers() -> Iterator[LLM]:
    yield Transformers(gguf(), offline=True)


REAL = [
    pytest.param(make, marks=[pytest.mark.model, pytest.mark.timeout(300)])
    for make in (llamacpp, llamacpp_http, transformers)
]


@pytest.fixture(scope="module", params=[scripted, server, *REAL])
def llm(request: pytest.FixtureRequest) -> Iterator[LLM]:
    yield from request.param()


# The contract


def test_streams_in_pieces(llm: LLM) -> None:
    pieces = list(llm.stream(say(LONG), max_tokens=20))
    assert len(pieces) > 3
    assert "".join(pieces) == complete(llm, say(LONG), max_tokens=20)


def test_max_tokens_ends_the_answer(llm: LLM) -> None:
    short, longer = (complete(llm, say(LONG), max_tokens=count) for count in (5, 15))
    assert 0 < len(short) < len(longer) < 15 * 20
    assert longer.startswith(short.rstrip("\ufffd "))


def test_schema_gives_json_without_white_space_between_tokens(llm: LLM) -> None:
    text = complete(llm, say('I want "robots" 🎬 and no romance.'), schema=WISHES, max_tokens=200)
    assert fits(json.loads(text), WISHES)
    assert text == json.dumps(json.loads(text), ensure_ascii="\\u" in text, separators=(",", ":"))


def test_json_cut_at_max_tokens_is_an_error(llm: LLM) -> None:
    with pytest.raises(LLMError, match="raise max_tokens"):
        complete(llm, say("I want robots and spaceships in a story."), schema=WISHES, max_tokens=3)


@pytest.mark.model
@pytest.mark.timeout(300)
@pytest.mark.parametrize("make", [llamacpp, transformers])
def test_an_engine_in_this_process_is_held_to_ways(make: Callable[[], Iterator[LLM]]) -> None:
    found = ways(["Two old friends meet by the sea.", 'A "quiet" clerk inherits a cinema, its debts and its regulars.'])
    assert found
    engine = next(make())
    for question in ("Shorten this: Two old friends meet by the sea.", LONG, "Write 7 digits."):
        lines = complete(engine, say(question), ways=found, max_tokens=80).split("\n")
        assert [line[:2] for line in lines] == ["1 ", "2 "]
        assert faults(lines[0][2:], "Two old friends meet by the sea.") == []
        assert faults(lines[1][2:], "A quiet clerk inherits a cinema, its debts and its regulars.") == []


def test_deadline(llm: LLM) -> None:
    start = time.monotonic()
    with pytest.raises(LLMTimeout, match="deadline"):
        complete(llm, say(LONG), max_tokens=3000, deadline=0.3)
    assert time.monotonic() - start < 0.6
    assert complete(llm, say("Hello"), max_tokens=5)


def test_the_deadline_counts_from_the_call(llm: LLM) -> None:
    answer = llm.stream(say(LONG), max_tokens=3000, deadline=0.1)
    time.sleep(0.15)
    with pytest.raises(LLMTimeout):
        list(answer)


def test_closing_cancels(llm: LLM) -> None:
    for _ in range(4):  # more than any engine has places
        answer = llm.stream(say(LONG), max_tokens=3000)
        assert next(answer)
        answer.close()  # type: ignore[attr-defined]
    start = time.monotonic()
    assert complete(llm, say("Hello"), max_tokens=2)
    assert time.monotonic() - start < 5


def test_an_answer_never_started_holds_nothing(llm: LLM) -> None:
    for _ in range(4):
        llm.stream(say(LONG), max_tokens=3000).close()  # type: ignore[attr-defined]
    assert complete(llm, say("Hello"), max_tokens=2, deadline=30)


@pytest.mark.parametrize("text", ['海の"映画" 🎬👩‍🚀 \\ \t <|x|> {{y}}', "half a pair: \ud83d"])
def test_any_text_is_answered(llm: LLM, text: str) -> None:
    assert complete(llm, say(text), max_tokens=20).encode()


def test_callers_at_once_get_their_own_answers(llm: LLM) -> None:
    got: dict[int, str] = {}

    def ask(number: int) -> None:
        got[number] = complete(llm, say(f"Say the number {number}"), max_tokens=12)

    with running(*(threading.Thread(target=ask, args=(number,)) for number in range(1, 5))):
        pass
    assert {n: sorted(set("1234") & set(text)) for n, text in got.items()} == {n: [str(n)] for n in range(1, 5)}


def test_prompt_longer_than_the_context(llm: LLM) -> None:
    with pytest.raises(LLMError):
        complete(llm, say("hello " * 9000))
    assert complete(llm, say("Hello"), max_tokens=5)


# What the engines share


def test_nothing_is_no_answer() -> None:
    with pytest.raises(LLMError, match="x answered nothing"):
        list(whole((text for text in " \n"), "x", None))


# The scripted LLM


def test_scripted_answers_in_turn_and_remembers() -> None:
    llm = ScriptedLLM(["one", Answer("two parts", cut=1), LLMTimeout("late")])
    assert complete(llm, say("a"), max_tokens=7) == "one"
    with pytest.raises(LLMError, match="cut short"):
        complete(llm, say("b"))
    with pytest.raises(LLMTimeout, match="late"):
        complete(llm, say("c"))
    with pytest.raises(AssertionError, match="no answer left"):
        complete(llm, say("d"))
    assert [(asked.last, asked.max_tokens) for asked in llm.asked] == [("a", 7), ("b", 256), ("c", 256), ("d", 256)]

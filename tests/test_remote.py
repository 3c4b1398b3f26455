"""What the client of OpenAI-style servers has to do beyond the contract, against a scripted server on loopback."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from contract import LONG, WISHES, say
from fake_openai import BROKEN, CUT, EMPTY, HANG, HANG_MIDWAY, FakeOpenAI, Fault
from fakes import echo

from chatbot.llm import LLMError, LLMTimeout, LLMUnavailable, Pieces, Schema, complete
from chatbot.remote import OpenAIServer, fits, squeezed


@pytest.fixture
def fake() -> Iterator[FakeOpenAI]:
    with FakeOpenAI(echo) as server:
        yield server


def test_asks_for_the_first_model_once(fake: FakeOpenAI) -> None:
    llm = OpenAIServer(fake.url)
    assert [complete(llm, say(text)) for text in ("a", "b")] == ["a", "b"]
    assert ([asked["model"] for asked in fake.asked], llm.name) == (["fake-1", "fake-1"], "fake-1")


@pytest.mark.parametrize(
    ("fault", "kind", "says"),
    [
        ((429, {"message": "slow down"}), LLMUnavailable, "quota"),
        ((500, {"message": "oh"}), LLMUnavailable, "see its log"),
        ((401, {"message": "who"}), LLMUnavailable, "set llm_key"),
        ((404, {"message": "no model"}), LLMUnavailable, "set llm_model"),
        ((400, {"message": "too long"}), LLMError, "too long"),
        (HANG, LLMTimeout, "deadline"),
        (HANG_MIDWAY, LLMTimeout, "deadline"),
        (CUT, LLMError, "cut the answer short"),
        (BROKEN, LLMError, "check the address"),
        (EMPTY, LLMError, "answered nothing"),
    ],
)
def test_faults_of_a_server(fake: FakeOpenAI, fault: Fault, kind: type[LLMError], says: str) -> None:
    fake.faults.append(fault)
    llm = OpenAIServer(fake.url, "m")
    start = time.monotonic()
    with pytest.raises(LLMError, match=says) as raised:
        complete(llm, say("three short words"), deadline=1)
    assert (raised.type, len(fake.asked)) == (kind, 1)  # nothing is asked twice
    assert time.monotonic() - start < 1.5
    assert complete(llm, say("again")) == "again"


@pytest.mark.parametrize("fault", [HANG, HANG_MIDWAY, ""])
def test_a_deadline_closes_the_connection(fake: FakeOpenAI, fault: str) -> None:
    fake.faults.append(fault)
    with pytest.raises(LLMTimeout):
        complete(OpenAIServer(fake.url, "m"), say(LONG), max_tokens=3000, deadline=0.3)
    assert fake.dropped.wait(1)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://localhost:9/v1"])
def test_unreachable(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with pytest.raises(LLMUnavailable, match=f"cannot reach {url}"):
        complete(OpenAIServer(url), say("x"))


def test_no_proxy_before_loopback(fake: FakeOpenAI, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert complete(OpenAIServer(fake.url), say("x")) == "x"


@pytest.mark.parametrize("url", ["localhost:11434", "ftp://x", "http://"])
def test_no_address(url: str) -> None:
    with pytest.raises(LLMUnavailable, match="is no address of a server"):
        OpenAIServer(url)


def refusing(fake: FakeOpenAI, *answers: str) -> OpenAIServer:
    """A client of a server that refuses response_format and says these things."""
    said = iter(answers)
    fake.refuses = {"response_format"}
    fake.rule = lambda asked: next(said)
    return OpenAIServer(fake.url, "m")


GOOD = '{"want":["a  b"],"avoid":[]}'


def test_a_server_without_schemas_is_asked_in_words(fake: FakeOpenAI) -> None:
    llm = refusing(fake, f"Sure!\n```json\n{GOOD}\n```", GOOD)
    assert [complete(llm, say("x"), schema=WISHES) for _ in range(2)] == [GOOD, GOOD]
    assert ["response_format" in asked for asked in fake.asked] == [True, False, False]  # it is learnt
    assert json.dumps(WISHES) in fake.asked[1]["messages"][-1]["content"]


def test_a_server_that_does_not_heed_schemas_is_asked_in_words(fake: FakeOpenAI) -> None:
    said = iter(["  ", "Sure, here", GOOD, GOOD])
    fake.rule = lambda asked: next(said)
    llm = OpenAIServer(fake.url, "m")
    with pytest.raises(LLMError, match="answered nothing"):
        complete(llm, say("x"), schema=WISHES)
    assert [complete(llm, say("x"), schema=WISHES) for _ in range(2)] == [GOOD, GOOD]
    assert ["response_format" in asked for asked in fake.asked] == [True, True, False, False]


@pytest.mark.parametrize("first", ["No.", '{"want":1}', "{"])
def test_asked_in_words_once_more(fake: FakeOpenAI, first: str) -> None:
    assert complete(refusing(fake, first, GOOD), say("x"), schema=WISHES) == GOOD
    with pytest.raises(LLMError, match="where JSON was asked for"):
        complete(refusing(fake, first, first), say("x"), schema=WISHES)


def test_a_prompt_too_long_teaches_nothing(fake: FakeOpenAI) -> None:
    llm = OpenAIServer(fake.url, "m")
    with pytest.raises(LLMError, match="longer than the context"):
        complete(llm, say("hello " * 9000), schema=WISHES)
    complete(llm, say("x"), schema=WISHES)
    assert "response_format" in fake.asked[-1]


def test_younger_name_of_max_tokens(fake: FakeOpenAI) -> None:
    fake.faults.append((400, {"message": "no", "code": "unsupported_parameter", "param": "max_tokens"}))
    fake.rule = lambda asked: LLMError("seen")
    with pytest.raises(LLMError):
        complete(OpenAIServer(fake.url, "m"), say("x"), max_tokens=9)
    assert [(a.get("max_tokens"), a.get("max_completion_tokens")) for a in fake.asked] == [(9, None), (None, 9)]


def pieces(*texts: str) -> Pieces:
    yield from texts


def test_squeezed_leaves_strings_alone() -> None:
    assert "".join(squeezed(pieces('{ "a b":', '\n ["x \\" y', ' ", 1 ] }\n'))) == '{"a b":["x \\" y ",1]}'


@pytest.mark.parametrize(
    ("value", "good"),
    [
        ({"want": ["a"], "avoid": []}, True),
        ({"want": ["a"]}, False),
        ({"want": [1], "avoid": []}, False),
        ({"want": [], "avoid": [], "else": 1}, False),
        ([], False),
    ],
)
def test_fits(value: Any, good: bool) -> None:
    assert fits(value, WISHES) is good


def test_true_is_no_number() -> None:
    kinds: list[Schema] = [{"type": "integer"}, {"type": ["number", "null"]}, {"type": "boolean"}, {"enum": ["a"]}, {}]
    assert [[fits(value, kind) for kind in kinds] for value in (True, 1, None, "a")] == [
        [False, False, True, False, True],
        [True, True, False, False, True],
        [False, True, False, False, True],
        [False, False, False, True, True],
    ]

"""The benchmark: its messages, its arithmetic, and the prompts that it sends again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fakes import Answer, Asked, ScriptedLLM

from chatbot import preferences, reasons, taught
from chatbot.bench import (
    Alone,
    Timed,
    _turns,
    alone,
    machine,
    messages,
    readable,
    run,
    shares,
    spread,
    timed,
)
from chatbot.bot import Bot
from chatbot.preferences import Listener
from chatbot.settings import Settings
from chatbot.started import BenchError
from chatbot.store import SQLiteStore
from retrieval.catalogue import Catalogue
from retrieval.retriever import Retriever


def test_nothing_to_measure_is_an_error() -> None:
    with pytest.raises(BenchError, match="--runs is 0"):
        run(Settings(), 0, print)


def test_messages_begin_with_the_owners_examples_and_use_the_catalogue(games: Catalogue) -> None:
    assert messages(games, 5) == [
        "Something calm for two",
        "something family",
        "+ but not funny",
        "+ anything else?",
        "I loved Ghost Train but no family please",
    ]
    many = messages(games, 40)
    assert len(many) == 40 and len(set(many)) > 30
    assert not any("{" in message for message in many)


def test_a_catalogue_without_examples_or_values_is_asked_as_well(games: Catalogue) -> None:
    bare = Catalogue("Bare", {}, games.items)
    assert messages(bare, 1) == ["something good"]


def test_spread() -> None:
    assert spread([]) == {"n": 0, "median": None, "p90": None}
    assert spread([7.0]) == {"n": 1, "median": 7.0, "p90": 7.0}
    assert spread([float(n) for n in range(20, 0, -1)]) == {"n": 20, "median": 10.5, "p90": 18.0}


def test_what_is_not_the_llms_is_ours() -> None:
    turns = [
        Timed({"understand": 110.0, "items": 130.0, "total": 330.0}, "llm"),
        Timed({"understand": 5.0, "items": 6.0, "total": 6.0}, "rules"),
    ]
    turns.append(Timed({"understand": 8000.0, "items": 8010.0, "total": 8020.0}, "rules", failed=True))
    assert shares(turns, [Alone(100.0, 180.0), Alone(None, None), Alone(9000.0, 1.0)]) == {
        "read": {"chat": spread([110.0]), "alone": spread([100.0]), "ours": spread([10.0])},
        "words": {"chat": spread([200.0]), "alone": spread([180.0]), "ours": spread([20.0])},
        "message": {"chat": spread([330.0, 6.0]), "alone": spread([280.0, 0.0]), "ours": spread([50.0, 6.0])},
    }


def test_prompts_are_sent_again_as_the_bot_sent_them(retriever: Retriever, tmp_path: Path) -> None:
    """The bot talks, its log is read, the prompts go out once more: the LLM is asked the same, twice."""

    def reader(asked: Asked) -> str:
        return '{"intent":"recommend","notes":[["calm","want"]]}' if asked.schema else "Nothing with a number."

    llm = ScriptedLLM(rule=reader)
    with SQLiteStore(tmp_path / "log.db") as store:
        bot = Bot(retriever, llm, store, 3)
        ms = bot.ask("something calm").ms
    [turn] = _turns(tmp_path)
    after = round(ms["first_word"] - ms["items"], 1)
    assert (dict(turn.ms), turn.read_by, turn.failed) == ({**ms, "first_word_after_items": after}, "llm", False)
    assert turn.words == ((list(llm.asked[1].messages), 2), (list(llm.asked[2].messages), 1))
    took = alone(llm, Listener(llm), turn)
    assert took.read is not None and took.words is not None and 0 < took.read < 1000

    def sent(asked: Asked) -> tuple[object, ...]:
        return asked.messages, asked.schema, asked.max_tokens

    assert len(llm.asked) == 6
    assert [sent(asked) for asked in llm.asked[:3]] == [sent(asked) for asked in llm.asked[3:]]
    assert llm.asked[0].schema == preferences.SCHEMA
    assert [asked.max_tokens for asked in llm.asked[1:3]] == [2 * reasons.MOST_TOKENS, reasons.MOST_TOKENS]


def test_the_time_of_all_wording_prompts_is_added() -> None:
    llm = ScriptedLLM(rule=lambda asked: Answer("one", 0.02))
    prompt = [{"role": "user", "content": "1 A moon."}]
    took = alone(llm, None, Timed({}, "rules", words=((prompt, 2), (prompt, 1))))
    assert took.read is None and took.words is not None and took.words >= 40


def test_a_message_that_the_rules_read_sends_nothing() -> None:
    turn = timed({"read_by": "rules", "asked": []}, [], {"ms": {"total": 3.0}})
    assert turn == Timed({"total": 3.0}, "rules", [])
    assert alone(ScriptedLLM(), Listener(ScriptedLLM()), turn) == Alone(None, None)


def test_the_model_that_reads_is_sent_what_it_was_asked_and_the_other_is_not() -> None:
    small, prompt = ScriptedLLM(["chat"]), [{"role": "user", "content": "hello"}]
    took = alone(None, Listener(small, taught=True), Timed({}, "small", prompt, ((prompt, 2),)))
    assert (took.read is not None, took.words) == (True, None)
    assert [(list(asked.messages), asked.schema, asked.max_tokens) for asked in small.asked] == [
        (prompt, None, taught.MOST_TOKENS)
    ]


@pytest.mark.parametrize(
    ("change", "errors", "failed"),
    [
        ({"read_by": "llm", "asked": [{}]}, [], False),
        ({"read_by": "small", "asked": [{}]}, [], False),
        ({"read_by": "rules", "asked": [{}]}, [], True),
        ({"read_by": "llm", "asked": [{}]}, ["", ""], False),
        ({"read_by": "llm", "asked": [{}]}, ["", "LLMTimeout: late"], True),
        ({"read_by": "llm", "asked": [{}]}, ["LLMTimeout: late", ""], True),
    ],
)
def test_an_llm_that_failed_is_marked(change: dict[str, Any], errors: list[str], failed: bool) -> None:
    words = [{"asked": [{}], "items": ["up"], "error": error} for error in errors]
    assert timed(change, words, {"ms": {}}).failed is failed


def test_the_machine_is_named() -> None:
    found = machine()
    assert list(found) == ["cpu", "cores", "memory_gb", "system"]
    assert found["cores"] >= 1 and "Python 3." in found["system"]


def test_readable() -> None:
    result = {
        "machine": {"cpu": "Z80", "cores": 1, "memory_gb": 0.1, "system": "CP/M"},
        "catalogue": {"name": "Games", "items": 12},
        "llm": "tiny",
        "reader": "small@12345678",
        "messages": 2,
        "read_by_rules": 1,
        "llm_failed": 0,
        "ready_s": {"first": 9.5, "again": 2.0},
        "memory_mb": 640,
        "ms": {
            "understand": spread([1200.0, 1400.0]),
            "first_word": spread([]),
            "first_word_after_items": spread([2000.0]),
        },
        "llm_ms": {"read": {"chat": spread([1200.0]), "alone": spread([1190.0]), "ours": spread([10.0])}},
    }
    assert "\n".join(readable(result)).splitlines() == [
        "Z80, 1 cores, 0.1 GB; CP/M",
        "2 messages on Games (12 items)",
        "LLM tiny, messages read by small@12345678",
        "read by rules: 1; a model failed or was too slow: 0",
        "ready after 2.0 s (the first time 9.5 s)",
        "memory of the server: 640 MB",
        "",
        "milliseconds                           n    median       p90",
        "understanding the message              2     1,300     1,400",
        "message to first word of a reason      0         -         -",
        "first word after items                 1     2,000     2,000",
        "understanding: in the chat             1     1,200     1,200",
        "understanding: the model alone         1     1,190     1,190",
        "understanding: difference              1        10        10",
    ]


@pytest.mark.model
def test_a_real_server_is_measured() -> None:
    """With the real encoder and no LLM: start, messages, memory."""
    from chatbot import models

    try:
        models.path("all-minilm-l6-v2")
    except models.ModelError as error:
        pytest.skip(str(error))
    result = run(Settings(llm="none", catalogue="boardgames", offline=True), 3, print)
    assert (result["messages"], result["read_by_rules"], result["llm_ms"]) == (3, 3, {})
    assert result["ms"]["total"]["n"] == 3

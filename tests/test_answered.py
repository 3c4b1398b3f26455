"""What was asked once is not asked again; faults that are no property of the question are not kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fakes import Answer, ScriptedLLM

from chatbot.answered import Answered, key_of, trim
from chatbot.llm import LLMError, LLMTimeout, LLMUnavailable, complete

ASK = [{"role": "user", "content": "hi 你好"}]


def test_an_answer_is_kept_with_its_time(tmp_path: Path) -> None:
    path = tmp_path / "kept" / "answers.jsonl"
    slow = ScriptedLLM([Answer("one two", pause=0.02)])
    first = Answered(slow, path)
    assert complete(first, ASK) == "one two"
    again = Answered(ScriptedLLM(), path)  # has no answer to give
    start = again.clock()
    assert complete(again, ASK) == "one two"
    assert (first.asked, again.asked) == (1, 0)
    assert again.clock() - start >= 40  # as if it had been asked
    [line] = path.read_text(encoding="utf-8").splitlines()
    kept = json.loads(line)
    assert kept.pop("ms") >= 40
    assert kept == {"key": key_of("scripted", ASK, None, 256), "model": "scripted", "answer": "one two"}


def test_another_model_schema_length_or_message_is_asked_anew() -> None:
    keys = {
        key_of("a", ASK, None, 1),
        key_of("b", ASK, None, 1),
        key_of("a", ASK, {"type": "object"}, 1),
        key_of("a", ASK, None, 2),
        key_of("a", [{"role": "user", "content": "ho"}], None, 1),
    }
    assert len(keys) == 5


def test_an_answer_of_no_use_is_kept_as_such(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    for llm in (ScriptedLLM(["not json"]), ScriptedLLM()):
        with pytest.raises(LLMError, match="JSON is not whole"):
            complete(Answered(llm, path), ASK, schema={"type": "object", "properties": {}})
    assert len(path.read_text(encoding="utf-8").splitlines()) == 1


@pytest.mark.parametrize("error", [LLMTimeout("late"), LLMUnavailable("gone")])
def test_what_is_no_property_of_the_question_is_not_kept(tmp_path: Path, error: LLMError) -> None:
    path = tmp_path / "answers.jsonl"
    llm = Answered(ScriptedLLM([error, "well"]), path)
    with pytest.raises(type(error)):
        complete(llm, ASK)
    assert complete(llm, ASK) == "well"


def test_an_interrupted_run_goes_on(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "answers.jsonl"
    complete(Answered(ScriptedLLM(["kept"]), path), ASK)
    with path.open("a", encoding="utf-8") as file:
        file.write('[]\n{"key": "half')
    asking = ScriptedLLM(["new"])
    llm = Answered(asking, path)
    assert complete(llm, ASK) == "kept"
    assert complete(llm, [{"role": "user", "content": "other"}]) == "new"
    assert len(asking.asked) == 1
    assert [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()][-1]["answer"] == "new"
    assert caplog.messages == [f"{path}: a line that is no kept answer is passed over: []"]


def test_trim_cuts_only_a_half_line(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    for text, left in (("a\nb\n", "a\nb\n"), ("a\nb", "a\n"), ("a", ""), ("", "")):
        path.write_text(text)
        trim(path)
        assert path.read_text() == left

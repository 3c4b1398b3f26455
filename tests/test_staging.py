"""Who takes part: the kinds that are asked for, and the LLM that they speak by."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fakes import Asked, ScriptedLLM
from serving import bot_of, serving
from typed import folder, llm

from chatbot.cli import main
from retrieval.retriever import Retriever

__all__ = ["folder", "llm"]


@pytest.fixture
def place(folder: Path, llm: ScriptedLLM, tmp_path: Path) -> list[str]:
    return ["simulate", "--people", "3", "--turns", "3", "--alone", "--report", str(tmp_path / "report"), "--json"]


def speaks(asked: Asked) -> str:
    """An LLM that reads nothing, says the same, and judges all alike."""
    if asked.schema is None:
        return "something calm"
    if "understood" in asked.schema["properties"]:
        return '{"understood":4,"fitting":4,"easy":4,"satisfied":4}'
    return '{"intent":"recommend","notes":[]}'


def test_all_kinds_talk_and_are_judged_and_nothing_is_asked_twice(
    place: list[str], llm: ScriptedLLM, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    llm._rule = speaks
    typed = [*place, "--kind", "agenda,worded,free", "--judge"]
    assert main(typed) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found["systems"]["ours"]) == {"agenda", "worded", "free"}
    assert set(found["kinds"]) == {"agenda less worded", "agenda less free", "worded less free"}
    assert found["judged"]["ours, free"]["satisfied"] == [4, 4, 4]
    asked = len(llm.asked)
    assert main(typed) == 0
    assert json.loads(capsys.readouterr().out) == found
    assert len(llm.asked) == asked


@pytest.mark.parametrize(
    ("more", "says"),
    [(["--kind", "robots"], "no kind of people 'robots'"), (["--kind", "free", "--llm", "none"], "need an LLM")],
)
def test_what_cannot_take_part(
    place: list[str], more: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*place, *more]) == 1
    assert says in capsys.readouterr().err


def test_a_server_is_talked_to(
    folder: Path,
    retriever: Retriever,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("chatbot.found.find_catalogue", lambda *_: retriever.catalogue)
    bot = bot_of(retriever, tmp_path / "there")
    with serving(bot) as url:
        typed = [
            "simulate",
            "--people",
            "3",
            "--turns",
            "3",
            "--report",
            str(tmp_path / "r"),
            "--against",
            url,
            "--check",
        ]
        assert main(typed) == 0
    assert "ours, agenda" in capsys.readouterr().out
    assert {event.body["origin"] for event in bot.store.events(kind="session")} == {"simulated"}

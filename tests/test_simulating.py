"""`chatbot simulate`: what can be typed, what is printed, what is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fakes import ScriptedLLM
from typed import folder, llm

from chatbot import outcomes
from chatbot.cli import main
from chatbot.store import SQLiteStore

__all__ = ["folder", "llm"]


@pytest.fixture
def place(folder: Path, llm: ScriptedLLM, tmp_path: Path) -> list[str]:
    return ["simulate", "--llm", "none", "--people", "5", "--turns", "4", "--report", str(tmp_path / "report")]


def test_figures_are_printed_and_written_and_the_log_is_marked(
    place: list[str], folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*place, "--check"]) == 0
    printed = capsys.readouterr().out.splitlines()
    heads = "at 1 at 3 at 5 at 8 turns satisfied"
    assert " ".join(printed[0].split()) == f"success, and its 95 % interval {heads}"
    assert printed[1].startswith("ours, agenda (")
    assert any(line.startswith("ours, agenda: leak rate 0 (0 of ") for line in printed)
    summary = json.loads((tmp_path / "report" / "summary.json").read_text(encoding="utf-8"))
    assert summary["plan"]["llm"] == "none"
    with SQLiteStore(folder / "log.db") as store:
        assert {e.body["origin"] for e in store.events(kind="session")} == {"simulated"}


def test_as_json(place: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*place, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["systems"]["ours"]["agenda"]
    assert found["leaks"] == 0 and found["false"] == 0
    assert len(found["success_5"]) == 3
    assert found["dialogues"] == sum(one["dialogues"] for one in found["manners"].values())


def test_it_fails_where_something_must_not_be(
    place: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(outcomes, "leaks", lambda dialogues, catalogue: (2, 9))
    assert main([*place, "--check"]) == 1
    assert "1 faults: 2 utterances give something away" in capsys.readouterr().err


def test_people_from_nowhere_are_refused(place: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*place, "--users-from", "heaven"]) == 1
    assert "--users-from is 'heaven'" in capsys.readouterr().err
    assert main([*place, "--users-from", "ratings"]) == 1
    assert main([*place, "--users-from", "log"]) == 1
    assert "nobody in the log liked an item" in capsys.readouterr().err

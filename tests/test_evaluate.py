"""The whole measurement on tiny sets: figures by hand, both readers side by side, misses, JSON, kept answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import GAMES_FIELDS, HashedWords, write_games
from fakes import Asked, ScriptedLLM
from marked import iard_row, write_rows
from typed import folder

from chatbot import assemble, measured
from chatbot.cli import main
from chatbot.evaluate import WORST, Measured, Miss, Row, readable, worst
from chatbot.gold import path
from chatbot.scoring import Estimate
from retrieval import encoder

__all__ = ["folder"]
pytestmark = pytest.mark.usefixtures("folder")

READINGS = {
    "I want something calm": [["calm", "want"]],
    "no ghosts please": [["ghosts", "avoid"]],
    "show me something scary": [],
}


def reader(asked: Asked) -> str:
    """An LLM that notes what it was told to."""
    notes = next(notes for said, notes in READINGS.items() if asked.last.endswith(said))
    return json.dumps({"intent": "recommend", "notes": notes}, separators=(",", ":"))


@pytest.fixture
def llm(monkeypatch: pytest.MonkeyPatch) -> ScriptedLLM:
    scripted = ScriptedLLM(rule=reader)
    monkeypatch.setattr(assemble, "open_llm", lambda settings, *_: None if settings.llm == "none" else scripted)
    monkeypatch.setenv("CHATBOT_LLM", "scripted")
    return scripted


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, llm: ScriptedLLM) -> Path:
    """Three marked messages on the made-up games, under the name of the catalogue that the set talks of."""
    shipped = tmp_path / "shipped"
    (shipped / "measured").mkdir(parents=True)
    (shipped / "measured" / "redial.toml").write_text(GAMES_FIELDS, encoding="utf-8")
    monkeypatch.setattr(measured, "shipped", lambda name: shipped)
    monkeypatch.setattr(encoder, "SentenceEncoder", lambda *_, **__: HashedWords())
    monkeypatch.setenv("CHATBOT_ENCODER", "hashed")
    rows = [json.loads(line) for line in write_games(tmp_path).read_text(encoding="utf-8").splitlines()]
    write_rows(tmp_path / "catalogues" / "redial.jsonl.gz", rows)
    marked = [
        iard_row(1, "I want something calm", ("KEYWORDS", "calm", "constraint"), ("TITLE", "Up", "positive")),
        iard_row(2, "no ghosts please", ("KEYWORDS", "ghost", "negative")),
        iard_row(3, "show me something scary", ("GENRE", "scary", "seen")),
    ]
    write_rows(path(tmp_path, "iard"), marked)
    return tmp_path


def evaluate(data: Path, *more: str) -> int:
    return main(["evaluate", "preferences", "--data", str(data), "--sets", "iard", *more])


def figures(text: str) -> dict[str, tuple[float | None, float | None]]:
    rows = json.loads(text)["sets"][0]["rows"]
    return {
        row["name"].strip(): tuple(row[who] and round(row[who]["value"], 3) for who in ("llm", "rules")) for row in rows
    }


def test_both_readers_side_by_side(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the rules are sure of is added to the LLM's notes, so that both read all but the title that is not said."""
    out = tmp_path / "figures.json"
    assert evaluate(data, "--out", str(out)) == 0
    said = capsys.readouterr().out
    assert figures(out.read_text(encoding="utf-8")) == {
        "value F1": (0.857, 0.857), "precision": (1.0, 1.0), "recall": (0.75, 0.75),  # 2 * 3 / (3 + 4)
        "recall keywords": (1.0, 1.0), "recall title": (0.0, 0.0), "recall genre": (1.0, 1.0),
        "polarity, balanced": (0.667, 0.667), "want": (1.0, 1.0), "avoid": (1.0, 1.0), "seen": (0.0, 0.0),
        "polarity, strict": (0.667, 0.667),
    }  # fmt: skip
    assert "iard: 3 of 3" in said and "The 2 worst misses" in said
    assert (
        "1. iard: I want something calm\n"
        "   marked:  want calm (keywords); want Up (title)\n"
        "   LLM:     want calm\n"
        "   rules:   want calm\n"
    ) in said


def test_the_rules_alone_ask_nothing(data: Path, llm: ScriptedLLM, capsys: pytest.CaptureFixture[str]) -> None:
    for how in (["--rules-only"], ["--llm", "none"]):
        assert evaluate(data, *how, "--json") == 0
        found = json.loads(capsys.readouterr().out)["sets"][0]
        assert set(found["ms"]) == {"rules"}
        assert [row["llm"] for row in found["rows"]] == [None] * len(found["rows"])
        assert [miss["llm"] for miss in found["misses"]] == [None, None]
    assert llm.asked == []


def test_a_second_run_asks_nothing(
    data: Path, tmp_path: Path, llm: ScriptedLLM, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "answers.jsonl"
    runs: list[Any] = []
    for _ in range(2):
        assert evaluate(data, "--answers", str(kept), "--json") == 0
        runs.append(json.loads(capsys.readouterr().out)["sets"][0]["rows"])
    assert runs[0] == runs[1]
    assert len(llm.asked) == len(kept.read_text(encoding="utf-8").splitlines()) == 3


def test_fewer_cases_by_their_seed(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate(data, "--limit", "2", "--rules-only") == 0
    assert "iard: 2 of 3" in capsys.readouterr().out


def test_an_unknown_set_and_a_missing_folder_are_told(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", "preferences", "--data", str(data), "--sets", "iard,none"]) == 1
    assert capsys.readouterr().err.startswith("chatbot: there is no set 'none'. Choose of: iard, ccpe, ")
    assert evaluate(tmp_path / "away") == 1
    assert capsys.readouterr().err == (
        f"chatbot: {tmp_path / 'away'}: no catalogue redial in it. "
        "Give the folder of the measuring data by --data.\n"
    )  # fmt: skip


def test_a_set_whose_fields_file_is_missing_is_left_out(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "preferences", "--data", str(data), "--sets", "crosswoz_zh,iard", "--rules-only"]) == 0
    said = capsys.readouterr()
    missing = data / "shipped" / "measured" / "beijing_zh.toml"
    assert said.err.splitlines()[0] == f"crosswoz_zh is left out: {missing} is not there."
    assert "iard: 3 of 3" in said.out


def test_the_table_marks_what_is_short_of_its_target() -> None:
    rows = [
        Row("s", "en", "value F1", Estimate(0.9, 0.85, 0.95), Estimate(0.5, 0.4, 0.6), 0.84, 0.65),
        Row("s", "en", "  recall", None, Estimate(0.5, 0.4, 0.6)),
    ]
    ms = {"rules": {"n": 2, "median": 1.5, "p90": 3.0}}
    assert list(readable(Measured("s", 1, 2, rows, [], ms))) == [
        "",
        "s: 1 of 2",
        "                                         LLM  [95 %]  at least             rules  [95 %]  at least",
        "  value F1 (en)                   0.900 [0.85, 0.95]      0.84        0.500 [0.40, 0.60]    0.65 !",
        "    recall (en)                                    -                  0.500 [0.40, 0.60]",
        "  rules: 1.5 ms a message (median), nine in ten within 3.0 ms; 2 messages",
    ]


def test_the_worst_misses_come_of_each_set_in_turn() -> None:
    def pile(name: str, count: int) -> Measured:
        return Measured(name, 9, 9, [], [Miss(name, f"{name}{n}", (), None, (), 9 - n) for n in range(count)], {})

    lines = list(worst([pile("a", 30), pile("b", 2)]))
    assert lines[:2] == ["", f"The {WORST} worst misses"]
    said = [line.split(": ")[1] for line in lines if line[:1].isdigit()]
    assert said == ["a0", "b0", "a1", "b1", *(f"a{n}" for n in range(2, 18))]
    assert "   marked:  nothing" in lines

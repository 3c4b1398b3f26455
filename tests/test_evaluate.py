"""The whole measurement on tiny sets: figures by hand, the readers side by side, halves, misses, JSON, kept answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import GAMES_FIELDS, HashedWords, write_games
from fakes import Asked, ScriptedLLM
from marked import iard_row, write_rows
from typed import folder

from chatbot import assemble, measured, readers
from chatbot.cli import main
from chatbot.gold import path
from chatbot.preferences import Listener
from retrieval import encoder

__all__ = ["folder"]
pytestmark = pytest.mark.usefixtures("folder")

READINGS = {
    "I want something calm": [["calm", "want"]],
    "no ghosts please": [["ghosts", "avoid"]],
    "show me something scary": [],
    "my evenings belong to the hearth": [["hearth", "want"]],
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
    monkeypatch.setattr(readers, "shipped", lambda name: shipped)  # no adapter lies there
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


def figures(text: str, *by: str) -> dict[str, tuple[float | None, ...]]:
    """Each figure by these readers."""
    rows = json.loads(text)["sets"][0]["rows"]
    found = {row["name"].strip(): [row["by"][who]["found"] for who in by] for row in rows}
    return {name: tuple(one and round(one["value"], 3) for one in values) for name, values in found.items()}


def test_both_readers_side_by_side(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the rules are sure of is added to the LLM's notes, so that both read all but the title that is not said."""
    out = tmp_path / "figures.json"
    assert evaluate(data, "--out", str(out)) == 0
    said = capsys.readouterr().out
    assert figures(out.read_text(encoding="utf-8"), "llm", "rules") == {
        "value F1": (0.857, 0.857), "precision": (1.0, 1.0), "recall": (0.75, 0.75),  # 2 * 3 / (3 + 4)
        "recall keywords": (1.0, 1.0), "recall title": (0.0, 0.0), "recall genre": (1.0, 1.0),
        "polarity, balanced": (0.667, 0.667), "want": (1.0, 1.0), "avoid": (1.0, 1.0), "seen": (0.0, 0.0),
        "polarity, strict": (0.667, 0.667),
    }  # fmt: skip
    assert "iard (en): 3 of 3 in the test half" in said and "The 2 worst misses" in said
    assert (
        "1. iard: I want something calm\n"
        "   marked:  want calm (keywords); want Up (title)\n"
        "   LLM:     want calm\n"
        "   rules:   want calm\n"
    ) in said


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> ScriptedLLM:
    """A small model that was taught to note nothing."""
    scripted = ScriptedLLM(rule=lambda asked: "recommend", name="own@12345678")
    made = Listener(scripted, taught=True)
    monkeypatch.setattr(assemble, "open_reader", lambda settings, *_: {"own.gguf": made}.get(settings.understand))
    return scripted


def test_the_small_model_is_held_against_the_llm(
    data: Path, tmp_path: Path, small: ScriptedLLM, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its own aim for the values, elsewhere what the LLM reached less two points; the difference is of dialogues."""
    marked = [
        iard_row(1, "I want something calm", ("KEYWORDS", "calm", "constraint")),
        iard_row(2, "my evenings belong to the hearth", ("GENRE", "hearth", "constraint")),
    ]
    write_rows(path(data, "iard"), marked)
    out = tmp_path / "figures.json"
    assert evaluate(data, "--understand", "own.gguf", "--out", str(out)) == 0
    whole = json.loads(out.read_text(encoding="utf-8"))
    assert whole["models"] == {"llm": "scripted", "small": "own@12345678"}
    assert figures(out.read_text(encoding="utf-8"), "llm", "small")["value F1"] == (1.0, 0.5)  # 2 * 1 / (2 + 2)
    rows = {row["name"]: row for row in whole["sets"][0]["rows"]}
    assert rows["value F1"]["by"]["small"]["target"] == 0.84
    assert rows["recall genre"]["by"]["small"]["target"] == pytest.approx(0.98)
    assert rows["  recall"]["by"]["small"]["target"] is None and rows["  recall"]["beyond"] is None
    beyond = rows["value F1"]["beyond"]
    assert beyond == {"value": -0.5, "low": -1.0, "high": 0.0}  # either message may be all that is drawn
    assert "-.500 [-1.0, +.00] !\n" in capsys.readouterr().out
    assert [asked.schema for asked in small.asked] == [None, None]


def test_the_small_model_alone(
    data: Path, small: ScriptedLLM, llm: ScriptedLLM, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate(data, "--understand", "own.gguf", "--readers", "small", "--json") == 0
    whole = json.loads(capsys.readouterr().out)
    assert list(whole["models"]) == ["small"] and list(whole["sets"][0]["ms"]) == ["small"] and llm.asked == []
    assert {row["name"]: row["by"]["small"]["target"] for row in whole["sets"][0]["rows"]}["recall genre"] is None


def test_a_small_model_that_is_not_there_is_told(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate(data, "--readers", "small", "--offline") == 1
    assert f"adapter {data / 'shipped' / 'understand' / 'adapter.gguf'} is not" in capsys.readouterr().err


def test_the_rules_alone_ask_nothing(data: Path, llm: ScriptedLLM, capsys: pytest.CaptureFixture[str]) -> None:
    for how in (["--rules-only"], ["--readers", "rules"], ["--llm", "none"]):
        assert evaluate(data, *how, "--json") == 0
        whole = json.loads(capsys.readouterr().out)
        found = whole["sets"][0]
        assert whole["models"] == {} and set(found["ms"]) == {"rules"}
        assert {who for row in found["rows"] for who in row["by"]} == {"rules"}
        assert [list(miss["read"]) for miss in found["misses"]] == [["rules"], ["rules"]]
    assert llm.asked == []


def test_a_reader_that_is_not_there_is_told(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate(data, "--readers", "llm,people") == 1
    assert capsys.readouterr().err == "chatbot: there is no reader 'people'. Choose of: llm, small, rules.\n"
    assert evaluate(data, "--readers", "llm", "--llm", "none") == 1
    assert capsys.readouterr().err == "chatbot: there is no LLM to measure: llm is 'none'. Name one by --llm.\n"


def spoken(data: Path) -> None:
    """Six messages of as many dialogues, of which d0 and d3 are of the test half."""
    said: dict[str, Any] = {"language": "en", "context": [], "spans": [{"text": "calm", "entity_type": "X_CATEGORY"}]}
    rows = [{"id": f"m{n}", "dialogue_id": f"d{n}", "utterance": "I want something calm", **said} for n in range(6)]
    write_rows(path(data, "ccpe"), rows)


@pytest.mark.parametrize(
    ("half", "head"),
    [
        ([], "2 of 2 in the test half"),
        (["--half", "test"], "2 of 2 in the test half"),
        (["--half", "train"], "4 of 4 in the training half, of which a model may have learnt"),
        (["--half", "all"], "6 of 6"),
        (["--half", "train", "--limit", "3"], "3 of 4 in the training half, of which a model may have learnt"),
    ],
)
def test_one_half_is_measured(data: Path, half: list[str], head: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The limit draws of the half."""
    spoken(data)
    assert main(["evaluate", "preferences", "--data", str(data), "--sets", "ccpe", "--rules-only", *half]) == 0
    assert f"ccpe (en): {head}\n" in capsys.readouterr().out


def test_a_set_without_that_half_is_left_out(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate(data, "--half", "train", "--rules-only") == 0
    assert capsys.readouterr().err.splitlines()[0] == "iard is left out: all of it is of the other half."


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
    assert "iard (en): 2 of 3 in the test half" in capsys.readouterr().out


def test_an_unknown_set_and_a_missing_folder_are_told(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", "preferences", "--data", str(data), "--sets", "iard,none"]) == 1
    assert capsys.readouterr().err.startswith("chatbot: there is no set 'none'. Choose of: iard, ccpe, ")
    assert evaluate(tmp_path / "away") == 1
    assert capsys.readouterr().err == (
        f"chatbot: {tmp_path / 'away' / 'preferences' / 'iard.jsonl.gz'}: no such measuring set. "
        "Give the folder that holds preferences/ by --data.\n"
    )  # fmt: skip


def test_a_set_whose_fields_file_is_missing_is_left_out(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "preferences", "--data", str(data), "--sets", "crosswoz_zh,iard", "--rules-only"]) == 0
    said = capsys.readouterr()
    missing = data / "shipped" / "measured" / "beijing_zh.toml"
    assert said.err.splitlines()[0] == f"crosswoz_zh is left out: {missing} is not there."
    assert "iard (en): 3 of 3" in said.out

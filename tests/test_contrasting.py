"""`chatbot compare A B`: configurations as they are typed, and both sides held by the same people."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fakes import ScriptedLLM
from typed import folder, llm

from chatbot import contrasting
from chatbot.cli import main
from chatbot.contrast import CompareError
from chatbot.contrasting import Side, read
from chatbot.learnt import LearntError
from chatbot.render import phrases, prompts_from
from retrieval.retriever import Retriever

__all__ = ["folder", "llm"]


def test_configurations_as_they_are_typed(tmp_path: Path) -> None:
    assert read("usual") == Side("usual")
    typed = f"llm=none,prompts={tmp_path},weights.variety=0.1"
    assert read(typed) == Side(typed, {"llm": "none"}, tmp_path, {"variety": 0.1})
    file = tmp_path / "b.toml"
    file.write_text('understand = "rules"\n[weights]\nvariety = 0.2\n', encoding="utf-8")
    assert read(str(file)) == Side(str(file), {"understand": "rules"}, None, {"variety": 0.2})


def test_what_a_ranking_has_learnt_may_differ(retriever: Retriever, tmp_path: Path) -> None:
    side = read("ranking=20261129-120000")
    assert side == Side(side.said, ranking="20261129-120000")
    with pytest.raises(LearntError, match="no ranking '20261129-120000' was learnt"):
        contrasting._ranking(retriever, side, tmp_path)
    made = contrasting._ranking(retriever, read("ranking=usual,weights.category=2"), tmp_path)
    assert made.learned and made.learned() is None
    assert (made.weights.category, retriever.weights.category) == (2.0, 1.0)


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ("nonsense", "no configuration"),
        ("catalogue=shop", "'catalogue' cannot differ"),
        ("prompts=/nowhere/at/all", "no folder of prompts"),
        ("weights.variety=lots", "a weight is no number"),
        ("missing.toml", "cannot be read"),
    ],
)
def test_what_is_no_configuration(said: str, says: str) -> None:
    with pytest.raises(CompareError, match=says):
        read(said)


def test_other_prompts_are_used_within_and_not_after(tmp_path: Path) -> None:
    usual = phrases("en")["answer"]["changed"]
    (tmp_path / "say.en.toml").write_text('[answer]\nchanged = "Changed!"\n', encoding="utf-8")
    with prompts_from(tmp_path):
        assert phrases("en")["answer"]["changed"] == "Changed!"
        assert phrases("zh")["answer"]["changed"] != "Changed!"
    assert phrases("en")["answer"]["changed"] == usual


@pytest.fixture
def typed(folder: Path, llm: ScriptedLLM, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    from conftest import write_games

    games = write_games(tmp_path)
    flags = ["--llm", "none", "--people", "6", "--turns", "4", "--catalogue", str(games)]
    return ["compare", *flags, "--report", str(tmp_path / "report")]


def test_the_same_people_talk_to_both(typed: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*typed, "usual", "weights.category=-5"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["A: usual", "B: weights.category=-5"]
    assert any("with A," in line and "with B" in line for line in lines)
    texts = [(tmp_path / "report" / name / "dialogues.jsonl").read_text(encoding="utf-8") for name in "AB"]
    sides = [[json.loads(line) for line in text.splitlines()] for text in texts]
    assert [d["person"] for d in sides[0]] == [d["person"] for d in sides[1]]
    assert [d["exchanges"][0]["said"] for d in sides[0]] == [d["exchanges"][0]["said"] for d in sides[1]]
    assert [d["exchanges"] for d in sides[0]] != [d["exchanges"] for d in sides[1]]
    assert (tmp_path / "report" / contrasting.PAGE).read_text(encoding="utf-8").startswith("<!doctype html>")


def test_the_same_twice_is_no_better(typed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*typed, "usual", "usual", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)["figures"]
    assert figures["turns"]["B less A"] == [0, 0, 0]


def test_an_unknown_weight_is_refused(typed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*typed, "usual", "weights.luck=1"]) == 1
    assert "no weight is called so. There are: category," in capsys.readouterr().err

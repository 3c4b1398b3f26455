"""`chatbot evaluate generation`: what is printed, and what is kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import HashedWords
from fakes import ScriptedLLM
from test_told import TOLD, data, dialogue

from chatbot import cli, gauging, generation, measured
from chatbot.generation import Way
from chatbot.pitches import Pitcher
from chatbot.scoring import Estimate
from retrieval.catalogue import Catalogue
from retrieval.retriever import Retriever


def test_the_command(
    games: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHATBOT_FOLDER", str(tmp_path / "home"))
    few = Estimate(0.5, 0.4, 0.6)
    monkeypatch.setattr(generation, "stars", lambda data, seed: ({"learnt": few}, 10, 2))
    monkeypatch.setattr(generation, "texts", lambda *_, **__: ([Way("pieces", ["a"], {"BLEU": few}, 0.25)], 7))
    monkeypatch.setattr(gauging, "_judges", lambda settings, vader: None)
    monkeypatch.setattr(measured, "measuring", lambda data, name: games)
    retriever = Retriever(games, HashedWords())
    llm = ScriptedLLM(rule=lambda asked: "1 Nine pirates.\n2 Nine pirates.\n")
    monkeypatch.setattr(gauging, "pitcher_of", lambda settings, many: Pitcher(retriever, llm, items=2))
    monkeypatch.setattr(gauging, "llm_of", lambda settings, catalogue: None)
    typed = [
        "evaluate",
        "generation",
        "--data",
        str(data(tmp_path, dialogue(1, TOLD), dialogue(2, TOLD))),
        "--limit",
        "2",
        "--out",
        str(tmp_path / "all.json"),
    ]
    assert cli.main([*typed, "--answers", str(tmp_path / "answers")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "  learnt                            0.500 [0.400, 0.600]" in lines
    assert "texts: 1 of 7 that people wrote of one item, and what is generated in their place" in lines
    assert "  pieces; the LLM's own, after the check: 25%, the rest of pieces" in lines
    assert "reasons: 4 for 2 wishes that people began with" in lines
    assert any("0.980 below the 0.98 aimed at" in line for line in lines)
    assert lines[-1].startswith("  reasons supported as they are shown, by a second look:  1.000 [")
    assert set(json.loads((tmp_path / "all.json").read_text())) == {"stars", "texts", "reasons"}
    assert cli.main([*typed, "--parts", "stars", "--json"]) == 0
    assert set(json.loads(capsys.readouterr().out)) == {"stars"}
    assert cli.main([*typed, "--parts", "tea"]) == 1
    assert "there is no part 'tea'" in capsys.readouterr().err

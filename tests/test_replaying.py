"""`chatbot replay`, as it is typed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import by_hashed_words, write_games

from chatbot import cli, learnt


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a catalogue, one dialogue that says what was taken, and one moment that does not."""
    by_hashed_words(tmp_path / "home", monkeypatch)
    said = {"role": "user", "text": "something calm like Moon Harvest", "mentions": ["moon-harvest"]}
    offered = {"role": "assistant", "text": "", "mentions": ["star-pirates"]}
    rows = [{"id": "m", "history": [said]}, *({"id": f"d{n}", "turns": [said, offered]} for n in range(9))]
    (tmp_path / "past.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    write_games(tmp_path)
    return tmp_path


def replayed(shop: Path, *more: str) -> list[dict[str, Any]]:
    out = shop / "out.jsonl"
    where = ["--catalogue", str(shop / "games.jsonl"), "--no-llm", "--out", str(out)]
    assert cli.main(["replay", str(shop / "past.jsonl"), *where, *more]) == 0
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def test_each_moment_is_ranked_with_its_terms(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, *others = replayed(shop)
    assert capsys.readouterr().out.endswith("out.jsonl: 10 moments\n")
    assert (first["id"], [one["id"] for one in others]) == ("m", [f"d{n}-1" for n in range(9)])
    assert len(first["ranked"]) == 11 and "moon-harvest" not in first["ranked"], "novel only"
    assert first["terms"][first["ranked"][0]]["want:mood=calm"] > 0 and first["ms"] > 0
    assert [len(one["ranked"]) for one in replayed(shop, "--k", "3")] == [3] * 10


def test_by_a_version_and_by_the_usual_ranking(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--catalogue", str(shop / "games.jsonl")]
    file = shop / "dialogues.jsonl"
    lines = (shop / "past.jsonl").read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(lines[1:]) + "\n", encoding="utf-8")
    assert cli.main(["log", "import", str(file), *where]) == 0
    usual = [one["ranked"] for one in replayed(shop)]
    assert cli.main(["train", "ranking", *where]) == 0
    (version,) = learnt.versions(shop / "home", "Games", "ranking")
    assert [one["ranked"] for one in replayed(shop, "--ranking", "usual")] == usual
    by = replayed(shop, "--ranking", version.name)
    assert {one["ranked"][0] for one in by} == {"star-pirates"} and by[0]["terms"]["star-pirates"]["together"] > 0
    assert cli.main(["replay", str(file), *where, "--no-llm", "--out", str(shop / "x"), "--ranking", "none"]) == 1
    assert "no ranking 'none' was learnt for Games" in capsys.readouterr().err

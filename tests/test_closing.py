"""`chatbot evaluate loop`: what it prints and draws, of a log of made-up dialogues about the board games."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from chatbot.cli import main
from chatbot.closing import LEARNT, ORDER
from chatbot.render import shipped


@pytest.fixture
def past(tmp_path: Path) -> Path:
    """Whoever names a game takes the one five rows on."""
    rows = [json.loads(line) for line in (shipped("data") / "boardgames.jsonl").read_text("utf-8").splitlines()[:20]]
    chance, lines = random.Random(0), []
    for number in range(80):
        at = chance.randrange(20)
        named, taken = rows[at], rows[(at + 5) % 20]
        said = {"role": "user", "text": f"I liked {named['title']}", "mentions": [named["id"]]}
        offer = {"role": "assistant", "text": "", "mentions": [taken["id"]], "taken": [taken["id"]]}
        lines.append(json.dumps({"id": f"d{number}", "turns": [said, offer]}))
    file = tmp_path / "past.jsonl"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


@pytest.mark.model
def test_the_loop_is_shown(past: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    common = ["--catalogue", "boardgames", "--folder", str(tmp_path / "home"), "--say", "a game about trains"]
    assert main(["evaluate", "loop", str(past), *common, "--json", "--pictures", str(tmp_path / "drawn")]) == 0
    body = json.loads(capsys.readouterr().out)
    assert body["learnt"][-1]["dialogues"] == 64
    assert body["learnt"][-1]["gain@10"]["low"] > 0, "a habit of twenty games is learnt from 64 dialogues"
    assert any(move["before"] != move["after"] for move in body["reaction"]["moves"])
    for name in (ORDER, LEARNT):
        assert (tmp_path / "drawn" / name).read_bytes().startswith(b"\x89PNG")

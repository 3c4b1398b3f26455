"""`chatbot evaluate ranking`, as it is typed."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from chatbot import assemble, cli
from tests.conftest import HashedWords, write_games


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a catalogue and forty dialogues: who liked the one Fjord Race takes the other, else Up."""
    monkeypatch.setenv("CHATBOT_FOLDER", str(tmp_path / "home"))
    monkeypatch.setattr(assemble, "local", lambda name, settings: name)
    monkeypatch.setattr("retrieval.encoder.SentenceEncoder", lambda *args, **kept: HashedWords())
    chance = random.Random(0)
    liked = ("fjord-race-1999", "fjord-race-2015", "ghost-train", "hollow-house")
    with (tmp_path / "past.jsonl").open("w", encoding="utf-8") as file:
        for number in range(40):
            one = chance.choice(liked)
            other = {liked[0]: liked[1], liked[1]: liked[0]}.get(one, "up")
            said = [("user", f"I liked {one.replace('-', ' ')}", [one]), ("assistant", "Then this", [other])]
            turns = [{"role": role, "text": text, "mentions": items} for role, text, items in said]
            file.write(json.dumps({"id": f"t{number}", "turns": turns}) + "\n")
    write_games(tmp_path)
    return tmp_path


def typed(capsys: pytest.CaptureFixture[str], shop: Path, *more: str) -> str:
    words = ["evaluate", "ranking", str(shop / "past.jsonl"), "--catalogue", str(shop / "games.jsonl"), *more]
    assert cli.main(words) == 0
    return capsys.readouterr().out


def test_every_rung_stands_beside_the_hand_set_one(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = typed(capsys, shop)
    assert "40 items taken at 40 moments of 40 dialogues, 5 folds, novel only" in said
    assert [line.strip() for line in said.splitlines() if line.startswith("  by hand")]
    found: dict[str, Any] = json.loads(typed(capsys, shop, "--json"))
    best, hand = found["rungs"]["+ fresh"], found["rungs"]["by hand"]
    assert best["recall@1"]["mean"] > hand["recall@1"]["mean"]
    assert best["gain@1"]["mean"] == pytest.approx(best["recall@1"]["mean"] - hand["recall@1"]["mean"])
    assert found["rungs"]["what was said, again"]["recall@50"]["mean"] == 0


def test_only_so_many_dialogues_and_dealt_out_anew(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "20 items taken at 20 moments of 20 dialogues" in typed(capsys, shop, "--limit", "20", "--shuffled")


def test_faults_name_their_remedy(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["evaluate", "ranking", "past.jsonl", "--folds", "2"])
    assert "2 is too few" in capsys.readouterr().err
    assert cli.main(["evaluate", "ranking", str(shop / "past.jsonl"), "--catalogue", "boardgames"]) == 1
    assert "Name the dialogues' own catalogue by --catalogue." in capsys.readouterr().err
    assert cli.main(["evaluate", "ranking", str(shop / "none.jsonl")]) == 1
    assert "no such file" in capsys.readouterr().err

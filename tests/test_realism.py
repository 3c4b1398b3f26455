"""Simulated people beside real ones: the area under the curve, the figures, and what is told."""

from __future__ import annotations

import gzip
import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from test_outcomes import QUICK, dialogue, exchange

from chatbot.cli import main
from chatbot.realism import RealismError, Talk, area, compared, real, simulated
from chatbot.simulate import DIALOGUES


@pytest.mark.parametrize(
    ("scores", "labels", "right"),
    [([1, 2, 3, 4], [0, 0, 1, 1], 1.0), ([4, 3, 2, 1], [0, 0, 1, 1], 0.0), ([1, 1, 1, 1], [0, 1, 0, 1], 0.5),
     ([1, 3, 2, 4], [0, 0, 1, 1], 0.75)],
)  # fmt: skip
def test_the_area_under_the_curve(scores: list[float], labels: list[int], right: float) -> None:
    assert area(scores, labels) == right


def talks(words: str, *, name: str, seed: int) -> list[Talk]:
    chance = random.Random(seed)
    some = words.split()
    said = [tuple(" ".join(chance.choices(some, k=5)) for _ in range(3)) for _ in range(60)]
    return [Talk(one, 4, n % 2, f"{name}{n}") for n, one in enumerate(said)]


def test_others_are_told_apart_and_the_same_are_not() -> None:
    ours, theirs = talks("calm quiet films please", name="a", seed=1), talks("hi seen it loved good", name="b", seed=2)
    same = talks("hi seen it loved good", name="c", seed=3)
    apart, alike = compared(ours, theirs), compared(same, theirs)
    assert apart.auc and apart.auc.mean > 0.99
    assert alike.auc and 0.35 < alike.auc.mean < 0.65
    assert alike.auc.low < alike.auc.mean < alike.auc.high
    assert "please" in apart.telling[0] and "loved" in apart.telling[1]
    assert apart.turns == {3: 60}
    assert apart.figures["accepted"].mean == 0.125
    assert sum(apart.intents.values()) == pytest.approx(1)


def test_with_nobody_there_is_nothing_to_compare() -> None:
    with pytest.raises(RealismError, match="no dialogue in English"):
        compared([], talks("a b", name="a", seed=1))


def test_what_simulated_people_said_offered_and_took() -> None:
    one = replace(QUICK, last_said="that one")
    assert simulated([one, replace(one, language="zh")]) == [Talk(("calm", "that one"), 2, 1, "p")]
    assert simulated([dialogue(exchange("up"))])[0].liked == 0


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Dialogues in ReDial's form, one of them of the test half."""
    labels = {
        "tt1": {"suggested": 1, "liked": 1},
        "tt2": {"suggested": 0, "liked": 1},
        "tt3": {"suggested": 1, "liked": 0},
    }
    turns = [
        {"role": "assistant", "text": "Hello?"},
        {"role": "user", "text": "I saw Heat (1995) and didn't like it"},
        {"role": "user", "text": "bye"},
    ]
    found = [
        {"dialogue_id": f"d{n}", "split": split, "turns": turns, "labels": labels}
        for n, split in enumerate(["train", "valid", "test", "train", "valid", "train"])
    ]
    (tmp_path / "redial").mkdir()
    with gzip.open(tmp_path / "redial" / "dialogues.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in found)
    return tmp_path


def test_real_visitors_are_read_without_the_test_half(data: Path) -> None:
    found = real(data)
    assert [talk.group for talk in found] == ["d0", "d1", "d3", "d4", "d5"]
    assert found[0] == Talk(("I saw Heat and didn't like it", "bye"), 2, 1, "d0")


def test_the_command_prints_a_column_a_group(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    held = [replace(QUICK, person=f"p{n}", last_said="that one") for n in range(6)]
    report = tmp_path / "report"
    report.mkdir()
    (report / DIALOGUES).write_text("".join(json.dumps(d.json()) + "\n" for d in held), encoding="utf-8")
    typed = [
        "evaluate",
        "simulation",
        "--data",
        str(data),
        "--report",
        str(report),
        "--out",
        str(tmp_path / "out.json"),
    ]
    assert main(typed) == 0
    lines = capsys.readouterr().out.splitlines()
    heads = [name.strip() for name in lines[0].split("  ") if name.strip()]
    assert heads[1:] == ["real, against real", "agenda", "agenda, terse"]
    assert any(line.startswith("told from real, AUC") for line in lines)
    body = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert body["agenda"]["auc"][0] == 1.0
    assert body["real, against real"]["figures"]["turns"] == [2, 2, 2]

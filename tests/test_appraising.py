"""What the measurement of the analysis prints, and what can be typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_appraisal import write_reviews

from chatbot import analysing, appraisal, cli
from chatbot.appraisal import Appraised, Found, Miss
from chatbot.scoring import Estimate


@pytest.fixture(autouse=True)
def measured(monkeypatch: pytest.MonkeyPatch) -> None:
    right = {"head": Estimate(0.875, 0.85, 0.9), "words": Estimate(0.8, 0.75, 0.85), "plain": Estimate(0.86, 0.8, 0.9)}
    one = Appraised(
        "takeaway", "zh", 1200, 300, 0.88, right, {"head": 0.02, "words": 0.1}, [(0.9, 0.8, 300)],
        [Miss("takeaway", "送得快？", 0.0, 0.9, 0.95)], {"head": 1500.0, "words": 1600.0, "plain": 9000.0},
    )  # fmt: skip
    monkeypatch.setattr(appraisal, "appraise", lambda data, encoder, *, sets, with_vader: iter([one]))
    monkeypatch.setattr(appraisal, "aspects_found", lambda data: {"zh": Found(10, 20, 20, 15, 16)})
    monkeypatch.setattr(analysing, "encoder_of", lambda settings: None)


def test_the_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture, out = tmp_path / "r.png", tmp_path / "r.json"
    typed = ["evaluate", "analysis", "--data", str(tmp_path), "--picture", str(picture), "--out", str(out)]
    assert cli.main(typed) == 0
    assert capsys.readouterr().out.splitlines() == [
        "set (held back of taught)      least  share right [95 %]",
        "",
        "takeaway, zh (300 of 1,500)     0.88",
        "  taught head         0.875 [0.850, 0.900] !  calibration error 0.020  1,500 texts/s",
        "  shipped words       0.800 [0.750, 0.850]    calibration error 0.100  1,600 texts/s",
        "  TF-IDF + LR         0.860 [0.800, 0.900]    9,000 texts/s",
        "",
        "aspects and their direction, on real reviews marked by hand",
        "  zh: 10 texts, 20 marks: precision 0.75  recall 0.75  f1 0.75  f1 of the aspect 0.80",
        "",
        "what the taught head is surest of and wrong about",
        "  takeaway, rated 0, read +0.90: 送得快？",
    ]
    assert picture.is_file()
    body = json.loads(out.read_text())
    assert body["sets"][0]["right"]["head"] == {"value": 0.875, "low": 0.85, "high": 0.9}
    assert cli.main([*typed, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == body


def test_a_set_that_there_is_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["evaluate", "analysis", "--data", str(write_reviews(tmp_path)), "--sets", "shoes"]) == 1
    assert "there is no set 'shoes'. Choose of: shopping, takeaway" in capsys.readouterr().err

"""The model beside what others use, on the same ratings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from marked import write_rows
from test_ratings import given

from chatbot import cli, rivals
from chatbot.gold import GoldError
from retrieval.catalogue import Catalogue
from retrieval.rating import Plan

BUT = ("kind", "theme", "maker", "artist", "players", "year", "price")  # so that it is quick


def write_ratings(folder: Path, games: Catalogue) -> Path:
    rows = [{"user_id": c.person, "item_id": c.item, "rating": c.rating, "timestamp": 1} for c in given(games)]
    write_rows(folder / "some" / "ratings.jsonl.gz", rows)
    return folder


def test_all_ways_are_measured_on_the_same_pairs(games: Catalogue, tmp_path: Path) -> None:
    pytest.importorskip("surprise")
    read = rivals.read(write_ratings(tmp_path, games), games)
    found = rivals.compare(read, games, but=BUT, plan=Plan(epochs=4))
    assert list(found.figures) == [
        "mean", "person and item alone", "matrix factorisation (SVD)", "sum of networks, MSE", "sum of networks, BCE",
        "joint network, MSE",
    ]  # fmt: skip
    rmse = {name: one.value for name, (one, _) in found.figures.items()}
    assert rmse["sum of networks, MSE"] < 0.9 < 1.3 < rmse["person and item alone"]
    assert all(one.low <= one.value <= one.high for pair in found.figures.values() for one in pair)
    _, _, predicted, base, parts = found.example
    assert base + sum(parts.values()) == pytest.approx(predicted, abs=0.8)  # but for clipping
    with pytest.raises(GoldError, match=r"has no folder with ratings.jsonl.gz"):
        rivals.read(tmp_path / "none", games)


def test_the_command(
    games: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(rivals, "measuring", lambda data, name: games)
    few = rivals.compare(
        rivals.read(write_ratings(tmp_path, games), games), games, but=BUT, with_svd=False, plan=Plan(epochs=1)
    )
    monkeypatch.setattr(rivals, "compare", lambda *_, **__: few)
    typed = ["evaluate", "rating", "--data", str(write_ratings(tmp_path, games)), "--no-svd"]
    assert cli.main([*typed, "--pictures", str(tmp_path / "p")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("are held back, by 60 people")
    assert lines[1].split() == ["RMSE", "[95", "%]", "MAE", "[95", "%]"]
    assert [line[2:36].strip() for line in lines[2:5]] == ["mean", "person and item alone", "sum of networks, MSE"]
    assert (tmp_path / "p" / "loss.png").is_file()
    assert cli.main([*typed, "--json"]) == 0
    assert set(json.loads(capsys.readouterr().out)) == {"known", "held", "figures", "moved"}

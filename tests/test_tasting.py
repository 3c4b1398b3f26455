"""The commands of interest: what can be typed, and what is printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chatbot import cli, tasting
from chatbot.chances import chances
from chatbot.contenders import History
from chatbot.played import OURS, Played, steps

PEOPLE = {f"p{n}": 0.4 + 0.001 * n for n in range(40)}
LESS = {p: value - 0.2 for p, value in PEOPLE.items()}
FOUND = Played({OURS: {0: PEOPLE, 5: PEOPLE}, "popularity": {0: PEOPLE, 5: LESS}})
SAID = [(0.1 * (n % 10), float(n % 10 > 4), f"p{n % 7}") for n in range(70)]


def test_the_table_says_who_is_ahead() -> None:
    told = {OURS: chances(SAID), "popularity": chances([(c * 9 - 3, y, p) for c, y, p in SAID])}
    lines = list(tasting._lines({"p0": History(range(7), [])}, steps(FOUND), told))
    assert lines[0] == "7 reactions by 1 people; people and items new to the prior"
    row = next(line for line in lines if line.startswith("  popularity"))
    assert row.count("]=") == 1 and row.count("]*") == 1
    assert ".420 [.4" in next(line for line in lines if line.startswith("  f "))
    assert lines[-1].startswith("  popularity    1.000 [1.000, 1.000]  -")
    body = tasting._json(steps(FOUND), told)
    assert json.loads(json.dumps(body))["order"][3]["f_beyond"]["mean"] == pytest.approx(0.2)


def test_an_unknown_way_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["evaluate", "interest", "--data", str(tmp_path), "--without", "luck"]) == 1
    assert "there is no way 'luck'. There are: popularity, static prior" in capsys.readouterr().err


@pytest.mark.parametrize("share", ["0.6", "-1", "few"])
def test_a_share_of_pushers_is_a_share(share: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["train", "interest", "--hostile", share])
    assert f"'{share}' is no share of people. Give a number from 0 to 0.5" in capsys.readouterr().err

"""The report of misuse; the commands of a person's data are tested with what they do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_trust import visit

from chatbot import cli
from chatbot.store import SQLiteStore


def test_who_is_believed_less_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with SQLiteStore(tmp_path / "log.db") as store:
        for events in (visit("ann", "abcdefgh"), *(visit(f"x{n}", "zzzzzza") for n in range(3)), visit("new", "a")):
            store.append(events)
    home = ["--folder", str(tmp_path)]
    assert cli.main(["log", "abuse", *home]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[0] == "5 people reacted: 3 repeated, 1 believed, 1 little known"
    assert "pushed: z, by 3 of the 3 who reacted to it" in out
    assert "Nobody is shut out" in err
    assert cli.main(["log", "abuse", "--last", "1", "--json", *home]) == 0
    body = json.loads(capsys.readouterr().out)
    assert body["people"] == 5 and len(body["doubted"]) == 1 and body["pushed"][0]["item"] == "z"

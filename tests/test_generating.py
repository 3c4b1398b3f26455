"""`chatbot generate`: what can be typed, what is printed, what is in the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import HashedWords, write_games
from fakes import ScriptedLLM

from chatbot import assemble, cli
from chatbot.origins import generated
from retrieval import encoder


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CHATBOT_FOLDER", str(tmp_path / "home"))
    monkeypatch.setenv("CHATBOT_CATALOGUE", str(write_games(tmp_path)))
    return tmp_path


def people(folder: Path, *, texts: bool = True) -> str:
    rows = [
        {
            "user": user,
            "game": game,
            "stars": stars,
            **({"text": "Great artwork, and clear rules, so much fun!"} if texts else {}),
        }
        for user in ("ann", "bo")
        for game, stars in (("up", 5), ("ghost-train", 4), ("moon-harvest", 2))
    ]
    made = {"user": "cy", "game": "up", "stars": 1, "text": "Bad", "origin": "generated"}
    path = folder / "people.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in [*rows, made]))
    return str(path)


def typed(folder: Path, *more: str, texts: bool = True) -> list[str]:
    out = ["--out", str(folder / "made.jsonl"), "--item", "game"]
    return ["generate", "feedback", "--people", people(folder, texts=texts), *out, *more]


def test_feedback(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(typed(home, "--items", "bird-garden,seven-samurai", "--llm", "none")) == 0
    printed = capsys.readouterr()
    assert "Columns: text: text, item: game, person: user, rating: stars." in printed.err
    assert "1 generated rows were passed over: they are nobody's history." in printed.err
    assert "No ratings were learnt for this catalogue" in printed.err
    lines = printed.out.splitlines()
    assert lines[0] == f"{home / 'made.jsonl'}: 4 rows now, 4 in all, of 2 people; each is marked 'generated'"
    assert lines[1].startswith("stars by likeness: ") and lines[2] == "texts by pieces 4"
    rows = [json.loads(line) for line in (home / "made.jsonl").read_text().splitlines()]
    assert all(generated(row) and row["text"] for row in rows)
    assert {(row["person"], row["item"]) for row in rows} == {
        (person, item) for person in ("ann", "bo") for item in ("bird-garden", "seven-samurai")
    }


def test_ratings_alone_will_do_and_items_are_drawn(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = ["--items", "all", "--each", "2", "--llm", "none", "--json"]
    assert cli.main(typed(home, *more, texts=False)) == 0
    body = json.loads(capsys.readouterr().out)
    assert (body["fresh"], body["rows"], body["stars_by"], body["by"]) == (4, 4, "likeness", {"pieces": 4})
    assert sum(body["ratings"].values()) == 4


def test_the_llm_words_it(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    llm = ScriptedLLM(rule=lambda asked: "Great artwork! My wife adores it." if "best" in asked.last else "So so!")
    monkeypatch.setattr(assemble, "open_llm", lambda *_: llm)
    monkeypatch.setattr(assemble, "local", lambda name, settings: name)
    assert cli.main(typed(home, "--items", "all")) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("dropped of scripted: ") for line in lines)
    assert len(llm.asked) == 18


def test_faults_are_told(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(typed(home, "--items", "gone", "--llm", "none")) == 1
    assert "Games has no item 'gone'" in capsys.readouterr().err
    assert cli.main(["generate", "feedback", "--people", str(home / "no.csv"), "--items", "up", "--out", "o"]) == 1
    assert "there is no such file" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        cli.main(["generate", "feedback"])


def test_reasons(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(encoder, "SentenceEncoder", lambda *_, **__: HashedWords())
    monkeypatch.setenv("CHATBOT_ENCODER", "hashed")
    (home / "wishes.txt").write_text("something calm\nsomething tense\n")
    out = home / "reasons.jsonl"
    typed = ["generate", "reasons", "--out", str(out), "--many", "2", "--llm", "none"]
    assert cli.main([*typed, "--wishes", str(home / "wishes.txt")]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{out}: 2 requests now, 2 in all, 4 reasons; each line is marked 'generated'",
        "of the 4 reasons as they stand 4 are supported, 100.0%",
    ]
    assert not (home / "home" / "log.db").exists()
    assert (
        cli.main([*typed[:3], str(home / "p.jsonl"), *typed[4:], "--people", people(home), "--item", "game", "--json"])
        == 0
    )
    body = json.loads(capsys.readouterr().out)
    assert (body["fresh"], body["shown"], body["asked"], body["doubtful"]) == (2, 4, 0, 0)
    assert cli.main(typed) == 1
    assert "give either --wishes FILE or --people FILE" in capsys.readouterr().err


def test_supported_lines_are_told(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(encoder, "SentenceEncoder", lambda *_, **__: HashedWords())
    monkeypatch.setenv("CHATBOT_ENCODER", "hashed")
    llm = ScriptedLLM(rule=lambda asked: "1 Nine pirates fall in love.\n2 A story of hope.\n")
    monkeypatch.setattr(assemble, "open_llm", lambda *_: llm)
    monkeypatch.setattr(assemble, "open_reader", lambda *_: None)
    (home / "wishes.txt").write_text("something calm\n")
    typed = ["generate", "reasons", "--out", str(home / "r.jsonl"), "--many", "2", "--llm", "scripted"]
    assert cli.main([*typed, "--wishes", str(home / "wishes.txt")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("the LLM wrote of 2 items: 0 lines were supported at once, 0.0% [")
    assert lines[2] == "of the 2 reasons as they stand 2 are supported, 100.0%"

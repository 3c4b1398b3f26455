"""The command that reads comments: what can be typed, what is printed, what is kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from fakes import ScriptedLLM
from taught import rated

from chatbot import analysing, assemble, cli, learnt, praise
from chatbot.dialogue import Event
from chatbot.store import SQLiteStore

PLAIN = [
    {"text": "Great artwork, terrible rules", "item": "up"},
    {"text": "Lovely artwork but the rules are confusing", "item": "up"},
    {"text": "Beautiful artwork, and quick to learn for all of us", "item": "up"},
    {"text": "", "item": "up"},
]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CHATBOT_FOLDER", str(tmp_path / "home"))
    monkeypatch.setattr(analysing, "encoder_of", lambda settings: None)
    return tmp_path / "home"


def table(folder: Path, rows: Sequence[object]) -> str:
    path = folder / "said.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def test_a_file_is_read_and_summed_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.jsonl"
    picture = tmp_path / "topics.png"
    assert cli.main(["analyse", table(tmp_path, PLAIN), "--out", str(out), "--picture", str(picture)]) == 0
    printed = capsys.readouterr()
    assert "Columns: text: text, item: item." in printed.err
    assert printed.out.splitlines() == [
        f"{out}: 4 texts read now, 1 set aside in all",
        "3 texts read, sentiment +0.16 on average",
        "set aside: 1 empty",
        "",
        f"  {'topic':<22} praised  blamed  the clearest words",
        f"  {'design':<22}       3       0  Great artwork",
        f"  {'rules':<22}       0       2  terrible rules",
        f"  {'speed':<22}       1       0  and quick to learn for all of us",
        "",
        f"  {'item':<30}   texts    mean  most praised; most blamed",
        f"  {'up':<30}       3   +0.16  design; rules",
    ]
    assert len(out.read_text().splitlines()) == 4
    assert picture.is_file()


def test_rated_texts_teach_a_head_that_a_stopped_run_finds_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts, stars = rated()
    rows = [{"review": text, "stars": 1 + 4 * star} for text, star in zip(texts, stars, strict=True)]
    out = tmp_path / "out.jsonl"
    typed = ["analyse", table(tmp_path, rows), "--out", str(out), "--json"]
    assert cli.main(typed) == 0
    first = json.loads(capsys.readouterr().out)
    assert [(head["language"], head["right"]) for head in first["heads"]] == [("en", 1.0)]
    assert (first["read"], first["by"]) == (160, {"head": 160})
    lines = out.read_text().splitlines(keepends=True)
    out.write_text("".join(lines[:-30]))
    assert cli.main(typed) == 0
    again = json.loads(capsys.readouterr().out)
    assert (again["fresh"], again["heads"], again["by"]) == (30, [], {"head": 160})
    assert out.read_text() == "".join(lines)
    other = tmp_path / "words.jsonl"
    assert cli.main([*typed[:2], "--out", str(other), "--no-train", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["by"] == {"words": 160}


def test_what_is_kept_is_of_the_catalogues_items(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [{**row, "item": "Inception", "person": "ann"} for row in PLAIN]
    typed = ["analyse", table(tmp_path, rows), "--out", str(tmp_path / "out.jsonl"), "--catalogue", "movies", "--keep"]
    assert cli.main(typed) == 0
    kept = praise.opinions(home, "movies")
    (item,) = kept.items
    assert item != "Inception"
    found = kept.of(item)
    assert found is not None
    assert [said.aspect for said in found.praised] == ["design"]
    assert set(kept.cares_of("ann")) >= {"design", "rules"}
    assert capsys.readouterr().out


def test_the_log(tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.jsonl"
    typed = ["analyse", "log", "--out", str(out), "--llm", "none", "--json"]
    assert cli.main(typed) == 1
    assert "there is no log yet" in capsys.readouterr().err
    with SQLiteStore(home / "log.db") as store:
        store.append(
            [Event("a" * 32, "comment", {"text": "Too dark, but the acting is superb", "item_id": "inception-2010"})]
        )
    assert cli.main(typed) == 0
    (line,) = map(json.loads, out.read_text().splitlines())
    assert [(about["aspect"], about["polarity"] > 0) for about in line["about"]] == [("dark", False), ("acting", True)]
    assert json.loads(capsys.readouterr().out)["read"] == 1


def test_the_llm_reads_the_logs_comments_and_checks_a_sample(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = json.dumps({"judges": "very good", "about": [["acting", "good"]]}, separators=(",", ":"))
    llm = ScriptedLLM(rule=lambda asked: said)
    monkeypatch.setattr(assemble, "open_llm", lambda *_: llm)
    monkeypatch.setattr(assemble, "local", lambda name, settings: name)
    with SQLiteStore(home / "log.db") as store:
        store.append([Event("a" * 32, "comment", {"text": "The acting is superb"})])
    assert cli.main(["analyse", "log", "--out", str(tmp_path / "log.jsonl")]) == 0
    (line,) = map(json.loads, (tmp_path / "log.jsonl").read_text().splitlines())
    assert (line["by"], line["sentiment"], [about["aspect"] for about in line["about"]]) == ("llm", 0.9, ["acting"])
    capsys.readouterr()
    assert cli.main(["analyse", table(tmp_path, PLAIN), "--out", str(tmp_path / "out.jsonl"), "--check", "2"]) == 0
    printed = capsys.readouterr().out
    assert "The LLM read 2 of them too: of 2 in which both see a direction it is the same in" in printed


def test_faults_are_told(tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["analyse", str(tmp_path / "none.csv"), "--out", str(tmp_path / "out.jsonl")]) == 1
    assert "there is no such file" in capsys.readouterr().err
    typed = ["analyse", table(tmp_path, PLAIN), "--out", str(tmp_path / "out.jsonl"), "--text", "words"]
    assert cli.main(typed) == 1
    assert "there is no column 'words'" in capsys.readouterr().err
    learnt.take(home, "movies", "sentiment", learnt.USUAL)

"""A file of messages is read line by line, goes on where it stopped, and passes over what is no message."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import HashedWords, write_games
from fakes import ScriptedLLM
from marked import Told
from typed import folder

from chatbot import assemble
from chatbot.cli import main
from chatbot.dialogue import Doubt, Update
from chatbot.extract import ExtractError, Line, as_json, ids_of, line_of, lines_of, session_of
from chatbot.gold import Said
from retrieval import encoder
from retrieval.linker import Linker
from retrieval.retriever import Retriever
from retrieval.wishes import ITEM, Limit, Receipt, Wish

__all__ = ["folder"]
pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture
def linker(retriever: Retriever) -> Linker:
    return retriever.linker


@pytest.fixture
def games_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The made-up catalogue, and an encoder without a model."""
    monkeypatch.setattr(encoder, "SentenceEncoder", lambda *_, **__: HashedWords())
    monkeypatch.setenv("CHATBOT_ENCODER", "hashed")
    return write_games(tmp_path)


def write(path: Path, *rows: dict[str, Any] | str) -> Path:
    path.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def extract(source: Path | str, out: Path, games_file: Path, *more: str) -> int:
    return main(["extract", str(source), "--catalogue", str(games_file), "--out", str(out), *more])


NO_OBJECT = "not an object with an id, a context of roles and texts, and an utterance"
CALM = {"id": "a", "utterance": "something calm, under 30 dollars"}
GHOSTS = {
    "id": 7,
    "context": [{"role": "assistant", "text": "How about Ghost Train?"}],
    "utterance": "no ghosts please",
}


def test_each_line_gives_what_the_message_says(
    tmp_path: Path, games_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "out.jsonl"
    assert extract(write(tmp_path / "in", CALM, GHOSTS), out, games_file, "--no-llm") == 0
    first, second = read(out)
    assert isinstance(first.pop("ms"), float)
    assert first == {
        "id": "a",
        "intent": "recommend",
        "wishes": [
            {"field": "mood", "value": "calm", "polarity": "want", "strength": "like", "source_text": "calm"}
        ],
        "limits": {"price": {"low": None, "high": 30.0, "source_text": "under 30 dollars"}},
        "mentioned": [],
        "dropped": [],
        "read_by": "rules",
    }  # fmt: skip
    assert (second["id"], [(w["polarity"], w["value"]) for w in second["wishes"]]) == ("7", [("avoid", "ghosts")])
    assert capsys.readouterr().out == f"{out}: 2 messages read\n"


def test_it_goes_on_where_it_stopped(tmp_path: Path, games_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text('{"id": "a", "kept": true}\n{"id": "7", "inten', encoding="utf-8")
    source = write(tmp_path / "in", CALM, GHOSTS)
    assert extract(source, out, games_file, "--no-llm") == 0
    assert [(line["id"], "kept" in line) for line in read(out)] == [("a", True), ("7", False)]
    before = out.read_bytes()
    assert extract(source, out, games_file, "--no-llm") == 0
    assert out.read_bytes() == before
    assert capsys.readouterr().out == f"{out}: 1 messages read\n{out}: 0 messages read\n"


def test_the_llm_reads_and_the_line_says_so(
    tmp_path: Path, games_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    llm = ScriptedLLM(['{"intent":"recommend","notes":[["calm","want"]]}', "nothing of use"])
    monkeypatch.setattr(assemble, "open_llm", lambda *_: llm)
    out = tmp_path / "out.jsonl"
    assert extract(write(tmp_path / "in", CALM, GHOSTS), out, games_file, "--llm", "scripted") == 0
    assert [line["read_by"] for line in read(out)] == ["llm", "rules"]


def test_stdin_is_a_file(
    tmp_path: Path, games_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps(CALM)))
    assert extract("-", tmp_path / "out.jsonl", games_file, "--no-llm") == 0
    assert [line["id"] for line in read(tmp_path / "out.jsonl")] == ["a"]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{", "not JSON: Expecting property name enclosed in double quotes at column 2"),
        ("[1]", NO_OBJECT),
        ('{"utterance": "hi"}', "it has no 'id'"),
        ('{"id": 1}', "it has no 'utterance'"),
        ('{"id": 1, "utterance": 2}', "an utterance or a context's text is no text"),
        ('{"id": 1, "utterance": "hi", "context": [{"role": "user"}]}', "it has no 'text'"),
        ('{"id": 1, "utterance": "hi", "context": "before"}', NO_OBJECT),
        ('{"id": 1, "utterance": "", "context": [{"role": "x", "text": ""}]}', "a role is 'x', not user or assistant"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_message_is_told(line: str, fault: str) -> None:
    with pytest.raises(ExtractError) as error:
        line_of(line)
    assert str(error.value) == fault


def test_what_is_no_message_is_named_by_its_number_and_the_rest_goes_on() -> None:
    told: list[str] = []
    lines = [
        '{"id": "a", "utterance": "hi"}',
        "",
        "oops",
        '{"id": "a", "utterance": "ho"}',
        '{"id": "b", "utterance": ""}',
    ]
    assert list(lines_of(lines, {"x"}, told.append)) == [Line("a", (), "hi"), Line("b", (), "")]
    assert told == [
        "line 3 is left out: not JSON: Expecting value at column 1",
        "line 4 is left out: the id 'a' has come before",
        "2 lines were left out.",
    ]


def test_an_id_that_is_done_is_passed_over_in_silence() -> None:
    told: list[str] = []
    assert list(lines_of(['{"id": 1, "utterance": "hi"}'], {"1"}, told.append)) == []
    assert told == []


def test_a_file_of_another_kind_is_not_written_into(tmp_path: Path) -> None:
    out = write(tmp_path / "notes.txt", "my notes")
    with pytest.raises(ExtractError) as error:
        ids_of(out)
    assert str(error.value) == f"{out}:1: not a line of an earlier run. Give a new file by --out."


def test_a_missing_file_and_the_same_file_are_refused(
    tmp_path: Path, games_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here = write(tmp_path / "in", CALM)
    assert extract(tmp_path / "none", tmp_path / "out", games_file) == 1
    assert extract(here, here, games_file) == 1
    assert capsys.readouterr().err == (
        f"chatbot: {tmp_path / 'none'}: no such file. Give a file of JSON Lines, or - for stdin.\n"
        f"chatbot: {here} is the file that is read. Give another one by --out.\n"
    )


def test_a_session_has_what_the_context_shows(linker: Linker) -> None:
    def after(*texts: str) -> Sequence[object]:
        said = tuple(Said("user" if n % 2 == 0 else "assistant", text) for n, text in enumerate(texts))
        session = session_of(said, linker)
        keys = [wish.key for wish in session.preferences.wishes]
        return [turn.said for turn in session.turns], keys, [hit.item.id for hit in session.hits], session.focus

    assert after() == ([], [], [], "")
    asked = ("something calm", "Try Moon Harvest or Garden of Birds.")
    shown = ["moon-harvest", "bird-garden"]
    assert after(*asked) == ([asked[0]], ["want:mood=calm"], shown, "bird-garden")
    assert after(*asked, "no ghosts", "All right.") == (
        [asked[0], "no ghosts"], ["want:mood=calm", "avoid:theme=ghosts"], shown, "bird-garden"
    )  # fmt: skip
    assert after("wer weiß", "嗯", "想要 calm")[2:] == ([], "")
    assert after("I liked Up", "Moon Harvest is like Up.")[2:] == (["moon-harvest", "up"], "moon-harvest")
    assert after("hi", "It is a game of birds, and up to you.")[2:] == ([], "")


def test_what_is_known_taken_doubtful_or_only_mentioned_is_written(linker: Linker) -> None:
    update = Update(
        "accept",
        wishes=(Wish("avoid", ITEM, "up", receipt=Receipt(0, "Up")),),
        limits=(Limit("year", 1990.0, None, Receipt(0, "after 1990")),),
        dropped=("want:mood=calm",),
        seen=("ghost-train", "not-there"),
        accepted=("moon-harvest",),
        mentioned=("seven-samurai",),
        doubts=(
            Doubt("Fjord Race", ("fjord-race-2015", "fjord-race-1999"), "accept"),
            Doubt("Up", ("up", "other"), "avoid"),  # taken for meant already
        ),
    )
    said = "seen Ghost Train, I take that one"
    items: list[dict[str, Any]] = [
        {"value": "Up", "polarity": "avoid", "id": "up", "source_text": "Up"},
        {"value": "Ghost Train", "polarity": "seen", "id": "ghost-train", "source_text": "Ghost Train"},
        {"value": "Moon Harvest", "polarity": "want", "id": "moon-harvest", "source_text": ""},
        {"value": "Fjord Race", "polarity": "want", "ids": list(update.doubts[0].items), "source_text": "Fjord Race"},
    ]  # fmt: skip
    assert as_json(Line("x", (), said), Told(linker, updates={said: update})) == {
        "id": "x",
        "intent": "accept",
        "wishes": [{"field": "item", "strength": "like", **item} for item in items],
        "limits": {"year": {"low": 1990.0, "high": None, "source_text": "after 1990"}},
        "mentioned": ["Seven Samurai"],
        "dropped": ["want:mood=calm"],
        "read_by": "rules",
        "ms": 5.0,
    }

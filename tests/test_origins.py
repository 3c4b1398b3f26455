"""Generated rows are told by their origin or their id, and passed over by whatever learns, counts or shows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import write_games
from test_ratings import given

from chatbot import cli, origins, praise
from chatbot.comments import comments, logged
from chatbot.dialogue import Event
from chatbot.digest import Digests, chosen
from chatbot.export import export
from chatbot.store import SQLiteStore
from retrieval.catalogue import Catalogue

MADE = "a" * 32
HUMAN = "b" * 32


def row(number: int, text: str, **more: object) -> dict[str, object]:
    return {"id": f"r{number}", "text": text, "item": "up", "person": "ann", "rating": 5, **more}


def write(path: Path, rows: Sequence[object]) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("body", "id_", "made"),
    [
        ({"origin": "generated"}, "", True),
        ({"origin": " Generated "}, "7", True),
        ({}, "generated-07ab", True),
        ({"id": origins.marked("1")}, "", True),
        ({"origin": None}, "7", False),
        ({"origin": "human"}, "regenerated-7", False),
        ({"text": "generated"}, "", False),
    ],
)
def test_the_mark(body: dict[str, object], id_: str, made: bool) -> None:
    assert origins.generated(body, id_) == made


def test_a_table_passes_over_generated_rows(tmp_path: Path) -> None:
    rows = [
        row(1, "Lovely artwork, and quick to learn for all of us"),
        row(2, "Fine"),
        row(3, "Fine", origin="generated"),
    ]
    path = write(tmp_path / "said.jsonl", [*rows, row(4, "Fine") | {"id": "generated-4"}])
    passed_over = Counter[str]()
    found = [comment.id for comment in comments(path, passed_over=passed_over)[1]]
    assert (found, passed_over) == (["r1", "r2"], {"generated": 2})
    assert [c.id for c in comments(path, generated=True)[1]] == ["r1", "r2", "r3", "generated-4"]


def test_the_log_passes_over_what_a_program_said() -> None:
    said = {"text": "Great artwork", "item_id": "up"}
    events = [
        Event(MADE, "session", {"person": "p", "origin": "generated"}),
        Event(MADE, "comment", said),
        Event(HUMAN, "session", {"person": "q", "origin": "human"}),
        Event(HUMAN, "comment", said, id="c1"),
        Event(HUMAN, "comment", said | {"origin": "generated"}, id="c2"),
    ]
    passed_over = Counter[str]()
    assert [comment.id for comment in logged(events, passed_over=passed_over)] == ["c1"]
    assert passed_over == {"generated": 2}
    assert len(list(logged(events, generated=True))) == 3


def test_what_simulated_people_say_is_no_comment() -> None:
    said = {"text": "Great artwork", "item_id": "up"}
    events = [Event(MADE, "session", {"person": "p", "origin": "simulated"}), Event(MADE, "comment", said)]
    assert list(logged(events)) == []


def changed(session: str, origin: str) -> list[Event]:
    asked = [{"role": "user", "content": "calm"}]
    body = {"turn": 0, "update": {"wishes": []}, "read_by": "llm", "answered": "{}", "asked": asked, "shown": ["up"]}
    return [Event(session, "session", {"person": session, "origin": origin}), Event(session, "change", body)]


def test_no_training_set_has_generated_sessions_unless_asked_for_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    events = [*changed(MADE, "generated"), *changed(HUMAN, "human")]
    passed_over = Counter[str]()
    assert [one["origin"] for one in export(events, "sft", passed_over=passed_over)] == ["human"]
    assert passed_over == {"generated": 1}
    assert [one["origin"] for one in export(events, "sft", generated=True)] == ["generated", "human"]
    monkeypatch.setenv("CHATBOT_FOLDER", str(tmp_path))
    with SQLiteStore(tmp_path / "log.db") as store:
        store.append(events)
    assert cli.main(["log", "export", "--format", "sft", "--out", str(tmp_path / "sft.jsonl")]) == 0
    printed = capsys.readouterr()
    assert printed.err.splitlines() == ["1 generated rows were passed over. --generated takes them."]
    assert printed.out.splitlines() == [f"{tmp_path / 'sft.jsonl'}: 1 rows"]


def test_the_owners_figures_count_people(tmp_path: Path) -> None:
    with SQLiteStore(tmp_path / "log.db") as store:
        for session, origin in ((MADE, "generated"), (HUMAN, "human")):
            body = {"person": session, "origin": origin, "catalogue": "Games"}
            store.append([Event(session, "session", body), Event(session, "message", {"turn": 0, "text": "calm"})])
        digests = Digests(store).now()
    assert [one.id for one in chosen(digests, origin="human")] == [HUMAN]
    assert [one.id for one in chosen(digests, origin="generated")] == [MADE]


def test_what_is_generated_is_never_kept_for_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHATBOT_FOLDER", str(tmp_path / "home"))
    games = write_games(tmp_path)
    rows = [row(n, f"Great artwork and lovely birds {n}", origin="generated", person=f"p{n}") for n in range(4)]
    path = write(tmp_path / "said.jsonl", [*rows, row(9, "Terrible rules, and far too long for what it is")])
    typed = ["analyse", str(path), "--catalogue", str(games), "--no-train", "--out", str(tmp_path / "out.jsonl")]
    assert cli.main([*typed, "--keep"]) == 0
    printed = capsys.readouterr()
    assert "4 generated rows were passed over. --generated takes them." in printed.err
    kept = praise.opinions(tmp_path / "home", str(games)).of("up")
    assert kept is not None
    assert (kept.texts, {said.aspect for said in kept.aspects}) == (1, {"rules", "length"})
    assert cli.main([*typed[:-1], str(tmp_path / "all.jsonl"), "--generated"]) == 0
    assert len((tmp_path / "all.jsonl").read_text().splitlines()) == 5
    assert cli.main([*typed[:-1], str(tmp_path / "all.jsonl"), "--generated", "--keep"]) == 1
    assert "no person wrote: it cannot be kept" in capsys.readouterr().err


def test_ratings_are_learnt_from_people(
    games: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHATBOT_FOLDER", str(tmp_path / "home"))
    rows = [
        {"person": c.person, "item": c.item, "rating": c.rating, "origin": "generated" if n % 3 else "human"}
        for n, c in enumerate(given(games))
    ]
    made = sum(one["origin"] == "generated" for one in rows)
    typed = ["train", "rating", str(write(tmp_path / "rated.jsonl", rows)), "--catalogue", str(write_games(tmp_path))]
    assert cli.main(typed) == 1
    printed = capsys.readouterr().err
    assert f"{made:,} generated rows were passed over. --generated takes them." in printed
    assert f"{len(rows) - made} ratings by a person" in printed

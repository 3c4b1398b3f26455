"""Past dialogues are read out of files, and played again as the rules read them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chatbot import replay
from chatbot.extract import Reader
from chatbot.gold import GoldError
from chatbot.replay import Case, cases, of_row
from retrieval.retriever import Retriever


def turn(role: str, text: str, *mentions: str, **more: object) -> dict[str, object]:
    return {"role": role, "text": text, "mentions": list(mentions), **more}


TALK = {
    "id": "t1",
    "person": "ann",
    "turns": [
        turn("assistant", "Hello, have you tried Up?", "up"),
        turn("user", "Something calm, I liked Moon Harvest", "moon-harvest"),
        turn("assistant", "Then Garden of Birds, or Moon Harvest again", "bird-garden", "moon-harvest"),
        turn("user", "Nothing scary please"),
        turn("assistant", "Café Amélie or Star Pirates?", "cafe-amelie", "star-pirates", taken=["cafe-amelie"]),
        turn("assistant", "Bye"),
    ],
}


def test_each_turn_with_a_novel_item_is_a_case() -> None:
    first, second = of_row(TALK)
    assert (first.id, first.dialogue, first.person, first.taken) == ("t1-2", "t1", "ann", ("bird-garden",))
    assert first.named == ("up", "moon-harvest")
    assert second.taken == ("cafe-amelie",)  # only what was taken, where that is told
    assert second.said == "Something calm, I liked Moon Harvest\nNothing scary please"


def test_moments_come_as_they_are_under_either_name(tmp_path: Path) -> None:
    history = [turn("user", "calm", "up")]
    plain = {"id": "m1", "dialogue": "d", "person": "p", "history": history, "taken": ["up", "bird-garden"]}
    foreign = {"id": "m1", "dialogue_id": "d", "person": "p", "history": history, "gt": ["up", "bird-garden"]}
    (one,), (other,) = of_row(plain), of_row(foreign)
    assert one == other and one.taken == ("bird-garden",)
    assert not list(of_row({**plain, "taken": []})) and not list(of_row({**plain, "history": []}))
    file = tmp_path / "past.jsonl"
    file.write_text(json.dumps(plain) + "\n" + json.dumps(TALK) + "\n", encoding="utf-8")
    assert [case.id for case in cases([file])] == ["m1", "t1-2", "t1-4"]


def test_a_file_that_holds_no_dialogues_is_named(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"none\.jsonl: no such file"):
        cases([tmp_path / "none.jsonl"])
    for line in ('{"id": "a"}', '{"id": "a", "turns": [{"role": "bot", "text": ""}]}', '{"turns": 3, "id": "b"}'):
        file = tmp_path / "bad.jsonl"
        file.write_text(f"{line}\n", encoding="utf-8")
        with pytest.raises(GoldError, match=r"bad\.jsonl:1: no dialogue"):
            cases([file])


def test_cases_are_read_once_and_then_kept(
    retriever: Retriever, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = list(of_row(TALK))
    reader = Reader(retriever.linker)
    first, second = replay.read(found, reader, tmp_path)
    keys = [wish.key for wish in second.preferences.wishes]
    assert {"want:item=moon-harvest", "want:item=bird-garden", "want:mood=calm", "avoid:mood=scary"} <= set(keys)
    assert "avoid:mood=scary" not in [wish.key for wish in first.preferences.wishes]
    monkeypatch.setattr(replay, "play", lambda *_: pytest.fail("read again"))
    assert replay.read(found, reader, tmp_path) == [first, second]
    later = [Case(c.id, c.dialogue, c.person, (*c.history, turn("user", "more")), c.taken) for c in found]
    with pytest.raises(pytest.fail.Exception, match="read again"):
        replay.read(later, reader, tmp_path)


def test_a_damaged_file_of_readings_is_read_again(retriever: Retriever, tmp_path: Path) -> None:
    found = list(of_row(TALK))
    reader = Reader(retriever.linker)
    once = replay.read(found, reader, tmp_path)
    (kept,) = tmp_path.glob("read-*.json")
    kept.write_text(kept.read_text()[:50])
    assert replay.read(found, reader, tmp_path) == once

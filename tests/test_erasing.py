"""A person's data is given out and erased, from the log and from what was learnt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chatbot import cli, learnt
from chatbot.bot import Bot
from chatbot.dialogue import Event, Reaction
from chatbot.erasing import erase, every_version, exported
from chatbot.learnt import USUAL, Figure, LearntError
from chatbot.logfile import StoreError
from chatbot.reactions import usual
from chatbot.replay import FOLDER
from chatbot.store import SQLiteStore
from chatbot.tastes import Tastes
from retrieval.met import Interest
from retrieval.retriever import Retriever

SECRET = "aubergine submarine"


@pytest.fixture
def people(tmp_path: Path, retriever: Retriever) -> tuple[str, str]:
    """Two people in a log at tmp_path/log.db."""
    with SQLiteStore(tmp_path / "log.db") as store:
        bot = Bot(retriever, None, store, tastes=Tastes(store))
        ids = []
        for said in (SECRET, "something calm"):
            session = bot.open()
            bot.ask(said, session)
            bot.react(session, Reaction(session.hits[0].item.id, "like"))
            bot.ask("thanks", bot.open(session.person))
            ids.append(session.person)
    return ids[0], ids[1]


def version(home: Path) -> str:
    def making(folder: Path) -> None:
        (folder / "some.json").write_text("{}", encoding="utf-8")

    made = learnt.keep(home, "Games", "interest", making, figure=Figure("x", 0, 1), facts={})
    learnt.take(home, "Games", "interest", made.name)
    return made.name


def test_all_that_is_kept_is_given_out(people: tuple[str, str], tmp_path: Path) -> None:
    with SQLiteStore(tmp_path / "log.db") as store:
        body = exported(store, people[0], usual())
        with pytest.raises(StoreError, match="knows nobody called 'nobody'"):
            exported(store, "nobody", usual())
    assert len(body["conversations"]) == 2
    assert SECRET in json.dumps(body)
    assert len(body["interest"]) == 1 and len(body["taste"]["wishes"]) == 1


def test_nothing_of_them_is_left_and_others_stay(people: tuple[str, str], tmp_path: Path) -> None:
    made = version(tmp_path)
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "read-0.json").write_text(SECRET, encoding="utf-8")
    with SQLiteStore(tmp_path / "log.db") as store:
        tastes = Tastes(store, home=tmp_path)
        assert tastes.of(people[0]).met
        before = sum(1 for _ in store.events())
        found = erase(store, tmp_path, people[0])
        assert found.conversations == 2 and found.events > 5
        assert sum(1 for _ in store.events()) == before - found.events
        assert store.sessions(people[0]) == [] and len(store.sessions(people[1])) == 2
        assert tastes.of(people[0]) == Interest() and tastes.of(people[1]).met
        store.append([Event("later", "session", {"person": "p"})])  # it is written to as before
        with pytest.raises(StoreError, match="append-only"):
            from chatbot.logfile import connect, errors

            with errors(store.path):
                connect(store.path).conn.execute("delete from events")
    assert not (tmp_path / FOLDER).exists(), "readings of what people said"
    kept = {path.name for path in (tmp_path / learnt.FOLDER).rglob("*") if path.is_file()}
    assert kept == {learnt.CARD, learnt.CURRENT, learnt.ERASED}, "of what was learnt only the card is left"
    for file in tmp_path.glob("log.db*"):
        assert SECRET.encode() not in file.read_bytes()
        assert people[0].encode() not in file.read_bytes()
    assert [one.name for one in found.stale] == [made]
    assert learnt.current(tmp_path, "Games", "interest") == USUAL
    with pytest.raises(LearntError, match=r"learnt from somebody who has been erased since. Learn again"):
        learnt.take(tmp_path, "Games", "interest", made)
    later = version(tmp_path)
    assert learnt.current(tmp_path, "Games", "interest") == later
    assert [one.name for one in every_version(tmp_path)] == [made, later]
    assert people[0] not in (tmp_path / learnt.FOLDER / learnt.ERASED).read_text(encoding="utf-8")


def test_the_commands(people: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = ["--folder", str(tmp_path)]
    assert cli.main(["person", "export", people[0], "--out", str(tmp_path / "own.json"), *home]) == 0
    assert SECRET in (tmp_path / "own.json").read_text(encoding="utf-8")
    assert cli.main(["person", "erase", people[0], *home]) == 0
    assert "2 conversations would be erased. Add --yes" in capsys.readouterr().out
    version(tmp_path)
    assert cli.main(["person", "erase", people[0], "--yes", *home]) == 0
    said = capsys.readouterr().out
    assert "2 conversations, " in said and "no longer counts. Learn again: chatbot train interest" in said
    assert cli.main(["person", "erase", people[0], "--yes", *home]) == 1
    assert cli.main(["person", "erase", people[1], "--yes", "--json", *home]) == 0
    assert json.loads(capsys.readouterr().out)["conversations"] == 2
    assert cli.main(["log", "abuse", *home]) == 0
    assert capsys.readouterr().out.startswith("0 people reacted: nobody")


def test_a_damaged_note_of_erasures_is_said(tmp_path: Path) -> None:
    learnt.note_erasure(tmp_path, 1.0, 2.0)
    assert learnt.erasures(tmp_path) == [(1.0, 2.0)]
    (tmp_path / learnt.FOLDER / learnt.ERASED).write_text("broken", encoding="utf-8")
    with pytest.raises(LearntError, match="learn all parts again"):
        learnt.erasures(tmp_path)

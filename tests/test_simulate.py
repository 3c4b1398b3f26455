"""A run: everybody talks to every host once, also after a stop, and a folder holds one run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import MemoryStore

from chatbot.agenda import Agenda
from chatbot.bot import Bot
from chatbot.hosts import InProcess
from chatbot.people import people
from chatbot.simulate import DIALOGUES, Run, SimulationError, kept
from retrieval.retriever import Retriever


def run(folder: Path, retriever: Retriever, store: MemoryStore, seed: int = 0) -> Run:
    games = retriever.catalogue
    some = people(games, 5, [], source="catalogue", seed=seed)
    host = InProcess(Bot(retriever, None, store))
    return Run(folder, games, some, {"agenda": lambda p: Agenda(p, games)}, [host], 4, {"seed": seed})


def test_a_stopped_run_goes_on_where_it_was(tmp_path: Path, retriever: Retriever) -> None:
    store = MemoryStore()
    whole = run(tmp_path, retriever, store).dialogues()
    sessions = len(list(store.events(kind="session")))
    assert sessions == len(whole) == len({d.key for d in whole})
    path = tmp_path / DIALOGUES
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:2]) + lines[2][:40], encoding="utf-8")
    again = run(tmp_path, retriever, store).dialogues()
    assert again[:2] == whole[:2]
    assert [[e.said for e in d.exchanges] for d in again] == [[e.said for e in d.exchanges] for d in whole]
    assert len(list(store.events(kind="session"))) == sessions + len(whole) - 2
    assert len(list(kept(tmp_path))) == len(whole)


def test_a_folder_holds_one_run(tmp_path: Path, retriever: Retriever) -> None:
    run(tmp_path, retriever, MemoryStore()).dialogues()
    with pytest.raises(SimulationError, match="holds another run: seed was 0 and is 1"):
        run(tmp_path, retriever, MemoryStore(), seed=1).dialogues()


def test_every_dialogue_is_a_line_of_json(tmp_path: Path, retriever: Retriever) -> None:
    held = run(tmp_path, retriever, MemoryStore()).dialogues()
    bodies = [json.loads(line) for line in (tmp_path / DIALOGUES).read_text(encoding="utf-8").splitlines()]
    assert [(b["system"], b["kind"], b["person"]) for b in bodies] == [d.key for d in held]

"""Settings become a bot: the catalogue is found, the engine chosen, the log opened behind a spool."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import HashedWords, MemoryStore, write_games
from contract import gguf
from fakes import ScriptedLLM
from serving import wait_for

from chatbot import adapter, models, readers, taught
from chatbot import assemble as module
from chatbot.assemble import assemble, local, open_llm, open_reader, prefixes, quieten
from chatbot.found import find_catalogue
from chatbot.llm import LLM, LLMUnavailable, complete
from chatbot.logfile import StoreError
from chatbot.preferences import Listener
from chatbot.settings import Settings
from chatbot.spool import Spool
from chatbot.store import SQLiteStore
from retrieval.catalogue import Catalogue
from retrieval.tables import CatalogueError


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The made-up games, no LLM, an encoder without a model, and a folder of one's own."""
    monkeypatch.setattr(module, "SentenceEncoder", lambda *_, **__: HashedWords())
    catalogue = write_games(tmp_path)
    return Settings(
        catalogue=str(catalogue), llm="none", encoder="hashed", folder=str(tmp_path / "home"), offline=True, items=3
    )


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What quieten sets is unset again."""
    for name in ("TOKENIZERS_PARALLELISM", "HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK", "HF_HUB_OFFLINE"):
        monkeypatch.setenv(name, "kept")
        monkeypatch.delenv(name)


def test_a_bot_that_answers_and_logs(settings: Settings) -> None:
    told: list[str] = []
    bot = assemble(settings, told.append)
    answer = bot.ask("calm")
    bot.store.close()
    assert len(answer.shown.hits) == 3 and bot.llm is None
    assert told == [f"Games: 12 items from {settings.catalogue}"]
    assert (Path(settings.folder) / "log.db").stat().st_size > 0


def test_a_choice_is_followed_without_a_restart(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engines are made up; everything between the file of choices and the log is real."""

    def engine(settings: Settings, model: object, catalogue: Catalogue) -> LLM | None:
        made_up = ScriptedLLM(rule=lambda _: '{"intent":"recommend","notes":[]}', name=str(model))
        return None if model == "none" else made_up

    monkeypatch.setattr(module, "open_llm", engine)
    for given, first, then in (("", "none", "other/reader"), ("rules", "none", "none")):
        bot = assemble(replace(settings, understand=given))
        session = bot.open()
        assert bot.ask("calm", session).understood.update.read_by == "rules", first
        readers.choose(settings.home, "other/reader")
        wait_for(lambda bot=bot, then=then: then == "none" or bot.reader() is not None)
        bot.ask("tense", session)
        bot.store.close()
        changes = [e.body["model"] for e in SQLiteStore(settings.home / "log.db").events(session.id, "change")]
        assert changes == ["", "" if then == "none" else then]
        (settings.home / readers.CHOICES).unlink()


@pytest.mark.parametrize("understand", ["llm", "scripted"])
def test_the_model_that_writes_may_read_as_well(games: Catalogue, understand: str) -> None:
    writer = ScriptedLLM()
    listener = open_reader(Settings(llm="scripted", understand=understand), games, writer)
    assert (listener and listener.llm, listener and listener.taught) == (writer, False)


@pytest.mark.parametrize(("llm", "understand"), [("none", "llm"), ("x.gguf", "rules"), ("x.gguf", "None")])
def test_no_reader(games: Catalogue, llm: str, understand: str) -> None:
    assert open_reader(Settings(llm=llm, understand=understand), games) is None


def test_an_adapter_reads_beside_its_base_though_no_llm_writes(
    games: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, base, opened = tmp_path / adapter.FILE, tmp_path / "base.gguf", ScriptedLLM()
    made.write_bytes(b"GGUF" + readers._ADAPTER)
    monkeypatch.setattr(models, "pull", lambda name, *, offline: base)
    monkeypatch.setattr(adapter, "check", lambda *files: checked.append(files))
    monkeypatch.setattr(module, "_embedded", lambda settings, *how: embedded.append(how) or opened)
    checked: list[object] = []
    embedded: list[object] = []
    listener = open_reader(Settings(llm="none", understand=str(tmp_path)), games)
    assert listener == Listener(opened, taught=True)
    assert (checked, embedded) == ([(made, base)], [(base, [taught.prompt("hello")], made)])


@pytest.mark.model
def test_a_second_engine_opens_beside_the_first(games: Catalogue, tmp_path: Path) -> None:
    """The same base twice: as it is for the writer, with an adapter that changes nothing for the reader."""
    import numpy as np

    base, made = gguf(), tmp_path / "same.gguf"
    parts = {f"m.layers.0.mlp.up_proj.lora_{side}.weight": np.zeros(shape) for side, shape in SHAPES.items()}
    adapter.write(parts, made, base=base, alpha=8, heads=(9, 3))
    settings = Settings(llm=str(base), folder=str(tmp_path), understand=str(made), offline=True, threads=1)
    writer = open_llm(settings, base, games)
    listener = open_reader(settings, games, writer)
    assert writer and listener and listener.llm is not writer
    assert (listener.taught, listener.llm.name) == (True, readers.name_of(made))
    asked = taught.prompt("something calm")
    assert complete(listener.llm, asked, max_tokens=12) == complete(writer, asked, max_tokens=12)


SHAPES = {"A": (4, 576), "B": (1536, 4)}


def test_the_log_stands_behind_a_spool(settings: Settings) -> None:
    bot = assemble(settings)
    assert isinstance(bot.store, Spool)
    bot.store.store.close()
    session = bot.open()
    assert len(bot.ask("calm", session).shown.hits) == 3
    assert bot.store.waiting > 0
    bot.store.store = kept = MemoryStore()
    bot.store.close()
    assert [e.kind for e in kept.kept] == ["session", "message", "change", "shown", "timing"]


def test_a_log_that_cannot_be_opened_is_said_at_the_start(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where the folder should be")
    with pytest.raises(StoreError, match="cannot be made"):
        assemble(settings)


@pytest.mark.parametrize(("name", "count"), [("movies", 1000), ("boardgames", 300)])
def test_shipped_catalogues_are_found_by_name(name: str, count: int) -> None:
    assert len(find_catalogue(name).items) == count


@pytest.mark.parametrize(
    ("name", "message"), [("wines", "There are boardgames, movies"), ("wines.csv", "no such catalogue file")]
)
def test_a_catalogue_that_is_not_there(name: str, message: str) -> None:
    with pytest.raises(CatalogueError, match=message):
        find_catalogue(name)


@pytest.mark.parametrize("name", ["none", "None", "off", ""])
def test_no_llm(games: Catalogue, name: str) -> None:
    assert open_llm(Settings(), name, games) is None


def test_a_folder_that_is_not_there_is_not_fetched_offline(games: Catalogue) -> None:
    with pytest.raises(LLMUnavailable, match="someone/some-model is not a folder here"):
        open_llm(Settings(offline=True), "someone/some-model", games)


def test_names_that_are_not_pinned_stay_as_they_are() -> None:
    assert local("someone/some-model", Settings(offline=True)) == "someone/some-model"


def test_the_prefixes_can_be_filled(games: Catalogue) -> None:
    read, word = prefixes(games)
    assert [m[0]["role"] for m in (read, word)] == ["system", "system"]
    assert "English" in read[0]["content"] and "{{" not in str((read, word))


@pytest.mark.parametrize(("offline", "expected"), [(True, "1"), (False, None)])
def test_libraries_are_kept_quiet(offline: bool, expected: str | None) -> None:
    quieten(Settings(offline=offline))
    assert (os.environ["DO_NOT_TRACK"], os.environ.get("HF_HUB_OFFLINE")) == ("1", expected)

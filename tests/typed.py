"""What the tests of the command line share: a bot on the made-up games, its log, and what is piped in."""

from __future__ import annotations

import io
import logging
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fakes import Asked, ScriptedLLM

from chatbot import assemble
from chatbot.bot import Bot
from chatbot.dialogue import Done, Event, Reason, Session, Shown, Understood, Words
from chatbot.llm import LLM, LLMError
from chatbot.settings import Settings
from chatbot.store import SQLiteStore
from retrieval.retriever import Retriever

READING = '{"intent":"recommend","notes":[["calm","want"],["ghosts","avoid"]]}'


def reader(asked: Asked) -> str | LLMError:
    """An LLM that reads every message alike, and words nothing."""
    return READING if asked.schema else LLMError("no words")


class Wordy(Bot):
    """A bot whose reasons are made here, so that no test hangs on how they are worded: each grows in two steps, and
    the second item's is refused on its way."""

    def reply(self, session: Session, message: str) -> Iterator[Understood | Shown | Words | Done]:
        for event in super().reply(session, message):
            if isinstance(event, Done) and self.llm:
                yield from self._words(session)
            if not isinstance(event, Words):
                yield event

    def _words(self, session: Session) -> Iterator[Words]:
        for place, hit in enumerate(session.hits):
            reason = (
                Reason(hit.item.id, "Plain.", "replaced") if place == 1 else Reason(hit.item.id, "A calm game.", "kept")
            )
            session.reasons[hit.item.id] = reason
            yield Words(Reason(hit.item.id, "A calm "), False)
            yield Words(reason, True)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the log lies, as the environment says; no other setting comes from there. What `main` sets up is undone."""
    for name in [name for name in os.environ if name.startswith("CHATBOT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CHATBOT_FOLDER", str(tmp_path / "home"))
    monkeypatch.setenv("CHATBOT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    monkeypatch.setenv("TRANSFORMERS_VERBOSITY", "error")
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield tmp_path / "home"
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def llm(monkeypatch: pytest.MonkeyPatch, retriever: Retriever) -> ScriptedLLM:
    """The LLM of the bot that commands get; `--llm none` leaves it out."""
    scripted = ScriptedLLM(rule=reader)

    def made(settings: Settings) -> Bot:
        engine: LLM | None = None if settings.llm == "none" else scripted
        return Wordy(retriever, engine, SQLiteStore(settings.home / "log.db"), settings.items)

    monkeypatch.setattr(assemble, "assemble", made)
    return scripted


@pytest.fixture
def piped(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    return lambda text: monkeypatch.setattr(sys, "stdin", io.StringIO(text))


@pytest.fixture
def logged(folder: Path) -> Path:
    """A log of two conversations."""
    with SQLiteStore(folder / "log.db") as store:
        for number, session in enumerate(("a" * 32, "b" * 32)):
            body = {"person": "ann", "catalogue": "Games", "origin": "human"}
            store.append([Event(session, "session", body, f"s{number}", 0.0)])
            store.append([Event(session, "message", {"turn": 0, "text": f"hi {number}"}, f"m{number}", 60.0)])
    return folder / "log.db"

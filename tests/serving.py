"""What the tests of the server share: a bot whose LLM repeats its evidence, and a server in a thread."""

from __future__ import annotations

import contextlib
import json
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

from fakes import Answer, Asked, ScriptedLLM

from chatbot.bot import Bot
from chatbot.dialogue import Bar, Session, Shown, Streamed, Table, Why
from chatbot.serve import address, given, listen, make_app, make_server
from chatbot.sessions import Sessions
from chatbot.settings import Settings
from chatbot.store import SQLiteStore
from retrieval.retriever import Retriever


def reader(pause: float = 0.0, reading: float = 0.0) -> ScriptedLLM:
    """An LLM that leaves the reading to the rules, and words reasons by repeating what it is given; `pause` seconds
    before each word, `reading` seconds before it has read."""

    def rule(asked: Asked) -> Answer:
        if asked.schema is not None:
            return Answer(json.dumps({"intent": "recommend", "notes": []}, separators=(",", ":")), reading)
        lines = (re.match(r"(\d+) (?:.*\| )?(.*)", line) for line in asked.last.splitlines())
        return Answer("".join(f"{m[1]} {m[2]}\n" for m in lines if m), pause)

    return ScriptedLLM(rule=rule)


class Telling(Bot):
    """A bot that tells of every item the same, and puts the same table beside each comparison."""

    def why(self, session: Session, item_id: str) -> Shown:
        bars = (Bar("like Inception", 0.5), Bar("year 1990–1999", -0.25))
        session.aside = Why(item_id, "It", 1, bars, "It stands first.", "Without the years it would stand second.")
        return Shown(session.hits, session.reasons, "", aside=session.aside)

    def reply(self, session: Session, message: str) -> Iterator[Streamed]:
        for event in super().reply(session, message):
            if isinstance(event, Shown) and "compare" in message.lower():
                session.aside = Table(
                    ("", *"ABC"), (("Said", message, "Something long to read", "—"), ("Year", *"123")), "Note"
                )
                event = replace(event, aside=session.aside)
            yield event


def bot_of(retriever: Retriever, folder: Path, llm: ScriptedLLM | None = None) -> Bot:
    """A bot over that log."""
    return Bot(retriever, llm or reader(), SQLiteStore(folder / "log.db"))


@contextlib.contextmanager
def serving(bot: Bot, port: int = 0, loading: Future[Bot] | None = None, **settings: object) -> Iterator[str]:
    """The address of a server with that bot, ready or `loading`; it is stopped afterwards, and the log closed."""
    listening = listen("127.0.0.1", port)
    app = make_app(loading or given(bot), bot.retriever.catalogue, Settings.read(**settings))
    server = make_server(app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield address(listening)
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def answered(sessions: Sessions, session_id: str, text: str, seconds: float = 5.0) -> list[Streamed]:
    """Send a message and wait for its end."""
    events: list[Streamed] = []
    over = threading.Event()
    sessions.answer(session_id, text, lambda event: over.set() if event is None else events.append(event))
    assert over.wait(seconds), "the answer did not end"
    return events


def wait_for(there: object, seconds: float = 5.0) -> None:
    """Until `there()` is true."""
    end = time.monotonic() + seconds
    while not there():  # type: ignore[operator]
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.01)

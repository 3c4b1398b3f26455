"""Fakes by construction: they answer what they were told to, and keep what they were asked."""

from __future__ import annotations

import contextlib
import json
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from chatbot.llm import LLMError, LLMTimeout, Message, Pieces, Schema, plain, whole
from chatbot.ways import Ways


@dataclass(frozen=True, slots=True)
class Asked:
    """One call of an LLM."""

    messages: tuple[Message, ...]
    schema: Schema | None
    max_tokens: int
    deadline: float
    ways: Ways | None = None

    @property
    def last(self) -> str:
        """What the last message says."""
        return self.messages[-1]["content"]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with its faults: `pause` seconds before each piece; `cut` breaks it off after so many pieces."""

    text: str
    pause: float = 0.0
    cut: int | None = None


Rule = Callable[[Asked], "str | Answer | Exception"]


class ScriptedLLM:
    """Gives the queued answers in turn: a text, an `Answer`, an exception to raise, or a function of what is asked.
    When the queue is empty it fails, unless `rule` answers."""

    def __init__(
        self,
        answers: Iterable[str | Answer | Exception | Rule] = (),
        *,
        rule: Rule | None = None,
        name: str = "scripted",
    ) -> None:
        self.name = name
        self.answers: deque[str | Answer | Exception | Rule] = deque(answers)
        self.asked: list[Asked] = []
        self.closed = 0  # answers that were closed before their end
        self._rule = rule
        self._lock = threading.Lock()

    def stream(
        self,
        messages: Sequence[Message],
        *,
        schema: Schema | None = None,
        ways: Ways | None = None,
        max_tokens: int = 256,
        deadline: float = 60.0,
    ) -> Iterator[str]:
        """As `LLM.stream`; a piece, and a token, is a word with the white space after it."""
        asked = Asked(tuple(plain(messages)), schema, max_tokens, deadline, ways)
        answer = self._next(asked)
        end = time.monotonic() + deadline
        return whole(
            self._pieces(answer if isinstance(answer, Answer) else Answer(answer), asked, end), self.name, schema
        )

    def _next(self, asked: Asked) -> str | Answer:
        with self._lock:
            self.asked.append(asked)
            answer = self.answers.popleft() if self.answers else self._rule
        if answer is None:
            raise AssertionError(f"the scripted LLM has no answer left for {asked.last!r}")
        answer = answer(asked) if callable(answer) else answer
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _pieces(self, answer: Answer, asked: Asked, end: float) -> Pieces:
        try:
            for number, piece in enumerate(words(answer.text)[: asked.max_tokens]):
                if number == answer.cut:
                    raise LLMError(f"{self.name} was cut short")
                self._wait(answer.pause, end)
                yield piece
        except GeneratorExit:
            self.closed += 1
            raise

    def _wait(self, pause: float, end: float) -> None:
        left = end - time.monotonic()
        time.sleep(max(0.0, min(pause, left)))
        if pause >= left:
            raise LLMTimeout(f"{self.name} had not finished at its deadline")


def words(text: str) -> list[str]:
    """A text as its words, each with the white space after it."""
    return re.findall(r"\S+\s*|\s+", text)


def echo(asked: Asked) -> str | Answer | Exception:
    """A rule that keeps the LLM contract without any wit: it repeats the message (in the first list of the schema if
    there is one), refuses over 5,000 words, and where it is to `Go on` it does so for a long time."""
    if len(words(asked.last)) > 5000:
        return LLMError("the prompt is longer than the context")
    if asked.schema is not None:
        wanted = asked.schema["properties"]
        return json.dumps({key: [asked.last] if n == 0 else [] for n, key in enumerate(wanted)}, separators=(",", ":"))
    return Answer(f"You said: {asked.last} " + "and so on " * 1000, 0.005) if "Go on" in asked.last else asked.last


@contextlib.contextmanager
def running(*threads: threading.Thread) -> Iterator[None]:
    """Start these threads, and wait for them afterwards."""
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for thread in threads:
            thread.join()


def erase(path: Path, session: str) -> None:
    """Take a conversation out of a log, as the command that erases a person does."""
    from chatbot.logfile import connect_to_write

    db = connect_to_write(path)
    db.conn.execute("drop trigger events_no_delete")
    db.conn.execute("delete from events where session = ?", (session,))
    db.close()

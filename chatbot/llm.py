"""The LLM seam: one method, its errors, and what its engines share. Knows nothing of prompts, items or any one engine.

Implementations: `llamacpp.LlamaCpp` (embedded), `remote.OpenAIServer`, `hf.Transformers`; tests use a scripted one.
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from queue import Empty, SimpleQueue
from typing import Any, Protocol

from chatbot.ways import Ways

Message = Mapping[str, str]  # {"role": "system" | "user" | "assistant", "content": text}
Schema = Mapping[str, Any]  # a JSON schema


class LLMError(Exception):
    """The LLM gave no usable answer; the conversation goes on without it."""


class LLMUnavailable(LLMError):  # noqa: N818
    """It cannot be reached or loaded; the message says what to do."""


class LLMTimeout(LLMError):  # noqa: N818
    """The deadline passed before the answer was complete."""


class LLM(Protocol):
    """Anything that answers messages with text."""

    name: str

    def stream(
        self,
        messages: Sequence[Message],
        *,
        schema: Schema | None = None,
        ways: Ways | None = None,
        max_tokens: int = 256,
        deadline: float = 60.0,
    ) -> Iterator[str]:
        """Yield the answer in pieces (one big piece is allowed), greedily decoded.

        `schema`: the whole answer is one JSON text of that schema, without white space between its tokens.
        `ways`: the whole answer is what is written on one way from START to END; an engine that cannot be held to it
        leaves it aside, and so does one that has a schema.
        `max_tokens`: the answer ends there at the latest. `deadline`: seconds until LLMTimeout, counted from the call.
        Closing the iterator cancels the work. Raises LLMError, also at the end of an answer that is empty or, where
        there is a schema, is not a whole JSON text: it was cut at max_tokens.
        """
        ...


def complete(llm: LLM, messages: Sequence[Message], **options: Any) -> str:
    """The whole answer as one text. Options and errors as `LLM.stream`."""
    return "".join(llm.stream(messages, **options))


# What the engines share: the thread they work in, and what makes an answer whole.

Pieces = Generator[str, None, None]
Put = Callable[[str], None]
Stopped = Callable[[], bool]
Work = Callable[[Put, Stopped], None]  # puts the pieces of one answer, and ends early once stopped() is true


def relay(work: Work, name: str, end: float) -> Pieces:
    """Run `work` in a thread of its own and yield what it puts. Raises its LLMError, and LLMTimeout at `end`, which is
    a time.monotonic(). `stopped` turns true when this ends or is closed; the thread is not waited for."""
    pieces: SimpleQueue[str | LLMError | None] = SimpleQueue()
    stop = threading.Event()

    def stopped() -> bool:
        return stop.is_set() or not threading.main_thread().is_alive()

    def run() -> None:
        try:
            work(pieces.put, stopped)
            pieces.put(None)
        except LLMError as error:
            pieces.put(error)
        finally:
            pieces.put(LLMError(f"{name} broke off; the log says why"))  # only read where nothing above was put

    # Not a daemon: Python would end it inside the engine's C++ code, which aborts the program.
    threading.Thread(target=run, name=f"answer of {name}", daemon=False).start()
    try:
        yield from _until(pieces, name, end)
    finally:
        stop.set()


def _until(pieces: SimpleQueue[str | LLMError | None], name: str, end: float) -> Iterator[str]:
    while True:
        try:
            piece = pieces.get(timeout=max(0.0, end - time.monotonic()))
        except Empty:
            raise LLMTimeout(f"{name} had not finished at its deadline") from None
        if piece is None:
            return
        if isinstance(piece, LLMError):
            raise piece
        yield piece


def whole(pieces: Pieces, name: str, schema: Schema | None) -> Pieces:
    """Pass the pieces on. Raises LLMError at the end if they are no answer: nothing, or not one JSON text."""
    said = ""
    with contextlib.closing(pieces):
        for piece in pieces:
            said += piece
            yield piece
    if not said.strip():
        raise LLMError(f"{name} answered nothing")
    if schema is None:
        return
    try:
        json.loads(said)
    except ValueError:
        remedy = "ask for less, raise max_tokens, or mend the schema"
        raise LLMError(f"{name}'s JSON is not whole, it ends in {said[-40:]!r}; {remedy}") from None


def plain(messages: Sequence[Message]) -> list[dict[str, str]]:
    """The messages as JSON can carry them: half a surrogate pair, which a browser can send, becomes a question mark."""
    return [{key: text.encode("utf-8", "replace").decode() for key, text in message.items()} for message in messages]

"""An LLM whose answers are kept in a file: what was asked once is not asked again. Knows files; no prompts.

The file is JSON Lines, appended as answers come: {"key", "model", "ms", "answer"}, or "error" in place of the answer
where it was of no use. The key is a hash of model, schema, most tokens and messages.
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from chatbot.llm import LLM, LLMError, LLMTimeout, LLMUnavailable, Message, Schema, complete
from chatbot.ways import Ways

log = logging.getLogger(__name__)


class Answered:
    """Gives the kept answer, or asks and keeps it. `saved_ms` is how much longer it would have taken without the file.

    Deadlines missed and servers that cannot be reached are not kept: they are no property of the question.
    """

    def __init__(self, llm: LLM, path: Path) -> None:
        """Raises OSError where the file cannot be read."""
        self.name = llm.name
        self.asked = 0
        self.saved_ms = 0.0
        self._llm = llm
        self._path = path
        self._lock = threading.Lock()
        self._kept = _read(path)

    def clock(self) -> float:
        """Milliseconds that go on as if every answer were asked for."""
        return 1000 * time.perf_counter() + self.saved_ms

    def stream(
        self,
        messages: Sequence[Message],
        *,
        schema: Schema | None = None,
        ways: Ways | None = None,
        max_tokens: int = 256,
        deadline: float = 60.0,
    ) -> Iterator[str]:
        """As `LLM.stream`, in one piece."""
        key = key_of(self.name, messages, schema, max_tokens, ways)
        kept = self._kept.get(key)
        if kept is None:
            kept = self._ask(key, messages, schema=schema, ways=ways, max_tokens=max_tokens, deadline=deadline)
        else:
            self.saved_ms += kept["ms"]
        if "error" in kept:
            raise LLMError(kept["error"])
        yield kept["answer"]

    def _ask(self, key: str, messages: Sequence[Message], **options: Any) -> Mapping[str, Any]:
        start = time.perf_counter()
        try:
            found = {"answer": complete(self._llm, messages, **options)}
        except (LLMTimeout, LLMUnavailable):
            raise
        except LLMError as error:
            found = {"error": str(error)}
        entry = {"key": key, "model": self.name, "ms": round(1000 * (time.perf_counter() - start), 1), **found}
        with self._lock:
            self.asked += 1
            self._kept[key] = entry
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(entry, ensure_ascii=False) + "\n")
        return entry


def key_of(
    model: str, messages: Sequence[Message], schema: Schema | None, max_tokens: int, ways: Ways | None = None
) -> str:
    """What an answer is kept under: thirty-two hex digits."""
    asked: list[Any] = [model, schema, max_tokens, [dict(message) for message in messages]]
    text = json.dumps([*asked, ways] if ways else asked, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _read(path: Path) -> dict[str, Mapping[str, Any]]:
    """The kept answers by key; a line that was cut short is cut off the file."""
    if not path.is_file():
        return {}
    trim(path)
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            entry = json.loads(line)
            found[entry["key"]] = entry
        except (ValueError, KeyError, TypeError):
            log.warning("%s: a line that is no kept answer is passed over: %.60s", path, line)
    return found


def trim(path: Path) -> None:
    """Cut a half-written last line off a file of lines."""
    text = path.read_bytes()
    whole = text.rfind(b"\n") + 1
    if whole < len(text):
        with path.open("r+b") as file:
            file.truncate(whole)

"""How long messages take on this machine, and how much of it is the LLM's own time. Knows the server from outside only.

A `chatbot serve` of its own is started in a temporary folder and talked to by HTTP; the times are those of its log.
Then its prompts are sent once more, straight to the LLM: what is left of a message's time is ours.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from chatbot.llm import LLM, LLMError, Message, complete
from chatbot.settings import PREFIX, Settings

if TYPE_CHECKING:
    from retrieval.catalogue import Catalogue

STEPS = {
    "understand": "understanding the message", "search": "searching the catalogue",
    "items": "message to items shown", "first_word": "message to first word of a reason",
    "first_word_after_items": "first word after items", "total": "message to end of answer",
}  # fmt: skip
PARTS = {"read": "understanding", "words": "wording the reasons", "message": "whole message"}
SIDES = {"chat": "in the chat", "alone": "the LLM alone", "ours": "difference"}
PATIENCE = 600.0  # seconds until a server that does not get ready is given up
Result = dict[str, Any]

# Asked after the catalogue's own examples. {0}, {1}: values of it; {title}: an item; "+": in the same conversation.
MESSAGES = (
    "something {0}", "+ but not {1}", "+ anything else?", "I loved {title} but no {1} please",
    "+ more like the second one", "Recommend me a {0} one that is also {1}, made after 2000.",
    "hello", "+ My friends and I want something {0} tonight. We already know {title}, and we are tired of {1}.",
    "+ actually {1} is fine", "nothing {0}, nothing {1}", "{title}", "+ tell me about the first one",
    "I hated {title}. What is the opposite of it, maybe {0}?", "+ is there a newer one?",
    "surprise me with something {0}", "Is there anything like {title}, only more {1}?",
)  # fmt: skip


class BenchError(Exception):
    """The measurement cannot be made; the message says why."""


def messages(catalogue: Catalogue, count: int) -> list[str]:
    """Messages for any catalogue: its owner's examples, then MESSAGES over and over with its values and titles."""
    examples = [str(example) for example in catalogue.talk.get("examples", ())]
    kinds = [f.name for f in catalogue.of_kind("category") if not f.person]
    values = [value for name in kinds for value in list(catalogue.values[name])[:8]] or ["good"]

    def filled(n: int) -> str:
        chosen = (values[5 * n % len(values)], values[(7 * n + 3) % len(values)])  # steps that skip about
        return MESSAGES[n % len(MESSAGES)].format(*chosen, title=catalogue.items[37 * n % len(catalogue.items)].title)

    return [*examples, *map(filled, range(count))][:count]


def run(settings: Settings, count: int, tell: Callable[[str], None]) -> Result:
    """Measure `count` messages after one that warms up; `tell` hears how far it is.

    Raises BenchError, and what loading the models raises.
    """
    from chatbot.assemble import find_catalogue, local, open_llm

    if count < 1:
        raise BenchError("there is nothing to measure: --runs is 0. Give 1 or more.")
    catalogue = find_catalogue(settings.catalogue)
    llm_path = local(settings.llm, settings)  # so that no download is measured
    local(settings.encoder, settings)
    with tempfile.TemporaryDirectory(prefix="chatbot-bench-") as folder:
        own = replace(settings, folder=folder, host="127.0.0.1", port=0)
        tell("The first start, which computes the vectors of the catalogue.")
        with Server(own) as first:
            pass
        tell("The second start.")
        with Server(own) as server:
            for place, message in enumerate([f"like {catalogue.items[0].title}", *messages(catalogue, count)]):
                tell(f"Message {place} of {count}." if place else "A message to warm up.")
                server.say(message)
            memory = server.memory
        turns = _turns(Path(folder))[1:]
    tell("The same prompts to the LLM alone.")
    llm = open_llm(own, llm_path, catalogue)
    return {
        "machine": machine(),
        "catalogue": {"name": catalogue.name, "items": len(catalogue.items)},
        "llm": llm.name if llm else "none",
        "messages": len(turns),
        "read_by_rules": sum(turn.read_by == "rules" for turn in turns),
        "llm_failed": sum(turn.failed for turn in turns),
        "ready_s": {"first": first.ready, "again": server.ready},
        "memory_mb": memory,
        "ms": {step: spread([turn.ms[step] for turn in turns if step in turn.ms]) for step in STEPS},
        "llm_ms": shares(turns, [alone(llm, turn) for turn in turns]) if llm else {},
    }


class Server:
    """A `chatbot serve` of its own, from its start to its end. `ready` is after how many seconds it could answer."""

    def __init__(self, settings: Settings, command: Sequence[str] = (sys.executable, "-m", "chatbot", "serve")) -> None:
        self._settings = settings
        self._command = command
        self._session = ""

    def __enter__(self) -> Self:
        given = {PREFIX + f.name.upper(): str(getattr(self._settings, f.name)) for f in fields(Settings)}
        environment = {**os.environ, **given, "PYTHONUNBUFFERED": "1"}
        start = time.perf_counter()
        self._process = subprocess.Popen(self._command, env=environment, stdout=subprocess.PIPE, text=True)
        with contextlib.ExitStack() as unless_ready:
            unless_ready.callback(self.__exit__)
            self._address = self._said_address()
            while not json.loads(self._get("/healthz"))["ready"]:
                if time.perf_counter() - start > PATIENCE:
                    raise BenchError(f"the server was not ready after {PATIENCE:.0f} s. See: chatbot serve -v")
                time.sleep(0.05)
            unless_ready.pop_all()
        self.ready = round(time.perf_counter() - start, 2)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        if self._process.stdout:
            self._process.stdout.close()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def say(self, message: str) -> None:
        """Send a message and wait for the end of its answer. One that begins with "+" goes on in the conversation."""
        if not self._session or not message.startswith("+"):
            self._session = json.loads(self._get("/api/sessions", {}))["session"]
        answer = self._get(f"/api/sessions/{self._session}/messages", {"text": message.removeprefix("+").strip()})
        if "event: done" not in answer:
            raise BenchError(f"the answer to {message!r} broke off. Look at it with: chatbot ask -v {message!r}")

    @property
    def memory(self) -> int | None:
        """The most memory it ever had, in MB; what it has now where only that is told; None if nothing is told."""
        status = Path(f"/proc/{self._process.pid}/status")
        if status.is_file() and (most := re.search(r"VmHWM:\s+(\d+)", status.read_text())):
            return int(most[1]) // 1024
        asked = ["ps", "-o", "rss=", "-p", str(self._process.pid)]
        try:
            return int(subprocess.run(asked, capture_output=True, text=True, check=True).stdout) // 1024
        except (OSError, subprocess.CalledProcessError, ValueError):
            return None

    def _said_address(self) -> str:
        assert self._process.stdout
        for line in self._process.stdout:
            if found := re.search(r"http://\S+", line):
                return found[0]
        raise BenchError("the server did not start; the lines above say why.")

    def _get(self, path: str, body: Mapping[str, str] | None = None) -> str:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._address + path, data, {"Content-Type": "application/json"})
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=PATIENCE) as answer:
                return str(answer.read().decode())
        except OSError as error:
            raise BenchError(f"the server did not answer {path} ({error}). See: chatbot serve -v") from error


@dataclass(frozen=True, slots=True)
class Timed:
    """One message as the log has it: its milliseconds, who read it, and the prompts that the LLM was sent for it."""

    ms: Mapping[str, float]
    read_by: str
    read: Sequence[Message] = ()
    words: tuple[tuple[Sequence[Message], int], ...] = ()  # each prompt, and how many items it puts into words
    failed: bool = False  # the LLM did not answer in time, or not at all, to one of them


@dataclass(frozen=True, slots=True)
class Alone:
    """What the LLM took for the prompts of one message, in milliseconds; None where it was sent none."""

    read: float | None
    words: float | None


def _turns(folder: Path) -> list[Timed]:
    from chatbot.store import SQLiteStore

    found: dict[tuple[str, int], dict[str, list[Mapping[str, Any]]]] = {}
    with SQLiteStore(folder / "log.db") as store:
        for event in store.events():
            if event.kind in ("change", "words", "timing"):
                turn = found.setdefault((event.session, event.body["turn"]), {})
                turn.setdefault(event.kind, []).append(event.body)
    return [timed(of["change"][0], of.get("words", ()), of["timing"][0]) for of in found.values() if "timing" in of]


def timed(change: Mapping[str, Any], words: Sequence[Mapping[str, Any]], timing: Mapping[str, Any]) -> Timed:
    """The bodies of a message's events as one value."""
    ms, asked = dict(timing["ms"]), change["asked"]
    if "first_word" in ms:
        ms["first_word_after_items"] = round(ms["first_word"] - ms["items"], 1)
    failed = any(body["error"] for body in words) or (bool(asked) and change["read_by"] != "llm")
    return Timed(ms, change["read_by"], asked, tuple((body["asked"], len(body["items"])) for body in words), failed)


def alone(llm: LLM, turn: Timed) -> Alone:
    """Send a message's prompts once more, as the bot sends them."""
    from chatbot import preferences, reasons

    read = _took(llm, turn.read, schema=preferences.SCHEMA, max_tokens=preferences.MOST_TOKENS)
    words = [_took(llm, asked, max_tokens=reasons.MOST_TOKENS * items) for asked, items in turn.words]
    return Alone(read, sum(took or 0.0 for took in words) if words else None)


def _took(llm: LLM, messages: Sequence[Message], **options: Any) -> float | None:
    if not messages:
        return None
    start = time.perf_counter()
    with contextlib.suppress(LLMError):  # an answer that was cut short took its time all the same
        complete(llm, messages, deadline=60.0, **options)
    return 1000 * (time.perf_counter() - start)


def shares(turns: Sequence[Timed], alones: Sequence[Alone]) -> Result:
    """Reading, wording and whole messages: in the chat, by the LLM alone, and the difference, which is ours.

    Messages for which the LLM failed are left out: their times are those of our patience.
    """
    pairs = [(turn, own) for turn, own in zip(turns, alones, strict=True) if not turn.failed]
    parts = {
        "read": [(t.ms["understand"], a.read) for t, a in pairs if a.read is not None],
        "words": [(t.ms["total"] - t.ms["items"], a.words) for t, a in pairs if a.words is not None],
        "message": [(t.ms["total"], (a.read or 0.0) + (a.words or 0.0)) for t, a in pairs],
    }
    return {
        name: {
            "chat": spread([chat for chat, _ in times]),
            "alone": spread([own for _, own in times]),
            "ours": spread([chat - own for chat, own in times]),
        }
        for name, times in parts.items()
    }


def spread(values: Sequence[float]) -> Result:
    """How many, their median, and the value that nine in ten do not exceed."""
    if not values:
        return {"n": 0, "median": None, "p90": None}
    ordered = sorted(values)
    ninth = ordered[math.ceil(0.9 * len(ordered)) - 1]
    return {"n": len(ordered), "median": round(statistics.median(ordered), 1), "p90": round(ninth, 1)}


def machine() -> Result:
    """What this machine is."""
    info = Path("/proc/cpuinfo")
    model = re.search(r"model name\s*: (.+)", info.read_text()) if info.is_file() else None
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9 if hasattr(os, "sysconf") else None
    return {
        "cpu": model[1] if model else platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(memory, 1) if memory else None,
        "system": f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
    }


def readable(result: Result) -> Iterator[str]:
    """The measurement as lines."""
    here, of = result["machine"], result["catalogue"]
    yield f"{here['cpu']}, {here['cores']} cores, {here['memory_gb']} GB; {here['system']}"
    yield f"{result['messages']} messages on {of['name']} ({of['items']} items), LLM {result['llm']}"
    yield f"read by rules: {result['read_by_rules']}; the LLM failed or was too slow: {result['llm_failed']}"
    yield f"ready after {result['ready_s']['again']} s (the first time {result['ready_s']['first']} s)"
    yield f"memory of the server: {result['memory_mb']} MB"
    yield f"\n{'milliseconds':<36}{'n':>4}{'median':>10}{'p90':>10}"
    for step, times in result["ms"].items():
        yield _row(STEPS[step], times)
    for part, sides in result["llm_ms"].items():
        for side, times in sides.items():
            yield _row(f"{PARTS[part]}: {SIDES[side]}", times)


def _row(title: str, times: Result) -> str:
    median, ninth = ("-" if times[key] is None else f"{times[key]:,.0f}" for key in ("median", "p90"))
    return f"{title:<36}{times['n']:>4}{median:>10}{ninth:>10}"

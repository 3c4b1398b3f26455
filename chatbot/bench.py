"""How long messages take on this machine, and how much of it is the models' own time. Knows the server from outside.

A `chatbot serve` of its own is started in a temporary folder and talked to by HTTP; the times are those of its log.
Then its prompts are sent once more, straight to the models: what is left of a message's time is ours.
"""

from __future__ import annotations

import contextlib
import math
import os
import platform
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chatbot.llm import LLM, LLMError, Message, complete
from chatbot.settings import Settings
from chatbot.started import BenchError, Server

if TYPE_CHECKING:
    from chatbot.preferences import Listener
    from retrieval.catalogue import Catalogue

STEPS = {
    "understand": "understanding the message", "search": "searching the catalogue",
    "items": "message to items shown", "first_word": "message to first word of a reason",
    "first_word_after_items": "first word after items", "total": "message to end of answer",
}  # fmt: skip
PARTS = {"read": "understanding", "words": "wording the reasons", "message": "whole message"}
SIDES = {"chat": "in the chat", "alone": "the model alone", "ours": "difference"}
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
    from chatbot import readers
    from chatbot.assemble import local, open_llm, open_reader
    from chatbot.catalogues import file_of
    from chatbot.found import find_catalogue

    if count < 1:
        raise BenchError("there is nothing to measure: --runs is 0. Give 1 or more.")
    catalogue = find_catalogue(settings.catalogue, settings.home)
    added = file_of(settings.home, settings.catalogue)
    for name in readers.pinned(settings):
        local(name, settings)  # so that no download is measured
    with tempfile.TemporaryDirectory(prefix="chatbot-bench-") as folder:
        own = replace(settings, folder=folder, host="127.0.0.1", port=0, understand=readers.in_use(settings))
        own = replace(own, catalogue=str(added or settings.catalogue))
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
    tell("The same prompts to the models alone.")
    llm = open_llm(own, local(own.llm, own), catalogue)
    reader = open_reader(own, catalogue, llm)
    return {
        "machine": machine(),
        "catalogue": {"name": catalogue.name, "items": len(catalogue.items)},
        "llm": llm.name if llm else "none",
        "reader": reader.llm.name if reader else "rules",
        "messages": len(turns),
        "read_by_rules": sum(turn.read_by == "rules" for turn in turns),
        "llm_failed": sum(turn.failed for turn in turns),
        "ready_s": {"first": first.ready, "again": server.ready},
        "memory_mb": memory,
        "ms": {step: spread([turn.ms[step] for turn in turns if step in turn.ms]) for step in STEPS},
        "llm_ms": shares(turns, [alone(llm, reader, turn) for turn in turns]) if llm or reader else {},
    }


@dataclass(frozen=True, slots=True)
class Timed:
    """One message as the log has it: its milliseconds, who read it, and the prompts that models were sent for it."""

    ms: Mapping[str, float]
    read_by: str
    read: Sequence[Message] = ()
    words: tuple[tuple[Sequence[Message], int], ...] = ()  # each prompt, and how many items it puts into words
    failed: bool = False  # a model did not answer in time, or not at all, to one of them


@dataclass(frozen=True, slots=True)
class Alone:
    """What the models took for the prompts of one message, in milliseconds; None where there were none."""

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
    failed = any(body["error"] for body in words) or (bool(asked) and change["read_by"] == "rules")
    return Timed(ms, change["read_by"], asked, tuple((body["asked"], len(body["items"])) for body in words), failed)


def alone(llm: LLM | None, reader: Listener | None, turn: Timed) -> Alone:
    """Send a message's prompts once more, as the bot sends them, to the model that words and to the one that reads."""
    from chatbot import reasons

    read = _took(reader.llm, turn.read, reader.options) if reader else None
    words = [_took(llm, asked, {"max_tokens": reasons.MOST_TOKENS * n}) for asked, n in turn.words] if llm else []
    return Alone(read, sum(took or 0.0 for took in words) if words else None)


def _took(llm: LLM, messages: Sequence[Message], options: Mapping[str, Any]) -> float | None:
    if not messages:
        return None
    start = time.perf_counter()
    with contextlib.suppress(LLMError):  # an answer that was cut short took its time all the same
        complete(llm, messages, deadline=60.0, **options)
    return 1000 * (time.perf_counter() - start)


def shares(turns: Sequence[Timed], alones: Sequence[Alone]) -> Result:
    """Reading, wording and whole messages: in the chat, by the models alone, and the difference, which is ours.

    Messages for which a model failed are left out: their times are those of our patience.
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
    yield f"{result['messages']} messages on {of['name']} ({of['items']} items)"
    yield f"LLM {result['llm']}, messages read by {result['reader']}"
    yield f"read by rules: {result['read_by_rules']}; a model failed or was too slow: {result['llm_failed']}"
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

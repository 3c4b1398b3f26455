"""Simulated people and hosts brought together: who talks to whom, kept as it goes, gone on with after a stop.

A run's folder holds `plan.json`, what makes the run what it is, and `dialogues.jsonl`, one dialogue a line. Knows
files and the order of things; nothing of what is said.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chatbot.afar import HostError
from chatbot.answered import trim
from chatbot.llm import LLMError
from chatbot.logfile import StoreError
from chatbot.meeting import Dialogue, Host, Listener, Meeting, dialogue_from
from chatbot.people import Person
from chatbot.progress import bar
from chatbot.reacting import ReactionError
from chatbot.statements import Statements
from retrieval.atomic import write
from retrieval.catalogue import Catalogue

PLAN, DIALOGUES = "plan.json", "dialogues.jsonl"
Kinds = Mapping[str, Callable[[Person], Listener]]


class SimulationError(ValueError):
    """A simulation that cannot be run or gone on with; the message says why."""


@dataclass(frozen=True)
class Run:
    """All dialogues of some people, of each kind, with each host, kept in a folder."""

    folder: Path
    catalogue: Catalogue
    people: Sequence[Person]
    kinds: Kinds
    hosts: Sequence[Host]
    turns: int
    plan: Mapping[str, Any]

    def dialogues(self) -> list[Dialogue]:
        """All of them, in order; those that the folder has already are not held again.

        Raises SimulationError where the folder holds another run.
        """
        self._check()
        done = {d.key: d for d in kept(self.folder)}
        wanted = [(p, kind, host) for p in self.people for kind in self.kinds for host in self.hosts]
        missing = [(p, kind, host) for p, kind, host in wanted if (host.name, kind, p.name) not in done]
        statements = Statements(self.catalogue)
        with (self.folder / DIALOGUES).open("a", encoding="utf-8") as file:
            for person, kind, host in bar(missing, "Talking", len(missing), unit="dialogue"):
                listener = self.kinds[kind](person)
                meeting = Meeting(person, kind, listener, host, self.catalogue, self.turns, statements)
                dialogue = meeting.hold((HostError, LLMError, StoreError, ReactionError))
                done[dialogue.key] = dialogue
                file.write(json.dumps(dialogue.json(), ensure_ascii=False) + "\n")
                file.flush()
        return [done[host.name, kind, p.name] for p, kind, host in wanted]

    def _check(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / PLAN
        plan = json.loads(json.dumps(self.plan))
        if path.is_file():
            have = json.loads(path.read_text(encoding="utf-8"))
            other = sorted(key for key in {*have, *plan} if have.get(key) != plan.get(key))
            if other:
                told = ", ".join(f"{key} was {have.get(key)!r} and is {plan.get(key)!r}" for key in other)
                raise SimulationError(f"{self.folder} holds another run: {told}. Give another folder by --report.")
        else:
            write(path, (json.dumps(plan, ensure_ascii=False, indent=1) + "\n").encode())


def kept(folder: Path) -> Iterator[Dialogue]:
    """The dialogues that a folder has; a line that was cut short is cut off."""
    path = folder / DIALOGUES
    if path.is_file():
        trim(path)
        with path.open(encoding="utf-8") as file:
            yield from (dialogue_from(json.loads(line)) for line in file)

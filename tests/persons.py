"""Simulated people for tests: one whose need is seen by eye, and a host that shows what it is told to."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from chatbot import models
from chatbot.dialogue import Kind
from chatbot.llamacpp import LlamaCpp
from chatbot.llm import LLM
from chatbot.meeting import Card, Screen, Visit
from chatbot.need import Fact, Need
from chatbot.people import Manner, Person

CALM, FAMILY = Fact("mood", "calm"), Fact("kind", "family")
NEED = Need(frozenset({"cafe-amelie", "bird-garden"}), (CALM,), (FAMILY,))


def person(need: Need = NEED, *, manner: Manner = "terse", language: str = "en", patience: int = 8) -> Person:
    return Person("test-0", "catalogue", manner, language, patience, ("moon-harvest",), need)


class Showing:
    """A host that shows these screens in turn, the last again and again, and keeps what it was told."""

    name = "showing"
    id = "visit"

    def __init__(self, *screens: Sequence[str] | Screen) -> None:
        self._screens = [
            s if isinstance(s, Screen) else Screen("Here.", tuple(Card(one, "Calm.") for one in s)) for s in screens
        ]
        self.said: list[str] = []
        self.clicked: list[tuple[str, Kind]] = []

    def visit(self, person: Person) -> Visit:
        return self

    def say(self, text: str) -> Screen:
        self.said.append(text)
        return self._screens[min(len(self.said), len(self._screens)) - 1]

    def click(self, item_id: str, kind: Kind) -> Screen:
        self.clicked.append((item_id, kind))
        now = self._screens[min(len(self.said), len(self._screens)) - 1]
        return Screen(now.text, now.cards, fresh=False)


def real_llm() -> LLM:
    """The embedded LLM; a test that asks for it is passed over where it is not here."""
    try:
        path = models.path("qwen2.5-coder-1.5b-instruct")
    except models.ModelError as error:
        pytest.skip(f"needs the LLM: {error}")
    return LlamaCpp(path, slots=1, threads=2)

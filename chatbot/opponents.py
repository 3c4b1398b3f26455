"""What the bot is held against when simulated people talk: popularity, the last message alone, asking first, and a
plain retrieval-augmented chat. Each is a `Host` over the same catalogue, encoder and (where it reads) rules. Knows no
person.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from chatbot import preferences as reading
from chatbot.clarify import question
from chatbot.dialogue import Kind, Session, new_id
from chatbot.llm import LLM, LLMError, complete
from chatbot.meeting import Card, Screen, Visit
from chatbot.people import Person
from chatbot.phrasing import Phrasing
from chatbot.render import messages
from retrieval.question import promising
from retrieval.retriever import Retriever
from retrieval.wishes import TEXT, Preferences, Wish

QUESTIONS = 3  # that the one which asks first asks before it shows anything
STUFFED = 10  # items in the prompt of the plain chat
_SECONDS = 60.0
_TOKENS = 160


@dataclass
class Shelf:
    """What one conversation with an opponent has shown and taken off, and its screen of `items` places."""

    retriever: Retriever
    items: int
    id: str = field(default_factory=new_id)
    shown: set[str] = field(default_factory=set)
    out: set[str] = field(default_factory=set)
    screen: Screen = field(default_factory=Screen)

    def click(self, item_id: str, kind: Kind) -> Screen:
        """What is disliked or known goes off the screen, and nothing else changes."""
        if kind in ("dislike", "seen"):
            self.out.add(item_id)
        cards = tuple(card for card in self.screen.cards if card.id not in self.out)
        self.screen = Screen(self.screen.text, cards, fresh=False)
        return self.screen

    def show(self, ids: Sequence[str], text: str = "") -> Screen:
        """These items, as many as there are places."""
        kept = [one for one in ids if one not in self.out][: self.items]
        self.shown.update(kept)
        self.screen = Screen(text, tuple(map(Card, kept)))
        return self.screen

    def search(self, preferences: Preferences, count: int) -> list[str]:
        """Ids, the best first; what was shown already comes after the rest."""
        return [h.item.id for h in self.retriever.search(preferences, count, exclude=self.out, shown=self.shown)]


class Popular(Shelf):
    """The first of the owner's order that were not shown yet, whatever is said."""

    name = "popularity"

    def say(self, text: str) -> Screen:
        """The next ones."""
        return self.show(self.search(Preferences(), self.items))


class LastMessage(Shelf):
    """What the encoder and word match find for the last message, all earlier ones forgotten."""

    name = "last message"

    def say(self, text: str) -> Screen:
        """What is nearest to it."""
        return self.show(self.search(_said(text), self.items))


class Asking(Shelf):
    """Asks about three fields, those whose answers tell most, then shows what fits; reads by the bot's own rules.

    As ask-then-recommend systems do (Zhang et al., "Towards conversational search and recommendation: System ask, user
    respond", CIKM 2018).
    """

    name = "asks first"

    def __init__(self, retriever: Retriever, items: int) -> None:
        super().__init__(retriever, items)
        self._session = Session(catalogue=retriever.catalogue)
        self._asked: list[str] = []

    def say(self, text: str) -> Screen:
        """The next question, or what fits."""
        session, catalogue = self._session, self.retriever.catalogue
        session.language = reading.language_of(text, session.language)
        update, _ = reading.understand(text, session, self.retriever.linker, None, 0.0)
        session.preferences = reading.apply(session.preferences, update, catalogue)
        if len(self._asked) < QUESTIONS:
            splits = promising(self.retriever, session.preferences, self.items, asked=self._asked)
            if splits:
                self._asked.append(splits[0].field)
                asked = question(catalogue.fields[splits[0].field], Phrasing(catalogue, session.language))
                return self.show((), asked)
        return self.show(self.search(session.preferences, self.items))


class Stuffed(Shelf):
    """A plain retrieval-augmented chat: the ten items nearest to all that was said go into one prompt, and the LLM
    answers and picks of them. One that fails shows the first of the ten."""

    name = "plain RAG"

    def __init__(self, retriever: Retriever, items: int, llm: LLM) -> None:
        super().__init__(retriever, items)
        self._llm = llm
        self._talk: list[str] = []

    def say(self, text: str) -> Screen:
        """What the LLM says and picks."""
        self._talk.append(text)
        found = self.search(_said(" ".join(self._talk)), STUFFED)
        try:
            answer = json.loads(complete(self._llm, self._prompt(found), **self._options))
        except LLMError:
            return self.show(found)
        numbers = dict.fromkeys(n for n in answer["items"] if 0 < n <= len(found))
        return self.show([found[n - 1] for n in numbers], str(answer["answer"]))

    @property
    def _options(self) -> dict[str, object]:
        numbers = {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": self.items}
        said = {"type": "object", "properties": {"answer": {"type": "string", "maxLength": 240}, "items": numbers}}
        schema = {**said, "required": ["answer", "items"], "additionalProperties": False}
        return {"schema": schema, "max_tokens": _TOKENS, "deadline": _SECONDS}

    def _prompt(self, found: Sequence[str]) -> list[dict[str, str]]:
        catalogue = self.retriever.catalogue
        phrasing = Phrasing(catalogue, catalogue.language)
        items = [item for one in found if (item := catalogue.item(one))]
        lines = [f"{n} {i.title} ({phrasing.summary(i)}): {i.text}"[:240] for n, i in enumerate(items, 1)]
        filled = messages(
            "stuffed.md",
            noun=phrasing.noun(2),
            count=str(self.items),
            list="\n".join(lines),
            talk="\n".join(self._talk),
        )
        return [dict(message) for message in filled]


@dataclass(frozen=True)
class Opponent:
    """One of them as a host."""

    kind: type[Popular] | type[LastMessage] | type[Asking] | type[Stuffed]
    retriever: Retriever
    items: int
    llm: LLM | None = None

    @property
    def name(self) -> str:
        """What the figures call it."""
        return self.kind.name

    def visit(self, person: Person) -> Visit:
        """Begin a conversation."""
        if issubclass(self.kind, Stuffed):
            assert self.llm is not None, "the plain chat is only made where there is an LLM"
            return self.kind(self.retriever, self.items, self.llm)
        return self.kind(self.retriever, self.items)


def opponents(retriever: Retriever, items: int, llm: LLM | None) -> list[Opponent]:
    """All of them; the plain chat only where there is an LLM."""
    without = [Opponent(kind, retriever, items) for kind in (Popular, LastMessage, Asking)]
    return [*without, Opponent(Stuffed, retriever, items, llm)] if llm else without


def _said(text: str) -> Preferences:
    """A text as one wish in free words."""
    return Preferences((Wish("want", TEXT, text, label=text),)) if text.strip() else Preferences()

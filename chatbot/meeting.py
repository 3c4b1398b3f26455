"""A simulated person talks to something that recommends: the two seams, and the loop between them. Knows no catalogue's
kind, no model and no engine of either side.

A `Listener` is a kind of person: `listen(screen) -> Reply`. A `Host` is what they talk to: this bot in this process,
one behind the REST API, or a baseline. Whatever is said passes the leak check first.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Protocol

from chatbot.dialogue import Kind
from chatbot.leaks import leak
from chatbot.people import Person
from chatbot.statements import Statements
from chatbot.talk import Act
from retrieval.catalogue import Catalogue

MOST_CLICKS = 3  # rounds of clicks between two messages
STUCK = 3  # times the very same screen in a row, whatever was said


@dataclass(frozen=True, slots=True)
class Card:
    """One item on screen."""

    id: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Screen:
    """What somebody sees: a text, items, and quick replies by the words they would send. `fresh` answers a message;
    else it is what a click left."""

    text: str = ""
    cards: tuple[Card, ...] = ()
    chips: tuple[str, ...] = ()
    fresh: bool = True

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the items, in order."""
        return tuple(card.id for card in self.cards)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person does: says something, clicks on items, takes one, leaves. `spare` are other words for the same,
    from templates, where an LLM worded it."""

    act: Act
    text: str = ""
    clicks: tuple[tuple[str, Kind], ...] = ()
    takes: str = ""
    leaves: bool = False
    spare: str = ""
    asked: str = ""  # the field that they were asked about and answer


class Listener(Protocol):
    """A kind of simulated person."""

    def listen(self, screen: Screen) -> Reply:
        """What they do next, having seen that."""
        ...


class Visit(Protocol):
    """One conversation with a host."""

    @property
    def id(self) -> str:
        """Its name in the host's log."""
        ...

    def say(self, text: str) -> Screen:
        """Send a message."""
        ...

    def click(self, item_id: str, kind: Kind) -> Screen:
        """Press a button of an item on screen."""
        ...


class Host(Protocol):
    """Something that recommends."""

    @property
    def name(self) -> str:
        """What the figures call it."""
        ...

    def visit(self, person: Person) -> Visit:
        """Begin a conversation."""
        ...


@dataclass(frozen=True, slots=True)
class Exchange:
    """One message and what came of it. `shown` are the items that answered it, `later` those that clicks brought.
    `refused` is what the leak check refused to let them say; `checked` statements of the host were, `false` ones
    are."""

    act: str
    said: str
    answer: str = ""
    shown: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    clicks: tuple[tuple[str, str], ...] = ()
    asked: str = ""
    refused: str = ""
    checked: int = 0
    false: tuple[str, ...] = ()
    ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A whole conversation. `left` says how it ended: "taken", "fed up", "turns" (there were no more), "error".
    `last_said` is the last thing they said, which got no answer."""

    system: str
    kind: str
    person: str
    source: str
    manner: str
    language: str
    targets: tuple[str, ...]
    exchanges: tuple[Exchange, ...] = ()
    took: str = ""
    left: str = "turns"
    last_said: str = ""
    session: str = ""
    error: str = ""
    seconds: float = 0.0

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from the others of a run."""
        return self.system, self.kind, self.person

    @property
    def success(self) -> int | None:
        """The turn at which a target was taken, None if none was."""
        return len(self.exchanges) if self.took in self.targets else None

    @property
    def stuck(self) -> bool:
        """Whether it showed the very same STUCK times in a row, whatever was said."""
        seen = [(e.answer, e.shown) for e in self.exchanges]
        return any(len(set(seen[at : at + STUCK])) == 1 for at in range(len(seen) - STUCK + 1))

    def json(self) -> dict[str, Any]:
        """As plain JSON values; `dialogue_from` is the way back."""
        return asdict(self)


def dialogue_from(body: dict[str, Any]) -> Dialogue:
    """The dialogue that `Dialogue.json` wrote."""
    exchanges = tuple(Exchange(**_tupled(one)) for one in body["exchanges"])
    return Dialogue(**{**body, "targets": tuple(body["targets"]), "exchanges": exchanges})


def _tupled(body: dict[str, Any]) -> dict[str, Any]:
    """JSON knows lists alone."""
    whole = {name: tuple(value) if isinstance(value, list) else value for name, value in body.items()}
    return {**whole, "clicks": tuple((item, kind) for item, kind in body["clicks"])}


@dataclass
class Meeting:
    """One person and one host, for at most so many messages."""

    person: Person
    kind: str
    listener: Listener
    host: Host
    catalogue: Catalogue
    turns: int
    statements: Statements
    _shown: set[str] = field(default_factory=set)

    def hold(self, expected: tuple[type[Exception], ...] = ()) -> Dialogue:
        """The whole conversation; an error of those expected ends it, and is told."""
        p, start = self.person, time.perf_counter()
        begun = Dialogue(
            self.host.name, self.kind, p.name, p.source, p.manner, p.language, tuple(sorted(p.need.targets))
        )
        held: list[Exchange] = []
        try:
            visit = self.host.visit(p)
            begun = replace(begun, session=visit.id)
            reply, said = self._talk(visit, held)
            if reply.leaves:
                begun = replace(begun, took=reply.takes, left="taken" if reply.takes else "fed up", last_said=said)
        except expected as error:
            begun = replace(begun, left="error", error=f"{type(error).__name__}: {error}")
        return replace(begun, exchanges=tuple(held), seconds=round(time.perf_counter() - start, 3))

    def _talk(self, visit: Visit, held: list[Exchange]) -> tuple[Reply, str]:
        """Fills `held`; returns the reply that nothing answers, and its words."""
        screen = Screen()
        while True:
            reply, screen = self._look(visit, screen, held)
            if reply.leaves:
                for item_id, kind in reply.clicks:
                    visit.click(item_id, kind)
                return reply, self._guarded(reply)[0]
            if len(held) == self.turns:
                return reply, ""
            screen = self._say(visit, reply, held)

    def _look(self, visit: Visit, screen: Screen, held: list[Exchange]) -> tuple[Reply, Screen]:
        """What they say next, after the clicks that come before it."""
        reply = self.listener.listen(screen)
        for _ in range(MOST_CLICKS):
            if reply.leaves or not reply.clicks or not held:
                break
            for item_id, kind in reply.clicks:
                screen = visit.click(item_id, kind)
            fresh = tuple(one for one in screen.ids if one not in held[-1].shown and one not in held[-1].later)
            checked, false = self._true(screen.cards)
            now = held[-1]
            held[-1] = replace(
                now, later=now.later + fresh, clicks=now.clicks + reply.clicks, checked=now.checked + checked,
                false=now.false + false,
            )  # fmt: skip
            self._shown.update(screen.ids)
            reply = self.listener.listen(replace(screen, fresh=False))
        return reply, screen

    def _say(self, visit: Visit, reply: Reply, held: list[Exchange]) -> Screen:
        text, refused = self._guarded(reply)
        start = time.perf_counter()
        screen = visit.say(text)
        ms = round(1000 * (time.perf_counter() - start), 1)
        checked, false = self._true(screen.cards)
        held.append(
            Exchange(
                reply.act.kind, text, screen.text, screen.ids, asked=reply.asked, refused=refused,
                checked=checked, false=false, ms=ms,
            )
        )  # fmt: skip
        self._shown.update(screen.ids)
        return screen

    def _guarded(self, reply: Reply) -> tuple[str, str]:
        """What is said, and what was refused: then it is said in the spare words, or not at all."""
        if reply.text and not self._leak(reply.text):
            return reply.text, ""
        return next((one for one in (reply.spare, "…") if one and not self._leak(one)), ""), reply.text

    def _leak(self, text: str) -> str:
        hidden = self.person.need.targets - self._shown
        return leak(text, [item for one in hidden if (item := self.catalogue.item(one))])

    def _true(self, cards: Collection[Card]) -> tuple[int, tuple[str, ...]]:
        """How many statements were checked, and which are false."""
        found = [
            self.statements.of(card.reason, item)
            for card in cards
            if (item := self.catalogue.item(card.id)) is not None
        ]
        return sum(n for n, _ in found), tuple(one for _, false in found for one in false)

"""The kind of simulated person that goes by rules: what they do next follows from what they need, what they see, and a
seeded draw. Knows no host and no LLM; what an item is worth `choice` says, how it is put into words `talk`.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from chatbot.choice import Choice
from chatbot.clarify import question
from chatbot.dialogue import Kind
from chatbot.meeting import Reply, Screen
from chatbot.need import Fact
from chatbot.people import Person
from chatbot.phrasing import Phrasing
from chatbot.talk import Act, Talk
from retrieval.catalogue import Catalogue, Item

NAME = "agenda"
_POOR, _NEAR = 0.35, 0.75  # worth below which an item may be disliked, from which it may be liked
_REFUSES, _LIKES, _PRAISES, _TELLS, _NOTICES, _GIVES_UP_WHIM = 0.3, 0.15, 0.25, 0.75, 0.5, 0.4
_GREETS, _SAYS_SO, _NAMES_ONE = (
    0.2,
    0.4,
    0.15,
)  # a greeting first; "seen it" in words; an opening by something they like
_GREETING = frozenset({"chatty", "vague", "foreign"})  # manners that greet
_MOST_CLICKS = _MOST_ROUNDS = 2  # buttons pressed at once, and how often between two messages
_TWICE = 2  # times that the same fact is insisted on


@dataclass
class Agenda:
    """One person in one conversation."""

    person: Person
    catalogue: Catalogue
    seed: str = ""
    told: list[Fact] = field(default_factory=list)
    known: list[Fact] = field(default_factory=list)
    patience: float = 0.0
    turn: int = 0
    _asked: list[str] = field(default_factory=list)
    _insisted: dict[Fact, int] = field(default_factory=dict)
    _clicked: set[str] = field(default_factory=set)
    _ids: tuple[str, ...] = ()
    _whim: Fact | None = None
    _knows: tuple[int, Item] | None = None  # an item on screen that they will say they know
    _rounds: int = 0
    _greeted: bool = False
    _opened: bool = False

    def __post_init__(self) -> None:
        self.chance = random.Random(f"{self.person.name}/{NAME}/{self.seed}")
        self.choice = Choice(self.catalogue, self.person.need, self.person.liked, self.person.name)
        self.talk = Talk(self.person, self.catalogue, self.chance)
        self.known = list(self.person.need.known)
        self.patience = float(self.person.patience)

    def listen(self, screen: Screen) -> Reply:
        """What they do next: take an item, leave, click, or say something."""
        items = [(place, item) for place, one in enumerate(screen.ids) if (item := self.catalogue.item(one))]
        if taken := self._taken(items):
            place, item = taken
            act = Act("take", item=item.id, place=place)
            return self._said(act, clicks=((item.id, "like"),), takes=item.id, leaves=True)
        asked = self.asked(screen)
        if self.turn and screen.fresh:
            self._wait(screen, [item for _, item in items], asked)
            if self.patience <= 0:
                return self._said(Act("leave"), leaves=True)
        self._rounds = 0 if screen.fresh else self._rounds + 1
        if self.turn and self._rounds < _MOST_ROUNDS and (clicks := self._clicks(items)):
            return Reply(Act("react"), clicks=clicks)
        act = self._act(items, asked)
        self.turn += 1
        return self._said(act, asked=asked if act.kind in ("answer", "any", "again") else "")

    def _said(
        self,
        act: Act,
        *,
        clicks: tuple[tuple[str, Kind], ...] = (),
        takes: str = "",
        leaves: bool = False,
        asked: str = "",
    ) -> Reply:
        return Reply(act, self.talk.words(act), clicks, takes, leaves, asked=asked)

    # What they make of what they see

    def _taken(self, items: Sequence[tuple[int, Item]]) -> tuple[int, Item] | None:
        """The first item that they notice, do not know, and would take."""
        new = [(p, item) for p, item in items if item.id not in self.person.liked and self.choice.notices(item, p)]
        return next(((p, item) for p, item in new if self.choice.takes(item)), None)

    def _wait(self, screen: Screen, items: Sequence[Item], asked: str) -> None:
        """What another answer without anything to take costs: less where something comes near."""
        best = max((self.choice.worth(item) for item in items), default=0.0)
        cost = 1.0 - 0.4 * min(1.0, best)
        cost += 0.5 * bool(items and screen.ids == self._ids)
        cost += bool(asked and asked in self._asked)
        self.patience -= cost
        self._ids = screen.ids

    def _clicks(self, items: Sequence[tuple[int, Item]]) -> tuple[tuple[str, Kind], ...]:
        """Buttons that they press: "seen" on what they know, 👎 on what is far off, 👍 on what comes near."""
        found: list[tuple[str, Kind]] = []
        for place, item in items:
            if item.id in self._clicked or len(found) == _MOST_CLICKS:
                continue
            self._clicked.add(item.id)
            worth = self.choice.worth(item)
            if item.id in self.person.liked:
                if self.chance.random() < _SAYS_SO:
                    self._knows = (place, item)
                else:
                    found.append((item.id, "seen"))
            elif worth < _POOR and self.chance.random() < _REFUSES:
                found.append((item.id, "dislike"))
            elif worth >= _NEAR and self.chance.random() < _LIKES:
                found.append((item.id, "like"))
        return tuple(found)

    def asked(self, screen: Screen) -> str:
        """The field that a text asks for, "" if none; each time that it is read counts."""
        if not screen.fresh or not asks(screen.text):
            return ""
        text = screen.text.casefold()
        return next((name for words, name in self._questions if words in text), "")

    @cached_property
    def _questions(self) -> list[tuple[str, str]]:
        fields = [f for f in self.catalogue.fields.values() if f.kind in ("category", "number")]
        phrasings = [Phrasing(self.catalogue, language) for language in ("en", "zh")]
        return [(question(f, phrasing).casefold(), f.name) for f in fields for phrasing in phrasings]

    # What they say

    def _act(self, items: Sequence[tuple[int, Item]], asked: str) -> Act:
        if not self._opened:
            return self._opening()
        if asked:
            return self._answer(asked)
        if self._knows:
            (place, item), self._knows = self._knows, None
            return Act("seen", item=item.id, place=place)
        untold = [f for f in self.known if f not in self.told]
        if self._whim and self.turn > 1 and self.chance.random() < _GIVES_UP_WHIM:
            whim, self._whim = self._whim, None
            return Act("back", (whim,))
        if untold and self.chance.random() < _TELLS:
            return self._tell(untold)
        if items and (critique := self._critique(items)):
            return critique
        if items and (noticed := self._noticed(items)):
            return noticed
        if untold:
            return self._tell(untold)
        if items and self.chance.random() < _PRAISES:
            place, item = max(items, key=lambda one: self.choice.worth(one[1]))
            return Act("praise", item=item.id, place=place)
        return Act("more")

    def _opening(self) -> Act:
        """A few facts, or something that they like; some greet first."""
        if not self._greeted and self.person.manner in _GREETING and self.chance.random() < _GREETS:
            self._greeted = True
            return Act("greet")
        self._greeted = self._opened = True
        few = 1 if self.person.manner == "vague" else self.chance.choice((1, 2, 2, 3))
        if self.person.liked and self.chance.random() < _NAMES_ONE:
            return Act("like", item=self.chance.choice(self.person.liked))
        facts = self.known[:few]
        self.told += facts
        self._whim = self.person.need.whim
        return Act("open", (*facts, *([self._whim] if self._whim else [])))

    def _tell(self, untold: Sequence[Fact]) -> Act:
        facts = untold[: self.chance.choice((1, 1, 2))]
        self.told += facts
        return Act("tell", tuple(facts))

    def _answer(self, asked: str) -> Act:
        """The truth, as far as they know or can tell once they are asked; the vague are not always sure."""
        again = asked in self._asked
        self._asked.append(asked)
        facts = [f for f in self.person.need.facts if f.field == asked]
        if again and not facts:
            return Act("again")
        if not facts or (self.person.manner == "vague" and self.chance.random() < 0.3):
            return Act("any")
        self.known += [f for f in facts if f not in self.known]
        self.told += [f for f in facts if f not in self.told]
        return Act("answer", tuple(facts))

    def _critique(self, items: Sequence[tuple[int, Item]]) -> Act | None:
        """The told fact that most items on screen lack, and at least half of them."""
        lacking = {f: [one for one in items if not self.choice.met(f, one[1])] for f in self.told}
        open_ = [f for f in lacking if self._insisted.get(f, 0) < _TWICE and 2 * len(lacking[f]) >= len(items)]
        if not open_:
            return None
        worst = max(open_, key=lambda f: len(lacking[f]))
        self._insisted[worst] = self._insisted.get(worst, 0) + 1
        place, item = lacking[worst][0]
        return Act("rather", (worst,), item.id, place)

    def _noticed(self, items: Sequence[tuple[int, Item]]) -> Act | None:
        """A wish that they did not know of: an item on screen has it, or has all else."""
        for fact in (f for f in self.person.need.hidden if f not in self.known):
            for place, item in items:
                all_else = all(self.choice.met(f, item) for f in self.known)
                if (self.choice.met(fact, item) or all_else) and self.chance.random() < _NOTICES:
                    self.known.append(fact)
                    self.told.append(fact)
                    return Act("notice", (fact,), item.id, place)
        return None


def asks(text: str) -> bool:
    """Whether it asks anything."""
    return "?" in text or "？" in text

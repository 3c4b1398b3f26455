"""This bot as something to talk to: in this process, through the same entry as a visitor's. Knows the bot; no
person."""

from __future__ import annotations

from dataclasses import dataclass

from chatbot.bot import Bot
from chatbot.dialogue import Answer, Kind, Reaction, Reason, Session, Shown
from chatbot.meeting import Card, Screen, Visit
from chatbot.origins import SIMULATED
from chatbot.people import Person

OURS = "ours"


@dataclass(frozen=True)
class InProcess:
    """The bot itself; every conversation lands in its log with the origin "simulated"."""

    bot: Bot
    name: str = OURS

    def visit(self, person: Person) -> Visit:
        """Begin a conversation."""
        bot = self.bot.current
        return _Visit(self.bot, bot.open(language=person.language, origin=SIMULATED))


@dataclass(frozen=True)
class _Visit:
    bot: Bot
    session: Session

    @property
    def id(self) -> str:
        return self.session.id

    def say(self, text: str) -> Screen:
        answer = Answer.of(self.bot.current.reply(self.session, text))
        return screen_of(answer.shown, answer.reasons)

    def click(self, item_id: str, kind: Kind) -> Screen:
        shown = self.bot.current.react(self.session, Reaction(item_id, kind))
        return screen_of(shown, dict(shown.reasons), fresh=False)


def screen_of(shown: Shown, reasons: dict[str, Reason], *, fresh: bool = True) -> Screen:
    """What a visitor sees of it."""
    cards = tuple(Card(hit.item.id, reasons[hit.item.id].text) for hit in shown.hits)
    return Screen(shown.text, cards, tuple(chip.say for chip in shown.chips if chip.say), fresh)

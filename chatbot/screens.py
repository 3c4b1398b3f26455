"""What the page shows after each thing a visitor does, as values. Knows sessions and views; nothing of gradio.

Each method takes the screen that the visitor saw, so that a click on the second card means what stood there.
"""

from __future__ import annotations

import logging
import queue
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

from chatbot.dialogue import EDITS, Session, Shown, Why
from chatbot.growing import Events, Progress
from chatbot.panel import edited, key_of, undone
from chatbot.phrasing import Phrasing
from chatbot.preferences import LONGEST
from chatbot.ratebar import DEED, deed_of
from chatbot.render import phrases
from chatbot.sessions import Answering, Refused, Sessions
from chatbot.store import StoreError
from chatbot.view import View, chosen_language, entries, languages, view
from retrieval.catalogue import Catalogue

log = logging.getLogger(__name__)

PAUSE = 0.125  # seconds between updates: at most 8 a second


@dataclass(frozen=True, slots=True)
class Screen:
    """All that is on the page. `said` is a message whose answer is not there yet; `fresh` are ids of new picks;
    `writing` are ids of picks whose reason still grows."""

    view: View
    status: str = ""
    said: str = ""
    busy: bool = False
    fresh: frozenset[str] = frozenset()
    writing: frozenset[str] = frozenset()
    clear: bool = False  # empty the text box


@dataclass(frozen=True, slots=True)
class Note:
    """A line to say, all else stays; `back` is a text to put back into the text box."""

    status: str
    back: str | None = None


Shows = Iterator[Screen | Note]


class Screens:
    """What follows what, for one catalogue."""

    def __init__(self, sessions: Sessions, catalogue: Catalogue, sites: Collection[str] = ()) -> None:
        self.sessions, self.sites = sessions, sites
        self._first = catalogue

    @property
    def catalogue(self) -> Catalogue:
        """The newest edition; until the bot is ready the one that it is made for."""
        return self.sessions.bot.retriever.catalogue if self.sessions.ready else self._first

    def blank(self, language: str = "") -> Screen:
        """The first screen, of nobody's session."""
        return Screen(View("", language or self.catalogue.language, (), (), (), ()))

    def of(self, session_id: object) -> Screen:
        """The screen of that session, or the first one if there is no such session."""
        try:
            return self._screen(self.sessions.get(session_id)) if session_id else self.blank()
        except Refused:
            return self.blank()

    def greeting(self, language: str) -> str:
        """The owner's greeting."""
        return Phrasing(self.catalogue, language).greeting

    def examples(self, language: str) -> tuple[str, ...]:
        """The owner's examples of a first message."""
        talk = {**self.catalogue.talk, **self.catalogue.talk.get(language, {})}
        return tuple(str(text) for text in talk.get("examples", ()))

    def load(self, kept: object, asked: str = "", accepted: str = "") -> Shows:
        """The page opens: the conversation that this browser keeps, or the first screen. `asked` and `accepted` are the
        language in the address and those of the browser."""
        first = self.blank(chosen_language(asked, accepted, self.catalogue.language))
        if not kept:
            yield first
            return
        if not self.sessions.ready:
            yield replace(first, status=self._say(first.view.language, "getting_ready"))
        try:
            session = self.sessions.get(kept)
        except Refused:
            yield first
            return
        if asked in languages():
            session.language = asked
        yield self._screen(session)

    def safely(self, seen: Screen, shows: Shows) -> Shows:
        """The same; what is refused, or a log that cannot be written, is said in a line."""
        try:
            yield from shows
        except Refused as refused:
            yield Note(refused.sentence(seen.view.language))
        except StoreError as error:
            log.error("the log refused: %s", error)
            yield Note(self._say(seen.view.language, "error"))

    def send(self, seen: Screen, text: str | None) -> Shows:
        """A message: the screen as its answer grows."""
        text = (text or "").strip()
        if not text:
            yield Note("", "")
            return
        if not self.sessions.ready:
            yield replace(seen, said=text, busy=True, clear=True, status=self._say(seen.view.language, "getting_ready"))
        try:
            session = self._session(seen)
            events: Events = queue.SimpleQueue()
            answering = self.sessions.answer(session.id, text, events.put)
        except Refused as refused:
            yield Note(refused.sentence(seen.view.language), text)
            return
        yield replace(
            seen, view=replace(seen.view, session=session.id), said=text, busy=True, clear=True, fresh=frozenset(),
            status=self._say(seen.view.language, "reading"),
        )  # fmt: skip
        try:
            yield from self._answer(session, answering, events, seen, len(text) > LONGEST)
        finally:
            answering.stop()  # the visitor may have left

    def stop(self, seen: Screen) -> Shows:
        """No more of the answer that is under way."""
        if seen.view.session:
            self.sessions.stop(seen.view.session)
        yield Note(self._say(seen.view.language, "stopped"))

    def react(self, seen: Screen, place: int, kind: str, text: str = "") -> Shows:
        """A button of the card in that place, counted from 0; `text` is what was written of it."""
        if place < len(seen.view.cards):
            card = seen.view.cards[place]

            def does(session: Session) -> str | Shown:
                shown = self.sessions.react(session.id, card.id, kind, text=text)
                said = shown.changes.said
                return self._say(session.language, "noted", title=card.title, said=said) if said else shown

            yield from self._click(seen, does)

    def edit(self, seen: Screen, key: str, kind: str) -> Shows:
        """One wish of the profile is changed; see dialogue.Edit."""

        def does(session: Session) -> str:
            phrasing = Phrasing(session.catalogue or self.catalogue, session.language)
            before = {entry.key: entry for entry in entries(session.preferences, phrasing)}
            self.sessions.edit(session.id, key, kind)
            return edited(before.get(key), kind, phrasing)

        yield from self._click(seen, does)

    def act(self, seen: Screen, deed: str | None) -> Shows:
        """What a button of the page's HTML says: an edit with the mark of its wish, or "shut" what stands aside."""
        kind, _, rest = (deed or "").partition(" ")
        if kind == "shut":
            yield from self.shut(seen)
        elif kind == DEED and (asked := deed_of(rest)):
            yield from self.react(seen, asked.place, asked.kind, asked.text)
        elif kind in EDITS and seen.view.session:
            wished = self.sessions.get(seen.view.session).preferences
            yield from self.edit(seen, key_of(rest.partition(" ")[0], wished), kind)

    def why(self, seen: Screen, place: int) -> Shows:
        """Why the card in that place is there; asked once more, no longer."""
        if place < len(seen.view.cards):
            item, aside = seen.view.cards[place].id, seen.view.aside

            def does(session: Session) -> str:
                self.sessions.why(session.id, item)
                return ""

            opened = isinstance(aside, Why) and aside.item_id == item
            yield from self.shut(seen) if opened else self._click(seen, does)

    def shut(self, seen: Screen) -> Shows:
        """Nothing stands aside any more."""

        def does(session: Session) -> str:
            session.aside = None
            return ""

        yield from self._click(seen, does)

    def undo(self, seen: Screen) -> Shows:
        """One step back."""
        if not seen.view.session or not self.sessions.get(seen.view.session).past:
            yield Note(self._answers(seen.view.language, "nothing_undone"))
            return

        def does(session: Session) -> str:
            before = session.preferences
            self.sessions.undo(session.id)
            return undone(before, session.preferences, Phrasing(session.catalogue or self.catalogue, session.language))

        yield from self._click(seen, does)

    def chip(self, seen: Screen, place: int) -> Shows:
        """The quick reply in that place: a message, or a wish to drop."""
        if place < len(seen.view.chips):
            chip = seen.view.chips[place]
            if limit := chip.loosen:
                yield from self._click(seen, lambda session: self.sessions.loosen(session.id, limit))
            elif chip.drop:
                yield from self.edit(seen, chip.drop, "remove")
            else:
                yield from self.send(seen, chip.say)

    def example(self, seen: Screen, place: int) -> Shows:
        """The example in that place is sent."""
        texts = self.examples(seen.view.language)
        if place < len(texts):
            yield from self.send(seen, texts[place])

    def begin(self, seen: Screen) -> Shows:
        """A new conversation of the same person."""
        first = replace(self.blank(seen.view.language), clear=True)
        if seen.view.session:
            self.sessions.stop(seen.view.session)
            person = self.sessions.get(seen.view.session).person
            session = self.sessions.open(seen.view.language, person)
            first = replace(first, view=replace(first.view, session=session.id))
        yield first

    def speak(self, seen: Screen, language: str) -> Shows:
        """The page in another language."""
        if not seen.view.session:
            yield replace(seen, view=replace(seen.view, language=language))
            return
        session = self.sessions.get(seen.view.session)
        session.language = language
        yield self._screen(session)

    # Steps

    def _session(self, seen: Screen) -> Session:
        if seen.view.session:
            return self.sessions.get(seen.view.session)
        return self.sessions.open(seen.view.language)

    def _answer(self, session: Session, answering: Answering, events: Events, seen: Screen, long: bool) -> Shows:
        before = {card.id for card in seen.view.cards}
        progress = Progress()
        while not progress.over:
            progress.take(events)
            shown = self._screen(session, before)
            if progress.over:
                name = "stopped" if answering.stopped else "" if progress.done else "error"
                status = self._say(session.language, name) if name else self._long(session, long)
                yield replace(shown, busy=False, status=status)
                return
            picks = tuple(replace(c, reason=progress.growing.get(c.id, c.reason)) for c in shown.view.cards)
            status = self._say(session.language, "wording")
            yield replace(
                shown,
                view=replace(shown.view, cards=picks),
                busy=True,
                status=status,
                writing=frozenset(progress.growing),
            )
            time.sleep(PAUSE)

    def _long(self, session: Session, long: bool) -> str:
        return self._say(session.language, "too_long", count=LONGEST) if long else ""

    def _click(self, seen: Screen, does: Callable[[Session], str | Shown]) -> Shows:
        """The screen after a click, with the sentence that tells what it did."""
        session = self._session(seen)
        with session.lock:  # what is shown is what this click made
            did = does(session)
            shown = self._screen(session, {card.id for card in seen.view.cards})
        yield replace(shown, status=did if isinstance(did, str) else self._answers(session.language, "changed"))

    def _screen(self, session: Session, before: Collection[str] | None = None) -> Screen:
        now = view(session, session.catalogue or self.catalogue, self.sites)
        fresh = frozenset() if not before else frozenset(card.id for card in now.cards if card.id not in before)
        return Screen(now, busy=self.sessions.busy(session.id), fresh=fresh)

    def _say(self, language: str, name: str, **values: object) -> str:
        return str(phrases(language)["page"][name]).format(**values)

    def _answers(self, language: str, name: str) -> str:
        return str(phrases(language)["answer"][name])

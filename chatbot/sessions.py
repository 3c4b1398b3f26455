"""Conversations in memory by id, and what a visitor may do how often. Knows the bot; nothing of pages or of HTTP.

A session's id is the secret that opens it: 128 random bits. One that is not in memory is read back from the log, so a
restart loses none. One message of a session is answered at a time, in a thread of its own.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field

from chatbot.bot import Bot
from chatbot.dialogue import Reaction, Session, Shown, Streamed, is_id, new_id
from chatbot.preferences import LONGEST
from chatbot.reacting import ReactionError
from chatbot.reactions import RATED
from chatbot.render import phrases
from chatbot.store import StoreError
from retrieval.wishes import Limit

log = logging.getLogger(__name__)

LONGEST_TAKEN = 20_000  # characters; a longer message is refused, one past LONGEST is read as far as that
MESSAGES_A_MINUTE = 30
CLICKS_A_MINUTE = 120
MOST_PEOPLE = 10_000  # of whom it is known how busy they are
AT_ONCE = 64  # messages answered at once, of all sessions

Put = Callable[[Streamed | None], None]  # takes the events of an answer, and None after the last


class Refused(Exception):  # noqa: N818
    """What was asked for is not done. `reason` names a text of the page, `status` is HTTP's."""

    def __init__(self, reason: str, status: int, **values: object) -> None:
        self.reason, self.status, self.values = reason, status, values
        super().__init__(self.sentence("en"))

    def sentence(self, language: str) -> str:
        """What the visitor reads."""
        return str(phrases(language)["page"][self.reason]).format(**self.values)


@dataclass
class Visitor:
    """How busy a person is, in all their conversations."""

    sent: deque[float] = field(default_factory=deque)
    clicked: deque[float] = field(default_factory=deque)


@dataclass
class Visit:
    """A session in memory, and the message of it that is being answered."""

    session: Session
    answering: Answering | None = None


class Answering:
    """One message that is being answered. An answer that broke off ends without `Done`."""

    def __init__(self, events: Iterator[Streamed], put: Put, free: Callable[[], None]) -> None:
        self._events, self._put, self._free = events, put, free
        self._stopped = threading.Event()
        self.thread = threading.Thread(target=self._run, name="answer", daemon=True)

    def stop(self) -> None:
        """End it at its next event; the LLM is stopped then."""
        self._stopped.set()

    @property
    def stopped(self) -> bool:
        """It was told to end early."""
        return self._stopped.is_set()

    def _run(self) -> None:
        try:
            with contextlib.closing(self._events) as events:  # type: ignore[type-var]
                for event in events:
                    self._put(event)
                    if self.stopped:
                        break
        except StoreError as error:
            log.error("an answer broke off: %s", error)
        finally:
            self._free()
            self._put(None)


class Sessions:
    """All conversations of a server. `bot` may still be loading: what needs it waits."""

    def __init__(self, bot: Future[Bot], *, most: int = 1000, now: Callable[[], float] = time.monotonic) -> None:
        self._bot, self._most, self._now = bot, most, now
        self._visits: OrderedDict[str, Visit] = OrderedDict()
        self._people: OrderedDict[str, Visitor] = OrderedDict()
        self._erased: int | None = None
        self._lock = threading.Lock()

    @property
    def ready(self) -> bool:
        """The bot is loaded."""
        return self._bot.done() and not self._bot.cancelled() and self._bot.exception() is None

    @property
    def bot(self) -> Bot:
        """The bot over the newest edition of the catalogue; waits for the first. Raises what its loading raised."""
        return self._bot.result().current

    def open(self, language: str = "", person: str = "", origin: str = "human") -> Session:
        """A new conversation, in the catalogue's language unless one is given."""
        language = language or self.bot.retriever.catalogue.language
        session = self.bot.open(person, language=language, origin=origin)
        self._keep(session)
        return session

    def get(self, session_id: object) -> Session:
        """The conversation of that id, from memory or from the log. Raises Refused."""
        return self._visit(session_id).session

    def answer(self, session_id: str, text: str, put: Put) -> Answering:
        """Begin to answer; each event goes to `put` from another thread, then None. Raises Refused."""
        text = text.encode("utf-8", "replace").decode()  # half a surrogate pair is no text
        if len(text) > LONGEST_TAKEN:
            raise Refused("refused_long", 413, count=len(text), most=LONGEST_TAKEN)
        visit = self._visit(session_id)
        with self._lock:
            if visit.answering is not None:
                raise Refused("busy", 409)
            if sum(v.answering is not None for v in self._visits.values()) >= AT_ONCE:
                raise Refused("crowded", 503)
            self._count(self._visitor(visit).sent, MESSAGES_A_MINUTE)
            answering = Answering(self.bot.reply(visit.session, text[:LONGEST]), put, lambda: self._free(visit))
            visit.answering = answering
        answering.thread.start()
        return answering

    def busy(self, session_id: str) -> bool:
        """A message of that session is being answered."""
        return self._visit(session_id).answering is not None

    def stop(self, session_id: str) -> None:
        """End the answer that is under way, if one is."""
        answering = self._visit(session_id).answering
        if answering is not None:
            answering.stop()

    def react(
        self, session_id: str, item_id: str, kind: str, own: str = "", *, value: float | None = None, text: str = ""
    ) -> Shown:
        """See Bot.react. `own` is the visitor's id of the reaction: sent twice, it counts once. Raises Refused."""
        if len(text) > LONGEST:
            raise Refused("refused_long", 413, count=len(text), most=LONGEST)
        visit = self._clicked(session_id)
        if kind.removeprefix(RATED) in ("1", "2", "3", "4", "5"):  # a number of stars may stand in the kind itself
            kind, value = "rated", float(kind.removeprefix(RATED))
        same = hashlib.sha256(f"{session_id}:{own}".encode("utf-8", "replace")).hexdigest()[:32]
        reaction = Reaction(item_id, kind, value, text, same if own else new_id())  # type: ignore[arg-type]
        try:
            return self.bot.react(visit.session, reaction)
        except ReactionError as error:
            raise Refused("not_taken", 422, why=error) from None

    def edit(self, session_id: str, key: str, kind: str) -> Shown:
        """See Bot.edit. Raises Refused."""
        visit = self._clicked(session_id)
        try:
            return self.bot.edit(visit.session, key, kind)  # type: ignore[arg-type]
        except ReactionError as error:
            raise Refused("not_taken", 422, why=error) from None

    def loosen(self, session_id: str, limit: Limit) -> Shown:
        """See Bot.loosen. Raises Refused."""
        return self.bot.loosen(self._clicked(session_id).session, limit)

    def why(self, session_id: str, item_id: str) -> Shown:
        """See Bot.why. Raises Refused."""
        visit = self._clicked(session_id)
        try:
            return self.bot.why(visit.session, item_id)
        except ReactionError as error:
            raise Refused("not_taken", 422, why=error) from None

    def undo(self, session_id: str) -> Shown:
        """See Bot.undo. Raises Refused."""
        return self.bot.undo(self._clicked(session_id).session)

    def close(self, seconds: float = 3.0) -> None:
        """End all answers, and wait that long for them."""
        with self._lock:
            under_way = [v.answering for v in self._visits.values() if v.answering]
        for answering in under_way:
            answering.stop()
        end = time.monotonic() + seconds
        for answering in under_way:
            answering.thread.join(max(0.0, end - time.monotonic()))

    def _visit(self, session_id: object) -> Visit:
        if not isinstance(session_id, str) or not is_id(session_id):
            raise Refused("unknown", 404)
        self._forget()
        with self._lock:
            if visit := self._visits.get(session_id):
                self._visits.move_to_end(session_id)
                return visit
        session = self.bot.resume(session_id)
        if session is None:
            raise Refused("unknown", 404)
        return self._keep(session)

    def _visitor(self, visit: Visit) -> Visitor:
        """The person of a conversation; who opens many is counted once. The caller holds the lock."""
        person = visit.session.person
        found = self._people.setdefault(person, Visitor())
        self._people.move_to_end(person)
        while len(self._people) > MOST_PEOPLE:
            self._people.popitem(last=False)
        return found

    def _forget(self) -> None:
        """After somebody was erased nothing stays in memory: what the log still has is read again."""
        tastes = self.bot.tastes if self.ready else None
        if tastes is not None and tastes.erased != self._erased:
            self._erased = tastes.erased
            with self._lock:
                for one in [i for i, visit in self._visits.items() if visit.answering is None]:
                    del self._visits[one]

    def _keep(self, session: Session) -> Visit:
        with self._lock:
            visit = self._visits.setdefault(session.id, Visit(session))  # another thread may have been faster
            self._visits.move_to_end(session.id)
            if surplus := max(0, len(self._visits) - self._most):
                idle = [i for i, v in self._visits.items() if v.answering is None and i != session.id]
                for old in idle[:surplus]:
                    del self._visits[old]
            return visit

    def _clicked(self, session_id: str) -> Visit:
        visit = self._visit(session_id)
        with self._lock:
            self._count(self._visitor(visit).clicked, CLICKS_A_MINUTE)
        return visit

    def _count(self, times: deque[float], most: int) -> None:
        now = self._now()
        while times and times[0] <= now - 60:
            times.popleft()
        if len(times) >= most:
            raise Refused("too_fast", 429)
        times.append(now)

    def _free(self, visit: Visit) -> None:
        visit.answering = None

"""What each person likes, while they talk and from chat to chat: the log's events, taken in one by one.

An event is heard the same way when it happens and when the log is read again, so a state is rebuilt exactly. Knows the
log, the table of reactions and the model of interest; no screen and no words.
"""

from __future__ import annotations

import heapq
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from chatbot import learnt, reactions
from chatbot.dialogue import Event, Session, Update
from chatbot.reactions import Table
from chatbot.store import Store
from retrieval.catalogue import Catalogue
from retrieval.interest import Taste
from retrieval.met import Interest, Met
from retrieval.prior import Prior
from retrieval.retriever import Retriever
from retrieval.traits import Said, traits
from retrieval.wishes import ITEM

log = logging.getLogger(__name__)
MET = "met"  # the kind of an event: what a message said of items, as the table's entries
MOST = 10_000  # people whose interest is kept in memory
MOST_LEANING = 64  # of whom it is kept what they make of each item: a number an item

Learnt = Callable[[Catalogue], "Prior | None"]  # a prior that was learnt from everybody


def met_event(session: Session, turn: int, update: Update) -> Event | None:
    """What a message says of items, and which it passes over; None where it says nothing of them."""
    named = [(w.polarity, w.value) for w in update.wishes if w.field == ITEM]
    said = [("accepted", item) for item in update.accepted]
    said += [("seen", item) for item in update.seen]
    said += [("named" if polarity == "want" else "rejected", item) for polarity, item in named]
    if update.intent == "more":
        about = {item for _, item in said} | session.liked
        said += [("ignored", h.item.id) for h in session.hits if h.item.id not in about]
    return Event(session.id, MET, {"turn": turn, "met": [list(one) for one in said]}) if said else None


def mets_of(event: Event, table: Table) -> list[Met]:
    """What an event tells of an interest, by the table of reactions."""
    body = event.body
    if event.kind == MET:
        return [table[kind].met(item, event.at) for kind, item in body["met"] if kind in table]
    if event.kind not in ("reaction", "comment") or "kind" not in body:
        return []
    kind, share = told(body, table)
    return [table[kind].met(str(body["item_id"]), event.at, share)] if kind in table and share > 0 else []


def told(body: Mapping[str, Any], table: Table) -> tuple[str, float]:
    """The table's entry for a reaction, and how much of it counts."""
    kind, value = str(body["kind"]), body.get("value")
    if kind == "rated":
        return reactions.of_rating(float(value or 0)), 1.0
    if kind == "spent":
        whole = table[kind].seconds or 1.0
        return kind, min(1.0, float(value or 0) / whole)
    if kind == "comment":
        mood = float(body.get("sentiment") or 0.0)
        return "praised" if mood > 0 else "blamed", abs(mood)
    return kind, 1.0


def after(interest: Interest, event: Event, table: Table) -> Interest:
    """An interest after one more event."""
    if event.kind == "edit" and "interest" in event.body:  # undo
        return Interest.from_json(event.body["interest"])
    return interest.learn(mets_of(event, table))


def recalled(store: Store, person: str, table: Table) -> Interest:
    """A person's interest from the log alone."""
    interest = Interest()
    for _, event in _in_order(store, store.sessions(person)):
        interest = after(interest, event, table)
    return interest


def _in_order(store: Store, sessions: Sequence[str]) -> Iterator[tuple[int, Event]]:
    """The events of several conversations as they came, which may have been at the same time."""
    return heapq.merge(*(store.numbered(session=one) for one in sessions), key=lambda one: one[0])


class Tastes:
    """The interests of a server's visitors, and what is expected of everybody. Safe to share between threads."""

    def __init__(
        self,
        store: Store,
        *,
        home: Path | None = None,
        everybody: Learnt | None = None,
        said: Callable[[], Said] = dict,
    ) -> None:
        """`said`: what people say of the items, where nothing was learnt from everybody."""
        self._store, self._home, self._learnt, self._said = store, home, everybody, said
        self._known: OrderedDict[str, Interest] = OrderedDict()
        self._leaning: OrderedDict[str, tuple[Interest, Retriever, Retriever]] = OrderedDict()
        self._lock = threading.Lock()
        self._erased: int | None = None  # when somebody was erased last
        self._plain: WeakKeyDictionary[Retriever, Prior] = WeakKeyDictionary()
        self._table: tuple[float | None, Table] = (None, reactions.usual())

    @property
    def table(self) -> Table:
        """What each reaction says, as the owner has it now; as it was, where theirs cannot be read."""
        path = self._home / reactions.FILE if self._home else None
        stamp = path.stat().st_mtime if path and path.is_file() else None
        if stamp != self._table[0]:
            try:
                self._table = (stamp, reactions.table(self._home))
            except reactions.ReactionsError as error:
                log.error("%s", error)
                self._table = (stamp, self._table[1])
        return self._table[1]

    @property
    def erased(self) -> int | None:
        """A mark of when somebody was erased last; None if nobody was."""
        path = self._home / learnt.FOLDER / learnt.ERASED if self._home else None
        return path.stat().st_mtime_ns if path and path.is_file() else None

    def of(self, person: str) -> Interest:
        """A person's interest, from memory or from the log; all are read again after somebody was erased."""
        stamp = self.erased
        with self._lock:
            if stamp != self._erased:
                self._erased = stamp
                self._known.clear()
                self._leaning.clear()
            if person in self._known:
                self._known.move_to_end(person)
                return self._known[person]
        return self.put(person, recalled(self._store, person, self.table))

    def hear(self, person: str, event: Event) -> Interest:
        """Take in an event that is about to be logged."""
        return self.put(person, after(self.of(person), event, self.table))

    def put(self, person: str, interest: Interest) -> Interest:
        """Set a person's interest, as undo does."""
        with self._lock:
            self._known[person] = interest
            self._known.move_to_end(person)
            while len(self._known) > MOST:
                self._known.popitem(last=False)
        return interest

    def forget(self, person: str) -> None:
        """Leave out of memory what the log no longer has."""
        with self._lock:
            self._known.pop(person, None)
            self._leaning.pop(person, None)

    def taste(self, person: str, retriever: Retriever) -> Taste:
        """A person's interest against what is expected of everybody, in a catalogue."""
        catalogue = retriever.catalogue
        return Taste(self.prior(retriever), self.of(person), catalogue.row_of)

    def leaning(self, person: str, retriever: Retriever) -> Retriever:
        """The retriever for that person: what they reacted to counts. The same one until they react again."""
        interest = self.of(person)
        if not interest.met:
            return retriever
        with self._lock:
            if (kept := self._leaning.get(person)) and kept[0] is interest and kept[1] is retriever:
                self._leaning.move_to_end(person)
                return kept[2]
        made = retriever.leaning(Taste(self.prior(retriever), interest, retriever.catalogue.row_of).pull())
        with self._lock:
            self._leaning[person] = (interest, retriever, made)
            while len(self._leaning) > MOST_LEANING:
                self._leaning.popitem(last=False)
        return made

    def prior(self, retriever: Retriever) -> Prior:
        """What is expected in a catalogue of somebody new: learnt from everybody, else by what its items are."""
        catalogue = retriever.catalogue
        known = self._learnt(catalogue) if self._learnt else None
        if known is not None:
            return known
        with self._lock:
            if retriever not in self._plain:
                self._plain[retriever] = Prior.plain(traits(catalogue, retriever.vectors, said=self._said()))
            return self._plain[retriever]

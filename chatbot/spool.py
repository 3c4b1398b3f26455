"""A store that never stops a conversation: what cannot be written waits in memory and is written later.

A full disk, a lost right or a locked file costs no visitor an answer; the owner reads of it in the program's log. Knows
stores and their one error; nothing of what events mean.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Sequence

from chatbot.dialogue import Event
from chatbot.logfile import StoreError
from chatbot.store import Store

log = logging.getLogger(__name__)
MOST = 20_000  # events that may wait; past it the oldest go
RETRY = 5.0  # seconds from one try to the next: each may wait for a lock


class Spool:
    """Wraps a store. `append` and `events` never raise StoreError; `close` tries a last time."""

    def __init__(self, store: Store, *, most: int = MOST, retry: float = RETRY) -> None:
        self.store = store
        self.lost = 0  # events that had to go
        self._most = most
        self._retry = retry
        self._tried = 0.0
        self._waiting: list[Event] = []
        self._list = threading.Lock()  # held for a moment, around changes of what waits
        self._trying = threading.Lock()  # held by the one that tries to write it; nobody waits for that

    @property
    def waiting(self) -> int:
        """How many events wait to be written."""
        return len(self._waiting)

    def append(self, events: Sequence[Event]) -> None:
        """Write the events, after those that wait; or keep them until the store works again."""
        if not self._waiting:
            try:
                self.store.append(events)
                return
            except StoreError as error:
                log.warning("events wait in memory until the log can be written: %s", error)
                self._tried = time.monotonic()
        self._keep(events)
        if time.monotonic() - self._tried >= self._retry:
            self._write()

    def events(self, session: str | None = None, kind: str | None = None, after: int = 0) -> Iterator[Event]:
        """Those of the store, as far as it can be read, then those that wait."""
        with self._list:
            waiting = {e.id: e for e in self._waiting if session in (None, e.session) and kind in (None, e.kind)}
        try:
            for event in self.store.events(session, kind, after):
                waiting.pop(event.id, None)
                yield event
        except StoreError as error:
            log.warning("the log cannot be read: %s", error)
        yield from waiting.values()

    def numbered(
        self, session: str | None = None, kind: str | None = None, after: int = 0
    ) -> Iterator[tuple[int, Event]]:
        """See Store.numbered; what waits has no number yet. Raises StoreError where the store cannot be read."""
        return self.store.numbered(session, kind, after)

    def count(self, until: int) -> int:
        """See Store.count."""
        return self.store.count(until)

    def sessions(self, person: str) -> Sequence[str]:
        """See Store.sessions; none where the store cannot be read."""
        try:
            return self.store.sessions(person)
        except StoreError as error:
            log.warning("the log cannot be read: %s", error)
            return ()

    def close(self) -> None:
        """Write what waits if that can be, then close the store."""
        self._write()
        if self._waiting:
            log.error("%d events are lost: they could not be written before the end", len(self._waiting))
        self.store.close()

    def _keep(self, events: Sequence[Event]) -> None:
        with self._list:
            self._waiting += events
            surplus = max(0, len(self._waiting) - self._most)
            del self._waiting[:surplus]
            self.lost += surplus
        if surplus:
            log.error("%d events are lost so far: the log cannot be written, and no more can wait", self.lost)

    def _write(self) -> None:
        if not self._waiting or not self._trying.acquire(blocking=False):
            return
        try:
            batch = list(self._waiting)
            self.store.append(batch)
        except StoreError as error:
            log.warning("%d events wait in memory: %s", len(batch), error)
            self._tried = time.monotonic()
        else:
            written = {event.id for event in batch}
            with self._list:
                self._waiting = [event for event in self._waiting if event.id not in written]
            log.warning("%d events that waited in memory are written", len(batch))
        finally:
            self._trying.release()

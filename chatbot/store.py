"""The event log: append-only, on the disk before `append` returns. Knows events, and nothing of what they mean.

One writer thread commits what many callers send, in groups; readers use connections of their own. Several processes may
share one file: SQLite's own lock orders their groups.
"""

from __future__ import annotations

import json
import math
import os
import queue
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, wait
from contextlib import closing
from dataclasses import dataclass, field
from numbers import Integral, Real
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

from chatbot.dialogue import Event
from chatbot.logfile import StoreError, connect, connect_to_write, errors, prepare, writing

if TYPE_CHECKING:
    from sqlite_utils import Database

__all__ = ["SQLiteStore", "Store", "StoreError"]

SCHEMA = 1  # the version of what events' bodies hold, written beside each
GROUP = 256  # events in one commit at most
PAGE = 1000  # events read at a time, so that no reader holds the log open


class Store(Protocol):
    """Where events are kept."""

    def append(self, events: Sequence[Event]) -> None:
        """Returns once all are committed; an event whose id is there already changes nothing. Raises StoreError."""
        ...

    def events(self, session: str | None = None, kind: str | None = None, after: int = 0) -> Iterator[Event]:
        """Events in the order they were committed, of one session or kind if given, past the number `after`."""
        ...

    def numbered(
        self, session: str | None = None, kind: str | None = None, after: int = 0
    ) -> Iterator[tuple[int, Event]]:
        """Like `events`, each with its number: the next call goes on after the last number seen."""
        ...

    def count(self, until: int) -> int:
        """How many events have a number up to that one: fewer than there were, where some were erased."""
        ...

    def sessions(self, person: str) -> Sequence[str]:
        """The ids of a person's conversations, the oldest first."""
        ...

    def close(self) -> None:
        """Ends after what was sent is committed."""
        ...


@dataclass(frozen=True, slots=True)
class _Group:
    """What one caller sent, as rows, and where it waits."""

    rows: tuple[tuple[str | float | int, ...], ...]
    done: Future[None] = field(default_factory=Future)


class SQLiteStore:
    """The log in one SQLite file, made with its folder if there is none. Raises StoreError."""

    def __init__(self, path: Path, *, waiting: int = 10_000) -> None:
        self.path = path
        self._gate = threading.Lock()
        self._closed = False
        self._queue: queue.Queue[_Group | None] = queue.Queue(waiting)
        prepare(path)
        opened: Future[None] = Future()
        self._writer = threading.Thread(target=self._write, args=(opened,), name="event log", daemon=True)
        self._writer.start()
        opened.result()

    def append(self, events: Sequence[Event]) -> None:
        """See Store.append."""
        if not events:
            return
        group = _Group(tuple(_row(event) for event in events))
        with self._gate:  # so that nothing can follow the close
            if self._closed:
                raise StoreError(f"{self.path}: the log is closed. Open it again to write.")
            self._queue.put(group)
        while not wait([group.done], timeout=1).done:
            if not self._writer.is_alive():  # as in a process that was forked from the one that opened the log
                raise StoreError(f"{self.path}: its writer has stopped. Open the log again.")
        group.done.result()

    def events(self, session: str | None = None, kind: str | None = None, after: int = 0) -> Iterator[Event]:
        """See Store.events."""
        return (event for _, event in self.numbered(session, kind, after))

    def numbered(
        self, session: str | None = None, kind: str | None = None, after: int = 0
    ) -> Iterator[tuple[int, Event]]:
        """See Store.numbered."""
        given = {"session": session, "kind": kind}
        where = "".join(f" and {column} = :{column}" for column, value in given.items() if value is not None)
        sql = f"select seq, session, kind, body, id, at from events where seq > :after{where} order by seq limit {PAGE}"
        while True:
            with closing(connect(self.path)) as db, errors(self.path):
                page = db.execute(sql, {**given, "after": after}).fetchall()
            for seq, in_session, of_kind, body, event_id, at in page:
                yield seq, Event(in_session, of_kind, json.loads(body), event_id, at)
            if len(page) < PAGE:
                return
            after = page[-1][0]

    def count(self, until: int) -> int:
        """See Store.count."""
        with closing(connect(self.path)) as db, errors(self.path):
            return int(db.execute("select count(*) from events where seq <= ?", (until,)).fetchone()[0])

    def sessions(self, person: str) -> list[str]:
        """See Store.sessions."""
        sql = "select session from events where kind = 'session' and json_extract(body, '$.person') = ? order by seq"
        with closing(connect(self.path)) as db, errors(self.path):
            return [session for (session,) in db.execute(sql, (person,))]

    def stats(self) -> dict[str, Any]:
        """Counts of the log: kinds, sessions, people, messages, reactions by kind, first and last time, bytes."""
        with closing(connect(self.path)) as db, errors(self.path):
            kinds = dict(db.execute("select kind, count(*) from events group by kind order by kind").fetchall())
            field = "json_extract(body, '$.kind')"
            reactions = f"select {field}, count(*) from events where kind = 'reaction' group by 1 order by 1"
            people = "select count(distinct json_extract(body, '$.person')) from events where kind = 'session'"
            whole = "select count(*), count(distinct session), min(at), max(at) from events"
            total, sessions, first, last = db.execute(whole).fetchone()
            files = [Path(f"{self.path}{tail}") for tail in ("", "-wal", "-shm")]
            return {
                "events": total,
                "kinds": kinds,
                "sessions": sessions,
                "people": db.execute(people).fetchone()[0],
                "messages": kinds.get("message", 0),
                "reactions": dict(db.execute(reactions).fetchall()),
                "first": first,
                "last": last,
                "bytes": sum(file.stat().st_size for file in files if file.exists()),
            }

    def backup(self, to: Path) -> None:
        """A compact copy of the log as it is now, made while it is written to. Raises StoreError if `to` is there."""
        if to.exists():
            raise StoreError(f"{to}: is there already. Give a new name for the backup.")
        partial = to.with_name(f"{to.name}.partial")
        partial.unlink(missing_ok=True)
        with closing(connect(self.path)) as db, errors(to):
            db.conn.execute("vacuum into ?", [str(partial)])
        with partial.open("rb+") as copy:
            os.fsync(copy.fileno())
        partial.replace(to)

    def close(self) -> None:
        """See Store.close. Closing twice does nothing."""
        with self._gate:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._writer.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _write(self, opened: Future[None]) -> None:
        """The writer thread: groups are committed, then acknowledged, until the log is closed."""
        try:
            db = connect_to_write(self.path)
        except StoreError as error:
            opened.set_exception(error)
            return
        opened.set_result(None)
        with closing(db):
            while groups := self._next():
                try:
                    self._commit(db, groups)
                except StoreError as error:
                    for group in groups:
                        group.done.set_exception(StoreError(str(error)))
                else:
                    for group in groups:
                        group.done.set_result(None)

    def _next(self) -> list[_Group]:
        """The groups that wait, for the next commit; none once the log is closed.

        It waits for no further ones: they gather while this commit is under way. A pause of 3 ms halved the rate.
        """
        groups: list[_Group] = []
        rows = 0
        group = self._queue.get()
        while group is not None:
            groups.append(group)
            rows += len(group.rows)
            if rows >= GROUP or self._queue.empty():
                return groups
            group = self._queue.get()
        if groups:
            self._queue.put(None)  # the end comes again, after these
        return groups

    def _commit(self, db: Database, groups: Sequence[_Group]) -> None:
        with errors(self.path), writing(db):
            for group in groups:
                db.conn.executemany(_INSERT, group.rows)


_INSERT = (
    "insert into events (id, session, kind, at, body, version) values (?, ?, ?, ?, ?, ?) on conflict (id) do nothing"
)


def _row(event: Event) -> tuple[str | float | int, ...]:
    body = json.dumps(_plain(event.body), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    at = float(event.at)
    if not math.isfinite(at):
        raise StoreError(f"event {event.id}: its time is {at}. Give seconds since 1970.")
    return _text(event.id), _text(event.session), _text(event.kind), at, body, SCHEMA


def _plain(value: Any) -> Any:
    """As every JSON reader can take it: no lone surrogates, no NaN, no whole number past 64 bits."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return {_text(str(key)): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(part) for part in value]
    if isinstance(value, Integral):
        whole = int(value)
        return whole if -(2**63) <= whole < 2**63 else hex(whole)
    if isinstance(value, Real):
        number = float(value)
        return number if math.isfinite(number) else None
    raise StoreError(f"an event's body holds a {type(value).__name__}: {value!r:.80}. Use plain JSON values.")


def _text(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

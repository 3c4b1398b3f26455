"""A person's right to their data: all that the log has of them as one value, and its erasure for good.

What was learnt while they were in the log is stale from then on: it is emptied, and cannot be taken again. An
erasure is remembered by its time alone. Knows the log's file and what was learnt.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from chatbot import learnt, profile, replay
from chatbot.learnt import USUAL, Version
from chatbot.logfile import StoreError, connect_to_write, erasing, errors
from chatbot.reactions import Table
from chatbot.records import preferences_json
from chatbot.store import SQLiteStore
from chatbot.tastes import recalled


def exported(store: SQLiteStore, person: str, table: Table) -> dict[str, Any]:
    """All that is kept of a person: their conversations' events, what is known of their taste, what was learnt of it.

    Raises StoreError where the log does not know them.
    """
    sessions = _sessions(store, person)
    return {
        "person": person,
        "conversations": {one: [asdict(event) for event in store.events(session=one)] for one in sessions},
        "taste": preferences_json(profile.taste(store, person)),
        "interest": recalled(store, person, table).as_json(),
    }


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure took: conversations, events, and what was learnt with them, by part and name."""

    conversations: int
    events: int
    stale: tuple[Version, ...]


def erase(store: SQLiteStore, home: Path, person: str) -> Erased:
    """Take a person out of the log, so that their words are not left in its file, and out of what counts.

    Raises StoreError where the log does not know them, or cannot be changed.
    """
    sessions = _sessions(store, person)
    since = min(event.at for one in sessions for event in store.events(session=one))
    learnt.note_erasure(home, since, time.time())  # first: a crash then costs a lesson, not a promise
    events = _deleted(store.path, sessions)
    stale = tuple(version for version in every_version(home) if learnt.stale(home, version))
    for version in stale:
        if learnt.current(home, version.catalogue, version.part) == version.name:
            learnt.take(home, version.catalogue, version.part, USUAL)
        learnt.empty(home, version)
    shutil.rmtree(home / replay.FOLDER, ignore_errors=True)  # readings of what people said
    return Erased(len(sessions), events, stale)


def every_version(home: Path) -> Iterator[Version]:
    """All that was ever learnt and is kept."""
    for card in sorted((home / learnt.FOLDER).glob(f"*/*/*/{learnt.CARD}")):
        body = json.loads(card.read_text(encoding="utf-8"))
        found = learnt.versions(home, body["catalogue"], body["part"])
        yield from (version for version in found if version.name == body["name"])


def _sessions(store: SQLiteStore, person: str) -> list[str]:
    if not (sessions := store.sessions(person)):
        raise StoreError(f"the log knows nobody called {person!r}. Ids stand in `chatbot log show --kind session`.")
    return sessions


def _deleted(path: Path, sessions: list[str]) -> int:
    """How many events were taken out; the pages that held them are overwritten, also those of the journal."""
    gone = 0
    with closing(connect_to_write(path)) as db, errors(path):
        with erasing(db):
            for one in sessions:
                gone += db.conn.execute("delete from events where session = ?", (one,)).rowcount
        db.conn.execute("pragma wal_checkpoint(truncate)")
    return gone

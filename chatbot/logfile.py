"""One SQLite file that holds the event log: opened, brought to today's schema, its errors put into words.

Knows journals, locks and migrations; nothing of what an event is. sqlite-utils picks the SQLite library: pysqlite3
where it is installed, else Python's own.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

BUSY = 10.0  # seconds to wait for another process's commit
NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "afs", "glusterfs", "lustre")

log = logging.getLogger(__name__)


class StoreError(Exception):
    """The log cannot be written or read; the message names the file and what to do. What was acknowledged is safe."""


def connect(path: Path) -> Database:
    """A connection for one thread. Raises StoreError."""
    from sqlite_utils import Database
    from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

    with errors(path):
        return Database(sqlite3.connect(path, timeout=BUSY, isolation_level=None), execute_plugins=False)


def connect_to_write(path: Path) -> Database:
    """A connection whose commits are on the disk when they return, and whose erased words do not stay there."""
    db = connect(path)
    with errors(path):
        db.conn.execute("pragma synchronous=full")
        db.conn.execute("pragma secure_delete=on")
    return db


def prepare(path: Path) -> None:
    """Make the file, or bring an older one up to date; several processes may do so at once. Raises StoreError."""
    refuse_network(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{path.parent}: cannot be made ({error.strerror}). Choose a folder you may write.") from error
    with closing(connect(path)) as db, errors(path):
        _journal(db, path)
        migrate(db, path)


def _journal(db: Database, path: Path) -> None:
    from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

    mode = "wal" if wal_is_safe(sqlite3.sqlite_version_info) else "delete"
    if mode == "delete":
        log.warning(
            "SQLite %s may corrupt a write-ahead log, so %s is kept without one, which is slower. "
            "Install pysqlite3 0.6.1 or newer.",
            sqlite3.sqlite_version,
            path,
        )
    if db.execute("pragma journal_mode").fetchone()[0] != mode:
        found = db.execute(f"pragma journal_mode={mode}").fetchone()[0]
        if found != mode:
            raise StoreError(f"{path}: its disk allows no journal of mode {mode} ({found}). Put it on a local disk.")


def migrate(db: Database, path: Path, stop_before: str | None = None) -> None:
    """Take the steps of STEPS that the file has not taken yet, up to one that is named. Raises StoreError."""
    from sqlite_utils import Migrations

    steps = Migrations("chatbot.events")
    for name, step in STEPS.items():
        steps(name=name)(step)
    if newer := {step.name for step in steps.applied(db)} - STEPS.keys():
        raise StoreError(f"{path}: was written by a newer version (it has {min(newer)}). Update this program.")
    if steps.pending(db):
        with writing(db):  # other processes wait here, and then find nothing left to do
            steps.apply(db, stop_before=stop_before)


@contextmanager
def writing(db: Database) -> Iterator[None]:
    """Holds the write lock from the start, so that it waits for other writers instead of failing halfway."""
    db.conn.execute("begin immediate")
    try:
        yield
        db.conn.execute("commit")
    finally:
        if db.conn.in_transaction:
            db.conn.execute("rollback")


@contextmanager
def erasing(db: Database) -> Iterator[None]:
    """A transaction in which rows may be deleted; others wait, and see the log as append-only before and after."""
    with writing(db):
        (sql,) = db.conn.execute("select sql from sqlite_master where name = 'events_no_delete'").fetchone()
        db.conn.execute("drop trigger events_no_delete")
        yield
        db.conn.execute(sql)


def _events(db: Database) -> None:
    db.execute(
        "create table events (seq integer primary key autoincrement, id text not null unique, session text not null, "
        "kind text not null, at real not null, body text not null, version integer not null) strict"
    )
    db.execute("create index events_session on events (session, seq)")
    db.execute("create index events_kind on events (kind, seq)")


def _append_only(db: Database) -> None:
    for verb in ("update", "delete"):
        refuse = "select raise(abort, 'the event log is append-only')"
        db.execute(f"create trigger events_no_{verb} before {verb} on events begin {refuse}; end")
    # REPLACE deletes without asking the delete trigger
    there = "exists (select 1 from events where id = new.id or seq = new.seq)"
    db.execute(f"create trigger events_once before insert on events when {there} begin select raise(ignore); end")


def _people(db: Database) -> None:
    db.execute("create index events_person on events (json_extract(body, '$.person'), seq) where kind = 'session'")


# Appended to, never edited: files out there have taken these steps.
STEPS = {"001_events": _events, "002_append_only": _append_only, "003_people": _people}


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether a reset of the write-ahead log cannot lose commits: https://sqlite.org/wal.html, section 11."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def refuse_network(path: Path) -> None:
    """Raises StoreError where the file would lie on a network drive (known on Linux only)."""
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return
    place = path.absolute()
    inside = [line.split()[1:3] for line in mounts.read_text().splitlines() if place.is_relative_to(line.split()[1])]
    kind = max(inside, key=lambda mount: len(mount[0]), default=["", ""])[1]
    if kind in NETWORK:
        raise StoreError(f"{path}: lies on a network drive ({kind}), where SQLite cannot lock. Put it on a local disk.")


_REMEDIES = {
    "SQLITE_FULL": "the disk is full. Make room; what was acknowledged is safe",
    "SQLITE_IOERR": "the disk failed or is full. Check its space and health; what was acknowledged is safe",
    "SQLITE_READONLY": "cannot be written. Give this user the right to write the file and its folder",
    "SQLITE_CANTOPEN": "cannot be opened. Give this user the right to write the file and its folder",
    "SQLITE_BUSY": f"another program has kept it locked for {BUSY:g} s. Close that program, then try again",
    "SQLITE_PROTOCOL": "cannot be locked; it may lie on a network drive. Put it on a local disk",
    "SQLITE_CORRUPT": "is damaged. Move it aside and put the last backup in its place",
    "SQLITE_NOTADB": "is not an event log. Move it aside, or name another file",
}


@contextmanager
def errors(path: Path) -> Iterator[None]:
    """SQLite's errors as a StoreError that names the file and the remedy."""
    from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

    try:
        yield
    except sqlite3.DatabaseError as error:
        name = getattr(error, "sqlite_errorname", "")
        remedy = next((text for known, text in _REMEDIES.items() if name.startswith(known)), "cannot be used")
        raise StoreError(f"{path}: {remedy} ({error}).") from error

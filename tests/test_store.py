"""The event log: what was acknowledged is there, once, in order, whatever happens to process, disk or file."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from chatbot import logfile
from chatbot.dialogue import Event
from chatbot.store import SQLiteStore, StoreError

ROUNDS = int(os.environ.get("CHATBOT_TEST_KILLS", "15"))
ROOT = Path(__file__).parent.parent


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SQLiteStore]:
    """An empty log."""
    with SQLiteStore(tmp_path / "log" / "events.db") as opened:
        yield opened


def event(number: int, session: str = "s", kind: str = "message") -> Event:
    return Event(session, kind, {"turn": number}, id=f"{session}-{number}", at=float(number))


def child(code: str, *arguments: str) -> subprocess.Popen[str]:
    """A Python process that knows the store; `code` finds the log's path in sys.argv[1]."""
    head = "import os, resource, signal, sys\nfrom pathlib import Path\nfrom chatbot.dialogue import Event\n"
    head += "from chatbot.store import SQLiteStore, StoreError\n"
    command = [sys.executable, "-c", head + code, *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, text=True, stdin=pipe, stdout=pipe, stderr=pipe)


def sound(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as db:
        return bool(db.execute("pragma integrity_check").fetchall() == [("ok",)])


def test_events_come_back_whole_and_in_order(store: SQLiteStore) -> None:
    sent = [event(2), event(1, "t"), Event("s", "reaction", {"item_id": "7", "kind": "like"}, "r", 3.25)]
    store.append(sent[:2])
    store.append(sent[2:])
    store.append([])
    assert list(store.events()) == sent
    assert list(store.events(session="s")) == [sent[0], sent[2]]
    assert list(store.events(kind="message")) == sent[:2]
    assert list(store.events("s", "reaction")) == sent[2:]
    assert list(store.numbered(after=1)) == [(2, sent[1]), (3, sent[2])]


def test_reading_goes_over_pages(store: SQLiteStore) -> None:
    sent = [event(n) for n in range(2500)]
    store.append(sent)
    assert list(store.events()) == sent


def test_sent_again_changes_nothing(store: SQLiteStore) -> None:
    store.append([event(1), event(2)])
    store.append([event(2), Event("s", "message", {"turn": "other"}, id="s-1"), event(3)])
    assert list(store.events()) == [event(1), event(2), event(3)]


def test_thirty_two_producers_lose_nothing_and_keep_their_own_order(store: SQLiteStore) -> None:
    def produce(name: str) -> None:
        for number in range(40):
            store.append([event(number, name)])

    threads = [threading.Thread(target=produce, args=(f"p{n}",)) for n in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(list(store.events(f"p{n}")) == [event(k, f"p{n}") for k in range(40)] for n in range(32))
    assert store.stats()["events"] == 32 * 40


def test_bodies_are_made_plain_before_they_are_written(store: SQLiteStore) -> None:
    odd = {
        "lone": "a\ud800b",
        "pair": "\ud83d\ude00",
        "nul": "a\0b",
        "nan": [float("nan"), float("inf"), 0.1],
        "whole": (2**63 - 1, 2**63, -(2**70)),
        "deep": {"\udfff": {True}, 3: None},
    }
    store.append([Event("s\ud800", "k", odd)])
    (stored,) = store.events()
    assert stored.session == "s\ufffd"
    assert stored.body == {
        "lone": "a\ufffdb",
        "pair": "😀",
        "nul": "a\0b",
        "nan": [None, None, 0.1],
        "whole": [2**63 - 1, hex(2**63), hex(-(2**70))],
        "deep": {"\ufffd": [True], "3": None},
    }


def test_what_is_no_json_is_refused_by_name(store: SQLiteStore) -> None:
    with pytest.raises(StoreError, match=r"holds a object: <object .* Use plain JSON values"):
        store.append([event(1), Event("s", "k", {"x": object()})])
    with pytest.raises(StoreError, match=r"its time is nan"):
        store.append([Event("s", "k", {}, at=float("nan"))])
    assert list(store.events()) == []


def test_nothing_can_be_changed_or_taken_away(store: SQLiteStore) -> None:
    store.append([event(1)])
    with closing(sqlite3.connect(store.path, isolation_level=None)) as db:
        for sql in ("update events set body = '{}'", "delete from events"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                db.execute(sql)
        row = "(id, session, kind, at, body, version) values ('s-1', 'x', 'x', 0, '{}', 1)"
        db.execute(f"insert or replace into events {row}")
        with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT value in REAL column"):
            db.execute("insert into events (id, session, kind, at, body, version) values ('y', 'x', 'x', 'now', '', 1)")
    assert list(store.events()) == [event(1)]


def test_the_writer_syncs_every_commit_and_erases_securely(store: SQLiteStore) -> None:
    with closing(logfile.connect_to_write(store.path)) as db:
        pragmas = [
            db.execute(f"pragma {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "secure_delete")
        ]
    assert pragmas == ["wal", 2, 1]


def test_stats(store: SQLiteStore) -> None:
    store.append([Event(s, "session", {"person": p}, at=5) for s, p in (("a", "ann"), ("b", "ann"), ("c", "bob"))])
    store.append([event(1, "a"), event(9, "b")])
    store.append([Event("a", "reaction", {"kind": kind}, at=6) for kind in ("like", "like", "dislike")])
    stats = store.stats()
    assert stats.pop("bytes") > 4096
    assert stats == {
        "events": 8,
        "kinds": {"message": 2, "reaction": 3, "session": 3},
        "sessions": 3,
        "people": 2,
        "messages": 2,
        "reactions": {"dislike": 1, "like": 2},
        "first": 1.0,
        "last": 9.0,
    }


def test_a_backup_is_whole_while_the_log_is_written(store: SQLiteStore, tmp_path: Path) -> None:
    store.append([event(n) for n in range(500)])
    stop = threading.Event()

    def write() -> None:
        number = 500
        while not stop.is_set():
            store.append([event(number)])
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    store.backup(tmp_path / "copy.db")
    stop.set()
    writer.join()
    assert sound(tmp_path / "copy.db") and not (tmp_path / "copy.db.partial").exists()
    with SQLiteStore(tmp_path / "copy.db") as copy:
        copied = list(copy.events())
    assert len(copied) >= 500 and copied == list(store.events())[: len(copied)]
    with pytest.raises(StoreError, match=r"is there already. Give a new name"):
        store.backup(tmp_path / "copy.db")


def test_a_closed_log_says_so_and_closing_commits_what_was_sent(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path / "e.db")
    senders = [threading.Thread(target=store.append, args=([event(n)],)) for n in range(20)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    store.close()
    store.close()
    with pytest.raises(StoreError, match="the log is closed"):
        store.append([event(99)])
    with SQLiteStore(tmp_path / "e.db") as again:
        assert sorted(e.at for e in again.events()) == [float(n) for n in range(20)]


APPEND_AND_TELL = """
import sqlite_utils, threading
def work(store, name):
    for n in range(100_000):
        store.append([Event("s", "k", {}, id=f"{name}-{n}")])
        os.write(1, f"{name}-{n}\\n".encode())
for life in sys.stdin:
    if pid := os.fork():
        os.write(1, f"pid {pid}\\n".encode())
        os.waitpid(pid, 0)
        os.write(1, b"dead\\n")
    else:
        store = SQLiteStore(Path(sys.argv[1]))
        for name in range(4):
            threading.Thread(target=work, args=(store, f"{life.strip()}-{name}")).start()
        threading.Event().wait()
"""


def test_killed_at_random_moments_no_acknowledged_event_is_lost(tmp_path: Path) -> None:
    path, told = tmp_path / "e.db", set()
    parent = child(APPEND_AND_TELL, str(path))
    assert parent.stdin is not None and parent.stdout is not None
    lines = parent.stdout
    for life in range(ROUNDS):
        parent.stdin.write(f"{life}\n")
        parent.stdin.flush()
        pid = int(lines.readline().removeprefix("pid "))
        told.add(lines.readline().strip())
        time.sleep(random.random() / 30)
        os.kill(pid, signal.SIGKILL)
        told.update(iter(lambda: lines.readline().strip(), "dead"))
        assert sound(path)
    parent.communicate()
    with SQLiteStore(path) as store:
        kept = [e.id for e in store.events()]
    assert len(kept) == len(set(kept)) >= ROUNDS
    assert told - set(kept) == set()


def test_four_processes_open_and_write_one_new_log_at_once(tmp_path: Path) -> None:
    code = "store = SQLiteStore(Path(sys.argv[1]))\n"
    code += "for n in range(25): store.append([Event(sys.argv[2], 'k', {'n': n})])\nstore.close()"
    children = [child(code, str(tmp_path / "new" / "e.db"), str(n)) for n in range(4)]
    assert [(process.communicate()[1], process.returncode) for process in children] == [("", 0)] * 4
    with SQLiteStore(tmp_path / "new" / "e.db") as store:
        assert all([e.body["n"] for e in store.events(str(n))] == list(range(25)) for n in range(4))


FILL = """
store, count = SQLiteStore(Path(sys.argv[1])), 0
LIMIT
try:
    while count < 5000:
        store.append([Event("s", "k", {"x": "y" * 4000})])
        count += 1
except StoreError as error:
    print(count, len(list(store.events())), error)
"""


def test_a_full_disk_is_said_and_what_was_acknowledged_stays(tmp_path: Path) -> None:
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(tmp_path)]
    mounted = shutil.which("mount") and subprocess.run(mount, capture_output=True, check=False).returncode == 0
    limit = "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    limit += "resource.setrlimit(resource.RLIMIT_FSIZE, (3 << 20, 3 << 20))"
    try:
        out, err = child(FILL.replace("LIMIT", "" if mounted else limit), str(tmp_path / "e.db")).communicate()
        assert err == ""
        acknowledged, there, sentence = out.split(maxsplit=2)
        assert int(acknowledged) == int(there) > 100
        assert "full. " in sentence and "what was acknowledged is safe" in sentence
        assert sound(tmp_path / "e.db")
    finally:
        if mounted:
            subprocess.run(["umount", tmp_path], check=True)


def test_the_body_is_readable_json_in_the_file(store: SQLiteStore) -> None:
    store.append([Event("s", "message", {"text": "想看电影"}, "i", 1.5)])
    with closing(sqlite3.connect(store.path)) as db:
        row = db.execute("select seq, id, session, kind, at, body, version from events").fetchone()
    assert row == (1, "i", "s", "message", 1.5, '{"text":"想看电影"}', 1)
    assert json.loads(row[5]) == {"text": "想看电影"}


def test_the_conversations_of_a_person_the_oldest_first(store: SQLiteStore) -> None:
    for session, person in (("a", "ann"), ("b", "bob"), ("c", "ann")):
        store.append([Event(session, "session", {"person": person}), Event(session, "message", {"person": "bob"})])
    assert (store.sessions("ann"), store.sessions("bob"), store.sessions("none")) == (["a", "c"], ["b"], [])

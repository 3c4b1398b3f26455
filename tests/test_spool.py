"""A store that fails stops nothing: its events wait, and are written in order when it works again."""

from __future__ import annotations

import threading
from pathlib import Path

from conftest import MemoryStore
from fakes import running

from chatbot.dialogue import Event
from chatbot.spool import Spool
from chatbot.store import SQLiteStore


def event(n: int, session: str = "s") -> Event:
    return Event(session, "message", {"n": n}, id=f"e{n}")


def ids(store: MemoryStore | Spool) -> list[str]:
    return [e.id for e in store.events()]


def test_events_go_straight_through() -> None:
    spool = Spool(store := MemoryStore())
    spool.append([event(1), event(2)])
    assert (ids(store), ids(spool), spool.waiting) == (["e1", "e2"], ["e1", "e2"], 0)


def test_events_wait_while_the_store_fails_and_keep_their_order() -> None:
    spool = Spool(store := MemoryStore(), retry=0)
    spool.append([event(1)])
    store.broken = "the disk is full"
    spool.append([event(2)])
    spool.append([event(3)])
    assert (spool.waiting, ids(spool)) == (2, ["e2", "e3"])
    store.broken = ""
    assert ids(spool) == ["e1", "e2", "e3"]
    spool.append([event(4)])
    assert (ids(store), spool.waiting, spool.lost) == (["e1", "e2", "e3", "e4"], 0, 0)


def test_only_so_many_wait_and_the_oldest_go() -> None:
    spool = Spool(store := MemoryStore(), most=2, retry=0)
    store.broken = "the disk is full"
    for n in range(5):
        spool.append([event(n)])
    store.broken = ""
    spool.close()
    assert (ids(store), spool.lost, store.closed) == (["e3", "e4"], 3, True)


def test_a_failing_store_is_not_tried_at_every_event() -> None:
    spool = Spool(store := MemoryStore(), retry=60)
    store.broken = "locked"
    for n in range(10):
        spool.append([event(n)])
    assert (store.tries, spool.waiting) == (1, 10)


def test_events_of_one_session() -> None:
    spool = Spool(store := MemoryStore(), retry=60)
    spool.append([event(1, "a"), event(2, "b")])
    store.broken = "locked"
    spool.append([event(3, "a"), event(4, "b")])
    store.broken = ""
    assert [e.id for e in spool.events(session="a")] == ["e1", "e3"]
    assert list(spool.events(kind="reaction")) == []


def test_closing_with_a_broken_store_says_what_is_lost(caplog: object) -> None:
    spool = Spool(store := MemoryStore(), retry=60)
    store.broken = "the disk is full"
    spool.append([event(1)])
    spool.close()
    assert (store.closed, spool.waiting) == (True, 1)


def test_many_threads_lose_nothing() -> None:
    spool = Spool(store := MemoryStore(), retry=0)
    store.broken = "locked"

    def work(k: int) -> None:
        for n in range(50):
            spool.append([event(100 * k + n, f"s{k}")])
            if (k, n) == (0, 25):
                store.broken = ""

    with running(*(threading.Thread(target=work, args=(k,)) for k in range(4))):
        pass
    spool.close()
    assert sorted(ids(store)) == sorted(f"e{100 * k + n}" for k in range(4) for n in range(50))
    for k in range(4):
        assert [e.id for e in store.events(session=f"s{k}")] == [f"e{100 * k + n}" for n in range(50)]


def test_a_real_log_that_cannot_be_written_for_a_while(tmp_path: Path) -> None:
    with SQLiteStore(tmp_path / "log.db") as store:
        spool = Spool(store, retry=0)
        spool.append([event(1)])
        store.close()
        spool.append([event(2)])
        assert spool.waiting == 1
    with SQLiteStore(tmp_path / "log.db") as again:
        spool.store = again
        spool.append([event(3)])
        assert [e.id for e in again.events()] == ["e1", "e2", "e3"]

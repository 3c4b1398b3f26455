"""The log's file: brought up to date, refused where it cannot be safe, its troubles said with a remedy."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]
from test_store import child, event

from chatbot import logfile
from chatbot.store import SQLiteStore, StoreError


def test_an_older_file_is_brought_up_to_date_and_keeps_its_events(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with closing(logfile.connect(path)) as db:
        logfile.migrate(db, path, stop_before="002_append_only")
        row = "values ('s-1', 's', 'message', 1.0, '{\"turn\":1}', 1)"
        db.execute(f"insert into events (id, session, kind, at, body, version) {row}")
        assert db.triggers == []
    with SQLiteStore(path) as store:
        assert list(store.events()) == [event(1)]
    with closing(logfile.connect(path)) as db:
        assert sorted(t.name for t in db.triggers) == ["events_no_delete", "events_no_update", "events_once"]


def test_a_file_of_a_newer_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as newer:
        newer.setitem(logfile.STEPS, "999_next", lambda db: None)
        SQLiteStore(tmp_path / "e.db").close()
    with pytest.raises(StoreError, match=r"newer version \(it has 999_next\). Update this program"):
        SQLiteStore(tmp_path / "e.db")


@pytest.mark.parametrize(
    ("version", "safe"),
    [("3.40.1", False), ("3.44.6", True), ("3.45.0", False), ("3.50.7", True), ("3.51.2", False), ("3.51.3", True)],
)
def test_which_sqlite_may_keep_a_write_ahead_log(version: str, safe: bool) -> None:
    assert logfile.wal_is_safe(tuple(map(int, version.split(".")))) is safe


def test_an_old_sqlite_is_warned_of_and_used_without_a_write_ahead_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(logfile, "wal_is_safe", lambda _: False)
    with SQLiteStore(tmp_path / "e.db") as store:
        store.append([event(1)])
        assert list(store.events()) == [event(1)]
    with closing(sqlite3.connect(tmp_path / "e.db")) as db:
        assert db.execute("pragma journal_mode").fetchone() == ("delete",)
    assert "Install pysqlite3" in caplog.text


def test_a_folder_without_the_right_to_write_is_said() -> None:
    folder = Path(tempfile.mkdtemp())  # not pytest's own, which another user may not enter
    try:
        folder.chmod(0o555)
        code = "import sqlite_utils\nif os.getuid() == 0: os.setuid(65534)\n"
        code += "try: SQLiteStore(Path(sys.argv[1]))\nexcept StoreError as error: print(error)"
        for place, said in (
            ("e.db", "cannot be opened. Give this user the right to write the file and its folder"),
            ("new/e.db", "cannot be made (Permission denied). Choose a folder you may write."),
        ):
            out, err = child(code, str(folder / place)).communicate()
            assert (said in out, err) == (True, "")
    finally:
        shutil.rmtree(folder)


def test_a_file_that_is_no_log_is_said(tmp_path: Path) -> None:
    (tmp_path / "e.db").write_bytes(b"this is not a database, it is a text" * 100)
    with pytest.raises(StoreError, match=r"e\.db: is not an event log. Move it aside"):
        SQLiteStore(tmp_path / "e.db")


def test_a_damaged_file_is_said(tmp_path: Path) -> None:
    with SQLiteStore(tmp_path / "e.db") as store:
        store.append([event(n) for n in range(2000)])
    whole = bytearray((tmp_path / "e.db").read_bytes())
    whole[20_000:] = bytes(len(whole) - 20_000)
    (tmp_path / "e.db").write_bytes(whole)
    with pytest.raises(StoreError, match=r"e\.db: is damaged. Move it aside and put the last backup in its place"):
        list(SQLiteStore(tmp_path / "e.db").events())


def test_a_log_locked_by_another_program_is_said_and_works_again_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logfile, "BUSY", 0.05)
    path = tmp_path / "e.db"
    with SQLiteStore(path) as store, closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("begin immediate")
        with pytest.raises(StoreError, match=r"another program has kept it locked .* Close that program"):
            store.append([event(1)])
        holder.execute("rollback")
        store.append([event(1)])
        assert list(store.events()) == [event(1)]


def test_a_network_drive_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = f"/dev/vda / ext4 rw 0 0\nserver:/x {tmp_path} nfs4 rw 0 0\n"
    read = Path.read_text
    monkeypatch.setattr(Path, "read_text", lambda path: mounts if str(path) == "/proc/mounts" else read(path))
    with pytest.raises(StoreError, match=r"lies on a network drive \(nfs4\).* Put it on a local disk"):
        SQLiteStore(tmp_path / "e.db")

"""A file is there whole, or as it was."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from retrieval.atomic import write


def test_a_file_is_written_in_its_pieces_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file"
    write(path, b"one ", memoryview(b"two"))
    assert (path.read_bytes(), list(path.parent.iterdir())) == (b"one two", [path])


def test_what_fails_leaves_the_file_that_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError("no space left")

    path = tmp_path / "file"
    write(path, b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space left"):
        write(path, b"new")
    assert (path.read_bytes(), list(tmp_path.iterdir())) == (b"old", [path])

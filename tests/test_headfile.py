"""A head on disk is arrays and JSON, and is read only as it was written."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from taught import taught_head

from chatbot.headfile import load, save
from chatbot.heads import HeadError


def test_what_is_saved_comes_back(tmp_path: Path) -> None:
    head = taught_head()
    facts = save(head, tmp_path)
    found = load(tmp_path, "en")
    assert found is not None
    assert (found.language, found.levels, found.trained_on) == (head.language, head.levels, head.trained_on)
    assert all(np.array_equal(array, head.arrays[name]) for name, array in found.arrays.items())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["head.en.json", "head.en.npz"]
    assert load(tmp_path, "zh") is None
    about = json.loads(facts.read_text())
    assert (about["version"], about["levels"]) == (1, [0.0, 1.0])
    with np.load(tmp_path / "head.en.npz", allow_pickle=False) as arrays:  # nothing in it can run
        assert len(arrays.files) == len(head.arrays)


def test_what_was_changed_is_refused(tmp_path: Path) -> None:
    facts = save(taught_head(), tmp_path)
    whole = facts.read_text()
    arrays = tmp_path / "head.en.npz"
    raw = arrays.read_bytes()
    arrays.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
    with pytest.raises(HeadError, match=r"is not as it was written. Train it again"):
        load(tmp_path, "en")
    arrays.write_bytes(raw)
    facts.write_text(whole.replace('"version": 1', '"version": 9'))
    with pytest.raises(HeadError, match=r"is of version 9, this program reads 1"):
        load(tmp_path, "en")
    facts.write_text(whole[:40])
    with pytest.raises(HeadError, match="is damaged"):
        load(tmp_path, "en")
    facts.write_text(whole)
    arrays.unlink()
    with pytest.raises(HeadError, match="is damaged"):
        load(tmp_path, "en")

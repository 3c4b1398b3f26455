"""Arrays on disk are read only as they were written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from chatbot.arrays import ArraysError, load, save


def test_arrays_come_back_with_what_they_are(tmp_path: Path) -> None:
    path = save(tmp_path, "model", {"a/b": np.arange(3.0)}, {"of": "teas"})
    assert path.name == "model.json"
    found = load(tmp_path, "model")
    assert found is not None
    kept, about = found
    assert (list(kept), kept["a/b"].tolist()) == (["a/b"], [0.0, 1.0, 2.0])
    assert (about["of"], about["version"]) == ("teas", 1)
    assert load(tmp_path, "other") is None


def test_objects_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Object arrays cannot be saved"):
        save(tmp_path, "model", {"a": np.array([{}])}, {})
    assert load(tmp_path, "model") is None


@pytest.mark.parametrize("broken", ["model.npz", "model.json"])
def test_what_is_damaged_is_refused(tmp_path: Path, broken: str) -> None:
    save(tmp_path, "model", {"a": np.arange(3.0)}, {})
    path = tmp_path / broken
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(ArraysError, match=r"not as it was written|is damaged"):
        load(tmp_path, "model")

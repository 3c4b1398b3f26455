"""Pictures are drawn, also of Chinese topics and of nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from test_summary import line

from chatbot.card import PictureError
from chatbot.portrait import reliability, topics
from chatbot.summary import Summary

PNG = b"\x89PNG"


def test_topics(tmp_path: Path) -> None:
    one = Summary()
    one.add(line(0.5, ("price", 0.6, "aspect"), ("food", -0.6, "aspect")))
    topics(one, tmp_path / "new" / "topics.png")
    assert (tmp_path / "new" / "topics.png").read_bytes().startswith(PNG)
    topics(Summary(), tmp_path / "none.png")
    assert (tmp_path / "none.png").read_bytes().startswith(PNG)


def test_reliability(tmp_path: Path) -> None:
    reliability({"a": [(0.55, 0.6, 10), (0.0, 0.0, 0), (0.95, 0.9, 5)], "b": []}, tmp_path / "curve.png")
    assert (tmp_path / "curve.png").read_bytes().startswith(PNG)


def test_without_the_library_the_remedy_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(PictureError, match=r"Pictures need matplotlib. Install it"):
        topics(Summary(), tmp_path / "none.png")

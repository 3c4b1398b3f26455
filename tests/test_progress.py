"""A bar passes everything on and writes to stderr only."""

from __future__ import annotations

import pytest

from chatbot.progress import bar


def test_all_things_come_through(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(bar([3, 1, 2], "Counting", unit="thing")) == [3, 1, 2]
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("\rCounting:   0%") and "3/3" in said.err

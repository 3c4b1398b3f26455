"""How soon a reaction counts."""

from __future__ import annotations

import json

import pytest
from conftest import HashedWords

from chatbot import benches, cli
from chatbot.promptness import Promptness, Times, promptness
from retrieval.catalogue import Catalogue
from retrieval.haystack import grown


def test_it_is_measured_on_a_catalogue_of_any_size(games: Catalogue) -> None:
    found = promptness(grown(games, 60), HashedWords(), 12)
    assert found.items == 60
    assert 0 < found.update.p50 <= found.update.p95 <= found.update.most
    assert 0 < found.order.p50 <= found.order.p95 <= found.order.most
    assert found.events_s > 0


def test_times_are_milliseconds() -> None:
    assert Times.of([0.001 * n for n in range(1, 101)]) == Times(50.5, 95.05, 100.0)


def test_the_command_prints_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], games: Catalogue
) -> None:
    times = Times(1.0, 2.0, 3.0)
    monkeypatch.setattr(benches, "_opened", lambda settings: (games, HashedWords()))
    monkeypatch.setattr("chatbot.promptness.promptness", lambda *_: Promptness(50, 0.5, times, times, 1234))
    assert cli.main(["bench", "reactions", "--items", "50", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["events_s"] == 1234
    assert cli.main(["bench", "reactions", "--items", "50"]) == 0
    assert "1,234 updates a second" in capsys.readouterr().out

"""What the measurements of encoding and searching print, and what can be typed."""

from __future__ import annotations

import json

import numpy as np
import pytest
from conftest import HashedWords

from chatbot import assemble, benches, cli, found
from retrieval import encoder, speed
from retrieval.catalogue import Catalogue
from retrieval.speed import Built, Encoding, Searching, Whole


@pytest.fixture(autouse=True)
def without_a_model(monkeypatch: pytest.MonkeyPatch, games: Catalogue) -> None:
    monkeypatch.setattr(encoder, "SentenceEncoder", lambda *_, **__: HashedWords())
    monkeypatch.setattr(found, "find_catalogue", lambda name, home: games)
    monkeypatch.setattr(assemble, "local", lambda name, settings: name)


def test_encoding_is_printed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(
        speed, "encoding", lambda _, texts: Encoding("quick", len(texts), 70.2, 50.0, 250.0, 0.99, 0.98)
    )
    assert cli.main(["bench", "encode", "--documents", "9"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "9 documents of 70.2 tokens on average",
        "plain model.encode:     50.0 documents a second",
        "as documents are:      250.0, 5.0 times (quick)",
        "recall@10 of the plain model's neighbours: 0.990; for plain queries 0.980",
    ]
    assert cli.main(["bench", "encode", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ratio"] == 5.0


def test_searching_is_printed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    asked: list[tuple[int, int, str]] = []

    def searching(real: object, items: int, searches: int, *, kind: str) -> list[Built | Searching]:
        assert np.shape(real) == (12, 512)
        asked.append((items, searches, kind))
        return [
            Built(items, "lists", 53.1, 2.0, 779, 1536),
            Searching(items, 0.001, "exact", 0.15, 0.35, 1.0, 0.1, 0.2, 0.4),
        ]

    monkeypatch.setattr(speed, "searching", searching)
    monkeypatch.setattr(speed, "whole", lambda *_, kind: Whole(2000, 8.5, 24.0, 23.4, 674))
    options = ["bench", "search", "--items", "2000", "--searches", "5", "--index", "lists", "--whole"]
    assert cli.main(options) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        "    2,000 lists: built in 53.1 s, opened in 2.0 s, 779 MB beside 1,536 MB of vectors",
        "    2,000   0.1%  exact     0.15    0.35   1.000       0.10   1.50       0.40",
        "    2,000 whole searches: p50 8.5 ms, p95 24.0 ms; ready in 23.4 s, 674 MB in all",
    ]
    assert asked == [(2000, 5, "lists")]
    assert cli.main([*options[:2], "--items", "7,8", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(one["what"], one["items"]) for one in found] == [
        ("built", 7), ("searching", 7), ("built", 8), ("searching", 8),
    ]  # fmt: skip
    assert found[1]["ratio"] == 1.5


def test_the_columns_stand_under_their_names() -> None:
    line = benches._line({"what": "searching", "ratio": 1.5, "items": 1000000, "kept": 1.0, "index": "lists",
                          "p50": 3.75, "p95": 9.23, "recall": 0.999, "raw_p50": 4.2, "exact_p50": 71.49})  # fmt: skip
    assert len(line) == len(benches._HEAD)


@pytest.mark.parametrize("sizes", ["0", "10,0", "ten", "5,"])
def test_sizes_are_whole_numbers(sizes: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["bench", "search", "--items", sizes])
    assert "whole number" in capsys.readouterr().err


def test_an_index_that_there_is_not_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["bench", "search", "--index", "magic"]) == cli.FAILED
    assert "index is 'magic'. Use one of auto, exact, lists." in capsys.readouterr().err


def test_the_bench_of_messages_is_as_it_was() -> None:
    args = cli._parser().parse_args(["bench", "--runs", "3", "--items", "6"])
    assert (args.run.__name__, args.runs, args.items) == ("bench", 3, "6")

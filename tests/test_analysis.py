"""A file goes through once; a stopped run goes on where it was, and its summary is of all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from chatbot import analysis
from chatbot.analysis import AnalysisError, run
from chatbot.comments import Comment
from chatbot.feedback import Analyst, Opinion

TEXTS = [
    "The kettle boils in a minute and the price is fair",
    "此用户没有填写评价内容",
    "The lid broke, and support never answered, never again",
    "The kettle boils in a minute and the price is fair",
    "质量很好，物流快",
]


def comments() -> Iterator[Comment]:
    yield from (Comment(f"c{n}", text, "kettle") for n, text in enumerate(TEXTS))


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_one_line_a_text(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out.jsonl"
    done = run(comments(), Analyst(), out)
    assert [line.get("set_aside", line.get("language")) for line in lines(out)] == [
        "en", "boilerplate", "en", "duplicate", "zh",
    ]  # fmt: skip
    assert (done.fresh, done.summary.read, dict(done.summary.set_aside)) == (5, 3, {"boilerplate": 1, "duplicate": 1})
    assert done.summary.items["kettle"].texts == 3


def test_a_stopped_run_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "BATCH", 2)
    whole, out = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    before = run(comments(), Analyst(), whole).summary
    out.write_bytes(whole.read_bytes()[:-20])  # cut inside the last line
    done = run(comments(), Analyst(), out)
    assert done.fresh == 1
    assert done.summary == before
    assert out.read_bytes() == whole.read_bytes()
    assert run(comments(), Analyst(), out).fresh == 0


def test_a_file_of_other_comments_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    run(comments(), Analyst(), out)
    with pytest.raises(AnalysisError, match=r"out.jsonl:1: is a line of another file"):
        run([Comment("other", "text")], Analyst(), out)
    with pytest.raises(AnalysisError, match=r"out.jsonl:1: is a line of another file"):
        run([], Analyst(), out)
    out.write_text("[1]\n")
    with pytest.raises(AnalysisError, match=r"out.jsonl:1: not a line of an earlier run"):
        run(comments(), Analyst(), out)


def test_a_sample_is_spread_over_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "_SAMPLE", 4)
    sample: list[Opinion] = []
    many = (Comment(str(n), f"number {n} is quite another text, said by nobody else {n * n}") for n in range(20))
    run(many, Analyst(), tmp_path / "out.jsonl", sample=sample)
    assert 2 <= len(sample) <= 4
    assert int(sample[-1].comment.id) >= 8

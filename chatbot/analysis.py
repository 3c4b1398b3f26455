"""A file of comments, or the log's, through the analyst: one line of JSON a text, in order. Knows files and how a
stopped run goes on; how a text is read `feedback` knows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from chatbot.answered import trim
from chatbot.comments import Comment
from chatbot.feedback import Analyst, Opinion
from chatbot.summary import Summary

BATCH = 256  # texts that are read, and written, at a time


class AnalysisError(ValueError):
    """A file that cannot be gone on with; the message names it and the remedy."""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a run: everything in the file, also of earlier runs, and how many texts this one read."""

    summary: Summary
    fresh: int


def run(comments: Iterable[Comment], analyst: Analyst, out: Path, *, sample: list[Opinion] | None = None) -> Done:
    """Read every comment that `out` has no line of yet. `sample` gets the opinions of this run's every so-many-th text.

    Raises AnalysisError where `out` is of other comments.
    """
    from chatbot.progress import bar

    summary = Summary()
    comments = iter(comments)
    for number, (line, id_) in enumerate(_ids(out), 1):
        comment = next(comments, None)
        if comment is None or comment.id != id_:
            raise AnalysisError(f"{out}:{number}: is a line of another file. Give a new file by --out.")
        analyst.clean(comment)  # it is remembered, so that what repeats it is found
        summary.add(line)
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = 0
    with out.open("a", encoding="utf-8") as file:
        for batch in _batches(bar(comments, "Reading", unit="text")):
            for read in analyst.read(batch):
                line = read.json
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
                summary.add(line)
                if sample is not None and isinstance(read, Opinion):
                    _keep(sample, read, fresh)
                fresh += 1
            file.flush()
    return Done(summary, fresh)


_SAMPLE = 2000


def _keep(sample: list[Opinion], read: Opinion, at: int) -> None:
    """Every text, then every second, fourth ... as they become many: a spread-out part of all, the same at each run."""
    step = 1
    while at // step >= _SAMPLE:
        step *= 2
    if at % step == 0:
        if len(sample) >= _SAMPLE:
            del sample[1::2]
        sample.append(read)


def _ids(out: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """The lines of an earlier run, each with its id; a half-written last one is cut off first."""
    if not out.exists():
        return
    trim(out)
    with out.open(encoding="utf-8") as file:
        for number, text in enumerate(file, 1):
            try:
                line = json.loads(text)
                yield line, str(line["id"])
            except (ValueError, KeyError, TypeError):
                raise AnalysisError(
                    f"{out}:{number}: not a line of an earlier run. Give a new file by --out."
                ) from None


def _batches(comments: Iterable[Comment]) -> Iterator[list[Comment]]:
    comments = iter(comments)
    while batch := list(islice(comments, BATCH)):
        yield batch

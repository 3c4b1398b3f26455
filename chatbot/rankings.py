"""What a ranking has learnt from past dialogues: kept in versions, opened for a shelf, followed while a server runs.

What is kept names no person and holds no words that were said, only their vectors. Knows files; how weights are found
`ladder` knows, what they do `retrieval.learned`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from chatbot import arrays, learnt
from chatbot.arrays import ArraysError
from chatbot.following import Following
from chatbot.learnt import Figure, LearntError, Version
from retrieval.learned import ADDED, GROUPS, Learned
from retrieval.likeness import Likeness
from retrieval.shelf import Shelf
from retrieval.traces import Episode, Moment, Traces

log = logging.getLogger(__name__)
PART, FILE = "ranking", "past"


def keep(
    home: Path,
    shelf: Shelf,
    weights: Mapping[str, float],
    episodes: Sequence[Episode],
    *,
    figure: Figure,
    facts: Mapping[str, Any],
) -> Version:
    """Keep the weights and the past dialogues behind them, as a version that counts from now on unless its figure fell.
    Raises OSError."""
    name = shelf.catalogue.name

    def making(folder: Path) -> None:
        about = {"weights": dict(weights), "encoder": shelf.encoder.name}
        arrays.save(folder, FILE, _tables(episodes), about | {"items": [item.id for item in shelf.catalogue.items]})

    made = learnt.keep(home, name, PART, making, figure=figure, facts=facts)
    if not made.figure.fell:
        learnt.take(home, name, PART, made.name)
    return made


def _tables(episodes: Sequence[Episode]) -> dict[str, Any]:
    """The episodes as arrays: of each its dialogue, its vector and whether it has one; of each item its episode."""
    import numpy as np

    said = [e.moment.said for e in episodes]
    blank = next((np.zeros_like(one) for one in said if one is not None), np.zeros(1, np.float32))
    found: dict[str, Any] = {
        "dialogues": np.array([e.dialogue for e in episodes], np.int64),
        "said": np.array([blank if one is None else one for one in said], np.float32).reshape(len(said), -1),
        "spoken": np.array([one is not None for one in said], np.bool_),
    }
    for name, rows in (("named", [e.moment.named for e in episodes]), ("taken", [e.taken for e in episodes])):
        found[name] = np.array([row for some in rows for row in some], np.int64)
        found[f"{name}_of"] = np.array([at for at, some in enumerate(rows) for _ in some], np.int64)
    return found


def opened(home: Path, shelf: Shelf, name: str = "") -> Learned | None:
    """A version, by default the one that counts, for this shelf; None where none does. Items that have left the
    catalogue since are left out, and what people said where another encoder reads now. Raises LearntError."""
    folder = learnt.opened(home, shelf.catalogue.name, PART, name)
    if folder is None:
        return None
    try:
        kept = arrays.load(folder, FILE)
        assert kept is not None, "the folder's checksums are right"
        tables, about = kept
        weights = {term: float(about["weights"].get(term, term in GROUPS)) for term in (*GROUPS, *ADDED)}
        rows = [shelf.catalogue.row_of.get(item, -1) for item in about["items"]]
        episodes = _episodes(tables, rows, heard=about["encoder"] == shelf.encoder.name)
    except (ArraysError, KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise LearntError(f"{folder}: {error} Learn again: chatbot train ranking.") from None
    likeness = Likeness(shelf)
    return Learned(weights, likeness, Traces(episodes, len(shelf.catalogue.items), likeness.years))


def _episodes(tables: Mapping[str, Any], rows: Sequence[int], *, heard: bool) -> list[Episode]:
    """The episodes of kept tables; `rows` are those of the kept items now, -1 for one that is gone."""
    count = len(tables["dialogues"])
    found: dict[str, list[list[int]]] = {}
    for name in ("named", "taken"):
        lists = found[name] = [[] for _ in range(count)]
        for at, kept in zip(tables[f"{name}_of"].tolist(), tables[name].tolist(), strict=True):
            if rows[kept] >= 0:
                lists[at].append(rows[kept])
    said = [tables["said"][at] if heard and tables["spoken"][at] else None for at in range(count)]
    return [
        Episode(dialogue, Moment(words, tuple(named)), tuple(taken))
        for dialogue, words, named, taken in zip(
            tables["dialogues"].tolist(), said, found["named"], found["taken"], strict=True
        )
    ]


def following(home: Path, shelf: Shelf) -> Callable[[], Learned | None]:
    """What a ranking has learnt, to be asked at each search: a version that is taken later counts from then on. A
    damaged one is told of, and what was there before stays."""

    def failed(error: Exception) -> None:
        log.error("%s", error)

    def first() -> Learned | None:
        try:
            return opened(home, shelf)
        except LearntError as error:
            failed(error)
            return None

    stamp = learnt.stamp(home, shelf.catalogue.name, PART)
    return Following(
        lambda: opened(home, shelf),
        stamp=lambda: learnt.stamp(home, shelf.catalogue.name, PART),
        expected=(LearntError, OSError),
        failed=failed,
        first=(first(), stamp),
    ).current

"""How visitors' comments sound over time: of each item and of each topic, a month at a time. Knows the log's comments
and their reading; no page.

A mood holds no text that a visitor wrote. Comments are read by the words that ship: thousands a second, no model.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import fmean, stdev
from typing import TypeVar

from chatbot.comments import Comment, Heard
from chatbot.feedback import Analyst, Opinion
from chatbot.overview import Listing, share
from chatbot.praise import Opinions
from chatbot.store import Store

MOST = 8  # items, and topics, that are told of: those most spoken of
_TOLD = 3  # topics of an item that are named
_BATCH = 200  # comments read in one go
_Key = TypeVar("_Key", bound=Hashable)
_KNOWN = ("aspect", "attribute")  # kinds of topics that are the same from one comment to the next


@dataclass(frozen=True, slots=True)
class Mood:
    """One comment: its dialogue, its month such as 2026-11, how it sounds (-1 to 1), the ids of the items it is about,
    and the topics it praises (True) or blames."""

    dialogue: str
    month: str
    sentiment: float
    items: tuple[str, ...] = ()
    topics: tuple[tuple[str, bool], ...] = ()


@dataclass
class Moods:
    """The moods of a whole log, kept up to date as it grows. Safe to share between threads."""

    store: Store
    analyst: Callable[[], Analyst]  # a new one: it remembers what went by, to tell repeats
    _found: list[Mood] = field(default_factory=list)
    _last: int = 0
    _read: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._begin()

    def now(self, seconds: float = float("inf")) -> tuple[list[Mood], bool]:
        """What is found within that time, the oldest first, and whether that is all. Raises StoreError."""
        end = time.monotonic() + seconds
        with self._lock:
            if self.store.count(self._last) != self._read:  # somebody was erased
                self._begin()
            batch: list[tuple[str, float, Comment]] = []
            for number, event in self.store.numbered(after=self._last):
                if comment := self._heard.take(event):
                    batch.append((event.session, event.at, comment))
                self._last, self._read = number, self._read + 1
                if len(batch) >= _BATCH:
                    self._add(batch)
                    batch = []
                    if time.monotonic() > end:
                        return list(self._found), False
            self._add(batch)
            return list(self._found), True

    def _begin(self) -> None:
        self._heard, self._analyst = Heard(), self.analyst()
        self._found, self._last, self._read = [], 0, 0

    def _add(self, batch: Sequence[tuple[str, float, Comment]]) -> None:
        read = self._analyst.read([comment for _, _, comment in batch])
        for (dialogue, at, _), opinion in zip(batch, read, strict=True):
            if isinstance(opinion, Opinion):
                self._found.append(_mood(dialogue, at, opinion))


def _mood(dialogue: str, at: float, opinion: Opinion) -> Mood:
    topics = dict.fromkeys((about.aspect, about.praised) for about in opinion.about if about.kind in _KNOWN)
    month = datetime.fromtimestamp(at, UTC).strftime("%Y-%m")
    return Mood(dialogue, month, opinion.sentiment, opinion.items, tuple(topics))


def moods(
    found: Iterable[Mood],
    dialogues: Collection[str],
    *,
    title: Callable[[str], str] = str,
    topic: Callable[[str], str] = str,
) -> list[Listing]:
    """The tables: all comments, those of each item and of each topic, by month, the latest month last. Only comments of
    these dialogues count; `title` names an item by its id, `topic` a topic by its key."""
    kept = [mood for mood in found if mood.dialogue in dialogues]
    months = _grouped((mood.month, mood.sentiment) for mood in kept)
    items = _grouped(((item, mood.month), mood.sentiment) for mood in kept for item in mood.items)
    topics = _grouped(((name, mood.month), praised) for mood in kept for name, praised in mood.topics)
    return [
        Listing(
            "moods",
            ("month", "comments", "sentiment", "low", "high"),
            tuple((month, len(of), *average(of)) for month, of in sorted(months.items())),
        ),
        Listing(
            "item_moods",
            ("title", "month", "comments", "sentiment", "low", "high"),
            tuple((title(item), month, len(of), *average(of)) for item, month, of in _most(items)),
        ),
        Listing(
            "topic_moods",
            ("topic", "month", "comments", "praised", "low", "high"),
            tuple((topic(name), month, len(of), *share(int(sum(of)), len(of))) for name, month, of in _most(topics)),
            3,
        ),
    ]


def voices(opinions: Opinions, *, title: Callable[[str], str] = str, topic: Callable[[str], str] = str) -> Listing:
    """What the last kept analysis of comments or reviews says of each item, the most spoken of first."""
    order = sorted(opinions.items.items(), key=lambda one: (-one[1].texts, one[0]))
    rows = tuple(
        (
            title(item),
            of.texts,
            f"{of.sentiment:+.2f}",
            ", ".join(topic(said.aspect) for said in of.praised[:_TOLD]),
            ", ".join(topic(said.aspect) for said in of.blamed[:_TOLD]),
        )
        for item, of in order
    )
    return Listing("voices", ("title", "texts", "mean", "praise", "blame"), rows, 1)


def average(sentiments: Sequence[float]) -> tuple[float, float, float]:
    """A mean with its 95 % interval, cut at -1 and 1; of a single one nothing is known but that it is between them."""
    mean = fmean(sentiments)
    half = 1.96 * stdev(sentiments) / len(sentiments) ** 0.5 if len(sentiments) > 1 else 2.0
    return round(mean, 3), round(max(-1.0, mean - half), 3), round(min(1.0, mean + half), 3)


def _grouped(pairs: Iterable[tuple[_Key, float]]) -> dict[_Key, list[float]]:
    found: dict[_Key, list[float]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(float(value))
    return found


def _most(found: dict[tuple[str, str], list[float]]) -> list[tuple[str, str, list[float]]]:
    """Those most spoken of, each with its months in order."""
    times: dict[str, int] = {}
    for (name, _), of in found.items():
        times[name] = times.get(name, 0) + len(of)
    order = sorted(times, key=lambda name: (-times[name], name))[:MOST]
    return [
        (name, month, found[name, month]) for name in order for _, month in sorted(k for k in found if k[0] == name)
    ]

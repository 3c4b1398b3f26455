"""How well sentiment and aspects are read, on reviews that people rated: heads taught by each set's own ratings, the
words that ship, and what others use, on the same held-out texts. Knows what is measured; prints nothing.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, field
from math import sqrt
from pathlib import Path
from typing import Any

from chatbot import baselines, heads
from chatbot.aspects import LANGUAGES, Aspects, table
from chatbot.comments import Comment
from chatbot.feedback import Analyst
from chatbot.lexicon import parted
from chatbot.members import Encode
from chatbot.polarity import clauses
from chatbot.render import shipped
from chatbot.reviews import TASKS, Review, Task, all_reviews, held_back, reviews, teaching
from chatbot.scoring import Estimate
from chatbot.sentiment import Judge, Judged

BINS = 10
_WORST = 3  # misses of a set that are shown
WAYS = {
    "head": "taught head",
    "quick": "head, no encoder",
    "words": "shipped words",
    "plain": "TF-IDF + LR",
    "vader": "VADER",
}


@dataclass(frozen=True, slots=True)
class Miss:
    """A text that the head is surest of and wrong about."""

    set: str
    text: str
    rating: float
    read: float
    confidence: float


@dataclass(frozen=True)
class Appraised:
    """One set: how many texts taught and were held back; the share that each way gets right, with its 95 % interval;
    the expected calibration error; bins of (confidence, share right, texts); misses; texts a second."""

    name: str
    language: str
    taught: int
    held: int
    least: float
    right: Mapping[str, Estimate]
    calibration: Mapping[str, float]
    bins: Sequence[tuple[float, float, int]] = ()
    misses: Sequence[Miss] = ()
    speed: Mapping[str, float] = field(default_factory=dict)


def appraise(
    data: Path, encoder: Callable[[], tuple[str, Encode] | None], *, sets: Sequence[str] = (), with_vader: bool = True
) -> Iterable[Appraised]:
    """Each set in turn. Raises GoldError, BaselineError and what loading the encoder raises."""
    every = reviews(data)
    for task in TASKS:
        if not sets or task.name in sets:
            yield _of_set(task, every, encoder, with_vader=with_vader)


def _of_set(
    task: Task, every: Sequence[Review], encoder: Callable[[], tuple[str, Encode] | None], *, with_vader: bool
) -> Appraised:
    taught, held = teaching(task, every), held_back(task, every)
    language, texts = held[0].language, [review.text for review in held]
    name, encode = (encoder() if language == "en" else None) or ("", None)
    known, ratings = [review.text for review in taught], [review.rating for review in taught]
    head = heads.train(known, ratings, language, encode=encode, encoder=name)
    judges = {"head": Judge({language: head}, encode), "words": Judge({})}
    if encode:
        judges["quick"] = Judge({language: head})
    levels, speed = head.levels, {}
    read: dict[str, list[float]] = {}
    judged: dict[str, list[Judged]] = {}
    for way, judge in judges.items():
        judged[way], speed[way] = _timed(judge, held, language)
        read[way] = [_rating(one, levels) for one in judged[way]]
    plain = baselines.Plain(known, ratings, language)
    start = time.perf_counter()
    read["plain"] = plain.ratings(texts)
    speed["plain"] = round(len(texts) / (time.perf_counter() - start))
    if with_vader and language == "en":
        read["vader"] = [_at(score, levels) for score in baselines.vader(texts)]
    truth = [review.rating for review in held]
    right = {way: share([a == b for a, b in zip(found, truth, strict=True)]) for way, found in read.items()}
    bins = {way: _bins(judged[way], truth, levels) for way in judges}
    errors = {way: round(_calibration(found), 4) for way, found in bins.items()}
    misses = _misses(task, held, judged["head"], levels)
    return Appraised(
        task.name, language, len(taught), len(held), task.least, right, errors, bins["head"], misses, speed
    )


def _timed(judge: Judge, held: Sequence[Review], language: str) -> tuple[list[Judged], float]:
    """What a judge says of each, and how many texts a second the whole reading takes, aspects too."""
    texts = [review.text for review in held]
    found = [clauses(text, language) for text in texts]
    judged = judge.judge(texts, found, language)  # also to warm up
    analyst = Analyst(judge)
    start = time.perf_counter()
    analyst.read([Comment(review.id, review.text) for review in held])
    return judged, round(len(texts) / (time.perf_counter() - start))


def _rating(judged: Judged, levels: Sequence[float]) -> float:
    return judged.level if judged.level is not None else _at(judged.sentiment, levels)


def _at(sentiment: float, levels: Sequence[float]) -> float:
    """The level that a sentiment from -1 to 1 falls to, in equal steps; 0 counts as blame."""
    place = int((sentiment + 1) / 2 * len(levels) - (1e-9 if sentiment <= 0 else 0))
    return levels[min(max(place, 0), len(levels) - 1)]


def share(right: Sequence[bool]) -> Estimate:
    """A share and its 95 % interval (Wilson 1927)."""
    n, p, z = len(right), sum(right) / len(right), 1.96
    middle, half = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return Estimate(p, (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n))


# Calibration: of the direction


def _bins(judged: Sequence[Judged], truth: Sequence[float], levels: Sequence[float]) -> list[tuple[float, float, int]]:
    """By equal steps of confidence from .5 to 1: the mean confidence, how often the direction is right, how many."""
    middle = (levels[0] + levels[-1]) / 2
    found: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for one, rating in zip(judged, truth, strict=True):
        if rating != middle:
            place = min(int((one.confidence - 0.5) * 2 * BINS), BINS - 1)
            found[place].append((one.confidence, (one.sentiment > 0) == (rating > middle)))
    return [
        (round(sum(c for c, _ in one) / len(one), 4), round(sum(r for _, r in one) / len(one), 4), len(one))
        if one else (0.0, 0.0, 0)
        for one in found
    ]  # fmt: skip


def _calibration(bins: Sequence[tuple[float, float, int]]) -> float:
    """The expected calibration error (Naeini et al. 2015)."""
    total = sum(n for _, _, n in bins)
    return sum(n * abs(confidence - right) for confidence, right, n in bins) / max(1, total)


def _misses(task: Task, held: Sequence[Review], judged: Sequence[Judged], levels: Sequence[float]) -> list[Miss]:
    middle = (levels[0] + levels[-1]) / 2
    wrong = [
        Miss(task.name, review.text, review.rating, one.sentiment, one.confidence)
        for review, one in zip(held, judged, strict=True)
        if review.rating != middle and (one.sentiment > 0) != (review.rating > middle)
    ]
    return sorted(wrong, key=lambda miss: -miss.confidence)[:_WORST]


# Aspects


@dataclass(frozen=True, slots=True)
class Found:
    """Aspects with their direction: how many were marked, found, and right; and right but for the direction."""

    texts: int
    marked: int
    found: int
    right: int
    named: int

    @property
    def figures(self) -> dict[str, float]:
        """Precision, recall and F1 with the direction, and F1 without it."""
        both = self.found + self.marked
        return {
            "precision": self.right / max(1, self.found), "recall": self.right / max(1, self.marked),
            "f1": 2 * self.right / max(1, both), "f1_aspect": 2 * self.named / max(1, both),
        }  # fmt: skip


def aspects_found(data: Path) -> dict[str, Found]:
    """By language, on the reviews that were marked by hand (data/measured/aspects.tsv)."""
    texts = {review.id: review for review in all_reviews(data)}
    path = shipped("data") / "measured" / "aspects.tsv"
    with path.open(encoding="utf-8", newline="") as file:
        marks = {row["review"]: row["marks"] or "" for row in csv.DictReader(file, delimiter="\t")}
    return {
        language: counted(
            [(texts[i].text, said) for i, said in marks.items() if texts[i].language == language], language
        )
        for language in LANGUAGES
    }


def counted(marked: Iterable[tuple[str, str]], language: str) -> Found:
    """Texts and their marks ("camera +; battery -"), counted."""
    aspects, total = Aspects(language), Found(0, 0, 0, 0, 0)
    for text, said in marked:
        gold = marks_of(said, language)
        mine = {(about.aspect, about.praised) for about in aspects.about(clauses(text, language))}
        named = len({name for name, _ in gold} & {name for name, _ in mine})
        one = (1, len(gold), len(mine), len(gold & mine), named)
        total = Found(*(a + b for a, b in zip(astuple(total), one, strict=True)))
    return total


def marks_of(said: str, language: str) -> set[tuple[str, bool]]:
    """Marks as aspects and whether they are praised; an aspect may be named by any of its words."""
    names = {
        term: name for name, entry in reversed(table().items()) for term in (*parted(entry.get(language, "")), name)
    }
    found = set()
    for mark in parted(said):
        word, _, sign = mark.rpartition(" ")
        found.add((names.get(word, word), sign == "+"))
    return found


def as_json(appraised: Sequence[Appraised], aspects: Mapping[str, Found]) -> dict[str, Any]:
    """All of it as plain JSON."""
    return {
        "sets": [asdict(one) for one in appraised],
        "aspects": {name: {**asdict(one), **one.figures} for name, one in aspects.items()},
    }

"""Reviews with ratings that others gathered, for measuring: which set each is of, and which part is held back. Knows
one file of the measuring data; trains nothing.

A text falls to a part by its letters alone: sha256 of them, without case, spaces and punctuation, in UTF-8; the first
eight hex digits, modulo five. Part 0 is held back. So a text that stands there twice is on one side only.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chatbot.gold import GoldError
from retrieval.tables import rows

PARTS, HELD = 5, 0


@dataclass(frozen=True, slots=True)
class Review:
    """A review, the set it is of, and what it was rated: 0 or 1, or from 1 to 5."""

    id: str
    text: str
    language: str
    set: str
    rating: float
    part: int

    @property
    def held(self) -> bool:
        """Whether nothing may learn from it."""
        return self.part == HELD


@dataclass(frozen=True, slots=True)
class Task:
    """One set to be measured: the least share that is to be right, and other sets of the same kind of thing that teach
    as well, their ratings made 0 and 1."""

    name: str
    least: float
    also: tuple[str, ...] = ()


TASKS = (
    Task("shopping", 0.90),
    Task("takeaway", 0.88),
    Task("hotels", 0.88),
    Task("products", 0.90),
    Task("screen", 0.90, ("levels",)),
    Task("levels", 0.50),
)
_SETS = {"waimai_10k": "takeaway", "ChnSentiCorp_htl_all": "hotels", "online_shopping_10_cats": "shopping"}
_HOTELS = "酒店"  # a domain of the shopping set; its texts are those of the hotel set


def reviews(data: Path) -> list[Review]:
    """The reviews, each text once in its set. Raises GoldError where the file is not there or is another."""
    found: dict[tuple[str, str], Review] = {}
    for review in all_reviews(data):
        found.setdefault((review.set, letters(review.text)), review)
    return list(found.values())


def all_reviews(data: Path) -> Iterator[Review]:
    """As `reviews`, also what stands there twice."""
    path = data / "reviews" / "reviews.jsonl.gz"
    if not path.is_file():
        raise GoldError(f"{path} is not there. Give the folder of the measuring data by --data.")
    for line, row in rows(path):
        try:
            yield _review(row)
        except (KeyError, TypeError, ValueError) as error:
            why = f"not a review with source, text and label ({error}). Take the file again."
            raise GoldError(f"{path}:{line}: {why}") from None


def _review(row: Mapping[str, Any]) -> Review:
    source, text = str(row["source"]), str(row["text"])
    rating = row["label"] if row["label"] is not None else row["rating5"]
    return Review(str(row["review_id"]), text, str(row["lang"]), _set(source, row), float(rating), part(text))


def _set(source: str, row: Mapping[str, Any]) -> str:
    if row["label"] is None:
        return "levels"
    if source in _SETS:
        return "hotels" if row["domain"] == _HOTELS else _SETS[source]
    return "products" if "amazon" in str(row["domain"]) else "screen"


def part(text: str) -> int:
    """Which part a text is of."""
    return int(hashlib.sha256(letters(text).encode()).hexdigest()[:8], 16) % PARTS


def letters(text: str) -> str:
    """What a text is told apart by."""
    return "".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text.casefold())))


def teaching(task: Task, every: Sequence[Review]) -> list[Review]:
    """The reviews that may teach a set's head: its own that are not held back, and those of sets of the same kind, of
    five levels the outer ones."""
    own = [review for review in every if review.set == task.name and not review.held]
    return own + [two for review in every if review.set in task.also and not review.held for two in _as_two(review)]


def held_back(task: Task, every: Iterable[Review]) -> list[Review]:
    """The reviews of a set that nothing learns from."""
    return [review for review in every if review.set == task.name and review.held]


def _as_two(review: Review) -> list[Review]:
    if review.rating == 3:
        return []
    return [Review(review.id, review.text, review.language, review.set, float(review.rating > 3), review.part)]

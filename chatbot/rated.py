"""Heads out of an owner's rated comments: which of them teach, how good what was taught is beside the words alone, and
where it is kept. Knows comments and heads; no command line.
"""

from __future__ import annotations

import hashlib
import heapq
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from chatbot import headfile, learnt
from chatbot.aspects import LANGUAGES
from chatbot.cleaning import Cleaner
from chatbot.comments import Comment
from chatbot.heads import Head, HeadError, levels_of, train
from chatbot.learnt import Figure
from chatbot.members import Encode
from chatbot.polarity import clauses
from chatbot.sentiment import Judge

PART = "sentiment"
MOST = 12_000  # rated texts of a language that teach; of more a part that is the same at every run
_HELD = 10  # one text in so many is held back to see how good the head is

log = logging.getLogger(__name__)
Rated = tuple[str, float]


@dataclass(frozen=True, slots=True)
class Taught:
    """A head, and of texts that were held back: how many, the share whose direction the words alone see, and it."""

    head: Head
    held: int
    words: float
    right: float


def rated(comments: Iterable[Comment]) -> dict[str, list[Rated]]:
    """The rated texts of each language that a head can be taught with, cleaned, no more than MOST of each."""
    cleaner = Cleaner()
    chosen: dict[str, list[tuple[int, str, float]]] = {language: [] for language in LANGUAGES}
    for comment in comments:
        if comment.rating is None:
            continue
        clean = cleaner.take(comment.id, comment.text, person=comment.person, item=comment.item)
        if clean.reason:
            continue
        heap, entry = chosen[clean.language], (-place(clean.text), clean.text, comment.rating)
        if len(heap) < MOST:
            heapq.heappush(heap, entry)
        else:
            heapq.heappushpop(heap, entry)
    return {language: [(text, rating) for _, text, rating in sorted(heap)] for language, heap in chosen.items()}


def place(text: str) -> int:
    """A number that a text has by its letters, the same at every run: what falls to which part goes by it."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:6])


def teach(texts: Sequence[Rated], language: str, encode: Callable[[], tuple[str, Encode] | None]) -> Taught | None:
    """A head of rated texts; None where they are too few. `encode` gives an encoder and its name, if one is of use."""
    levels = levels_of([rating for _, rating in texts])
    if len(levels) < 2:
        return None
    held = [one for one in texts if place(one[0]) % _HELD == 0]
    rest = [one for one in texts if place(one[0]) % _HELD]
    named = encode() if language == "en" else None
    name, encoder = named or ("", None)
    try:
        head = train([t for t, _ in rest], [r for _, r in rest], language, encode=encoder, encoder=name)
    except HeadError as error:
        log.info("%s", error)
        return None
    middle = (levels[0] + levels[-1]) / 2
    told = [one for one in held if one[1] != middle]
    return Taught(head, len(told), *(_right(told, judge, language, middle) for judge in (
        Judge({}), Judge({language: head}, encoder)
    )))  # fmt: skip


def _right(texts: Sequence[Rated], judge: Judge, language: str, middle: float) -> float:
    """The share of texts whose direction is seen."""
    found = judge.judge([text for text, _ in texts], [clauses(text, language) for text, _ in texts], language)
    right = sum((one.sentiment > 0) == (rating > middle) for one, (_, rating) in zip(found, texts, strict=True))
    return right / max(1, len(texts))


def heads_in(folder: Path | None) -> dict[str, Head]:
    """The heads of a folder by language. Raises HeadError where one is damaged."""
    found = {language: headfile.load(folder, language) for language in LANGUAGES} if folder else {}
    return {language: head for language, head in found.items() if head}


def keep(home: Path, catalogue: str, taught: Sequence[Taught]) -> str:
    """Keep heads for a catalogue; the version's name. It counts from now on unless it is worse than the words alone.

    Raises OSError.
    """

    def making(folder: Path) -> None:
        for one in taught:
            headfile.save(one.head, folder)

    held = max(1, sum(one.held for one in taught))
    before = sum(one.words * one.held for one in taught) / held
    after = sum(one.right * one.held for one in taught) / held
    facts = {one.head.language: one.head.trained_on for one in taught}
    made = learnt.keep(home, catalogue, PART, making, figure=Figure("direction seen", before, after), facts=facts)
    if not made.figure.fell:
        learnt.take(home, catalogue, PART, made.name)
    return made.name

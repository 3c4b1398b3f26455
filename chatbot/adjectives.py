"""Adjectives of number fields out of their comparatives: "shorter" also means "short" and "shortest", "更短" "最短".

Knows how English and Chinese grade; which words belong to which field the fields file says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from chatbot.wording import is_wide
from retrieval.catalogue import Field

_DEGREE = re.compile(r"^(?:更加?|再)|(?:一点|一些|点|些)$")
_DENIED = re.compile(r"^(?:别太|不要太|不太|不)")
_TWICE = re.compile(r"([bdfglmnprt])\1$")


@dataclass(frozen=True, slots=True)
class Extreme:
    """The items of which a question asks for the one with the lowest or the highest number; `words` ask for it."""

    field: Field
    lowest: bool
    words: str


def extreme(message: str, fields: Iterable[Field]) -> Extreme | None:
    """Of which number field the lowest or highest is asked for, by a superlative or, of two, a comparative."""
    low = message.lower()
    found = [
        (len(word), Extreme(f, lowest, word))
        for f in fields
        for words, lowest in ((f.less, True), (f.more, False))
        for one in words
        for word in (*superlatives(one), one.lower())
        if _stands(word, low)
    ]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def fields_graded(message: str, fields: Sequence[Field]) -> list[Field]:
    """The number fields whose adjective is asked about: "is it long?", "longer than", "贵吗"."""
    low = message.lower()
    return [
        f for f in fields
        if any(_asked(word, low) for one in (*f.less, *f.more) for word in (one.lower(), *plain(one)))
    ]  # fmt: skip


@lru_cache(maxsize=1024)
def superlatives(comparative: str) -> tuple[str, ...]:
    """What says that none is more so: "cheaper" -> "cheapest", "more complex" -> "most complex"; () if nothing does."""
    word = comparative.lower()
    if is_wide(word):
        bare = "" if _DENIED.match(word) else _bare(word)
        return (f"最{bare}", f"{bare[:-1]}最{bare[-1]}") if bare else ()
    first, _, rest = word.partition(" ")
    tail = f" {rest}" if rest else ""
    if first in ("more", "less") and rest:
        return (f"{'most' if first == 'more' else 'least'}{tail}",)
    return (f"{first[:-2]}est{tail}",) if first.endswith("er") else ()


@lru_cache(maxsize=1024)
def plain(comparative: str) -> tuple[str, ...]:
    """The adjective without degree, in its possible spellings: "simpler" -> "simple", "easier" -> "easy"."""
    word = comparative.lower()
    if is_wide(word):
        return (_bare(word),) if _bare(word) else ()
    first, _, rest = word.partition(" ")
    if first in ("more", "less") and rest:
        return (rest,) if " " not in rest and rest != "players" else ()
    if rest or not first.endswith("er"):
        return ()
    stem = first[:-2]
    spellings = (f"{stem[:-1]}y",) if stem.endswith("i") else (stem, f"{stem}e")
    return (*spellings, stem[:-1]) if _TWICE.search(stem) else spellings


def positives(message: str) -> Iterator[str]:
    """The message with each superlative brought back to its adjective: "the scariest" -> "the scary"."""
    for ending, instead in ((r"iest\b", "y"), (r"([bdgmnpt])\1est\b", r"\1"), (r"est\b", ""), (r"est\b", "e")):
        yield re.sub(rf"(?<=[a-z]){ending}", instead, message)
    yield re.sub(r"最", "", message)


def _bare(word: str) -> str:
    """A Chinese comparative without its degree, where a short adjective is left."""
    bare = _DEGREE.sub("", _DEGREE.sub("", _DENIED.sub("", word)))
    return bare if 0 < len(bare) <= 3 else ""


def _stands(word: str, low: str) -> bool:
    if is_wide(word):
        return word in low
    return re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", low) is not None


def _asked(word: str, low: str) -> bool:
    if is_wide(word):
        return re.search(rf"[多太很最]{word}|{word}(?:[吗么呢?？]|不{word[0]}|$)", low) is not None
    return re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", low) is not None

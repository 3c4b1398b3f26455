"""The words of a text: cut, folded, and where they stand. Knows nothing of catalogues or ranking.

Folding takes away what people leave out when they type: case, accents, apostrophes, plural endings. Scripts written
without spaces (Chinese, Japanese, Korean, Thai ...) are cut into single characters, so that a name is found inside a
sentence as a run of words is in English.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

# Thai and Lao, Burmese, Khmer, kana, Han, Hangul. Korean has spaces, but its particles are glued to the word before.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_LETTER = rf"(?:[^\W_{_UNSPACED}]|[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0d7f])"
_WORD = re.compile(rf"[{_UNSPACED}]|&|{_LETTER}+(?:['’]{_LETTER}+)*")
_CHARACTER = re.compile(rf"[{_UNSPACED}]")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "'": "", "’": ""})


class Word(NamedTuple):
    """One word of a text: folded, and its half-open span of characters in the text."""

    text: str
    start: int
    end: int


def listed(text: str) -> frozenset[str]:
    """The words of a word list."""
    return frozenset(text.split())


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Lower case, without accents and apostrophes: "Amélie's" -> "amelies"."""
    if word == "&":
        return "and"
    flat = unicodedata.normalize("NFKD", word.casefold())
    # Only the marks of Latin, Greek and Cyrillic go: those of Japanese and Hindi make other letters.
    kept = "".join(c for c in flat if not "\u0300" <= c <= "\u036f").translate(_LETTERS)
    return unicodedata.normalize("NFC", kept)


def cut(text: str) -> list[Word]:
    """The words of a text in order, folded, with their spans."""
    found = (Word(fold(m.group()), m.start(), m.end()) for m in _WORD.finditer(text))
    return [word for word in found if word.text]


def key(text: str) -> str:
    """A text as its folded words, parted by one space: what names are looked up by."""
    return " ".join(word.text for word in cut(text))


def singular(word: str) -> str:
    """A folded English word without its plural ending, by rule: wrong at times, but always the same."""
    if len(word) < 4:
        return word
    for ending, instead in (("ieves", "ief"), ("lves", "lf"), ("ies", "y"), ("ie", "y"), ("oes", "o"), ("sses", "ss")):
        if word.endswith(ending):
            return word[: -len(ending)] + instead
    if word.endswith(("ches", "shes", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def base(folded: str) -> str:
    """A key with each of its words in the singular."""
    return " ".join(singular(word) for word in folded.split())


def is_character(word: str) -> bool:
    """Whether the word is one character of a script that is written without spaces."""
    return len(word) == 1 and _CHARACTER.match(word) is not None


def searchable(text: str) -> list[str]:
    """The words by which a text is found: singular; characters of unspaced scripts in overlapping pairs."""
    found: list[str] = []
    before: Word | None = None
    for word in cut(text):
        if not is_character(word.text):
            found.append(singular(word.text))
            before = None
            continue
        if before is not None and before.end == word.start:
            found.append(before.text + word.text)
        found.append(word.text)
        before = word
    return found

"""Words of praise and complaint, and how much praise a stretch of text holds. Knows words, negation and emphasis in
English and Chinese; nothing of what is praised.

The words are the project's own (data/opinions); nothing is learnt here, so this is what judges where an owner has no
rated texts yet.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

from chatbot.render import shipped
from chatbot.wording import stem
from retrieval.words import Word, cut, is_character

FOLDER = "opinions"
_Value = TypeVar("_Value")

_STRONGER, _WEAKER, _TURNED = 1.4, 0.6, -0.7
_BLAME = (
    1.5  # what blame counts in English, where people praise by habit (Taboada et al. 2011, Computational Linguistics)
)
_REACH = {"en": 4, "zh": 4}  # words, in Chinese characters, from a negation to what it turns
_SURE_OF = 2.0  # how much praise, net, is about three quarters of the way to 1


@dataclass(frozen=True, slots=True)
class Praise:
    """One word of praise or blame: its half-open span of characters, and its weight there, from -4 (blame) to 4."""

    start: int
    end: int
    weight: float


class Finder(Generic[_Value]):
    """Finds words and sayings in a text; of several that begin at a word the longest. Immutable."""

    def __init__(self, terms: Mapping[str, _Value], *, exact: bool = False) -> None:
        """`terms`: what to look for, and what it stands for; in whichever form, or `exact`ly so."""
        self._alone: dict[str, _Value] = {}
        self._longer: dict[tuple[str, str], list[tuple[tuple[str, ...], _Value]]] = {}
        for term, value in terms.items():
            forms = tuple(word.text if exact else form(word.text) for word in cut(term))
            if len(forms) == 1:
                self._alone.setdefault(forms[0], value)
            elif forms:
                self._longer.setdefault((forms[0], forms[1]), []).append((forms, value))
        for found in self._longer.values():
            found.sort(key=lambda entry: -len(entry[0]))

    def find(self, forms: Sequence[str]) -> list[tuple[int, int, _Value]]:
        """(first, behind the last, value) of each, by place among the words' forms (for an exact finder the words
        themselves), in order, none over another."""
        found, at = [], 0
        for first, behind, value in self._each(forms):
            if first >= at:
                found.append((first, behind, value))
                at = behind
        return found

    def everywhere(self, forms: Sequence[str]) -> list[tuple[int, int, _Value]]:
        """As `find`, also those that lie over one another."""
        return list(self._each(forms))

    def _each(self, forms: Sequence[str]) -> Iterator[tuple[int, int, _Value]]:
        """All that stands there, by the first word, of those that begin at a word the longest first."""
        alone, longer = self._alone, self._longer
        for at, (one, two) in enumerate(zip(forms, [*forms[1:], ""], strict=False)):
            for term, value in longer.get((one, two), ()):
                behind = at + len(term)
                if len(term) == 2 or tuple(forms[at:behind]) == term:
                    yield at, behind, value
            if one in alone:
                yield at, at + 1, alone[one]


@lru_cache(maxsize=100_000)
def form(word: str) -> str:
    """What a folded word is looked up by: its stem, or itself where it is one character."""
    return word if is_character(word) or not word.isascii() or len(word) < 4 else stem(word)


@dataclass(frozen=True, slots=True)
class Said:
    """A text as it is looked through: its words, and their forms."""

    text: str
    words: Sequence[Word]
    forms: Sequence[str]

    @classmethod
    def of(cls, text: str) -> Said:
        """Cut it."""
        words = cut(text)
        return cls(text, words, [form(word.text) for word in words])


class Lexicon:
    """The words of one language. Immutable; share it freely."""

    def __init__(self, language: str, tables: Mapping[str, Any]) -> None:
        weights = {term: float(group) for group, terms in tables["words"].items() for term in parted(terms)}
        self._wide = language == "zh"
        self._reach = _REACH[language]
        self._opinions = Finder(weights)
        negations = dict.fromkeys(parted(tables["negations"]["words"]), True)
        shields = dict.fromkeys(
            (*weights, *parted(tables["negations"]["but"])), False
        )  # 不错 negates nothing behind it
        self._negations = Finder(shields | negations)
        stronger = dict.fromkeys(parted(tables["stronger"]["words"]), _STRONGER)
        self._emphasis = Finder(stronger | dict.fromkeys(parted(tables["weaker"]["words"]), _WEAKER))
        self.contrasts = Finder(dict.fromkeys(parted(tables["contrasts"]["words"]), True))
        self.conceding = Finder(dict.fromkeys(parted(tables["conceding"]["words"]), True))
        self._wishes = Finder(dict.fromkeys(parted(tables["wishes"]["words"]), True))

    def opinions(self, said: Said) -> list[Praise]:
        """The words of praise and blame in a clause, each as negation and emphasis leave it."""
        found = self._opinions.find(said.forms)
        return [self.weighed(said, first, behind, weight) for first, behind, weight in found if weight]

    def weighed(self, said: Said, first: int, behind: int, weight: float) -> Praise:
        """What the words from `first` on weigh where they stand: "not very good" less than nothing."""
        low = max(0, first - self._reach)
        before = said.forms[low:first]
        near = [times for _, end, times in self._emphasis.find(before) if len(before) - end <= 1]
        for times in near[-1:]:
            weight *= times
        turns = [
            end for _, end, turn in self._negations.find(before) if turn and not self._fresh(said, low + end, first)
        ]
        if len(turns) % 2:
            weight *= _TURNED
        if weight > 0 and self._wishes.find(said.forms[max(0, first - 2 * self._reach) : first]):
            weight = -weight  # "I wish it weren't so heavy", "could have been good"
        if not self._wide and weight < 0:
            weight *= _BLAME
        return Praise(said.words[first].start, said.words[behind - 1].end, max(-4.0, min(4.0, weight)))

    def _fresh(self, said: Said, after: int, first: int) -> bool:
        """Whether a thought begins between a negation and what stands behind it, so that it is not turned."""
        if after >= first:
            return False
        between = said.text[said.words[after - 1].end : said.words[first].start]
        return any(mark in between for mark in ",;:.!?，；：。！？、")


def parted(terms: str) -> list[str]:
    """The terms of a list that is parted by semicolons."""
    return [term for part in terms.split(";") if (term := part.strip())]


@lru_cache
def lexicon(language: str) -> Lexicon:
    """The words that ship for a language: en or zh."""
    path = shipped("data") / FOLDER / f"words.{language}.toml"
    return Lexicon(language, tomllib.loads(path.read_text(encoding="utf-8")))


def squashed(praise: float) -> float:
    """A sum of weights as a sentiment from -1 to 1."""
    return praise / (abs(praise) + _SURE_OF) if praise else 0.0


def net(opinions: Iterable[Praise]) -> float:
    """Praise less blame."""
    return sum(opinion.weight for opinion in opinions)

"""What a text says of which aspect: "great camera, poor battery" praises one and blames the other. Knows the general
aspects that ship (data/opinions/aspects.toml), a catalogue's soft attributes, and how nouns and praise go together.

An aspect is named ("the camera") or told by a word of its own ("pricey"). What is said of it is looked for in its
clause: first the words that praise or blame this aspect alone ("long" of a battery), then any praise or blame, the
nearest first. A clause that only names one shares what the next says of the list: "the bed and the floor were dirty".
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from chatbot.lexicon import FOLDER, Finder, Praise, lexicon, parted, squashed
from chatbot.polarity import Clause
from chatbot.render import shipped
from retrieval.attributes import Attributes
from retrieval.words import cut, listed

Kind = Literal["aspect", "attribute", "phrase"]
LANGUAGES = ("en", "zh")
_OWN = 2.0  # what a word of the aspect's own weighs
_LEAST = 0.25  # praise or blame below it is none
_NONE = "none"  # the entry of words that hold the name of an aspect and are none
_FEW = 4  # words of a clause that goes on with a list: "great graphics, sound and music"


@dataclass(frozen=True, slots=True)
class About:
    """What is said of one aspect: its name, from -1 to 1 how it is praised, and the words that show it."""

    aspect: str
    polarity: float
    quote: str
    start: int
    kind: Kind = "aspect"

    @property
    def praised(self) -> bool:
        return self.polarity > 0


@dataclass(frozen=True, slots=True)
class _Term:
    """A word that names an aspect or (`tells`) speaks of it; a vague one may be said of any other aspect."""

    aspect: str
    kind: Kind
    tells: bool
    vague: bool
    own: Finder[float]  # words that praise or blame this aspect


@dataclass(frozen=True, slots=True)
class _Named:
    """A term in a clause: its words from `first` to before `behind`, and its half-open span of characters."""

    term: _Term
    first: int
    behind: int
    start: int
    end: int


class Aspects:
    """The aspects that are looked for in one language. Immutable; share it freely."""

    def __init__(self, language: str, attributes: Attributes | None = None) -> None:
        """`attributes`: the soft attributes of a catalogue."""
        self.language = language
        self._lexicon = lexicon(language)
        terms: dict[str, _Term] = {}
        for name, entry in table().items():
            if name == _NONE:
                continue
            good = dict.fromkeys(parted(entry.get(f"good_{language}", "")), _OWN)
            own = Finder(good | dict.fromkeys(parted(entry.get(f"bad_{language}", "")), -_OWN))
            for term in parted(entry.get(language, "")):
                terms.setdefault(term, _Term(name, "aspect", False, False, own))
            for term in parted(entry.get(f"tells_{language}", "")):
                terms.setdefault(term, _Term(name, "aspect", True, bool(entry.get("vague")), own))
        none: Finder[float] = Finder({})
        for term in parted(table()[_NONE][language]):
            terms.setdefault(term, _Term("", "aspect", False, False, none))
        for said in attributes.names if attributes else ():
            name = (attributes.attribute_of(said) if attributes else "") or said
            terms.setdefault(said, _Term(name, "attribute", False, False, none))
        self._finder = Finder(terms, exact=True)

    def about(self, found: Sequence[Clause]) -> list[About]:
        """What these clauses, of one text, say of which aspects; one entry an aspect and a direction."""
        named = [self._named(clause) for clause in found]
        said: list[About] = []
        before: tuple[int, float] | None = None  # the sentence of the aspect judged last, and how
        for at, clause in enumerate(found):
            for one in named[at]:
                weight = self._weight(one, clause, named[at])
                if weight is None and at + 1 < len(found):
                    weight = self._borrowed(one, clause, found[at + 1], named[at + 1])
                if weight is None and before and before[0] == clause.sentence and _goes_on(one, clause):
                    weight = before[1]
                if weight is not None and abs(weight) >= _LEAST:
                    said.append(_about(one.term.aspect, weight, clause, one.term.kind))
                    before = (clause.sentence, weight)
            said += _phrases(clause, named[at])
        return _merged(said)

    def called(self, words: str) -> tuple[str, Kind]:
        """The aspect or attribute that these words name or tell of; else the words themselves, as a phrase."""
        found = [term for _, _, term in self._finder.find([word.text for word in cut(words)]) if term.aspect]
        return (found[0].aspect, found[0].kind) if found else (words.strip().lower(), "phrase")

    def _named(self, clause: Clause) -> list[_Named]:
        words = clause.said.words
        found = self._finder.find([word.text for word in words])
        named = [_Named(term, a, b, words[a].start, words[b - 1].end) for a, b, term in found if term.aspect]
        # Of two names in a row the first says which thing it is: 物流速度, "food quality".
        heads = [one for at, one in enumerate(named) if not at or named[at - 1].behind < one.first or one.term.tells]
        plain = any(not one.term.vague for one in heads)
        return [one for one in heads if not (plain and one.term.vague)]

    def _weight(self, one: _Named, clause: Clause, others: Sequence[_Named]) -> float | None:
        """How the aspect is praised in its clause, None where nothing is said of it there."""
        if one.term.kind == "attribute":
            return _attributed(one, clause)
        own = [
            self._lexicon.weighed(clause.said, first, behind, weight)
            for first, behind, weight in one.term.own.everywhere(clause.said.forms)
        ]
        if telling := [o for o in _longest(own) if one.start <= o.start and o.end <= one.end]:
            return sum(o.weight for o in telling) / len(telling)
        same = [other for other in others if other.term.aspect == one.term.aspect]
        mine = [o for o in _longest(own) if _nearest(o, others) in same]
        if mine:
            return sum(o.weight for o in mine) / len(mine)
        names = [other for other in others if not other.term.tells]
        general = [o for o in clause.opinions if not any(n.start < o.end and o.start < n.end for n in names)]
        mine = [o for o in general if _nearest(o, others) in same]
        if mine:
            return sum(o.weight for o in mine)
        if one.term.tells or not general:
            return None
        return sum(o.weight for o in general) / len(general)  # "the story and the acting were great"

    def _borrowed(self, one: _Named, clause: Clause, following: Clause, named: Sequence[_Named]) -> float | None:
        """What the next clause of the sentence says, where this one only names the aspect."""
        if one.term.tells or one.term.kind != "aspect" or clause.opinions or len(clause.said.words) > 8:
            return None
        if following.sentence != clause.sentence or not following.opinions:
            return None
        if named and (following.turns or following.concedes):
            return None
        return sum(o.weight for o in following.opinions) / len(following.opinions)


def _goes_on(one: _Named, clause: Clause) -> bool:
    """Whether a clause only names an aspect, as the next of a list."""
    few = _FEW * (2 if clause.language == "zh" else 1)
    return one.term.kind == "aspect" and not clause.opinions and len(clause.said.words) <= few and not clause.turns


def _about(aspect: str, weight: float, clause: Clause, kind: Kind) -> About:
    return About(aspect, round(squashed(2 * weight), 2), clause.text, clause.start, kind)


def _nearest(opinion: Praise, others: Sequence[_Named]) -> _Named:
    """Of the terms of a clause the one that a word of praise is said of: the one that it stands in, the one right
    behind it ("great camera"), else the nearest, rather one before it."""

    def distance(one: _Named) -> float:
        if one.start < opinion.end and opinion.start < one.end:
            return 0.0 if one.term.tells else 0.5
        if one.start >= opinion.end:
            gap = one.start - opinion.end
            return gap if gap <= 2 else gap + 12
        return opinion.start - one.end

    return min(others, key=distance)


def _longest(found: Iterable[Praise]) -> list[Praise]:
    """Of those that lie over one another only the longest."""
    kept: list[Praise] = []
    for one in sorted(found, key=lambda o: (o.start - o.end, o.start)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return kept


# Soft attributes: "too dark", "not complex enough"

_TOO = {"en": re.compile(r"\b(?:too|overly|way too|so)\s*$"), "zh": re.compile(r"[太过]于?\s*$")}
_ENOUGH = re.compile(r"^\s*(?:enough)\b|^够")
_NOT_ENOUGH = re.compile(r"\b(?:not|isn['’]?t|wasn['’]?t|never|n['’]t)\s+(?:\w+\s+)?$|不够\s*$")


def _attributed(one: _Named, clause: Clause) -> float | None:
    """Whether it has too much or too little of something, or just enough; None where that is not said."""
    whole = clause.said.text
    before, after = whole[clause.start : one.start].lower(), whole[one.end : clause.end].lower()
    if _TOO[clause.language].search(before):
        return -2.0
    if _ENOUGH.search(after) or (clause.language == "zh" and "不够" in before[-3:]):
        return -1.5 if _NOT_ENOUGH.search(before) else 1.5
    mine = [o for o in clause.opinions if not (o.start < one.end and one.start < o.end)]
    return sum(o.weight for o in mine) if mine else None


# What has no entry: the noun that praise is said of

_SUBJECT_EN = re.compile(
    r"\b(?:the|its|their|this|my|his|her|our)\s+((?:[a-z][a-z-]+\s+){0,1}[a-z][a-z-]{2,})\s+"
    r"(?:is|was|are|were|isn['’]t|wasn['’]t|aren['’]t|weren['’]t|feels?|felt|looks?|looked|works?|sticks?|seems?|did|does)\b"
)
_SUBJECT_ZH = re.compile(r"^([一-鿿]{2,4}?)(?:真的|都|也|还|就|有点|特别|非常|比较|挺|很|太|不|没|真|超|得)")
_NO_SUBJECT = listed("""
one thing things it this that they item product book game place hotel restaurant phone company people rest only first
second last other whole way time day week part point fact problem issue reason bottom line
""")
_NO_SUBJECT_ZH = re.compile(
    r"[我你他她它们这那就是的了在有和也都不没很还而且但因为所以如果虽然真觉得感觉可以买用看来说一个]|非常|超级|特别|比较|总之"
    r"|东西|产品|总体|整体|质量|宝贝|商品|收到|酒店|饭店|餐厅|宾馆|手机|电脑|衣服|本书|孩子|朋友|儿子|女儿|老公|老婆"
    r"|以后|今天|昨天|下次|上次|这次|每次|根本|结果|本来|已经"
)


def _phrases(clause: Clause, named: Sequence[_Named]) -> Iterator[About]:
    """The noun that a clause praises or blames where it names no aspect."""
    if named or not clause.opinions:
        return
    pattern = _SUBJECT_ZH if clause.language == "zh" else _SUBJECT_EN
    m = pattern.search(clause.text.lower())
    if m is None or not _is_subject(m[1], clause.language):
        return
    first, behind = clause.start + m.start(1), clause.start + m.end(1)
    telling = [o for o in clause.opinions if o.start >= behind or o.end <= first]
    weight = sum(o.weight for o in telling)
    if abs(weight) >= _LEAST:
        yield _about(m[1], weight, clause, "phrase")


def _is_subject(noun: str, language: str) -> bool:
    if language == "zh":
        return not _NO_SUBJECT_ZH.search(noun)
    return _NO_SUBJECT.isdisjoint(noun.split())


def _merged(said: Iterable[About]) -> list[About]:
    """One entry an aspect and a direction: the strongest, in the order of the text."""
    best: dict[tuple[str, bool], About] = {}
    for one in said:
        before = best.get((one.aspect, one.praised))
        if before is None or abs(one.polarity) > abs(before.polarity):
            best[one.aspect, one.praised] = replace(one, start=min(one.start, before.start) if before else one.start)
    return sorted(best.values(), key=lambda one: one.start)


@lru_cache
def table() -> dict[str, dict[str, Any]]:
    """The aspects that ship, by name."""
    path = shipped("data") / FOLDER / "aspects.toml"
    found: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    return found


def label(aspect: str, language: str) -> str:
    """What an aspect is called in a language; its own name where it is none of those that ship."""
    terms = parted(table().get(aspect, {}).get(language, ""))
    return terms[0] if terms else aspect

"""What of a text may not stay: leftovers of a prompt, what the item's facts do not support, what is copied or was said
before, a tone that is not the stars'. Knows the text and what it was made from; writes nothing.

A sentence goes for what it says by itself, a whole text for the rest. Support means: each number, each name with a
capital, each value and title of the catalogue that a sentence has is the item's own, or of things that the person
rated; each aspect is one that people here speak of; nothing is told of what the person did or whom they have. How
somebody liked something needs no support. Other plain words are not looked at.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from chatbot.cleaning import flat
from chatbot.lexicon import Said, lexicon
from chatbot.manner import aspects
from chatbot.naming import Naming
from chatbot.polarity import clauses, sentences, sentiment
from chatbot.wording import GLUE, stem
from retrieval.alike import Alike
from retrieval.catalogue import Catalogue, Item
from retrieval.wishes import ITEM
from retrieval.words import cut, fold

LEFTOVER, UNSUPPORTED, COPIED, REPEATED, TONE, EMPTY = CAUSES = (
    "leftover", "unsupported", "copied", "repeated", "tone", "empty",
)  # fmt: skip
_RUN = {"en": 7, "zh": 14}  # words in a row that nobody has by chance
_FAINT = 0.05  # a sentiment that is none
_SHORT = 24  # letters up to which two people may well write the same
_EVENTS = re.compile(  # what somebody did or whom they have, which nothing tells
    r"\b(?:i|we)(?:['’]ve| have| had| just| first| already| even)* (?:watched|saw|seen|bought|ordered|read|played"
    r"|visited|went|stayed|ate|drank|received|got|gave|waited|returned|drove|took|brought|met|called|paid|cried)\b"
    r"|\b(?:my|our) (?:wife|husband|partner|girlfriend|boyfriend|son|daughter|kids?|children|mother|father|mom|dad"
    r"|parents|brother|sister|family|friends?|dog|cat|boss|class)\b|\b(?:twice|three times|for the first time)\b"
    r"|我(?:昨天|今天|上周|去年)|我们?(?:去|买|看|吃|喝|住|玩|等|退|收到|带)(?:了|过)|老公|老婆|孩子|儿子|女儿|爸妈",
    re.IGNORECASE,
)
_LEFT = re.compile(
    r"<\|?[a-z_/|]+\|?>|^\s*(?:#{1,6}\s|```|[-*]{3,})|\{\{|\}\}|\[(?:your|name|product|item|insert)\b"
    r"|^\s*(?:thing|facts|verdict|cares for|words|before|language|review|comment|rating|stars|output|answer|note|user"
    r"|assistant|system|评论|评价|评分|回答|输出|语言)\s*[:：]"
    r"|\bas an? (?:ai|language model|assistant)\b|\b(?:language model|i cannot (?:write|generate)|i'm sorry, but)\b"
    r"|^\s*(?:sure|certainly|of course|okay)[,!.]?\s+(?:here|i)\b"
    r"|\bhere(?:'s| is) (?:a|the|my|your) (?:review|comment|text)\b"
    r"|作为(?:一个)?(?:AI|人工智能|语言模型)|以下是|我无法(?:提供|生成)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Support:
    """What a text of one item by one person may speak of. `own`: ids of items that the person rated; `spoken`: aspects
    that people here speak of; `sources`: what it was made from, which it may not copy."""

    item: Item
    own: frozenset[str] = frozenset()
    spoken: frozenset[str] = frozenset()
    sources: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()  # of those items
    shown: tuple[str, ...] = ()  # what the item itself is called besides
    facts: tuple[str, ...] = ()  # what the catalogue says of it, in words

    def masked(self, text: str) -> str:
        """A text without titles and facts, whose words praise and blame nothing."""
        return self._named.sub("…", text) if self._named else text

    @cached_property
    def _named(self) -> re.Pattern[str] | None:
        names = {name for name in (self.item.title, *self.shown, *self.titles, *self.facts) if len(name) > 1}
        longest = sorted(names, key=lambda name: (-len(name), name))
        return re.compile("|".join(map(_alone, longest)), re.IGNORECASE) if longest else None

    @cached_property
    def words(self) -> frozenset[str]:
        """The stems of all words that the item and the titles have."""
        values = [value for values in self.item.categories.values() for value in values]
        texts = (self.item.title, self.item.text, *values, *self.titles)
        return frozenset(stem(word.text) for text in texts for word in cut(text))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers that the item and the titles have."""
        own = (f"{n:g}" for pair in self.item.numbers.values() for n in pair)
        said = re.findall(r"\d+(?:\.\d+)?", " ".join((self.item.title, self.item.text, *self.shown, *self.titles)))
        return frozenset((*own, *said))


def _alone(name: str) -> str:
    """A pattern of a name that stands there by itself."""
    before, after = (r"\b" if edge.isascii() and edge.isalnum() else "" for edge in (name[0], name[-1]))
    return before + re.escape(name) + after


@dataclass
class Weeder:
    """Looks at texts one after another, and remembers them, so that none comes twice. One thread at a time."""

    catalogue: Catalogue
    prompt: str = ""  # the fixed part of what an LLM is told
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._naming = Naming(self.catalogue)
        self._alike = Alike()
        self._whole: set[str] = set()

    def weed(self, id_: str, text: str, support: Support, place: float, language: str) -> tuple[str, list[str]]:
        """What of a text may stay, and the causes for which a sentence or all of it went; `place` is its rating from 0
        to 1. Nothing may stay where it is "" ."""
        causes: list[str] = []
        lines = [line for line in text.strip().splitlines() if line.strip()]
        kept = []
        for line in lines:
            plain = flat(line).strip().strip('"“”').strip()
            for start, end in spans(plain):
                cause = self._wrong(plain[start:end], support, language)
                causes += [cause] if cause else []
                kept += [] if cause else [plain[start:end].strip()]
        left = ("" if language == "zh" else " ").join(kept)
        if left and (cause := self._whole_wrong(id_, left, support.masked(left), place, language)):
            causes.append(cause)
            left = ""
        if not left and not causes:
            causes.append(EMPTY)
        self.counts.update(causes)
        return left, causes

    def remember(self, id_: str, text: str) -> None:
        """A text that is there already."""
        self._whole.add(_letters(text))
        self._alike.seen(id_, text)

    def _wrong(self, sentence: str, support: Support, language: str) -> str:
        """Why a sentence may not stay; "" if it may."""
        if _LEFT.search(sentence) or copies(sentence, [self.prompt], language):
            return LEFTOVER
        if copies(sentence, support.sources, language):
            return COPIED
        return UNSUPPORTED if unsupported(support.masked(sentence), support, self._naming, language) else ""

    def _whole_wrong(self, id_: str, text: str, masked: str, place: float, language: str) -> str:
        """Why a whole text may not stay; `masked` is it without titles."""
        said = sentiment(masked, language)
        middling = 0.375 <= place <= 0.625
        if not middling and (said <= _FAINT if place > 0.5 else said >= -_FAINT):
            return TONE
        letters = _letters(text)
        if len(letters) <= _SHORT:
            return ""
        if letters in self._whole or self._alike.seen(id_, text):
            return REPEATED
        self._whole.add(letters)
        return ""


def spans(text: str) -> list[tuple[int, int]]:
    """The half-open spans of a text's sentences with their marks."""
    starts = [start for start, _ in sentences(text)]
    return list(pairwise([*starts, len(text)]))


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def unsupported(sentence: str, support: Support, naming: Naming, language: str) -> list[str]:
    """The numbers, names, values, aspects and events in a sentence that nothing supports."""
    said = aspects(language).about(clauses(sentence, language))
    strange = [a.aspect for a in said if a.kind == "aspect" and a.aspect not in support.spoken]
    events = [found[0] for found in _EVENTS.finditer(sentence)]
    return [*claims(sentence, support, naming, language), *strange, *events]


def claims(sentence: str, support: Support, naming: Naming, language: str) -> list[str]:
    """The numbers, names and values in a sentence that nothing supports."""
    numbers = [n for n in re.findall(r"\d+(?:\.\d+)?", sentence) if n not in support.numbers]
    values = [
        found.value
        for found in naming.exact(sentence)
        if not _own(found.field, found.value, support)
        and (found.field == ITEM or not _harmless(sentence[found.start : found.end], support, language))
    ]
    return [*numbers, *values, *(_names(sentence, support) if language == "en" else [])]


def _harmless(words: str, support: Support, language: str) -> bool:
    """Whether a value's name says no more than the item's words, praise, or an aspect, which is looked at anyway."""
    if _worded(words, support) or fold(words) in GLUE or lexicon(language).opinions(Said.of(words)):
        return True
    return aspects(language).called(words)[1] == "aspect"


def _own(field: str, value: str, support: Support) -> bool:
    """Whether a value is the item's, or an item is this one or one that the person rated."""
    if field == ITEM:
        return value == support.item.id or value in support.own
    return value in support.item.values(field)


def _names(sentence: str, support: Support) -> list[str]:
    """Words with a capital inside a sentence that are no words of the item, of titles, or of praise and blame."""
    found = re.findall(r"(?<=[\w,;:'’)] )[A-Z][\w'’-]+", sentence)
    opinions = lexicon("en").opinions(Said.of(sentence))
    known = {fold(word.text) for one in opinions for word in cut(sentence[one.start : one.end])}
    plain = [re.sub(r"['’](?:s|m|ve|d|ll|re)$", "", name) for name in found]
    return [
        name
        for name in plain
        if not name.isupper() and fold(name) not in GLUE and fold(name) not in known and not _worded(name, support)
    ]


def _worded(text: str, support: Support) -> bool:
    """Whether all its words are words of the item or of titles."""
    return all(stem(word.text) in support.words for word in cut(text))


def copies(text: str, sources: Sequence[str], language: str) -> bool:
    """Whether a text has a run of words that stands in one of these."""
    most = _RUN[language]
    runs = _runs(text, most)
    return bool(runs) and any(runs & _runs(source, most) for source in sources if source)


def _runs(text: str, most: int) -> set[tuple[str, ...]]:
    words = [word.text for word in cut(text)]
    return {tuple(words[at : at + most]) for at in range(len(words) - most + 1)}

"""How a person writes: how long, in which language, with which marks, about what. Knows their earlier texts; writes
none.

Who wrote nothing yet gets a manner by chance, the same at every run, so that not everybody sounds alike. Who wrote
little is taken to write half as everybody does. How long somebody writes of a thing only their texts that praise or
blame tell: a greeting or a question is short for other reasons.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median

from chatbot.aspects import LANGUAGES, Aspects
from chatbot.cleaning import flat, language_of
from chatbot.polarity import clauses, sentences, sentiment
from retrieval.words import cut

MOST = 40  # texts of a person that are looked at, the latest
_SAMPLES, _LONGEST_SAMPLE = 2, 240
_LENGTHS = (5, 12, 25, 45)  # words of a text by who wrote none yet
_AVERAGE = 16  # words
# Words that weigh as much as what is common. Of remarks on films (other conversations than are measured by) lengths
# vary seven times as much within a person as between people, so that seven texts of the average length weigh as much.
_LITTLE = 100
_VERY = {"en": ("really", "very", "so", "truly", "super"), "zh": ("很", "非常", "真", "特别", "超")}


@dataclass(frozen=True, slots=True)
class Manner:
    """How one person writes. `length`: words of a text that judges something, the median, nearer to the average the
    fewer they wrote (a Chinese character is one). `exclaims`: the share of sentences that end with an exclamation mark,
    likewise. `small`: begins without capitals. `bare`: no mark at the end. `very`: the word they make things strong
    with in every second text. `cares`: aspects, what they speak of most first. `samples`: of their own texts, the most
    usual. `known`: whether it was seen, not drawn."""

    language: str
    length: int
    exclaims: float = 0.0
    small: bool = False
    bare: bool = False
    very: str = ""
    cares: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()
    known: bool = True


def manner(texts: Sequence[str], language: str, who: str = "") -> Manner:
    """The manner of these texts; by chance, from `who` it is, where there are none in a language that is read here.
    `language` is what such a person writes."""
    plain = [text for text in map(flat, texts[-MOST:]) if text]
    spoken = [said for text in plain if (said := language_of(text)) in LANGUAGES]
    if not spoken:
        return drawn(language, who)
    main = Counter(spoken).most_common(1)[0][0]
    own = [text for text in plain if language_of(text) == main]
    ends = [text[start:end].rstrip() for text in own for start, end in sentences(text)]
    loud = sum(text.count("!") + text.count("！") for text in own)
    sizes = [size(text) for text in own if sentiment(text, main)]
    letters = [next((c for c in text if c.isalpha()), "A") for text in own]
    return Manner(
        main,
        _length(sizes),
        _sure(map(size, own)) * min(1.0, loud / max(1, len(ends))),
        main == "en" and sum(c.islower() for c in letters) > len(own) / 2,
        sum(text[-1].isalnum() for text in own) > len(own) / 2,
        _very(own, main),
        cares(own, main),
        usual(own),
    )


def _sure(sizes: Iterable[int]) -> float:
    """How far texts of these sizes are believed to show how somebody writes, 0 to 1."""
    words = sum(sizes)
    return words / (words + _LITTLE)


def _length(sizes: Sequence[int]) -> int:
    """The middle size, in logarithms as far towards the average as there is little of it."""
    if not sizes:
        return _AVERAGE
    far = math.log(max(1.0, median(sizes)) / _AVERAGE)
    return max(1, round(_AVERAGE * math.exp(_sure(sizes) * far)))


def drawn(language: str, who: str) -> Manner:
    """The manner of someone who wrote nothing yet."""
    chance = random.Random(f"manner {who}")
    length = chance.choice(_LENGTHS)
    very = chance.choice(("", "", *_VERY[language][:2]))
    loud = chance.choice((0.0, 0.0, 0.3))
    return Manner(language, length, loud, bare=length < 10 and chance.random() < 0.5, very=very, known=False)


def average(language: str) -> Manner:
    """The manner of nobody in particular."""
    return Manner(language, _AVERAGE, known=False)


def size(text: str) -> int:
    """Words, Chinese characters counted one by one."""
    return len(cut(text))


def cares(texts: Iterable[str], language: str) -> tuple[str, ...]:
    """The aspects that texts of a language speak of, the most frequent first."""
    found: Counter[str] = Counter()
    for text in texts:
        said = aspects(language).about(clauses(text, language))
        found.update({about.aspect for about in said if about.kind == "aspect"})
    return tuple(name for name, _ in found.most_common())


@lru_cache
def aspects(language: str) -> Aspects:
    """What finds the general aspects in a language."""
    return Aspects(language)


def usual(texts: Sequence[str]) -> tuple[str, ...]:
    """The texts nearest to the middle length, no longer than can be shown."""
    short = [text for text in dict.fromkeys(texts) if len(text) <= _LONGEST_SAMPLE]
    middle = median(map(len, short)) if short else 0
    return tuple(sorted(short, key=lambda text: abs(len(text) - middle))[:_SAMPLES])


def _very(texts: Sequence[str], language: str) -> str:
    """The word of emphasis that most of their texts have; "" where less than half have one: it would stand in every
    sentence that is generated, and make all of them stronger than theirs."""
    words = [[word.text for word in cut(text)] for text in texts]
    times = {
        very: sum(very in ("".join(one) if language == "zh" else one) for one in words) for very in _VERY[language]
    }
    best = max(times, key=lambda very: times[very])
    return best if 2 * times[best] >= len(texts) else ""

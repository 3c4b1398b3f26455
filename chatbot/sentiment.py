"""How much a text praises, and how sure that is: by the words that ship, or by a head that the owner's ratings taught.

Knows heads and words; no files of comments, no aspects.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from chatbot.heads import Head, worded
from chatbot.lexicon import squashed
from chatbot.members import Encode
from chatbot.polarity import Clause, praise

By = Literal["words", "head", "llm"]
_UNSURE = 0.5  # of text in which no word praises or blames
_SURER = 0.4  # what the clearest words add; not held against any rated text


@dataclass(frozen=True, slots=True)
class Judged:
    """A text's sentiment from -1 to 1, how likely it is that its direction is right (.5 to 1), and who judged. `level`:
    the likeliest rating, None where no head judged."""

    sentiment: float
    confidence: float
    by: By
    level: float | None = None


@dataclass(frozen=True)
class Judge:
    """Heads by language, and what encodes texts for them. Without a head the words decide."""

    heads: Mapping[str, Head]
    encode: Encode | None = None

    def judge(self, texts: Sequence[str], found: Sequence[Sequence[Clause]], language: str) -> list[Judged]:
        """The texts of one language, each given with its clauses."""
        head = self.heads.get(language)
        if head is None or not texts:
            return [by_words(one) for one in found]
        levels = [float(level) for level in head.levels]
        middle, half = (levels[0] + levels[-1]) / 2, (levels[-1] - levels[0]) / 2
        judged = []
        for chances in head.probabilities(texts, self.encode, words=worded(found)).tolist():
            mean = sum(chance * (level - middle) / half for chance, level in zip(chances, levels, strict=True))
            above = sum(c for c, level in zip(chances, levels, strict=True) if level > middle)
            above += sum(c for c, level in zip(chances, levels, strict=True) if level == middle) / 2
            likeliest = levels[max(range(len(levels)), key=chances.__getitem__)]
            right = above if mean > 0 else 1 - above
            judged.append(Judged(round(mean, 3), round(max(right, 0.5), 3), "head", likeliest))
        return judged


def by_words(found: Sequence[Clause]) -> Judged:
    """What the words alone say."""
    sentiment = squashed(praise(found))
    return Judged(round(sentiment, 3), round(_UNSURE + _SURER * abs(sentiment), 3), "words")


def intensity(found: Sequence[Clause], text: str) -> float:
    """How strongly a text puts what it says, from 0 to 1, whichever way: its strongest word, and the marks after it."""
    strongest = max((abs(opinion.weight) for clause in found for opinion in clause.opinions), default=0.0)
    marks = min(text.count("!") + text.count("！"), 3)
    return round(min(1.0, strongest / 4 + 0.1 * marks), 2)

"""A comment or review -> what it says: how much it praises, which aspects, which items, and the words that show it.

The public door of the analysis: `Analyst.read`. Knows the order of the steps; each of them is a module of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from chatbot.aspects import LANGUAGES, About, Aspects, label
from chatbot.cleaning import Clean, Cleaner
from chatbot.comments import Comment
from chatbot.lexicon import net
from chatbot.naming import Naming
from chatbot.polarity import Clause, clauses
from chatbot.sentiment import By, Judge, Judged, intensity
from retrieval.attributes import Attributes
from retrieval.catalogue import Catalogue
from retrieval.wishes import ITEM

_LONGEST_QUOTE = 160  # characters


@dataclass(frozen=True, slots=True)
class Mention:
    """A catalogue's value, person or title in a text, and the words that name it."""

    field: str
    value: str
    quote: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one text says. `sentiment` from -1 to 1; `intensity`, 0 to 1, how strongly it is put; `confidence`, .5 to 1,
    how likely the direction is right; `by` who judged: words, a head or an LLM. `items` are ids of the catalogue."""

    comment: Comment
    text: str  # without markup and boilerplate
    language: str
    sentiment: float
    intensity: float
    confidence: float
    by: By
    about: tuple[About, ...] = ()
    items: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    quote: str = ""
    level: float | None = None

    @property
    def json(self) -> dict[str, Any]:
        """As plain values, without the text."""
        comment = self.comment
        about = [
            {"aspect": a.aspect, "label": label(a.aspect, self.language), "polarity": a.polarity, "kind": a.kind,
             "quote": _short(a.quote)}
            for a in self.about
        ]  # fmt: skip
        mentions = [{"field": m.field, "value": m.value, "quote": m.quote} for m in self.mentions]
        return {
            "id": comment.id, "language": self.language, "sentiment": self.sentiment, "intensity": self.intensity,
            "confidence": self.confidence, "by": self.by, "about": about, "items": list(self.items),
            "mentions": mentions, "quote": _short(self.quote), "item": comment.item, "person": comment.person,
            "rating": comment.rating, "date": comment.date,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class SetAside:
    """A text that is not read, why, and the id of the text that it repeats."""

    comment: Comment
    reason: str
    same: str = ""

    @property
    def json(self) -> dict[str, Any]:
        return {"id": self.comment.id, "set_aside": self.reason, **({"same": self.same} if self.same else {})}


@dataclass
class Analyst:
    """Reads texts in batches, in order: what went by before tells which are repeated. One thread at a time."""

    judge: Judge = field(default_factory=lambda: Judge({}))
    catalogue: Catalogue | None = None
    cleaner: Cleaner = field(default_factory=Cleaner)
    again: Callable[[Opinion], Opinion] | None = None  # a second, slower reading, where there is one

    def __post_init__(self) -> None:
        soft = Attributes(self.catalogue.degrees) if self.catalogue else None
        self._aspects = {language: Aspects(language, soft) for language in LANGUAGES}
        self._naming = Naming(self.catalogue) if self.catalogue else None

    def read(self, batch: Sequence[Comment]) -> list[Opinion | SetAside]:
        """What each text says, or why it is set aside; as many as there are texts, in their order."""
        cleaned = [self.clean(comment) for comment in batch]
        read: dict[int, Opinion] = {}
        for language in LANGUAGES:
            places = [at for at, clean in enumerate(cleaned) if not clean.reason and clean.language == language]
            texts = [cleaned[at].text for at in places]
            found = [clauses(text, language) for text in texts]
            judged = self.judge.judge(texts, found, language)
            for at, parts, one in zip(places, found, judged, strict=True):
                opinion = self._opinion(batch[at], cleaned[at], parts, one)
                read[at] = self.again(opinion) if self.again else opinion
        return [
            read[at] if at in read else SetAside(comment, clean.reason, clean.same)
            for at, (comment, clean) in enumerate(zip(batch, cleaned, strict=True))
        ]

    def clean(self, comment: Comment) -> Clean:
        """A text as it is read, remembered among those that have gone by."""
        return self.cleaner.take(comment.id, comment.text, person=comment.person, item=comment.item)

    def _opinion(self, comment: Comment, clean: Clean, parts: Sequence[Clause], judged: Judged) -> Opinion:
        about = tuple(self._aspects[clean.language].about(parts))
        mentions, items = self._linked(comment, clean.text)
        return Opinion(
            comment, clean.text, clean.language, judged.sentiment, intensity(parts, clean.text), judged.confidence,
            judged.by, about, items, mentions, telling(parts, judged.sentiment), judged.level,
        )  # fmt: skip

    def _linked(self, comment: Comment, text: str) -> tuple[tuple[Mention, ...], tuple[str, ...]]:
        """What of the catalogue a text names, and the items it is about: the one it came with, else those named."""
        if self._naming is None:
            return (), ((comment.item,) if comment.item else ())
        named = {(f.field, f.value): Mention(f.field, f.value, text[f.start : f.end]) for f in self._naming.find(text)}
        mentions = tuple(named.values())
        if comment.item and (item := self._naming.item(comment.item)):
            return mentions, (item,)
        return mentions, tuple(dict.fromkeys(m.value for m in mentions if m.field == ITEM))


def telling(parts: Sequence[Clause], sentiment: float) -> str:
    """The clause that shows a text's direction best; "" where none does."""
    sign = 1 if sentiment >= 0 else -1
    best = max(parts, key=lambda clause: sign * net(clause.opinions), default=None)
    return best.text if best and sign * net(best.opinions) > 0 else ""


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"

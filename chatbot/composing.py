"""What a person would write of an item that they gave so many stars: put together of pieces, in prompts/review.en.toml
and its like, or worded by an LLM (prompts/review.md). Knows how that is said; whether it may stay `weeding` says.

Pieces say nothing of the item but its title, its facts, and how it was liked; they vary by chance, alike at every run.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from chatbot.aspects import label
from chatbot.llm import LLM, complete
from chatbot.manner import Manner, size
from chatbot.reasons import opening
from chatbot.render import messages, shipped

PROMPT = "review.md"
PATIENCE = 120.0  # seconds for one text: nobody waits for a single one
Tone = Literal["best", "good", "mixed", "poor", "worst"]
TONES: tuple[Tone, ...] = ("worst", "poor", "mixed", "good", "best")
_BRIEF = 6  # words up to which a text is a verdict alone
_MOST_FACTS, _MOST_ASPECTS = 2, 5
_NAMED = {"en": "English", "zh": "中文"}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a text is of: the item's title and facts as its writer reads them; facts they liked before, each with the
    title of a thing that has it too; its own text; aspects that people praise or blame in it."""

    title: str
    facts: tuple[str, ...] = ()
    shared: tuple[tuple[str, str], ...] = ()
    text: str = ""
    praised: tuple[str, ...] = ()
    blamed: tuple[str, ...] = ()


def tone_of(place: float) -> Tone:
    """The tone of a rating from 0, the worst, to 1, the best."""
    return TONES[min(4, max(0, round(place * 4)))]


# Of pieces


def pieced(subject: Subject, tone: Tone, manner: Manner, seed: str) -> str:
    """A text put together of pieces; another one for another `seed`."""
    chance = random.Random(seed)
    said, joins = _pieces(manner.language), _pieces(manner.language)["joins"]
    very, own = _very(manner), said[tone]
    if manner.length <= _BRIEF:
        return _marked([_filled(chance.choice(own["brief"]), very=very)], manner, joins, chance)
    found = [_filled(chance.choice(own["verdict"]), title=subject.title, very=very)]
    more = list(_more(subject, tone, manner, chance))
    while more and sum(map(size, found)) < 0.8 * manner.length:
        found.append(more.pop(0))
    closes = chance.sample(own["close"], len(own["close"]))
    while closes and sum(map(size, found)) < 0.8 * manner.length and len(found) < 3 + len(more):
        found.append(closes.pop())
    return _marked(found, manner, joins, chance)


def _more(subject: Subject, tone: Tone, manner: Manner, chance: random.Random) -> Iterator[str]:
    """What is said besides the verdict: facts and aspects in turn, those that the person cares for first."""
    said = _pieces(manner.language)
    above = tone in ("best", "good")
    facts = [_fact(fact, other, above, said["fact"], chance) for fact, other in _facts(subject, chance)]
    aspects = [
        _aspect(name, good, said["aspect"], manner, chance) for name, good in _judged(subject, tone, manner, chance)
    ]
    if tone == "mixed":
        facts = []
    while facts or aspects:
        yield from (pile.pop(0) for pile in (aspects, facts) if pile)


def _facts(subject: Subject, chance: random.Random) -> list[tuple[str, str]]:
    """Facts of the item, each with a liked thing that has it too, or ""."""
    with_other = list(subject.shared[:1])
    plain = [(fact, "") for fact in subject.facts if fact not in dict(with_other)]
    return [*with_other, *chance.sample(plain, len(plain))][:_MOST_FACTS]


def _fact(fact: str, other: str, above: bool, said: dict[str, list[str]], chance: random.Random) -> str:
    kind = ("again" if other else "praise") if above else "blame"
    piece = chance.choice(said[kind])
    fact = fact if "{fact}" not in piece[:6] else fact[:1].upper() + fact[1:]
    return _filled(piece, fact=fact, other=other)


def _judged(subject: Subject, tone: Tone, manner: Manner, chance: random.Random) -> list[tuple[str, bool]]:
    """Aspects, and whether each is praised: what others say of this item goes first where it fits the tone."""
    above = tone in ("best", "good")
    known = set(subject.praised) | set(subject.blamed)
    if tone == "mixed":
        mixed = [name for name in manner.cares if name not in known] or [*subject.praised, *subject.blamed]
        good = [name in subject.praised or (name not in known and at % 2 == 0) for at, name in enumerate(mixed)]
        return list(zip(mixed, good, strict=True))[:2]
    fits, other = (subject.praised, subject.blamed) if above else (subject.blamed, subject.praised)
    names = list(dict.fromkeys([*(n for n in manner.cares if n in fits), *manner.cares, *fits]))
    kept = [name for name in names if name not in other][:_MOST_ASPECTS]
    head, rest = kept[:1], kept[1:]
    return [(name, above) for name in [*head, *chance.sample(rest, len(rest))]]


def _aspect(name: str, good: bool, said: dict[str, list[str]], manner: Manner, chance: random.Random) -> str:
    called = label(name, manner.language)
    verb = "are" if called.endswith("s") and not called.endswith("ss") else "is"
    piece = chance.choice(said["praise" if good else "blame"])
    return _filled(piece, aspect=called, very=_very(manner), **{"is": verb})


def _very(manner: Manner) -> str:
    return manner.very + (" " if manner.very and manner.language == "en" else "")


def _filled(piece: str, **values: str) -> str:
    text = piece.format(**values)
    return text[:1].upper() + text[1:]


def _marked(found: Sequence[str], manner: Manner, joins: dict[str, Any], chance: random.Random) -> str:
    """Sentences with the marks and capitals that the person writes."""
    ended = [text + (joins["loud"] if chance.random() < manner.exclaims else joins["end"]) for text in found]
    text = str(joins["between"]).join(ended)
    if manner.bare and text.endswith(joins["end"]):
        text = text.removesuffix(joins["end"])
    return text.lower() if manner.small else text


@lru_cache
def _pieces(language: str) -> dict[str, Any]:
    return tomllib.loads((shipped("prompts") / f"review.{language}.toml").read_text(encoding="utf-8"))


# By an LLM


def worded(subject: Subject, tone: Tone, manner: Manner, llm: LLM, *, deadline: float = PATIENCE) -> str:
    """A text by an LLM. Raises LLMError."""
    asked = messages(
        PROMPT,
        title=subject.title,
        facts=_line([*subject.facts, opening(subject.text) if subject.text else ""]),
        tone=tone,
        cares=_line([label(name, manner.language) for name, _ in _judged(subject, tone, manner, random.Random(0))[:2]]),
        words=str(manner.length),
        samples=_line(manner.samples, " / "),
        language=_NAMED[manner.language],
    )
    return complete(llm, asked, max_tokens=min(200, 3 * manner.length + 24), deadline=deadline)


def told() -> str:
    """The fixed part of what an LLM is told, which must not come back."""
    names = ("title", "facts", "tone", "cares", "words", "samples", "language")
    return "\n".join(one["content"] for one in messages(PROMPT, **dict.fromkeys(names, ""))[:-1])


def _line(parts: Sequence[str], between: str = "; ") -> str:
    """On one line; "-" where there is nothing."""
    return between.join(" ".join(part.split()) for part in parts if part) or "-"

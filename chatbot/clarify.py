"""One question to the visitor, with its answers as chips. Knows when and how to ask; what to ask is retrieval's.

The items are shown all the same. Each chip sends words that the rules read back as exactly the wish or limit that it
stands for: an answer that cannot be said so is not offered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from chatbot import rules
from chatbot.dialogue import Chip, Intent, Session
from chatbot.linking import tie
from chatbot.phrasing import SIGNS, Phrasing, with_unit
from chatbot.wording import is_wide
from retrieval.catalogue import YEAR, Field
from retrieval.linker import Linker
from retrieval.question import Option, matters, promising
from retrieval.retriever import Hit, Retriever
from retrieval.wishes import Limit, Preferences, Wish

# Bits below which a question is not worth the visitor's time: chosen by reading 54 situations. Below it stood cuts that
# nobody would think in ("a sad gory western musical": how long?), above it those that open a direction.
LEAST = 1.0
APART = 2  # turns from one question to the next


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of which field, and the answers; the last chip says that it does not matter."""

    field: str
    text: str
    chips: tuple[Chip, ...]


def clarify(
    retriever: Retriever,
    phrasing: Phrasing,
    preferences: Preferences,
    hits: Sequence[Hit],
    *,
    asked: Collection[str],
    turn: int,
    last_asked: int | None,
    intent: Intent = "recommend",
    items: int = 4,
) -> Question | None:
    """The question for this turn, None where it is better not to ask.

    `asked` are the fields that were asked about, `last_asked` the turn of the last of these questions; `items` is how
    many a visitor is to see.
    """
    too_soon = last_asked is not None and turn - last_asked < APART
    if too_soon or intent not in ("recommend", "more") or len(hits) < items:
        return None
    for split in promising(retriever, preferences, items, asked=asked):
        if split.gain < LEAST:
            return None
        field = retriever.catalogue.fields[split.field]
        chips = tuple(chip for option in split.options if (chip := _chip(field, option, phrasing, retriever.linker)))
        if len(chips) > 1 and matters(retriever, preferences, split, items):
            any_ = phrasing.say("ask", "any")
            return Question(field.name, question(field, phrasing), (*chips, Chip(any_, say=any_)))
    return None


def question(field: Field, phrasing: Phrasing) -> str:
    """How to ask for a field: as the owner does, else by its label."""
    own = phrasing.language == phrasing.catalogue.language
    if said := field.local.get(phrasing.language, {}).get("ask", field.ask if own else ""):
        return str(said)
    label = field.said("label", phrasing.language)
    return phrasing.say("ask", field.kind, label=label[:1].lower() + label[1:])


def _chip(field: Field, option: Option, phrasing: Phrasing, linker: Linker) -> Chip | None:
    """The answer as a chip, in the first words for it that are read as it is meant; None if there are none."""
    wordings = list(_wordings(field, option, phrasing))
    for words in wordings:
        if means(words, option.wish(field.name), linker):
            label = wordings[0] if field.kind == "category" else words
            return Chip(label[:1].upper() + label[1:], say=words)
    return None


def means(words: str, wish: Wish | Limit, linker: Linker) -> bool:
    """Whether the rules read the words as this wish or limit and nothing else."""
    update = tie(rules.read(words, linker), words, Session(), linker)
    said = [(w.polarity, w.field, w.value) for w in update.wishes]
    limits = [(n.field, n.low, n.high) for n in update.limits]
    if isinstance(wish, Limit):
        return not said and limits == [(wish.field, wish.low, wish.high)]
    return not limits and said == [(wish.polarity, wish.field, wish.value)]


def _wordings(field: Field, option: Option, phrasing: Phrasing) -> Iterator[str]:
    """Ways to say an answer, the plainest first."""
    if isinstance(option.value, str):
        yield from _names(field, option.value, phrasing)
        return
    label = field.said("label", phrasing.language)
    said = _bounds_said(field, *option.value, phrasing=phrasing)
    yield said
    yield phrasing.say("ask", "labelled", label=label[:1].lower() + label[1:], said=said)
    yield from (phrasing.say("ask", "labelled", label=word, said=said) for word in field.words)


def _names(field: Field, value: str, phrasing: Phrasing) -> Iterator[str]:
    """What a value is called: its name, with what leads it in, and by what else the owner knows it, in one script."""
    names = str(field.local.get(phrasing.language, {}).get("values", {}).get(value, value)).split("|")
    aliases = phrasing.catalogue.talk.get("aliases", {})
    yield names[0]
    yield field.said("phrase", phrasing.language).format(value=names[0])
    others = (said for said, meant in aliases.items() if tuple(meant) == (field.name, value))
    led = (f"{word} {names[0]}" for word in field.words if is_wide(word) == is_wide(names[0]))
    yield from (name for name in (*names[1:], *led, *others) if is_wide(name) == is_wide(names[0]))
    yield value


def _bounds_said(field: Field, low: float | None, high: float | None, *, phrasing: Phrasing) -> str:
    """Bounds in words: "up to $20", "90 to 120 min", "before 1980", "the 1990s", "4 players"."""
    name = "most" if low is None else "least" if high is None else "exact" if low == high else "range"
    unit = field.said("unit", phrasing.language)
    if field.unit == YEAR:
        decade = low is not None and high == low + 9 and low % 10 == 0
        name, unit = f"year_{'decade' if decade else name}", ""
    after = _number(None if high is None else high + 1)
    lowest = _number(low) if name == "range" and unit not in SIGNS else _measured(low, unit)
    return phrasing.say("ask", name, low=lowest, high=_measured(high, unit), after=after)


def _measured(number: float | None, unit: str) -> str:
    """ "90 min", "$20", "90分钟": no space before a unit of a script that has none."""
    said = with_unit(_number(number), unit.removesuffix("s") if number == 1 else unit)
    return said.replace(" ", "") if is_wide(unit) else said


def _number(number: float | None) -> str:
    return "" if number is None else f"{number:.12g}"

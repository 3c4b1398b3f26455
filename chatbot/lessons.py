"""Lessons for the small reading model: patterns written by hand, filled with the values of many catalogues.

Knows the files of data/lessons (their README says how they are written), catalogues and chance; no models, no marked
sets.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any

from chatbot import taught
from chatbot.merging import POINTS_BACK
from chatbot.misspelling import hasty
from chatbot.notes import INTENTS
from chatbot.render import shipped
from retrieval.catalogue import Catalogue, Field

JOINED = 0.3  # how many messages are two patterns, one after the other
POINTED = 0.7  # of the messages that point back, how many come with what was said and shown before
_MARK = re.compile(r"\[([^|\[\]]+)\|([a-z+]+)\]")
_SLOT = re.compile(r"\{([a-z]+)(\d?)\}")
_UNIT_TWICE = re.compile(r"(\d+) ?(?:min|minutes|分钟)(?= ?(?:min|分))")
_ARTICLE = re.compile(r"^(?:an?|the) (?=\w)", re.IGNORECASE)
_FIRST = ("recommend", "question", "more", "chat")  # of two intents in a message the first of these is its own


class LessonError(ValueError):
    """A pattern or a domain that cannot be used; the message names the file, the line and the fault."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A message as the model gets it, and what it should answer. `source` says what the lesson was made from,
    `dialogue` which one of a marked set, if any."""

    message: str
    answer: str
    language: str
    source: str = "patterns"
    dialogue: str = ""

    def row(self) -> dict[str, str]:
        """As it is written to a file."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A message with slots: what it is for, and its parts in order, each with its meanings ("" for words between)."""

    intent: str
    parts: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """The whole message, unmarked."""
        return "".join(words for words, _ in self.parts)


Domain = Mapping[str, Sequence[str]]  # a slot's name -> what can stand in it


# What is read from files


@lru_cache
def patterns(language: str) -> tuple[Pattern, ...]:
    """All patterns of a language. Raises LessonError for a mark, a slot or a heading that is none."""
    found: list[Pattern] = []
    for file in sorted((shipped("data") / "lessons").glob(f"*.{language}.txt")):
        intent = ""
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if line.startswith("## "):
                intent = line[3:].strip()
            elif line.strip() and not line.startswith("# "):
                try:
                    found.append(pattern_of(line.strip(), intent))
                except LessonError as error:
                    raise LessonError(f"{file.name}:{number}: {error}") from None
    return tuple(found)


def pattern_of(line: str, intent: str) -> Pattern:
    """One line as a pattern. Raises LessonError."""
    if intent not in INTENTS:
        raise LessonError(f"it stands under {intent!r}; the headings are {', '.join(INTENTS)}")
    pieces = _MARK.split(line)
    parts = [(pieces[0], "")]
    for words, meanings, after in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        if unknown := set(meanings.split("+")) - set(taught.MEANINGS):
            raise LessonError(f"no meaning is called {', '.join(unknown)}")
        parts += [(words, meanings), (after, "")]
    if "[" in "".join(pieces[0::3]) or "]" in "".join(pieces[0::3]):
        raise LessonError("a bracket that is no mark")
    if unknown := {name for name, _ in _SLOT.findall(line)} - {*_KINDS, *_COUNTS, "shown"}:
        raise LessonError(f"no slot is called {', '.join(unknown)}")
    if "{" in (rest := _SLOT.sub("", line)) or "}" in rest:
        raise LessonError("a brace that is no slot")
    return Pattern(intent, tuple(part for part in parts if part[0]))


_KINDS = ("kind", "kinds", "title", "genre", "person", "trait", "topic")
_COUNTS: Mapping[str, Callable[[random.Random, str], str]] = {
    "number": lambda chance, language: str(chance.randint(2, 9)),
    "minutes": lambda chance, language: (
        f"{chance.randrange(20, 185, 5)}{chance.choice((' minutes', ' min', 'min')) if language == 'en' else '分钟'}"
    ),
    "year": lambda chance, language: str(chance.randint(1950, 2025)),
    "decade": lambda chance, language: (
        chance.choice(("70s", "80s", "90s", "1980s", "2000s", "2010s"))
        if language == "en"
        else chance.choice(("七十", "八十", "九十", "80", "90"))
    ),
    "money": lambda chance, language: (
        chance.choice(("${}", "{} dollars", "€{}", "{} euros", "£{}", "{} bucks"))
        if language == "en"
        else chance.choice(("{}元", "{}块", "{}块钱"))
    ).format(chance.randrange(10, 300, 5)),
}  # fmt: skip


@lru_cache
def domains(language: str) -> tuple[Domain, ...]:
    """The made-up domains of a language."""
    file = shipped("data") / "lessons" / f"domains.{language}.toml"
    return tuple(_domain(one) for one in tomllib.loads(file.read_text(encoding="utf-8"))["domain"])


def _domain(said: Mapping[str, Any]) -> Domain:
    kinds = {"kind": [said["kind"]], "kinds": [said["kinds"]]}
    return kinds | {slot: said[f"{slot}s"] for slot in ("title", "genre", "person", "trait", "topic")}


# A field of a catalogue -> the slot that its values fill, by the field's name; people and titles are told by kind.
_AS_TRAIT, _AS_TOPIC = ("mood", "trait", "feel", "style", "taste"), ("topic", "keyword", "theme", "mechanic", "dish")


def domain_of(catalogue: Catalogue) -> Domain:
    """The values of a catalogue as a domain, for the slots that it can fill."""
    found: dict[str, list[str]] = {slot: [] for slot in ("genre", "person", "trait", "topic")}
    for field in catalogue.of_kind("category"):
        values = list(catalogue.values[field.name])[:400]
        found[_slot(field)] += values if field.person else map(_as_typed, values)
    for said, (name, _) in catalogue.talk.get("aliases", {}).items():
        if not re.search(r"\d|^my |year-old", said):
            found[_slot(catalogue.fields[name])].append(said)
    noun = catalogue.talk.get("noun", ["item", "items"])
    titles = [re.sub(r"\s*\(\d{4}\)$", "", item.title) for item in catalogue.items]
    full = {"kind": [noun[0]], "kinds": [noun[-1]], "title": titles} | found
    rest = found["genre"] + found["topic"] + found["trait"]
    return {slot: values or rest or titles for slot, values in full.items()}


def _slot(field: Field) -> str:
    """The slot that a field's values fill."""
    if field.person:
        return "person"
    return "topic" if field.name.startswith(_AS_TOPIC) else "trait" if field.name.startswith(_AS_TRAIT) else "genre"


def _as_typed(value: str) -> str:
    """A value without its capital, but for a name of several: "adventure", "South Korea"."""
    return value if any(letter.isupper() for letter in value[1:]) else value[:1].lower() + value[1:]


# Filling


@dataclass(frozen=True, slots=True)
class Filled:
    """A pattern with its slots filled: the parts, and the titles that are on screen."""

    intent: str
    parts: tuple[tuple[str, str], ...]
    shown: tuple[str, ...]


def fill(pattern: Pattern, domain: Domain, chance: random.Random, language: str) -> Filled:
    """A pattern's slots filled from a domain; equal slots get equal values, numbered ones different ones."""
    used: dict[tuple[str, str], str] = {}

    def value(found: re.Match[str]) -> str:
        name, place = found[1], found[2]
        key = (name, place)
        if key not in used:
            if name in _COUNTS:
                used[key] = _COUNTS[name](chance, language)
            else:
                taken = set(used.values())
                choices = domain["title" if name == "shown" else name]
                used[key] = next((one for one in chance.sample(choices, min(8, len(choices))) if one not in taken), "")
                used[key] = used[key] or chance.choice(choices)
        return used[key]

    parts = tuple((_UNIT_TWICE.sub(r"\1", _SLOT.sub(value, words)), meanings) for words, meanings in pattern.parts)
    shown = tuple(title for (name, _), title in used.items() if name == "shown")
    return Filled(pattern.intent, tuple(_bare(parts)), shown)


def _bare(parts: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The parts with the article of a noted thing outside of its note."""
    for words, meanings in parts:
        article = _ARTICLE.match(words) if meanings and "love" not in meanings and "seen" not in meanings else None
        if article and words[:1].islower():
            yield article[0], ""
            words = words[article.end() :]
        yield words, meanings


def joined(one: Filled, other: Filled, between: str) -> Filled:
    """Two messages as one."""
    intent = min(one.intent, other.intent, key=_FIRST.index)
    return replace(one, intent=intent, parts=(*one.parts, (between, ""), *other.parts), shown=one.shown + other.shown)


def lesson_of(filled: Filled, before: str, language: str) -> Lesson:
    """What is asked and what should be answered; `before` is the line of what was said and shown."""
    message = "".join(words for words, _ in filled.parts)
    notes = [(words.strip(" .,!?;:"), one) for words, meanings in filled.parts for one in meanings.split("+") if one]
    return Lesson(before + " ".join(message.split()), taught.answer(filled.intent, dict.fromkeys(notes)), language)


def made(catalogues: Sequence[Catalogue], count: int, language: str, seed: int = 0) -> Iterator[Lesson]:
    """`count` lessons of a language: each pattern as often as any other, filled from made-up domains and catalogues."""
    if not count:
        return
    chance = random.Random(f"{seed} {language}")
    every = patterns(language)
    places = [*domains(language), *(domain_of(c) for c in catalogues if c.language == language)]
    if not every:
        raise LessonError(f"there are no patterns in {language}: data/lessons holds no *.{language}.txt")
    order: list[Pattern] = []
    for _ in range(count):
        order = order or chance.sample(every, len(every))
        domain = chance.choice(places)
        filled = fill(order.pop(), domain, chance, language)
        if chance.random() < JOINED:
            filled = _with_another(filled, fill(chance.choice(every), domain, chance, language), chance, language)
        filled = replace(filled, parts=hasty(filled.parts, chance, language))
        yield lesson_of(filled, _before(filled, domain, chance, language), language)


def _with_another(one: Filled, other: Filled, chance: random.Random, language: str) -> Filled:
    if "avoid" in str(one.parts) and other.intent == "chat":
        return one  # "no horror" and an off-topic request: nobody says both
    one = replace(one, parts=(*one.parts[:-1], (one.parts[-1][0].rstrip(" .,!?。，！？"), one.parts[-1][1])))
    gaps = (". ", " ", ", ", "! ", " and ") if language == "en" else ("。", "，", " ")
    return joined(one, other, chance.choice(gaps))


def _before(filled: Filled, domain: Domain, chance: random.Random, language: str) -> str:
    """What was said and shown before, where the message points at it; as `preferences.prompt` writes it."""
    message = "".join(words for words, _ in filled.parts)
    if not POINTS_BACK.search(message) or chance.random() > POINTED:
        return ""
    others = [title for title in domain["title"] if title not in filled.shown]
    titles = [*filled.shown, *chance.sample(others, min(max(0, 4 - len(filled.shown)), len(others)))]
    said = fill(chance.choice(patterns(language)), domain, chance, language)
    return taught.before("".join(words for words, _ in said.parts), chance.sample(titles, len(titles)))

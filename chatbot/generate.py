"""Ratings and feedback text in people's voices: for each of some people, what they would give and write of each of some
items. Knows histories and the order of the steps; every row is marked as generated.

It never tells what somebody thinks: it fills cold items with something, and loads the analysis.
"""

from __future__ import annotations

import hashlib
import logging
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chatbot import origins
from chatbot.aspects import LANGUAGES
from chatbot.comments import Comment
from chatbot.composing import Subject, pieced, told, tone_of, worded
from chatbot.llm import LLM, LLMError
from chatbot.manner import Manner, average, manner, size
from chatbot.phrasing import Phrasing
from chatbot.polarity import sentiment
from chatbot.praise import NONE, Opinions
from chatbot.ratings import Rater
from chatbot.stars import Stars
from chatbot.weeding import Support, Weeder, spans
from retrieval.catalogue import Catalogue, Item

log = logging.getLogger(__name__)
PIECES, NOBODY = "pieces", "nobody"
_TRIES = 5  # texts of pieces for one pair
_LIKED = 0.7  # place on the scale from which an item is liked
_VALUES = 2  # of a field that are spoken of
_LONGER = 1.7  # times a person's usual length that a text may have


class GenerateError(ValueError):
    """People, items or a file that nothing can be generated with; the message says what is missing."""


@dataclass(frozen=True)
class Person:
    """Someone by what they rated and wrote, oldest first."""

    id: str
    ratings: Mapping[str, float]
    texts: Sequence[str]


def people_of(comments: Iterable[Comment], catalogue: Catalogue) -> dict[str, Person]:
    """Everybody in a table of ratings and texts. Where nothing is rated, a text's sentiment is its rating, from 1 to 5.

    Raises GenerateError where nobody is named.
    """
    found = [comment for comment in comments if comment.person]
    rated = any(comment.rating is not None for comment in found)
    ratings: dict[str, dict[str, float]] = {}
    texts: dict[str, list[str]] = {}
    for comment in found:
        own = ratings.setdefault(comment.person, {})
        given = comment.rating if rated or not comment.text else round(3 + 2 * _sentiment(comment.text))
        if given is not None and comment.item in catalogue.row_of:
            own[comment.item] = given
        if comment.text:
            texts.setdefault(comment.person, []).append(comment.text)
    if not ratings:
        raise GenerateError("no row names a person. Name the column that does: --person COLUMN.")
    return {person: Person(person, own, texts.get(person, [])) for person, own in ratings.items()}


def _sentiment(text: str) -> float:
    from chatbot.cleaning import language_of

    language = language_of(text)
    return sentiment(text, language) if language in LANGUAGES else 0.0


@dataclass
class Author:
    """Writes rows. Without `history` everybody is an average person who wrote nothing: the baseline."""

    catalogue: Catalogue
    people: Mapping[str, Person]
    stars: Stars
    llm: LLM | None = None
    opinions: Opinions = NONE
    history: bool = True
    seed: int = 0
    weeder: Weeder = field(init=False)

    def __post_init__(self) -> None:
        self.weeder = Weeder(self.catalogue, told())
        self._manners: dict[str, Manner] = {}
        language = self.catalogue.language if self.catalogue.language in LANGUAGES else LANGUAGES[0]
        self._average, self._language = average(language), language
        wrote = (person for person in self.people.values() if person.texts)
        self._spoken = frozenset(name for one in wrote for name in manner(one.texts, language, one.id).cares)

    @classmethod
    def of(cls, catalogue: Catalogue, people: Mapping[str, Person], rater: Rater | None = None, **more: Any) -> Author:
        """With the ratings that these people's histories make likely."""
        histories = {person.id: person.ratings for person in people.values()}
        return cls(catalogue, people, Stars(histories, catalogue, rater, own=more.get("history", True)), **more)

    def manner(self, person: str) -> Manner:
        """How somebody writes."""
        if not self.history:
            return self._average
        if person not in self._manners:
            known = self.people.get(person)
            self._manners[person] = manner(known.texts if known else (), self._language, person)
        return self._manners[person]

    def rows(self, pairs: Sequence[tuple[str, str]]) -> Iterator[dict[str, Any]]:
        """A row for each pair of person and item id."""
        for (person, item), rating in zip(pairs, self.stars.give(pairs), strict=True):
            yield self.row(person, self.catalogue.items[self.catalogue.row_of[item]], rating)

    def row(self, person: str, item: Item, rating: float) -> dict[str, Any]:
        """One row, as plain JSON; its text is "" where none was found that may stay."""
        how, id_ = self.manner(person), row_id(person, item.id, self.seed)
        subject, support = self.subject(person, item, how), self.support(person, item, how)
        place = self.stars.scale.place(rating)
        text, by, dropped = self._text(id_, subject, support, place, how)
        return {
            "id": id_, "origin": origins.GENERATED, "person": person, "item": item.id, "title": subject.title,
            "rating": rating, "text": text, "language": how.language, "by": by, "stars_by": self.stars.by,
            "dropped": dropped,
        }  # fmt: skip

    def _text(
        self, id_: str, subject: Subject, support: Support, place: float, how: Manner
    ) -> tuple[str, str, dict[str, list[str]]]:
        """The text, who wrote it, and what was dropped of whom."""
        dropped: dict[str, list[str]] = {}
        tone = tone_of(place)
        if self.llm:
            text, causes = self._asked(id_, subject, support, place, how)
            if causes:
                dropped[self.llm.name] = causes
            if text:
                return text, self.llm.name, dropped
        for attempt in range(_TRIES):
            made = pieced(subject, tone, how, f"{self.seed} {id_} {attempt}")
            text, causes = self.weeder.weed(id_, made, support, place, how.language)
            if causes:
                dropped.setdefault(PIECES, []).extend(causes)
            if text:
                return text, PIECES, dropped
        return "", NOBODY, dropped

    def _asked(self, id_: str, subject: Subject, support: Support, place: float, how: Manner) -> tuple[str, list[str]]:
        assert self.llm is not None
        try:
            said = worded(subject, tone_of(place), how, self.llm)
        except LLMError as error:
            log.warning("%s: %s", id_, error)
            return "", ["no answer"]
        return self.weeder.weed(id_, shortened(said, how), support, place, how.language)

    def subject(self, person: str, item: Item, how: Manner) -> Subject:
        """What the text is of, as this person knows it."""
        phrasing, said = Phrasing(self.catalogue, how.language), self.opinions.of(item.id)
        own = self.people[person].ratings if self.history and person in self.people else {}
        place = self.stars.scale.place
        liked = [other for other, rating in own.items() if place(rating) >= _LIKED and other != item.id]
        shared = [
            (fact, phrasing.title(self.catalogue.items[self.catalogue.row_of[other]]))
            for other in liked
            for fact in phrasing.shared(other, item, most=1)
        ]
        return Subject(
            phrasing.title(item),
            tuple(facts(item, phrasing)),
            tuple(_shuffled(shared, f"{person} {item.id}")),
            item.text if how.language == self.catalogue.language else "",
            tuple(one.aspect for one in said.praised) if said else (),
            tuple(one.aspect for one in said.blamed) if said else (),
        )

    def support(self, person: str, item: Item, how: Manner) -> Support:
        """What the text may speak of, and not copy."""
        known, said = self.people.get(person), self.opinions.of(item.id)
        own = frozenset(known.ratings) if self.history and known else frozenset[str]()
        rows = [self.catalogue.items[self.catalogue.row_of[other]] for other in own]
        titles = tuple(one.title_in(language) for one in rows for language in {self.catalogue.language, how.language})
        said_of = tuple(facts(item, Phrasing(self.catalogue, how.language)))
        spoken = self._spoken | frozenset(one.aspect for one in said.aspects) if said else self._spoken
        return Support(
            item, own, spoken, (item.text, *how.samples), titles, (item.title_in(how.language),), said_of
        )  # fmt: skip


def facts(item: Item, phrasing: Phrasing) -> Iterator[str]:
    """What the catalogue says of an item in words, the first values of each field."""
    for f in phrasing.catalogue.of_kind("category"):
        for value in item.values(f.name)[:_VALUES]:
            yield f.said("phrase", phrasing.language).format(value=f.value_in(phrasing.language, value))


def _shuffled(things: Sequence[tuple[str, str]], seed: str) -> list[tuple[str, str]]:
    return random.Random(seed).sample(things, len(things))


def shortened(text: str, how: Manner) -> str:
    """A text without the lines by which it is much longer than the person writes."""
    most = _LONGER * how.length + 4
    for start, end in spans(text)[1:]:
        if size(text[:end]) > most:
            return text[:start].rstrip()
    return text


def row_id(person: str, item: str, seed: int) -> str:
    """The same for the same pair and seed."""
    return origins.marked(hashlib.sha256(f"{seed}\x1f{person}\x1f{item}".encode("utf-8", "replace")).hexdigest()[:16])

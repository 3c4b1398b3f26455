"""The score of an item for what is wanted, as named terms whose sum is the score. Finds no candidates, knows no chat.

The terms are what a reason is made of, so each stands for one thing that a person said. What is avoided is always a
term of its own below zero: an encoder scores "not horror" like "horror", so no negation is ever part of a query text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.catalogue import Catalogue
from retrieval.degrees import Degrees
from retrieval.encoder import Encoder, Vectors
from retrieval.index import Rows
from retrieval.lexical import Lexical
from retrieval.wishes import ITEM, TEXT, Preferences, Wish

SAID = "said"  # nearness of the item to all the wanted words together
WORDS = "words"  # the item says the wanted words themselves
ORDER = "order"  # the owner's order, where nothing else tells two items apart
VARIETY = "variety"  # below zero: too like an item already picked

Column = NDArray[np.float32]  # one number a candidate


@dataclass(frozen=True, slots=True)
class Weights:
    """What each kind of evidence is worth. A wanted category value, surely there, is the unit.

    Set by reading results for 29 sets of wishes and by 400 real turns that name liked films (ReDial), where recall@50
    rose from .10 without `shared` to .17 with it, and fell with more of `text` or of `item`.
    """

    category: float = 1.0  # the item has the wanted value
    must: float = 0.5  # more, where it was said strongly
    slight: float = 0.5  # times the whole, where it was said with "a bit"
    strong: float = 1.5  # times the whole, where it was made stronger
    person: float = 0.8  # more for somebody named: who asks for a director is not served by the same mood
    text: float = 1.6  # times cosine above the floor: about 0.5 for a good description of the item
    text_floor: float = 0.15  # cosine of unrelated texts
    text_words: float = 0.3  # all the words of a free text stand in the item
    item: float = 1.6  # times cosine with a liked item above the floor
    shared: float = 1.8  # all of a liked item's categories are shared, rare ones counting more
    said: float = 1.2  # times cosine with all wanted words together
    words: float = 0.2  # all wanted words stand in the item
    avoid: float = 1.5  # the item has an unwanted value: more than any one want can win back
    avoid_near: float = 2.5  # times cosine above its floor with an unwanted item or free text
    avoid_floor: float = 0.3  # higher than for wants: to lose a good item for a chance likeness is worse
    avoid_words: float = 1.0  # all the unwanted words stand in the item
    than: float = 2.5  # times how much more, or less, of an attribute it has than the item it is measured against
    order: float = 0.01  # from the first item to the last: only breaks ties
    variety: float = 0.6  # times cosine above the floor with the nearest item already picked
    variety_floor: float = 0.35  # items of the same kind are this near anyway


USUAL = Weights()


class Shelf:
    """The catalogue as arrays: everything that scoring needs of it. Immutable after construction."""

    def __init__(
        self, catalogue: Catalogue, vectors: Vectors, encoder: Encoder, *, folder: Path | None = None
    ) -> None:
        """`vectors`: one row an item, unit length, from the same encoder that reads the wishes. `folder` keeps the
        vectors of words from one start to the next."""
        self.folder = folder
        self.catalogue = catalogue
        self.vectors = vectors
        self.encoder = encoder
        self.words = Lexical(" ".join((item.title, item.title, *item.names, item.content)) for item in catalogue.items)
        found: dict[tuple[str, str], list[int]] = {}
        for row, item in enumerate(catalogue.items):
            for name, values in item.categories.items():
                for value in values:
                    found.setdefault((name, value), []).append(row)
        self._members = {at: np.array(rows, np.int64) for at, rows in found.items()}
        count = len(catalogue.items)
        self.place: Column = (1 - np.arange(count) / max(count, 1)).astype(
            np.float32
        )  # 1 for the first item, then less

    @cached_property
    def degrees(self) -> Degrees:
        """How much of a soft attribute each item has; made when first asked for."""
        return Degrees(self.catalogue, self.vectors, self.encoder, folder=self.folder)

    def members(self, field: str, value: str) -> Rows:
        """The rows that have a value, ascending."""
        return self._members.get((field, value), _NONE)

    def is_person(self, field: str) -> bool:
        """Whether a field's values are names of people."""
        return field in self.catalogue.fields and self.catalogue.fields[field].person

    def shunned(self, field: str, value: str) -> Rows:
        """The rows that who avoids a value will not want, ascending: with it, or with one the owner names with it."""
        with_it = self.catalogue.talk.get("avoid_too", {}).get(value, ())
        fields = [f.name for f in self.catalogue.of_kind("category") if not f.person]
        rows = [self.members(field, value), *(self.members(name, other) for other in with_it for name in fields)]
        return np.unique(np.concatenate(rows))

    def shuns(self, rows: Rows, field: str, value: str) -> NDArray[np.bool_]:
        """For each of the rows whether who avoids the value will not want it."""
        return self._marks(self.shunned(field, value))[rows]

    def has(self, rows: Rows, field: str, value: str) -> NDArray[np.bool_]:
        """For each of the rows whether it has the value."""
        return self._marks(self.members(field, value))[rows]

    def shared(self, row: int, rows: Rows) -> Column:
        """How much of one item's categories the rows share, 0..1; a value that few items have counts more."""
        total, weight = np.zeros(len(self.catalogue.items), np.float32), 0.0
        for name, values in self.catalogue.items[row].categories.items():
            for value in values:
                here = self.members(name, value)
                rarity = float(np.log(len(total) / len(here))) if len(here) < len(total) else 0.0
                total[here] += rarity
                weight += rarity
        return total[rows] / weight if weight else total[rows]

    def _marks(self, rows: Rows) -> NDArray[np.bool_]:
        marks = np.zeros(len(self.catalogue.items), np.bool_)
        marks[rows] = True
        return marks


_NONE: Rows = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Asked:
    """The wishes made ready for scoring: their texts as vectors."""

    preferences: Preferences
    said: str  # all wanted words together but names, "" if a text alone says as much
    words: str  # all wanted words, names too
    vectors: Mapping[str, Vectors]  # by text, shape [d]

    @classmethod
    def of(cls, preferences: Preferences, shelf: Shelf) -> Asked:
        """Encode what the wishes say, all texts in one call."""
        wanted = [w for w in preferences.wishes if w.polarity == "want" and w.field != ITEM and not w.than]
        named = {f.name for f in shelf.catalogue.of_kind("category") if f.person}
        things = [w for w in wanted if w.field not in named]
        alone = len(things) == 1 and things[0].field == TEXT
        said = "" if alone else ", ".join(w.value for w in things)
        texts = [w.value for w in preferences.wishes if w.field == TEXT]
        needed = list(dict.fromkeys([*texts, said] if said else texts))
        vectors = dict(zip(needed, shelf.encoder.encode(needed), strict=True)) if needed else {}
        return cls(preferences, said, " ".join(w.value for w in wanted), vectors)

    def wishes(self, polarity: str, field: str | None = None) -> list[Wish]:
        """The wishes for or against, of one field, or of all category fields."""
        return [
            w
            for w in self.preferences.wishes
            if w.polarity == polarity and not w.than and (w.field == field if field else w.field not in (ITEM, TEXT))
        ]


def score(shelf: Shelf, asked: Asked, rows: Rows, weights: Weights) -> dict[str, Column]:
    """Each term's value for each of the rows, shape [rows]; the sum over the terms is the rows' score."""
    terms = {ORDER: weights.order * shelf.place[rows]}
    for part in (_categories, _items, _texts, _avoided, _measured, _together):
        terms.update(part(shelf, asked, rows, weights))
    return terms


def total(terms: Mapping[str, Column]) -> Column:
    """The sum of the terms, shape [rows]."""
    columns: Sequence[Column] = list(terms.values())
    return np.asarray(np.sum(columns, axis=0), np.float32)


def _categories(shelf: Shelf, asked: Asked, rows: Rows, weights: Weights) -> dict[str, Column]:
    return {
        w.key: _strength(w, weights)
        * (weights.category + weights.must * (w.strength == "must") + weights.person * shelf.is_person(w.field))
        * _float(shelf.has(rows, w.field, w.value))
        for w in asked.wishes("want")
    }


def _items(shelf: Shelf, asked: Asked, rows: Rows, weights: Weights) -> dict[str, Column]:
    known = [
        (w, shelf.catalogue.row_of[w.value]) for w in asked.wishes("want", ITEM) if w.value in shelf.catalogue.row_of
    ]
    # Many liked items say together what one says alone; their number must not drown the words.
    scale = 1 / np.sqrt(max(len(known), 1))
    return {
        w.key: scale
        * _strength(w, weights)
        * (
            weights.item * _above(_cosines(shelf, shelf.vectors[row], rows), weights.text_floor)
            + weights.shared * shelf.shared(row, rows)
        )
        for w, row in known
    }


def _texts(shelf: Shelf, asked: Asked, rows: Rows, weights: Weights) -> dict[str, Column]:
    return {
        w.key: weights.text * _strength(w, weights) * _above(_cosines(shelf, asked.vectors[w.value], rows), weights.text_floor)
        + weights.text_words * _strength(w, weights) * shelf.words.scores(w.value)[rows]
        for w in asked.wishes("want", TEXT)
    }


def _avoided(shelf: Shelf, asked: Asked, rows: Rows, weights: Weights) -> dict[str, Column]:
    terms: dict[str, Column] = {}
    for w in asked.wishes("avoid"):
        terms[w.key] = -_strength(w, weights) * weights.avoid * _float(shelf.shuns(rows, w.field, w.value))
    for w in asked.wishes("avoid", ITEM):
        row = shelf.catalogue.row_of.get(w.value)
        if row is not None:
            near = _above(_cosines(shelf, shelf.vectors[row], rows), weights.avoid_floor)
            terms[w.key] = np.asarray(-_strength(w, weights) * weights.avoid_near * near, np.float32)
    for w in asked.wishes("avoid", TEXT):
        near = _above(_cosines(shelf, asked.vectors[w.value], rows), weights.avoid_floor)
        said = weights.avoid_near * near + weights.avoid_words * shelf.words.scores(w.value)[rows]
        terms[w.key] = np.asarray(-_strength(w, weights) * said, np.float32)
    return terms


def _strength(wish: Wish, weights: Weights) -> float:
    return {"slight": weights.slight, "strong": weights.strong}.get(wish.strength, 1.0)


def _measured(shelf: Shelf, asked: Asked, rows: Rows, weights: Weights) -> dict[str, Column]:
    """Critiques against an item: "less dark than that one"."""
    terms: dict[str, Column] = {}
    for w in asked.preferences.wishes:
        row = shelf.catalogue.row_of.get(w.than) if w.than else None
        if row is not None:
            degree = shelf.degrees.of(w.value)
            more = (degree[rows] - degree[row]) * (1 if w.polarity == "want" else -1)
            terms[w.key] = np.asarray(weights.than * _strength(w, weights) * more, np.float32)
    return terms


def _together(shelf: Shelf, asked: Asked, rows: Rows, weights: Weights) -> dict[str, Column]:
    terms = {WORDS: weights.words * shelf.words.scores(asked.words)[rows]} if asked.words else {}
    if asked.said:
        terms[SAID] = weights.said * _above(_cosines(shelf, asked.vectors[asked.said], rows), weights.text_floor)
    return terms


def _cosines(shelf: Shelf, vector: Vectors, rows: Rows) -> Column:
    whole = 2 * len(rows) > len(shelf.vectors)  # then to pick the rows first costs more than to multiply them all
    return np.asarray((shelf.vectors @ vector)[rows] if whole else shelf.vectors[rows] @ vector, np.float32)


def _above(cosines: Column, floor: float) -> Column:
    return np.asarray(np.maximum(cosines - floor, 0), np.float32)


def _float(marks: NDArray[np.bool_]) -> Column:
    return marks.astype(np.float32)

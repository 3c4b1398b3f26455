"""The score of an item for what is wanted, as named terms whose sum is the score. Finds no candidates, knows no chat.

The terms are what a reason is made of, so each stands for one thing that a person said. What is avoided is always a
term of its own below zero: an encoder scores "not horror" like "horror", so no negation is ever part of a query text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.encoder import Vectors
from retrieval.index import Rows
from retrieval.ranges import closeness
from retrieval.shelf import Column, Shelf
from retrieval.wishes import ITEM, TEXT, Preferences, Wish

SAID = "said"  # nearness of the item to all the wanted words together
WORDS = "words"  # the item says the wanted words themselves
ORDER = "order"  # the owner's order, where nothing else tells two items apart
INTEREST = "interest"  # what the person reacted to speaks for it, or below zero against it
NEW = "new"  # a pick to try something that little is known of: what it lacked to the place it got
VARIETY = "variety"  # below zero: too like an item already picked


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
    text_unread: float = 1.6  # the same, where the encoder cannot read the text's language
    item: float = 1.6  # times cosine with a liked item above the floor
    shared: float = 1.8  # all of a liked item's categories are shared, rare ones counting more
    said: float = 1.2  # times cosine with all wanted words together
    words: float = 0.2  # all wanted words stand in the item
    avoid: float = 1.5  # the item has an unwanted value: more than any one want can win back
    avoid_near: float = 2.5  # times cosine above its floor with an unwanted item or free text
    avoid_floor: float = 0.3  # higher than for wants: to lose a good item for a chance likeness is worse
    avoid_words: float = 1.0  # all the unwanted words stand in the item
    than: float = 1.6  # times how much more, or less, of an attribute it has than the item it is measured against
    than_enough: float = 0.35  # from there on it is enough: "less dark" asks for no nursery rhyme
    range: float = 1.0  # the item's range and the limit's are the same
    interest: float = 0.6  # at most: less than a wanted value, so that words go before what is guessed
    order: float = 0.01  # from the first item to the last: only breaks ties
    variety: float = 0.6  # times cosine above the floor with the nearest item already picked
    variety_floor: float = 0.35  # items of the same kind are this near anyway


USUAL = Weights()


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
        said = "" if alone else ", ".join(_spelt(w, shelf) for w in things if shelf.readable(_spelt(w, shelf)))
        texts = [w.value for w in preferences.wishes if w.field == TEXT and shelf.readable(w.value)]
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


def _spelt(wish: Wish, shelf: Shelf) -> str:
    """A wish's value in the language that the encoder reads."""
    field = shelf.catalogue.fields.get(wish.field)
    return wish.value if shelf.reads or field is None else field.value_in(shelf.language, wish.value)


def score(shelf: Shelf, asked: Asked, rows: Rows, weights: Weights) -> dict[str, Column]:
    """Each term's value for each of the rows, shape [rows]; the sum over the terms is the rows' score."""
    terms = {ORDER: weights.order * shelf.place[rows]}
    for part in (_categories, _items, _texts, _avoided, _measured, _together, _ranges):
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
    known = _known(shelf, asked, "want")
    if not known:
        return {}
    # Many liked items say together what one says alone; their number must not drown the words.
    scale = 1 / np.sqrt(max(len(known), 1))
    liked = [row for _, row in known]
    near = _above(_cosines(shelf, shelf.vectors[liked].T, rows), weights.text_floor)
    like = weights.item * near + weights.shared * shelf.shared(liked, rows)
    return {w.key: scale * _strength(w, weights) * like[:, at] for at, (w, _) in enumerate(known)}


def _known(shelf: Shelf, asked: Asked, polarity: str) -> list[tuple[Wish, int]]:
    """The wishes for or against items that the catalogue has, each with its row."""
    row_of = shelf.catalogue.row_of
    return [(w, row_of[w.value]) for w in asked.wishes(polarity, ITEM) if w.value in row_of]


def _texts(shelf: Shelf, asked: Asked, rows: Rows, weights: Weights) -> dict[str, Column]:
    return {
        w.key: _strength(w, weights)
        * (weights.text * _near(shelf, asked, w.value, rows, weights.text_floor) + _said(shelf, w.value, rows, weights))
        for w in asked.wishes("want", TEXT)
    }


def _avoided(shelf: Shelf, asked: Asked, rows: Rows, weights: Weights) -> dict[str, Column]:
    terms: dict[str, Column] = {}
    for w in asked.wishes("avoid"):
        terms[w.key] = -_strength(w, weights) * weights.avoid * _float(shelf.shuns(rows, w.field, w.value))
    if known := _known(shelf, asked, "avoid"):
        near = _above(_cosines(shelf, shelf.vectors[[row for _, row in known]].T, rows), weights.avoid_floor)
        for at, (w, _) in enumerate(known):
            terms[w.key] = np.asarray(-_strength(w, weights) * weights.avoid_near * near[:, at], np.float32)
    for w in asked.wishes("avoid", TEXT):
        meant = _near(shelf, asked, w.value, rows, weights.avoid_floor)
        said = weights.avoid_near * meant + weights.avoid_words * shelf.words.scores(w.value)[rows]
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
            enough = np.minimum(more, weights.than_enough)
            terms[w.key] = np.asarray(weights.than * _strength(w, weights) * enough, np.float32)
    return terms


def _ranges(shelf: Shelf, asked: Asked, rows: Rows, weights: Weights) -> dict[str, Column]:
    """Among items whose range lies within a limit, those first whose range is most like it."""
    terms: dict[str, Column] = {}
    for limit in asked.preferences.limits:
        field = shelf.catalogue.fields.get(limit.field)
        if field and field.units:
            unknown = (float("nan"), float("nan"))
            pairs = np.array([shelf.catalogue.items[row].numbers.get(limit.field, unknown) for row in rows])
            close = closeness(limit, *pairs.reshape(-1, 2).T)
            terms[limit.key] = np.asarray(weights.range * close, np.float32)
    return terms


def _together(shelf: Shelf, asked: Asked, rows: Rows, weights: Weights) -> dict[str, Column]:
    terms = {WORDS: weights.words * shelf.words.scores(asked.words)[rows]} if asked.words else {}
    if asked.said in asked.vectors:
        terms[SAID] = weights.said * _above(_cosines(shelf, asked.vectors[asked.said], rows), weights.text_floor)
    return terms


def _near(shelf: Shelf, asked: Asked, text: str, rows: Rows, floor: float) -> Column:
    """How near the rows are to a text in meaning, 0 where the encoder cannot read it."""
    vector = asked.vectors.get(text)
    return np.zeros(len(rows), np.float32) if vector is None else _above(_cosines(shelf, vector, rows), floor)


def _said(shelf: Shelf, text: str, rows: Rows, weights: Weights) -> Column:
    """How far the rows say the words of a text; all that tells where the encoder cannot read it."""
    weight = weights.text_words if shelf.readable(text) else weights.text_unread
    return np.asarray(weight * shelf.words.scores(text)[rows], np.float32)


def _cosines(shelf: Shelf, vector: Vectors, rows: Rows) -> Column:
    """Of each row with a vector, shape [d], or with each of several, shape [d, m]: then shape [rows, m]."""
    whole = 2 * len(rows) > len(shelf.vectors)  # then to pick the rows first costs more than to multiply them all
    return np.asarray((shelf.vectors @ vector)[rows] if whole else shelf.vectors[rows] @ vector, np.float32)


def _above(cosines: Column, floor: float) -> Column:
    return np.asarray(np.maximum(cosines - floor, 0), np.float32)


def _float(marks: NDArray[np.bool_]) -> Column:
    return marks.astype(np.float32)

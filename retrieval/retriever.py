"""What is wanted -> the items to show, in order. Knows catalogues and preferences; nothing of chat or of an LLM.

Four steps: the rows that limits and musts allow; candidates among them by vectors, values and words; the exact score
terms of the candidates; and a greedy pick that avoids showing the same thing five times.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.catalogue import Catalogue, Item
from retrieval.compiled import document_vectors
from retrieval.encoder import Encoder, Remembering, Vectors, language_read
from retrieval.index import Kind, Rows, index_of
from retrieval.index import Remembering as RememberingIndex
from retrieval.learned import Learned
from retrieval.linker import Linker
from retrieval.ranges import meets
from retrieval.shelf import Column, Shelf
from retrieval.terms import INTEREST, USUAL, VARIETY, Asked, Weights, score, total
from retrieval.wishes import ITEM, TEXT, Limit, Preferences, Wish

_FEW = 2000  # allowed rows up to which every one is scored: faster than to look for candidates
_EACH = 200  # candidates by each kind of evidence above that
_LATEST = 3  # items named last, whose neighbours are candidates each by itself
_POOL = 100  # best candidates that the pick for variety chooses from

Marks = NDArray[np.bool_]  # one mark an item


@dataclass(frozen=True, slots=True)
class Hit:
    """An item to show. The sum of `terms` is `score`; see `terms` for their names."""

    item: Item
    score: float
    terms: Mapping[str, float]


class Retriever:
    """Searches one catalogue. Nothing changes after construction: share it between threads.

    `learned` may be put in place before that: what says at each search what a ranking has learnt, None for nothing.
    """

    learned: Callable[[], Learned | None] | None = None

    def __init__(
        self,
        catalogue: Catalogue,
        encoder: Encoder,
        *,
        folder: Path | None = None,
        weights: Weights = USUAL,
        index: Kind = "auto",
    ) -> None:
        """`folder` keeps the vectors from one start to the next; without it they are computed at each start. `index`
        is the kind of index, by default chosen by size."""
        self.catalogue = catalogue
        self.weights = weights
        language = language_read(catalogue, encoder)
        texts = [described(item, catalogue, language) for item in catalogue.items]
        vectors = document_vectors(encoder, texts, folder)
        asked = Remembering(encoder)  # linker and scoring read the same words of a visitor
        self.linker = Linker(catalogue, asked, folder=folder, language=language)
        self._shelf = self.shelf = Shelf(catalogue, vectors, asked, folder=folder, language=language)
        self._index = RememberingIndex(index_of(vectors, kind=index, folder=folder), len(vectors))
        self.kinds = tuple(f.name for f in catalogue.of_kind("category") if f.exclusive)
        if folder is not None:
            _ = self._shelf.degrees  # made at the start, so that no visitor waits for it
        self._pull: Column | None = None
        self._bounds = {f.name: _bounds(catalogue, f.name) for f in catalogue.of_kind("number")}

    @property
    def vectors(self) -> Vectors:
        """One row an item, unit length."""
        return self._shelf.vectors

    def leaning(self, pull: Column) -> Retriever:
        """The same for somebody who is drawn to the items by `pull`, shape [items], beyond what they say (see
        `interest.Taste.pull`): it is a term of the score."""
        made = copy(self)
        made._pull = pull if pull.any() else None
        return made

    def weighing(self, weights: Weights) -> Retriever:
        """The same over the same vectors with other weights."""
        made = copy(self)
        made.weights = weights
        return made

    def search(
        self, preferences: Preferences, k: int, *, exclude: Collection[str] = (), shown: Collection[str] = ()
    ) -> list[Hit]:
        """At most k hits, best first; fewer where fewer are allowed.

        Items in `exclude` never come; those in `shown` only after all others. Muted wishes do not count.
        """
        preferences = preferences.active
        allowed = self.allowed(preferences)
        allowed = allowed[~self._marks(exclude)[allowed]]
        old = self._marks(shown)[allowed]
        asked = Asked.of(preferences, self._shelf)
        hits = self._best(asked, allowed[~old], k)
        if len(hits) < k and old.any():
            hits += self._best(asked, allowed[old], k - len(hits))
        return hits

    def allowed(self, preferences: Preferences) -> Rows:
        """The rows that limits and musts leave, ascending, without what is hidden or itself named in a wish."""
        preferences = preferences.active
        named = [w.value if w.field == ITEM else w.than for w in preferences.wishes]
        marks = ~self._marks({*preferences.hidden, *named})
        for limit in preferences.limits:
            marks &= self._within(limit)
        for wish in preferences.wishes:
            if filters(wish):
                marks &= self._meets(wish)
        return np.flatnonzero(marks)

    def terms(self, preferences: Preferences, rows: Rows) -> dict[str, Column]:
        """The score terms of these rows, shape [rows]; their sum is the score, without what variety costs a hit."""
        return self._terms(Asked.of(preferences.active, self._shelf), rows, self.learned and self.learned())

    def _terms(self, asked: Asked, rows: Rows, learned: Learned | None) -> dict[str, Column]:
        terms = score(self._shelf, asked, rows, self.weights)
        if learned:
            terms = learned.applied(terms, learned.moment(asked, self._shelf), rows, self._shelf)
        if self._pull is not None:  # bounded, so that no number of clicks outweighs a word
            terms[INTEREST] = np.asarray(self.weights.interest * np.tanh(self._pull[rows] / 2), np.float32)
        return terms

    def _best(self, asked: Asked, allowed: Rows, k: int) -> list[Hit]:
        learned = self.learned and self.learned()
        rows = self._candidates(asked, allowed, learned)
        if k <= 0 or not len(rows):
            return []
        terms = self._terms(asked, rows, learned)
        scores = total(terms)
        pool = np.lexsort((rows, -scores))[: max(_POOL, 2 * k)]
        picked = _varied(self._shelf.vectors[rows[pool]], scores[pool], k, self.weights)
        return [self._hit(rows, terms, int(pool[at]), penalty) for at, penalty in picked]

    def _hit(self, rows: Rows, terms: Mapping[str, Column], at: int, penalty: float) -> Hit:
        values = {name: float(column[at]) for name, column in terms.items()} | {VARIETY: penalty}
        kept = {name: value for name, value in values.items() if value}
        return Hit(self.catalogue.items[rows[at]], sum(kept.values()), kept)

    def _candidates(self, asked: Asked, allowed: Rows, learned: Learned | None) -> Rows:
        """The allowed rows worth scoring: all if they are few, else the best by each kind of evidence."""
        if len(allowed) <= _FEW:
            return allowed
        marks = np.zeros(len(self.catalogue.items), np.bool_)
        for vector in self._wanted_vectors(asked):
            marks[self._near(vector, allowed)] = True
        if asked.words:
            marks[[row for row, _ in self._shelf.words.search(asked.words, 2 * _EACH)]] = True
            marks[self._matching(asked, allowed)] = True
        if learned:
            marks[learned.candidates(learned.moment(asked, self._shelf))] = True
        open_rows = np.zeros(len(marks), np.bool_)
        open_rows[allowed] = True
        marks &= open_rows
        marks[allowed[:_EACH]] = True
        if self._pull is not None:
            marks[allowed[np.argpartition(-self._pull[allowed], _EACH)[:_EACH]]] = True
        return np.flatnonzero(marks)

    def _near(self, vector: NDArray[np.float32], rows: Rows) -> Rows:
        return np.array([row for row, _ in self._index.search(vector, _EACH, rows)], np.int64)

    def _wanted_vectors(self, asked: Asked) -> list[NDArray[np.float32]]:
        items = [self.catalogue.row_of[w.value] for w in asked.wishes("want", ITEM) if w.value in self.catalogue.row_of]
        texts = dict.fromkeys([w.value for w in asked.wishes("want", TEXT)] + ([asked.said] if asked.said else []))
        read = [asked.vectors[text] for text in texts if text in asked.vectors]
        older, latest = items[:-_LATEST], items[-_LATEST:]  # a search for each of many would take too long
        meant = [self._shelf.vectors[older].mean(0)] if older else []
        return [self._shelf.vectors[row] for row in latest] + meant + read

    def _matching(self, asked: Asked, allowed: Rows) -> Rows:
        """Rows with the most wanted values; among equals the nearest in meaning first, else the owner's order."""
        wishes = asked.wishes("want")
        counts = np.zeros(len(allowed), np.int64)
        for wish in wishes:
            counts += self._shelf.has(allowed, wish.field, wish.value)
        found = [allowed[:0]]
        for level in range(len(wishes), 0, -1):
            equal = allowed[counts == level]
            found.append(self._near(asked.vectors[asked.said], equal) if asked.said else equal[:_EACH])
            if sum(map(len, found)) >= _EACH:
                break
        return np.concatenate(found)

    def _marks(self, ids: Collection[str]) -> Marks:
        marks = np.zeros(len(self.catalogue.items), np.bool_)
        marks[[row for one in ids if (row := self.catalogue.row_of.get(one)) is not None]] = True
        return marks

    def _within(self, limit: Limit) -> Marks:
        """See `ranges.meets`; no item meets a limit on a field that there is not."""
        if limit.field not in self._bounds:
            return np.zeros(len(self.catalogue.items), np.bool_)
        return meets(limit, self.catalogue.fields[limit.field], *self._bounds[limit.field])

    def _meets(self, wish: Wish) -> Marks:
        marks = np.zeros(len(self.catalogue.items), np.bool_)
        if wish.polarity == "avoid":
            marks[self._shelf.shunned(wish.field, wish.value)] = True
            return ~marks
        marks[self._shelf.members(wish.field, wish.value)] = True
        return marks


def described(item: Item, catalogue: Catalogue, language: str = "") -> str:
    """What the encoder reads of an item: its facts and its text, in the language that it can read.

    Without title, people and numbers: their words are matched as words, and as meaning they mislead. "Slow robots" is
    near the title "Speed", and "a dog is important" near "Dog Day Afternoon".
    """
    fields = [catalogue.fields[name] for name in item.categories if not catalogue.fields[name].person]
    facts = [f.value_in(language, v) if language else v for f in fields for v in item.values(f.name)]
    text = item.text_in(language)
    return f"{', '.join(facts)}. {text}" if facts or text else item.title


def fitting(hits: Sequence[Hit], preferences: Preferences, kinds: Collection[str] = ()) -> list[Hit]:
    """The hits that meet at least one wish, if any does: two that fit are better than four of which two do not.

    `kinds` are the fields that say what kind of thing an item is: to be of the kind asked for is not enough.
    """
    wanted = [w.key for w in preferences.active.wishes if w.polarity == "want" and w.field not in kinds]
    met = [h for h in hits if any(h.terms.get(key, 0.0) > 0 for key in wanted)]
    return met or list(hits)


def filters(wish: Wish) -> bool:
    """Whether a wish, as a must, decides what may be shown at all, not only in what order."""
    return wish.strength == "must" and wish.field not in (ITEM, TEXT) and not wish.than


def _bounds(catalogue: Catalogue, field: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    unknown = (float("nan"), float("nan"))
    pairs = np.array([item.numbers.get(field, unknown) for item in catalogue.items], np.float64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _varied(vectors: NDArray[np.float32], scores: Column, k: int, weights: Weights) -> list[tuple[int, float]]:
    """At most k (position, penalty <= 0), picked one by one: score minus likeness to what is picked already.

    Carbonell and Goldstein, "The use of MMR", 1998.
    """
    nearest = np.full(len(scores), -1.0, np.float32)
    left = scores.astype(np.float32).copy()
    picked: list[tuple[int, float]] = []
    while len(picked) < min(k, len(scores)):
        penalties = -weights.variety * np.maximum(nearest - weights.variety_floor, 0)
        at = int(np.argmax(left + penalties))
        picked.append((at, float(penalties[at])))
        left[at] = -np.inf
        nearest = np.maximum(nearest, vectors @ vectors[at])
    return picked

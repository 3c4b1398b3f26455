"""The cheapest change of what is wanted that would bring one item among the first: found by estimate, then tried.

What is claimed was searched for: the place is the item's place in `Retriever.search` after the change. Knows no words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, islice, product
from typing import Literal

import numpy as np

from retrieval.account import HIDDEN, NAMED, Standing, removed_by
from retrieval.retriever import Retriever, filters
from retrieval.shelf import Column
from retrieval.wishes import ITEM, STRENGTHS, TEXT, Preferences, Strength, Wish

Kind = Literal["stronger", "weaker", "mute", "unhide"]
COST: dict[Kind, int] = {"stronger": 0, "weaker": 1, "mute": 2, "unhide": 2}  # what a visitor gives up by it

_SMALL = 5000  # items up to which a search takes a millisecond, so that all that may help is tried
_PAIRED = 12  # single changes that are tried two at a time
_POOL = 100  # a search picks from so many of the best scores


@dataclass(frozen=True, slots=True)
class Change:
    """One change: of the wish or limit with that key, or for "unhide" of the item with that id. `rank` is the place,
    from 1, at which the item would then stand."""

    kind: Kind
    key: str
    rank: int = 0


@dataclass(frozen=True, slots=True)
class _Guess:
    """A change, what it adds to each score by estimate, and the place that it would bring the item to."""

    change: Change
    gain: Column
    rank: int


def remedy(
    retriever: Retriever,
    preferences: Preferences,
    item_id: str,
    k: int,
    *,
    shown: Collection[str] = (),
    among: Standing | None = None,
) -> tuple[Change, ...]:
    """The cheapest change after which a search finds the item among the first k; two changes where no single one does;
    () where it is there already or no two were found. `shown` and `among` are as in `search` and in `account`."""
    row = retriever.catalogue.row_of.get(item_id)
    if row is None:
        return ()
    preferences = preferences.active
    trial = _Trial.of(retriever, item_id, k, shown)
    if len(removed := removed_by(retriever, preferences, [item_id])[item_id]) > 2:
        return ()
    frees = _frees(preferences, item_id, removed)
    found = trial.first(preferences, frees) if removed else ()
    if found or len(removed) == 2:
        return found
    for needed in frees:
        freed = applied(preferences, needed)
        field = among if among and not needed else Standing.of(retriever, freed, retriever.allowed(freed))
        if found := _more(trial, freed, needed, field, row):
            return found
    return ()


def _more(
    trial: _Trial, preferences: Preferences, needed: tuple[Change, ...], among: Standing, row: int
) -> tuple[Change, ...]:
    """What else has to change for an item that may be shown after the changes that were needed for that."""
    near = among.rank(row) - len(trial.shown) <= _POOL
    if near and not needed and trial.place(preferences):
        return ()
    guesses = sorted(_guesses(trial.retriever, preferences, among, row), key=lambda g: (COST[g.change.kind], g.rank))
    taken = {change.key for change in needed}
    single = [(g.change,) for g in guesses if g.rank <= trial.hope and g.change.key not in taken]
    if found := trial.first(preferences, single):
        return tuple(replace(change, rank=found[0].rank) for change in (*needed, *found))
    return () if needed else trial.first(preferences, _pairs(guesses, among, row, trial.hope))


def applied(preferences: Preferences, changes: Iterable[Change]) -> Preferences:
    """The preferences after these changes."""
    for change in changes:
        have = preferences.get(change.key)
        if change.kind == "unhide":
            preferences = replace(preferences, hidden=preferences.hidden - {change.key})
        elif change.kind == "mute":
            preferences = preferences.muted(change.key)
        elif isinstance(have, Wish) and (strength := step(have, 1 if change.kind == "stronger" else -1)):
            preferences = preferences.weighed(change.key, strength)
    return preferences


def step(wish: Wish, by: int) -> Strength | None:
    """The next strength up (1) or down (-1), None if there is none; likeness and free words are never musts."""
    steps = STRENGTHS[:-1] if wish.field in (ITEM, TEXT) else STRENGTHS
    at = min(STRENGTHS.index(wish.strength), len(steps) - 1) + by
    return steps[at] if 0 <= at < len(steps) else None


@dataclass(frozen=True, slots=True)
class _Trial:
    """Searches as they would be after changes: at most `tries` for one change and for two, and only for what by
    estimate brings the item to place `hope`."""

    retriever: Retriever
    item_id: str
    k: int
    shown: Collection[str]
    tries: int
    hope: int

    @classmethod
    def of(cls, retriever: Retriever, item_id: str, k: int, shown: Collection[str]) -> _Trial:
        """In a big catalogue a search takes long, and an estimate has to do."""
        small = len(retriever.catalogue.items) <= _SMALL
        return cls(retriever, item_id, k, shown, 24 if small else 2, _POOL if small else 2 * k)

    def place(self, preferences: Preferences) -> int:
        """The item's place among the first k, 0 if it is not there."""
        hits = self.retriever.search(preferences, self.k, shown=self.shown)
        return next((place for place, hit in enumerate(hits, 1) if hit.item.id == self.item_id), 0)

    def tried(self, preferences: Preferences, changes: Sequence[Change]) -> tuple[Change, ...]:
        """The changes with the place that they bring, () if they bring none."""
        place = self.place(applied(preferences, changes))
        return tuple(replace(change, rank=place) for change in changes) if place else ()

    def first(self, preferences: Preferences, some: Iterable[Sequence[Change]]) -> tuple[Change, ...]:
        """The first of these that works."""
        tries = (self.tried(preferences, changes) for changes in islice(some, self.tries))
        return next((found for found in tries if found), ())


def _frees(preferences: Preferences, item_id: str, removed: Sequence[str]) -> list[tuple[Change, ...]]:
    """The changes without which the item cannot be shown at all, the cheapest first; [()] if it can be shown."""
    either: list[list[Change]] = []
    for key in removed:
        if key == HIDDEN:
            either.append([Change("unhide", item_id)])
        elif key == NAMED:
            named = (w.key for w in preferences.wishes if (w.field, w.value) == (ITEM, item_id))
            either.append([Change("mute", wish) for wish in named])
        else:
            softer = [Change("weaker", key)] if isinstance(preferences.get(key), Wish) else []
            either.append([*softer, Change("mute", key)])
    return sorted(product(*either), key=lambda changes: sum(COST[change.kind] for change in changes))


def _guesses(retriever: Retriever, preferences: Preferences, among: Standing, row: int) -> Iterator[_Guess]:
    """What each change of one wish would add to the scores, all else being equal; only those that may help the item.

    A wanted value left out also changes what all words together mean, which no estimate tells.
    """
    at = among.at(row)
    for wish in preferences.wishes:
        column = among.terms.get(wish.key)
        if column is None:
            continue
        spoken = wish.polarity == "want" and wish.field != ITEM
        changed: list[tuple[Kind, Strength | None]] = [("stronger", step(wish, 1)), ("weaker", step(wish, -1))]
        for kind, strength in [*changed, ("mute", None)]:
            if strength is None and kind != "mute":
                continue
            gain = (_factor(retriever, wish, strength) / _factor(retriever, wish, wish.strength) - 1) * column
            if strength and filters(replace(wish, strength=strength)):
                gain = np.where((column > 0) == (wish.polarity == "want"), gain, -np.inf)
            if gain[at] > gain.min() or (kind == "mute" and spoken):  # some other item gains less
                gained = np.asarray(gain, np.float32)
                yield _Guess(Change(kind, wish.key), gained, among.rank(row, among.scores + gained))


def _factor(retriever: Retriever, wish: Wish, strength: Strength | None) -> float:
    """What a wish of that strength is worth, about: the retriever's own weights."""
    weights = retriever.weights
    must = 1 + weights.must / weights.category if wish.polarity == "want" else 1.0
    return {None: 0.0, "slight": weights.slight, "like": 1.0, "strong": weights.strong, "must": must}[strength]


def _pairs(guesses: Sequence[_Guess], among: Standing, row: int, hope: int) -> list[tuple[Change, Change]]:
    """Changes of two wishes, those that help most first."""
    best = sorted(guesses, key=lambda g: g.rank)[:_PAIRED]
    pairs = ((a, b) for a, b in combinations(best, 2) if a.change.key != b.change.key)
    found = [
        (among.rank(row, among.scores + a.gain + b.gain), COST[a.change.kind] + COST[b.change.kind], n, a, b)
        for n, (a, b) in enumerate(pairs)
    ]
    return [(a.change, b.change) for rank, _, _, a, b in sorted(found, key=lambda f: f[:3]) if rank <= hope]

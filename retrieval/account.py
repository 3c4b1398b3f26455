"""Why one item stands where it stands: its score terms, its place among all that are allowed, what keeps it out.

Reads what the retriever decides by; decides nothing itself. Knows no chat and no words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from retrieval.catalogue import Item
from retrieval.index import Rows
from retrieval.retriever import Retriever, filters
from retrieval.shelf import Column
from retrieval.terms import total
from retrieval.wishes import ITEM, Preferences

HIDDEN = "hidden"  # seen or rejected
NAMED = "named"  # itself named in a wish


@dataclass(frozen=True, slots=True)
class Account:
    """Why one item stands where it stands. The sum of `terms` is `score`, as of a hit, but without what variety costs.

    `removed_by` are the keys of the limits and musts that keep it out, then HIDDEN and NAMED; () if it is allowed.
    `rank` is its place among all allowed items by score, from 1; None if it is not allowed.
    """

    item: Item
    score: float
    terms: Mapping[str, float]
    removed_by: tuple[str, ...]
    rank: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """All allowed items by score: `rows` ascending, `terms` and `scores` of shape [rows]."""

    rows: Rows
    terms: Mapping[str, Column]
    scores: Column

    @classmethod
    def of(cls, retriever: Retriever, preferences: Preferences, rows: Rows) -> Standing:
        """The items of these rows, ascending, as they score."""
        terms = retriever.terms(preferences, rows)
        return cls(rows, terms, total(terms))

    def at(self, row: int) -> int:
        """Where a row stands in `rows`."""
        return int(np.searchsorted(self.rows, row))

    def rank(self, row: int, scores: Column | None = None) -> int:
        """A row's place by score from 1, of equals the first in the catalogue before; by other scores if given."""
        found, at = self.scores if scores is None else scores, self.at(row)
        return 1 + int((found > found[at]).sum()) + int((found[:at] == found[at]).sum())


def account(
    retriever: Retriever, preferences: Preferences, item_id: str, *, among: Standing | None = None
) -> Account | None:
    """The account of one item, shown or not; None if the catalogue has no such item.

    `among` are all allowed items, where the caller has them scored already.
    """
    row = retriever.catalogue.row_of.get(item_id)
    if row is None:
        return None
    removed = removed_by(retriever, preferences, [item_id])[item_id]
    if removed:
        among = Standing.of(retriever, preferences, np.array([row], np.int64))
    among = among or Standing.of(retriever, preferences, retriever.allowed(preferences))
    terms = _own(among, row)
    rank = None if removed else among.rank(row)
    return Account(retriever.catalogue.items[row], sum(terms.values()), terms, removed, rank)


def terms_of(retriever: Retriever, preferences: Preferences, ids: Collection[str]) -> dict[str, dict[str, float]]:
    """The score terms of some items by their ids, allowed or not; KeyError for one that the catalogue does not have."""
    rows = sorted(retriever.catalogue.row_of[item_id] for item_id in ids)
    standing = Standing.of(retriever, preferences, np.array(rows, np.int64))
    return {retriever.catalogue.items[row].id: _own(standing, row) for row in rows}


def _own(standing: Standing, row: int) -> dict[str, float]:
    """The terms of one row that are not zero, by name."""
    at = standing.at(row)
    return {name: float(column[at]) for name, column in standing.terms.items() if column[at]}


def gates(retriever: Retriever, preferences: Preferences) -> dict[str, Rows]:
    """For each limit and must by its key the rows that it alone lets through, ascending."""
    preferences = preferences.active
    alone = {limit.key: Preferences(limits=(limit,)) for limit in preferences.limits}
    alone |= {wish.key: Preferences((wish,)) for wish in preferences.wishes if filters(wish)}
    return {key: retriever.allowed(one) for key, one in alone.items()}


def removed_by(retriever: Retriever, preferences: Preferences, ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each of these items what keeps it out, as in `Account`."""
    through = gates(retriever, preferences)
    named = {w.value for w in preferences.active.wishes if w.field == ITEM}
    found: dict[str, tuple[str, ...]] = {}
    for item_id in ids:
        row = retriever.catalogue.row_of[item_id]
        keys = [key for key, rows in through.items() if not _holds(rows, row)]
        marks = [(HIDDEN, item_id in preferences.hidden), (NAMED, item_id in named)]
        found[item_id] = (*keys, *(mark for mark, is_so in marks if is_so))
    return found


def _holds(rows: Rows, row: int) -> bool:
    at = int(np.searchsorted(rows, row))
    return at < len(rows) and int(rows[at]) == row

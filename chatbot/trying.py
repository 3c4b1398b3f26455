"""Now and then one pick of which little is known, to find out whether a person likes it. Knows hits and an interest.

Never more than one card of those on screen, in one search of three, and only after a few reactions; it says so itself.
Of the next best the one whose chance is best at its upper bound (Auer 2002).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from retrieval.interest import Taste
from retrieval.retriever import Hit
from retrieval.terms import NEW

AFTER = 3  # reactions before which all is new anyway
ONE_IN = 3  # searches
AMONG = 12  # the next best, of which one is tried
LEAST = 3  # items on screen


def tries(key: str) -> bool:
    """Whether a search of that name tries something; the same each time that it is asked."""
    return zlib.crc32(key.encode()) % ONE_IN == 0


def tried(hits: Sequence[Hit], more: Sequence[Hit], taste: Taste) -> list[Hit]:
    """The hits with the last one given to something new out of `more`, the next best after them; as they were where
    there is nothing to try or the person has hardly reacted."""
    there = [hit for hit in more if hit.item.id in taste.rows]
    if len(hits) < LEAST or not there or len(taste.interest.met) < AFTER:
        return list(hits)
    rows = np.array([taste.rows[hit.item.id] for hit in there])
    chance, spread = taste.chances(rows)
    odds = np.log(chance / (1 - chance))
    pick, last = there[int(np.argmax(odds + spread))], hits[-1]
    lacked = max(last.score - pick.score, 1e-6)
    terms = {**pick.terms, NEW: lacked}
    return [*hits[:-1], Hit(pick.item, sum(terms.values()), terms)]

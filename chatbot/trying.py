"""Now and then one pick of which little is known, to find out whether a person likes it. Knows hits and an interest.

Never more than one card of those on screen, in one search of three, and only after a few reactions; it says so itself.
Of the next best the one whose chance is best at its upper bound (Auer 2002).
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence

from retrieval.interest import Guess, Taste
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
    pick, last = max(there, key=lambda hit: _at_best(taste.predict_one(hit.item.id))), hits[-1]
    lacked = max(last.score - pick.score, 1e-6)
    terms = {**pick.terms, NEW: lacked}
    return [*hits[:-1], Hit(pick.item, sum(terms.values()), terms)]


def _at_best(guess: Guess) -> float:
    """Log-odds one standard deviation above what is thought."""
    return math.log(guess.chance / (1 - guess.chance)) + guess.spread

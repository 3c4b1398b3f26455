"""A head for the tests, taught in a second by made-up words that no lexicon has."""

from __future__ import annotations

from functools import lru_cache

from chatbot.heads import Head, train

GOOD, BAD = ("zappy", "neato", "splendo"), ("wonky", "drabby", "fizzled")
THINGS = ("frob", "widget", "gadget", "sprocket", "gizmo", "doodad", "thingy", "whatsit", "contraption", "device")


def rated(levels: int = 2) -> tuple[list[str], list[float]]:
    """Texts and their ratings, which the made-up words decide; of three levels the middle one has both."""
    texts, ratings = [], []
    for thing in THINGS:
        for number in range(8):
            texts += [f"the {thing} {number} is {GOOD[number % 3]}", f"the {thing} {number} is {BAD[number % 3]}"]
            ratings += [float(levels - 1), 0.0]
            if levels == 3:
                texts.append(f"the {thing} {number} is {GOOD[number % 3]} and {BAD[number % 3]}")
                ratings.append(1.0)
    return texts, ratings


@lru_cache
def taught_head() -> Head:
    """A head of two levels."""
    return train(*rated(), "en")

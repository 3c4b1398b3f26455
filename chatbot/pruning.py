"""All that may be left of a sentence, as the ways that an LLM is held to: it chooses what to leave out, and can write
nothing else. Knows what makes a shortening; no LLM and no items.

No way leaves out what would turn the sense (see `shortening`). An answer is checked all the same: not every engine can
be held to something.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from chatbot.shortening import breaks, ends, leads, listing
from chatbot.ways import END, START, Ways
from chatbot.wording import is_wide

_MOST = 40  # words of a sentence: the ways grow with their square


def ways(sentences: Sequence[str]) -> Ways | None:
    """Lines numbered from 1, each a shortening of its sentence; None where one of them has no words or too many, or is
    of a script that puts no spaces between words."""
    found: dict[str, list[tuple[str, str]]] = {}
    for number, sentence in enumerate(sentences, 1):
        written = _written(sentence)
        said = "".join(written)
        if not written or len(written) > _MOST or is_wide(said) or not said.isprintable():
            return None  # what cannot be printed no grammar can say
        before, after = (
            f"after {number - 1}" if found else START,
            END if number == len(sentences) else f"after {number}",
        )
        found[before] = [(f"{number} " if number == 1 else f"\n{number} ", f"line {number}")]
        found |= _line(sentence, written, f"line {number}", after)
    return found or None


def _line(sentence: str, written: Sequence[str], start: str, after: str) -> dict[str, list[tuple[str, str]]]:
    """The ways from `start` to `after` that leave words of one sentence."""
    source = listing(sentence)
    past = list(accumulate(len(listing(one)) for one in written))  # of each piece the word after it
    first = [0, *past[:-1]]
    led_in = max((len(listing(lead)) for lead in leads(sentence)), default=0)  # there is more to say than that
    found: dict[str, list[tuple[str, str]]] = {start: [], **{f"{start}, {n}": [] for n in range(len(written))}}
    for n, piece in enumerate(written):
        if not breaks(source, None, first[n]):
            found[start] += [(said[0].upper() + said[1:], f"{start}, {n}") for said in _spelt(piece)]
        for before in range(n):
            if not breaks(source, past[before] - 1, first[n]):
                found[f"{start}, {before}"] += [(f" {said}", f"{start}, {n}") for said in _spelt(piece)]
        if past[n] > led_in and ends(source, past[n] - 1):
            found[f"{start}, {n}"].append((".", after))
    return found


def _written(sentence: str) -> list[str]:
    """The pieces of a sentence between spaces, each with a word in it: "&" goes with the piece after it."""
    pieces: list[str] = []
    held = ""
    for piece in sentence.strip().rstrip(".!?").split():
        held = f"{held} {piece}".strip()
        if listing(piece):
            pieces.append(held)
            held = ""
    return pieces


def _spelt(piece: str) -> list[str]:
    """A piece as it may be written: with the comma behind it and without."""
    bare = re.sub(r"[,;:–—]+$", "", piece)
    return [bare] if bare == piece else [bare, piece]

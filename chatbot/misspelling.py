"""Messages as they are typed in haste: slips of the keyboard, no capitals, no marks. Knows words; no meaning."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

Parts = Sequence[tuple[str, str]]  # (words, meanings)

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SHORT = {
    "please": "pls", "you": "u", "are": "r", "because": "cuz", "thanks": "thx", "something": "smth", "with": "w/",
    "though": "tho", "and": "n", "really": "rly",
}  # fmt: skip


def hasty(parts: Parts, chance: random.Random, language: str) -> tuple[tuple[str, str], ...]:
    """The parts as somebody might type them: most as they are, some careless in one or several ways."""
    return _hasty_en(parts, chance) if language == "en" else _hasty_zh(parts, chance)


def _hasty_en(parts: Parts, chance: random.Random) -> tuple[tuple[str, str], ...]:
    style = chance.random()
    small, bare, loud = style < 0.4, style < 0.25, style > 0.98
    slips = 0.04 if chance.random() < 0.3 else 0.0
    out = []
    for words, meanings in parts:
        if small:
            words = words.lower()
        if bare:
            words = re.sub(r"[.,!?;:'’\"]+(?=\s|$|\w)", "", words)
            if not meanings:
                words = re.sub(r"\b\w+\b", lambda found: _shortened(found[0], chance), words)
        if loud:
            words = words.upper()
        out.append((re.sub(r"[A-Za-z]{4,}", lambda found: _slipped(found[0], chance, slips), words), meanings))
    if out and not small and chance.random() < 0.5:
        out[0] = (out[0][0][:1].upper() + out[0][0][1:], out[0][1])
    return tuple(out)


def _hasty_zh(parts: Parts, chance: random.Random) -> tuple[tuple[str, str], ...]:
    style = chance.random()
    swap = {"，": " ", "。": "", "！": "", "？": ""} if style < 0.2 else {"，": ",", "？": "?"} if style < 0.3 else {}
    table = str.maketrans(swap)
    return tuple((words if meanings else words.translate(table), meanings) for words, meanings in parts)


def _shortened(word: str, chance: random.Random) -> str:
    return _SHORT[word] if word in _SHORT and chance.random() < 0.4 else word


def _slipped(word: str, chance: random.Random, often: float) -> str:
    """The word with one slip, `often` for each of its letters: one left out, doubled, swapped or of the key beside."""
    if chance.random() >= often * len(word):
        return word
    at = chance.randrange(1, len(word) - 1)
    kind = chance.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    if kind == 2:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    row = next((row for row in _ROWS if word[at].lower() in row), "")
    place = row.find(word[at].lower())
    beside = row[max(0, place - 1) : place] + row[place + 1 : place + 2]
    return word[:at] + (chance.choice(beside) if beside else word[at]) + word[at + 1 :]

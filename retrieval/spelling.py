"""The known name nearest to a misspelt one. Knows keys (see `words.key`); nothing of what they name.

Wrong is worse than none: short words must be right, and two names equally near are no answer.
"""

from __future__ import annotations

from collections.abc import Iterable

_ANY = 9  # letters from which a lone word may have a wrong letter; below, one may be missing, added or swapped
_TWO = 9  # letters from which there may be two slips
_SURE = 6  # letters of a name that are right in other words, so that a letter may be wrong in this one


class Spelling:
    """The names one may have meant."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._of_initial: dict[str, list[str]] = {}
        for name in dict.fromkeys(keys):
            self._of_initial.setdefault(name[:1], []).append(name)  # people seldom miss the first letter

    def nearest(self, said: str) -> tuple[str, float] | None:
        """The key meant by `said` (a key too) with its likeness 0..1; None if none is near, or two are."""
        most = _edits(len(said.replace(" ", "")))
        if not most:
            return None
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        names = self._of_initial.get(said[:1], [])
        near = process.extract(said, names, scorer=OSA.distance, score_cutoff=most, limit=8)
        found = [(name, int(distance)) for name, distance, _ in near if _plausible(said, name)]
        if not found or (len(found) > 1 and found[0][1] == found[1][1]):
            return None
        name, distance = found[0]
        return name, 1 - distance / max(len(said), len(name))


def _edits(letters: int) -> int:
    if letters < 4:
        return 0
    return 1 if letters < _TWO else 2 if letters < 14 else 3


def _plausible(said: str, name: str) -> bool:
    """Whether each word of `said` could be a misspelling of the same word of `name`."""
    if [c for c in said if c.isdigit()] != [c for c in name if c.isdigit()]:
        return False  # "rocky 2" is not "rocky 3"
    ours, theirs = said.split(), name.split()
    if len(ours) != len(theirs):
        return said.replace(" ", "") == name.replace(" ", "")  # "starwars"
    differing = [(a, b) for a, b in zip(ours, theirs, strict=True) if a != b]
    sure = sum(len(a) for a, b in zip(ours, theirs, strict=True) if a == b) >= _SURE
    return all(_one_word(a, b, sure=sure) for a, b in differing)


def _one_word(said: str, name: str, *, sure: bool) -> bool:
    """`sure`: the words around it are right, so that a letter may be another one ("christopher nolen")."""
    shorter = min(len(said), len(name))
    if shorter < 3 or (shorter < 4 and not sure):
        return False
    if shorter >= _ANY or sure:
        return True
    if len(said) == len(name):
        return sorted(said) == sorted(name)  # "boring" is not "boxing"
    return not (said.startswith(name) or name.startswith(said))  # another ending is another word: "dreamy", "dream"

"""The Chinese name that was meant by one with a wrong character of any sound: 半蒿茶社 is 半篙茶社. Knows keys of names
(see `words.key`); nothing of what they name. Wrong characters of the right sound are the business of `sounds`.

One character of four or more may be another one, the first and last only of five or more, since other words begin and
end there; of three only a rare one in the middle, which is what people do not know how to write. Numbers, negations and
the small words of any sentence are never slips, and two names equally near are no answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from retrieval.sounds import is_rare
from retrieval.words import is_character

_FROM, _RARE_FROM = 4, 3  # characters of a name in which one may be wrong; where only a rare one may
_MOST = 16  # characters of a name that is looked for
_NEVER = frozenset(
    "一二三四五六七八九十百千两半不没无非别未前后上下男女大小新老东南西北的了吗呢吧啊着过得地就都也还再能会可以想要有没是在和跟与或到来去吃喝看玩给我你他她它这那个些么行好"
)


class Slips:
    """The names one may have meant. Only names all in such characters can be."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._halves: dict[tuple[int, bool, str], list[str]] = {}  # by length, which half, and its characters
        self._names: set[str] = set()
        for key in dict.fromkeys(keys):
            name = key.replace(" ", "")
            if all(map(is_character, key.split(" "))) and _RARE_FROM <= len(name) <= _MOST:
                self._names.add(name)
                for last, half in enumerate(_halves(name)):
                    self._halves.setdefault((len(name), bool(last), half), []).append(name)
        self._lengths = sorted({length for length, _, _ in self._halves})

    def meant(self, words: Sequence[str]) -> str | None:
        """The key of the one name that differs from these characters in one; None if none does, or several do."""
        said = "".join(words)
        if len(said) != len(words):
            return None  # a word of letters is among them
        found = {name for name in self._near(said) if _is_slip(said, name)}
        if len(found) != 1 or said[1:] in self._names or said[:-1] in self._names:
            return None  # 在国际饭店 is no misspelt 新国际饭店
        return " ".join(found.pop())

    def ends(self, words: Sequence[str], first: int) -> Iterator[int]:
        """The last words of the runs from a word on that may be meant for a name."""
        for length in self._lengths:
            if first + length <= len(words) and self.meant(words[first : first + length]):
                yield first + length - 1

    def _near(self, said: str) -> Iterator[str]:
        """The names one of whose halves is right."""
        for last, half in enumerate(_halves(said)):
            yield from self._halves.get((len(said), bool(last), half), ())


def _halves(name: str) -> tuple[str, str]:
    return name[: len(name) // 2], name[len(name) // 2 :]


def _is_slip(said: str, name: str) -> bool:
    other = [at for at, (a, b) in enumerate(zip(said, name, strict=True)) if a != b]
    if len(other) != 1 or not is_character(said[other[0]]) or {said[other[0]], name[other[0]]} & _NEVER:
        return False
    if len(name) < _FROM:
        return other == [1] and is_rare(name[1])
    return len(name) > _FROM or other[0] not in (0, len(name) - 1)

"""How right a reading is: values matched with marked ones, F1 and its kin, 95 % intervals. Knows no sets and no models.

A value that was read matches a marked one if any of its names is alike: case, accents, a year in brackets and words
that say nothing are taken away and the rest is stemmed; then the two are equal, or one holds all words of the other
and the other has at least half as many. Where there are no spaces between words, characters are compared: equal, or
one stands in the other and is at least half as long. Each value matches once, the likest pairs first.
"""

from __future__ import annotations

import math
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from chatbot.fillers import FILLER
from chatbot.wording import is_wide, stem

Tally = Mapping[str, float]  # counts by name; those of several dialogues add up
Measure = Callable[[Tally], "float | None"]  # a figure of added counts; None where there is nothing to measure

_MORE_THAN_NONE = 1e-9
_Read = TypeVar("_Read")
_Marked = TypeVar("_Marked")
_YEAR = re.compile(r"[(\[（]\s*(?:1[89]|20)\d\d\s*[)\]）]")


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure, its 95 % interval, and how many marks or messages it is of."""

    value: float
    low: float
    high: float


def pairs(
    read: Sequence[_Read], marked: Sequence[_Marked], likeness: Callable[[_Read, _Marked], float]
) -> list[tuple[_Read, _Marked]]:
    """What was read with what was marked, one to one, the likest first; a likeness of 0 is no match."""
    scored = [(-score, r, m) for r, a in enumerate(read) for m, b in enumerate(marked) if (score := likeness(a, b))]
    taken_read: set[int] = set()
    taken_marked: set[int] = set()
    found = []
    for _, r, m in sorted(scored):
        if r not in taken_read and m not in taken_marked:
            taken_read.add(r)
            taken_marked.add(m)
            found.append((read[r], marked[m]))
    return found


def alike(a: str, b: str, filler: frozenset[str] = FILLER) -> float:
    """How alike two names are: 1 for the same, the share of the longer one that they have in common, 0 for no match."""
    if is_wide(a) or is_wide(b):
        short, long = sorted((_characters(a), _characters(b)), key=len)
        inside, share = bool(short) and short in long, len(short) / max(1, len(long))
    else:
        less, more = sorted((_words(a, filler), _words(b, filler)), key=len)
        inside, share = bool(less) and less <= more, len(less) / max(1, len(more))
    return share if inside and share >= 0.5 else 0.0


@lru_cache(maxsize=100_000)
def _characters(text: str) -> str:
    return "".join(re.findall(r"\w", unicodedata.normalize("NFKC", text.casefold())))


@lru_cache(maxsize=100_000)
def _words(text: str, filler: frozenset[str]) -> frozenset[str]:
    """The stems of a name's words without fillers; with them where it has no others: "It", "Her"."""
    words = re.findall(r"[^\W_]+(?:'[^\W_]+)?", _YEAR.sub(" ", text).casefold().replace("’", "'"))
    words = [re.sub(r"'s?$", "", word) for word in words]
    kept = [word for word in words if word not in filler] or words
    return frozenset(stem(word) for word in kept)


def bounds(text: str) -> tuple[float, float] | None:
    """(lowest, highest) that a marked number means, None if it is none: "4.5分以上", "20-50元", "免费"."""
    if "免费" in text:
        return (_MORE_THAN_NONE, math.inf) if "不" in text else (0.0, 0.0)
    numbers = [float(n) * (24 if unit else 1) for n, unit in re.findall(r"(\d+(?:\.\d+)?)\s*(天)?", text)]
    if not numbers:
        return None
    if "以上" in text:
        return numbers[0], math.inf
    return (0.0, numbers[0]) if "以下" in text or "以内" in text else (min(numbers), max(numbers))


def same_bounds(low: float | None, high: float | None, text: str) -> bool:
    """Whether a limit is the number that was marked; "not free" is any lowest bound above 0."""
    marked, read = bounds(text), (low or 0.0, math.inf if high is None else high)
    if marked is not None and marked[0] == _MORE_THAN_NONE:
        return read[0] > 0 and read[1] == math.inf
    return marked == read


# Figures of added counts


def f1(tally: Tally, name: str = "") -> float | None:
    """Of counts "right", "read" and "marked", after `name`."""
    both = tally.get(f"{name}read", 0.0) + tally.get(f"{name}marked", 0.0)
    return 2 * tally.get(f"{name}right", 0.0) / both if tally.get(f"{name}marked") else None


def precision(tally: Tally) -> float | None:
    """Of counts "right" and "read"."""
    return tally.get("right", 0.0) / tally["read"] if tally.get("read") else None


def recall(tally: Tally) -> float | None:
    """Of counts "right" and "marked"."""
    return tally.get("right", 0.0) / tally["marked"] if tally.get("marked") else None


def balanced(tally: Tally, classes: Iterable[str]) -> float | None:
    """The mean over the classes of the share that is right, of counts (class) "right" and "marked"."""
    found = [tally.get(f"{c} right", 0.0) / tally[f"{c} marked"] for c in classes if tally.get(f"{c} marked")]
    return sum(found) / len(found) if found else None


def macro_f1(tally: Tally, classes: Sequence[str], *, level: bool = False) -> float | None:
    """The mean F1 of the classes, of counts "marked > read"; `level` gives each marked class the same weight first."""
    sizes = {c: sum(tally.get(f"{c} > {other}", 0.0) for other in classes) for c in classes}
    there = [c for c in classes if sizes[c]]
    weight = {c: 1 / sizes[c] if level else 1.0 for c in there}
    found = []
    for c in there:
        right = weight[c] * tally.get(f"{c} > {c}", 0.0)
        read = sum(weight[other] * tally.get(f"{other} > {c}", 0.0) for other in there)
        found.append(2 * right / (read + weight[c] * sizes[c]))
    return sum(found) / len(found) if found else None


def part(name: str, measure: Measure) -> Measure:
    """The measure of those counts whose names begin with that word: "genre right", "genre read"."""
    prefix = f"{name} "
    return lambda tally: measure({key.removeprefix(prefix): n for key, n in tally.items() if key.startswith(prefix)})


def difference(ones: Sequence[Tally], others: Sequence[Tally], measure: Measure, *, seed: int) -> Estimate | None:
    """How much more the first reader reaches than the second, and its 95 % interval: both are drawn with the same
    dialogues each time, since both have read the same. The counts of a dialogue stand at the same place in both."""

    def less(tally: Tally) -> float | None:
        one, other = part("one", measure)(tally), part("other", measure)(tally)
        return None if one is None or other is None else one - other

    together = [{**_named("one", a), **_named("other", b)} for a, b in zip(ones, others, strict=True)]
    return estimate(together, less, seed=seed)


def _named(name: str, tally: Tally) -> dict[str, float]:
    return {f"{name} {key}": count for key, count in tally.items()}


def estimate(tallies: Sequence[Tally], measure: Measure, *, seed: int, samples: int = 1000) -> Estimate | None:
    """The figure of all dialogues and its 95 % interval by the percentile bootstrap over dialogues (Efron, 1979).

    `tallies` are the counts of one dialogue each. None where there is nothing to measure.
    """
    whole = measure(added(tallies))
    if whole is None:
        return None
    chance = random.Random(seed)
    found = []
    names = sorted({name for tally in tallies for name in tally})
    columns = [[tally.get(name, 0.0) for name in names] for tally in tallies]
    for _ in range(samples):
        drawn = chance.choices(columns, k=len(columns))
        value = measure(dict(zip(names, map(sum, zip(*drawn, strict=True)), strict=True)))
        if value is not None:
            found.append(value)
    found.sort()
    at = [found[round(share * (len(found) - 1))] for share in (0.025, 0.975)] if found else [whole, whole]
    return Estimate(whole, at[0], at[1])


def added(tallies: Iterable[Tally]) -> dict[str, float]:
    """The sum of counts."""
    total: Counter[str] = Counter()
    for tally in tallies:
        for name, count in tally.items():
            total[name] += count  # type: ignore[assignment]
    return dict(total)

"""The field whose answer would tell most of which item is meant. Knows candidates, their scores and values; no words.

Expected information gain over the candidates, as in question-based search (Zou and Kanoulas, "Learning to ask", CIKM
2019) and in asking for attributes by entropy (Lei et al., "Estimation-Action-Reflection", WSDM 2020). It differs in one
thing: somebody who answers "no matter" tells nothing here, so only the other answers count.

Made-up visitors who want one of 400 films, or of 300 games, and said one value of it found it among four in 28 and 27 %
of the cases; after one answer in 44 and 55 %, after one about a field drawn by lot in 41 and 43 %. Who had said two
values: 71 and 69 %, then 84 and 84 %; they are asked in two cases of five, and by lot in four of five, for 80 and 82 %.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.catalogue import YEAR, Catalogue, Field, Item
from retrieval.retriever import Hit, Retriever
from retrieval.terms import VARIETY
from retrieval.wishes import ITEM, TEXT, Limit, Preferences, Wish

CANDIDATES = 100
# Of the softmax over scores, where one wanted value is 1: without it an item is e^4 times less likely the one meant. Of
# .25, .5 and 1 this one tells the truth best: for 500 films of which one or two values were said, the list of four held
# 28 and 58 % of the likelihood, and the film in 29 and 71 % of the cases.
TEMPERATURE = 0.25
SETTLED = 0.6  # of the likelihood on the list itself: nothing is left to ask
MOST_OPTIONS = 4
_COVERED = 0.5  # of the candidates must have a value of the field, and one of its options
_RARE, _COMMON = 0.05, 0.8  # share of the candidates below and above which an option is not worth a chip
_MOST_VALUES = 16  # of a field are weighed, the likeliest ones
# The share of people who, asked, have an opinion. In 601 ReDial dialogues visitors spoke by themselves of a genre in
# 75 %, of a theme in 67, an actor in 27, a mood in 24; of the year in 8 and the length in 2.
_CARES = {"category": 1.0, "number": 0.6}

Values = NDArray[np.float64]
Marks = NDArray[np.bool_]
Bounds = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer: a value of a category field, or (lowest, highest) of a number field, inclusive, None being open.

    `mass` is the likelihood that it fits the item that is meant, 0..1. Options may overlap.
    """

    value: str | Bounds
    mass: float

    def wish(self, field: str) -> Wish | Limit:
        """What somebody wants who gives this answer."""
        if isinstance(self.value, str):
            return Wish("want", field, self.value, label=self.value)
        return Limit(field, *self.value)


@dataclass(frozen=True, slots=True)
class Split:
    """A field to ask about. `gain`: the bits that asking is expected to tell; one bit halves the candidates."""

    field: str
    options: tuple[Option, ...]
    gain: float


def best_split(retriever: Retriever, preferences: Preferences, k: int, *, asked: Collection[str] = ()) -> Split | None:
    """The question that tells most among those whose answer would change the list of `k`; None if there is none.

    Never a field that a wish or a limit speaks of, nor one in `asked`; and none where the list already holds what is
    likely meant.
    """
    found = promising(retriever, preferences, k, asked=asked)
    return next((split for split in found if matters(retriever, preferences, split, k)), None)


def promising(retriever: Retriever, preferences: Preferences, k: int, *, asked: Collection[str] = ()) -> list[Split]:
    """As `best_split`, the best first, but whether they `matter` is not seen yet: that costs a few searches each."""
    hits = retriever.search(preferences, max(CANDIDATES, k))
    if len(hits) <= k or np.sort(_likely(hits))[-k:].sum() > SETTLED:
        return []
    return splits(retriever.catalogue, hits, spoken(retriever.catalogue, preferences) | set(asked))


def matters(retriever: Retriever, preferences: Preferences, split: Split, k: int) -> bool:
    """Whether at least two of the answers would change at least half of the list of `k`."""
    now = {h.item.id for h in retriever.search(preferences, k)}
    changing = 0
    for option in sorted(split.options, key=lambda o: o.mass):  # the rarest first: they change most
        wish = option.wish(split.field)
        after = preferences.with_wish(wish) if isinstance(wish, Wish) else preferences.with_limit(wish)
        kept = now & {h.item.id for h in retriever.search(after, k)}
        changing += 2 * len(kept) <= len(now)
        if changing == 2:
            return True
    return False


def splits(catalogue: Catalogue, hits: Sequence[Hit], without: Collection[str] = ()) -> list[Split]:
    """Every field that splits the candidates, the one that tells most first."""
    likely = _likely(hits)
    items = [h.item for h in hits]
    fields = (f for f in catalogue.fields.values() if f.kind in ("category", "number") and f.name not in without)
    found = [split for f in fields if (split := _split(f, items, likely))]
    return sorted(found, key=lambda split: -split.gain)


def spoken(catalogue: Catalogue, preferences: Preferences) -> set[str]:
    """The fields that a wish or a limit speaks of, and those of the same label: a price and its band are one thing."""
    named = {w.field for w in preferences.wishes if w.field not in (ITEM, TEXT)} | {n.field for n in preferences.limits}
    labels = {catalogue.fields[name].label for name in named if name in catalogue.fields}
    return named | {f.name for f in catalogue.fields.values() if f.label in labels}


def _likely(hits: Sequence[Hit]) -> Values:
    """How likely each candidate is the one meant; sums to 1. What variety cost an item does not count."""
    scores = np.array([h.score - h.terms.get(VARIETY, 0.0) for h in hits])
    weights = np.exp((scores - scores.max()) / TEMPERATURE)
    return np.asarray(weights / weights.sum())


def _split(f: Field, items: Sequence[Item], likely: Values) -> Split | None:
    known = np.array([bool(item.values(f.name)) or f.name in item.numbers for item in items])
    if not _covers(known, likely):
        return None
    values, fits = _fitting(f, items, likely)
    masses = likely @ fits
    # Rare among the candidates is rare, however likely the few that have it: names of people, themes of one item.
    worth = np.flatnonzero((np.minimum(masses, fits.mean(axis=0)) >= _RARE) & (masses <= _COMMON))
    worth = worth[np.argsort(-masses[worth], kind="stable")][:_MOST_VALUES]
    spans = f.kind == "number" and len(worth) <= MOST_OPTIONS  # one follows on another: none may be left out
    chosen = list(range(len(worth))) if spans else _chosen(fits[:, worth], known, likely)
    order = [int(worth[at]) for at in chosen]
    if len(order) < 2 or not _covers(np.asarray(fits[:, order].any(axis=1)), likely):
        return None
    order = sorted(order) if f.kind == "number" else sorted(order, key=lambda at: -masses[at])
    gain = _gain(fits[:, order], known, likely)
    return Split(f.name, tuple(Option(values[at], float(masses[at])) for at in order), _CARES[f.kind] * gain)


def _covers(marks: Marks, likely: Values) -> bool:
    """Whether the marked candidates are enough of them, by likelihood and by number."""
    return bool(min(likely @ marks, marks.mean()) >= _COVERED)


def _chosen(fits: Marks, known: Marks, likely: Values) -> list[int]:
    """The options that tell most together, picked one by one."""
    chosen: list[int] = []
    best = 0.0
    while len(chosen) < MOST_OPTIONS:
        left = [at for at in range(fits.shape[1]) if at not in chosen]
        gains = [(_gain(fits[:, [*chosen, at]], known, likely), at) for at in left]
        gain, at = max(gains, key=lambda pair: pair[0], default=(0.0, -1))
        if gain <= best:
            break
        best = gain
        chosen.append(at)
    return chosen


def _gain(fits: Marks, known: Marks, likely: Values) -> float:
    """The bits that an answer tells of which candidate is meant. `fits`: shape [candidates, options].

    Who means an item names one of the options that fit it, each as likely, or says "no matter" if none does; an item
    without a value may go with any of them.
    """
    count = fits.sum(axis=1)
    says = fits / np.maximum(count, 1)[:, None]
    says[~known] = 1 / fits.shape[1]
    answers = likely @ says
    told = np.log2(np.where(says > 0, says / np.maximum(answers, 1e-12), 1.0))
    return float(likely @ (says * told).sum(axis=1))


def _fitting(f: Field, items: Sequence[Item], likely: Values) -> tuple[list[str | Bounds], Marks]:
    """The answers that a field allows, ascending for numbers, and which items each fits: shape [items, answers]."""
    values: list[str | Bounds]
    if f.kind == "category":
        values = list(dict.fromkeys(value for item in items for value in item.values(f.name)))
        place = {value: at for at, value in enumerate(values)}
        fits = np.zeros((len(items), len(values)), np.bool_)
        for row, item in enumerate(items):
            fits[row, [place[value] for value in item.values(f.name)]] = True
        return values, fits
    unknown = (float("nan"), float("nan"))
    numbers = np.array([item.numbers.get(f.name, unknown) for item in items]).reshape(-1, 2)
    bounds = _bounds(f, numbers, likely)
    values = list(bounds)
    fits = np.array([_within(f, numbers, *bound) for bound in bounds], np.bool_).reshape(len(bounds), len(items)).T
    return values, fits


def _within(f: Field, numbers: Values, low: float | None, high: float | None) -> Marks:
    """As `Retriever.search` reads a limit: a range covers both bounds, a number lies between them."""
    lowest, highest = -np.inf if low is None else low, np.inf if high is None else high
    if len(f.columns) > 1:
        return np.asarray((numbers[:, 0] <= lowest) & (numbers[:, 1] >= highest))
    return np.asarray((numbers[:, 1] >= lowest) & (numbers[:, 0] <= highest))


def _bounds(f: Field, numbers: Values, likely: Values) -> list[Bounds]:
    """Bounds to ask for: single points of a range; ceilings where a bare number is one or people want less of it,
    floors where they want more; else spans that follow on."""
    known = ~np.isnan(numbers[:, 0])
    if len(f.columns) > 1:
        most = np.unique(np.rint(numbers[known]))
        points = np.arange(most[0], most[-1] + 1) if most[-1] - most[0] < _MOST_VALUES else most
        return [(float(n), float(n)) for n in points]
    ceilings, floors = f.at_most or (f.less and not f.more), f.more and not f.less
    cuts = _cuts(f, numbers[known, 0], likely[known], np.ceil if ceilings else np.floor if floors else np.rint)
    if ceilings or floors:
        return [(None, cut) if ceilings else (cut, None) for cut in cuts]
    gap = 1.0 if f.unit == YEAR else 0.0  # "the 90s" end in 1999; "90 to 120 minutes" and "over 120" share a point
    lows, highs = [None, *cuts], [*(cut - gap for cut in cuts), None]
    return list(zip(lows, highs, strict=True)) if cuts else []


def _cuts(f: Field, numbers: Values, likely: Values, rounding: np.ufunc) -> list[float]:
    """The likely candidates' quartiles, at readable numbers, ascending; none beyond which nothing lies."""
    order = np.argsort(numbers, kind="stable")
    reached = np.cumsum(likely[order]) / likely.sum()
    quartiles = [float(numbers[order[np.searchsorted(reached, share - 1e-9)]]) for share in (0.25, 0.5, 0.75)]
    step = _step(f, quartiles[2] - quartiles[0])
    rounded = {round(float(rounding(q / step)) * step, 6) for q in quartiles}
    return sorted(cut for cut in rounded if numbers.min() <= cut <= numbers.max())


def _step(f: Field, spread: float) -> float:
    """What cuts are rounded to: decades, half hours, else 1, 2 or 5 times a power of ten, about half the spread."""
    if f.unit == YEAR:
        return 10.0
    if f.unit.startswith("min") and spread >= 30:
        return 30.0
    wanted = max(spread / 2, 1e-6)
    power = 10.0 ** np.floor(np.log10(wanted))
    return float(min((n * power for n in (1, 2, 5, 10)), key=lambda step: abs(np.log(step / wanted))))

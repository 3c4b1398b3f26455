"""How good a ranking is and what each of its terms is worth: fitted and measured in turns on parts of past dialogues.

No dialogue and no person is of two parts. Weights that are measured on a part were fitted without it, on terms whose
past dialogues were again of other parts than the choices fitted to. Only novel items count: what was named before is
never offered. Knows cases and terms; prints nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

from chatbot.learnt import Figure
from chatbot.replay import Case
from retrieval import conditional
from retrieval.foreseen import foreseeing
from retrieval.learned import ADDED, GROUPS, LEAST, Learned, grouped, spoken
from retrieval.likeness import ERA, NEAR, RELATED, Likeness
from retrieval.metrics import Interval, ratio
from retrieval.retriever import Retriever
from retrieval.shelf import Shelf
from retrieval.terms import Asked, score
from retrieval.traces import FRESH, POPULAR, SIMILAR, TOGETHER, Episode, Moment, Traces
from retrieval.wishes import ITEM

FOLDS = 5
HAND, AGAIN = "by hand", "again"
LEVELS = (1, 10, 50)
_OTHERS = 200  # alternatives drawn beside each choice to fit by; an even draw leaves the weights unbiased
_FLAT = 1e-6  # a term whose values are no further apart tells nothing
_STEPS = (POPULAR, TOGETHER, SIMILAR, NEAR, ERA, RELATED, FRESH)
RUNGS: Mapping[str, tuple[str, ...]] = {
    "what was said, again": (AGAIN,),
    "popularity alone": (POPULAR,),
    HAND: (HAND,),
    "kinds of terms weighed": GROUPS,
    **{f"+ {name}": (*GROUPS, *_STEPS[: at + 1]) for at, name in enumerate(_STEPS)},
}
BEST = list(RUNGS)[-1]
_NONE: Mapping[str, Mapping[str, float]] = MappingProxyType({})


@dataclass(frozen=True)
class Ranks:
    """How many items stand before each item that was taken: shape [taken], with the case and the dialogue of each."""

    before: Any
    cases: Any
    dialogues: Any

    def recall(self, k: int) -> Interval:
        """The share of what was taken that stands among the first k, with its interval over dialogues."""
        return ratio(self.before < k, self.dialogues)

    @property
    def mrr(self) -> Interval:
        """The mean of one over the rank."""
        return ratio(1 / (self.before + 1), self.dialogues)

    @property
    def ndcg(self) -> Interval:
        """At 10, as of one item each."""
        import numpy as np

        return ratio(np.where(self.before < 10, 1 / np.log2(self.before + 2), 0), self.dialogues)

    def gain(self, than: Ranks, k: int) -> Interval:
        """How much more recall than another ranking of the same cases."""
        return ratio((self.before < k).astype(float) - (than.before < k), self.dialogues)


@dataclass(frozen=True)
class Measured:
    """The ranks by rung, and the weights of the last one, by part."""

    ranks: Mapping[str, Ranks]
    weights: Sequence[Mapping[str, float]]
    cases: int
    dialogues: int


@dataclass(frozen=True)
class Course:
    """Cases of a catalogue made ready to fit and to measure: `reader`s wishes, moments, and hand-set terms by kind."""

    cases: Sequence[Case]
    retriever: Retriever
    shelf: Shelf
    moments: Sequence[Moment]
    taken: Sequence[tuple[int, ...]]
    parts: Any  # shape [cases]
    likeness: Likeness = field(repr=False)

    @classmethod
    def of(
        cls,
        cases: Sequence[Case],
        retriever: Retriever,
        encode: Callable[[list[str]], Any],
        *,
        folds: int = FOLDS,
        seed: int = 0,
    ) -> Course:
        """The cases whose items the catalogue has; `encode` gives the vectors of many texts."""
        row_of = retriever.catalogue.row_of
        cases = [case for case in cases if any(one in row_of for one in case.taken)]
        said = [spoken(case.preferences) for case in cases]
        shelf = foreseeing(retriever.shelf, (case.preferences for case in cases), said, encode)
        vectors = [shelf.encoder.encode([one])[0] if one and shelf.readable(one) else None for one in said]
        moments = [Moment(one, _liked(case, row_of)) for one, case in zip(vectors, cases, strict=True)]
        taken = [tuple(row_of[one] for one in case.taken if one in row_of) for case in cases]
        return cls(cases, retriever, shelf, moments, taken, parts(cases, folds, seed), Likeness(shelf))

    @cached_property
    def hand(self) -> Any:
        """The hand-set terms by kind, shape [cases, GROUPS, items]."""
        import numpy as np

        from chatbot.progress import bar

        size = len(self.retriever.catalogue.items)
        every, found = np.arange(size), np.zeros((len(self.cases), len(GROUPS), size), np.float32)
        for at, case in enumerate(bar(self.cases, "Scoring", unit="case")):
            asked = Asked.of(case.preferences.active, self.shelf)
            found[at] = grouped(score(self.shelf, asked, every, self.retriever.weights), self.shelf, size)
        return found

    @cached_property
    def numbers(self) -> list[int]:
        """The number of each case's dialogue."""
        known: dict[str, int] = {}
        return [known.setdefault(case.dialogue, len(known)) for case in self.cases]

    def episodes(self, places: Sequence[int]) -> list[Episode]:
        """These cases as past."""
        return [Episode(self.numbers[at], self.moments[at], self.taken[at]) for at in places]

    def traces(self, places: Sequence[int]) -> Traces:
        """What the dialogues of these cases tell."""
        return Traces(self.episodes(places), len(self.retriever.catalogue.items), self.likeness.years)

    def columns(self, at: int, traces: Traces) -> dict[str, Any]:
        """All terms of a case, for all items."""
        import numpy as np

        hand = self.hand[at]
        learned = Learned({}, self.likeness, traces).columns(self.moments[at])
        again = np.full(hand.shape[1], -np.inf, np.float32)  # all others are not offered
        again[self.named(at)] = 1
        return dict(zip(GROUPS, hand, strict=True)) | {HAND: hand.sum(0), AGAIN: again} | learned

    def named(self, at: int) -> list[int]:
        """The rows that are never offered: those that were named before."""
        row_of = self.retriever.catalogue.row_of
        return [row_of[one] for one in self.cases[at].named if one in row_of]


def _liked(case: Case, row_of: Mapping[str, int]) -> tuple[int, ...]:
    wanted = case.preferences.active.wanted(ITEM)
    return tuple(row_of[one] for one in wanted if one in row_of)


def parts(cases: Sequence[Case], folds: int, seed: int) -> Any:
    """The part of each case, shape [cases]: what shares a dialogue or a person, by however many steps, is of one."""
    import numpy as np

    leader: dict[str, str] = {}

    def of(name: str) -> str:
        while leader.setdefault(name, name) != name:
            name = leader[name]
        return name

    for case in cases:
        if case.person:
            leader[of(f"d {case.dialogue}")] = of(f"p {case.person}")
    groups = [of(f"d {case.dialogue}") for case in cases]
    names = sorted(set(groups))
    order = np.random.default_rng(seed).permutation(len(names))
    part = {name: int(at) % folds for name, at in zip(names, order, strict=True)}
    return np.array([part[name] for name in groups], np.int64)


def shuffled(course: Course, *, seed: int = 0) -> Course:
    """The same course with what was taken dealt out anew: any skill left beyond popularity is a leak."""
    import numpy as np

    order = np.random.default_rng(seed + 1).permutation(len(course.cases)).tolist()
    return replace(course, taken=[course.taken[at] for at in order])


def draws(course: Course, places: Sequence[int], *, seed: int = 0) -> tuple[Any, list[str]]:
    """For each item that was taken its terms, and those of others drawn evenly: shape [taken, 1 + others, terms], and
    the terms' names. The past dialogues behind a case's terms are those of the parts it is not of."""
    import numpy as np

    chance = np.random.default_rng(seed)
    names = [*GROUPS, HAND, *ADDED]
    size, found = len(course.retriever.catalogue.items), []
    here = np.asarray(places, np.int64)
    for part in sorted(set(course.parts[here].tolist())):
        traces = course.traces([at for at in places if course.parts[at] != part])
        for at in (at for at in places if course.parts[at] == part):
            columns = course.columns(at, traces)
            free = np.setdiff1d(np.arange(size), [*course.named(at), *course.taken[at]])
            if len(free):
                for row in course.taken[at]:
                    rows = np.append(row, chance.choice(free, _OTHERS))
                    found.append(np.stack([columns[name][rows] for name in names], 1))
    shape = (len(found), 1 + _OTHERS, len(names))
    return np.array(found, np.float32).reshape(shape), names


def weigh(drawn: Any, names: Sequence[str], wanted: Sequence[str]) -> dict[str, float]:
    """Weights in the unit of the hand-set terms. Their kinds are drawn to 1 and the others to 0, all the more the fewer
    the choices; none goes below 0 or its LEAST."""
    import numpy as np

    at = [list(names).index(name) for name in wanted]
    usual = np.array([1.0 if name in (*GROUPS, HAND) else 0.0 for name in wanted], np.float32)
    if not len(drawn):
        return dict(zip(wanted, usual.tolist(), strict=True))
    sure = conditional.scale(drawn[:, :, list(names).index(HAND)])
    spread = drawn[:, :, at].std((0, 1))
    spread[spread < _FLAT] = 1
    least = np.array([LEAST.get(name, 0.0) for name in wanted], np.float32)
    unit = np.where(usual > 0, 1 / sure, spread).astype(np.float32)
    found = conditional.fit(drawn[:, :, at] / unit, usual, least=least)
    return {name: float(w) for name, w in zip(wanted, np.where(usual > 0, found, found / unit / sure), strict=True)}


def measure(
    course: Course,
    *,
    rungs: Mapping[str, tuple[str, ...]] = RUNGS,
    fixed: Mapping[str, Mapping[str, float]] = _NONE,
    seed: int = 0,
) -> Measured:
    """Each rung's ranks, every case by weights and past dialogues of the other parts. Rungs in `fixed` have weights
    already, and only their past dialogues change."""
    import numpy as np

    from chatbot.progress import bar

    before: dict[str, list[Any]] = {name: [] for name in (*rungs, *fixed)}
    of, weights = [], []
    for part in bar(sorted(set(course.parts.tolist())), "Folds", unit="fold"):
        known = np.flatnonzero(course.parts != part).tolist()
        drawn = draws(course, known, seed=seed)
        learnt: dict[str, Mapping[str, float]] = {
            name: {AGAIN: 1.0} if AGAIN in terms else weigh(*drawn, terms) for name, terms in rungs.items()
        }
        weights.append(learnt[list(rungs)[-1]])
        learnt |= fixed
        traces = course.traces(known)
        for at in np.flatnonzero(course.parts == part).tolist():
            columns = course.columns(at, traces)
            of += [at] * len(course.taken[at])
            for name, weighed in learnt.items():
                score = sum(weight * columns[term] for term, weight in weighed.items())
                before[name].append(_before(score, course.taken[at], course.named(at)))
    dialogues = np.array(course.numbers)[of]
    ranks = {name: Ranks(np.concatenate(found), np.array(of), dialogues) for name, found in before.items()}
    return Measured(ranks, weights, len(course.cases), len(set(course.numbers)))


def _before(score: Any, taken: Sequence[int], named: Sequence[int]) -> Any:
    """How many items stand before each of these; of equal ones half do. All do before one that is not offered."""
    import numpy as np

    score = np.asarray(score, np.float32).copy()
    score[list(named)] = -np.inf
    own = score[list(taken)][:, None]
    before = (score > own).sum(1) + ((score == own).sum(1) - 1) / 2
    return np.where(np.isfinite(own[:, 0]), before, np.inf)


@dataclass(frozen=True)
class Taught:
    """Weights by all cases, and how much better than what counted until now: measured by folds, each held back once."""

    weights: Mapping[str, float]
    measured: Measured
    figure: Figure


def taught(course: Course, now: Mapping[str, float] | None, *, seed: int = 0) -> Taught:
    """Learn from all cases. `now` are the weights that count, None for the hand-set ones."""
    rungs = {HAND: RUNGS[HAND], BEST: RUNGS[BEST]}
    measured = measure(course, rungs=rungs, fixed={"now": now} if now else _NONE, seed=seed)
    before, after = measured.ranks["now" if now else HAND], measured.ranks[BEST]
    weights = weigh(*draws(course, range(len(course.cases)), seed=seed), RUNGS[BEST])
    return Taught(weights, measured, Figure("nDCG@10", before.ndcg.mean, after.ndcg.mean))

"""Ratings played forward in time to f(u, i), for people and items new to its prior; and beside it what others use.

Knows what is measured; prints nothing.

A person falls to one of five parts by sha256 of "person ID", its first eight hex digits, modulo five, and an item to
one of ten by "item ID". Part 0 of the people is the one on which numbers were chosen: it is never reported on. Of each
other part in turn all people, and the items of the tenth of the same number, are new: no rating by or of them is known.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from chatbot import reactions, rivals
from chatbot.contenders import Bandit, Batch, Deep, Fixed, History, Learner, Online
from chatbot.gold import GoldError
from retrieval import towers
from retrieval.catalogue import Catalogue
from retrieval.interest import Taste
from retrieval.met import Interest, Met
from retrieval.metrics import Interval, interval, ndcg
from retrieval.prior import Prior, Reacted
from retrieval.tables import rows

STEPS = (0, 1, 3, 5, 10, 20)
PEOPLE, ITEMS, CHOSEN = 5, 10, 0  # parts, and the one on which numbers were chosen
TOP = 10
MOST = 60  # reactions of a person whose chance is predicted
BINS = 10
OURS, POPULAR, STATIC, IMPLICIT, RIVER, LINUCB = "f", "popularity", "static prior", "implicit", "river", "linucb"
TOWERS = "two towers"
WAYS = (OURS, POPULAR, STATIC, IMPLICIT, RIVER, LINUCB, TOWERS)


@dataclass(frozen=True)
class Ratings:
    """What each person rated, in the order of time; within one second in an order that tells nothing."""

    catalogue: Catalogue
    history: Mapping[str, History]


@dataclass
class Played:
    """What was found. `order`: by way and step nDCG@10 of each person; `said`: by way (chance, liked, person) of each
    reaction before it was learnt from; chances of a way that gives none are any number, more being likelier."""

    order: dict[str, dict[int, dict[str, float]]] = field(default_factory=dict)
    said: dict[str, list[tuple[float, float, str]]] = field(default_factory=dict)


def read(data: Path, catalogue: Catalogue, home: Path | None = None) -> Ratings:
    """The ratings of the measuring data, and the catalogue without what nobody rated. Raises GoldError."""
    path = next(iter(sorted(data.glob(f"*/{rivals.NAME}.jsonl.gz"))), None)
    if path is None:
        raise GoldError(f"{data} has no folder with ratings.jsonl.gz. Give the folder of the measuring data by --data.")
    table = reactions.table(home)
    found: dict[str, list[tuple[float, int, Met]]] = {}
    for _, row in rows(path):
        item, person, at = str(row["item_id"]), str(row["user_id"]), float(row["timestamp"])
        if item in catalogue.row_of:
            met = table[reactions.of_rating(float(row["rating"]))].met(item, at)
            found.setdefault(person, []).append((at, _part(f"{person} {item}", 2**32), met))
    rated = {met.item for all_ in found.values() for *_, met in all_}
    catalogue = replace(catalogue, items=tuple(item for item in catalogue.items if item.id in rated))
    timed = {p: [met for *_, met in sorted(all_, key=lambda one: one[:2])] for p, all_ in found.items()}
    return Ratings(catalogue, {p: history_of(mets, catalogue) for p, mets in timed.items()})


def history_of(mets: Sequence[Met], catalogue: Catalogue) -> History:
    """Reactions as a history; one of at least .5 is a like."""
    import numpy as np

    at = np.array([catalogue.row_of[met.item] for met in mets], np.int64)
    return History(at, np.array([float((met.liked or 0.0) >= 0.5) for met in mets]), mets)


def play(ratings: Ratings, traits: Any, *, but: Collection[str] = (), limit: int = 0) -> Iterator[Played]:
    """All that was found, after each part in turn. `but`: ways that are left out; `limit`: people of a part. Raises
    BaselineError."""
    found = Played()
    for part in range(1, PEOPLE):
        fold = Fold.of(ratings, traits, part)
        people = [p for p in fold.new if len(ratings.history[p].rows) > STEPS[1]][: limit or None]
        ways = _learners(fold, but)
        for step in STEPS:
            _ordered(found, ratings, people, ways, step)
        _foretold(found, ratings, people, fold, but)
        yield found


@dataclass(frozen=True)
class Fold:
    """One part: who is known and who new, what the known did (but to new items), and what is learnt of it."""

    known: Sequence[str]
    new: Sequence[str]
    reacted: Reacted
    prior: Prior
    rows: Mapping[str, int]
    traits: Any

    @classmethod
    def of(cls, ratings: Ratings, traits: Any, part: int) -> Fold:
        """The part of that number."""
        import numpy as np

        known = [p for p in ratings.history if _part(f"person {p}", PEOPLE) != part]
        new = [p for p in ratings.history if _part(f"person {p}", PEOPLE) == part]
        hidden = np.array([_part(f"item {item.id}", ITEMS) == part for item in ratings.catalogue.items])
        reacted = everybody([ratings.history[p] for p in known])
        reacted = reacted.of(~hidden[reacted.rows])
        return cls(known, new, reacted, Prior.learn(reacted, traits), ratings.catalogue.row_of, traits)

    @property
    def features(self) -> Any:
        """What online learners go by: the prior's three numbers an item, and a 1."""
        import numpy as np

        prior = self.prior
        return np.column_stack([prior.places, prior.draws, prior.odds, np.ones(len(prior.odds))]).astype(np.float64)

    @property
    def stream(self) -> list[tuple[int, float]]:
        """(row, liked) of everybody known."""
        liked = (self.reacted.liked >= 0.5).astype(float)
        return list(zip(self.reacted.rows.tolist(), liked.tolist(), strict=True))


def everybody(histories: Sequence[History]) -> Reacted:
    """What people did, as a prior learns from it."""
    import numpy as np

    people = np.repeat(np.arange(len(histories)), [len(one.rows) for one in histories])
    mets = [met for one in histories for met in one.met]
    liked = np.array([np.nan if met.liked is None else met.liked for met in mets], np.float32)
    drawn = np.array([max(0.0, met.drawn) for met in mets], np.float32)
    return Reacted(people, np.concatenate([one.rows for one in histories]), liked, drawn)


def _part(text: str, parts: int) -> int:
    return int(hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8], 16) % parts


# The order of the catalogue


@dataclass(frozen=True)
class Ours:
    """By how much a person is drawn to each item."""

    fold: Fold

    def scores(self, histories: Sequence[History]) -> list[Any]:
        """See contenders.Learner."""
        return [Taste(self.fold.prior, Interest().learn(one.met), self.fold.rows).appeal() for one in histories]


def _learners(fold: Fold, but: Collection[str]) -> dict[str, Learner]:
    import numpy as np

    reacted, items = fold.reacted, len(fold.prior.draws)
    liked = reacted.of(reacted.liked >= 0.5)
    taken = np.bincount(liked.rows, minlength=items)
    made: dict[str, Callable[[], Learner]] = {
        OURS: lambda: Ours(fold),
        POPULAR: lambda: Fixed(taken),
        STATIC: lambda: Fixed(fold.prior.draws),
        IMPLICIT: lambda: Batch(liked.people, liked.rows, len(fold.known), items),
        RIVER: lambda: Online(fold.features, fold.stream),
        LINUCB: lambda: Bandit(fold.features, fold.stream),
        TOWERS: lambda: Deep(towers.train(reacted, fold.traits)),
    }
    return {way: make() for way, make in made.items() if way not in but}


def _ordered(found: Played, ratings: Ratings, people: Sequence[str], ways: Mapping[str, Learner], step: int) -> None:
    asked = [p for p in people if ratings.history[p].liked[step:].any()]
    histories = [ratings.history[p].first(step) for p in asked]
    for way, learner in ways.items():
        into = found.order.setdefault(way, {}).setdefault(step, {})
        for person, scores in zip(asked, learner.scores(histories), strict=True):
            into[person] = _judged(scores, ratings.history[person], step)


def _judged(scores: Any, history: History, step: int) -> float:
    """nDCG@10 of the order among all items that were not met yet, what is liked later being relevant."""
    import numpy as np

    left = np.array(scores, np.float64)
    left[history.rows[:step]] = -np.inf
    best = np.argpartition(-left, TOP)[:TOP]
    ranking = best[np.argsort(-left[best], kind="stable")].tolist()
    return ndcg(ranking, set(history.rows[step:][history.liked[step:] > 0].tolist()), TOP)


# The chance that an item is liked


def _foretold(found: Played, ratings: Ratings, people: Sequence[str], fold: Fold, but: Collection[str]) -> None:
    """Before each reaction how likely it is that it is a like."""
    import numpy as np

    river = None if RIVER in but else Online(fold.features, fold.stream, unmet=0)
    static = 1 / (1 + np.exp(-fold.prior.odds))
    for person in people:
        history = ratings.history[person].first(MOST)
        chances: dict[str, Sequence[float]] = {STATIC: static[history.rows].tolist(), OURS: []}
        chances[POPULAR] = fold.prior.draws[history.rows].tolist()
        chances[OURS] = _ours_foretold(history, fold)
        if river is not None:
            chances[RIVER] = river.foretold(history)
        for way, said in chances.items():
            liked = history.liked.tolist()
            found.said.setdefault(way, []).extend((c, y, person) for c, y in zip(said, liked, strict=True))


def _ours_foretold(history: History, fold: Fold) -> list[float]:
    taste, said = Taste(fold.prior, Interest(), fold.rows), []
    for met in history.met:
        said.append(taste.predict_one(met.item).chance)
        taste = taste.learn_one(met)
    return said


# Figures


@dataclass(frozen=True, slots=True)
class Step:
    """nDCG@10 of a way after so many reactions, with a 95 % interval over people, and how much f is beyond it, both
    for the same people."""

    way: str
    after: int
    people: int
    found: Interval
    beyond: Interval | None

    @property
    def ahead(self) -> str:
        """Of f against this way: "clear" where the intervals do not touch, "paired" where only that of the
        difference is above 0, "level", or "behind"."""
        if self.beyond is None:
            return ""
        return "paired" if self.beyond.low > 0 else "behind" if self.beyond.high < 0 else "level"


def steps(found: Played) -> list[Step]:
    """Every way at every step."""
    made = []
    for way, by_step in found.order.items():
        for after, by_person in by_step.items():
            ours = found.order[OURS][after]
            beyond = None if way == OURS else interval([ours[p] - value for p, value in by_person.items()])
            made.append(Step(way, after, len(by_person), interval(list(by_person.values())), beyond))
    return made

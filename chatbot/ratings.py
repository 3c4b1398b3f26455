"""The owner's ratings: read from a table, learnt from, kept, and used to predict others. Knows people, items and files;
what speaks for a rating `retrieval.evidence` knows, how it is predicted `retrieval.rating`.

A pair of person and item falls to a part by sha256 of "PERSON ITEM", its first eight hex digits, modulo ten. Part 0 is
held back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from chatbot import arrays, learnt
from chatbot.arrays import ArraysError
from chatbot.comments import Comment
from chatbot.learnt import Figure, LearntError
from chatbot.praise import Opinions
from retrieval import hints, rating
from retrieval.catalogue import Catalogue
from retrieval.evidence import Evidence, Plain, Rated, Reviews
from retrieval.rating import Plan, Scorer, Step

PART, MODEL, KNOWN = "rating", "model", "known"
LEAST = 500  # ratings below which nothing is learnt
PARTS = 10


class RatingsError(ValueError):
    """Ratings that cannot be learnt from; the message says what is missing."""


@dataclass(frozen=True)
class Ratings:
    """Ratings of a catalogue's items, the persons by number, and who they are; `unknown` ones were of no item of it."""

    all: Rated
    people: Sequence[str]
    parts: Any  # shape [ratings], the part of each
    unknown: int

    @property
    def held(self) -> Rated:
        """Those that nothing learns from."""
        return self.all.of(self.parts == 0)

    @property
    def known(self) -> Rated:
        """All others."""
        return self.all.of(self.parts > 0)


def read(comments: Iterable[Comment], catalogue: Catalogue) -> Ratings:
    """The ratings among comments; of two by one person of one item the later. Raises RatingsError for too few."""
    import numpy as np

    people: dict[str, int] = {}
    found: dict[tuple[int, int], tuple[float, int]] = {}
    unknown = 0
    for comment in comments:
        if comment.rating is None or not comment.person:
            continue
        row = catalogue.row_of.get(comment.item)
        if row is None:
            unknown += 1
            continue
        person = people.setdefault(comment.person, len(people))
        found[person, row] = (comment.rating, part(comment.person, comment.item))
    if len(found) < LEAST:
        raise RatingsError(
            f"{len(found)} ratings by a person of an item of {catalogue.name} are fewer than {LEAST}; {unknown} were "
            "of other items. Name the columns by --person, --item and --rating, or the catalogue by --catalogue."
        )
    pairs = np.array(list(found), np.int64)
    numbers = np.array(list(found.values()))
    rated = Rated(pairs[:, 0], pairs[:, 1], numbers[:, 0].astype(np.float32))
    return Ratings(rated, list(people), numbers[:, 1].astype(int), unknown)


def part(person: str, item: str) -> int:
    """Which part a pair is of."""
    return int(hashlib.sha256(f"{person} {item}".encode("utf-8", "replace")).hexdigest()[:8], 16) % PARTS


def circular(catalogue: Catalogue) -> set[str]:
    """The number fields that seem to hold the items' own ratings, which would tell what is to be predicted."""
    numbers = [f.name for f in catalogue.of_kind("number")]
    return {name for name in numbers if hints.hinted(name, hints.RATING) or hints.counts(name)}


def reviews_of(opinions: Opinions, catalogue: Catalogue, people: Sequence[str]) -> Reviews | None:
    """What reviews say, by row and person number; None where nothing was kept."""
    rows = {row: one for item, one in opinions.items.items() if (row := catalogue.row_of.get(item)) is not None}
    if not rows:
        return None
    cares = {number: cared for number, person in enumerate(people) if (cared := opinions.cares_of(person))}
    return Reviews(
        {row: one.sentiment for row, one in rows.items()},
        {row: {said.aspect: said.balance for said in one.aspects} for row, one in rows.items()},
        cares,
    )


@dataclass(frozen=True)
class Taught:
    """A model, the losses on the way, what it predicts for the ratings that were held back, and the evidence: of those
    that taught, and of those held back."""

    scorer: Scorer
    steps: Sequence[Step]
    predicted: Any
    given: Any
    asked: Any
    ratings: Ratings
    but: Collection[str]

    @property
    def figures(self) -> dict[str, float]:
        """Of the ratings held back: RMSE and MAE, and RMSE of what is expected of person and item alone."""
        import numpy as np

        plain = Plain.of(self.ratings.known, int(self.ratings.all.rows.max()) + 1).expected(self.ratings.held)
        wrong = self.predicted - self.ratings.held.ratings
        return {
            "rmse": float(np.sqrt(np.mean(wrong**2))), "mae": float(np.abs(wrong).mean()),
            "rmse_plain": float(np.sqrt(np.mean((plain - self.ratings.held.ratings) ** 2))),
        }  # fmt: skip


def teach(
    ratings: Ratings, catalogue: Catalogue, plan: Plan, *, but: Collection[str], reviews: Reviews | None
) -> Taught:
    """A model of all ratings but those held back."""
    from chatbot.progress import bar

    evidence = Evidence(catalogue, but=but, reviews=reviews)
    given = evidence.crossed(ratings.known, lambda folds: bar(folds, "Evidence", unit="eighth"))
    asked = evidence.of(ratings.known, ratings.held)
    scorer, steps = rating.train(
        given, ratings.known.ratings, evidence.groups, plan, (asked, ratings.held.ratings),
        wrapped=lambda epochs: bar(epochs, "Learning", unit="epoch"),
    )  # fmt: skip
    return Taught(scorer, steps, scorer.predict(asked), given, asked, ratings, but)


def keep(home: Path, catalogue: Catalogue, taught: Taught) -> str:
    """Keep a model for a catalogue, with the ratings that it goes by, people as numbers; the version's name. It counts
    from now on if it explains more of what was held back than person and item alone. Raises OSError."""
    figures, held = taught.figures, taught.ratings.held.ratings
    variance = float(held.var()) or 1.0
    figure = Figure(
        "variance explained", 1 - figures["rmse_plain"] ** 2 / variance, 1 - figures["rmse"] ** 2 / variance
    )

    def making(folder: Path) -> None:
        groups = {name: [columns.start, columns.stop] for name, columns in taught.scorer.groups.items()}
        scorer = taught.scorer
        about = {"groups": groups, "means": dict(scorer.means), "loss": scorer.loss, "low": scorer.low}
        about |= {"high": scorer.high, "but": sorted(taught.but), "steps": [asdict(step) for step in taught.steps]}
        arrays.save(folder, MODEL, scorer.arrays, about)
        known = taught.ratings.all
        items = {"items": [catalogue.items[row].id for row in sorted(set(known.rows.tolist()))]}
        at = {catalogue.row_of[item]: number for number, item in enumerate(items["items"])}
        numbers = [at[row] for row in known.rows.tolist()]
        arrays.save(folder, KNOWN, {"people": known.people, "items": numbers, "ratings": known.ratings}, items)

    facts = {name: round(value, 4) for name, value in figures.items()} | {"ratings": len(taught.ratings.all.rows)}
    made = learnt.keep(home, catalogue.name, PART, making, figure=figure, facts=facts)
    if not made.figure.fell:
        learnt.take(home, catalogue.name, PART, made.name)
    return made.name


@dataclass(frozen=True, slots=True)
class Predicted:
    """What a person will rate an item, where it starts, what each kind of evidence adds (see `Scorer.explained`)."""

    item: str
    rating: float
    base: float
    parts: Mapping[str, float]


@dataclass(frozen=True)
class Rater:
    """Predicts ratings for anyone, by what they have rated and what everybody did."""

    scorer: Scorer
    evidence: Evidence
    catalogue: Catalogue
    known: Rated

    def rate(self, history: Mapping[str, float], items: Sequence[str]) -> list[Predicted]:
        """A person's rating of each of these items that the catalogue has; `history`: item id -> their rating."""
        import numpy as np

        rows = [self.catalogue.row_of[item] for item in items if item in self.catalogue.row_of]
        own = {row: given for item, given in history.items() if (row := self.catalogue.row_of.get(item)) is not None}
        person = int(self.known.people.max(initial=-1)) + 1
        known = Rated(
            np.append(self.known.people, [person] * len(own)).astype(np.int64),
            np.append(self.known.rows, list(own)).astype(np.int64),
            np.append(self.known.ratings, list(own.values())).astype(np.float32),
        )
        blank = np.zeros(len(rows), np.float32)
        found = self.evidence.of(known, Rated(np.full(len(rows), person), np.array(rows, np.int64), blank))
        base, parts = self.scorer.explained(found)
        return [
            Predicted(
                self.catalogue.items[row].id, float(value), base, {name: float(p[at]) for name, p in parts.items()}
            )
            for at, (row, value) in enumerate(zip(rows, self.scorer.predict(found), strict=True))
        ]


def rater(home: Path, catalogue: Catalogue, opinions: Opinions) -> Rater | None:
    """What was kept for a catalogue; None where nothing was. Raises LearntError where it is damaged."""
    import numpy as np

    folder = learnt.opened(home, catalogue.name, PART)
    if folder is None:
        return None
    try:
        kept, known = arrays.load(folder, MODEL), arrays.load(folder, KNOWN)
        assert kept is not None and known is not None, "the folder's checksums are right"
        (weights, about), (numbers, named) = kept, known
        groups = {name: slice(*edges) for name, edges in about["groups"].items()}
        scorer = Scorer(groups, weights, about["means"], about["loss"], about["low"], about["high"])
    except (ArraysError, KeyError, TypeError) as error:
        raise LearntError(f"{folder}: {error} Learn again: chatbot train rating.") from None
    rows = np.array([catalogue.row_of.get(item, -1) for item in named["items"]])[numbers["items"]]
    there = rows >= 0  # items that have left the catalogue since
    rated = Rated(numbers["people"][there], rows[there], numbers["ratings"][there])
    reviews = reviews_of(opinions, catalogue, ()) if "reviews" in groups else None
    evidence = Evidence(catalogue, but=about["but"], reviews=reviews or (Reviews() if "reviews" in groups else None))
    return Rater(scorer, evidence, catalogue, rated)

"""What is expected of everybody, learnt from the log or from a table of ratings, kept in versions. Knows files; how it
is learnt `retrieval.prior` knows, who is believed how far `trust`.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chatbot import arrays, learnt, reactions
from chatbot.arrays import ArraysError
from chatbot.chances import area
from chatbot.comments import Comment
from chatbot.learnt import Figure, LearntError, Stamp, Version
from chatbot.ratings import part
from chatbot.reactions import Table
from chatbot.store import Store
from chatbot.trust import conducts, weights
from retrieval import private
from retrieval.catalogue import Catalogue
from retrieval.prior import HOSTILE, Prior, Reacted
from retrieval.private import Budget
from retrieval.retriever import Retriever
from retrieval.traits import NOTHING, Numbers, Said, traits

log = logging.getLogger(__name__)
PART, NAME = "interest", "prior"
CHANCE = 0.5  # AUC of who knows nothing
LEAST = 200  # reactions below which nothing is learnt

Told = Mapping[tuple[str, str], tuple[float | None, float, float]]  # (person, item) -> liked, drawn, weight


class EverybodyError(ValueError):
    """Reactions that cannot be learnt from; the message says what is missing."""


def of_log(store: Store, table: Table) -> Told:
    """What people did in the chat, as far as they are believed."""
    found = conducts(store.events(), table)
    return {
        (person, item): (found[person].mets[item].liked, found[person].mets[item].drawn, weight)
        for (person, item), weight in weights(found).items()
    }


def of_ratings(comments: Iterable[Comment], table: Table) -> Told:
    """The ratings of a table, of two by one person of one item the later; all are believed."""
    told = {}
    for one in comments:
        if one.rating is not None and one.person:
            meaning = table[reactions.of_rating(one.rating)]
            told[one.person, one.item] = (meaning.liked, meaning.drawn, 1.0)
    return told


def reacted(told: Told, catalogue: Catalogue) -> Reacted:
    """As arrays, people by number; what the catalogue does not have is left out."""
    import numpy as np

    people: dict[str, int] = {}
    kept = [(pair, one) for pair, one in told.items() if pair[1] in catalogue.row_of and one[2] > 0]
    numbers = [people.setdefault(person, len(people)) for (person, _), _ in kept]
    liked = [np.nan if one[0] is None else one[0] for _, one in kept]
    return Reacted(
        np.array(numbers, np.int64),
        np.array([catalogue.row_of[item] for (_, item), _ in kept], np.int64),
        np.array(liked, np.float32),
        np.array([max(0.0, one[1]) for _, one in kept], np.float32),
        np.array([one[2] for _, one in kept], np.float32),
    )


@dataclass(frozen=True)
class Learnt:
    """A prior, and how well it tells what was held back: AUC of likes. `open`: the same of a prior without a budget."""

    prior: Prior
    reactions: int
    people: int
    auc: float
    open: float
    budget: Budget | None = None


def learn(
    told: Told,
    retriever: Retriever,
    budget: Budget | None = None,
    *,
    said: Said = NOTHING,
    hostile: float = HOSTILE,
) -> Learnt:
    """A prior of all reactions, measured by one of nine in ten; with a budget one that is private. `said`: what people
    say of the items. `hostile`: the share of people that it withstands. Raises EverybodyError for too few."""
    catalogue = retriever.catalogue
    everything = reacted(told, catalogue)
    if len(everything.rows) < LEAST:
        raise EverybodyError(
            f"{len(everything.rows)} reactions to items of {catalogue.name} are fewer than {LEAST}. Let people "
            "chat, or give a table of ratings."
        )
    rows = traits(catalogue, retriever.vectors, said=said)
    known = {pair: one for pair, one in told.items() if part(*pair) > 0}
    held = reacted({pair: one for pair, one in told.items() if pair not in known}, catalogue)
    judged = held.liked == held.liked
    likes = held.liked[judged] >= 0.5

    def auc(budget: Budget | None) -> float:
        return area(_learnt(reacted(known, catalogue), rows, budget, hostile).odds[held.rows[judged]], likes)

    people, plain = len({person for person, _ in told}), auc(None)
    made = _learnt(everything, rows, budget, hostile)
    return Learnt(made, len(everything.rows), people, auc(budget) if budget else plain, plain, budget)


def _learnt(found: Reacted, rows: Numbers, budget: Budget | None, hostile: float) -> Prior:
    return private.learn(found, rows, budget) if budget else Prior.learn(found, rows, hostile=hostile)


def keep(home: Path, catalogue: Catalogue, made: Learnt) -> Version:
    """Keep a prior; it counts from now on if it tells likes from others at all. Raises OSError."""

    def making(folder: Path) -> None:
        prior = made.prior
        columns = {"places": prior.places, "draws": prior.draws, "odds": prior.odds}
        arrays.save(folder, NAME, columns, {"items": [item.id for item in catalogue.items]})

    facts: dict[str, Any] = {"reactions": made.reactions, "people": made.people, "auc": round(made.auc, 4)}
    if made.budget:
        facts |= {"epsilon": made.budget.epsilon, "delta": made.budget.delta, "auc_open": round(made.open, 4)}
    figure = Figure("AUC of likes", CHANCE, made.auc)
    version = learnt.keep(home, catalogue.name, PART, making, figure=figure, facts=facts)
    if not version.figure.fell:
        learnt.take(home, catalogue.name, PART, version.name)
    return version


def opened(home: Path, catalogue: Catalogue) -> Prior | None:
    """The prior that counts, by the catalogue's rows; an item that it does not know is an average one. Raises
    LearntError where it is damaged."""
    import numpy as np

    folder = learnt.opened(home, catalogue.name, PART)
    if folder is None:
        return None
    try:
        kept = arrays.load(folder, NAME)
        assert kept is not None, "the folder's checksums are right"
        found, about = kept
        at = {item: row for row, item in enumerate(about["items"])}
        rows = np.array([at.get(item.id, -1) for item in catalogue.items])
        usual = {"places": 0.0, "draws": 0.0, "odds": float(found["odds"].mean())}
        columns = {name: _placed(found[name], rows, usual[name]) for name in usual}
    except (ArraysError, KeyError, TypeError) as error:
        raise LearntError(f"{folder}: {error} Learn again: chatbot train interest.") from None
    return Prior(**columns)


def _placed(column: Any, rows: Any, missing: float) -> Any:
    import numpy as np

    there = rows >= 0
    made = np.full((len(rows), *column.shape[1:]), missing, np.float32)
    made[there] = column[rows[there]]
    return made


def following(home: Path) -> Callable[[Catalogue], Prior | None]:
    """The prior that counts for a catalogue, read again when another is taken; None while it cannot be read."""
    lock = threading.Lock()
    seen: dict[str, tuple[Stamp, Sequence[Any], Prior | None]] = {}

    def current(catalogue: Catalogue) -> Prior | None:
        now = learnt.stamp(home, catalogue.name, PART)
        with lock:
            kept = seen.get(catalogue.name)
            if kept is None or kept[0] != now or kept[1] is not catalogue.items:
                try:
                    found = opened(home, catalogue)
                except LearntError as error:
                    log.error("%s", error)
                    found = None
                kept = seen[catalogue.name] = (now, catalogue.items, found)
            return kept[2]

    return current

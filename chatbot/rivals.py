"""How well ratings are predicted, by the model and by what it is held against, on the same ratings that were held back.

Knows what is measured; prints nothing.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from chatbot import baselines, ratings
from chatbot.comments import Comment
from chatbot.gold import GoldError
from chatbot.measured import measuring
from chatbot.ratings import Ratings, Taught
from chatbot.render import shipped
from chatbot.scoring import Estimate, Tally, estimate
from retrieval.catalogue import Catalogue
from retrieval.evidence import Plain
from retrieval.rating import Plan, train
from retrieval.tables import rows

NAME = "ratings"
_PLAN = Plan()


@dataclass(frozen=True)
class Rivals:
    """RMSE and MAE by way, with 95 % intervals over people; how much each kind of evidence moves a prediction; one
    pair: its item's row, its rating, what was predicted, where that starts, and what each kind adds."""

    taught: Taught
    figures: Mapping[str, tuple[Estimate, Estimate]]
    moved: Mapping[str, float]
    example: tuple[int, float, float, float, Mapping[str, float]]


def opened(data: Path) -> tuple[Catalogue, frozenset[str]]:
    """The measuring catalogue whose items are rated, by its fields file, and its fields that are made of the ratings.

    Raises GoldError where no fields file says so, and CatalogueError where the catalogue is not there.
    """
    for file in sorted((shipped("data") / "measured").glob("*.toml")):
        said = tomllib.loads(file.read_text(encoding="utf-8"))
        if said.get("rated") == NAME:
            return measuring(data, file.stem), frozenset(said.get("of_ratings", ()))
    raise GoldError(f'no fields file in data/measured says rated = "{NAME}". Write one beside those there.')


def read(data: Path, catalogue: Catalogue) -> Ratings:
    """The ratings of the measuring data. Raises GoldError where they are not there."""
    path = next(iter(sorted(data.glob(f"*/{NAME}.jsonl.gz"))), None)
    if path is None:
        raise GoldError(f"{data} has no folder with {NAME}.jsonl.gz. Give the folder of the measuring data by --data.")
    found = (Comment(str(line), "", row["item_id"], row["user_id"], float(row["rating"])) for line, row in rows(path))
    return ratings.read(found, catalogue)


def compare(
    read: Ratings, catalogue: Catalogue, *, but: Collection[str], with_svd: bool = True, plan: Plan = _PLAN
) -> Rivals:
    """The model for both losses, a joint network over the same evidence, and what others use. Raises BaselineError."""
    import numpy as np

    taught = ratings.teach(read, catalogue, plan, but=but, reviews=None)
    known, held = read.known, read.held
    given, asked, groups = taught.given, taught.asked, taught.scorer.groups
    low, high = float(known.ratings.min()), float(known.ratings.max())
    predicted: dict[str, Any] = {
        "mean": np.full(len(held.rows), known.ratings.mean()),
        "person and item alone": np.clip(Plain.of(known, len(catalogue.items)).expected(held), low, high),
    }
    if with_svd:
        pairs = zip(known.people.tolist(), known.rows.tolist(), known.ratings.tolist(), strict=True)
        wanted = list(zip(held.people.tolist(), held.rows.tolist(), strict=True))
        predicted["matrix factorisation (SVD)"] = np.array(baselines.factors(list(pairs), wanted))
    predicted["sum of networks, MSE"] = taught.predicted
    for name, other in (
        ("sum of networks, BCE", replace(plan, loss="bce")),
        ("joint network, MSE", replace(plan, joint=True)),
    ):
        predicted[name] = train(given, known.ratings, groups, other)[0].predict(asked)
    base, parts = taught.scorer.explained(asked)
    moved = {name: float(np.abs(part).mean()) for name, part in parts.items()}
    at = int(np.argmax(np.abs(parts["others"])))  # the pair that others say most about
    own = {name: float(part[at]) for name, part in parts.items()}
    example = (int(held.rows[at]), float(held.ratings[at]), float(taught.predicted[at]), base, own)
    return Rivals(taught, {name: _figures(found, held, plan.seed) for name, found in predicted.items()}, moved, example)


def _figures(predicted: Any, held: Any, seed: int) -> tuple[Estimate, Estimate]:
    """RMSE and MAE with intervals by resampling people."""
    tallies: dict[int, dict[str, float]] = {}
    for person, wrong in zip(held.people.tolist(), (predicted - held.ratings).tolist(), strict=True):
        tally = tallies.setdefault(person, {"n": 0.0, "squares": 0.0, "apart": 0.0})
        tally["n"] += 1
        tally["squares"] += wrong * wrong
        tally["apart"] += abs(wrong)
    found = [estimate(list(tallies.values()), measure, seed=seed) for measure in (_rmse, _mae)]
    assert found[0] is not None and found[1] is not None, "ratings were held back"
    return found[0], found[1]


def _rmse(tally: Tally) -> float | None:
    return math.sqrt(tally["squares"] / tally["n"]) if tally.get("n") else None


def _mae(tally: Tally) -> float | None:
    return tally["apart"] / tally["n"] if tally.get("n") else None

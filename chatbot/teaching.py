"""The commands that learn to predict ratings, and that measure it: settings in, lines to print out. Knows no parser."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chatbot.arguments import Adder, count, generated_flag, json_flag
from chatbot.commands import settings_of

if TYPE_CHECKING:
    from argparse import Namespace

    from chatbot.ratings import Taught
    from chatbot.rivals import Rivals
    from chatbot.scoring import Estimate
    from retrieval.catalogue import Catalogue

_COLUMNS = ("person", "item", "rating")


def declare_train(add: Adder) -> None:
    """`chatbot train rating`."""
    takes = "FILE [--loss bce] [--epochs N] [--but F,F] [--seed S] [--json] "
    made = add("rating", train, "learn from a table of ratings to predict what a person will rate an item", takes)
    made.add_argument(
        "file", type=Path, metavar="FILE", help="a table of persons, ids of the catalogue's items, ratings"
    )
    for name in _COLUMNS:
        made.add_argument(f"--{name}", default="", metavar="C", help=f"the column of the {name} (default: guessed)")
    made.add_argument("--loss", choices=("mse", "bce"), default="mse", help="what is made small (default: mse)")
    made.add_argument("--epochs", type=count, default=20, metavar="N", help="how often each comes (default: 20)")
    made.add_argument("--but", metavar="F,F", help="fields that do not count (default: numbers that hold ratings)")
    made.add_argument("--seed", type=count, default=0, metavar="S", help="of all chance (default: 0)")
    made.epilog = "example: chatbot train rating ratings.csv --catalogue shop"
    generated_flag(made)
    json_flag(made)


def declare_evaluate(add: Adder) -> None:
    """`chatbot evaluate rating`."""
    takes = "--data DIR [--no-svd] [--pictures DIR] [--seed S] [--json] "
    made = add("rating", evaluate, "how well ratings are predicted, beside matrix factorisation and plain means", takes)
    made.add_argument(
        "--data", required=True, type=Path, metavar="DIR", help="a folder that holds a folder with ratings.jsonl.gz"
    )
    made.add_argument("--no-svd", dest="svd", action="store_false", help="without matrix factorisation")
    made.add_argument("--pictures", type=Path, metavar="DIR", help="the losses, and predicted against actual ratings")
    made.add_argument("--seed", type=count, default=0, metavar="S", help="of all chance (default: 0)")
    made.epilog = "example: chatbot evaluate rating --data measuring --pictures pictures"
    json_flag(made)


def train(args: Namespace) -> Iterator[str]:
    """Learn from a table of ratings."""
    from chatbot import learnt, origins, praise, ratings
    from chatbot.comments import comments
    from chatbot.found import find_catalogue
    from retrieval.rating import Plan

    settings = settings_of(args)
    catalogue = find_catalogue(settings.catalogue, settings.home)
    named, passed_over = {name: getattr(args, name) for name in _COLUMNS}, Counter[str]()
    columns, found = comments(args.file, named, texts=False, generated=args.generated, passed_over=passed_over)
    sys.stderr.write(f"Columns: person: {columns.person}, item: {columns.item}, rating: {columns.rating}.\n")
    try:
        read = ratings.read(found, catalogue)
    finally:
        if passed_over:
            sys.stderr.write(f"{origins.told(passed_over)}\n")
    but = ratings.circular(catalogue) if args.but is None else {name for name in args.but.split(",") if name}
    reviews = ratings.reviews_of(praise.opinions(settings.home, catalogue.name), catalogue, read.people)
    taught = ratings.teach(read, catalogue, Plan(args.loss, args.epochs, args.seed), but=but, reviews=reviews)
    name = ratings.keep(settings.home, catalogue, taught)
    folder = learnt.checked(settings.home, catalogue.name, ratings.PART, name)
    counts = learnt.current(settings.home, catalogue.name, ratings.PART) == name
    _drawn(taught, folder.parent / f"{name}.pictures")
    yield from _trained(args, taught, folder, counts=counts, but=but)


def _trained(args: Namespace, taught: Taught, folder: Path, *, counts: bool, but: Collection[str]) -> Iterator[str]:
    figures, read = taught.figures, taught.ratings
    if args.json:
        body = {"folder": str(folder), "counts": counts, "ratings": len(read.all.rows), "unknown": read.unknown}
        yield json.dumps(body | {"people": len(read.people), "but": sorted(but), **figures})
        return
    yield f"{len(read.all.rows):,} ratings by {len(read.people):,} people; {read.unknown:,} were of other items."
    if but:
        yield f"Fields left out: {', '.join(sorted(but))}. Others by --but."
    held = len(read.held.rows)
    yield (
        f"Of {held:,} held back: RMSE {figures['rmse']:.3f}, MAE {figures['mae']:.3f}; by person and item alone RMSE "
        f"{figures['rmse_plain']:.3f}."
    )
    yield f"{folder}: {'counts from now on' if counts else 'is no better than those, and does not count'}."


def _drawn(taught: Taught, folder: Path) -> None:
    from chatbot.portrait import agreement, losses

    losses([(step.epoch, step.taught, step.held) for step in taught.steps], folder / "loss.png")
    agreement(taught.predicted.tolist(), taught.ratings.held.ratings.tolist(), folder / "predicted.png")


def evaluate(args: Namespace) -> Iterator[str]:
    """How well ratings are predicted."""
    from chatbot import rivals
    from retrieval.rating import Plan

    catalogue, but = rivals.opened(args.data)
    read = rivals.read(args.data, catalogue)
    found = rivals.compare(read, catalogue, but=but, with_svd=args.svd, plan=Plan(seed=args.seed))
    if args.pictures:
        _drawn(found.taught, args.pictures)
    yield from [json.dumps(_json(found))] if args.json else _lines(found, catalogue)


def _lines(found: Rivals, catalogue: Catalogue) -> Iterator[str]:
    read = found.taught.ratings
    yield f"{len(read.known.rows):,} ratings teach, {len(read.held.rows):,} are held back, by {len(read.people)} people"
    yield f"  {'':<34}{'RMSE [95 %]':<22}MAE [95 %]"
    for name, (rmse, mae) in found.figures.items():
        yield f"  {name:<34}{_said(rmse):<22}{_said(mae)}"
    yield ""
    yield "what each kind of evidence moves a prediction by, on average"
    for name, moved in sorted(found.moved.items(), key=lambda one: -one[1]):
        yield f"  {name:<20}{moved:.3f}"
    item, rating, predicted, base, parts = found.example
    yield ""
    yield f"one of them: {catalogue.items[item].title}, rated {rating:g}, predicted {predicted:.2f} ="
    yield "  " + " ".join([f"{base:.2f}", *(f"{value:+.2f} {name}" for name, value in parts.items())])


def _said(found: Estimate) -> str:
    return f"{found.value:.3f} [{found.low:.3f}, {found.high:.3f}]"


def _json(found: Rivals) -> dict[str, Any]:
    figures: Mapping[str, Any] = {
        name: {"rmse": asdict(rmse), "mae": asdict(mae)} for name, (rmse, mae) in found.figures.items()
    }
    read = found.taught.ratings
    return {"known": len(read.known.rows), "held": len(read.held.rows), "figures": figures, "moved": found.moved}

"""The commands that measure a ranking and let it learn from past dialogues: settings in, lines out. Knows no parser."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chatbot.arguments import Adder, count, json_flag
from chatbot.commands import settings_of

if TYPE_CHECKING:
    from argparse import Namespace

    from chatbot.ladder import Course, Measured
    from chatbot.learnt import Version
    from chatbot.replay import Case
    from chatbot.settings import Settings
    from retrieval.catalogue import Catalogue
    from retrieval.metrics import Interval


_AT_ONCE = 1000  # events


def declare_evaluate(add: Adder) -> None:
    """`chatbot evaluate ranking`."""
    takes = "FILE [FILE ...] [--data DIR] [--folds N] [--limit N] [--seed S] [--json] "
    made = add("ranking", evaluate, "how well past dialogues are met, by hand-set and by learnt terms", takes)
    made.add_argument("files", nargs="+", type=Path, metavar="FILE", help="dialogues, as JSON Lines (see the README)")
    made.add_argument(
        "--data", type=Path, metavar="DIR", help="measuring data that the catalogue is taken from, by name"
    )
    made.add_argument("--folds", type=_folds, default=5, metavar="N", help="parts that take turns (default: 5)")
    made.add_argument("--limit", type=count, default=0, metavar="N", help="only so many dialogues (default: all)")
    made.add_argument("--seed", type=count, default=0, metavar="S", help="of all chance (default: 0)")
    made.add_argument(
        "--shuffled", action="store_true", help="give each dialogue another one's items: what is left is no skill"
    )
    made.epilog = "example: chatbot evaluate ranking dialogues.jsonl --catalogue shop"
    json_flag(made)


def declare_train(add: Adder) -> None:
    """`chatbot train ranking`."""
    takes = "[--origin O,O] [--seed S] [--json] "
    made = add("ranking", train, "learn from the log what each term of the ranking is worth", takes)
    made.add_argument("--origin", default="human,imported", metavar="O,O", help=_ORIGIN)
    made.add_argument("--seed", type=count, default=0, metavar="S", help="of all chance (default: 0)")
    made.epilog = (
        "example: chatbot train ranking --catalogue shop; back again: chatbot models use ranking=usual. A running "
        "server follows with its next message."
    )
    json_flag(made)


_ORIGIN = (
    "whose dialogues teach, by commas: human, imported, simulated (default: human,imported; dialogues of simulated "
    "people teach only what simulated people like)"
)


def declare_import(add: Adder) -> None:
    """`chatbot log import`."""
    made = add("import", log_import, "bring dialogues from elsewhere into the log", "FILE [FILE ...] [--json] ")
    made.add_argument("files", nargs="+", type=Path, metavar="FILE", help="dialogues, as JSON Lines (see the README)")
    made.add_argument("--format", choices=("dialogues",), default="dialogues", help="the only one that there is")
    made.epilog = (
        "example: chatbot log import past.jsonl --catalogue shop; then: chatbot train ranking --catalogue shop"
    )
    json_flag(made)


def _folds(text: str) -> int:
    import argparse

    if count(text) < 3:
        raise argparse.ArgumentTypeError(
            f"{text} is too few: one part is measured, and two are needed to fit. Give 3 or more"
        )
    return int(text)


def evaluate(args: Namespace) -> Iterator[str]:
    """How well a ranking meets what was taken."""
    from chatbot import assemble, ladder, replay

    found = first(replay.cases(args.files), args.limit)
    settings = settings_of(args)
    usual = assemble.local(settings.encoder, settings)  # one that was taught may know what is measured
    course = course_of(settings, found, usual, data=args.data, folds=args.folds, seed=args.seed)
    if args.shuffled:
        course = ladder.shuffled(course, seed=args.seed)
    measured = ladder.measure(course, seed=args.seed)
    yield from [json.dumps(_json(measured))] if args.json else _lines(measured, args.folds)


def first(found: list[Case], limit: int) -> list[Case]:
    """The cases of so many dialogues; 0 for all."""
    names = set(list(dict.fromkeys(case.dialogue for case in found))[: limit or None])
    return [case for case in found if case.dialogue in names]


def course_of(
    settings: Settings,
    found: list[Case],
    encoder: str | Path,
    *,
    data: Path | None = None,
    folds: int = 5,
    seed: int = 0,
) -> Course:
    """The cases as the rules read them, of the catalogue in the settings, ready to fit and to measure. `encoder` is the
    model's name or folder."""
    from chatbot import assemble, ladder, replay
    from chatbot.extract import Reader
    from chatbot.gold import GoldError
    from retrieval.compiled import document_vectors
    from retrieval.encoder import SentenceEncoder
    from retrieval.retriever import Retriever

    catalogue = _catalogue(settings, data)
    assemble.quieten(settings)
    reads = SentenceEncoder(encoder, offline=settings.offline, threads=settings.cores)
    retriever = Retriever(catalogue, reads, folder=settings.home / "vectors")
    known = [case for case in found if any(one in catalogue.row_of for one in case.taken)]
    sys.stderr.write(f"{len(known):,} of {len(found):,} cases have items of {catalogue.name}\n")
    if not known:
        raise GoldError(
            f"no item that was taken is in {catalogue.name}. Name the dialogues' own catalogue by --catalogue."
        )
    said = settings.home / replay.FOLDER
    known = replay.read(known, Reader(retriever.linker), said)
    return ladder.Course.of(
        known, retriever, lambda texts: document_vectors(reads, texts, said), folds=folds, seed=seed
    )


def _catalogue(settings: Settings, data: Path | None) -> Catalogue:
    from chatbot.found import find_catalogue
    from chatbot.measured import measuring

    return measuring(data, settings.catalogue) if data else find_catalogue(settings.catalogue, settings.home)


def _lines(measured: Measured, folds: int) -> Iterator[str]:
    from chatbot.ladder import HAND, LEVELS

    taken = len(next(iter(measured.ranks.values())).before)
    among = f"{measured.cases:,} moments of {measured.dialogues:,} dialogues"
    yield f"{taken:,} items taken at {among}, {folds} folds, novel only"
    heads = "".join(f"{f'R@{k} [95 %]':<20}" for k in LEVELS)
    yield f"  {'':<24}{heads}{'nDCG@10':<9}{'MRR':<7}R@10, beside {HAND}"
    for name, ranks in measured.ranks.items():
        recalls = "".join(f"{said(ranks.recall(k)):<20}" for k in LEVELS)
        gain = "" if name == HAND else f"{_more(ranks.gain(measured.ranks[HAND], 10))}"
        yield f"  {name:<24}{recalls}{_bare(ranks.ndcg.mean):<9}{_bare(ranks.mrr.mean):<7}{gain}".rstrip()
    yield ""
    yield "learnt weights, the mean over the folds (hand-set kinds: times; the others: in the same unit)"
    names = measured.weights[0]
    means = {name: sum(one[name] for one in measured.weights) / len(measured.weights) for name in names}
    yield "  " + "  ".join(f"{name} {value:.2f}" for name, value in means.items())


def _bare(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def said(found: Interval) -> str:
    """A figure with its interval."""
    return f"{_bare(found.mean)} [{_bare(found.low)}, {_bare(found.high)}]"


def _more(found: Interval) -> str:
    return f"{found.mean:+.3f} [{found.low:+.3f}, {found.high:+.3f}]"


def _json(measured: Measured) -> dict[str, Any]:
    from chatbot.ladder import HAND, LEVELS

    figures: Mapping[str, Any] = {
        name: {f"recall@{k}": ranks.recall(k)._asdict() for k in LEVELS}
        | {"ndcg@10": ranks.ndcg._asdict(), "mrr": ranks.mrr._asdict()}
        | {f"gain@{k}": ranks.gain(measured.ranks[HAND], k)._asdict() for k in LEVELS}
        for name, ranks in measured.ranks.items()
    }
    return {"cases": measured.cases, "dialogues": measured.dialogues, "rungs": figures, "weights": measured.weights}


# Learning


def train(args: Namespace) -> Iterator[str]:
    """Learn from the log."""
    from chatbot import assemble, ladder, learnt, logged, rankings
    from chatbot.commands import log_of

    settings = settings_of(args)
    catalogue = _catalogue(settings, None)
    with log_of(settings) as store:
        found = logged.cases(store.events(), catalogue, origins=args.origin.split(","), tell=sys.stderr.write)
    encoder = assemble.encoder_of(settings, catalogue.name)
    course = course_of(settings, found, encoder, seed=args.seed)
    shelf, name = course.retriever.shelf, learnt.current(settings.home, catalogue.name, rankings.PART)
    now = rankings.opened(settings.home, shelf)
    taught = ladder.taught(course, now.weights if now else None, seed=args.seed)
    facts = {"dialogues": taught.measured.dialogues, "moments": taught.measured.cases, "from": name}
    facts |= {"weights": {term: round(value, 3) for term, value in taught.weights.items()}}
    every = course.episodes(range(len(course.cases)))
    made = rankings.keep(settings.home, shelf, taught.weights, every, figure=taught.figure, facts=facts)
    yield from [json.dumps(asdict(made) | {"counts": not made.figure.fell})] if args.json else _trained(made)


def _trained(made: Version) -> Iterator[str]:
    facts, figure = made.facts, made.figure
    yield f"Learnt from {facts['moments']:,} moments of {facts['dialogues']:,} dialogues, each held back in its turn."
    yield f"{figure.name} of what was taken: {figure.before:.3f} until now, {figure.after:.3f} as learnt."
    yield "  " + "  ".join(f"{name} {value:.2f}" for name, value in facts["weights"].items())
    back = f"back again: chatbot models use ranking={facts['from']}"
    yield f"{made.name}: {f'counts from now on; {back}' if not figure.fell else 'is worse, and does not count.'}"


def log_import(args: Namespace) -> Iterator[str]:
    """Foreign dialogues, marked as imported."""
    from chatbot import logged, replay
    from chatbot.store import SQLiteStore

    settings = settings_of(args)
    catalogue = _catalogue(settings, None)
    found = list(replay.lines(args.files, lambda row: list(logged.events(row, catalogue, at=time.time()))))
    events = [event for some in found for event in some]
    items = {one["id"] for event in events if event.kind == "shown" for one in event.body["items"]}
    settings.home.mkdir(parents=True, exist_ok=True)
    with SQLiteStore(settings.home / "log.db") as store:
        before = store.stats()["events"]
        for start in range(0, len(events), _AT_ONCE):
            store.append(events[start : start + _AT_ONCE])
        new = store.stats()["events"] - before
    facts = {"dialogues": len(found), "events": new, "unknown": len(items - catalogue.row_of.keys())}
    if args.json:
        yield json.dumps(facts)
        return
    yield f"{len(found):,} dialogues, {new:,} events that were not there; marked as {logged.IMPORTED}."
    if facts["unknown"]:
        yield f"{facts['unknown']:,} of {len(items):,} items offered are not in {catalogue.name}, and teach nothing."

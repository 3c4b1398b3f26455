"""The commands that learn what people like, and that measure it: what can be typed, what is printed. Learns nothing."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chatbot.arguments import Adder, count, json_flag
from chatbot.commands import settings_of

if TYPE_CHECKING:
    from argparse import Namespace

    from chatbot.chances import Chances
    from chatbot.played import Step
    from chatbot.scoring import Estimate
    from chatbot.settings import Settings
    from chatbot.stuffing import Moved
    from retrieval.retriever import Retriever


def declare_train(add: Adder) -> None:
    """`chatbot train interest`."""
    takes = "[FILE] [--person C] [--item C] [--rating C] [--hostile S] [--epsilon E] [--json] "
    made = add("interest", train, "learn from everybody what is expected of somebody new", takes)
    says = "a table of persons, ids of the catalogue's items, ratings (default: the log)"
    made.add_argument("file", nargs="?", type=Path, metavar="FILE", help=says)
    for name in ("person", "item", "rating"):
        made.add_argument(f"--{name}", default="", metavar="C", help=f"the column of the {name} (default: guessed)")
    says = "the share of people who may push an item, to be withstood; 0 lets new items rise faster (default: 0.05)"
    made.add_argument("--hostile", type=_share, default=0.05, metavar="S", help=says)
    says = "make it differentially private: how much it may tell of one person, such as 2 (default: without)"
    made.add_argument("--epsilon", type=_epsilon, default=0.0, metavar="E", help=says)
    made.epilog = (
        "examples: chatbot train interest --catalogue shop | chatbot train interest ratings.csv --catalogue shop"
    )
    json_flag(made)


def _epsilon(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0.01 <= value <= 100:
        raise ArgumentTypeError(f"{text!r} is no budget. Give a number from 0.01 (tells next to nothing) to 100")
    return value


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 0.5:
        raise ArgumentTypeError(f"{text!r} is no share of people. Give a number from 0 to 0.5")
    return value


def declare_evaluate(add: Adder) -> None:
    """`chatbot evaluate interest`."""
    takes = "--data DIR [--without a,b] [--limit N] [--picture PNG] [--json] "
    says = "how well what people like is foretold while they react, beside batch and online learners"
    made = add("interest", evaluate, says, takes)
    made.add_argument(
        "--data", required=True, type=Path, metavar="DIR", help="a folder that holds a folder with ratings.jsonl.gz"
    )
    made.add_argument("--without", default="", metavar="a,b", help="ways to leave out, such as implicit,river")
    made.add_argument("--limit", type=count, default=0, metavar="N", help="people of each part (default: all)")
    made.add_argument("--picture", type=Path, metavar="PNG", help="how often what is foretold comes true")
    made.epilog = "example: chatbot evaluate interest --data measuring --picture reliability.png"
    json_flag(made)


def evaluate(args: Namespace) -> Iterator[str]:
    """How well interest is foretold."""
    from chatbot import assemble, played, rivals
    from chatbot.chances import chances
    from chatbot.gold import GoldError
    from chatbot.progress import bar
    from retrieval.compiled import document_vectors
    from retrieval.encoder import SentenceEncoder
    from retrieval.retriever import described
    from retrieval.traits import traits

    but = {name for name in args.without.split(",") if name}
    if unknown := but - {*played.WAYS[1:]}:
        raise GoldError(f"there is no way {min(unknown)!r}. There are: {', '.join(played.WAYS[1:])}.")
    settings = settings_of(args)
    assemble.quieten(settings)
    whole, of_ratings = rivals.opened(args.data)
    ratings = played.read(args.data, whole, settings.home)
    encoder = SentenceEncoder(
        assemble.local(settings.encoder, settings), offline=settings.offline, threads=settings.cores
    )
    texts = [described(item, ratings.catalogue) for item in ratings.catalogue.items]
    rows = traits(ratings.catalogue, document_vectors(encoder, texts, settings.home / "vectors"), but=of_ratings)
    parts = bar(played.play(ratings, rows, but=but, limit=args.limit), "Parts", played.PEOPLE - 1)
    found = list(parts)[-1]
    told = {way: chances(said) for way, said in found.said.items()}
    if args.picture:
        from chatbot.portrait import reliability

        curves = {way: one.bins for way, one in told.items() if one.bins}
        reliability(curves, args.picture, says=("chance foretold", "share liked"), low=0.0)
    steps = played.steps(found)
    yield from [json.dumps(_json(steps, told))] if args.json else _lines(ratings.history, steps, told)


def declare_abuse(add: Adder) -> None:
    """`chatbot evaluate abuse`."""
    says = "by how much visitors who push an item move its rank for the others, in a simulation"
    made = add("abuse", abuse, says, "[--people N] [--targets N] [--seed N] [--json] ")
    made.add_argument("--people", type=count, default=400, metavar="N", help="honest ones (default: 400)")
    made.add_argument("--targets", type=count, default=8, metavar="N", help="items that are pushed (default: 8)")
    made.add_argument("--seed", type=int, default=0, metavar="N", help="of the people who are made up (default: 0)")
    made.epilog = "example: chatbot evaluate abuse --catalogue shop"
    json_flag(made)


def train(args: Namespace) -> Iterator[str]:
    """Learn from the log, or from a table."""
    from chatbot import everybody, learnt, praise, reactions
    from chatbot.commands import log_of
    from chatbot.comments import comments
    from retrieval.private import Budget

    settings = settings_of(args)
    table = reactions.table(settings.home)
    retriever = _retriever(settings)
    if args.file:
        columns = {name: getattr(args, name) for name in ("person", "item", "rating")}
        told = everybody.of_ratings(comments(args.file, columns, texts=False)[1], table)
    else:
        with log_of(settings) as store:
            told = everybody.of_log(store, table)
    said = praise.opinions(settings.home, settings.catalogue).balances
    budget = Budget(args.epsilon) if args.epsilon else None
    made = everybody.learn(told, retriever, budget, said=said, hostile=args.hostile)
    version = everybody.keep(settings.home, retriever.catalogue, made)
    counts = learnt.current(settings.home, retriever.catalogue.name, everybody.PART) == version.name
    if args.json:
        yield json.dumps({"version": version.name, "counts": counts, **version.facts})
        return
    yield f"{made.reactions:,} reactions by {made.people:,} people. Of a tenth held back, AUC of likes {made.auc:.3f}."
    if made.budget:
        yield (
            f"Differentially private: epsilon {made.budget.epsilon:g}, delta {made.budget.delta:g}; without that AUC "
            f"{made.open:.3f}, so it costs {made.open - made.auc:.3f}. Each time that it is learnt costs as much anew."
        )
    yield f"{version.name}: {'counts from now on' if counts else 'tells likes from others no better than chance'}."


def _retriever(settings: Settings) -> Retriever:
    """The catalogue of the settings, with its vectors."""
    from chatbot import assemble
    from chatbot.found import find_catalogue
    from retrieval.encoder import SentenceEncoder
    from retrieval.retriever import Retriever

    assemble.quieten(settings)
    catalogue = find_catalogue(settings.catalogue, settings.home)
    path = assemble.local(settings.encoder, settings)
    encoder = SentenceEncoder(path, offline=settings.offline, threads=settings.cores)
    return Retriever(catalogue, encoder, folder=settings.home / "vectors", index=assemble.index_kind(settings))


def abuse(args: Namespace) -> Iterator[str]:
    """What hostile visitors do to an item's rank."""
    from chatbot.progress import bar
    from chatbot.stuffing import ATTACKS, SHARE, risen, stuffed
    from retrieval.traits import traits

    retriever = _retriever(settings_of(args))
    catalogue, found = retriever.catalogue, {}
    rows = traits(catalogue, retriever.vectors)
    asked: dict[str, int] = {"people": args.people, "targets": args.targets, "seed": args.seed}
    for attack in ATTACKS:
        found[attack] = list(bar(stuffed(catalogue, rows, attack=attack, **asked), attack, args.targets))
    new = list(bar(risen(catalogue, rows, **asked), "new items", args.targets))
    if args.json:
        body = {
            name: [asdict(one) | {"move": one.move, "undefended": one.undefended} for one in moves]
            for name, moves in (found | {"new": new}).items()
        }
        yield json.dumps(body)
        return
    yield f"{args.people} honest people; {SHARE:.0%} of all are hostile and push one item. Its mean rank for the honest"
    yield "moves by, of itself, and it is among the first ten of so many of them:"
    yield f"  {'':<10}{'mean':>8}{'most':>8}{'first ten':>18}{'if all were believed: mean':>30}{'first ten':>18}"
    for name, moves in found.items():
        mean, most = sum(one.move for one in moves) / len(moves), max(one.move for one in moves)
        open_ = sum(one.undefended for one in moves) / len(moves)
        yield f"  {name:<10}{mean:>8.1%}{most:>8.1%}{_firsts(moves):>18}{open_:>30.1%}{_firsts(moves, open_=True):>18}"
    yield ""
    yield f"{len(new)} items that nobody had met, and that {SHARE:.0%} then honestly come to like; for others whom they"
    yield "fit, before and after:"
    yield f"  {'first ten':<18}{_firsts(new)}, if all were believed {_firsts(new, open_=True)}"
    ranks = [sum(getattr(one, name).rank for one in new) / max(1, len(new)) for name in _PLACES]
    yield f"  {'mean rank':<18}{ranks[0]:.0f} to {ranks[1]:.0f}, if all were believed {ranks[2]:.0f} to {ranks[3]:.0f}"


_PLACES = ("before", "after", "open_before", "open_after")


def _firsts(moves: Sequence[Moved], *, open_: bool = False) -> str:
    """In what share of people's first ten an item is, before and after."""
    names = _PLACES[2:] if open_ else _PLACES[:2]
    before, after = (sum(getattr(one, name).first for one in moves) / max(1, len(moves)) for name in names)
    return f"{before:.1%} to {after:.1%}"


def _lines(people: Any, steps: Sequence[Step], told: dict[str, Chances]) -> Iterator[str]:
    reactions = sum(len(one.rows) for one in people.values())
    yield f"{reactions:,} reactions by {len(people)} people; people and items new to the prior"
    yield ""
    afters = sorted({step.after for step in steps})
    yield "nDCG@10 [95 %] of the whole catalogue, by reactions taken in; f against each: * the intervals do not touch,"
    yield "+ only the paired difference is above 0, = level, ! behind"
    yield "  " + "".join(["".ljust(14), *(f"{after:<20}" for after in afters)]).rstrip()
    ours = {step.after: step.found for step in steps if step.beyond is None}
    for way in dict.fromkeys(step.way for step in steps):
        cells = [_cell(step, ours[step.after].low) for step in steps if step.way == way]
        yield f"  {way:<14}{''.join(cells)}".rstrip()
    yield ""
    yield "before each of a person's first reactions, whether it is a like"
    yield f"  {'':<14}{'AUC [95 %]':<22}{'log loss [95 %]':<22}calibration error"
    for way, one in told.items():
        loss = _said(one.log_loss) if one.log_loss else "-"
        error = f"{one.error:.3f}" if one.error is not None else "-"
        yield f"  {way:<14}{_said(one.auc):<22}{loss:<22}{error}"


def _cell(step: Step, low: float) -> str:
    """Twenty columns."""
    mean, least, most = step.found
    mark = {"": " ", "paired": "*" if low > most else "+", "level": "=", "behind": "!"}[step.ahead]
    return f"{_brief(mean)} [{_brief(least)}, {_brief(most)}]{mark}".ljust(20)


def _brief(value: float) -> str:
    return f"{value:.3f}".replace("0.", ".", 1)


def _said(found: Estimate) -> str:
    return f"{found.value:.3f} [{found.low:.3f}, {found.high:.3f}]"


def _json(steps: Sequence[Step], told: dict[str, Chances]) -> dict[str, Any]:
    order = [
        {"way": one.way, "after": one.after, "people": one.people, "ndcg": one.found._asdict()}
        | ({"f_beyond": one.beyond._asdict()} if one.beyond else {})
        for one in steps
    ]
    return {"order": order, "chances": {way: asdict(one) for way, one in told.items()}}

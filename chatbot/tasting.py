"""The commands that learn what people like, and that measure it: what can be typed, what is printed. Learns nothing."""

from __future__ import annotations

import json
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

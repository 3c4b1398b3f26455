"""`chatbot evaluate loop`: what can be typed, what is printed, the two pictures. Computes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chatbot.arguments import Adder, count, json_flag
from chatbot.commands import opened_bot, settings_of

if TYPE_CHECKING:
    from argparse import Namespace

    from chatbot.loop import Step, Turned
    from chatbot.ranks import Ranks
    from chatbot.settings import Settings

ORDER, LEARNT = "order.png", "learnt.png"


def declare(add: Adder) -> None:
    """`chatbot evaluate loop`."""
    takes = "FILE [FILE ...] [--of X] [--data DIR] [--say TEXT] [--pictures DIR] [--limit N] [--seed S] [--json] "
    says = "the loop closed: a reaction changes the order, past dialogues teach the ranking, new ones are met better"
    made = add("loop", evaluate, says, takes)
    made.add_argument("files", nargs="+", type=Path, metavar="FILE", help="dialogues, as JSON Lines (see the README)")
    made.add_argument("--data", type=Path, metavar="DIR", help="measuring data that the dialogues' catalogue is of")
    made.add_argument("--of", default="", metavar="X", help="their catalogue (default: --catalogue)")
    made.add_argument(
        "--say", default="something funny from the 90s", metavar="TEXT", help="said before the reaction, to --catalogue"
    )
    made.add_argument("--pictures", type=Path, metavar="DIR", help=f"a folder for {ORDER} and {LEARNT}")
    made.add_argument("--limit", type=count, default=0, metavar="N", help="only so many dialogues (default: all)")
    made.add_argument("--seed", type=count, default=0, metavar="S", help="of all chance (default: 0)")
    made.epilog = "example: chatbot evaluate loop past.jsonl --catalogue shop --pictures pictures"
    json_flag(made)


def evaluate(args: Namespace) -> Iterator[str]:
    """One reaction, then one learning after another."""
    from dataclasses import replace

    from chatbot import assemble, loop, replay
    from chatbot.ranked import course_of, first

    settings = settings_of(args)
    turned = _turned(settings, args.say)
    of_files = replace(settings, catalogue=args.of or settings.catalogue)
    found = first(replay.cases(args.files), args.limit)
    usual = assemble.local(settings.encoder, settings)  # one that was taught may know what is measured
    course = course_of(of_files, found, usual, data=args.data, seed=args.seed)
    by_hand, steps = loop.learning(course, seed=args.seed)
    if args.pictures:
        from chatbot.portrait import growth, moves

        moves(turned, args.pictures / ORDER, beyond=loop.FIRST)
        growth([(s.dialogues, s.ranks.recall(10)) for s in steps], by_hand.recall(10), args.pictures / LEARNT)
    yield from [json.dumps(_json(turned, by_hand, steps))] if args.json else _lines(turned, by_hand, steps)


def _turned(settings: Settings, message: str) -> Turned:
    """The reaction, in a log of its own that is thrown away."""
    import tempfile
    from dataclasses import replace

    from chatbot import loop
    from chatbot.store import SQLiteStore
    from chatbot.tastes import Tastes

    with (
        opened_bot(replace(settings, llm="none")) as bot,
        tempfile.TemporaryDirectory() as folder,
        SQLiteStore(Path(folder) / "log.db") as store,
    ):
        tastes = Tastes(store)
        tastes.prior(bot.retriever)  # as a server makes it at its start
        return loop.turned(replace(bot, store=store, tastes=tastes, newest=None), message)


def _lines(turned: Turned, by_hand: Ranks, steps: Sequence[Step]) -> Iterator[str]:
    from chatbot.ladder import LEVELS
    from chatbot.ranked import said

    yield f"“{turned.said}”, then 👍 on {turned.liked}: the new order after {turned.ms:.0f} ms"
    yield f"  {'before':>6}{'after':>7}"
    for move in turned.moves:
        yield f"  {move.before or '-':>6}{move.after or '-':>7}  {move.title}"
    yield ""
    yield f"{len(by_hand.before):,} items taken in dialogues held back, by how many others the ranking learnt from"
    yield f"  {'dialogues':<12}" + "".join(f"{f'R@{k} [95 %]':<20}" for k in LEVELS) + "R@10, beside by hand"
    yield f"  {'0, by hand':<12}" + "".join(f"{said(by_hand.recall(k)):<20}" for k in LEVELS).rstrip()
    for step in steps:
        recalls = "".join(f"{said(step.ranks.recall(k)):<20}" for k in LEVELS)
        gain = step.ranks.gain(by_hand, 10)
        yield f"  {step.dialogues:<12,}{recalls}{gain.mean:+.3f} [{gain.low:+.3f}, {gain.high:+.3f}]"


def _json(turned: Turned, by_hand: Ranks, steps: Sequence[Step]) -> dict[str, Any]:
    from chatbot.ladder import LEVELS

    def recalls(ranks: Ranks) -> dict[str, Any]:
        return {f"recall@{k}": ranks.recall(k)._asdict() for k in LEVELS}

    learnt = [
        {"dialogues": s.dialogues, **recalls(s.ranks), "gain@10": s.ranks.gain(by_hand, 10)._asdict()} for s in steps
    ]
    return {"reaction": asdict(turned), "by_hand": recalls(by_hand), "learnt": learnt}

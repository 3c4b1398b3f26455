"""`chatbot simulate`: what can be typed, and who is assembled. Decides nothing of what anybody says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from chatbot.arguments import Adder, count, json_flag

if TYPE_CHECKING:
    from argparse import Namespace


SUMMARY, PAGE = "summary.json", "report.html"


def declare(add: Adder) -> None:
    """`chatbot simulate`."""
    takes = "--report DIR [--people N] [--turns N] [--users-from WHERE] [--kind a,b] [--voice X] [--judge] "
    takes += "[--against URL] [--alone] [--seed S] [--check] [--json] "
    made = add("simulate", simulate, "let simulated people talk to the bot, and count how they fare", takes)
    made.add_argument(
        "--report", required=True, type=Path, metavar="DIR", help="the dialogues and figures; goes on there"
    )
    made.add_argument("--people", type=count, default=50, metavar="N", help="how many (default: 50)")
    made.add_argument("--turns", type=count, default=8, metavar="N", help="messages of each at most (default: 8)")
    made.add_argument(
        "--users-from",
        nargs="+",
        default=["catalogue"],
        metavar="WHERE",
        help='whose tastes they have: "catalogue" makes them up (default), "log", or "ratings FILE"',
    )
    made.add_argument("--seed", type=count, default=0, metavar="S", help="of all chance (default: 0)")
    kinds = "by commas: agenda (rules, default); worded (an LLM words its acts); free (an LLM plays a persona)"
    made.add_argument("--kind", default="agenda", metavar="a,b", help=kinds)
    made.add_argument("--voice", default="", metavar="X", help="the LLM of worded and free people (default: the bot's)")
    made.add_argument("--judge", action="store_true", help="that LLM also judges each dialogue by a rubric")
    made.add_argument("--against", default="", metavar="URL", help="a server with the REST API, instead of a bot here")
    made.add_argument("--alone", action="store_true", help="without the others that it is held against")
    made.add_argument(
        "--check", action="store_true", help="fail on a leak, a crash, a stuck dialogue or a false statement"
    )
    made.epilog = "example: chatbot simulate --people 200 --catalogue shop --llm none --report simulated"
    json_flag(made)


def declare_evaluate(add: Adder) -> None:
    """`chatbot evaluate simulation`."""
    takes = "--data DIR --report DIR [--seed S] [--out FILE] [--json] "
    made = add("simulation", evaluate, "how far simulated people write like real ones, ReDial's", takes)
    made.add_argument("--data", required=True, type=Path, metavar="DIR", help="the folder that holds redial/")
    made.add_argument("--report", required=True, type=Path, metavar="DIR", help="of chatbot simulate: its dialogues")
    made.add_argument("--seed", type=count, default=0, metavar="S", help="of all chance (default: 0)")
    made.add_argument("--out", type=Path, metavar="FILE", help="a file for all figures as JSON")
    made.epilog = "example: chatbot evaluate simulation --data measuring --report simulated"
    json_flag(made)


def evaluate(args: Namespace) -> Iterator[str]:
    """Simulated people beside real ones: of ours, each kind, and each manner of rule-driven ones."""
    from chatbot import realism
    from chatbot.hosts import OURS
    from chatbot.outcomes import grouped
    from chatbot.simulate import kept

    people = realism.real(args.data)
    ours = [d for d in kept(args.report) if d.system == OURS]
    halves = [people[0::2], people[1::2]]
    found = {"real, against real": realism.compared(halves[0], halves[1], seed=args.seed)}
    groups = grouped(ours, lambda d: d.kind)
    groups |= grouped((d for d in ours if d.language == "en"), lambda d: f"{d.kind}, {d.manner}")
    for name, some in groups.items():
        if talks := realism.simulated(some):
            found[name] = realism.compared(talks, people, seed=args.seed)
    body = json.dumps(realism.as_json(found), ensure_ascii=False)
    if args.out:
        args.out.write_text(body + "\n", encoding="utf-8")
    yield from [body] if args.json else realism.readable(found)


def simulate(args: Namespace) -> Iterator[str]:
    """Hold the dialogues, and say what they came to."""
    from chatbot.findings import page
    from chatbot.outcomes import faults, grouped
    from chatbot.results import plain, readable, summed
    from chatbot.simulate import SimulationError
    from chatbot.staging import staged
    from chatbot.verdicts import verdicts

    with staged(args) as stage:
        catalogue = stage.catalogue
        run = stage.run(args)
        dialogues = run.dialogues()
        summary = summed(dialogues, catalogue, turns=args.turns, k=min(10, stage.items))
        if args.judge:
            voice = stage.voice(args)
            groups = grouped(dialogues, lambda d: f"{d.system}, {d.kind}")
            judged = {name: plain(verdicts(some, catalogue, voice)) for name, some in groups.items()}
            summary |= {"judge": voice.name, "judged": judged}
    found = faults(dialogues, catalogue)
    whole = {"plan": run.plan, **summary}
    (args.report / SUMMARY).write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (args.report / PAGE).write_text(page(whole, dialogues, catalogue, found), encoding="utf-8")
    yield from [json.dumps(summary, ensure_ascii=False)] if args.json else readable(summary)
    if not args.json:
        yield f"{args.report}: {PAGE} has pictures, {SUMMARY} all figures, dialogues.jsonl every word."
    if args.check and found:
        raise SimulationError(f"{len(found)} faults: " + "; ".join(found[:10]))

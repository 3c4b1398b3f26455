"""`chatbot simulate`: what can be typed, who is assembled, what is printed. Decides nothing of what anybody says."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chatbot.arguments import Adder, count, json_flag
from chatbot.commands import opened_bot, settings_of

if TYPE_CHECKING:
    from argparse import Namespace

    from chatbot.bot import Bot
    from chatbot.meeting import Dialogue, Host
    from chatbot.people import Person
    from chatbot.simulate import Run
    from retrieval.catalogue import Catalogue

SUMMARY, PAGE = "summary.json", "report.html"


def declare(add: Adder) -> None:
    """`chatbot simulate`."""
    takes = "--report DIR [--people N] [--turns N] [--users-from WHERE] [--alone] [--seed S] [--check] "
    takes += "[--json] "
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
    made.add_argument("--alone", action="store_true", help="without the others that it is held against")
    made.add_argument(
        "--check", action="store_true", help="fail on a leak, a crash, a stuck dialogue or a false statement"
    )
    made.epilog = "example: chatbot simulate --people 200 --catalogue shop --llm none --report simulated"
    json_flag(made)


def simulate(args: Namespace) -> Iterator[str]:
    """Hold the dialogues, and say what they came to."""
    from chatbot.findings import page
    from chatbot.outcomes import faults
    from chatbot.simulate import SimulationError

    with opened_bot(settings_of(args)) as bot:
        catalogue = bot.retriever.catalogue
        run = run_of(args, bot)
        dialogues = run.dialogues()
    summary = summed(dialogues, catalogue, turns=args.turns, k=min(10, bot.items))
    found = faults(dialogues, catalogue)
    whole = {"plan": run.plan, **summary}
    (args.report / SUMMARY).write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (args.report / PAGE).write_text(page(whole, dialogues, catalogue, found), encoding="utf-8")
    yield from [json.dumps(summary, ensure_ascii=False)] if args.json else readable(summary)
    if not args.json:
        yield f"{args.report}: {PAGE} has pictures, {SUMMARY} all figures, dialogues.jsonl every word."
    if args.check and found:
        raise SimulationError(f"{len(found)} faults: " + "; ".join(found[:10]))


def run_of(args: Namespace, bot: Bot) -> Run:
    """Who talks to whom."""
    from chatbot import agenda
    from chatbot.agenda import Agenda
    from chatbot.hosts import InProcess
    from chatbot.opponents import opponents
    from chatbot.simulate import Run

    catalogue = bot.retriever.catalogue
    kinds = {agenda.NAME: lambda person: Agenda(person, catalogue)}
    plan = {
        "catalogue": catalogue.name,
        "edition": catalogue.fingerprint,
        "people": args.people,
        "turns": args.turns,
        "users_from": args.users_from,
        "seed": args.seed,
        "items": bot.items,
        "llm": bot.llm.name if bot.llm else "none",
        "reader": reader_of(bot),
    }
    people = people_of(args, catalogue, bot)
    if len(people) < args.people:
        sys.stderr.write(f"Of {args.people} people {len(people)} have a need that can be told by facts.\n")
    others = [] if args.alone else opponents(bot.retriever, bot.items, bot.llm)
    hosts: list[Host] = [InProcess(bot), *others]
    return Run(args.report, catalogue, people, kinds, hosts, args.turns, plan)


def reader_of(bot: Bot) -> str:
    """What reads the bot's messages: a model's name, or "rules"."""
    if bot.reader is None:
        return bot.llm.name if bot.llm else "rules"
    listener = bot.reader()
    return listener.llm.name if listener else "rules"


def people_of(args: Namespace, catalogue: Catalogue, bot: Bot) -> list[Person]:
    """The people that --users-from asks for. Raises PeopleError."""
    from chatbot.people import SOURCES, PeopleError, people, tastes_in_log, tastes_in_ratings

    source, *files = args.users_from
    if source not in SOURCES or len(files) != (source == "ratings"):
        raise PeopleError(
            f'--users-from is {" ".join(args.users_from)!r}. Give "catalogue", "log", or "ratings" and a table\'s file.'
        )
    tastes = (
        tastes_in_log(bot.store, catalogue)
        if source == "log"
        else tastes_in_ratings(Path(files[0]), catalogue)
        if source == "ratings"
        else []
    )
    return people(catalogue, args.people, tastes, source=source, seed=args.seed)


def summed(dialogues: Sequence[Dialogue], catalogue: Catalogue, *, turns: int, k: int) -> dict[str, Any]:
    """All figures as plain JSON values: by system and kind, and of these by manner."""
    from chatbot.outcomes import figures, grouped

    systems: dict[str, Any] = {}
    for system, theirs in grouped(dialogues, lambda d: d.system).items():
        for kind, some in grouped(theirs, lambda d: d.kind).items():
            manners = {
                manner: plain(figures(few, catalogue, turns=turns, k=k))
                for manner, few in grouped(some, lambda d: d.manner).items()
            }
            found = plain(figures(some, catalogue, turns=turns, k=k))
            systems.setdefault(system, {})[kind] = {**found, "manners": manners}
    return {"screen": k, "systems": systems, "ahead": _ahead(dialogues, turns)}


def _ahead(dialogues: Sequence[Dialogue], turns: int) -> dict[str, Any]:
    """How far ours is ahead of each other system, by kind: what it has more, of the same people."""
    from chatbot.hosts import OURS
    from chatbot.outcomes import ahead, grouped

    found: dict[str, Any] = {}
    for kind, some in grouped(dialogues, lambda d: d.kind).items():
        systems = grouped(some, lambda d: d.system)
        ours = systems.pop(OURS, [])
        found[kind] = {name: plain(ahead(ours, theirs, turns=turns)) for name, theirs in systems.items() if ours}
    return found


def plain(found: Mapping[str, Any]) -> dict[str, Any]:
    """Figures as JSON has them: an interval as [mean, low, high], None where there is none."""
    return {name: _plain(value) for name, value in found.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [None if one != one else round(one, 4) for one in value]
    return plain(value) if isinstance(value, Mapping) else round(value, 4) if isinstance(value, float) else value


_COLUMNS = {
    "success_1": "at 1", "success_3": "at 3", "success_5": "at 5", "success_8": "at 8", "turns": "turns",
    "satisfaction": "satisfied",
}  # fmt: skip


_AHEAD = {"success_5": "success at 5", "turns": "turns", "satisfaction": "satisfaction"}


def readable(summary: Mapping[str, Any]) -> Iterator[str]:
    """The figures as a table: success at so many turns, turns to success, satisfaction from 1 to 5."""
    yield f"{'success, and its 95 % interval':<32}" + "".join(f"{head:<19}" for head in _COLUMNS.values())
    for system, kinds in summary["systems"].items():
        for kind, found in kinds.items():
            yield _row(f"{system}, {kind} ({found['dialogues']})", found)
            for manner, some in found["manners"].items() if system == "ours" else ():
                yield _row(f"  {manner} ({some['dialogues']})", some)
    for kind, others in summary["ahead"].items():
        for name, found in others.items():
            said_ = (f"{head} {said(found[key])}" for key, head in _AHEAD.items())
            yield f"ours less {name}, {kind}, of the same people: {', '.join(said_)}"
    for system, kinds in summary["systems"].items():
        for kind, found in kinds.items():
            yield f"{system}, {kind}: {_counts(found)}"


def _row(name: str, found: Mapping[str, Any]) -> str:
    return (f"{name:<32}" + "".join(f"{said(found[key]):<19}" for key in _COLUMNS)).rstrip()


def said(value: Sequence[float | None]) -> str:
    """An interval in short: ".62 [.55, .69]"."""
    mean, low, high = ("–" if v is None else f"{v:.2f}".removeprefix("0").replace("-0.", "-.") for v in value)
    return f"{mean} [{low}, {high}]"


def _counts(found: Mapping[str, Any]) -> str:
    rate = found["leaks"] / found["utterances"] if found["utterances"] else 0.0
    ms = found["ms"][0]
    parts = (
        f"leak rate {rate:g} ({found['leaks']} of {found['utterances']} utterances, {found['refused']} refused)",
        f"{found['false']} of {found['statements']} statements false",
        f"{found['stuck']} stuck",
        f"{found['errors']} errors",
        f"a dialogue {found['dead_ends'][0]:.2f} dead ends, {found['repeated_questions'][0]:.2f} repeated questions",
        f"coverage {found['coverage']:.2f}",
        *([] if ms is None else [f"{ms:.0f} ms a message"]),
    )
    return ", ".join(parts)

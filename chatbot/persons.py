"""The commands of a person's data and of the log's misuse: settings in, lines to print out. Erases nothing itself."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from chatbot.arguments import Adder, count, json_flag
from chatbot.commands import log_of, settings_of

if TYPE_CHECKING:
    from argparse import Namespace

    from chatbot.learnt import Version


def declare(add: Adder) -> None:
    """`chatbot person`."""
    made = add("export", export, "all that is kept of a person, as JSON", "ID [--out FILE] ")
    made.add_argument("person", metavar="ID", help="as `chatbot log show --kind session` has it")
    made.add_argument("--out", type=Path, metavar="FILE", help="a file to write (default: print it)")
    made.epilog = "example: chatbot person export 5f0c... --out person.json"
    made = add("erase", erase, "take a person out of the log and of what was learnt, for good", "ID --yes [--json] ")
    made.add_argument("person", metavar="ID", help="as `chatbot log show --kind session` has it")
    made.add_argument("--yes", action="store_true", help="without this nothing is erased, but what would be is said")
    made.epilog = "example: chatbot person erase 5f0c... --yes"
    json_flag(made)


def declare_abuse(add: Adder) -> None:
    """`chatbot log abuse`."""
    made = add("abuse", abuse, "who votes too often or too fast, and which items are pushed", "[--last N] [--json] ")
    made.add_argument("--last", type=count, default=20, metavar="N", help="how many people (default: 20; 0: all)")
    made.epilog = "example: chatbot log abuse --json"
    json_flag(made)


def export(args: Namespace) -> Iterator[str]:
    """A person's data."""
    from chatbot import reactions
    from chatbot.erasing import exported

    settings = settings_of(args)
    with log_of(settings) as store:
        body = exported(store, args.person, reactions.table(settings.home))
    text = json.dumps(body, ensure_ascii=False, indent=1)
    if args.out is None:
        yield text
        return
    args.out.write_text(text + "\n", encoding="utf-8")
    yield f"{args.out}: {len(body['conversations'])} conversations, {args.out.stat().st_size:,} bytes"


def erase(args: Namespace) -> Iterator[str]:
    """A person is taken out."""
    from chatbot import erasing

    settings = settings_of(args)
    with log_of(settings) as store:
        if not args.yes:
            sessions = store.sessions(args.person)
            yield f"{len(sessions)} conversations would be erased. Add --yes to do so; it cannot be undone."
            return
        found = erasing.erase(store, settings.home, args.person)
    if args.json:
        stale = [{"catalogue": one.catalogue, "part": one.part, "version": one.name} for one in found.stale]
        yield json.dumps({"conversations": found.conversations, "events": found.events, "stale": stale})
        return
    yield f"{found.conversations} conversations, {found.events} events are erased from the log."
    yield from _again(found.stale)
    yield "Copies that you made (log backup, log export, person export) are not reached: erase those yourself."


def _again(stale: tuple[Version, ...]) -> Iterator[str]:
    """What no longer counts, and the command that learns it anew."""
    commands = {"opinions": "chatbot analyse log --keep --out said.jsonl"}
    for one in stale:
        anew = commands.get(one.part, f"chatbot train {one.part}")
        yield f"{one.part} {one.name} of {one.catalogue} knew them and no longer counts. Learn again: {anew}"


def abuse(args: Namespace) -> Iterator[str]:
    """Who is believed less, and what they push."""
    from chatbot import reactions
    from chatbot.trust import conducts, pushed

    settings = settings_of(args)
    with log_of(settings) as store:
        found = conducts(store.events(), reactions.table(settings.home))
    doubted = sorted(
        (one for one in found.values() if one.why), key=lambda one: (one.why == "little known", one.weight)
    )
    items = pushed(found)
    shown = doubted[: args.last or None]
    if args.json:
        people = [
            {"person": one.person, "why": one.why, "weight": round(one.weight, 3), "sessions": one.sessions,
             "reactions": one.reactions, "items": len(one.mets)}
            for one in shown
        ]  # fmt: skip
        pushed_ = [{"item": one.item, "doubted": one.doubted, "people": one.people} for one in items]
        yield json.dumps({"people": len(found), "doubted": people, "pushed": pushed_})
        return
    why = Counter(one.why or "believed" for one in found.values())
    yield f"{len(found)} people reacted: " + (", ".join(f"{n} {name}" for name, n in why.most_common()) or "nobody")
    for one in shown:
        yield (
            f"  {one.person}  {one.why}, counts {one.weight:.2f}: {one.reactions} reactions to {len(one.mets)} items "
            f"in {one.sessions} conversations"
        )
    for item in items:
        yield f"  pushed: {item.item}, by {item.doubted} of the {item.people} who reacted to it"
    sys.stderr.write("Nobody is shut out: who is believed less counts less in what is learnt from everybody.\n")

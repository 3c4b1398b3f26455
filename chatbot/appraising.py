"""The measurement of sentiment and aspects: what can be typed, and what is printed. Measures nothing itself."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from chatbot.arguments import Adder, json_flag
from chatbot.commands import settings_of

if TYPE_CHECKING:
    from argparse import Namespace

    from chatbot.appraisal import Appraised, Found
    from chatbot.scoring import Estimate


def declare(add: Adder) -> None:
    """`chatbot evaluate analysis`."""
    takes = "--data DIR [--sets a,b] [--no-vader] [--picture PNG] [--out FILE] [--json] "
    made = add("analysis", evaluate, "how well comments and reviews are read, beside VADER and a plain TF-IDF", takes)
    made.add_argument("--data", required=True, type=Path, metavar="DIR", help="the folder that holds reviews/")
    made.add_argument("--sets", default="", metavar="a,b", help="only these sets, such as takeaway (default: all)")
    made.add_argument("--no-vader", dest="vader", action="store_false", help="without VADER, where it is not installed")
    made.add_argument("--picture", type=Path, metavar="PNG", help="how often what is said with confidence is right")
    made.add_argument("--out", type=Path, metavar="FILE", help="a file for all figures and misses as JSON")
    made.epilog = "example: chatbot evaluate analysis --data measuring --picture reliability.png"
    json_flag(made)


def evaluate(args: Namespace) -> Iterator[str]:
    """How well comments are read."""
    from chatbot import appraisal
    from chatbot.analysing import encoder_of
    from chatbot.gold import GoldError
    from chatbot.reviews import TASKS

    sets = [name for name in args.sets.split(",") if name]
    if unknown := set(sets) - {task.name for task in TASKS}:
        names = ", ".join(task.name for task in TASKS)
        raise GoldError(f"there is no set {min(unknown)!r}. Choose of: {names}.")
    settings = settings_of(args)
    found = []
    if not args.json:
        yield _HEAD
    for one in appraisal.appraise(args.data, lambda: encoder_of(settings), sets=sets, with_vader=args.vader):
        sys.stderr.write(f"{one.name}: {one.taught:,} texts taught, {one.held:,} were held back\n")
        found.append(one)
        if not args.json:
            yield from _lines(one)
    aspects = appraisal.aspects_found(args.data)
    if args.picture:
        from chatbot.portrait import reliability

        reliability({one.name: one.bins for one in found}, args.picture)
    body = json.dumps(appraisal.as_json(found, aspects), ensure_ascii=False)
    if args.out:
        args.out.write_text(body + "\n", encoding="utf-8")
    yield from [body] if args.json else _rest(found, aspects)


_HEAD = f"{'set (held back of taught)':<30}{'least':>6}  share right [95 %]"


def _lines(one: Appraised) -> Iterator[str]:
    """A set's table: one line a way of reading, its calibration error and its speed."""
    from chatbot.appraisal import WAYS

    yield ""
    yield (
        f"{one.name + ', ' + one.language} ({one.held:,} of {one.held + one.taught:,})".ljust(30) + f"{one.least:>6.2f}"
    )
    for way, name in WAYS.items():
        if way in one.right:
            short = " !" if way == "head" and one.right[way].value < one.least else "  "
            more = f"  calibration error {one.calibration[way]:.3f}" if way in one.calibration else ""
            more += f"  {one.speed[way]:,.0f} texts/s" if way in one.speed else ""
            yield f"  {name:<20}{_said(one.right[way])}{short}{more}".rstrip()


def _said(found: Estimate) -> str:
    return f"{found.value:.3f} [{found.low:.3f}, {found.high:.3f}]"


def _rest(found: Sequence[Appraised], aspects: dict[str, Found]) -> Iterator[str]:
    yield ""
    yield "aspects and their direction, on real reviews marked by hand"
    for language, one in aspects.items():
        figures = "  ".join(f"{name.replace('_', ' of the ')} {value:.2f}" for name, value in one.figures.items())
        yield f"  {language}: {one.texts} texts, {one.marked} marks: {figures}"
    yield ""
    yield "what the taught head is surest of and wrong about"
    for miss in (miss for one in found for miss in one.misses):
        yield f"  {miss.set}, rated {miss.rating:g}, read {miss.read:+.2f}: {miss.text[:150]}"

"""The commands that work through files of messages: settings in, lines to print out. Knows no parser."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from chatbot.commands import settings_of

if TYPE_CHECKING:
    from argparse import Namespace


def evaluate_preferences(args: Namespace) -> Iterator[str]:
    """How well messages are understood."""
    from chatbot import evaluate

    sets = tuple(name for name in args.sets.split(",") if name)
    plan = evaluate.Plan(args.data, sets, args.limit, args.seed, args.answers, args.rules_only)
    yield from evaluate.command(settings_of(args), plan, as_text=not args.json, out=args.out, tell=_tell)


def extract(args: Namespace) -> Iterator[str]:
    """What each message of a file says."""
    from chatbot import extract as reading

    count = reading.run(settings_of(args), args.file, args.out, rules_only=not args.llm_too, tell=_tell)
    yield f"{args.out}: {count} messages read"


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")

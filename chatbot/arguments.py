"""How a command is declared: its flags, its usage line, its settings. Knows argparse; no command.

Importing it loads nothing heavy.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from chatbot import settings
from chatbot.settings import Settings

Command = Callable[[argparse.Namespace], Iterator[str]]
Adder = Callable[..., argparse.ArgumentParser]  # adds a command: its name, what it runs, what it does, what it takes


def settings_flags(*, but: Collection[str] = ()) -> argparse.ArgumentParser:
    """The flags of every command. Not given, they leave no trace, so that they may stand on either side of it. `but`
    are settings that a command has no use for, and whose flags it takes for something else."""
    made = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    made.add_argument("-v", "--verbose", action="count", help="say what is going on; -vv says everything")
    shown = made.add_argument_group("settings")
    helps = _comments()
    for f in (f for f in fields(Settings) if f.name not in but):
        default = "" if f.default == "" else f" (default: {f.default})"
        flag, says = f"--{f.name.replace('_', '-')}", f"{helps.get(f.name, '')}{default}".strip()
        if f.type == "bool":
            shown.add_argument(flag, action=argparse.BooleanOptionalAction, help=helps.get(f.name))
        else:
            shown.add_argument(flag, metavar="X" if f.type == "str" else "N", help=says.replace("%", "%%"))
    return made


def _comments() -> dict[str, str]:
    """The comment beside each setting, which is its help; none where the source was left out of the installation."""
    source = Path(settings.__file__)
    text = source.read_text(encoding="utf-8") if source.suffix == ".py" and source.is_file() else ""
    return dict(re.findall(r"^    (\w+): \w+ = (?:\(\n +)?.*?  # (.+)$", text, re.MULTILINE))


def adder(adds: Any, common: argparse.ArgumentParser) -> Adder:
    """Adds a command: its name, what it runs, what it does, and what it takes but the settings."""

    def add(name: str, run: Command, says: str, takes: str = "") -> argparse.ArgumentParser:
        description, usage = f"{says[0].upper()}{says[1:]}.", f"%(prog)s {takes}[settings]"
        made: argparse.ArgumentParser = adds.add_parser(
            name, help=says, description=description, usage=usage, parents=[common]
        )
        made.set_defaults(run=run)
        return made

    return add


def group(adds: Any, common: argparse.ArgumentParser, name: str, says: str) -> Adder:
    """Adds a command that has actions; returns what adds those."""
    made = adds.add_parser(
        name, help=says, description=f"{says[0].upper()}{says[1:]}.", usage="%(prog)s ACTION [settings]"
    )
    actions = made.add_subparsers(title="actions", metavar="ACTION", required=True, prog=f"chatbot {name}")
    return adder(actions, common)


def json_flag(parser: argparse.ArgumentParser) -> None:
    """Adds --json."""
    parser.add_argument("--json", action="store_true", help="as JSON, for scripts")


def generated_flag(parser: argparse.ArgumentParser) -> None:
    """Adds --generated."""
    says = "also rows that `chatbot generate` wrote, which are passed over otherwise"
    parser.add_argument("--generated", action="store_true", help=says)


def count(text: str) -> int:
    """A whole number of 0 or more, as a flag's type."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of 0 or more")
    return int(text)

"""The command line: what can be typed, how errors look, what is said on stderr. Knows no conversation, model or log.

Importing it and asking for help loads nothing heavy: `commands` brings in what a command needs when it runs.
"""

from __future__ import annotations

import argparse
import logging
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from chatbot import __version__, bulk, commands, settings, stock
from chatbot.settings import Settings

FAILED, STOPPED = 1, 130
Command = Callable[[argparse.Namespace], Iterator[str]]

_EXAMPLES = (
    ("chatbot", "the chat page, at http://127.0.0.1:7860"),
    ("chatbot --catalogue shop.csv", "the same on your own table, with shop.toml beside it"),
    ("chatbot chat --catalogue boardgames", "chat in the terminal"),
    ('chatbot ask "something calm" --json', "one answer, for a script"),
    ("chatbot ask - --llm none < message.txt", "a message from a file, read without an LLM"),
    ("chatbot models pull", "download the models now"),
    ("chatbot models use understand=rules", "who reads messages, also on a running server"),
    ("chatbot finetune understand --out taught", "teach the small model that reads messages"),
    ("chatbot extract said.jsonl --out read.jsonl", "what each message of a file says"),
    ("chatbot log export --format sft --out sft.jsonl", "a training set of what visitors did"),
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0, 1 for an error, 130 for Ctrl-C. Wrong usage raises SystemExit(2)."""
    _forgiving_streams()
    args = _parser().parse_args(argv)
    _quieten(getattr(args, "verbose", 0))
    try:
        for line in args.run(args):
            print(line, flush=True)
    except BrokenPipeError:  # as after `chatbot log show | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return STOPPED
    except commands.expected_errors() as error:
        print(f"chatbot: {commands.sentence(error)}", file=sys.stderr)
        return FAILED
    return 0


def _forgiving_streams() -> None:
    """A terminal that cannot show a letter gets a question mark, and a broken byte that comes in becomes one."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _quieten(verbose: int) -> None:
    """Warnings to stderr; with -v what is going on, with -vv everything. Libraries draw their bars from -v on."""
    level = (logging.WARNING, logging.INFO, logging.DEBUG)[min(verbose, 2)]
    logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr, force=True)
    if not verbose:
        os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
        os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
        for name in ("transformers", "sentence_transformers", "huggingface_hub", "httpx"):
            logging.getLogger(name).setLevel(logging.ERROR)


# What can be typed


def _parser() -> argparse.ArgumentParser:
    common = _common()
    parser = argparse.ArgumentParser(
        "chatbot",
        usage="%(prog)s [COMMAND] [settings]",
        description="A chatbot that recommends from your own catalogue. Without a command it serves the chat page.",
        epilog=_epilog(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[common],
    )
    parser.add_argument("--version", action="version", version=f"chatbot {__version__}")
    parser.set_defaults(run=commands.serve)
    adds = parser.add_subparsers(title="commands", metavar="COMMAND", prog="chatbot")

    add = _adder(adds, common)
    add("serve", commands.serve, "serve the chat page, the same as no command")
    add("chat", commands.chat, "chat in the terminal; /help there lists what can be typed")
    ask = add("ask", commands.ask, "answer one message and end", "MESSAGE [--json] ")
    ask.add_argument("message", metavar="MESSAGE", help='what you would say; "-" reads it from stdin')
    _json_flag(ask)
    _models(adds, common)
    _log(adds, common)
    _bulk(adds, common)
    _finetune(adds, common)
    bench = add(
        "bench",
        commands.bench,
        "measure how long messages take here, and how much of that is the LLM's own time",
        "[--runs N] [--json] ",
    )
    bench.add_argument("--runs", type=_count, default=20, metavar="N", help="how many messages (default: 20)")
    _json_flag(bench)
    return parser


def _epilog() -> str:
    lines = [f"  {command:<48} {says}" for command, says in _EXAMPLES]
    note = "Every setting is also an environment variable: CHATBOT_ITEMS=6 is --items 6."
    return "\n".join(["examples:", *lines, "", note])


def _adder(adds: Any, common: argparse.ArgumentParser) -> Callable[..., argparse.ArgumentParser]:
    """Adds a command: its name, what it runs, what it does, and what it takes but the settings."""

    def add(name: str, run: Command, says: str, takes: str = "") -> argparse.ArgumentParser:
        description, usage = f"{says[0].upper()}{says[1:]}.", f"%(prog)s {takes}[settings]"
        made: argparse.ArgumentParser = adds.add_parser(
            name, help=says, description=description, usage=usage, parents=[common]
        )
        made.set_defaults(run=run)
        return made

    return add


def _group(adds: Any, common: argparse.ArgumentParser, name: str, says: str) -> Callable[..., argparse.ArgumentParser]:
    """Adds a command that has actions; returns what adds those."""
    made = adds.add_parser(
        name, help=says, description=f"{says[0].upper()}{says[1:]}.", usage="%(prog)s ACTION [settings]"
    )
    actions = made.add_subparsers(title="actions", metavar="ACTION", required=True, prog=f"chatbot {name}")
    return _adder(actions, common)


def _models(adds: Any, common: argparse.ArgumentParser) -> None:
    add = _group(adds, common, "models", "list, download or check the pinned models; choose which one reads")
    says = "name, size, licence and place of each pinned model, and what is in use"
    _json_flag(add("list", stock.listed, says, "[--json] "))
    made = add("use", stock.use, "keep which model reads messages, or say which does", "[understand=WHICH] [--json] ")
    which = "llm (it writes too), small (taught here), rules, an adapter's folder or file, or what --llm takes"
    made.add_argument("choice", nargs="?", default="", metavar="understand=WHICH", help=which)
    made.epilog = (
        "examples: chatbot models use understand=small | chatbot models use understand=taught/adapter.gguf | "
        "chatbot models use. A running server follows with its next message; --understand goes first."
    )
    _json_flag(made)
    for name, run, says in (
        ("pull", stock.pull, "download models that are not here; what is here stays as it is"),
        ("verify", stock.verify, "hash every file again"),
    ):
        made = add(name, run, says, "[NAME ...] [--json] ")
        made.add_argument("names", nargs="*", metavar="NAME", help="default: the models that the settings use")
        _json_flag(made)


def _log(adds: Any, common: argparse.ArgumentParser) -> None:
    add = _group(adds, common, "log", "read the log, copy it, or make training sets of it")
    show = add(
        "show", commands.log_show, "the latest events, one a line", "[--session ID] [--kind K] [--last N] [--json] "
    )
    show.add_argument("--session", default="", metavar="ID", help="of this conversation; its first digits will do")
    show.add_argument("--kind", metavar="K", help="of this kind, such as message or reaction")
    show.add_argument("--last", type=_count, default=20, metavar="N", help="how many; 0 for all (default: 20)")
    _json_flag(show)
    _json_flag(add("stats", commands.log_stats, "how much is in the log", "[--json] "))
    export = add("export", commands.log_export, "write a training set as JSON Lines", "--format F --out FILE [--json] ")
    export.add_argument("--format", required=True, type=_format, metavar="F", help="sft, preference or kto")
    export.add_argument("--out", required=True, type=Path, metavar="FILE", help="the file to write")
    _json_flag(export)
    backup = add("backup", commands.log_backup, "write a copy of the log, also while it is in use", "FILE ")
    backup.add_argument("file", type=Path, metavar="FILE", help="a new file")


def _bulk(adds: Any, common: argparse.ArgumentParser) -> None:
    add = _adder(adds, common)
    extract = add(
        "extract", bulk.extract, "read a file of messages and write what each says", "FILE --out OUT [--no-llm] "
    )
    extract.add_argument("file", metavar="FILE", help='{"id", "context", "utterance"} a line; "-" reads stdin')
    extract.add_argument("--out", required=True, type=Path, metavar="OUT", help="goes on where it stopped")
    extract.add_argument("--no-llm", dest="llm_too", action="store_false", help="by rules alone")
    extract.epilog = "example: chatbot extract said.jsonl --catalogue shop.csv --out read.jsonl"
    add = _group(adds, common, "evaluate", "measure how well the bot does, on data that people marked")
    made = add(
        "preferences",
        bulk.evaluate_preferences,
        "how well messages are understood, by the LLM, the small model and the rules",
        "--data DIR [--sets a,b] [--half test] [--limit N] [--seed S] [--readers a,b] [--rules-only] "
        "[--answers FILE] [--out FILE] [--json] ",
    )
    made.add_argument("--data", required=True, type=Path, metavar="DIR", help="the folder that holds preferences/")
    made.add_argument("--sets", default="", metavar="a,b", help="only these sets, such as iard,ccpe (default: all)")
    _halves(made)
    made.add_argument(
        "--limit", type=_count, default=0, metavar="N", help="cases drawn of each set's half (default: all)"
    )
    made.add_argument("--seed", type=_count, default=0, metavar="S", help="of the draw and the intervals (default: 0)")
    who = made.add_mutually_exclusive_group()
    has = "llm, small, rules, by commas (default: those that are here)"
    who.add_argument("--readers", default="", metavar="a,b", help=has)
    who.add_argument("--rules-only", dest="readers", action="store_const", const="rules", help="without any model")
    made.add_argument("--answers", type=Path, metavar="FILE", help="where models' answers are kept, not to ask twice")
    made.add_argument("--out", type=Path, metavar="FILE", help="a file for all figures and misses as JSON")
    made.epilog = "example: chatbot evaluate preferences --data measuring --sets iard --limit 40"
    _json_flag(made)


def _finetune(adds: Any, common: argparse.ArgumentParser) -> None:
    add = _group(adds, common, "finetune", "teach the small model to read messages")
    lessons = add(
        "lessons", bulk.finetune_lessons, "write the lessons to a file", "--out FILE [--data DIR] [--seed S] [--json] "
    )
    lessons.add_argument("--out", required=True, type=Path, metavar="FILE", help="JSON Lines: message, answer, source")
    lessons.epilog = "example: chatbot finetune lessons --data measuring --out lessons.jsonl"
    takes = "--out DIR [--lessons FILE | --data DIR] [--minutes N] [--epochs N] [--rank N] [--rate X] [--batch N] "
    made = add(
        "understand",
        bulk.finetune_understand,
        "train an adapter for the small model; a stopped run goes on where it was",
        f"{takes}[--seed S] [--json] ",
    )
    made.add_argument("--out", required=True, type=Path, metavar="DIR", help="adapter.gguf, peft/, loss.png, README.md")
    made.add_argument("--lessons", type=Path, metavar="FILE", help="of `finetune lessons` (default: made anew)")
    for name, kind, default, says in (
        ("minutes", float, 0.0, "the most it may take; it learns less and less towards the end (default: no cap)"),
        ("epochs", float, 1.0, "how often each lesson comes (default: 1)"),
        ("rank", _count, 32, "of the adapter: 32 makes 19.6 MB (default: 32)"),
        ("rate", float, 8e-4, "the highest learning rate (default: 0.0008)"),
        ("batch", _count, 24, "lessons to a step; made smaller where memory is short (default: 24)"),
    ):
        made.add_argument(f"--{name}", type=kind, default=default, metavar="N", help=says)
    made.epilog = (
        "examples: chatbot finetune understand --out taught --minutes 60 | accelerate launch -m chatbot finetune "
        "understand --out taught | chatbot models use understand=taught"
    )
    for one in (lessons, made):
        one.add_argument("--data", type=Path, metavar="DIR", help="marked sets, whose training halves join the lessons")
        one.add_argument("--seed", type=_count, default=0, metavar="S", help="of all chance (default: 0)")
        _json_flag(one)


def _halves(made: argparse.ArgumentParser) -> None:
    says = (
        "test: dialogues that no shipped model was taught with (default); train; all: for readers that learnt nothing"
    )
    made.add_argument("--half", choices=("test", "train", "all"), default="test", help=says)


def _common() -> argparse.ArgumentParser:
    """The flags of every command. Not given, they leave no trace, so that they may stand on either side of it."""
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("-v", "--verbose", action="count", help="say what is going on; -vv says everything")
    group = common.add_argument_group("settings")
    helps = _comments()
    for f in fields(Settings):
        default = "" if f.default == "" else f" (default: {f.default})"
        flag, says = f"--{f.name.replace('_', '-')}", f"{helps.get(f.name, '')}{default}".strip()
        if f.type == "bool":
            group.add_argument(flag, action=argparse.BooleanOptionalAction, help=helps.get(f.name))
        else:
            group.add_argument(flag, metavar="X" if f.type == "str" else "N", help=says.replace("%", "%%"))
    return common


def _comments() -> dict[str, str]:
    """The comment beside each setting, which is its help; none where the source was left out of the installation."""
    source = Path(settings.__file__)
    text = source.read_text(encoding="utf-8") if source.suffix == ".py" and source.is_file() else ""
    return dict(re.findall(r"^    (\w+): \w+ = (?:\(\n +)?.*?  # (.+)$", text, re.MULTILINE))


def _json_flag(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="as JSON, for scripts")


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of 0 or more")
    return int(text)


def _format(text: str) -> str:
    from chatbot.export import FORMATS

    if text not in FORMATS:
        raise argparse.ArgumentTypeError(f"there is no set {text!r}; choose one of: {', '.join(FORMATS)}")
    return text

"""The command line: what can be typed, how errors look, what is said on stderr. Knows no conversation, model or log.

Importing it and asking for help loads nothing heavy: `commands` brings in what a command needs when it runs.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from chatbot import (
    __version__,
    adding,
    analysing,
    appraising,
    benches,
    bulk,
    closing,
    commands,
    contrasting,
    gauging,
    generating,
    persons,
    ranked,
    replaying,
    simulating,
    stock,
    tasting,
    teaching,
    tuning,
)
from chatbot.arguments import adder, count, generated_flag, group, json_flag, settings_flags

FAILED, STOPPED = 1, 130
_CHOICE = "[--since DAY] [--until DAY] [--origin O] [--of C] "

_EXAMPLES = (
    ("chatbot", "the chat page, at http://127.0.0.1:7860"),
    ("chatbot catalogue add shop.csv", "bring in your own table; then: chatbot --catalogue shop"),
    ("chatbot chat --catalogue boardgames", "chat in the terminal"),
    ('chatbot ask "something calm" --json', "one answer, for a script"),
    ("chatbot ask - --llm none < message.txt", "a message from a file, read without an LLM"),
    ("chatbot models pull", "download the models now"),
    ("chatbot models use understand=rules", "who reads messages, also on a running server"),
    ("chatbot finetune understand --out taught", "teach the small model that reads messages"),
    ("chatbot analyse reviews.csv --out read.jsonl", "what a file of comments or reviews says"),
    ("chatbot extract said.jsonl --out read.jsonl", "what each message of a file says"),
    ("chatbot log export --format sft --out sft.jsonl", "a training set of what visitors did"),
    ("chatbot train ranking", "let what visitors took teach the order; also: encoder, interest, rating"),
    ("chatbot simulate --llm none --report simulated", "let simulated people talk to it, and count how they fare"),
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
    common = settings_flags()
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

    add = adder(adds, common)
    add("serve", commands.serve, "serve the chat page, the same as no command")
    add("chat", commands.chat, "chat in the terminal; /help there lists what can be typed")
    ask = add("ask", commands.ask, "answer one message and end", "MESSAGE [--json] ")
    ask.add_argument("message", metavar="MESSAGE", help='what you would say; "-" reads it from stdin')
    json_flag(ask)
    adding.declare(group(adds, common, "catalogue", "bring in your own tables, check, list or remove them"))
    stock.declare(group(adds, common, "models", "list, download or check the pinned models; choose what counts"))
    _log(adds, common)
    _extract(adds, common)
    replaying.declare(add)
    analysing.declare(add)
    generating.declare(
        group(adds, settings_flags(but=("items",)), "generate", "write in people's voices; all of it is marked")
    )
    simulating.declare(add)
    contrasting.declare(add)
    _evaluate(adds, common)
    trains = group(adds, common, "train", "learn from what people rated, and from what they took")
    teaching.declare_train(trains)
    ranked.declare_train(trains)
    tuning.declare(trains)
    tasting.declare_train(trains)
    persons.declare(group(adds, common, "person", "what is kept of a person: give it out, or erase it"))
    _finetune(adds, common)
    bench = add(
        "bench",
        commands.bench,
        "measure how long messages take here, and how much of that is the LLM's own time",
        "[ACTION] [--runs N] [--json] ",
    )
    bench.add_argument("--runs", type=count, default=20, metavar="N", help="how many messages (default: 20)")
    json_flag(bench)
    benches.declare(bench, common)
    return parser


def _epilog() -> str:
    lines = [f"  {command:<48} {says}" for command, says in _EXAMPLES]
    note = "Every setting is also an environment variable: CHATBOT_ITEMS=6 is --items 6."
    return "\n".join(["examples:", *lines, "", note])


def _log(adds: Any, common: argparse.ArgumentParser) -> None:
    add = group(adds, common, "log", "read the log, copy it, or make training sets of it")
    show = add(
        "show", commands.log_show, "the latest events, one a line", "[--session ID] [--kind K] [--last N] [--json] "
    )
    show.add_argument("--session", default="", metavar="ID", help="of this conversation; its first digits will do")
    show.add_argument("--kind", metavar="K", help="of this kind, such as message or reaction")
    show.add_argument("--last", type=count, default=20, metavar="N", help="how many; 0 for all (default: 20)")
    json_flag(show)
    json_flag(add("stats", commands.log_stats, "how much is in the log", "[--json] "))
    seen = add(
        "overview",
        commands.log_overview,
        "what visitors did, as on the owner's page",
        f"{_CHOICE}[--csv TABLE] [--json] ",
    )
    for flag, says in (("since", "from this day on, as 2026-11-01"), ("until", "up to this day")):
        seen.add_argument(f"--{flag}", default="", metavar="DAY", help=says)
    seen.add_argument("--origin", default="human", help='people\'s dialogues are "human" (default); "" is all')
    seen.add_argument("--of", default="", metavar="C", help="only dialogues about this catalogue, by its title")
    seen.add_argument("--csv", default="", metavar="TABLE", help="one table whole, such as wanted or dialogues")
    seen.epilog = "example: chatbot log overview --since 2026-11-01 --csv unmet > unmet.csv"
    json_flag(seen)
    export = add("export", commands.log_export, "write a training set as JSON Lines", "--format F --out FILE [--json] ")
    export.add_argument("--format", required=True, type=_format, metavar="F", help="sft, preference or kto")
    export.add_argument("--out", required=True, type=Path, metavar="FILE", help="the file to write")
    generated_flag(export)
    json_flag(export)
    ranked.declare_import(add)
    persons.declare_abuse(add)
    backup = add("backup", commands.log_backup, "write a copy of the log, also while it is in use", "FILE ")
    backup.add_argument("file", type=Path, metavar="FILE", help="a new file")


def _extract(adds: Any, common: argparse.ArgumentParser) -> None:
    add = adder(adds, common)
    extract = add(
        "extract", bulk.extract, "read a file of messages and write what each says", "FILE --out OUT [--no-llm] "
    )
    extract.add_argument("file", metavar="FILE", help='{"id", "context", "utterance"} a line; "-" reads stdin')
    extract.add_argument("--out", required=True, type=Path, metavar="OUT", help="goes on where it stopped")
    extract.add_argument("--no-llm", dest="llm_too", action="store_false", help="by rules alone")
    extract.epilog = "example: chatbot extract said.jsonl --catalogue shop.csv --out read.jsonl"


def _evaluate(adds: Any, common: argparse.ArgumentParser) -> None:
    add = group(adds, common, "evaluate", "measure how well the bot does, on data that people marked")
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
        "--limit", type=count, default=0, metavar="N", help="cases drawn of each set's half (default: all)"
    )
    made.add_argument("--seed", type=count, default=0, metavar="S", help="of the draw and the intervals (default: 0)")
    who = made.add_mutually_exclusive_group()
    has = "llm, small, rules, by commas (default: those that are here)"
    who.add_argument("--readers", default="", metavar="a,b", help=has)
    who.add_argument("--rules-only", dest="readers", action="store_const", const="rules", help="without any model")
    made.add_argument("--answers", type=Path, metavar="FILE", help="where models' answers are kept, not to ask twice")
    made.add_argument("--out", type=Path, metavar="FILE", help="a file for all figures and misses as JSON")
    made.epilog = "example: chatbot evaluate preferences --data measuring --sets iard --limit 40"
    json_flag(made)
    appraising.declare(add)
    teaching.declare_evaluate(add)
    ranked.declare_evaluate(add)
    closing.declare(add)
    tasting.declare_evaluate(add)
    simulating.declare_evaluate(add)
    gauging.declare(add)
    tasting.declare_abuse(add)


def _finetune(adds: Any, common: argparse.ArgumentParser) -> None:
    add = group(adds, common, "finetune", "teach the small model to read messages")
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
        ("rank", count, 32, "of the adapter: 32 makes 19.6 MB (default: 32)"),
        ("rate", float, 8e-4, "the highest learning rate (default: 0.0008)"),
        ("batch", count, 24, "lessons to a step; made smaller where memory is short (default: 24)"),
    ):
        made.add_argument(f"--{name}", type=kind, default=default, metavar="N", help=says)
    made.epilog = (
        "examples: chatbot finetune understand --out taught --minutes 60 | accelerate launch -m chatbot finetune "
        "understand --out taught | chatbot models use understand=taught"
    )
    for one in (lessons, made):
        one.add_argument("--data", type=Path, metavar="DIR", help="marked sets, whose training halves join the lessons")
        one.add_argument("--seed", type=count, default=0, metavar="S", help="of all chance (default: 0)")
        json_flag(one)


def _halves(made: argparse.ArgumentParser) -> None:
    says = (
        "test: dialogues that no shipped model was taught with (default); train; all: for readers that learnt nothing"
    )
    made.add_argument("--half", choices=("test", "train", "all"), default="test", help=says)


def _format(text: str) -> str:
    from chatbot.export import FORMATS

    if text not in FORMATS:
        raise argparse.ArgumentTypeError(f"there is no set {text!r}; choose one of: {', '.join(FORMATS)}")
    return text

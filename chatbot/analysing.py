"""The command that reads comments and reviews: settings in, lines to print out. Loads what it needs when it runs."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chatbot.arguments import Adder, count, generated_flag, json_flag
from chatbot.commands import log_of, settings_of

if TYPE_CHECKING:
    from argparse import Namespace

    from chatbot.analysis import Done
    from chatbot.comments import Columns
    from chatbot.dialogue import Event
    from chatbot.feedback import Opinion
    from chatbot.judging import Agreement
    from chatbot.llm import LLM
    from chatbot.members import Encode
    from chatbot.rated import Taught
    from chatbot.sentiment import Judge
    from chatbot.settings import Settings
    from retrieval.catalogue import Catalogue

_COLUMNS = ("text", "id", "item", "person", "rating", "date")
_EXAMPLES = (
    "examples: chatbot analyse reviews.csv --out read.jsonl --picture topics.png | chatbot analyse reviews.jsonl "
    "--catalogue shop --keep --out read.jsonl | chatbot analyse log --keep --out said.jsonl"
)


def declare(add: Adder) -> None:
    """`chatbot analyse`."""
    takes = "FILE|log --out OUT [--text C] [--check N] [--picture PNG] [--keep [--quotes]] [--no-train] [--json] "
    made = add(
        "analyse", analyse, "read comments and reviews: sentiment, topics, items, and the words that show it", takes
    )
    made.add_argument("source", metavar="FILE|log", help="CSV, JSON (Lines) or another table; log: what visitors said")
    made.add_argument("--out", required=True, type=Path, metavar="OUT", help="JSON Lines; goes on where it stopped")
    for name in _COLUMNS:
        made.add_argument(f"--{name}", default="", metavar="C", help=f"the column of the {name} (default: guessed)")
    made.add_argument(
        "--check", type=count, default=0, metavar="N", help="let the LLM read N of them as well, and compare"
    )
    made.add_argument("--picture", type=Path, metavar="PNG", help="sentiment by topic as a picture")
    made.add_argument("--keep", action="store_true", help="for the recommender: what is said of the catalogue's items")
    made.add_argument("--quotes", action="store_true", help="with it, words of the log's comments, for others to read")
    made.add_argument(
        "--no-train", dest="train", action="store_false", help="by words alone, also where texts are rated"
    )
    made.epilog = _EXAMPLES
    generated_flag(made)
    json_flag(made)


def analyse(args: Namespace) -> Iterator[str]:
    """Read a file's comments, or the log's, and sum them up."""
    from chatbot import analysis, origins
    from chatbot.comments import comments, logged
    from chatbot.feedback import Analyst
    from chatbot.judging import reader

    if args.generated and args.keep:
        raise origins.OriginError("What --generated takes no person wrote: it cannot be kept. Leave out --keep.")
    settings, passed_over = settings_of(args), Counter[str]()
    take: Any = {"generated": args.generated, "passed_over": passed_over}
    of_log, path = args.source == "log", Path(args.source)
    catalogue = _catalogue(args, settings, of_log)
    taught: Sequence[Taught] = ()
    llm = _llm(settings) if of_log or args.check else None
    if of_log:
        judge = _judge(settings)
        found = logged(_events(settings), **take)
    else:
        said = {name: getattr(args, name) for name in _COLUMNS}
        columns, found = comments(path, said, **take)
        _tell(_columns(columns))
        judge, taught = _taught(args, settings, path, columns)
    sample: list[Opinion] = []
    analyst = Analyst(judge, catalogue, again=reader(llm) if of_log and llm else None)
    done = analysis.run(found, analyst, args.out, sample=sample)
    if passed_over:
        _tell(origins.told(passed_over))
    agreement = _checked(llm, sample, args.check)
    if args.keep:
        _kept(settings, done, taught, quotes=args.quotes or not of_log)
    if args.picture:
        from chatbot.portrait import topics

        topics(done.summary, args.picture)
    yield from _said(args, done, taught, agreement)


def _said(args: Namespace, done: Done, taught: Sequence[Taught], agreement: Agreement | None) -> Iterator[str]:
    if args.json:
        yield json.dumps(_json(args, done, taught, agreement), ensure_ascii=False)
        return
    yield f"{args.out}: {done.fresh:,} texts read now, {sum(done.summary.set_aside.values()):,} set aside in all"
    for one in taught:
        yield (
            f"a head was taught with {one.head.trained_on:,} rated texts in {one.head.language}; of {one.held} held "
            f"back it sees the direction of {one.right:.1%}, the words alone of {one.words:.1%}"
        )
    yield from done.summary.lines()
    if agreement:
        yield ""
        yield from _agreed(agreement)


def _agreed(agreement: Agreement) -> Iterator[str]:
    if agreement.share is None:
        yield f"The LLM was asked of {agreement.asked} texts; in none do both see a direction."
        return
    share = agreement.share
    yield (
        f"The LLM read {agreement.asked} of them too: of {agreement.both} in which both see a direction it is the same "
        f"in {share.value:.1%} [{share.low:.1%}, {share.high:.1%}]"
    )
    for text, ours, llm in agreement.differ[:5]:
        yield f"  {ours:+.2f}, the LLM {llm:+.2f}: {text[:100]}"


def _json(args: Namespace, done: Done, taught: Sequence[Taught], agreement: Agreement | None) -> dict[str, Any]:
    heads = [
        {"language": one.head.language, "trained_on": one.head.trained_on, "held": one.held,
         "right": round(one.right, 4), "words": round(one.words, 4)}
        for one in taught
    ]  # fmt: skip
    checked = None
    if agreement:
        share = agreement.share
        checked = {"asked": agreement.asked, "both": agreement.both, "same": share.value if share else None}
    return {"out": str(args.out), "fresh": done.fresh, "heads": heads, "check": checked, **done.summary.json}


# What it needs


def _catalogue(args: Namespace, settings: Settings, of_log: bool) -> Catalogue | None:
    """The catalogue that texts are linked to: the chat's for its log, of a file the one that was named."""
    if not (of_log or getattr(args, "catalogue", None) or os.environ.get("CHATBOT_CATALOGUE")):
        return None
    from chatbot.found import find_catalogue

    return find_catalogue(settings.catalogue, settings.home)


def _columns(columns: Columns) -> str:
    named = [f"{name}: {column}" for name in _COLUMNS if (column := getattr(columns, name))]
    return f"Columns: {', '.join(named)}. Others by --text, --rating ..."


def _taught(args: Namespace, settings: Settings, path: Path, columns: Columns) -> tuple[Judge, Sequence[Taught]]:
    """Who judges a file's texts: heads taught by its ratings, else what was taught for the catalogue, else words."""
    from chatbot import headfile, rated
    from chatbot.comments import comments
    from chatbot.sentiment import Judge

    folder = args.out.with_name(f"{args.out.name}.heads")
    if not (columns.rating and args.train):
        return (_judge(settings) if args.train else Judge({})), ()
    if kept := rated.heads_in(folder if folder.is_dir() else None):  # of the run that this one goes on with
        return Judge(kept, _needed(settings, kept)), ()
    said = {name: getattr(columns, name) for name in _COLUMNS}
    taught = []
    for language, texts in rated.rated(comments(path, said, generated=args.generated)[1]).items():
        if one := rated.teach(texts, language, lambda: encoder_of(settings)):
            headfile.save(one.head, folder)
            taught.append(one)
    heads = {one.head.language: one.head for one in taught}
    return Judge(heads, _needed(settings, heads)), taught


def _judge(settings: Settings) -> Judge:
    """Who judges by what was taught for the catalogue before."""
    from chatbot import learnt, rated
    from chatbot.sentiment import Judge

    heads = rated.heads_in(learnt.opened(settings.home, settings.catalogue, rated.PART))
    return Judge(heads, _needed(settings, heads))


def _needed(settings: Settings, heads: Any) -> Encode | None:
    """The encoder, where one of the heads was taught with it."""
    names = {head.encoder for head in heads.values() if head.encoder}
    found = encoder_of(settings) if names else None
    return found[1] if found and found[0] in names else None


@lru_cache(maxsize=1)
def encoder_of(settings: Settings) -> tuple[str, Encode] | None:
    """What reads the layers of the encoder in use, and its name; None where it has none."""
    from chatbot import assemble
    from retrieval.encoder import SentenceEncoder
    from retrieval.layers import halfway

    assemble.quieten(settings)
    path = assemble.local(settings.encoder, settings)
    found = halfway(SentenceEncoder(path, offline=settings.offline, threads=settings.cores))
    return (found.name, found.encode) if found else None


def _events(settings: Settings) -> Iterator[Event]:
    with log_of(settings) as store:
        yield from store.events()


def _llm(settings: Settings) -> LLM | None:
    """The LLM that reads as well; None where it is switched off."""
    from chatbot import assemble
    from chatbot.found import find_catalogue

    if settings.llm.lower() in ("", "none", "off"):
        return None
    path = assemble.local(settings.llm, settings)
    return assemble.open_llm(settings, path, find_catalogue(settings.catalogue, settings.home))


def _checked(llm: LLM | None, sample: Sequence[Opinion], many: int) -> Agreement | None:
    if llm is None or not sample or not many:
        return None
    from chatbot.judging import check

    return check(sample[:: max(1, len(sample) // many)][:many], llm)


def _kept(settings: Settings, done: Done, taught: Sequence[Taught], *, quotes: bool) -> None:
    from chatbot import praise, rated

    praise.keep(settings.home, settings.catalogue, done.summary, quotes=quotes)
    if taught:
        rated.keep(settings.home, settings.catalogue, taught)


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")

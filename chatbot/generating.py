"""The commands that write in people's voices: settings in, lines to print out. Loads what it needs when it runs."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chatbot.arguments import Adder, count, json_flag
from chatbot.commands import settings_of

if TYPE_CHECKING:
    from argparse import Namespace

    from chatbot.comments import Comment
    from chatbot.drafts import Done
    from chatbot.llm import LLM
    from chatbot.pitches import Pitched, Pitcher
    from chatbot.ratings import Rater
    from chatbot.settings import Settings
    from retrieval.catalogue import Catalogue

_COLUMNS = ("text", "item", "person", "rating", "date")
_EXAMPLE = (
    "example: chatbot generate feedback --people reviews.csv --items new.txt --catalogue shop --out made.jsonl. "
    "Each row is marked as generated: nothing learns from it, counts it or shows it, unless --generated asks for it."
)


def declare(add: Adder) -> None:
    """`chatbot generate`, whose settings are without --items: here these are the items to write of."""
    takes = "--people FILE --items IDS|FILE|all --out OUT [--each N] [--seed S] [--json] "
    made = add("feedback", feedback, "ratings and reviews that people would leave, by what they rated and wrote", takes)
    made.add_argument(
        "--people", required=True, type=Path, metavar="FILE", help="a table of persons, items, ratings, texts"
    )
    made.add_argument("--items", dest="of", required=True, metavar="X", help="ids by commas, a file of them, or all")
    made.add_argument("--out", required=True, type=Path, metavar="OUT", help="JSON Lines; goes on where it stopped")
    made.add_argument(
        "--each", type=count, default=0, metavar="N", help="of N of the items for each person (default: all)"
    )
    for name in _COLUMNS:
        made.add_argument(f"--{name}", default="", metavar="C", help=f"the column of the {name} (default: guessed)")
    made.add_argument("--seed", type=count, default=0, metavar="S", help="of all chance (default: 0)")
    made.epilog = _EXAMPLE
    json_flag(made)
    _declare_reasons(add)


def _declare_reasons(add: Adder) -> None:
    takes = "--wishes FILE | --people FILE --out OUT [--many N] [--json] "
    made = add("reasons", reasons, "recommendations with checked reasons for many requests, for mail or pages", takes)
    made.add_argument("--wishes", type=Path, metavar="FILE", help="a text file of one wish a line, or a table of them")
    made.add_argument("--people", type=Path, metavar="FILE", help="a table of persons, items, ratings")
    made.add_argument("--out", required=True, type=Path, metavar="OUT", help="JSON Lines; goes on where it stopped")
    made.add_argument("--many", type=count, default=3, metavar="N", help="items for each (default: 3)")
    for name in _COLUMNS:
        made.add_argument(f"--{name}", default="", metavar="C", help=f"the column of the {name} (default: guessed)")
    made.epilog = "example: chatbot generate reasons --wishes wishes.txt --catalogue shop --out reasons.jsonl"
    json_flag(made)


def feedback(args: Namespace) -> Iterator[str]:
    """Ratings and texts, a row each."""
    from chatbot import drafts, praise
    from chatbot.found import find_catalogue
    from chatbot.generate import Author, people_of

    settings = settings_of(args)
    catalogue = find_catalogue(settings.catalogue, settings.home)
    people = people_of(_histories(args), catalogue)
    items = drafts.items_of(args.of, catalogue)
    opinions = praise.opinions(settings.home, settings.catalogue)
    rater = _rater(settings, catalogue)
    author = Author.of(catalogue, people, rater, llm=llm_of(settings, catalogue), opinions=opinions, seed=args.seed)
    pairs = drafts.pairs_of(people, items, args.each, args.seed)
    done = drafts.run(author, pairs, args.out)
    if args.json:
        yield json.dumps(_json(args.out, done, author.stars.by), ensure_ascii=False)
        return
    yield from _lines(args.out, done, author.stars.by, len(people))


def reasons(args: Namespace) -> Iterator[str]:
    """Items and reasons, a line for each request."""
    from chatbot import pitches
    from chatbot.generate import GenerateError, people_of

    settings = settings_of(args)
    if bool(args.wishes) == bool(args.people):
        raise GenerateError("give either --wishes FILE or --people FILE.")
    found = pitches.requests_of(args.wishes) if args.wishes else []
    pitcher = pitcher_of(settings, args.many)
    if args.people:
        people = people_of(_histories(args), pitcher.retriever.catalogue)
        found = [pitches.Request(person.id, person=person) for person in people.values()]
    done = pitches.run(pitcher, found, args.out)
    if args.json:
        yield json.dumps({"out": str(args.out), **asdict(done)}, ensure_ascii=False)
        return
    yield from _pitched(args.out, done)


def pitcher_of(settings: Settings, many: int) -> Pitcher:
    """What makes reasons as the chat does, without its log."""
    from chatbot import assemble
    from chatbot.found import find_catalogue
    from chatbot.pitches import Pitcher
    from retrieval.encoder import SentenceEncoder
    from retrieval.retriever import Retriever

    catalogue = find_catalogue(settings.catalogue, settings.home)
    llm = llm_of(settings, catalogue)
    path = assemble.local(settings.encoder, settings)
    encoder = SentenceEncoder(path, offline=settings.offline, threads=settings.cores)
    retriever = Retriever(catalogue, encoder, folder=settings.home / "vectors", index=assemble.index_kind(settings))
    reads = assemble.open_reader(settings, catalogue, llm) if llm or settings.understand else None
    return Pitcher(retriever, llm, reads, many)


def _pitched(out: Path, done: Pitched) -> Iterator[str]:
    from chatbot.appraisal import share
    from chatbot.origins import GENERATED

    yield (
        f"{out}: {done.fresh:,} requests now, {done.requests:,} in all, {done.shown:,} reasons; each line is marked "
        f"{GENERATED!r}"
    )
    if done.asked:
        first, found = (share([at < count for at in range(done.asked)]) for count in (done.first, done.supported))
        yield (
            f"the LLM wrote of {done.asked:,} items: {done.first:,} lines were supported at once, {first.value:.1%} "
            f"[{first.low:.1%}, {first.high:.1%}], {done.supported:,} when asked again, {found.value:.1%} "
            f"[{found.low:.1%}, {found.high:.1%}]; the others were replaced by what the score says"
        )
    right = done.shown - done.doubtful
    yield f"of the {done.shown:,} reasons as they stand {right:,} are supported, {right / max(1, done.shown):.1%}"


def _histories(args: Namespace) -> Iterator[Comment]:
    """What people rated and wrote: never what was generated."""
    from chatbot import origins
    from chatbot.comments import CommentsError, comments

    said, passed_over = {name: getattr(args, name) for name in _COLUMNS}, Counter[str]()
    try:
        columns, found = comments(args.people, said, passed_over=passed_over)
    except CommentsError:  # ratings alone will do
        columns, found = comments(args.people, said, texts=False, passed_over=passed_over)
    named = [f"{name}: {column}" for name in _COLUMNS if (column := getattr(columns, name))]
    _tell(f"Columns: {', '.join(named)}.")
    yield from found
    if passed_over:
        _tell(f"{passed_over[origins.GENERATED]:,} generated rows were passed over: they are nobody's history.")


def _rater(settings: Settings, catalogue: Catalogue) -> Rater | None:
    """What predicts ratings for the catalogue, where something was learnt that counts."""
    from chatbot import praise, ratings

    found = ratings.rater(settings.home, catalogue, praise.opinions(settings.home, settings.catalogue))
    if found is None:
        _tell(
            "No ratings were learnt for this catalogue: stars by person, item and likeness. See chatbot train rating."
        )
    return found


def llm_of(settings: Settings, catalogue: Catalogue) -> LLM | None:
    """The LLM of the settings; None where it is switched off."""
    from chatbot import assemble

    assemble.quieten(settings)
    return assemble.open_llm(settings, assemble.local(settings.llm, settings), catalogue)


def _lines(out: Path, done: Done, by: str, people: int) -> Iterator[str]:
    from chatbot.origins import GENERATED

    yield f"{out}: {done.fresh:,} rows now, {done.rows:,} in all, of {people:,} people; each is marked {GENERATED!r}"
    yield f"stars by {by}: " + ", ".join(f"{stars:g} × {many:,}" for stars, many in sorted(done.ratings.items()))
    yield "texts by " + ", ".join(f"{who} {many:,}" for who, many in done.by.most_common())
    for who, causes in done.dropped.items():
        yield f"dropped of {who}: " + ", ".join(f"{many:,} {cause}" for cause, many in causes.most_common())


def _json(out: Path, done: Done, by: str) -> dict[str, Any]:
    return {
        "out": str(out), "fresh": done.fresh, "rows": done.rows, "stars_by": by, "by": done.by,
        "ratings": {f"{stars:g}": many for stars, many in sorted(done.ratings.items())}, "dropped": done.dropped,
    }  # fmt: skip


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")

"""What each command does: settings in, lines to print out. Knows no parser; loads what it needs when it runs."""

from __future__ import annotations

import json
import sys
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from chatbot.settings import SettingError, Settings

if TYPE_CHECKING:
    from argparse import Namespace

    from chatbot.bot import Bot
    from chatbot.dialogue import Answer
    from chatbot.phrasing import Phrasing
    from chatbot.store import SQLiteStore

TIMES = ("understand", "search", "items", "first_word", "total")


def expected_errors() -> tuple[type[Exception], ...]:
    """The errors that tell a user what to do. A function, since the classes' modules cost time to import."""
    from chatbot.analysis import AnalysisError
    from chatbot.baselines import BaselineError
    from chatbot.card import PictureError
    from chatbot.comments import CommentsError
    from chatbot.contrast import CompareError
    from chatbot.digest import DayError
    from chatbot.everybody import EverybodyError
    from chatbot.export import ExportError
    from chatbot.extract import ExtractError
    from chatbot.finetune import FinetuneError
    from chatbot.generate import GenerateError
    from chatbot.gold import GoldError
    from chatbot.heads import HeadError
    from chatbot.learnt import LearntError
    from chatbot.lessons import LessonError
    from chatbot.llm import LLMError
    from chatbot.logfile import StoreError
    from chatbot.loop import LoopError
    from chatbot.models import ModelError
    from chatbot.origins import OriginError
    from chatbot.people import PeopleError
    from chatbot.ratings import RatingsError
    from chatbot.reactions import ReactionsError
    from chatbot.realism import RealismError
    from chatbot.render import PromptError
    from chatbot.settings import SettingError
    from chatbot.simulate import SimulationError
    from chatbot.started import BenchError
    from retrieval.compiled import CompileError
    from retrieval.encoder import EncoderError
    from retrieval.tables import CatalogueError

    named = (BenchError, CatalogueError, EncoderError, ExportError, LLMError, ModelError, PromptError, SettingError)
    opinions = (AnalysisError, BaselineError, CommentsError, HeadError, LearntError, PictureError, RatingsError)
    written = (GenerateError, OriginError, CompareError, PeopleError, RealismError, SimulationError)
    liked = (EverybodyError, LoopError, ReactionsError)
    others = (CompileError, DayError, ExtractError, FinetuneError, GoldError, LessonError, StoreError, OSError)
    return (*named, *opinions, *written, *liked, *others)


def sentence(error: Exception) -> str:
    """An error as one line."""
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}. Give a place that exists and that you may use."
    return " ".join(str(error).split())


def settings_of(args: Namespace) -> Settings:
    """The settings that were typed, then those of the environment. Raises SettingError."""
    return Settings.read(**{f.name: getattr(args, f.name, None) for f in fields(Settings)})


def serve(args: Namespace) -> Iterator[str]:
    """Serve the page until Ctrl-C."""
    from chatbot import serve as server

    server.serve(settings_of(args), tell=_tell)
    yield from ()


def _report(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def chat(args: Namespace) -> Iterator[str]:
    """Talk in the terminal until /quit, Ctrl-D or the end of what is piped in."""
    from chatbot.terminal import Terminal, typed

    settings = settings_of(args)
    with opened_bot(settings) as bot:
        Terminal(bot, sys.stdout).talk(typed())
    yield from ()


def ask(args: Namespace) -> Iterator[str]:
    """One message, one answer."""
    from chatbot.phrasing import Phrasing

    message = sys.stdin.read() if args.message == "-" else args.message
    with opened_bot(settings_of(args)) as bot:
        session = bot.open()
        answer = bot.ask(message.strip(), session)
        phrasing = Phrasing(bot.retriever.catalogue, session.language)
    if args.json:
        yield json.dumps(answer_json(answer), ensure_ascii=False)
    else:
        yield from _readable(answer, phrasing)


def answer_json(answer: Answer) -> dict[str, Any]:
    """An answer as plain JSON: preferences, items in order, the chat line, milliseconds (None: did not occur)."""
    from chatbot.records import preferences_json

    items = []
    for hit in answer.shown.hits:
        reason = answer.reasons[hit.item.id]
        named = {"id": hit.item.id, "title": hit.item.title, "score": hit.score, "terms": dict(hit.terms)}
        items.append({**named, "reason": reason.text, "reason_checked": reason.checked})
    return {
        "preferences": preferences_json(answer.understood.preferences),
        "items": items,
        "words": answer.shown.text,
        "ms": {name: answer.ms.get(name) for name in TIMES},
    }


def _readable(answer: Answer, phrasing: Phrasing) -> Iterator[str]:
    yield answer.shown.text
    for number, hit in enumerate(answer.shown.hits, 1):
        yield ""
        yield f"{number}. {hit.item.title}"
        yield f"   {phrasing.summary(hit.item)}"
        yield f"   {answer.reasons[hit.item.id].text}"


@contextmanager
def opened_bot(settings: Settings) -> Iterator[Bot]:
    """A bot, whose log is closed afterwards."""
    from chatbot import assemble

    waiting = sys.stderr.isatty()  # a person, who would wonder
    sys.stderr.write("Getting ready …\r" if waiting else "")
    sys.stderr.flush()
    bot = assemble.assemble(settings)
    sys.stderr.write("\x1b[2K" if waiting else "")
    sys.stderr.flush()
    try:
        yield bot
    finally:
        bot.store.close()


# The log


def log_show(args: Namespace) -> Iterator[str]:
    """The latest events."""
    from chatbot.export import line
    from chatbot.logfile import StoreError

    with log_of(settings_of(args)) as store:
        kinds = store.stats()["kinds"]
        if args.kind is not None and args.kind not in kinds:
            raise StoreError(f"the log has no events of kind {args.kind!r}. It has: {', '.join(kinds) or 'none yet'}.")
        whole = args.session if len(args.session) == 32 else None
        events = (e for e in store.events(whole, args.kind) if e.session.startswith(args.session))
        for event in deque(events, args.last) if args.last else events:
            yield json.dumps(asdict(event), ensure_ascii=False) if args.json else line(event)


def log_stats(args: Namespace) -> Iterator[str]:
    """Counts."""
    from datetime import UTC, datetime

    with log_of(settings_of(args)) as store:
        stats = store.stats()
        path = store.path
    if args.json:
        yield json.dumps({"file": str(path), **stats})
        return
    yield f"{path}: {stats['bytes'] / 1e6:.1f} MB, {stats['events']} events"
    yield f"{stats['people']} people, {stats['sessions']} conversations, {stats['messages']} messages"
    for title, counts in (("reactions", stats["reactions"]), ("events", stats["kinds"])):
        yield f"{title}: {_counts(counts)}"
    if stats["first"] is not None:
        first, last = (datetime.fromtimestamp(stats[at], UTC).strftime("%Y-%m-%d %H:%M") for at in ("first", "last"))
        yield f"from {first} to {last} UTC"


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items()) or "none"


def log_overview(args: Namespace) -> Iterator[str]:
    """What visitors did, as on the owner's page."""
    from chatbot import owner
    from chatbot.digest import Digests, chosen, day_at
    from chatbot.feedback import Analyst
    from chatbot.moods import Moods, moods
    from chatbot.overview import listed, overview
    from chatbot.voting import votes

    since, until = day_at(args.since), day_at(args.until, after=1)
    with log_of(settings_of(args)) as store:
        digests, (found, _) = Digests(store).now(), Moods(store, Analyst).now()
    digests = chosen(digests, since=since, until=until, catalogue=args.of, origin=args.origin)
    heard = moods(found, {d.id for d in digests})
    listings = {one.name: one for one in (*overview(digests), *heard, *votes(digests)[0], listed(digests))}
    if args.csv:
        if args.csv not in listings:
            raise SettingError(f"there is no table {args.csv!r}. There are: {', '.join(listings)}.")
        yield owner.csv_of(listings[args.csv]).rstrip("\r\n")
    elif args.json:
        yield json.dumps({name: {"columns": one.columns, "rows": one.rows} for name, one in listings.items()})
    else:
        yield from owner.readable(listings.values())


def log_export(args: Namespace) -> Iterator[str]:
    """A training set as a file."""
    from collections import Counter

    from chatbot import origins
    from chatbot.export import export, save

    passed_over = Counter[str]()
    with log_of(settings_of(args)) as store:
        found = export(store.events(), args.format, generated=args.generated, passed_over=passed_over)
        rows = save(found, args.out)
    if passed_over:
        _report(origins.told(passed_over))
    yield json.dumps({"file": str(args.out), "rows": rows}) if args.json else f"{args.out}: {rows} rows"


def log_backup(args: Namespace) -> Iterator[str]:
    """A copy of the log."""
    with log_of(settings_of(args)) as store:
        store.backup(args.file)
    yield f"{args.file}: {args.file.stat().st_size / 1e6:.1f} MB"


@contextmanager
def log_of(settings: Settings) -> Iterator[SQLiteStore]:
    """The log, where there is one: reading makes none."""
    from chatbot.store import SQLiteStore, StoreError

    path = settings.home / "log.db"
    if not path.is_file():
        raise StoreError(
            f"{path}: there is no log yet. It begins with the first message; or name its folder by --folder."
        )
    with SQLiteStore(path) as store:
        yield store


def bench(args: Namespace) -> Iterator[str]:
    """Times and memory of this machine."""
    from chatbot import bench as benchmark

    result = benchmark.run(settings_of(args), args.runs, _report)
    yield from [json.dumps(result)] if args.json else benchmark.readable(result)

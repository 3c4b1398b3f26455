"""The commands that work through files of messages: settings in, lines to print out. Knows no parser."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from chatbot.commands import settings_of

if TYPE_CHECKING:
    from argparse import Namespace

    from chatbot.lessons import Lesson
    from retrieval.linker import Linker


def evaluate_preferences(args: Namespace) -> Iterator[str]:
    """How well messages are understood."""
    from chatbot import evaluate

    plan = evaluate.Plan(
        args.data,
        _named(args.sets),
        "" if args.half == "all" else args.half,
        args.limit,
        args.seed,
        _named(args.readers),
        args.answers,
    )
    yield from evaluate.command(settings_of(args), plan, as_text=not args.json, out=args.out, tell=_tell)


def extract(args: Namespace) -> Iterator[str]:
    """What each message of a file says."""
    from chatbot import extract as reading

    count = reading.run(settings_of(args), args.file, args.out, rules_only=not args.llm_too, tell=_tell)
    yield f"{args.out}: {count} messages read"


def finetune_lessons(args: Namespace) -> Iterator[str]:
    """Write the lessons that the small model is taught."""
    from collections import Counter

    from chatbot import course

    lessons = _lessons(args)
    course.write(lessons, args.out)
    counts = Counter(f"{lesson.source}, {lesson.language}" for lesson in lessons)
    if args.json:
        yield json.dumps({"out": str(args.out), "lessons": len(lessons), "sources": counts}, ensure_ascii=False)
        return
    yield f"{args.out}: {len(lessons):,} lessons"
    yield from (f"  {count:>7,}  {name}" for name, count in counts.most_common())


def finetune_understand(args: Namespace) -> Iterator[str]:
    """Train an adapter for the small model."""
    from chatbot import course, finetune, models, readers, teacher

    base = models.pull(readers.BASE, offline=settings_of(args).offline)
    lessons = course.read(args.lessons) if args.lessons else _lessons(args)
    chosen = {name: getattr(args, name) for name in ("epochs", "minutes", "rank", "rate", "batch", "seed")}
    done = finetune.train(lessons, base, teacher.Plan(args.out, **chosen), _tell)
    if args.json:
        yield json.dumps(asdict(done) | {"out": str(done.out)})
        return
    yield f"{done.out}: taught with {len(lessons):,} lessons in {done.steps:,} steps, {done.seconds / 60:.0f} minutes."
    yield f"README.md there says how well it does. Use it: chatbot models use understand={done.out}"


def _lessons(args: Namespace) -> list[Lesson]:
    from chatbot import assemble, course, models, readings
    from chatbot.found import find_catalogue, shipped_catalogues
    from chatbot.measured import measuring
    from retrieval.encoder import Remembering, SentenceEncoder
    from retrieval.linker import Linker

    catalogues = list(map(find_catalogue, shipped_catalogues()))
    if args.data is None:
        return course.course(catalogues, seed=args.seed)
    settings = settings_of(args)
    assemble.quieten(settings)
    path = assemble.local(settings.encoder, settings)
    encoder = Remembering(SentenceEncoder(path, offline=settings.offline, threads=settings.cores))

    def linker(name: str) -> Linker:
        return Linker(measuring(args.data, name), encoder, folder=models.cache() / "vectors")

    return course.course(catalogues, readings.real(args.data, linker), seed=args.seed)


def _named(names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(",") if name.strip())


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")

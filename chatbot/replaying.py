"""`chatbot replay`: past conversations through today's bot, to a file of rankings. Knows no parser; scores nothing."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chatbot.arguments import Adder, count
from chatbot.commands import settings_of

if TYPE_CHECKING:
    from argparse import Namespace

    from chatbot.replay import Case
    from chatbot.settings import Settings
    from retrieval.retriever import Retriever


def declare(add: Adder) -> None:
    """`chatbot replay`."""
    takes = "FILE [FILE ...] --out OUT [--k N] [--no-llm] [--ranking VERSION] [--data DIR] "
    made = add("replay", replay, "run past conversations through today's bot and write what it would show", takes)
    made.add_argument("files", nargs="+", type=Path, metavar="FILE", help="dialogues or moments, as JSON Lines")
    made.add_argument("--out", required=True, type=Path, metavar="OUT", help="a line a moment: ids ranked, their terms")
    made.add_argument("--k", type=count, default=50, metavar="N", help="how many items of each (default: 50)")
    made.add_argument("--no-llm", dest="llm_too", action="store_false", help="messages are read by the rules alone")
    made.add_argument(
        "--ranking",
        default="",
        metavar="VERSION",
        help="of what was learnt; usual for none (default: the one that counts)",
    )
    made.add_argument(
        "--data", type=Path, metavar="DIR", help="measuring data that the catalogue is taken from, by name"
    )
    made.epilog = "example: chatbot replay past.jsonl --catalogue shop --no-llm --out ranked.jsonl"


def replay(args: Namespace) -> Iterator[str]:
    """Each moment's ranking: {"id", "ranked", "terms", "ms"}, novel items only."""
    from chatbot import replay as past
    from chatbot.export import save
    from chatbot.extract import Reader
    from chatbot.progress import bar

    settings = settings_of(args)
    found = [case for some in past.lines(args.files, lambda row: list(past.moments(row))) for case in some]
    retriever = _retriever(settings, args.data, args.ranking)
    reader = Reader(retriever.linker, _listener(settings, retriever) if args.llm_too else None)
    cases = past.read(found, reader, settings.home / past.FOLDER)
    rows = (_ranked(case, retriever, args.k) for case in bar(cases, "Ranking", unit="moment"))
    yield f"{args.out}: {save(rows, args.out):,} moments"


def _listener(settings: Settings, retriever: Retriever) -> Any:
    from chatbot import assemble

    return assemble.open_reader(settings, retriever.catalogue)


def _retriever(settings: Settings, data: Path | None, version: str) -> Retriever:
    from chatbot import assemble, rankings
    from chatbot.found import find_catalogue
    from chatbot.measured import measuring
    from retrieval.encoder import SentenceEncoder
    from retrieval.retriever import Retriever

    catalogue = measuring(data, settings.catalogue) if data else find_catalogue(settings.catalogue, settings.home)
    assemble.quieten(settings)
    path = assemble.encoder_of(settings, catalogue.name)
    encoder = SentenceEncoder(path, offline=settings.offline, threads=settings.cores)
    made = Retriever(catalogue, encoder, folder=settings.home / "vectors", index=assemble.index_kind(settings))
    learned = rankings.opened(settings.home, made.shelf, version)
    sys.stderr.write(f"{catalogue.name}: {'a learnt' if learned else 'the usual'} ranking\n")
    made.learned = lambda: learned
    return made


def _ranked(case: Case, retriever: Retriever, k: int) -> dict[str, Any]:
    start = time.perf_counter()
    hits = retriever.search(case.preferences, k, exclude=case.named)
    ms = 1000 * (time.perf_counter() - start)
    terms = {hit.item.id: {name: round(value, 4) for name, value in hit.terms.items()} for hit in hits}
    return {"id": case.id, "ranked": [hit.item.id for hit in hits], "terms": terms, "ms": round(ms, 2)}

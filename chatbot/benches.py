"""The measurements of encoding and of searching: what can be typed, and what is printed. Measures nothing itself."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from chatbot.arguments import adder, count, json_flag, settings_flags
from chatbot.commands import settings_of
from chatbot.progress import bar

if TYPE_CHECKING:
    from chatbot.settings import Settings
    from retrieval.catalogue import Catalogue
    from retrieval.encoder import SentenceEncoder
    from retrieval.speed import Built, Encoding, Searching, Whole

_SIZES = (10_000, 100_000, 1_000_000)


def declare(bench: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    """The actions of `chatbot bench`; without one it measures messages."""
    actions = bench.add_subparsers(title="actions", metavar="ACTION", prog="chatbot bench")
    says = "measure how quick documents are encoded, beside the plain model"
    made = adder(actions, common)("encode", encode, says, "[--documents N] [--json] ")
    made.add_argument("--documents", type=count, default=512, metavar="N", help="of the catalogue (default: 512)")
    json_flag(made)
    says = "measure how quick and how right search is among many items, beside FAISS alone"
    takes = "[--items N,N] [--searches N] [--whole] [--json] "
    made = adder(actions, settings_flags(but=("items",)))("search", search, says, takes)
    many = ",".join(map(str, _SIZES))
    made.add_argument(
        "--items", dest="sizes", type=_sizes, default=_SIZES, metavar="N,N", help=f"how many (default: {many})"
    )
    made.add_argument("--searches", type=count, default=100, metavar="N", help="of each kind (default: 100)")
    made.add_argument("--whole", action="store_true", help="also whole searches of a made-up catalogue, 6 GB a million")
    json_flag(made)
    _declare_reactions(actions)


def _declare_reactions(actions: Any) -> None:
    says = "measure how soon a reaction changes the order, and how many updates a second the log keeps up with"
    takes = "[--items N] [--reactions N] [--json] "
    made = adder(actions, settings_flags(but=("items",)))("reactions", reactions, says, takes)
    made.add_argument("--items", dest="many", type=count, default=100_000, metavar="N", help="(default: 100,000)")
    made.add_argument("--reactions", type=count, default=100, metavar="N", help="of one person (default: 100)")
    made.epilog = "example: chatbot bench reactions --items 10000"
    json_flag(made)


def _sizes(text: str) -> tuple[int, ...]:
    found = tuple(map(count, text.split(",")))
    if not all(found):
        raise argparse.ArgumentTypeError(f"{text!r} has a 0. Give whole numbers of 1 or more, parted by commas")
    return found


def encode(args: argparse.Namespace) -> Iterator[str]:
    """Documents a second, as they are encoded here and by the plain model."""
    from retrieval import speed

    catalogue, encoder = _opened(settings_of(args))
    documents = list(dict.fromkeys(_documents(catalogue)))[: args.documents]
    found = speed.encoding(encoder, documents)
    if args.json:
        yield json.dumps(asdict(found) | {"ratio": round(found.ours / found.plain, 2)})
        return
    yield from _encoding(found)


def _encoding(found: Encoding) -> Iterator[str]:
    yield f"{found.documents} documents of {found.tokens} tokens on average"
    yield f"plain model.encode:  {found.plain:>7,.1f} documents a second"
    yield f"as documents are:    {found.ours:>7,.1f}, {found.ours / found.plain:.1f} times ({found.name})"
    yield f"recall@10 of the plain model's neighbours: {found.recall:.3f}; for plain queries {found.recall_asked:.3f}"


def search(args: argparse.Namespace) -> Iterator[str]:
    """Milliseconds and recall of search by size and filter."""
    from chatbot.assemble import index_kind
    from retrieval import speed

    settings = settings_of(args)
    kind = index_kind(settings)
    catalogue, encoder = _opened(settings)
    real = encoder.encode(_documents(catalogue))
    lines: list[dict[str, Any]] = []
    if not args.json:
        yield _HEAD
    for items in bar(args.sizes, "Sizes"):
        found: list[Built | Searching | Whole] = list(speed.searching(real, items, args.searches, kind=kind))
        if args.whole:
            found.append(speed.whole(catalogue, real, items, args.searches, kind=kind))
        for one in found:
            lines.append({"what": type(one).__name__.lower()} | asdict(one))
            if isinstance(one, speed.Searching):
                lines[-1]["ratio"] = one.ratio
            if not args.json:
                yield _line(lines[-1])
    if args.json:
        yield json.dumps(lines)


def reactions(args: argparse.Namespace) -> Iterator[str]:
    """Milliseconds from a reaction to the new order."""
    from chatbot.promptness import promptness
    from retrieval.haystack import Perturbing, grown

    catalogue, encoder = _opened(settings_of(args))
    real = encoder.encode(_documents(catalogue))
    found = promptness(grown(catalogue, args.many), Perturbing(real), args.reactions)
    if args.json:
        yield json.dumps(asdict(found))
        return
    yield f"{found.items:,} made-up items, ready in {found.ready_s} s; milliseconds: half below, 95 of 100 below, most"
    for name, times in (("a reaction to the new order", found.order), ("the update by itself", found.update)):
        yield f"  {name:<30}{times.p50:>8.2f}{times.p95:>8.2f}{times.most:>8.2f}"
    yield f"  {found.events_s:,.0f} updates a second, each in the log on disk"


_HEAD = "    items   kept  index   p50 ms     p95  recall  FAISS p50  ratio  exact p50"


def _line(of: dict[str, Any]) -> str:
    start = f"{of['items']:>9,}"
    if of["what"] == "built":
        costs = f"{of['index']}: built in {of['build_s']} s, opened in {of['open_s']} s"
        return f"{start} {costs}, {of['index_mb']:,.0f} MB beside {of['vectors_mb']:,.0f} MB of vectors"
    if of["what"] == "whole":
        times = f"whole searches: p50 {of['p50']} ms, p95 {of['p95']} ms"
        return f"{start} {times}; ready in {of['ready_s']} s, {of['memory_mb']:,} MB in all"
    measured = f"{of['p50']:>8.2f}{of['p95']:>8.2f}{of['recall']:>8.3f}{of['raw_p50']:>11.2f}"
    return f"{start} {of['kept']:>6.1%}  {of['index']:<6}{measured}{of['ratio']:>7.2f}{of['exact_p50']:>11.2f}"


def _opened(settings: Settings) -> tuple[Catalogue, SentenceEncoder]:
    from chatbot import assemble
    from chatbot.found import find_catalogue
    from retrieval.encoder import SentenceEncoder

    assemble.quieten(settings)
    catalogue = find_catalogue(settings.catalogue, settings.home)
    sys.stderr.write(f"{catalogue.name}: {len(catalogue.items)} real items\n")
    path = assemble.local(settings.encoder, settings)
    return catalogue, SentenceEncoder(path, offline=settings.offline, threads=settings.cores)


def _documents(catalogue: Catalogue) -> list[str]:
    from retrieval.retriever import described

    return [described(item, catalogue) for item in catalogue.items]

"""`chatbot train encoder`: settings in, lines to print out. Knows no parser, and not how a model is taught."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from chatbot.arguments import Adder, count, json_flag
from chatbot.commands import log_of, settings_of

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from chatbot.encoders import Encode, Pairs
    from chatbot.learnt import Version
    from chatbot.settings import Settings
    from retrieval.catalogue import Catalogue
    from retrieval.encoder import SentenceEncoder


def declare(add: Adder) -> None:
    """`chatbot train encoder`."""
    takes = "[--minutes N] [--epochs N] [--tokens N] [--origin O,O] [--seed S] [--json] "
    made = add("encoder", train, "teach the sentence encoder what people mean by what they say", takes)
    made.add_argument("--minutes", type=count, default=0, metavar="N", help="the most it may take (default: no cap)")
    made.add_argument("--epochs", type=count, default=2, metavar="N", help="how often each pair comes (default: 2)")
    made.add_argument("--tokens", type=count, default=64, metavar="N", help="read of each text meanwhile (default: 64)")
    made.add_argument("--origin", default="human,imported", metavar="O,O", help="as of: chatbot train ranking")
    made.add_argument("--seed", type=count, default=0, metavar="S", help="of all chance (default: 0)")
    made.epilog = (
        "example: chatbot train encoder --catalogue shop --minutes 10; back again: chatbot models use encoder=usual. "
        "It counts from the next start on. What a ranking learnt of people's words goes by the encoder: train it again."
    )
    json_flag(made)


def train(args: Namespace) -> Iterator[str]:
    """Teach the encoder of the settings by the log."""
    from chatbot import assemble, encoders, logged, portrait, replay
    from chatbot.extract import Reader
    from chatbot.found import find_catalogue
    from chatbot.learnt import Figure
    from retrieval.encoder import language_read
    from retrieval.linker import Linker

    settings, start = settings_of(args), time.monotonic()
    catalogue = find_catalogue(settings.catalogue, settings.home)
    with log_of(settings) as store:
        found = logged.cases(store.events(), catalogue, origins=args.origin.split(","), tell=sys.stderr.write)
    assemble.quieten(settings)
    usual = _encoder(assemble.local(settings.encoder, settings), settings)
    language = language_read(catalogue, usual)
    vectors = settings.home / "vectors"
    reader = Reader(Linker(catalogue, usual, folder=vectors, language=language))
    pairs = encoders.pairs(replay.read(found, reader, settings.home / replay.FOLDER), catalogue, seed=args.seed)
    documents = encoders.texts(catalogue, language)
    before = _before(settings, catalogue, pairs, documents, usual)
    wrong = encoders.negatives(pairs, documents, _encode(usual, settings), seed=args.seed)
    plan = encoders.Plan(args.minutes, args.epochs, tokens=args.tokens, seed=args.seed)
    steps = encoders.teach(usual.model, pairs, documents, wrong, plan)
    after = encoders.recall(pairs, documents, lambda texts: usual.encode(texts))
    figure = Figure(f"recall@{encoders.LEVEL} by meaning alone", before, after)
    taught, held = map(len, pairs.places)
    facts = {"taught": taught, "held": held, "minutes": round((time.monotonic() - start) / 60, 1)}
    made = encoders.keep(settings.home, catalogue.name, usual.model, figure, facts)
    picture = encoders.pictures(settings.home, made) / "loss.png"
    portrait.descent(steps, picture)
    yield from [json.dumps(asdict(made) | {"picture": str(picture)})] if args.json else _lines(made, picture)


def _encoder(model: str | Path, settings: Settings) -> SentenceEncoder:
    from retrieval.encoder import SentenceEncoder

    return SentenceEncoder(model, offline=settings.offline, threads=settings.cores)


def _encode(encoder: SentenceEncoder, settings: Settings) -> Encode:
    from chatbot.replay import FOLDER
    from retrieval.compiled import document_vectors

    return lambda texts: document_vectors(encoder, texts, settings.home / FOLDER)


def _before(
    settings: Settings, catalogue: Catalogue, pairs: Pairs, documents: list[str], usual: SentenceEncoder
) -> float:
    """How well the encoder does that counts until now."""
    from chatbot import encoders, learnt

    path = learnt.encoder(settings.home, catalogue.name)
    now = _encoder(path, settings) if path else usual
    return encoders.recall(pairs, documents, _encode(now, settings))


def _lines(made: Version, picture: Path) -> Iterator[str]:
    facts, figure = made.facts, made.figure
    yield f"Taught by {facts['taught']:,} pairs in {facts['minutes']} minutes; {facts['held']:,} were held back."
    yield f"{figure.name}, of those: {figure.before:.3f} until now, {figure.after:.3f} as taught. Losses: {picture}"
    yield f"{made.name}: {'is worse, and does not count.' if figure.fell else 'counts from the next start on.'}"

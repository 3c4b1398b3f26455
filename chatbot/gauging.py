"""The measurement of what is generated: what can be typed, and what is printed. Measures nothing itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chatbot.arguments import Adder, count, json_flag
from chatbot.commands import settings_of
from chatbot.generating import llm_of, pitcher_of

if TYPE_CHECKING:
    from argparse import Namespace

    from chatbot.generation import Judges, Way
    from chatbot.llm import LLM
    from chatbot.pitches import Pitched
    from chatbot.scoring import Estimate
    from chatbot.settings import Settings
    from retrieval.catalogue import Catalogue

PARTS = ("stars", "texts", "reasons")
_TALKS = "redial"  # the measuring catalogue that the conversations speak of
_SUPPORT = 0.98  # of the LLM's lines, that should be supported before the others are replaced
_THERE = {"stars": 0.861, "text": 0.828, "both": 0.842}  # AgentSociety's winners, on other data


def declare(add: Adder) -> None:
    """`chatbot evaluate generation`."""
    takes = "--data DIR [--parts a,b] [--limit N] [--answers FILE] [--no-vader] [--seed S] [--out FILE] [--json] "
    made = add("generation", evaluate, "how like people what is generated is, beside the same without histories", takes)
    made.add_argument(
        "--data", required=True, type=Path, metavar="DIR", help="a folder with folders of ratings and of dialogues"
    )
    made.add_argument("--parts", default="", metavar="a,b", help=f"of {', '.join(PARTS)} (default: all)")
    made.add_argument("--limit", type=count, default=0, metavar="N", help="texts, and wishes (default: all, and 40)")
    made.add_argument("--answers", type=Path, metavar="FILE", help="where the LLM's answers are kept, not to ask twice")
    made.add_argument("--no-vader", dest="vader", action="store_false", help="without VADER, where it is not installed")
    made.add_argument("--seed", type=count, default=0, metavar="S", help="of all chance (default: 0)")
    made.add_argument("--out", type=Path, metavar="FILE", help="a file for all figures as JSON")
    made.epilog = "example: chatbot evaluate generation --data measuring --llm none"
    json_flag(made)


def evaluate(args: Namespace) -> Iterator[str]:
    """How like people what is generated is."""
    from chatbot import generation
    from chatbot.gold import GoldError

    parts = [name for name in args.parts.split(",") if name] or list(PARTS)
    if unknown := set(parts) - set(PARTS):
        raise GoldError(f"there is no part {min(unknown)!r}. Choose of: {', '.join(PARTS)}.")
    settings, body = settings_of(args), dict[str, Any]()
    lines: list[str] = []
    if "stars" in parts:
        found, known, held = generation.stars(args.data, seed=args.seed)
        body["stars"] = {way: asdict(one) for way, one in found.items()} | {"known": known, "held": held}
        lines += _stars(found, known, held)
    if "texts" in parts:
        ways, of = _texts(args, settings)
        body["texts"] = {way.name: _json(way) for way in ways}
        lines += _table(ways, of)
    if "reasons" in parts:
        pitched = _reasons(args, settings)
        body["reasons"] = asdict(pitched)
        lines += _support(pitched)
    whole = json.dumps(body, ensure_ascii=False)
    if args.out:
        args.out.write_text(whole + "\n", encoding="utf-8")
    yield from [whole] if args.json else lines


def _texts(args: Namespace, settings: Settings) -> tuple[list[Way], int]:
    from chatbot import generation
    from chatbot.measured import measuring

    catalogue = measuring(args.data, _TALKS)
    llm = _asked(args, settings, catalogue)
    judges = _judges(settings, vader=args.vader)
    return generation.texts(args.data, catalogue, judges, llm=llm, limit=args.limit, seed=args.seed)


def _judges(settings: Settings, *, vader: bool) -> Judges:
    """The encoder, and the small pinned model for perplexity, which is not the one that writes."""
    from chatbot import assemble, models, readers
    from chatbot.generation import Judges
    from chatbot.likelihood import Likelihood
    from retrieval.encoder import SentenceEncoder

    assemble.quieten(settings)
    path = assemble.local(settings.encoder, settings)
    encoder = SentenceEncoder(path, offline=settings.offline, threads=settings.cores)
    likelihood = Likelihood(models.pull(readers.BASE, offline=settings.offline))
    return Judges(encoder.encode, vader, likelihood.of)


def _asked(args: Namespace, settings: Settings, catalogue: Catalogue) -> LLM | None:
    from chatbot.answered import Answered

    llm = llm_of(settings, catalogue)
    return Answered(llm, args.answers) if llm and args.answers else llm


def _reasons(args: Namespace, settings: Settings) -> Pitched:
    from chatbot import generation
    from chatbot.answered import Answered
    from chatbot.told import wishes

    pitcher = pitcher_of(settings, 3)
    if pitcher.llm and args.answers:
        pitcher.llm = Answered(pitcher.llm, args.answers)
    return generation.supported(pitcher, wishes(args.data, args.limit or 40))


# What is printed


def _stars(found: dict[str, Estimate], known: int, held: int) -> Iterator[str]:
    yield f"stars: each person's latest tenth, {held:,} ratings, by {known:,} earlier ones; 1 - error / scale's width"
    for way, one in found.items():
        yield f"  {way:<34}{_said(one)}"
    yield f"  AgentSociety's best, other data   {_THERE['stars']:.3f}"
    yield ""


def _table(ways: Sequence[Way], of: int) -> Iterator[str]:
    yield f"texts: {len(ways[0].texts)} of {of} that people wrote of one item, and what is generated in their place"
    for way in ways:
        wrote = "" if way.llm is None else f"; the LLM's own, after the check: {way.llm:.0%}, the rest of pieces"
        yield f"  {way.name}{wrote}"
        for name, one in way.figures.items():
            yield f"    {name:<26}{_said(one)}"
    yield f"  AgentSociety's best text, other data and another judge of intensity: {_THERE['text']:.3f}"
    yield ""


def _support(found: Pitched) -> Iterator[str]:
    from chatbot.appraisal import share

    yield f"reasons: {found.shown:,} for {found.requests:,} wishes that people began with"
    if found.asked:
        first, before = (share([at < count for at in range(found.asked)]) for count in (found.first, found.supported))
        short = f", {_SUPPORT - before.value:.3f} below the {_SUPPORT:.2f} aimed at" if before.value < _SUPPORT else ""
        yield f"  the LLM's lines supported, before any is replaced: {_said(first)} of {found.asked:,}"
        yield f"  the same where it is asked again of those that are not: {_said(before)}{short}"
    after = share([at < found.shown - found.doubtful for at in range(found.shown)])
    yield f"  reasons supported as they are shown, by a second look:  {_said(after)} of {found.shown:,}"


def _said(found: Estimate) -> str:
    return f"{found.value:.3f} [{found.low:.3f}, {found.high:.3f}]"


def _json(way: Way) -> dict[str, Any]:
    return {"llm": way.llm, **{name: asdict(one) for name, one in way.figures.items()}}

"""`chatbot compare A B`: what can be typed, and how the two configurations are opened one after the other."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chatbot.arguments import Adder, count, json_flag
from chatbot.settings import Settings

if TYPE_CHECKING:
    from argparse import Namespace

    from chatbot.meeting import Dialogue
    from retrieval.retriever import Retriever

USUAL = "usual"
_SAME = ("catalogue", "items", "folder", "host", "port", "admin_password", "sites")  # cannot differ between two sides
_GIVE = f'Give "{USUAL}", a TOML file, or settings such as llm=none.'
PAGE, FIGURES = "compare.html", "compare.json"


@dataclass(frozen=True)
class Side:
    """What one configuration changes: settings, a folder of prompts that go before the shipped ones, weights of the
    ranking, the version of what a ranking has learnt."""

    said: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    prompts: Path | None = None
    weights: Mapping[str, float] = field(default_factory=dict)
    ranking: str = ""


def declare(add: Adder) -> None:
    """`chatbot compare`."""
    takes = "A B --report DIR [--people N] [--turns N] [--kind a,b] [--users-from WHERE] [--seed S] [--json] "
    says = "let the same simulated people talk to two configurations, and tell them apart"
    made = add("compare", compare, says, takes)
    how = '"usual", a TOML file, or by commas: llm=none,prompts=FOLDER,ranking=VERSION,weights.variety=0.1'
    made.add_argument("first", metavar="A", help=how)
    made.add_argument("second", metavar="B", help="the same; what it does not name is as the flags say")
    made.add_argument("--report", required=True, type=Path, metavar="DIR", help="all dialogues; goes on there")
    made.add_argument("--people", type=count, default=100, metavar="N", help="how many (default: 100)")
    made.add_argument("--turns", type=count, default=8, metavar="N", help="messages of each at most (default: 8)")
    made.add_argument("--kind", default="agenda", metavar="a,b", help="as of simulate (default: agenda)")
    made.add_argument("--voice", default="", metavar="X", help="the LLM of worded and free people (default: the bot's)")
    made.add_argument("--users-from", nargs="+", default=["catalogue"], metavar="WHERE", help="as of simulate")
    made.add_argument("--seed", type=count, default=0, metavar="S", help="of all chance (default: 0)")
    made.epilog = "example: chatbot compare usual prompts=prompts.new --catalogue shop --report compared"
    json_flag(made)


def compare(args: Namespace) -> Iterator[str]:
    """Both sides, and what tells them apart."""
    from chatbot.commands import settings_of
    from chatbot.contrast import contrast, page, readable
    from chatbot.found import find_catalogue

    settings = settings_of(args)
    catalogue = find_catalogue(settings.catalogue, settings.home)
    sides = [read(args.first), read(args.second)]
    first, second = (_held(args, settings, side, name) for side, name in zip(sides, "AB", strict=True))
    found = contrast(first, second, turns=args.turns, k=min(10, settings.items))
    names = (sides[0].said, sides[1].said)
    figures = {
        name: {"A": found.first[name], "B": found.second[name], "B less A": more} for name, more in found.more.items()
    }
    body = json.dumps({"A": names[0], "B": names[1], "figures": figures}, ensure_ascii=False)
    (args.report / FIGURES).write_text(body + "\n", encoding="utf-8")
    (args.report / PAGE).write_text(page(found, names, catalogue), encoding="utf-8")
    yield from [body] if args.json else readable(found, names)
    if not args.json:
        yield f"{args.report}: {PAGE} has whole dialogues side by side, {FIGURES} the figures."


def _held(args: Namespace, settings: Settings, side: Side, name: str) -> list[Dialogue]:
    """All dialogues with one side, kept in a folder of the report."""
    from contextlib import nullcontext
    from dataclasses import replace

    from chatbot.commands import opened_bot
    from chatbot.hosts import InProcess
    from chatbot.render import prompts_from
    from chatbot.simulate import Run
    from chatbot.staging import Stage

    changed = Settings.read(**{f.name: side.settings.get(f.name, getattr(settings, f.name)) for f in fields(Settings)})
    folder = args.report / name
    with prompts_from(side.prompts) if side.prompts else nullcontext(), opened_bot(changed) as bot:
        if side.weights or side.ranking:
            bot = replace(bot, retriever=_ranking(bot.retriever, side, changed.home), newest=None)
        stage = Stage(changed, bot.retriever.catalogue, bot, folder)
        plan = {"side": side.said, "catalogue": stage.catalogue.fingerprint, "llm": changed.llm, "seed": args.seed}
        plan |= {"people": args.people, "turns": args.turns, "users_from": args.users_from, "kind": args.kind}
        hosts = [InProcess(bot, name)]
        return Run(folder, stage.catalogue, stage.people(args), stage.kinds(args), hosts, args.turns, plan).dialogues()


def _ranking(retriever: Retriever, side: Side, home: Path) -> Retriever:
    """The same with the side's weights and what it has learnt. Raises CompareError, LearntError."""
    from dataclasses import replace

    from chatbot import rankings
    from chatbot.contrast import CompareError

    try:
        made = retriever.weighing(replace(retriever.weights, **side.weights))
    except TypeError:
        known = ", ".join(f.name for f in fields(retriever.weights))
        raise CompareError(f"{side.said}: no weight is called so. There are: {known}.") from None
    if side.ranking:
        learned = rankings.opened(home, made.shelf, side.ranking)
        made.learned = lambda: learned
    return made


def read(said: str) -> Side:
    """A configuration as it is typed. Raises CompareError."""
    from chatbot.contrast import CompareError

    if said == USUAL:
        return Side(said)
    path = Path(said)
    if path.suffix == ".toml":
        try:
            return _side(said, tomllib.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise CompareError(
                f"{said} cannot be read: {error}. Give a TOML file, or settings such as llm=none."
            ) from None
    pairs = dict(part.split("=", 1) for part in said.split(",") if "=" in part)
    if len(pairs) != len(said.split(",")):
        raise CompareError(f"{said!r} is no configuration. {_GIVE}")
    weights = {key.removeprefix("weights."): value for key, value in pairs.items() if key.startswith("weights.")}
    plain: dict[str, Any] = {key: value for key, value in pairs.items() if not key.startswith("weights.")}
    return _side(said, {**plain, "weights": weights})


def _side(said: str, body: Mapping[str, Any]) -> Side:
    from chatbot.contrast import CompareError

    given = {key: value for key, value in body.items() if key not in ("prompts", "ranking", "weights")}
    known = [f.name for f in fields(Settings) if f.name not in _SAME]
    if wrong := [key for key in given if key not in known]:
        raise CompareError(
            f"{said}: {wrong[0]!r} cannot differ. What can: prompts, ranking, weights.NAME, {', '.join(known)}."
        )
    prompts = Path(body["prompts"]) if "prompts" in body else None
    if prompts and not prompts.is_dir():
        raise CompareError(f"{said}: {prompts} is no folder of prompts. Copy prompts/ and change the copy.")
    try:
        weights = {key: float(value) for key, value in body.get("weights", {}).items()}
    except (TypeError, ValueError):
        raise CompareError(f"{said}: a weight is no number.") from None
    return Side(said, given, prompts, weights, str(body.get("ranking", "")))

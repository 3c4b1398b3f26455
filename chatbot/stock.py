"""The commands that deal with models: settings in, lines to print out. Knows no parser; loads what it needs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from chatbot.arguments import Adder, json_flag
from chatbot.commands import settings_of
from chatbot.settings import SettingError, Settings

if TYPE_CHECKING:
    from argparse import Namespace

LEARNT = ("ranking", "encoder")  # parts of which there are versions by catalogue


def declare(add: Adder) -> None:
    """The actions of `chatbot models`."""
    says = "name, size, licence and place of each pinned model, and what is in use"
    json_flag(add("list", listed, says, "[--json] "))
    says = "keep which model reads messages, or which version of something learnt counts; or say which does"
    made = add("use", use, says, "[PART[=WHICH]] [--json] ")
    which = (
        "understand: llm (it writes too), small (taught here), rules, an adapter's folder or file, or what --llm "
        "takes; ranking, encoder: a version, or usual for none. Without =WHICH: what there is"
    )
    made.add_argument("choice", nargs="?", default="", metavar="PART[=WHICH]", help=which)
    made.epilog = (
        "examples: chatbot models use understand=small | chatbot models use understand=taught/adapter.gguf | "
        "chatbot models use | chatbot models use ranking --catalogue shop | chatbot models use ranking=usual. A "
        "running server follows with its next message, but takes another encoder at its next start; --understand goes "
        "first."
    )
    json_flag(made)
    for name, run, says in (
        ("pull", pull, "download models that are not here; what is here stays as it is"),
        ("verify", verify, "hash every file again"),
    ):
        made = add(name, run, says, "[NAME ...] [--json] ")
        made.add_argument("names", nargs="*", metavar="NAME", help="default: the models that the settings use")
        json_flag(made)


def listed(args: Namespace) -> Iterator[str]:
    """Each pinned model: whether it is in use and here, and where; or where it would come from."""
    from chatbot import models, readers

    settings = settings_of(args)
    found: list[dict[str, Any]] = []
    for model in models.MODELS.values():
        try:
            path = str(models.path(model.name))
        except models.ModelMissing:
            path = ""
        sources = [f"https://huggingface.co/{model.hub}"] if model.hub else []
        entry: dict[str, Any] = {
            "name": model.name,
            "bytes": model.size,
            "licence": model.licence,
            "here": bool(path),
            "path": path,
        }
        used = model.name in readers.pinned(settings)
        found.append({**entry, "in_use": used, "sources": [*sources, "package index"]})
    if args.json:
        yield json.dumps(found)
        return
    for entry in found:
        place = entry["path"] or f"not here; chatbot models pull {entry['name']}"
        star = "*" if entry["in_use"] else " "
        yield f"{star} {entry['name']:<28} {entry['bytes'] / 1e6:>7,.0f} MB  {entry['licence']:<11} {place}"
    yield f"* in use. {_in_use(settings)}"


def pull(args: Namespace) -> Iterator[str]:
    """Download what is not here."""
    from chatbot import models

    settings = settings_of(args)
    places = {}
    for name in _names(args.names, settings):
        places[name] = str(models.pull(name, offline=settings.offline))
        if not args.json:
            yield f"{name}: {places[name]}"
    if args.json:
        yield json.dumps(places)


def verify(args: Namespace) -> Iterator[str]:
    """Hash again; raises ModelError where something is wrong, after all were looked at."""
    from chatbot import models

    faults = {name: models.verify(name) for name in _names(args.names, settings_of(args))}
    if args.json:
        yield json.dumps(faults)
    else:
        for name, wrong in faults.items():
            yield f"{name}: {' '.join(wrong) or 'every file is as it should be.'}"
    if bad := [name for name, wrong in faults.items() if wrong]:
        raise models.ModelError(f"Not as they should be: {', '.join(bad)}. Run: chatbot models pull {' '.join(bad)}")


def _names(given: Sequence[str], settings: Settings) -> list[str]:
    """The models meant: those named, else those of the settings. Raises ModelError before anything is begun."""
    from chatbot import models, readers

    if unknown := [name for name in given if name not in models.MODELS]:
        raise models.ModelError(f"There is no model {unknown[0]!r}. Choose one of: {', '.join(models.MODELS)}.")
    return list(given) or readers.pinned(settings)


# Who reads


def use(args: Namespace) -> Iterator[str]:
    """Keep which model reads messages, or say which does."""
    from chatbot import assemble, readers

    settings = settings_of(args)
    if not args.choice:
        name, by = readers.in_use(settings), _by(settings)
        yield json.dumps({"understand": name, "by": by}) if args.json else _in_use(settings)
        return
    what, _, which = args.choice.partition("=")
    if what in LEARNT:
        yield from _learnt(args, what, which)
        return
    if what != "understand" or not which:
        raise SettingError(f"{args.choice!r} chooses nothing. Write it as in: chatbot models use understand=small")
    name = assemble.usable(which, settings)
    file = readers.choose(settings.home, name)
    if args.json:
        yield json.dumps({"understand": name, "file": str(file)})
        return
    yield f"understand={name}: kept in {file}. A server that runs takes it with its next message."
    if settings.understand not in ("", name):
        yield f"But --understand or CHATBOT_UNDERSTAND is {settings.understand}, which goes first."


def _learnt(args: Namespace, part: str, which: str) -> Iterator[str]:
    """Take a version of what was learnt for the catalogue, or list all, the one that counts with a star."""
    from chatbot import learnt
    from chatbot.found import find_catalogue

    settings = settings_of(args)
    name = find_catalogue(settings.catalogue, settings.home).name
    if which:
        learnt.take(settings.home, name, part, which)
    now = learnt.current(settings.home, name, part)
    made = learnt.versions(settings.home, name, part)
    if args.json:
        yield json.dumps({part: now, "versions": [asdict(one) for one in made]})
        return
    yield f"{'*' if now == learnt.USUAL else ' '} {learnt.USUAL}"
    for one in made:
        figure = f"{one.figure.name} {one.figure.before:.3f} before, {one.figure.after:.3f} after"
        yield f"{'*' if now == one.name else ' '} {one.name}  {figure}"
    yield f"* counts for {name}. A server that runs follows with its next message."


def _in_use(settings: Settings) -> str:
    from chatbot import readers

    says = {"set": "as set", "chosen": "as chosen", "default": "by default"}[_by(settings)]
    return f"Messages are read by {readers.in_use(settings)}, {says}."


def _by(settings: Settings) -> str:
    """Where the name of the reader comes from."""
    from chatbot import readers

    if settings.understand:
        return "set"
    return "chosen" if readers.chosen(settings.home) else "default"

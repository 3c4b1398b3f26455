"""The figures of a simulation as plain JSON values, and as lines to read. Knows dialogues' figures; draws nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from chatbot.hosts import OURS
from chatbot.meeting import Dialogue
from chatbot.outcomes import ahead, figures, grouped
from retrieval.catalogue import Catalogue
from retrieval.metrics import interval


def summed(dialogues: Sequence[Dialogue], catalogue: Catalogue, *, turns: int, k: int) -> dict[str, Any]:
    """All figures as plain JSON values: by system and kind, and of these by manner."""
    systems: dict[str, Any] = {}
    for system, theirs in grouped(dialogues, lambda d: d.system).items():
        for kind, some in grouped(theirs, lambda d: d.kind).items():
            manners = {
                manner: plain(figures(few, catalogue, turns=turns, k=k))
                for manner, few in grouped(some, lambda d: d.manner).items()
            }
            found = plain(figures(some, catalogue, turns=turns, k=k))
            systems.setdefault(system, {})[kind] = {**found, "manners": manners}
    return {"screen": k, "systems": systems, "ahead": _ahead(dialogues, turns), "kinds": _kinds(dialogues, turns)}


def _kinds(dialogues: Sequence[Dialogue], turns: int) -> dict[str, Any]:
    """How far two kinds of people disagree about ours: what the first has more of, for the same need; and the share of
    people who are served by the one and not by the other."""
    kinds = grouped((d for d in dialogues if d.system == OURS), lambda d: d.kind)
    found: dict[str, Any] = {}
    for (one, some), (other, others) in combinations(kinds.items(), 2):
        alike = [replace(d, kind=one) for d in others]
        served = {d.person: bool(d.success) for d in others}
        apart = [float(bool(d.success) != served[d.person]) for d in some if d.person in served]
        found[f"{one} less {other}"] = plain({**ahead(some, alike, turns=turns), "disagree": interval(apart)})
    return found


def _ahead(dialogues: Sequence[Dialogue], turns: int) -> dict[str, Any]:
    """How far ours is ahead of each other system, by kind: what it has more, of the same people."""
    found: dict[str, Any] = {}
    for kind, some in grouped(dialogues, lambda d: d.kind).items():
        systems = grouped(some, lambda d: d.system)
        ours = systems.pop(OURS, [])
        found[kind] = {name: plain(ahead(ours, theirs, turns=turns)) for name, theirs in systems.items() if ours}
    return found


def plain(found: Mapping[str, Any]) -> dict[str, Any]:
    """Figures as JSON has them: an interval as [mean, low, high], None where there is none."""
    return {name: _plain(value) for name, value in found.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [None if one != one else round(one, 4) for one in value]
    return plain(value) if isinstance(value, Mapping) else round(value, 4) if isinstance(value, float) else value


_COLUMNS = {
    "success_1": "at 1", "success_3": "at 3", "success_5": "at 5", "success_8": "at 8", "turns": "turns",
    "satisfaction": "satisfied",
}  # fmt: skip


_AHEAD = {"success_5": "success at 5", "turns": "turns", "satisfaction": "satisfaction"}
_DISAGREE = {**_AHEAD, "disagree": "people they disagree on"}


def readable(summary: Mapping[str, Any]) -> Iterator[str]:
    """The figures as a table: success at so many turns, turns to success, satisfaction from 1 to 5."""
    yield f"{'success, and its 95 % interval':<32}" + "".join(f"{head:<19}" for head in _COLUMNS.values())
    for system, kinds in summary["systems"].items():
        for kind, found in kinds.items():
            yield _row(f"{system}, {kind} ({found['dialogues']})", found)
            for manner, some in found["manners"].items() if system == "ours" else ():
                yield _row(f"  {manner} ({some['dialogues']})", some)
    for kind, others in summary["ahead"].items():
        for name, found in others.items():
            said_ = (f"{head} {said(found[key])}" for key, head in _AHEAD.items())
            yield f"ours less {name}, {kind}, of the same people: {', '.join(said_)}"
    for pair, found in summary["kinds"].items():
        said_ = (f"{head} {said(found[key])}" for key, head in _DISAGREE.items())
        yield f"{pair}, about ours: {', '.join(said_)}"
    for kind, found in summary.get("judged", {}).items():
        yield f"judged by {summary['judge']}, {kind}: {', '.join(f'{k} {said(v)}' for k, v in found.items())}"
    for system, kinds in summary["systems"].items():
        for kind, found in kinds.items():
            yield f"{system}, {kind}: {_counts(found)}"


def _row(name: str, found: Mapping[str, Any]) -> str:
    return (f"{name:<32}" + "".join(f"{said(found[key]):<19}" for key in _COLUMNS)).rstrip()


def said(value: Sequence[float | None]) -> str:
    """An interval in short: ".62 [.55, .69]"."""
    mean, low, high = ("–" if v is None else f"{v:.2f}".removeprefix("0").replace("-0.", "-.") for v in value)
    return f"{mean} [{low}, {high}]"


def _counts(found: Mapping[str, Any]) -> str:
    rate = found["leaks"] / found["utterances"] if found["utterances"] else 0.0
    ms = found["ms"][0]
    parts = (
        f"leak rate {rate:g} ({found['leaks']} of {found['utterances']} utterances, {found['refused']} refused)",
        f"{found['false']} of {found['statements']} statements false",
        f"{found['stuck']} stuck",
        f"{found['errors']} errors",
        f"a dialogue {found['dead_ends'][0]:.2f} dead ends, {found['repeated_questions'][0]:.2f} repeated questions",
        f"coverage {found['coverage']:.2f}",
        *([] if ms is None else [f"{ms:.0f} ms a message"]),
    )
    return ", ".join(parts)

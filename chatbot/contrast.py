"""Two configurations held against each other by the same simulated people: paired differences, and the dialogues that
differ most. Knows dialogues; opens nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from chatbot import outcomes
from chatbot.findings import page_of, said, table, talk
from chatbot.meeting import Dialogue
from retrieval.catalogue import Catalogue
from retrieval.metrics import Interval

SHOWN = 5  # pairs of dialogues that are told
BETTER = {"turns": -1, "messages": -1, "dead ends": -1, "repeated questions": -1, "ms a message": -1}  # less is better


class CompareError(ValueError):
    """Two configurations that cannot be compared; the message says why."""


@dataclass(frozen=True)
class Contrast:
    """What the second side has more of than the first, of the same people, and the pairs that differ most."""

    first: Mapping[str, Interval]
    second: Mapping[str, Interval]
    more: Mapping[str, Interval]
    apart: Sequence[tuple[Dialogue, Dialogue]]


def contrast(first: Sequence[Dialogue], second: Sequence[Dialogue], *, turns: int, k: int) -> Contrast:
    """The two sides, whose dialogues are of the same kinds and people."""
    values: dict[str, Callable[[Dialogue], float]] = {
        f"success at {at}": _success(at) for at in outcomes.AT if at <= turns
    }
    values |= {
        "turns": lambda d: outcomes.turns_to(d, turns),
        "satisfaction": outcomes.satisfaction,
        "reward": outcomes.reward,
        "nDCG at the end": lambda d: outcomes.ranked(d, turns, k),
        "messages": lambda d: float(len(d.exchanges)),
        "dead ends": outcomes.dead_ends,
        "repeated questions": outcomes.repeats,
        "ms a message": lambda d: sum(e.ms for e in d.exchanges) / max(1, len(d.exchanges)),
    }
    others = {(d.kind, d.person): d for d in second}
    pairs = [(d, others[d.kind, d.person]) for d in first if (d.kind, d.person) in others]
    differing = [one for one in pairs if _course(one[0]) != _course(one[1])]
    differing.sort(key=lambda one: -abs(outcomes.turns_to(one[1], turns) - outcomes.turns_to(one[0], turns)))
    return Contrast(
        {name: outcomes.mean(first, value) for name, value in values.items()},
        {name: outcomes.mean(second, value) for name, value in values.items()},
        {name: outcomes.difference(second, first, value) for name, value in values.items()},
        differing[:SHOWN],
    )


def verdict(name: str, more: Interval) -> str:
    """Whether the second side is better or worse at it, where the interval says so; else "" """
    if more.low <= 0 <= more.high or more.mean != more.mean:
        return ""
    return "better" if more.mean * BETTER.get(name, 1) > 0 else "worse"


def readable(found: Contrast, names: tuple[str, str]) -> Iterator[str]:
    """The table as lines, then the dialogues that differ most."""
    yield f"A: {names[0]}"
    yield f"B: {names[1]}"
    yield f"{'mean and its 95 % interval':<28}{'A':<22}{'B':<22}B less A, of the same people"
    for name, more in found.more.items():
        line = f"{name:<28}{said(found.first[name]):<22}{said(found.second[name]):<22}{said(more)}"
        yield f"{line}  {verdict(name, more)}".rstrip()
    yield f"{len(found.apart)} of the dialogues that differ most" if found.apart else "No dialogue differs."
    for one, other in found.apart:
        yield f"  {one.person}, {one.kind}, {one.manner}: {_end(one)} with A, {_end(other)} with B"
        at = next((n for n, (a, b) in enumerate(zip(one.exchanges, other.exchanges, strict=False)) if a != b), 0)
        for side, dialogue in (("A", one), ("B", other)):
            if at < len(dialogue.exchanges):
                e = dialogue.exchanges[at]
                yield f"    {side}, message {at + 1}: {e.said} -> {e.answer[:100]} {', '.join(e.shown)}"


def page(found: Contrast, names: tuple[str, str], catalogue: Catalogue) -> str:
    """The same as an HTML page, with the whole dialogues side by side."""
    rows = [
        [name, said(found.first[name]), said(found.second[name]), said(more), verdict(name, more)]
        for name, more in found.more.items()
    ]
    parts = [
        f"<p>A: {escape(names[0])}<br>B: {escape(names[1])}</p>",
        table(["mean [95 %]", "A", "B", "B less A, of the same people", ""], rows),
        "<h2>The dialogues that differ most</h2>",
    ]
    for one, other in found.apart:
        parts.append(f"<h3>{escape(one.person)}</h3><h4>A</h4>{talk(one, catalogue)}<h4>B</h4>{talk(other, catalogue)}")
    return page_of(f"Two configurations: {catalogue.name}", "".join(parts))


def _course(dialogue: Dialogue) -> tuple[object, ...]:
    """What was said and shown, in order: without times."""
    return (*((e.said, e.shown, e.later) for e in dialogue.exchanges), dialogue.took)


def _end(dialogue: Dialogue) -> str:
    return f"success at {dialogue.success}" if dialogue.success else dialogue.left


def _success(at: int) -> Callable[[Dialogue], float]:
    return lambda d: float(d.success is not None and d.success <= at)

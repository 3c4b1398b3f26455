"""What a measurement found, and how it is printed: figures with 95 % intervals, the readers side by side, misses.

Knows values and lines; plays no set and opens no reader.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from chatbot.scoring import Estimate

READERS = ("llm", "small", "rules")
NAMES = {"llm": "LLM", "small": "small", "rules": "rules", "any": "any"}
NEAR = 0.02  # how much less than the LLM the small model may reach
WORST = 20
_LITTLE = 1e-9
_BETWEEN = "small less LLM"


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure as one reader reached it, None where it cannot be measured; what it should be at least."""

    found: Estimate | None
    target: float | None = None

    @property
    def short(self) -> bool:
        """Whether it is below what it should be."""
        return self.found is not None and self.target is not None and self.found.value < self.target - _LITTLE


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of a set, by each reader that was measured; how much more the small model reaches than the LLM, both
    held to the same cases, where that was asked for."""

    name: str
    by: Mapping[str, Mark]
    beyond: Estimate | None = None


@dataclass(frozen=True, slots=True)
class Miss:
    """A message that was read wrongly: what was said, what was marked, what each reader read, how many faults."""

    set: str
    said: str
    marked: Sequence[str]
    read: Mapping[str, Sequence[str]]
    wrong: float


@dataclass(frozen=True, slots=True)
class Measured:
    """A set, measured: how many cases of how many, which half of it ("" where it has none, or both), its figures, its
    misses, milliseconds a message by each reader."""

    name: str
    language: str
    cases: int
    of: int
    half: str = ""
    rows: Sequence[Row] = ()
    misses: Sequence[Miss] = ()
    ms: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def readable(measured: Measured) -> Iterator[str]:
    """A set's figures as a table of at most 120 columns."""
    readers = [who for who in NAMES if any(who in row.by for row in measured.rows)]
    compared = any(row.beyond for row in measured.rows)
    half = {"test": " in the test half", "train": " in the training half, of which a model may have learnt"}
    yield ""
    yield f"{measured.name} ({measured.language}): {measured.cases} of {measured.of}{half.get(measured.half, '')}"
    heads = [f"{NAMES[who] + ' [95 %]':>16}{'least':>6}  " for who in readers]
    yield f"  {'':<25}{''.join(heads)}{f'{_BETWEEN:>19}' if compared else ''}".rstrip()
    for row in measured.rows:
        cells = [_cell(row.by.get(who, Mark(None))) for who in readers]
        yield f"  {row.name:<25}{''.join(cells)}{_gap(row.beyond)}".rstrip()
    for who, times in measured.ms.items():
        spent = f"{times['median']} ms a message (median), nine in ten within {times['p90']} ms"
        yield f"  {NAMES[who]}: {spent}; {times['n']} messages"


def _cell(mark: Mark) -> str:
    """Twenty-four columns."""
    said = "-" if mark.found is None else f"{_brief(mark.found.value, 3)} {_interval(mark.found, '')}"
    target = "" if mark.target is None else _brief(mark.target, 2)
    return f"{said:>16}{target:>6}{' !' if mark.short else '  '}"


def _gap(beyond: Estimate | None) -> str:
    """Nineteen columns, two more where the small model is too far behind."""
    if beyond is None:
        return ""
    return f"{_brief(beyond.value, 3, '+')} {_interval(beyond, '+')}".rjust(19) + behind(beyond)


def behind(beyond: Estimate) -> str:
    """The mark of a figure in which the small model is more than two points below the LLM."""
    return " !" if beyond.value < -NEAR - _LITTLE else ""


def _interval(found: Estimate, sign: str) -> str:
    return f"[{_brief(found.low, 2, sign)}, {_brief(found.high, 2, sign)}]"


def _brief(value: float, places: int, sign: str = "") -> str:
    """Three digits as ".842", one as "1.00": as wide as the others."""
    said = f"{value:{sign}.{places}f}"
    return said[:-1] if abs(value) >= 1 - 0.5 * 10**-places else said.replace("0.", ".", 1)


def worst(measured: Sequence[Measured]) -> Iterator[str]:
    """The worst misses of all sets, of each set in turn."""
    piles = [list(one.misses) for one in measured]
    turns = [miss for place in range(WORST) for pile in piles if place < len(pile) for miss in [pile[place]]]
    yield ""
    yield f"The {min(WORST, len(turns))} worst misses"
    for number, miss in enumerate(turns[:WORST], 1):
        yield ""
        yield f"{number}. {miss.set}: {miss.said[-500:]}"
        for who, said in {"marked": miss.marked, **miss.read}.items():
            yield f"   {NAMES.get(who, who) + ':':<8} {'; '.join(said) or 'nothing'}"


def as_json(measured: Sequence[Measured], models: Mapping[str, str]) -> dict[str, Any]:
    """All of it as plain JSON, with the names of the models that read."""
    return {"models": dict(models), "sets": [asdict(one) for one in measured]}

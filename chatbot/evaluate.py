"""How well messages are understood, on sets that people marked: the LLM, the small model that is taught here, and the
rules side by side. Knows what is measured and counted; `protocols` knows how a set is played, `opened` the readers,
`figures` what is printed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chatbot.bench import spread
from chatbot.figures import NEAR, WORST, Mark, Measured, Miss, Row, as_json, readable, worst
from chatbot.gold import GoldError
from chatbot.measured import fields_file
from chatbot.opened import Opened
from chatbot.plays import Played
from chatbot.protocols import PROTOCOLS, Figure, Protocol, drawn
from chatbot.scoring import Estimate, added, difference, estimate
from chatbot.settings import Settings

if TYPE_CHECKING:
    from chatbot.extract import Reader
    from retrieval.encoder import Encoder

CRITIQUES = "soft_attributes"


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure: the folder of the data, the sets, which half of them ("": both), how many cases of each (0:
    all of the half), by which readers (none named: those that can be had), where answers are kept."""

    data: Path
    sets: Sequence[str] = ()
    half: str = ""
    limit: int = 0
    seed: int = 0
    readers: Sequence[str] = ()
    answers: Path | None = None


def run(opened: Opened, plan: Plan, tell: Callable[[str], None]) -> Iterator[Measured]:
    """Measure the sets one after another; `tell` hears which are left out, and why.

    Raises GoldError, and what loading models and catalogues raises.
    """
    if unknown := [name for name in plan.sets if name not in (*PROTOCOLS, CRITIQUES)]:
        raise GoldError(f"there is no set {unknown[0]!r}. Choose of: {', '.join((*PROTOCOLS, CRITIQUES))}.")
    for name in plan.sets or (*PROTOCOLS, CRITIQUES):
        if name == CRITIQUES:
            yield critiques(plan, opened.encoder)
            continue
        protocol = PROTOCOLS[name]
        missing = fields_file(protocol.catalogue)
        if not missing.is_file():
            tell(f"{name} is left out: {missing} is not there.")
            continue
        if every := _of_half(protocol, plan):
            yield measure(protocol, every, plan, opened.of(protocol.catalogue, protocol.searches))
        else:
            tell(f"{name} is left out: all of it is of the other half.")


def critiques(plan: Plan, encoder: Encoder) -> Measured:
    """The set of "more" and "less than this one": no message is read in it, so that no reader is told apart."""
    from chatbot import critiques as judgements

    found = judgements.measure(plan.data, encoder, seed=plan.seed)
    rows = [
        Row("pairs in order", {"any": Mark(found.degrees, judgements.TARGET)}),
        Row("  without a table", {"any": Mark(found.untold)}),
        Row("  cosine alone", {"any": Mark(found.cosine)}),
    ]
    return Measured(CRITIQUES, "en", found.pairs, found.pairs, rows=rows)


def _of_half(protocol: Protocol, plan: Plan) -> list[Any]:
    """The cases of the half that is measured. Raises GoldError where the set is empty."""
    every = protocol.cases(plan.data)
    if not every:
        raise GoldError(f"{protocol.name} has no cases to measure. Take the whole file again.")
    return [case for case in every if plan.half in ("", case.half)]


def measure(protocol: Protocol, every: Sequence[Any], plan: Plan, readers: Mapping[str, Reader]) -> Measured:
    """One set by each reader: what is drawn of these cases stands for all of them."""
    from chatbot.progress import bar

    chosen = drawn(every, protocol.strata, plan.limit, plan.seed)
    played = {
        who: [protocol.play(case, reader) for case, _ in bar(chosen, f"{protocol.name}, {who}", unit="case")]
        for who, reader in readers.items()
    }
    return Measured(
        protocol.name,
        protocol.language,
        len(chosen),
        len(every),
        plan.half,
        _rows(protocol, chosen, played, plan.seed),
        _misses(protocol, chosen, played),
        {who: spread([ms for one in played[who] for ms in one.ms]) for who in played},
    )


Played_ = Mapping[str, Sequence[Played]]
Chosen = Sequence[tuple[Any, float]]
Tallies = Sequence[Mapping[str, float]]


def _rows(protocol: Protocol, chosen: Chosen, played: Played_, seed: int) -> list[Row]:
    tallies = {who: _by_dialogue(chosen, plays) for who, plays in played.items()}
    figures = protocol.figures(next(iter(tallies.values())))  # which slots were marked is the same for all readers
    return [_row(figure, tallies, seed) for figure in figures]


def _row(figure: Figure, tallies: Mapping[str, Tallies], seed: int) -> Row:
    found = {who: estimate(counts, figure.measure, seed=seed) for who, counts in tallies.items()}
    targets = {"llm": figure.llm, "rules": figure.rules, "small": _near(figure, found.get("llm"))}
    beyond = None
    if figure.llm is not None and {"llm", "small"} <= tallies.keys():
        beyond = difference(tallies["small"], tallies["llm"], figure.measure, seed=seed)
    return Row(figure.name, {who: Mark(found[who], targets[who]) for who in found}, beyond)


def _near(figure: Figure, llm: Estimate | None) -> float | None:
    """What the small model should reach: its own aim, else as much as the LLM did here, less two points."""
    if figure.small is not None or figure.llm is None or llm is None:
        return figure.small
    return max(0.0, llm.value - NEAR)


def _by_dialogue(chosen: Chosen, plays: Sequence[Played]) -> list[dict[str, float]]:
    """The counts of each dialogue; a case counts as many as it stands for."""
    groups: dict[str, list[dict[str, float]]] = {}
    for (case, weight), play in zip(chosen, plays, strict=True):
        weighed = {name: weight * count for name, count in play.tally.items()}
        groups.setdefault(getattr(case, "dialogue", case.id), []).append(weighed)
    return [added(group) for group in groups.values()]


def _misses(protocol: Protocol, chosen: Chosen, played: Played_) -> list[Miss]:
    """The worst misses of the first reader, and how the others read them."""
    first = next(iter(played))
    found = []
    for at, (case, _) in enumerate(chosen):
        if wrong := played[first][at].wrong:
            read = {who: plays[at].read for who, plays in played.items()}
            found.append(Miss(protocol.name, protocol.said(case), protocol.marked(case), read, wrong))
    return sorted(found, key=lambda miss: -miss.wrong)[:WORST]


def command(
    settings: Settings, plan: Plan, *, as_text: bool, out: Path | None, tell: Callable[[str], None]
) -> Iterator[str]:
    """The lines to print: each set's table as it comes and the worst misses, or all as JSON, which `out` gets too."""
    opened = Opened(settings, plan.data, chosen=plan.readers, answers=plan.answers)
    measured: list[Measured] = []
    for one in run(opened, plan, tell):
        measured.append(one)
        if as_text:
            yield from readable(one)
    body = json.dumps(as_json(measured, opened.names), ensure_ascii=False)
    if out is not None:
        out.write_text(body + "\n", encoding="utf-8")
    yield from worst(measured) if as_text else [body]

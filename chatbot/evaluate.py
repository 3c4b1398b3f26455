"""How well messages are understood, on sets that people marked: figures with 95 % intervals, the LLM and rules side by
side, and the worst misses. Knows which sets, readers and figures; `protocols` knows how a set is played.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chatbot import models
from chatbot.bench import spread
from chatbot.gold import GoldError
from chatbot.measured import fields_file, measuring
from chatbot.plays import Played
from chatbot.protocols import PROTOCOLS, Protocol, drawn
from chatbot.scoring import Estimate, added, estimate
from chatbot.settings import Settings

if TYPE_CHECKING:
    from chatbot.answered import Answered
    from chatbot.extract import Reader
    from retrieval.catalogue import Catalogue
    from retrieval.encoder import Encoder

READERS = ("llm", "rules")
CRITIQUES = "soft_attributes"
WORST = 20
PATIENCE = 120.0  # seconds an answer may take here: what the machine does beside it must not change a figure


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of a set, by each reader; None where it was not measured."""

    set: str
    language: str
    name: str
    llm: Estimate | None
    rules: Estimate | None
    llm_target: float | None = None
    rules_target: float | None = None


@dataclass(frozen=True, slots=True)
class Miss:
    """A message that was read wrongly: what was said, what was marked, what each reader read, how many faults."""

    set: str
    said: str
    marked: Sequence[str]
    llm: Sequence[str] | None
    rules: Sequence[str]
    wrong: float


@dataclass(frozen=True, slots=True)
class Measured:
    """A set, measured: how many cases of how many, its figures, its misses, milliseconds a message by each reader."""

    name: str
    cases: int
    of: int
    rows: Sequence[Row]
    misses: Sequence[Miss]
    ms: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure: the folder of the data, the sets, how many cases of each (0: all), where answers are kept."""

    data: Path
    sets: Sequence[str]
    limit: int = 0
    seed: int = 0
    answers: Path | None = None
    rules_only: bool = False


def run(settings: Settings, plan: Plan, tell: Callable[[str], None]) -> Iterator[Measured]:
    """Measure the sets one after another; `tell` hears which are left out, and why.

    Raises GoldError, and what loading models and catalogues raises.
    """
    if unknown := [name for name in plan.sets if name not in (*PROTOCOLS, CRITIQUES)]:
        raise GoldError(f"there is no set {unknown[0]!r}. Choose of: {', '.join((*PROTOCOLS, CRITIQUES))}.")
    readers = _Readers(settings, plan)
    for name in plan.sets or (*PROTOCOLS, CRITIQUES):
        if name == CRITIQUES:
            yield critiques(plan, readers.encoder)
            continue
        protocol = PROTOCOLS[name]
        missing = fields_file(protocol.catalogue)
        if not missing.is_file():
            tell(f"{name} is left out: {missing} is not there.")
            continue
        yield measure(protocol, plan, readers.of(protocol.catalogue, protocol.searches))


def critiques(plan: Plan, encoder: Encoder) -> Measured:
    """The set of "more" and "less than this one": no message is read in it, so that no reader is told apart."""
    from chatbot import critiques as judgements

    found = judgements.measure(plan.data, encoder, seed=plan.seed)
    rows = [
        Row(CRITIQUES, "en", "pairs in order", found.degrees, None, judgements.TARGET),
        Row(CRITIQUES, "en", "  without a table", found.untold, None),
        Row(CRITIQUES, "en", "  cosine alone", found.cosine, None),
    ]
    return Measured(CRITIQUES, found.pairs, found.pairs, rows, (), {})


def measure(protocol: Protocol, plan: Plan, readers: Mapping[str, Reader]) -> Measured:
    """One set by each reader."""
    from chatbot.progress import bar

    every = protocol.cases(plan.data)
    chosen = drawn(every, protocol.strata, plan.limit, plan.seed)
    if not chosen:
        raise GoldError(f"{protocol.name} has no cases to measure. Take the whole file again.")
    played = {
        who: [protocol.play(case, reader) for case, _ in bar(chosen, f"{protocol.name}, {who}", unit="case")]
        for who, reader in readers.items()
    }
    return Measured(
        protocol.name,
        len(chosen),
        len(every),
        _rows(protocol, chosen, played, plan.seed),
        _misses(protocol, chosen, played),
        {who: spread([ms for one in played[who] for ms in one.ms]) for who in played},
    )


Played_ = Mapping[str, Sequence[Played]]
Chosen = Sequence[tuple[Any, float]]


def _rows(protocol: Protocol, chosen: Chosen, played: Played_, seed: int) -> list[Row]:
    tallies = {who: _by_dialogue(chosen, plays) for who, plays in played.items()}
    rows = []
    for figure in protocol.figures(tallies["rules"]):
        by = {who: estimate(tallies[who], figure.measure, seed=seed) if who in tallies else None for who in READERS}
        rows.append(
            Row(protocol.name, protocol.language, figure.name, by["llm"], by["rules"], figure.llm, figure.rules)
        )
    return rows


def _by_dialogue(chosen: Chosen, plays: Sequence[Played]) -> list[dict[str, float]]:
    """The counts of each dialogue; a case counts as many as it stands for."""
    groups: dict[str, list[dict[str, float]]] = {}
    for (case, weight), play in zip(chosen, plays, strict=True):
        weighed = {name: weight * count for name, count in play.tally.items()}
        groups.setdefault(getattr(case, "dialogue", case.id), []).append(weighed)
    return [added(group) for group in groups.values()]


def _misses(protocol: Protocol, chosen: Chosen, played: Played_) -> list[Miss]:
    first = READERS[0] if READERS[0] in played else READERS[1]
    found = []
    for at, (case, _) in enumerate(chosen):
        by = {who: plays[at] for who, plays in played.items()}
        if wrong := by[first].wrong:
            llm = by["llm"].read if "llm" in by else None
            found.append(Miss(protocol.name, protocol.said(case), protocol.marked(case), llm, by["rules"].read, wrong))
    return sorted(found, key=lambda miss: -miss.wrong)[:WORST]


class _Readers:
    """Opens each model once, and each catalogue when its first set comes."""

    def __init__(self, settings: Settings, plan: Plan) -> None:
        self._settings = settings
        self._plan = plan
        self._llm: Answered | None = None

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder of the settings, which remembers what it was asked."""
        from chatbot import assemble
        from retrieval.encoder import Remembering, SentenceEncoder

        assemble.quieten(self._settings)
        path = assemble.local(self._settings.encoder, self._settings)
        return Remembering(SentenceEncoder(path, offline=self._settings.offline, threads=self._settings.cores))

    def of(self, name: str, searches: bool) -> Mapping[str, Reader]:
        """The readers of a measuring catalogue by their names; those that search need the vectors of all items."""
        from chatbot.extract import Reader
        from retrieval.linker import Linker
        from retrieval.retriever import Retriever

        catalogue, kept = measuring(self._plan.data, name), models.cache() / "vectors"
        retriever = Retriever(catalogue, self.encoder, folder=kept) if searches else None
        linker = retriever.linker if retriever else Linker(catalogue, self.encoder, folder=kept)
        readers = {"rules": Reader(linker)}
        llm = None if self._plan.rules_only else self._answered(catalogue)
        if llm is not None:
            readers = {"llm": Reader(linker, llm, PATIENCE, llm.clock), **readers}
        return {who: replace(r, search=retriever.search) if retriever else r for who, r in readers.items()}

    def _answered(self, catalogue: Catalogue) -> Answered | None:
        """The LLM of the settings, opened for the first catalogue that is measured."""
        from chatbot import assemble
        from chatbot.answered import Answered

        if self._llm is None:
            settings = self._settings
            llm = assemble.open_llm(settings, assemble.local(settings.llm, settings), catalogue)
            self._llm = Answered(llm, self._plan.answers or models.cache() / "answers.jsonl") if llm else None
        return self._llm


# What is printed


def readable(measured: Measured) -> Iterator[str]:
    """A set's figures as a table."""
    yield ""
    yield f"{measured.name}: {measured.cases} of {measured.of}"
    yield f"  {'':<28}{'LLM  [95 %]':>22}{'at least':>10}{'':4}{'rules  [95 %]':>22}{'at least':>10}"
    for row in measured.rows:
        llm, rules = (
            _cell(value, target) for value, target in ((row.llm, row.llm_target), (row.rules, row.rules_target))
        )
        yield f"  {row.name + ' (' + row.language + ')':<28}{llm}    {rules}".rstrip()
    for who, times in measured.ms.items():
        spent = f"{times['median']} ms a message (median), nine in ten within {times['p90']} ms"
        yield f"  {who}: {spent}; {times['n']} messages"


def _cell(value: Estimate | None, target: float | None) -> str:
    said = "-" if value is None else f"{value.value:.3f} [{value.low:.2f}, {value.high:.2f}]"
    met = "" if target is None or value is None else "" if value.value >= target else " !"
    return f"{said:>22}{'' if target is None else f'{target:.2f}' + met:>10}"


def worst(measured: Sequence[Measured]) -> Iterator[str]:
    """The worst misses of all sets, of each set in turn."""
    piles = [list(one.misses) for one in measured]
    turns = [miss for place in range(WORST) for pile in piles if place < len(pile) for miss in [pile[place]]]
    yield ""
    yield f"The {min(WORST, len(turns))} worst misses"
    for number, miss in enumerate(turns[:WORST], 1):
        yield ""
        yield f"{number}. {miss.set}: {miss.said[-500:]}"
        for who, said in (("marked", miss.marked), ("LLM", miss.llm), ("rules", miss.rules)):
            if said is not None:
                yield f"   {who + ':':<8} {'; '.join(said) or 'nothing'}"


def as_json(measured: Sequence[Measured], llm: str) -> dict[str, Any]:
    """All of it as plain JSON."""
    return {"llm": llm, "sets": [asdict(one) for one in measured]}


def command(
    settings: Settings, plan: Plan, *, as_text: bool, out: Path | None, tell: Callable[[str], None]
) -> Iterator[str]:
    """The lines to print: each set's table as it comes and the worst misses, or all as JSON, which `out` gets too."""
    measured: list[Measured] = []
    for one in run(settings, plan, tell):
        measured.append(one)
        if as_text:
            yield from readable(one)
    body = json.dumps(as_json(measured, settings.llm), ensure_ascii=False)
    if out is not None:
        out.write_text(body + "\n", encoding="utf-8")
    yield from worst(measured) if as_text else [body]

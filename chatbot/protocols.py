"""The measuring sets: which catalogue each talks of, how it is played, which figures come of its counts, and what they
should be at least. Knows counts; reads no message and prints nothing.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from chatbot import gold
from chatbot.extract import Reader
from chatbot.gold import OPINIONS, Case, Opinions, Search
from chatbot.plays import Played, by_label, by_type, by_words, of_marked_slot, play_message, play_search, play_talk
from chatbot.scoring import Measure, Tally, balanced, f1, macro_f1, part, precision, recall

_Any = TypeVar("_Any")
MEANINGS = ("want", "avoid", "seen")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, and what it should be at least: read by the LLM, by the rules, by the small model; where nothing is
    said of the last, it should come near the LLM."""

    name: str
    measure: Measure
    llm: float | None = None
    rules: float | None = None
    small: float | None = None


@dataclass(frozen=True, slots=True)
class Protocol:
    """A set: the catalogue it talks of, its cases, how one is played, and the figures of the counts."""

    name: str
    language: str
    catalogue: str
    cases: Callable[[Path], Sequence[Any]]
    play: Callable[[Any, Reader], Played]
    figures: Callable[[Sequence[Tally]], Sequence[Figure]]
    said: Callable[[Any], str]
    marked: Callable[[Any], Sequence[str]]
    strata: Callable[[Any], object] = field(default=lambda case: 0)  # what kind of case: as many of each are drawn
    searches: bool = False  # whether playing a case takes a search, and so the vectors of all items


def drawn(cases: Sequence[_Any], strata: Callable[[_Any], object], limit: int, seed: int) -> list[tuple[_Any, float]]:
    """At most `limit` cases by chance, as many of each stratum, each with how many of the set it stands for."""
    if not 0 < limit < len(cases):
        return [(case, 1.0) for case in cases]
    chance = random.Random(seed)
    groups: dict[object, list[_Any]] = {}
    for case in cases:
        groups.setdefault(strata(case), []).append(case)
    found: list[tuple[_Any, float]] = []
    left = limit
    for place, group in enumerate(sorted(groups.values(), key=len)):
        count = min(len(group), left // (len(groups) - place))
        left -= count
        found += [(case, len(group) / count) for case in chance.sample(group, count)]
    return found


# Figures


def _slots(tallies: Sequence[Tally]) -> list[str]:
    counts: dict[str, float] = {}
    for tally in tallies:
        for name, count in tally.items():
            if name.endswith(" marked") and name.split()[0] not in (*MEANINGS, "strict"):
                counts[name.removesuffix(" marked")] = counts.get(name.removesuffix(" marked"), 0) + count
    return sorted(counts, key=lambda name: -counts[name])


def _iard_figures(tallies: Sequence[Tally]) -> list[Figure]:
    targets = {"genre": (0.92, 0.75), "title": (0.95, 0.70), "person": (0.90, 0.60)}
    strict = [f"strict {meaning}" for meaning in MEANINGS]
    return [
        Figure("value F1", f1, 0.84, 0.65, 0.84),
        Figure("  precision", precision),
        Figure("  recall", recall),
        *(Figure(f"recall {slot}", part(slot, recall), *targets.get(slot, ())) for slot in _slots(tallies)),
        Figure("polarity, balanced", partial(balanced, classes=MEANINGS), 0.90, 0.75),
        *(Figure(f"  {meaning}", partial(balanced, classes=[meaning])) for meaning in MEANINGS),
        Figure("polarity, strict", partial(balanced, classes=strict)),
    ]


def _ccpe_figures(tallies: Sequence[Tally]) -> list[Figure]:
    targets = {"genre": (0.80, 0.61), "title": (0.70, 0.47), "person": (0.70, 0.39)}
    found = []
    for slot, (llm, rules) in targets.items():
        found.append(Figure(f"F1 {slot}", part(slot, f1), llm, rules))
        found.append(Figure("  precision", part(slot, precision)))
        found.append(Figure("  recall", part(slot, recall)))
    return found


def _place_figures(tallies: Sequence[Tally]) -> list[Figure]:
    return [
        Figure("slot-value F1", f1, 0.85, 0.75),
        Figure("  precision", precision),
        Figure("  recall", recall),
        *(Figure(f"recall {slot}", part(slot, recall)) for slot in _slots(tallies)),
    ]


def _search_figures(tallies: Sequence[Tally]) -> list[Figure]:
    return [Figure("precision@10", precision, 0.95, 0.85)]


def _limits(case: Search) -> list[str]:
    return [f"{name} {', '.join(values)}" for name, values in case.limits.items()]


def _history(case: Search) -> str:
    return " ".join(said.text for said in case.history)


def _opinion_figures(tallies: Sequence[Tally]) -> list[Figure]:
    level = partial(macro_f1, classes=OPINIONS, level=True)
    return [
        Figure("macro-F1, classes level", level, 0.75, 0.55),
        *(Figure(f"  recall {name}", partial(_share, name=name)) for name in OPINIONS),
        Figure("macro-F1, as they come", partial(macro_f1, classes=OPINIONS)),
    ]


def _share(tally: Tally, name: str) -> float | None:
    """The share of a class that was read as it is."""
    size = sum(tally.get(f"{name} > {other}", 0.0) for other in OPINIONS)
    return tally.get(f"{name} > {name}", 0.0) / size if size else None


def _marks(case: Case) -> list[str]:
    return [f"{mark.meaning or '?'} {mark.value} ({mark.slot})" for mark in case.gold]


def _utterance(case: Case) -> str:
    before = f"[{case.context[-1].text}] " if case.context else ""
    return before + case.utterance


def _conversation(case: Opinions) -> str:
    return " ".join(f"[{said.text}]" if said.role == "assistant" else said.text for said in case.conversation)


def _written(case: Opinions) -> list[str]:
    return [f"{opinion} {case.titles[item]}" for item, opinion in case.opinions.items()]


PROTOCOLS: Mapping[str, Protocol] = {
    p.name: p
    for p in (
        Protocol(
            "iard", "en", "redial", gold.iard, partial(play_message, match=by_words), _iard_figures, _utterance, _marks
        ),
        Protocol(
            "ccpe", "en", "redial", gold.ccpe, partial(play_message, match=by_type), _ccpe_figures, _utterance, _marks
        ),
        Protocol(
            "redial_opinions", "en", "redial", gold.opinions, play_talk, _opinion_figures, _conversation, _written,
            lambda case: "disliked" in case.opinions.values(),
        ),
        Protocol(
            "crosswoz_zh", "zh", "beijing_zh", gold.crosswoz,
            partial(play_message, match=by_label, counts=of_marked_slot), _place_figures, _utterance, _marks,
        ),
        Protocol(
            "crosswoz_constraints_zh", "zh", "beijing_zh", gold.searches, play_search, _search_figures, _history,
            _limits, searches=True,
        ),
    )
}  # fmt: skip

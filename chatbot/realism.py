"""How far simulated people write like real ones: held beside the visitors of ReDial (Li et al., "Towards deep
conversational recommendations", NeurIPS 2018), who looked for films with another person.

Knows dialogues of both kinds and words; nothing here trains a person. Only train and valid are read.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chatbot.acts import intent_of
from chatbot.baselines import told_apart
from chatbot.meeting import Dialogue
from retrieval.metrics import Interval, interval
from retrieval.tables import rows

FILE = Path("redial") / "dialogues.jsonl.gz"
SPLITS = ("train", "valid")
MOST = 4000  # turns of each side that the classifier sees
TELLING = 12  # n-grams that are told of each side
_CRITICAL = re.compile(
    r"\b(?:no|not|nor|never|nah|too|rather|instead|hate[ds]?|dislike[ds]?|another|others?|else|unless)\b|n['’]?t\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\s*\(\d{4}\)")


class RealismError(ValueError):
    """Nothing to compare; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Talk:
    """One dialogue: what the visitor said, how many items they were told of, and how many of these they liked."""

    said: tuple[str, ...]
    offered: int = 0
    liked: int = 0
    group: str = ""  # who or what it is of: never parted between teaching and testing


@dataclass(frozen=True)
class Compared:
    """Figures of one group beside the real ones, and how well a classifier tells the two apart: its area under the ROC
    curve, .5 being not at all; `telling` are the n-grams that give away the real and the simulated."""

    figures: Mapping[str, Interval]
    intents: Mapping[str, float]
    turns: Mapping[int, int]
    auc: Interval | None = None
    telling: tuple[Sequence[str], Sequence[str]] = ((), ())


def real(data: Path) -> list[Talk]:
    """ReDial's visitors, with the year taken off a title. Raises CatalogueError where there is no such file."""
    found = []
    for _, row in rows(data / FILE):
        if row["split"] not in SPLITS:
            continue
        said = tuple(_YEAR.sub("", str(turn["text"])).strip() for turn in row["turns"] if turn["role"] == "user")
        offered = [label for label in row["labels"].values() if label["suggested"] == 1]
        liked = sum(label["liked"] == 1 for label in offered)
        found.append(Talk(tuple(s for s in said if s), len(offered), liked, str(row["dialogue_id"])))
    return found


def simulated(dialogues: Iterable[Dialogue]) -> list[Talk]:
    """What simulated people said in English; one person's dialogues are of one group."""
    found = []
    for d in dialogues:
        if d.language == "en":
            said = tuple(s for s in (*(e.said for e in d.exchanges), d.last_said) if s)
            offered = {one for e in d.exchanges for one in (*e.shown, *e.later)}
            liked = {item for e in d.exchanges for item, kind in e.clicks if kind == "like"} | ({d.took} - {""})
            found.append(Talk(said, len(offered), len(liked & offered), d.person))
    return found


def compared(talks: Sequence[Talk], others: Sequence[Talk], *, seed: int = 0) -> Compared:
    """The figures of `talks`, and how well they are told from `others`."""
    if not talks or not others:
        raise RealismError("there is no dialogue in English to compare. Simulate people on an English catalogue first.")
    auc, telling = _apart(talks, others, seed)
    counts = Counter(intent for talk in talks for intent in map(_intent, talk.said))
    most = sum(counts.values())
    turns = Counter(len(talk.said) for talk in talks)
    intents = {name: count / most for name, count in counts.most_common()}
    return Compared(figures(talks), intents, dict(sorted(turns.items())), auc, telling)


def figures(talks: Sequence[Talk]) -> dict[str, Interval]:
    """Means over dialogues: turns, words and characters a turn, shares of turns that ask or criticise by their words,
    the share of offered items that are liked, and of dialogues in which one is."""
    means: dict[str, Callable[[Talk], float]] = {
        "turns": lambda t: float(len(t.said)),
        "words": lambda t: _mean(len(s.split()) for s in t.said),
        "characters": lambda t: _mean(len(s) for s in t.said),
        "questions": lambda t: _mean("?" in s for s in t.said),
        "critiques": lambda t: _mean(bool(_CRITICAL.search(s)) for s in t.said),
        "accepted": lambda t: t.liked / t.offered if t.offered else float("nan"),
        "served": lambda t: float(t.liked > 0) if t.offered else float("nan"),
    }
    return {name: interval([value(t) for t in talks]) for name, value in means.items()}


def _mean(values: Iterable[float]) -> float:
    known = list(values)
    return sum(known) / len(known) if known else float("nan")


def _intent(said: str) -> str:
    """What a message is for, by its words alone."""
    return intent_of(said, (), (), on_screen=True)


def _apart(talks: Sequence[Talk], others: Sequence[Talk], seed: int) -> tuple[Interval, tuple[list[str], list[str]]]:
    """The area under the ROC curve of a classifier of single turns, with its interval by drawing dialogues again."""
    chance = random.Random(seed)
    ours, theirs = _turns(talks), _turns(others)
    few = min(len(ours), len(theirs), MOST)
    drawn = [(text, 1, group) for text, group in chance.sample(ours, few)]
    drawn += [(text, 0, group) for text, group in chance.sample(theirs, few)]
    texts, labels, groups = zip(*drawn, strict=True)
    scores, telling = told_apart(texts, labels, groups, most=TELLING)
    by_group: dict[str, list[int]] = {}
    for at, group in enumerate(groups):
        by_group.setdefault(f"{labels[at]} {group}", []).append(at)
    names = sorted(by_group)
    found = []
    for _ in range(200):
        places = [place for name in chance.choices(names, k=len(names)) for place in by_group[name]]
        found.append(area([scores[n] for n in places], [labels[n] for n in places]))
    known = sorted(one for one in found if one == one)
    low, high = (known[round(share * (len(known) - 1))] for share in (0.025, 0.975))
    return Interval(area(scores, labels), low, high), telling


def _turns(talks: Sequence[Talk]) -> list[tuple[str, str]]:
    return [(text, talk.group) for talk in talks for text in talk.said]


def area(scores: Sequence[float], labels: Sequence[int]) -> float:
    """How often one of label 1 scores higher than one of label 0, ties counting half (Hanley and McNeil, 1982); nan
    where one of the two is missing."""
    order = sorted(range(len(scores)), key=lambda n: scores[n])
    ranks, at = [0.0] * len(scores), 0
    while at < len(order):
        end = at
        while end + 1 < len(order) and scores[order[end + 1]] == scores[order[at]]:
            end += 1
        for place in range(at, end + 1):
            ranks[order[place]] = (at + end) / 2 + 1
        at = end + 1
    ones = sum(labels)
    zeros = len(labels) - ones
    if not ones or not zeros:
        return float("nan")
    return (sum(r for r, label in zip(ranks, labels, strict=True) if label) - ones * (ones + 1) / 2) / (ones * zeros)


def as_json(found: Mapping[str, Compared]) -> dict[str, Any]:
    """All of it as plain values, by group."""
    return {
        name: {
            "figures": {key: list(value) for key, value in one.figures.items()},
            "intents": dict(one.intents),
            "turns": {str(n): count for n, count in one.turns.items()},
            "auc": list(one.auc) if one.auc else None,
            "telling": {"simulated": list(one.telling[0]), "real": list(one.telling[1])},
        }
        for name, one in found.items()
    }


def readable(found: Mapping[str, Compared]) -> Iterator[str]:
    """A table with a column a group, then what gives each away."""
    names = list(found)
    yield f"{'mean of dialogues [95 %]':<28}" + "".join(f"{name:<22}" for name in names).rstrip()
    for key in next(iter(found.values())).figures:
        yield f"{key:<28}" + "".join(f"{_said(one.figures[key]):<22}" for one in found.values()).rstrip()
    yield f"{'told from real, AUC':<28}" + "".join(f"{_said(one.auc):<22}" for one in found.values()).rstrip()
    for intent in dict.fromkeys(name for one in found.values() for name in one.intents):
        yield f"{'turns for: ' + intent:<28}" + "".join(
            f"{one.intents.get(intent, 0.0):<22.2f}" for one in found.values()
        )
    for name, one in found.items():
        spread = ", ".join(f"{n}: {count}" for n, count in one.turns.items())
        yield f"{name}: dialogues by turns: {spread}"
        if one.telling[0]:
            yield f"{name}: gives it away: {', '.join(one.telling[0])}; speaks for real: {', '.join(one.telling[1])}"


def _said(value: Interval | None) -> str:
    if value is None or value.mean != value.mean:
        return "–"
    return f"{value.mean:.2f} [{value.low:.2f}, {value.high:.2f}]"

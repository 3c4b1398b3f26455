"""How real what is generated is: stars beside ratings that people gave later, texts beside what they wrote, reasons by
their support; always beside the same without a person's history. Knows what is measured; prints nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from chatbot import baselines, overlap, ratings, rivals
from chatbot.comments import Comment
from chatbot.generate import PIECES, Author, Person
from chatbot.gold import GoldError
from chatbot.llm import LLM
from chatbot.manner import cares
from chatbot.pitches import Pitched, Pitcher, Request, counted
from chatbot.polarity import clauses
from chatbot.ratings import Ratings
from chatbot.scoring import Estimate, Tally, estimate
from chatbot.sentiment import by_words, intensity
from chatbot.stars import Scale, Stars
from chatbot.told import Told, told
from retrieval.catalogue import Catalogue
from retrieval.rating import Plan
from retrieval.tables import rows

LATEST = 10  # one in so many of a person's ratings is held back: the latest
REAL, OTHERS = "people themselves", "another person's text"
WITH, WITHOUT = "with history", "without"
Encode = Callable[[Sequence[str]], Any]  # texts -> unit vectors


# Stars


def later(data: Path, catalogue: Catalogue) -> tuple[Ratings, list[tuple[str, str, float]]]:
    """Ratings whose latest tenth of each person is held back, and all of these (person, item, rating) in order of time.

    Raises GoldError where there are none with their times.
    """
    path = next(iter(sorted(data.glob(f"*/{rivals.NAME}.jsonl.gz"))), None)
    if path is None:
        raise GoldError(
            f"{data} has no folder with {rivals.NAME}.jsonl.gz. Give the measuring data's folder by --data."
        )
    found: dict[str, list[tuple[float, str, float]]] = {}
    for _, row in rows(path):
        if row["item_id"] in catalogue.row_of:
            found.setdefault(row["user_id"], []).append((row["timestamp"], row["item_id"], float(row["rating"])))
    order = [(person, item, given) for person, own in found.items() for _, item, given in sorted(own)]
    held = {(p, one[1]) for p, own in found.items() for one in sorted(own)[len(own) - len(own) // LATEST :]}
    read = ratings.read((Comment("", "", item, person, given) for person, item, given in order), catalogue)
    names = [item.id for item in catalogue.items]
    pairs = zip(read.all.people.tolist(), read.all.rows.tolist(), strict=True)
    parts = [0 if (read.people[person], names[row]) in held else 1 for person, row in pairs]
    return replace(read, parts=_array(parts)), order


def _array(numbers: Sequence[int]) -> Any:
    import numpy as np

    return np.array(numbers)


def stars(data: Path, *, seed: int = 0, plan: Plan | None = None) -> tuple[dict[str, Estimate], int, int]:
    """1 less the mean absolute error over the scale's width, by way of giving stars; how many ratings were known, and
    held back. Raises GoldError and what opening the catalogue raises."""
    catalogue, but = rivals.opened(data)
    read, _ = later(data, catalogue)
    names, known, held = [item.id for item in catalogue.items], read.known, read.held
    histories: dict[str, dict[str, float]] = {person: {} for person in read.people}
    for person, row, given in zip(known.people.tolist(), known.rows.tolist(), known.ratings.tolist(), strict=True):
        histories[read.people[person]][names[row]] = given
    asked = [
        (read.people[person], names[row]) for person, row in zip(held.people.tolist(), held.rows.tolist(), strict=True)
    ]
    scale = Scale.of([given for own in histories.values() for given in own.values()])
    taught = ratings.teach(read, catalogue, plan or Plan(seed=seed), but=but, reviews=None)
    ways: dict[str, Sequence[float]] = {
        "learnt (chatbot train rating)": [scale.nearest(float(x)) for x in taught.predicted],
        "person, item and likeness": Stars(histories, catalogue, but=but).give(asked),
        "without history": Stars(histories, catalogue, own=False, but=but).give(asked),
    }
    found = {}
    for way, given_ in ways.items():
        wrong = [abs(a - b) / (scale.high - scale.low) for a, b in zip(given_, held.ratings.tolist(), strict=True)]
        found[way] = _by_person(wrong, held.people.tolist(), seed)
    return found, len(known.rows), len(held.rows)


def _by_person(wrong: Sequence[float], people: Sequence[int], seed: int) -> Estimate:
    """1 less the mean, with the interval by resampling people."""
    tallies: dict[int, dict[str, float]] = {}
    for person, error in zip(people, wrong, strict=True):
        tally = tallies.setdefault(person, {"n": 0.0, "wrong": 0.0})
        tally["n"] += 1
        tally["wrong"] += error
    found = estimate(list(tallies.values()), lambda t: 1 - t["wrong"] / t["n"] if t.get("n") else None, seed=seed)
    assert found is not None, "ratings were held back"
    return found


# Texts


@dataclass(frozen=True)
class Way:
    """One way of having a text for each case, the figures of these texts, and the share that an LLM wrote (None where
    none was asked)."""

    name: str
    texts: Sequence[str]
    figures: Mapping[str, Estimate]
    llm: float | None = None


@dataclass(frozen=True)
class Judges:
    """What texts are judged with; each but the encoder may be missing."""

    encode: Encode
    with_vader: bool = True
    likelihood: Callable[[Sequence[str]], list[tuple[float, int]]] | None = None


def texts(
    data: Path, catalogue: Catalogue, judges: Judges, *, llm: LLM | None = None, limit: int = 0, seed: int = 0
) -> tuple[list[Way], int]:
    """The figures of each way, and how many cases there are of how many. What a person liked is given to every way: it
    is the words that are compared. Raises GoldError and BaselineError."""
    every = [one for one in told(data) if one.item in catalogue.row_of]
    if not every:
        raise GoldError(
            f"{data}: no conversation in it has a text that can be compared. Give the measuring data's folder."
        )
    cases = every[:: max(1, len(every) // limit)][:limit] if limit else every
    sources = [[*one.before, catalogue.items[catalogue.row_of[one.item]].text] for one in cases]
    found = [Way(REAL, [one.text for one in cases], {})]
    found.append(Way(OTHERS, _others(cases), {}))
    for writes, engine in ((PIECES, None), *([(llm.name, llm)] if llm else [])):
        for history in (True, False):
            made = list(_made(cases, catalogue, engine, history, seed))
            by = sum(who != PIECES for _, who in made) / len(made) if engine else None
            found.append(Way(f"{writes}, {WITH if history else WITHOUT}", [text for text, _ in made], {}, by))
    return [replace(way, figures=_figures(way, cases, sources, judges, seed)) for way in found], len(every)


def _others(cases: Sequence[Told]) -> list[str]:
    """For each case what the next person wrote of something that they liked, or disliked, as well."""
    found = []
    for at, one in enumerate(cases):
        rest = [*cases[at + 1 :], *cases[:at]]
        found.append(next((other.text for other in rest if other.liked == one.liked), one.text))
    return found


def _made(
    cases: Sequence[Told], catalogue: Catalogue, llm: LLM | None, history: bool, seed: int
) -> Iterator[tuple[str, str]]:
    """The text that is generated for each case, titles as "it", and who wrote it."""
    from chatbot.progress import bar

    people = {
        one.person: Person(
            one.person,
            {item: float(said) for item, said in one.judged.items() if item in catalogue.row_of},
            one.before,
        )
        for one in cases
    }
    histories = {person.id: person.ratings for person in people.values()}
    given = Stars(histories, catalogue, scale=Scale(0.0, 1.0, (0.0, 1.0)))
    author = Author(catalogue, people, given, llm, history=history, seed=seed)
    says = f"{llm.name if llm else PIECES}, {WITH if history else WITHOUT}"
    for one in bar(cases, says, unit="text"):
        item = catalogue.items[catalogue.row_of[one.item]]
        row = author.row(one.person, item, float(one.liked))
        yield str(row["text"]).replace(item.title, "it").replace(item.title.lower(), "it"), str(row["by"])


# Figures of texts

_SAMPLES = 1000  # of the bootstrap
_PARTS = {
    "bleu": "BLEU",
    "rouge": "ROUGE-L",
    "topic": "topic",
    "tone": "sentiment alike",
    "strength": "intensity alike",
}


def _figures(
    way: Way, cases: Sequence[Told], sources: Sequence[Sequence[str]], judges: Judges, seed: int
) -> dict[str, Estimate]:
    real = [one.text for one in cases]
    alike = (judges.encode(way.texts) * judges.encode(real)).sum(1).tolist()
    mine, theirs = _read(way.texts), _read(real)
    vader = baselines.vader([*way.texts, *real]) if judges.with_vader else []
    likely = judges.likelihood(way.texts) if judges.likelihood else []
    gold = [set(cares([text], "en")) for text in real]
    tallies = []
    for at, (text, case) in enumerate(zip(way.texts, cases, strict=True)):
        tally = {"n": 1.0, "bleu": overlap.bleu(text, case.text), "rouge": overlap.rouge_l(text, case.text)}
        tally["topic"] = max(0.0, alike[at])
        tally["same"] = float((mine[at][0] > 0) == case.liked and mine[at][0] != 0)
        tones = (vader[at], vader[len(real) + at]) if vader else (mine[at][0], theirs[at][0])
        tally["tone"] = 1 - abs(tones[0] - tones[1]) / 2
        tally["strength"] = 1 - abs(mine[at][1] - theirs[at][1])
        if vader:
            tally["vader"] = float((vader[at] > 0) == case.liked and vader[at] != 0)
        own = set(cares([text], "en"))
        tally |= {"right": len(own & gold[at]), "read": len(own), "marked": len(gold[at])}
        copied, runs = overlap.copied(text, sources[at])
        tally |= {"copied": copied, "runs": runs}
        if likely:
            tally |= {"nats": likely[at][0], "tokens": likely[at][1]}
        tallies.append(tally)
    found = _estimates(tallies, _measures(judges), seed)
    for n in (1, 2):
        found |= _estimates(_blocks(way.texts, n), {f"distinct-{n}": _share("new", "all")}, seed)
    return found


_Measures = Mapping[str, Callable[[Tally], float | None]]


def _estimates(tallies: Sequence[Tally], measures: _Measures, seed: int) -> dict[str, Estimate]:
    """As `scoring.estimate`, of many figures with the same draws; those that can be measured."""
    import numpy as np

    names = sorted({name for tally in tallies for name in tally})
    counts = np.array([[tally.get(name, 0.0) for name in names] for tally in tallies])
    drawn = np.random.default_rng(seed).multinomial(len(tallies), [1 / len(tallies)] * len(tallies), _SAMPLES) @ counts
    sums = [dict(zip(names, row, strict=True)) for row in drawn.tolist()]
    found = {}
    for name, measure in measures.items():
        whole = measure(dict(zip(names, counts.sum(0).tolist(), strict=True)))
        values = sorted(value for tally in sums if (value := measure(tally)) is not None)
        if whole is not None:
            low, high = (values[round(share * (len(values) - 1))] for share in (0.025, 0.975))
            found[name] = Estimate(whole, low, high)
    return found


def _measures(judges: Judges) -> _Measures:
    found: dict[str, Callable[[Tally], float | None]] = {
        "stars and text agree": _share("same", "n"),
        **({"the same by VADER": _share("vader", "n")} if judges.with_vader else {}),
        **{name: _share(part, "n") for part, name in _PARTS.items()},
        "text, as weighed there": lambda t: (t["tone"] / 4 + t["strength"] / 4 + t["topic"] / 2) / t["n"],
        "aspects, F1": _f1,
        "copied": _share("copied", "runs"),
    }
    if judges.likelihood:
        found["perplexity"] = lambda t: math.exp(t["nats"] / t["tokens"]) if t.get("tokens") else None
    return found


def _share(part: str, whole: str) -> Callable[[Tally], float | None]:
    return lambda tally: tally.get(part, 0.0) / tally[whole] if tally.get(whole) else None


def _f1(tally: Tally) -> float | None:
    both = tally["read"] + tally["marked"]
    return 2 * tally["right"] / both if both else None


def _blocks(texts: Sequence[str], n: int) -> list[Tally]:
    """Different and all runs of n words, within each so many texts."""
    size = overlap.BLOCK
    whole = range(0, max(1, len(texts) - size + 1), size)
    counts = [overlap.distinct(texts[at : at + size], n) for at in whole]
    return [{"new": float(new), "all": float(all_)} for new, all_ in counts]


def _read(texts: Sequence[str]) -> list[tuple[float, float]]:
    """Sentiment and intensity of each text by the words that ship."""
    found = [clauses(text, "en") for text in texts]
    return [(by_words(parts).sentiment, intensity(parts, text)) for parts, text in zip(found, texts, strict=True)]


# Reasons


def supported(pitcher: Pitcher, wishes: Sequence[str]) -> Pitched:
    """What of the reasons for these wishes is supported."""
    from chatbot.progress import bar

    asked = [Request(str(number), words) for number, words in enumerate(wishes, 1)]
    return counted([pitcher.line(one) for one in bar(asked, "Reasons", unit="request")], len(asked))

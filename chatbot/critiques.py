"""How often items are ordered as people order them: "more violent than this one", "less funny". Knows the set of
judgements and its figures; how degrees are made is the business of `retrieval.degrees`.

A judgement names a reference and items that have less or more of an attribute than it. Each pair in it is right where
the degrees order it alike, half right where they are equal: less and more, less and reference, reference and more. The
95 % intervals are a bootstrap over attributes, not over raters: the pairs of an attribute share one entry of the table
and stand or fall together, so that resampling raters would give too narrow an interval.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chatbot.gold import GoldError
from chatbot.measured import measuring
from chatbot.render import shipped
from chatbot.scoring import Estimate, estimate, recall
from retrieval.tables import CatalogueError, rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from retrieval.catalogue import Catalogue
    from retrieval.encoder import Encoder

SET = "soft_attributes"
TARGET = 0.75  # of the pairs; chance orders half of them rightly

Columns = Mapping[str, "NDArray[np.float32]"]  # by attribute, one number an item


@dataclass(frozen=True, slots=True)
class Pair:
    """What a rater says of two items, given by their rows: `more` has more of the attribute than `less`."""

    rater: str
    attribute: str
    less: int
    more: int


@dataclass(frozen=True, slots=True)
class Critiques:
    """The share of pairs that is ordered rightly: by the degrees, by what is simpler, and attribute by attribute."""

    pairs: int
    degrees: Estimate
    untold: Estimate  # degrees where the owner wrote no table
    cosine: Estimate  # the encoder alone, between the attribute's word and the item's text
    attributes: Mapping[str, float]
    raters: float | None  # how often another rater orders the same two items alike; None where no two met


def measure(data: Path, encoder: Encoder, *, name: str = SET, seed: int = 0) -> Critiques:
    """Measure `critiques/<name>.jsonl.gz` of the measuring data. Only the items that it names are encoded.

    Raises GoldError and CatalogueError where the data are missing or malformed.
    """
    from retrieval.degrees import Degrees
    from retrieval.retriever import described

    judged = _judged(data, name)
    catalogue = _only(_catalogue(data, name), {one for row in judged for one in _ids(row)})
    pairs = [pair for row in judged for pair in pairs_of(row, catalogue.row_of)]
    if not pairs:
        raise GoldError(f"{name} names no two items of the catalogue {catalogue.name!r}. Take both files again.")
    words = sorted({pair.attribute for pair in pairs})
    vectors = encoder.encode([described(item, catalogue) for item in catalogue.items])
    told = Degrees(catalogue, vectors, encoder)
    untold = Degrees(replace(catalogue, degrees={}), vectors, encoder)
    columns = {word: told.of(word) for word in words}
    cosines = dict(zip(words, encoder.encode(words) @ vectors.T, strict=True))
    return Critiques(
        len(pairs),
        share(pairs, columns, seed=seed),
        share(pairs, {word: untold.of(word) for word in words}, seed=seed),
        share(pairs, cosines, seed=seed),
        {word: recall(tally) or 0.0 for word, tally in tallies(pairs, columns).items()},
        agreement(pairs),
    )


def pairs_of(row: Mapping[str, Any], row_of: Mapping[str, int]) -> Iterator[Pair]:
    """The pairs of one judgement; items that the catalogue lacks are passed over."""
    less, more = ([row_of[i] for i in _listed(row[side]) if i in row_of] for side in ("less", "more"))
    reference = [row_of[i] for i in [row["reference"]] if i in row_of]
    for lower, upper in ((less, more), (less, reference), (reference, more)):
        yield from (Pair(row["rater"], row["attribute"], *two) for two in product(lower, upper))


def tallies(pairs: Iterable[Pair], columns: Columns) -> dict[str, dict[str, float]]:
    """For each attribute how many pairs are ordered "right", ties counting half, and how many there are ("marked")."""
    found: dict[str, dict[str, float]] = {}
    for pair in pairs:
        tally = found.setdefault(pair.attribute, {"right": 0.0, "marked": 0.0})
        less, more = (float(columns[pair.attribute][at]) for at in (pair.less, pair.more))
        tally["right"] += (more > less) + 0.5 * (more == less)
        tally["marked"] += 1
    return found


def share(pairs: Sequence[Pair], columns: Columns, *, seed: int = 0) -> Estimate:
    """The share of pairs ordered rightly, with its interval over attributes. There is at least one pair."""
    found = estimate(list(tallies(pairs, columns).values()), recall, seed=seed)
    assert found is not None
    return found


def agreement(pairs: Iterable[Pair]) -> float | None:
    """How often a rater orders two items as another rater of the same attribute does: what no order can exceed by far.

    Each judgement counts once; None where no two raters met.
    """
    met: dict[tuple[str, int, int], dict[str, bool]] = {}
    for pair in pairs:
        if pair.less != pair.more:
            low, high = sorted((pair.less, pair.more))
            met.setdefault((pair.attribute, low, high), {})[pair.rater] = pair.less == low
    alike = count = 0.0
    for votes in met.values():
        if len(votes) > 1:
            yes, all_ = sum(votes.values()), len(votes)
            alike += (yes * (yes - 1) + (all_ - yes) * (all_ - yes - 1)) / (all_ - 1)
            count += all_
    return alike / count if count else None


def readable(result: Critiques) -> Iterator[str]:
    """The measurement as lines."""
    yield f"{result.pairs:,} pairs of {len(result.attributes)} attributes; 95 % intervals by bootstrap over attributes"
    for said, figure in (
        (f"degrees (target {TARGET:.2f})", result.degrees),
        ("degrees without a table", result.untold),
        ("cosine of word and text", result.cosine),
    ):
        yield f"{said:<28}{figure.value:.3f}  [{figure.low:.3f}, {figure.high:.3f}]"
    yield f"{'chance':<28}{0.5:.3f}"
    if result.raters is not None:
        yield f"{'another rater':<28}{result.raters:.3f}"
    for word, value in sorted(result.attributes.items(), key=lambda one: -one[1]):
        yield f"  {word:<26}{value:.2f}"


def _judged(data: Path, name: str) -> list[Mapping[str, Any]]:
    file = data / "critiques" / f"{name}.jsonl.gz"
    if not file.is_file():
        raise GoldError(f"{file}: no such measuring set. Give the folder that holds critiques/ by --data.")
    try:
        found = [row for _, row in rows(file)]
    except CatalogueError as error:
        raise GoldError(str(error)) from None
    for number, row in enumerate(found, 1):
        if missing := {"rater", "attribute", "reference", "less", "more"} - row.keys():
            raise GoldError(f"{file}, row {number}: it has no {min(missing)}. Take the whole file again.")
    return found


def _catalogue(data: Path, name: str) -> Catalogue:
    """The catalogue whose fields file says that the set judges it, with the `[degrees]` of the one that lends words."""
    for file in sorted((shipped("data") / "measured").glob("*.toml")):
        said = tomllib.loads(file.read_text(encoding="utf-8"))
        if said.get("judged") == name:
            lender = tomllib.loads((shipped("data") / f"{said['talk_of']}.toml").read_text(encoding="utf-8"))
            catalogue, known = measuring(data, file.stem), said["best_known"]
            order = sorted(catalogue.items, key=lambda item: -item.numbers.get(known, (0.0, 0.0))[0])
            return replace(catalogue, items=tuple(order), degrees=lender["degrees"])
    raise GoldError(f'no fields file in data/measured says judged = "{name}". Write one beside those there.')


def _only(catalogue: Catalogue, ids: set[str]) -> Catalogue:
    return replace(catalogue, items=tuple(item for item in catalogue.items if item.id in ids))


def _ids(row: Mapping[str, Any]) -> Iterator[str]:
    yield from (row["reference"], *_listed(row["less"]), *_listed(row["more"]))


def _listed(side: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    yield from (item["item_id"] for item in side if item["item_id"])

"""What people say of each item of a catalogue, and what each person speaks of: kept for the recommender. Knows a file;
reads no text and ranks nothing.

`learnt/CATALOGUE/opinions` in the program's folder holds a version each time that they are made anew.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chatbot import learnt
from chatbot.export import scrub
from chatbot.learnt import Figure, LearntError, Stamp
from chatbot.summary import Summary

log = logging.getLogger(__name__)
PART, FILE = "opinions", "opinions.json"
_LEAST = 2  # texts that must praise an aspect, and more than blame it, for it to be evidence


@dataclass(frozen=True, slots=True)
class Said:
    """What people say of one aspect of an item: how many praise and blame it, and the clearest words of either kind."""

    aspect: str
    praised: int
    blamed: int
    praise: tuple[str, ...] = ()
    blame: tuple[str, ...] = ()

    @property
    def balance(self) -> float:
        """From -1 (all blame) to 1 (all praise), drawn towards 0 where few speak."""
        return (self.praised - self.blamed) / (self.praised + self.blamed + 2)


@dataclass(frozen=True, slots=True)
class OfItem:
    """What people say of an item: of how many texts, how they praise it on average (-1 to 1), by aspect, the most
    spoken of first."""

    texts: int
    sentiment: float
    aspects: tuple[Said, ...] = ()

    @property
    def praised(self) -> list[Said]:
        """The aspects that people praise, the surest first."""
        good = [said for said in self.aspects if said.praised >= _LEAST and said.praised > said.blamed]
        return sorted(good, key=lambda said: -said.balance)

    @property
    def blamed(self) -> list[Said]:
        """The aspects that people complain of, the surest first."""
        bad = [said for said in self.aspects if said.blamed >= _LEAST and said.blamed > said.praised]
        return sorted(bad, key=lambda said: said.balance)


@dataclass(frozen=True)
class Opinions:
    """What is said of a catalogue's items and cared for by its people."""

    items: Mapping[str, OfItem]
    cares: Mapping[str, Mapping[str, int]]  # person -> aspect -> how many of their texts speak of it

    def of(self, item_id: str) -> OfItem | None:
        """What people say of an item, None where nobody does."""
        return self.items.get(item_id)

    @property
    def balances(self) -> dict[str, dict[str, float]]:
        """Of each item, by aspect, how far praise outweighs blame (-1 to 1); "" is the item as a whole."""
        found = {name: {said.aspect: said.balance for said in one.aspects} for name, one in self.items.items()}
        return {n: {"": of.sentiment * of.texts / (of.texts + 2), **found[n]} for n, of in self.items.items()}

    def cares_of(self, person: str) -> dict[str, float]:
        """The aspects that a person speaks of, as shares that add up to 1; {} where they said nothing."""
        counts = self.cares.get(person, {})
        return {aspect: count / sum(counts.values()) for aspect, count in counts.items()}


NONE = Opinions({}, {})


def keep(home: Path, catalogue: str, summary: Summary, *, quotes: bool = True) -> str:
    """Keep what a run found of a catalogue's items, in place of what was kept; the version's name. Quotes, which other
    visitors will read, go without addresses and numbers, or are left out. Raises OSError."""
    before = len(opinions(home, catalogue).items)
    body = {
        "items": {name: _kept(one.json, quotes=quotes) for name, one in summary.items.items()},
        "cares": {person: dict(cares) for person, cares in summary.cares.items() if cares},
    }

    def making(folder: Path) -> None:
        (folder / FILE).write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")

    figure = Figure("items spoken of", before, len(summary.items))
    made = learnt.keep(home, catalogue, PART, making, figure=figure, facts={"texts": summary.read})
    learnt.take(home, catalogue, PART, made.name)
    return made.name


def _kept(item: dict[str, Any], *, quotes: bool) -> dict[str, Any]:
    for tally in item["aspects"].values():
        kept = tally["quotes"].items() if quotes else ()
        tally["quotes"] = {kind: [scrub(quote) for quote in said] for kind, said in kept}
    return item


def following(home: Path, catalogue: str) -> Callable[[], Opinions]:
    """What is kept for a catalogue, read again when it changes; nothing while it cannot be read, which is told once."""
    lock = threading.Lock()
    seen: list[tuple[Stamp, Opinions]] = []

    def current() -> Opinions:
        now = stamp(home, catalogue)
        with lock:
            if not seen or seen[0][0] != now:
                try:
                    found = opinions(home, catalogue)
                except LearntError as error:
                    log.error("%s", error)
                    found = NONE
                seen[:] = [(now, found)]
            return seen[0][1]

    return current


def opinions(home: Path, catalogue: str) -> Opinions:
    """What was kept for a catalogue, nothing where nothing was. Raises LearntError where its file is damaged."""
    folder = learnt.opened(home, catalogue, PART)
    if folder is None:
        return NONE
    try:
        body = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return Opinions({name: _item(one) for name, one in body["items"].items()}, body["cares"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LearntError(f"{folder / FILE} cannot be read ({error}). Run chatbot analyse again with --keep.") from None


def stamp(home: Path, catalogue: str) -> Stamp:
    """What changes when opinions are made anew, at the cost of one look."""
    return learnt.stamp(home, catalogue, PART)


def _item(body: Mapping[str, Any]) -> OfItem:
    aspects = (_said(name, tally) for name, tally in body["aspects"].items())
    return OfItem(int(body["texts"]), float(body["sentiment"]), tuple(aspects))


def _said(aspect: str, tally: Mapping[str, Any]) -> Said:
    quotes: Mapping[str, Sequence[str]] = tally["quotes"]
    return Said(
        aspect, tally["praised"], tally["blamed"], tuple(quotes.get("praise", ())), tuple(quotes.get("blame", ()))
    )

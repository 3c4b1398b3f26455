"""What many texts say together: how many were read and set aside, praise and blame by aspect and by item. Knows counts;
reads no text.

Built one line at a time from what was written, so that its size depends on the aspects and items, not on the texts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

MOST_PHRASES = 20_000  # nouns of the corpus that are counted; beyond, those that came once go
_OFTEN = 3  # times that such a noun must come to be worth a line
_LONGEST_QUOTE = 120
_QUOTES = 3  # kept an aspect of an item and a direction


@dataclass
class Tally:
    """Praise and blame of one thing: how often, and the best quote of each kind with how strong it is."""

    praised: int = 0
    blamed: int = 0
    quotes: dict[bool, list[tuple[float, str]]] = field(default_factory=dict)

    def add(self, polarity: float, quote: str) -> None:
        """One more. A quote is good that is strong and short."""
        good = polarity > 0
        self.praised, self.blamed = self.praised + good, self.blamed + (not good)
        if quote and len(quote) <= _LONGEST_QUOTE:
            kept = self.quotes.setdefault(good, [])
            worth = round(abs(polarity) - len(quote) / 1000, 4)
            if (worth, quote) not in kept:
                kept.append((worth, quote))
                kept.sort(reverse=True)
                del kept[_QUOTES:]

    @property
    def json(self) -> dict[str, Any]:
        said = {"praised": self.praised, "blamed": self.blamed}
        quotes = {("praise" if good else "blame"): [q for _, q in kept] for good, kept in sorted(self.quotes.items())}
        return {**said, "quotes": quotes}


@dataclass
class OfItem:
    """What is said of one item."""

    texts: int = 0
    sentiment: float = 0.0  # the sum
    aspects: dict[str, Tally] = field(default_factory=dict)

    @property
    def json(self) -> dict[str, Any]:
        mean = round(self.sentiment / max(1, self.texts), 3)
        aspects = {name: tally.json for name, tally in sorted(self.aspects.items(), key=lambda a: -_times(a[1]))}
        return {"texts": self.texts, "sentiment": mean, "aspects": aspects}


@dataclass
class Summary:
    """The counts of all lines so far."""

    read: int = 0
    sentiment: float = 0.0
    set_aside: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    by: Counter[str] = field(default_factory=Counter)
    aspects: dict[str, Tally] = field(default_factory=dict)
    phrases: dict[str, Tally] = field(default_factory=dict)
    items: dict[str, OfItem] = field(default_factory=dict)
    cares: dict[str, Counter[str]] = field(default_factory=dict)  # person -> aspect -> times spoken of

    def add(self, line: Mapping[str, Any]) -> None:
        """A line as `Opinion.json` and `SetAside.json` give it."""
        if reason := line.get("set_aside"):
            self.set_aside[reason] += 1
            return
        self.read += 1
        self.sentiment += line["sentiment"]
        self.languages[line["language"]] += 1
        self.by[line["by"]] += 1
        for about in line["about"]:
            table = self.phrases if about["kind"] == "phrase" else self.aspects
            table.setdefault(about["aspect"], Tally()).add(about["polarity"], about["quote"])
        if len(self.phrases) > MOST_PHRASES:
            self.phrases = {name: tally for name, tally in self.phrases.items() if _times(tally) > 1}
        for item in line["items"]:
            self._of_item(self.items.setdefault(item, OfItem()), line)
        if line["person"]:
            cares = self.cares.setdefault(line["person"], Counter())
            cares.update(about["aspect"] for about in line["about"] if about["kind"] != "phrase")

    def _of_item(self, one: OfItem, line: Mapping[str, Any]) -> None:
        one.texts += 1
        one.sentiment += line["sentiment"]
        for about in line["about"]:
            if about["kind"] != "phrase":
                one.aspects.setdefault(about["aspect"], Tally()).add(about["polarity"], about["quote"])

    @property
    def topics(self) -> list[tuple[str, Tally]]:
        """Aspects, and nouns of the corpus that came often enough, the most spoken of first."""
        often = [(name, tally) for name, tally in self.phrases.items() if _times(tally) >= _OFTEN]
        return sorted([*self.aspects.items(), *often], key=lambda topic: (-_times(topic[1]), topic[0]))

    @property
    def json(self) -> dict[str, Any]:
        items = sorted(self.items.items(), key=lambda item: -item[1].texts)
        return {
            "read": self.read, "mean_sentiment": round(self.sentiment / max(1, self.read), 3),
            "set_aside": dict(self.set_aside.most_common()), "languages": dict(self.languages), "by": dict(self.by),
            "topics": {name: tally.json for name, tally in self.topics},
            "items": {name: one.json for name, one in items},
        }  # fmt: skip

    def lines(self, most: int = 15) -> Iterator[str]:
        """The summary to be read in a terminal."""
        yield f"{self.read:,} texts read, sentiment {self.sentiment / max(1, self.read):+.2f} on average"
        aside = ", ".join(f"{n:,} {reason}" for reason, n in self.set_aside.most_common())
        yield f"set aside: {aside or 'none'}"
        if self.topics:
            yield ""
            yield f"  {'topic':<22}{'praised':>8}{'blamed':>8}  the clearest words"
        for name, tally in self.topics[:most]:
            good = tally.praised >= tally.blamed
            quote = next((q for _, q in tally.quotes.get(good, ())), "")
            yield f"  {name:<22}{tally.praised:>8,}{tally.blamed:>8,}  {quote[:70]}"
        if self.items:
            yield ""
            yield f"  {'item':<30}{'texts':>8}{'mean':>8}  most praised; most blamed"
        for name, one in sorted(self.items.items(), key=lambda item: -item[1].texts)[:most]:
            best, worst = _most(one, praised=True), _most(one, praised=False)
            yield f"  {name[:29]:<30}{one.texts:>8,}{one.sentiment / one.texts:>+8.2f}  {best or '-'}; {worst or '-'}"


def _most(one: OfItem, *, praised: bool) -> str:
    """The aspect of an item that is praised or blamed most, more often than the other way."""
    lead = {n: (t.praised - t.blamed) * (1 if praised else -1) for n, t in one.aspects.items()}
    best = max(lead, key=lambda name: lead[name], default="")
    return best if best and lead[best] > 0 else ""


def _times(tally: Tally) -> int:
    return tally.praised + tally.blamed

"""Reads the hand-marked sentences of `aspects.tsv`, and counts what was found of their marks.

`python tests/aspects.py [--half kept]` prints what is missed and wrong, and the figures with 95 % intervals. The half
called "open" was read while the code was written; "kept" was not looked at, but is by the same author.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))  # as a script it is to find the packages beside tests/

from chatbot.appraisal import marks_of
from chatbot.aspects import Aspects
from chatbot.polarity import clauses
from chatbot.scoring import estimate, f1, precision, recall
from retrieval.attributes import Attributes
from retrieval.catalogue import load

FILE = Path(__file__).parent / "aspects.tsv"
DATA = Path(__file__).parent.parent / "data"
OF = {"film": "movies", "电影": "movies", "board game": "boardgames", "桌游": "boardgames"}  # whose attributes count


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence with what was marked in it and what was found: aspects and whether they are praised."""

    text: str
    language: str
    marked: frozenset[tuple[str, bool]]
    found: frozenset[tuple[str, bool]]

    @property
    def tally(self) -> dict[str, float]:
        counts = {"right": self.marked & self.found, "read": self.found, "marked": self.marked}
        return {name: float(len(some)) for name, some in counts.items()}


def read(half: str) -> Iterator[Marked]:
    """The sentences of a half, read."""
    attributes = {name: Attributes(load(DATA / f"{name}.jsonl").degrees) for name in set(OF.values())}
    readers: dict[tuple[str, str], Aspects] = {}
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["half"] == half:
                of = OF.get(row["domain"], "")
                language = row["language"]
                reader = readers.setdefault((language, of), Aspects(language, attributes.get(of)))
                said = reader.about(clauses(row["text"], language))
                found = frozenset((about.aspect, about.praised) for about in said)
                yield Marked(row["text"], language, frozenset(marks_of(row["marks"], language)), found)


def main() -> None:
    """Print the figures of a half."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("open", "kept"), default="kept")
    read_ = list(read(parser.parse_args().half))
    for one in read_:
        if one.marked != one.found:
            print(one.text, "| missed:", *sorted(one.marked - one.found), "| wrong:", *sorted(one.found - one.marked))
    groups: Mapping[str, list[Marked]] = {
        "both": read_, **{name: [one for one in read_ if one.language == name] for name in ("en", "zh")}
    }  # fmt: skip
    for name, group in groups.items():
        figures = []
        for label, measure in (("precision", precision), ("recall", recall), ("F1", f1)):
            found = estimate([one.tally for one in group], measure, seed=0)
            figures.append(f"{label} {found.value:.2f} [{found.low:.2f}, {found.high:.2f}]" if found else label)
        print(f"{name}: {len(group)} sentences, {sum(len(one.marked) for one in group)} marks:", *figures)


if __name__ == "__main__":
    main()

"""The columns of a table as they look: how full, how varied, how long, how many values in a cell.

Knows cells; what a column is for, `guess` says.
"""

from __future__ import annotations

import ast
import json
import re
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from retrieval.quantities import Quantity, decimal_comma, is_nothing, quantity, year_of
from retrieval.words import listed

SAMPLE = 5000  # rows that columns are judged by, spread over the whole table
SEPARATORS = ("|", ";", ",", "/", "、", "，", "；", "\n")
_YES, _NO = listed("true yes y ja oui si sí 1 是 有"), listed("false no n nein non 0 否 无")
_PART_LONGEST = 40  # letters of one value among several
_SENTENCE = re.compile(r"[.!?。！？]\s|[.。！？]$")


@dataclass(frozen=True)
class Column:
    """A column's filled cells in a sample of `rows` rows."""

    name: str
    cells: Sequence[Any]
    rows: int
    places: Sequence[int] = ()  # the rows that the cells stand in

    @property
    def filled(self) -> float:
        """The share of rows with something in this column."""
        return len(self.cells) / max(1, self.rows)

    @cached_property
    def texts(self) -> list[str]:
        """The cells as texts; a list's values joined."""
        return ["; ".join(map(str, c)) if isinstance(c, list) else str(c).strip() for c in self.cells]

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each text stands there."""
        return Counter(self.texts)

    @property
    def varied(self) -> float:
        """The share of cells that differ: 1.0 where no text is there twice."""
        return len(self.counts) / max(1, len(self.cells))

    @cached_property
    def length(self) -> float:
        """The median length, in letters; a Chinese one counts three."""
        return statistics.median(sum(3 if ord(c) > 0x2E7F else 1 for c in t) for t in self.texts) if self.texts else 0.0

    @cached_property
    def worded(self) -> float:
        """The median number of words, as spaces part them."""
        return statistics.median(len(text.split()) for text in self.texts) if self.texts else 0.0

    @cached_property
    def listed(self) -> bool:
        """Whether cells are lists already."""
        return sum(isinstance(c, list) for c in self.cells) > len(self.cells) / 2

    @cached_property
    def comma(self) -> bool:
        """Whether it writes 1,5 for one and a half."""
        return decimal_comma([text for text in self.texts if len(text) < 30])

    @cached_property
    def quantities(self) -> list[Quantity]:
        """The cells that are numbers, ranges or numbers with a unit."""
        if self.listed:
            return []
        return [found for cell in self.cells if (found := quantity(cell, self.comma))]

    def share(self, count: int) -> float:
        """A count as a share of the filled cells."""
        return count / max(1, len(self.cells))

    @cached_property
    def dates(self) -> float:
        """The share of cells that are dates."""
        return self.share(sum(year_of(cell) is not None for cell in self.cells))

    @cached_property
    def flag(self) -> bool:
        """Whether every cell is yes or no."""
        return bool(self.cells) and all(truth(cell) is not None for cell in self.cells) and not self.numbered

    @property
    def numbered(self) -> bool:
        """Whether its cells came as numbers."""
        return all(isinstance(c, int | float) and not isinstance(c, bool) for c in self.cells)

    @cached_property
    def separator(self) -> str:
        """What parts several values in a cell; "json" for lists written out, "" where there is one value a cell."""
        if self.listed or not self.texts:
            return ""
        if self.share(sum(written(t) is not None for t in self.texts)) > 0.5:
            return "json"
        return max(SEPARATORS, key=self._parted) if max(map(self._parted, SEPARATORS)) > 0 else ""

    def _parted(self, separator: str) -> float:
        """The share of cells that a separator parts, 0 where what it parts are no values that come again."""
        cells = [text for text in self.texts if separator in text]
        parts = [part.strip() for text in cells for part in text.split(separator)]
        if self.share(len(cells)) < 0.1 or len(cells) < 2 or any(len(p) > _PART_LONGEST for p in parts[:2000]):
            return 0.0
        if sum(bool(_SENTENCE.search(text)) for text in cells) > len(cells) / 10:
            return 0.0
        seen = Counter(p for text in self.texts for p in (q.strip() for q in text.split(separator)))
        again = sum(times for times in seen.values() if times > 1) / seen.total()
        return self.share(len(cells)) if again > 0.4 else 0.0

    def split(self, separator: str) -> list[list[str]]:
        """The cells, each as its values."""
        return [values_of(cell, separator) for cell in self.cells]


def values_of(cell: Any, separator: str) -> list[str]:
    """A cell's values: a list's, those of a list that is written out, or the parts between separators."""
    if isinstance(cell, list):
        return [str(part) for part in cell]
    text = str(cell)
    if text[:1] == "[" and (parts := written(text)) is not None:
        return parts
    return [p for part in text.split(separator) if (p := part.strip())] if separator not in ("", "json") else [text]


def written(text: str) -> list[str] | None:
    """The values of a list that is written out as JSON or Python has it, None if it is none."""
    if not (text.startswith("[") and text.endswith("]")):
        return None
    for read in (json.loads, ast.literal_eval):
        try:
            found = read(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        named = [next(iter(p.values()), "") if isinstance(p, dict) and p else p for p in found]
        return [str(part).strip() for part in named if str(part).strip()]
    return None


def truth(cell: Any) -> bool | None:
    """Yes or no, None for what is neither."""
    if isinstance(cell, bool):
        return cell
    word = str(cell).strip().lower()
    return True if word in _YES else False if word in _NO else None


def profiled(rows: Sequence[tuple[int, Mapping[str, Any]]]) -> list[Column]:
    """The columns of a table, in the order in which they first come, by a sample of its rows."""
    step = max(1, len(rows) // SAMPLE)
    sample = [row for _, row in rows[::step][:SAMPLE]]
    names = dict.fromkeys(name for row in sample for name in row)
    found = []
    for name in names:
        filled = [(at, cell) for at, row in enumerate(sample) if not is_nothing(cell := row.get(name))]
        found.append(Column(name, [cell for _, cell in filled], len(sample), [at for at, _ in filled]))
    return found

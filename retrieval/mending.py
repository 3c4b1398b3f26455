"""Cells as they came -> cells that a catalogue can hold, and what was wrong with them.

Knows fields and cells: a row goes in and the same row comes out clean, or not at all. Nothing is changed in silence.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from retrieval.catalogue import YEAR, Field
from retrieval.columns import SAMPLE, truth, values_of, written
from retrieval.delimited import Row
from retrieval.faults import Fault
from retrieval.quantities import UNITS, YEARS, Quantity, decimal_comma, is_nothing, quantity, year_of

LONGEST = {"title": 300, "id": 200, "category": 200, "text": 20_000, "link": 2000, "image": 2000}
_HUGE = 1e12  # past it a number is a code or a slip
_FAR = 1000.0  # times the middle of a column: worth a look
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_BLOCK = ("br", "p", "li", "div", "tr", "h1", "h2", "h3", "h4")
_UNSEEN = ("script", "style")
_ODD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\ufeff\ufffd]")
_FOR_PROGRAMS = re.compile(r"[^\W_]+(?:_[^\W_]+)+")
_FALSE_LETTERS = re.compile(
    r"[ÃÂâÐÑÅ¤ã€å][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ¡-¿\s]"
)  # what UTF-8 looks like when misread


@dataclass
class Mender:
    """Cleans the rows of one table for one set of fields; `faults` is what it found. Reads a table once."""

    fields: Mapping[str, Field]
    rows: Sequence[Row]
    faults: list[Fault] = field(default_factory=list)
    made: dict[str, int] = field(default_factory=dict)  # ids and titles that the table lacks and were made

    def __post_init__(self) -> None:
        sample = [row for _, row in self.rows[:: max(1, len(self.rows) // SAMPLE)]]
        self.columns = {name for row in sample for name in row}
        self._flags: set[str] = set()
        self._commas: set[str] = set()
        self._middles: dict[str, tuple[float, float]] = {}  # the middle, and the share below 0
        self._units: dict[str, str] = {}  # the unit that most cells have
        for f in self.fields.values():
            for column in f.columns:
                cells = [c for row in sample if not is_nothing(c := row.get(column))]
                self._learn(f, column, cells)

    def _learn(self, f: Field, column: str, cells: Sequence[Any]) -> None:
        """What a column's other cells say of each one: whether it is yes or no, how it writes 1.5, how high it goes."""
        numbers = all(isinstance(c, int | float) and not isinstance(c, bool) for c in cells)
        if f.kind == "category" and cells and not numbers and all(truth(c) is not None for c in cells):
            self._flags.add(column)
        if f.kind in ("number", "popularity"):
            if decimal_comma([c for c in cells if isinstance(c, str)]):
                self._commas.add(column)
            quantities = [q for c in cells if (q := quantity(c, column in self._commas))]
            found, said = [q.low for q in quantities], Counter(q.unit for q in quantities if q.unit)
            self._units[column] = said.most_common(1)[0][0] if said else ""
            if f.kind == "number" and len(found) >= 20:
                self._middles[column] = (statistics.median(found), sum(n < 0 for n in found) / len(found))

    def clean(self) -> list[Row]:
        """The rows that are left, each with the columns that the fields name, an id and a title among them."""
        ids: dict[str, tuple[int, str]] = {}
        kept: list[Row] = []
        for at, raw in self.rows:
            row = self._row(at, raw)
            if self._named(at, row) and self._single(at, row, ids):
                kept.append((at, row))
        return kept

    def _row(self, at: int, raw: Mapping[str, Any]) -> dict[str, Any]:
        row: dict[str, Any] = {}
        for f in self.fields.values():
            for column in f.columns:
                if not is_nothing(cell := raw.get(column)):
                    row[column] = self._cell(at, f, column, cell)
            others = [*f.also, *(str(local["column"]) for local in f.local.values() if "column" in local)]
            for column in others:
                if not is_nothing(cell := raw.get(column)):
                    row[column] = self._texts(at, f, column, cell)
        return {column: cell for column, cell in row.items() if not is_nothing(cell)}

    # A row

    def _named(self, at: int, row: dict[str, Any]) -> bool:
        """Whether the row has a title and an id, made where the table has no such column."""
        id_, title = (next(f for f in self.fields.values() if f.kind == kind) for kind in ("id", "title"))
        cells = [_shown(cell) for column, cell in row.items() if column not in id_.columns]
        if not row.keys() & set(title.columns):
            if self.columns & set(title.columns) or not cells:
                self._fault(at, title.columns[0], "no title", "row left out", "; ".join(cells))
                return False
            row[title.columns[0]] = " · ".join(cells[:3])
            self.made["title"] = self.made.get("title", 0) + 1
        if not row.keys() & set(id_.columns):
            if self.columns & set(id_.columns):
                self._fault(at, id_.columns[0], "no id", "mended", _shown(row[title.columns[0]]))
            row[id_.columns[0]] = _digest(_shown(row[title.columns[0]]))
            self.made["id"] = self.made.get("id", 0) + 1
        return True

    def _single(self, at: int, row: dict[str, Any], ids: dict[str, tuple[int, str]]) -> bool:
        """Whether no row before has the id. Of made ids the later gets another, unless all its cells are the same."""
        column = next(f for f in self.fields.values() if f.kind == "id").columns[0]
        whole = json.dumps(row, sort_keys=True, ensure_ascii=False)
        id_ = _shown(row[column])
        before = ids.setdefault(id_, (at, whole))
        if before[0] == at:
            return True
        if before[1] == whole:
            self._fault(at, "", "duplicate row", "row left out", f"{id_}, as row {before[0]}")
            return False
        if column not in self.columns:
            row[column] = _digest(whole)
            return self._single(at, row, ids)
        self._fault(at, column, "duplicate id", "row left out", f"{id_}, as row {before[0]}")
        return False

    # A cell

    def _cell(self, at: int, f: Field, column: str, cell: Any) -> Any:
        if f.kind in ("number", "popularity"):
            return self._number(at, f, column, cell)
        if f.kind == "category" and column in self._flags:
            return f.label if truth(cell) else None
        if f.kind == "category" and isinstance(cell, str) and not f.split and written(cell) is None:
            return _spaced(self._text(at, f, column, cell))  # parted where it is built, by | or ;
        if f.kind == "category":
            found = (_spaced(self._text(at, f, column, value)) for value in values_of(cell, f.split))
            return list(dict.fromkeys(value for value in found if not is_nothing(value)))
        return self._texts(at, f, column, cell)

    def _texts(self, at: int, f: Field, column: str, cell: Any) -> str:
        parts = cell if isinstance(cell, list) else [cell]
        if f.kind in ("link", "image"):
            return self._text(at, f, column, str(parts[0]))
        return "; ".join(text for part in parts if (text := self._text(at, f, column, str(part))))

    def _number(self, at: int, f: Field, column: str, cell: Any) -> Any:
        if isinstance(cell, str) and cell.strip().lower() in f.named:
            return f.named[cell.strip().lower()]
        if f.units and isinstance(cell, str) and any(unit in cell for unit in f.units):
            return cell
        if f.unit == YEAR and (year := year_of(cell)) is not None:
            return year
        found = quantity(cell, column in self._commas)
        if found is None:
            self._fault(at, column, "not a number", "cell left out", cell)
            return None
        if found.unit and found.unit != f.unit and (found := self._converted(found, f, column)) is None:
            self._fault(at, column, "mixed types", "cell left out", cell)
            return None
        if self._absurd(at, f, column, found):
            return None
        return found.low if found.low == found.high else [found.low, found.high]

    def _converted(self, found: Quantity, f: Field, column: str) -> Quantity | None:
        """In the field's unit: 2 hours are 120 minutes. None for a unit that neither the field nor its column has."""
        have, want = UNITS.get(found.unit), UNITS.get(f.unit)
        if have and want and have[0] == want[0]:
            return Quantity(found.low * have[2] / want[2], found.high * have[2] / want[2], f.unit)
        usual = self._units[column]
        return found if found.unit.rstrip("s").lower() == usual.rstrip("s").lower() else None

    def _absurd(self, at: int, f: Field, column: str, found: Quantity) -> bool:
        """Whether a number cannot be meant; one that is only far from all others is kept, and told."""
        middle, negative = self._middles.get(column, (0.0, 1.0))
        out_of_time = f.unit == YEAR and not (YEARS[0] <= found.low and found.high <= YEARS[1])
        if found.high > _HUGE or out_of_time or (found.low < 0 and negative < 0.02):
            self._fault(at, column, "absurd number", "cell left out", f"{found.low:g}")
            return True
        if middle > 0 and found.high > _FAR * middle and f.kind == "number":
            self._fault(at, column, "absurd number", "kept", f"{found.high:g}, where the middle is {middle:g}")
        return False

    def _text(self, at: int, f: Field, column: str, text: str) -> str:
        """A text without tags, control characters and misread letters, cut where it is endless."""
        if not text.isascii():
            text = self._read_again(at, column, text)
        if odd := _ODD.search(text):
            self._fault(at, column, "control characters", "mended", _around(text, odd))
        if f.kind not in ("link", "image", "id") and (tag := _TAG.search(text)):
            self._fault(at, column, "html", "mended", _around(text, tag))
            text = without_tags(text)
        text = " ".join(_ODD.sub(" ", text).split())
        longest = LONGEST.get(f.kind, LONGEST["text"])
        if len(text) > longest:
            self._fault(at, column, "too long", "mended", f"{len(text)} letters, cut at {longest}: {text}")
            text = text[:longest].rsplit(" ", 1)[0]
        return text

    def _read_again(self, at: int, column: str, text: str) -> str:
        """A text whose letters were read in the wrong encoding some time before: "cafÃ©" is café."""
        if not (false := _FALSE_LETTERS.search(text)):
            return text
        from ftfy import fix_encoding

        mended = fix_encoding(text)
        if mended != text:
            self._fault(at, column, "encoding", "mended", _around(text, false))
        return mended

    def _fault(self, at: int, column: str, what: Any, done: Any, found: object) -> None:
        self.faults.append(Fault.at(at, column, what, done, found=found))


def _spaced(text: str) -> str:
    """A value that was written for programs as people say it: full_bar is "full bar"."""
    return text.replace("_", " ") if _FOR_PROGRAMS.fullmatch(text) else text


def _shown(cell: Any) -> str:
    if isinstance(cell, list):
        return ", ".join(map(_shown, cell))
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def _around(text: str, match: re.Match[str]) -> str:
    """What stands around a match, control characters spelt out."""
    shown = text[max(0, match.start() - 20) : match.end() + 40]
    return "".join(c if c.isprintable() or c.isspace() else repr(c)[1:-1] for c in shown)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


class _Plain(HTMLParser):
    """The text that a browser would show."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in _UNSEEN
        self.parts.append(" " if tag in _BLOCK else "")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in _UNSEEN and self._hidden > 0
        self.parts.append(" " if tag in _BLOCK else "")

    def handle_data(self, data: str) -> None:
        self.parts.append("" if self._hidden else data)


def without_tags(text: str) -> str:
    """The text that a browser would show of HTML."""
    reader = _Plain()
    reader.feed(text)
    reader.close()
    return html.unescape("".join(reader.parts))


def rows_json(rows: Iterable[Row]) -> Iterator[str]:
    """Clean rows as JSON Lines."""
    yield from (json.dumps(row, ensure_ascii=False) + "\n" for _, row in rows)

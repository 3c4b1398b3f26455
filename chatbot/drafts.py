"""The file that generated rows are written to, and which people and items they are of. Knows files, and how a stopped
run goes on; what is written `generate` knows.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chatbot.answered import trim
from chatbot.comments import table_rows
from chatbot.generate import Author, GenerateError, Person, row_id
from retrieval.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a run: rows of this run and in the file, texts by who wrote them, what was dropped of whom and why,
    how often each rating."""

    fresh: int
    rows: int
    by: Counter[str]
    dropped: Mapping[str, Counter[str]]
    ratings: Counter[float]


def run(author: Author, pairs: Sequence[tuple[str, str]], out: Path) -> Done:
    """Write a row for each pair that `out` does not have yet. Raises GenerateError where `out` is something else."""
    from chatbot.progress import bar

    there = {str(row["id"]): row for row in rows_of(out)}
    for row in there.values():
        author.weeder.remember(str(row["id"]), str(row["text"]))
    left = [pair for pair in pairs if row_id(*pair, author.seed) not in there]
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = []
    with out.open("a", encoding="utf-8") as file:
        for row in bar(author.rows(left), "Writing", len(left), unit="text"):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            file.flush()
            fresh.append(row)
    return counted([*there.values(), *fresh], len(fresh))


def rows_of(out: Path) -> list[dict[str, Any]]:
    """The rows of an earlier run; a half-written last one is cut off first. Raises GenerateError."""
    if not out.exists():
        return []
    trim(out)
    found = []
    for number, text in enumerate(out.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        try:
            row = json.loads(text)
            found.append({name: row[name] for name in ("id", "text", "by", "dropped", "rating")})
        except (ValueError, KeyError, TypeError):
            raise GenerateError(f"{out}:{number}: not a line of an earlier run. Give a new file by --out.") from None
    return found


def counted(rows: Sequence[Mapping[str, Any]], fresh: int) -> Done:
    """Rows, summed up."""
    dropped: dict[str, Counter[str]] = {}
    for row in rows:
        for who, causes in row["dropped"].items():
            dropped.setdefault(who, Counter()).update(causes)
    return Done(fresh, len(rows), Counter(row["by"] for row in rows), dropped, Counter(row["rating"] for row in rows))


def items_of(said: str, catalogue: Catalogue) -> list[str]:
    """Ids of the catalogue: those in a file (one a line, or a table with an id), those parted by commas, or all.

    Raises GenerateError for one that the catalogue does not have.
    """
    path = Path(said)
    if said == "all":
        return [item.id for item in catalogue.items]
    names = _in_file(path) if path.is_file() else [name.strip() for name in said.split(",")]
    found = [name for name in dict.fromkeys(names) if name]
    if strange := [name for name in found if name not in catalogue.row_of]:
        raise GenerateError(
            f"{catalogue.name} has no item {strange[0]!r} ({len(strange)} of {len(found)} are not there). Give ids "
            "parted by commas, a file of ids, or all."
        )
    if not found:
        raise GenerateError("there are no items. Give ids parted by commas, a file of ids, or all.")
    return found


def _in_file(path: Path) -> list[str]:
    if path.suffix.lower() in (".txt", ""):
        return [line.strip() for line in path.read_text(encoding="utf-8", errors="replace").splitlines()]
    rows = [row for _, row in table_rows(path)]
    names = [name for name in ("id", "item", "item_id") if rows and name in rows[0]]
    if not names:
        raise GenerateError(f"{path}: it has no column id or item. Name one so, or give a text file of one id a line.")
    return [str(row.get(names[0]) or "") for row in rows]


def pairs_of(people: Mapping[str, Person], items: Sequence[str], each: int, seed: int) -> list[tuple[str, str]]:
    """Everybody with every item that they did not rate themselves, or with `each` of these, drawn for each person."""
    found = []
    for person in people.values():
        new = [item for item in items if item not in person.ratings]
        drawn = random.Random(f"{seed} {person.id}").sample(new, each) if 0 < each < len(new) else new
        found += [(person.id, item) for item in drawn]
    return found

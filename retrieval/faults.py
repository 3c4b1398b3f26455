"""What can be wrong in a table, and what was done with it. Knows rows and columns by name; mends nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

What = Literal[
    "unreadable", "too many cells", "too few cells", "no id", "no title", "duplicate id", "duplicate row",
    "not a number", "absurd number", "mixed types", "encoding", "html", "control characters", "too long",
]  # fmt: skip
Done = Literal["mended", "kept", "cell left out", "row left out"]
MOST_SHOWN = 80  # characters of a cell that a fault quotes


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: the row or line it is on (from 1), its column ("" for the row as a whole), what stood there."""

    row: int
    column: str
    what: What
    done: Done
    found: str = ""

    @classmethod
    def at(cls, row: int, column: str, what: What, done: Done, *, found: object = "") -> Fault:
        """A fault that quotes as much of what was found as one can read at a glance."""
        text = " ".join(str(found).split())
        return cls(row, column, what, done, text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…")

    @property
    def json(self) -> dict[str, Any]:
        """The fault as plain JSON values."""
        return asdict(self)


def counted(faults: Iterable[Fault]) -> dict[tuple[What, Done], int]:
    """How many faults there are of each sort, the most frequent first."""
    return dict(Counter((fault.what, fault.done) for fault in faults).most_common())


def firsts(faults: Iterable[Fault]) -> dict[tuple[What, Done], Fault]:
    """The first fault of each sort."""
    found: dict[tuple[What, Done], Fault] = {}
    for fault in faults:
        found.setdefault((fault.what, fault.done), fault)
    return found

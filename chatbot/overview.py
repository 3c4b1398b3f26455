"""What an owner wants to know of the dialogues, as tables of counts. Knows digests; no log, no page.

Every share stands beside the counts it is made of, with its 95 % interval: three dialogues prove nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from chatbot.digest import Digest

MOST = 20  # rows of a list of wishes
LONG = 8  # messages from which dialogues are counted together
Cell = str | int | float
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A table. Its name and its columns' names are keys of `prompts/owner.*.toml`; `bar` is the column to draw."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    bar: int | None = None


def overview(digests: Sequence[Digest]) -> list[Listing]:
    """All tables of these dialogues, in the order of the page."""
    return [
        days(digests),
        outcomes(digests),
        places(digests),
        leaving(digests),
        said("wanted", digests, lambda d: d.wanted),
        said("avoided", digests, lambda d: d.avoided),
        said("unmet", digests, lambda d: d.unmet),
        said("unknown", digests, lambda d: d.unknown),
        said("unsaid", digests, lambda d: d.unsaid),
        labels(digests),
    ]


def days(digests: Sequence[Digest]) -> Listing:
    """Dialogues, people and messages a day (UTC), with the share in which an item was taken; the newest first."""
    found: dict[str, list[Digest]] = {}
    for d in sorted(digests, key=lambda d: d.began):
        found.setdefault(day(d.began), []).append(d)
    rows = tuple(
        (
            at,
            len(of),
            len({d.person for d in of}),
            sum(d.messages for d in of),
            *share(sum(bool(d.taken) for d in of), len(of)),
        )
        for at, of in reversed(found.items())
    )
    return Listing("days", ("day", "dialogues", "people", "messages", "taken", "low", "high"), rows, 1)


def outcomes(digests: Sequence[Digest]) -> Listing:
    """How dialogues went, by a rule: an item was taken, some were refused and none taken, or neither."""
    counts = Counter(d.outcome for d in digests)
    rows = tuple((name, counts[name], *share(counts[name], len(digests))) for name in ("taken", "refused", "open"))
    return Listing("outcomes", ("outcome", "dialogues", "share", "low", "high"), rows, 2)


def places(digests: Sequence[Digest]) -> Listing:
    """For each place on screen how many items first stood there, and how many of these were taken."""
    stood = Counter(place for d in digests for place in d.first.values())
    taken = Counter(d.first[one] for d in digests for one in d.taken if one in d.first)
    rows = tuple((at + 1, stood[at], taken[at], *share(taken[at], stood[at])) for at in sorted(stood))
    return Listing("places", ("place", "shown", "taken_items", "share", "low", "high"), rows, 3)


def leaving(digests: Sequence[Digest]) -> Listing:
    """After how many messages those left who took nothing, and what the last answer was."""
    left = [d for d in digests if not d.taken]
    counts = Counter((min(d.messages, LONG), d.left) for d in left)
    lasts = ("items", "nothing", "question", "other")
    rows = []
    for n in range(1, max((length for length, _ in counts), default=0) + 1):
        of = {
            last: sum(c for (length, how), c in counts.items() if length == n and _last(how) == last) for last in lasts
        }
        rows.append((f"{n}+" if n == LONG else n, sum(of.values()), *of.values()))
    return Listing("leaving", ("length", "dialogues", *(f"left_{last}" for last in lasts)), tuple(rows), 1)


def _last(how: str) -> str:
    return how if how in ("items", "nothing", "question") else "other"


def said(name: str, digests: Sequence[Digest], of: Callable[[Digest], Iterable[str]]) -> Listing:
    """In how many dialogues, and by how many people, each of these was said; the most people first."""
    dialogues = Counter(one for d in digests for one in of(d))
    people: dict[str, set[str]] = {}
    for d in digests:
        for one in of(d):
            people.setdefault(one, set()).add(d.person)
    order = sorted(dialogues, key=lambda one: (-len(people[one]), -dialogues[one], one))
    rows = tuple((one, len(people[one]), dialogues[one]) for one in order[:MOST])
    return Listing(name, ("what", "people", "dialogues"), rows, 1)


def labels(digests: Sequence[Digest]) -> Listing:
    """How many dialogues the owner gave each label."""
    counts = Counter(d.label for d in digests if d.label)
    return Listing("labels", ("label", "dialogues"), tuple(sorted(counts.items())), 1)


def listed(digests: Sequence[Digest]) -> Listing:
    """The dialogues themselves, the newest first."""
    rows = tuple(
        (
            d.id,
            minute(d.began),
            d.catalogue,
            d.origin,
            d.language,
            d.messages,
            d.outcome,
            len(d.taken),
            d.dead_ends,
            d.label,
        )
        for d in sorted(digests, key=lambda d: -d.began)
    )
    columns = ("dialogue", "began", "catalogue", "origin", "language", "messages", "outcome", "taken_items")
    return Listing("dialogues", (*columns, "dead_ends", "label"), rows)


def share(part: int, whole: int) -> tuple[float, float, float]:
    """A share with its 95 % interval (Wilson, "Probable inference, the law of succession ...", 1927); all 0 of none."""
    if not whole:
        return 0.0, 0.0, 0.0
    z, p = 1.96, part / whole
    middle, half = p + z * z / (2 * whole), z * ((p * (1 - p) + z * z / (4 * whole)) / whole) ** 0.5
    low, high = ((middle + sign * half) / (1 + z * z / whole) for sign in (-1, 1))
    return p, round(max(0.0, low), 4), round(min(1.0, high), 4)


def day(at: float) -> str:
    """2026-11-29, in UTC."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d")


def minute(at: float) -> str:
    """2026-11-29 14:05, in UTC."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M")

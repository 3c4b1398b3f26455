"""What was written by a program in a person's voice, and how that is told from what people wrote, for ever. Knows the
mark; reads no file.

A generated row carries the mark twice, in its "origin" and in its id, so that it is still told where a table lost one
of the two. Nothing takes such rows unless they are asked for by name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

GENERATED = "generated"
SIMULATED = "simulated"  # of a conversation that a simulated person had
_PREFIX = f"{GENERATED}-"
_Thing = TypeVar("_Thing")


class OriginError(ValueError):
    """What was generated was asked to pass for what people wrote; the message says what to leave out."""


def marked(number: str) -> str:
    """An id of a generated row.

    >>> marked("07ab")
    'generated-07ab'
    """
    return _PREFIX + number


def generated(row: Mapping[str, Any], id_: str = "") -> bool:
    """Whether a row is marked by its origin, or by its id (`id_`, else its "id")."""
    return str(row.get("origin") or "").strip().lower() == GENERATED or (id_ or str(row.get("id") or "")).startswith(
        _PREFIX
    )


def staged(body: Mapping[str, Any]) -> bool:
    """Whether a conversation, by the body of its first event, is none of a person's: what is said in it nobody
    meant."""
    return generated(body) or str(body.get("origin") or "") == SIMULATED


def by_people(
    things: Iterable[tuple[_Thing, bool]], *, taken: bool, passed_over: Counter[str] | None
) -> Iterator[_Thing]:
    """The things, each given with whether it is generated: those that are not, or all where they are `taken`. How many
    were passed over is counted."""
    for thing, made in things:
        if taken or not made:
            yield thing
        elif passed_over is not None:
            passed_over[GENERATED] += 1


def told(passed_over: Counter[str]) -> str:
    """How many generated rows were passed over; "" where there were none."""
    many = passed_over[GENERATED]
    return f"{many:,} generated rows were passed over. --generated takes them." if many else ""

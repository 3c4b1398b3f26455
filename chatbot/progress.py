"""A progress bar on stderr. Knows how far and how long; not what is done."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

_Thing = TypeVar("_Thing")


def bar(things: Iterable[_Thing], says: str, total: int | None = None, *, unit: str = "it") -> Iterator[_Thing]:
    """The things, while a bar on stderr says how many are done and how long the others will take.

    Where stderr is no terminal a line is written every half minute at most.
    """
    from tqdm import tqdm  # type: ignore[import-untyped]

    every = 0.1 if sys.stderr.isatty() else 30.0
    yield from tqdm(things, desc=says, total=total, unit=unit, file=sys.stderr, mininterval=every, leave=True)

"""Which items no realistic request brings up: what an owner paid for and nobody will see. Knows catalogues and search.

A request is what a visitor may well say of an item: two of its values at once, or the name of a person in it. Of an
item's values the rare ones are asked for, since the common ones lead to everything. What is not among the first
items for any of these is found by the title alone.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from retrieval.catalogue import Catalogue, Item
from retrieval.retriever import Retriever
from retrieval.wishes import Preferences, Wish

AMONG = 12  # items that a visitor looks at before giving up: three screens
MOST_ITEMS = 2000  # that are tried; of more a sample is drawn
_TELLING = 3  # rare values of an item that are asked for, by two
_PEOPLE = 1  # the first named is the one that people know

Value = tuple[str, str]  # field, value


@dataclass(frozen=True, slots=True)
class Reach:
    """How many items were tried, by how many requests, and which were reached by none."""

    tried: int
    requests: int
    missed: tuple[Item, ...]


def reach(
    retriever: Retriever, *, seed: int = 0, count: int = MOST_ITEMS, going: Callable[[], bool] = lambda: True
) -> Reach | None:
    """Try the requests of each item, or of a sample of `count`; each distinct request is searched once. None where
    `going` was asked between two of them and said no."""
    items = retriever.catalogue.items
    tried = sorted(random.Random(seed).sample(range(len(items)), count)) if len(items) > count else range(len(items))
    asked: dict[tuple[Value, ...], list[Item]] = {}
    for row in tried:
        for request in requests(items[row], retriever.catalogue):
            asked.setdefault(request, []).append(items[row])
    reached: set[str] = set()
    for request, of in asked.items():
        if not going():
            return None
        if any(item.id not in reached for item in of):
            reached |= {hit.item.id for hit in retriever.search(wanting(request), AMONG)}
    return Reach(len(tried), len(asked), tuple(items[row] for row in tried if items[row].id not in reached))


def requests(item: Item, catalogue: Catalogue) -> Iterator[tuple[Value, ...]]:
    """What a visitor may say of the item, each request once."""
    values = [(name, value) for name in item.categories for value in item.values(name)]
    things = _rarest((at for at in values if not catalogue.fields[at[0]].person), catalogue)[:_TELLING]
    yield from combinations(sorted(things), 2) if len(things) > 1 else ((one,) for one in things)
    people = [at for at in values if catalogue.fields[at[0]].person]
    yield from ((one,) for one in people[:_PEOPLE])


def wanting(values: Iterable[Value]) -> Preferences:
    """These values, each wanted."""
    return Preferences(tuple(Wish("want", field, value) for field, value in values))


def _rarest(values: Iterable[Value], catalogue: Catalogue) -> Sequence[Value]:
    return sorted(values, key=lambda at: (catalogue.values[at[0]][at[1]], at))

"""Catalogues that hold several kinds of things: restaurants and hotels, films and books. Knows values and fields only.

A field marked `exclusive` in the fields file says what kind of thing an item is. Who asks for another kind begins a new
search: what was wanted of the old kind no longer counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from retrieval.catalogue import Catalogue, Item
from retrieval.mentions import Found
from retrieval.wishes import ITEM, TEXT, Limit, Preferences, Wish


def fields_of(catalogue: Catalogue, kind: str) -> frozenset[str]:
    """The names of the fields that items of a kind have; none if no item is of that kind."""
    return catalogue.kinds.get(kind, frozenset())


def kinds_with(catalogue: Catalogue, fields: Iterable[str]) -> list[str]:
    """The kinds whose items have all of these fields."""
    wanted = frozenset(fields)
    return [kind for kind, names in catalogue.kinds.items() if wanted <= names]


def is_kind(catalogue: Catalogue, field: str) -> bool:
    """Whether a field says what kind of thing an item is."""
    return field in catalogue.fields and catalogue.fields[field].exclusive


def spoken_of(
    catalogue: Catalogue, found: Iterable[Found], shown: Iterable[Item] = ()
) -> list[tuple[int, frozenset[str]]]:
    """For each kind of thing that a message speaks of, by its name or a value that only such things have: where it is
    spoken of, and the names of the fields of that kind. Where it speaks of none, the kinds of the items `shown`."""
    places = []
    for one in found:
        kinds = [one.value] if is_kind(catalogue, one.field) else kinds_with(catalogue, [one.field])
        if len(kinds) == 1:
            places.append((one.start, fields_of(catalogue, kinds[0])))
    names = [f.name for f in catalogue.of_kind("category") if f.exclusive]
    on_screen = dict.fromkeys(value for item in shown for name in names for value in item.values(name))
    return places or [(0, fields_of(catalogue, kind)) for kind in on_screen]


def narrowed(preferences: Preferences, catalogue: Catalogue) -> Preferences:
    """The preferences of one search: for the newest kind asked for, without what was wanted of another.

    Of several kinds named in one message the one is meant whose items have what else was wanted in it, then the last
    named. Where the newest wishes are about fields that only another kind has, that kind is meant: who asks for a
    ticket under 20 after a hotel wants a sight. The kind is a must. Lasting tastes stay, but for fields it lacks.
    """
    name = next((f.name for f in catalogue.of_kind("category") if f.exclusive), "")
    asked = [w for w in preferences.wishes if w.field == name and w.polarity == "want"]
    kind = _meant(asked, preferences, catalogue, name) if name else None
    if kind is None:
        return preferences
    begun = kind.receipt.turn if any(w.value != kind.value for w in asked) else 0
    have = fields_of(catalogue, kind.value) | {ITEM, TEXT}

    def counts(one: Wish | Limit) -> bool:
        return one.field in have and (one.receipt.turn >= begun or one.scope == "taste")

    wishes = tuple(w for w in preferences.wishes if w.field != name or w.polarity == "avoid")
    return replace(
        preferences,
        wishes=(*filter(counts, wishes), replace(kind, strength="must")),
        limits=tuple(filter(counts, preferences.limits)),
    )


def _meant(asked: Sequence[Wish], preferences: Preferences, catalogue: Catalogue, name: str) -> Wish | None:
    """The wish for the kind that the newest wishes are about: one asked for, else the only one with their fields."""
    both: tuple[Wish | Limit, ...] = (*preferences.wishes, *preferences.limits)
    said = [w for w in both if w.scope == "today" and w.field not in (ITEM, TEXT)]
    turn = max((w.receipt.turn for w in said), default=0)
    newest = [w for w in said if w.receipt.turn == turn and w.field != name]
    fields = {w.field for w in newest}
    now = [w for w in asked if w.receipt.turn == turn]
    if now:
        return max(enumerate(now), key=lambda pair: (len(fields & fields_of(catalogue, pair[1].value)), pair[0]))[1]
    last = max(asked, key=lambda w: w.receipt.turn, default=None)
    kinds = kinds_with(catalogue, fields) if fields else []
    if len(kinds) != 1 or (last and last.value == kinds[0]):
        return last
    return Wish("want", name, kinds[0], "must", kinds[0], newest[0].receipt)

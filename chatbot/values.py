"""What was read, as values that can be held against marked ones. Knows updates and catalogues; no sets, no scores."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from chatbot.dialogue import Session, Update
from chatbot.fillers import FILLER
from chatbot.gold import Meaning
from retrieval.catalogue import Catalogue
from retrieval.wishes import ITEM, TEXT, Limit, Wish
from retrieval.words import searchable


@dataclass(frozen=True, slots=True)
class Value:
    """One thing that was read. `slot` is what kind of thing: title, person, genre (any other category or free words)
    or limit; `names` are all that it may be called: the catalogue's value, its label, the words it was read from.

    An item may be both seen and liked: it has two meanings. `pointed`: an item that was shown or talked about
    before, and that the message does not name ("that one").
    """

    slot: str
    field: str
    names: tuple[str, ...]
    meanings: frozenset[Meaning]
    pointed: bool = False
    id: str = ""
    low: float | None = None
    high: float | None = None

    def __str__(self) -> str:
        said = "+".join(sorted(m for m in self.meanings if m)) or "?"
        bounds = "" if self.slot != "limit" else f" [{self.low}..{self.high}]"
        return f"{said} {self.names[0]}{bounds}"


def values_of(update: Update, message: str, session: Session, catalogue: Catalogue) -> list[Value]:
    """All that an update holds of a message, each value once: wishes, limits, items, titles that are not known.

    Words that may mean one of several items count only where one of them was taken for meant.
    """
    found: dict[object, Value] = {}

    def add(key: object, value: Value) -> None:
        have = found.get(key)
        joined = value if have is None else replace(have, meanings=have.meanings | value.meanings)
        found[key] = joined if have is None else replace(joined, names=_once((*have.names, *value.names)))

    for wish in update.wishes:
        key = (ITEM, wish.value) if wish.field == ITEM else (wish.field, wish.value.casefold())
        add(key, _wish(wish, update.unknown, catalogue))
    for limit in update.limits:
        add(limit.field, _limit(limit))
    for item_id in update.seen:
        add((ITEM, item_id), _item(item_id, "seen", catalogue))
    for item_id in update.accepted:
        add((ITEM, item_id), _item(item_id, "want", catalogue))
    for item_id in update.mentioned:
        add((ITEM, item_id), replace(_item(item_id, "want", catalogue), meanings=frozenset()))
    for title in update.unknown:
        add((TEXT, title.casefold()), Value("title", TEXT, (title,), frozenset()))
    told = {session.focus, *session.shown, *(wish.value for wish in session.preferences.wishes)}
    told = (told | {hit.item.id for hit in session.hits}) - {""}
    return [replace(v, pointed=v.id in told and not _named(v, message, catalogue)) for v in found.values()]


def _wish(wish: Wish, unknown: Sequence[str], catalogue: Catalogue) -> Value:
    names = _once((wish.shown, wish.value, wish.receipt.words))
    meanings: frozenset[Meaning] = frozenset({wish.polarity})
    if wish.field == ITEM:
        named = _item(wish.value, wish.polarity, catalogue)
        return replace(named, names=_once((*named.names, wish.receipt.words)))
    if wish.field == TEXT:
        title = wish.value in unknown or wish.receipt.words in unknown
        return Value("title" if title else "words", TEXT, names, meanings)
    known = catalogue.fields.get(wish.field)
    return Value("person" if known and known.person else "genre", wish.field, names, meanings)


def _item(item_id: str, meaning: Meaning, catalogue: Catalogue) -> Value:
    item = catalogue.item(item_id)
    names = _once((item.title, *item.names)) if item else (item_id,)
    return Value("title", ITEM, names, frozenset({meaning}), id=item_id)


def _limit(limit: Limit) -> Value:
    low, high = ("" if bound is None else f"{bound:g}" for bound in (limit.low, limit.high))
    said = f"{low}-{high}" if low != high else low
    names = _once((limit.receipt.words, said))
    return Value("limit", limit.field, names, frozenset({"want"}), low=limit.low, high=limit.high)


def _named(value: Value, message: str, catalogue: Catalogue) -> bool:
    """Whether any telling word of the item's names stands in the message; of "It" every word is telling."""
    item = catalogue.item(value.id)
    said = set(searchable(message))
    titles = (set(searchable(name)) for name in ((item.title, *item.names) if item else ()))
    return any((title - FILLER or title) & said for title in titles)


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))

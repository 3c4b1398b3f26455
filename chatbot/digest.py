"""The log, a dialogue at a time, boiled down to what an owner counts. Knows events' bodies; no pages, no sums.

A digest holds no text that a visitor wrote but the titles they asked for in vain: what was said is read from the log.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from chatbot.dialogue import Event
from chatbot.reacting import QUIET
from chatbot.reactions import takes, usual
from chatbot.records import preferences_from
from chatbot.store import Store
from chatbot.tastes import mets_of
from chatbot.tastes import told as told_as
from retrieval.met import Met
from retrieval.retriever import filters
from retrieval.wishes import ITEM, TEXT, Limit, Preferences, Wish

TAKES = takes(usual())  # the reactions by which a visitor takes an item
MET = 0.15  # of a free wish's score term: from there on an item says something of it; a good description gives 0.5
LABEL, UNSAID = "label", "unsaid"  # kinds of events: what the owner says of a dialogue; what the catalogue did not say


class DayError(ValueError):
    """A day that cannot be read; the message says how to write one."""


@dataclass(frozen=True, slots=True)
class Digest:
    """One dialogue. Times are seconds since 1970; places count from 0.

    `first` says where each item first stood, `taken` which of them the visitor took. `wanted`, `avoided` and `unmet`
    are what a person reads of wishes, once each. `unsaid` are fields asked about that were empty, or in
    quotes what no field would say. `left` is what the last answer was.
    """

    id: str
    person: str = ""
    catalogue: str = ""
    origin: str = "human"
    language: str = "en"
    began: float = 0.0
    ended: float = 0.0
    messages: int = 0
    first: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    taken: frozenset[str] = frozenset()
    reactions: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    wanted: tuple[str, ...] = ()
    avoided: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    dead_ends: int = 0
    left: str = ""
    label: str = ""
    note: str = ""
    mets: tuple[Met, ...] = ()  # what the visitor said of items by their reactions, in order
    pending: Preferences | None = None  # what the last message wanted, until its items are shown

    @property
    def outcome(self) -> str:
        """A rule's word for how it went: "taken" an item, "refused" some and took none, else "open"."""
        if self.taken:
            return "taken"
        return "refused" if self.reactions.get("dislike") else "open"


def digested(digest: Digest, event: Event) -> Digest:
    """The digest after one more event of its dialogue."""
    body = event.body
    mets = (*digest.mets, *mets_of(event, usual()))
    now = replace(digest, began=digest.began or event.at, ended=max(digest.ended, event.at), mets=mets)
    match event.kind:
        case "session":
            said = {
                name: str(body.get(name, getattr(now, name))) for name in ("person", "catalogue", "origin", "language")
            }
            return replace(now, **said)  # type: ignore[arg-type]  # all four are texts
        case "message":
            return replace(now, messages=now.messages + 1, language=str(body.get("language", now.language)))
        case "change":
            return _changed(now, body)
        case "shown":
            return _shown(now, body)
        case "reaction":
            return _reacted(now, body)
        case "unsaid":
            return replace(now, unsaid=_with(now.unsaid, body["fields"]))
        case "label":
            return replace(now, label=str(body["label"]), note=str(body.get("note", "")))
    return replace(now, ended=digest.ended)  # as an event of another kind may come long after, from nobody


def _changed(now: Digest, body: Mapping[str, Any]) -> Digest:
    """What a message changed, and what was answered."""
    update = body["update"]
    said = [Wish(**{**w, "receipt": None}) for w in update["wishes"]]
    known = now.first.keys()
    taken = {one for one in update["accepted"] if one in known}
    taken |= {w.value for w in said if w.field == ITEM and w.polarity == "want" and w.value in known}
    asks = update["intent"] in ("recommend", "more")
    return replace(
        now,
        wanted=_with(now.wanted, [told(w) for w in said if w.polarity == "want"]),
        avoided=_with(now.avoided, [told(w) for w in said if w.polarity == "avoid"]),
        unknown=_with(now.unknown, update["unknown"]),
        pending=preferences_from(body["preferences"]).active if asks else None,
        taken=now.taken | taken,
        dead_ends=now.dead_ends + (asks and not body["shown"]),
        left=("nothing" if not body["shown"] else "items") if asks else str(update["intent"]),
    )


def _shown(now: Digest, body: Mapping[str, Any]) -> Digest:
    places = {item["id"]: int(item["position"]) for item in body["items"]}
    unmet = unmet_by(body["items"], now.pending) if now.pending else []
    first = MappingProxyType({**places, **now.first})
    return replace(now, first=first, unmet=_with(now.unmet, unmet), pending=None)


def _reacted(now: Digest, body: Mapping[str, Any]) -> Digest:
    kind = str(body["kind"])
    counts = {**now.reactions, kind: now.reactions.get(kind, 0) + 1}
    entry, item = told_as(body, usual())[0], body["item_id"]
    if entry in TAKES:
        return replace(now, reactions=MappingProxyType(counts), taken=now.taken | {item})
    taken = now.taken if kind in QUIET else now.taken - {item}
    return replace(now, reactions=MappingProxyType(counts), taken=taken)


def unmet_by(items: Collection[Mapping[str, Any]], preferences: Preferences) -> list[str]:
    """The wishes that none of the shown items meets, or where there is none what kept all out. `items` are as the log
    has them, with their score terms; `preferences` without what is muted."""
    if not items:
        gates: list[Wish | Limit] = [*preferences.limits, *(w for w in preferences.wishes if filters(w))]
        return [told(one) for one in gates]
    best: dict[str, float] = {}
    for item in items:
        for key, value in item["terms"].items():
            best[key] = max(best.get(key, 0.0), value)
    wanted = [w for w in preferences.wishes if w.polarity == "want" and w.field != ITEM and not w.than]
    return [told(w) for w in wanted if best.get(w.key, 0.0) <= (MET if w.field == TEXT else 0.0)]


def told(wish: Wish | Limit) -> str:
    """What an owner reads of a wish: its field and its value."""
    if isinstance(wish, Wish):
        if wish.than:
            return f"{'more' if wish.polarity == 'want' else 'less'} {wish.value}"
        return wish.shown if wish.field == TEXT else f"{wish.field}: {wish.shown}"
    bounds = [f"{sign} {value:g}" for sign, value in (("≥", wish.low), ("≤", wish.high)) if value is not None]
    return f"{wish.field} {' '.join(bounds)}"


def _with(have: tuple[str, ...], more: Iterable[object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*have, *map(str, more))))


class Digests:
    """The digests of a whole log, kept up to date as it grows. Safe to share between threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._found: dict[str, Digest] = {}
        self._last = self._read = 0

    def now(self) -> list[Digest]:
        """One for each dialogue, the oldest first. Raises StoreError."""
        with self._lock:
            if self._store.count(self._last) != self._read:  # somebody was erased
                self._found.clear()
                self._last = self._read = 0
            for number, event in self._store.numbered(after=self._last):
                self._found[event.session] = digested(self._found.get(event.session) or Digest(event.session), event)
                self._last, self._read = number, self._read + 1
            return list(self._found.values())


def chosen(
    digests: Collection[Digest],
    *,
    since: float = 0.0,
    until: float = float("inf"),
    catalogue: str = "",
    origin: str = "",
) -> list[Digest]:
    """Those that began in that time, of that catalogue and origin; "" is any. Dialogues without a message are left
    out: somebody opened the page and left."""
    return [
        d
        for d in digests
        if d.messages and since <= d.began < until and catalogue in ("", d.catalogue) and origin in ("", d.origin)
    ]


def day_at(day: str, after: int = 0) -> float:
    """The first second of a day such as 2026-11-29 (UTC), or of so many days after; of "" the beginning or, with
    `after`, the end of all time. Raises DayError."""
    if not day:
        return math.inf if after else 0.0
    try:
        return (datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC) + timedelta(days=after)).timestamp()
    except (ValueError, OverflowError):
        raise DayError(f"{day!r} is no day. Give one as 2026-11-29.") from None

"""A reading tied to the catalogue: notes become wishes, limits, items known already. Knows no LLM and no messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from chatbot.dialogue import Session, Update
from chatbot.limits import read_limits
from chatbot.rules import Note, Reading
from chatbot.wording import is_wide
from retrieval.linker import Linker
from retrieval.wishes import ITEM, TEXT, Limit, Preferences, Receipt, Wish


def tie(reading: Reading, message: str, session: Session, linker: Linker) -> Update:
    """Ties a reading to the catalogue. Questions and small talk change no wishes."""
    if reading.intent in ("question", "chat"):
        return Update(reading.intent)
    tied = _Tie(linker, session.preferences, len(session.turns))
    limits = {b.field.name: tied.limit(b.field.name, b.low, b.high, message[b.start : b.end]) for b in reading.bounds}
    for note in reading.notes:
        tied.note(note)
    limits |= {limit.field: limit for limit in tied.limits if limit.field not in limits}
    return Update(
        reading.intent, tuple(_once(tied.wishes, lambda w: (w.field, w.value))), tuple(limits.values()),
        tuple(tied.dropped), tuple(tied.seen), unknown=tuple(tied.unknown),
    )  # fmt: skip


def _once(wishes: Iterable[Wish], key: Callable[[Wish], object]) -> list[Wish]:
    return list({key(w): w for w in wishes}.values())


class _Tie:
    """Collects what notes become: wishes, limits, ids already known, keys taken back, titles not in the catalogue."""

    def __init__(self, linker: Linker, preferences: Preferences, turn: int) -> None:
        self.linker = linker
        self.preferences = preferences
        self.turn = turn
        self.wishes: list[Wish] = []
        self.limits: list[Limit] = []
        self.seen: list[str] = []
        self.dropped: list[str] = []
        self.unknown: list[str] = []

    def limit(self, field: str, low: float | None, high: float | None, words: str) -> Limit:
        return Limit(field, low, high, Receipt(self.turn, words.strip()))

    def note(self, note: Note) -> None:
        if note.meaning == "drop":
            self._drop(note.words)
        elif note.meaning == "limit":
            self._limit(note)
        elif note.meaning == "seen":
            self._seen(note)
        else:
            self._wish(note)

    def _drop(self, words: str) -> None:
        match = self.linker.link(words)
        said = words.casefold()
        for wish in self.preferences.wishes:
            if (match and (wish.field, wish.value) == (match.field, match.value)) or said in wish.shown.casefold():
                self.dropped.append(wish.key)

    def _limit(self, note: Note) -> None:
        bounds = read_limits(note.words, self.linker.catalogue.of_kind("number"))
        self.limits += [self.limit(b.field.name, b.low, b.high, note.words) for b in bounds]
        if not bounds:
            self._wish(replace(note, meaning="want"))

    def _seen(self, note: Note) -> None:
        if item := self._title(note):
            self.seen.append(item)

    def _title(self, note: Note) -> str | None:
        if note.found and note.found.field == ITEM:
            return note.found.value
        match = self.linker.link_title(note.words)
        return match.value if match else None

    def _wish(self, note: Note) -> None:
        if note.doubtful and not self._exact(note.words):
            return
        polarity = "avoid" if note.meaning == "avoid" else "want"
        receipt = Receipt(self.turn, note.words)
        field, value = (note.found.field, note.found.value) if note.found else self._link(note)
        strength = note.strength
        if field == TEXT and note.meaning == "love":
            self.unknown.append(note.words)
        if field == TEXT and is_wide(value) and self.linker.catalogue.language == "en":
            return  # an encoder of English can do nothing with it
        if polarity == "avoid" and not note.found:
            strength = "must" if field not in (TEXT, ITEM) else "like"
        label = value
        if field == ITEM:
            item = self.linker.catalogue.item(value)
            label = item.title if item else value
        self.wishes.append(Wish(polarity, field, value, strength, label, receipt))  # type: ignore[arg-type]

    def _exact(self, words: str) -> bool:
        match = self.linker.link(words)
        return match is not None and match.how == "exact"

    def _link(self, note: Note) -> tuple[str, str]:
        if note.meaning == "love" and (match := self.linker.link_title(note.words)):
            return ITEM, match.value
        named = self.linker.link(note.words, note.near) if note.near else None
        match = named if named and named.how == "exact" else self.linker.link(note.words)
        return (match.field, match.value) if match else (TEXT, note.words)

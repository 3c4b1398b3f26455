"""A reading tied to the catalogue: notes become wishes, limits, items known already. Knows no LLM and no messages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Literal

from chatbot.cues import ANEW, ATTACK, MEANT
from chatbot.dialogue import Doubt, Session, Update
from chatbot.limits import Bound, read_limits
from chatbot.notes import Note, Reading
from chatbot.wording import is_wide
from retrieval.linker import Linker
from retrieval.wishes import ITEM, TEXT, Limit, Preferences, Receipt, Wish
from retrieval.words import key


def tie(reading: Reading, message: str, session: Session, linker: Linker) -> Update:
    """Ties a reading to the catalogue. Questions and small talk change no wishes, but for what was said surely."""
    anew = None if ATTACK.search(message) else ANEW.search(message.lower())
    if anew:  # what else is said counts: "start over, I want something calm"
        known = (n for n in reading.notes if n.meaning != "drop" and (n.found or n.start >= anew.end()))
        said = tuple(n for n in known if n.words.lower() not in anew[0])
        reading = replace(reading, intent="recommend", notes=said)
    if reading.intent in ("question", "chat", "compare", "why"):
        reading = replace(reading, notes=tuple(_outside(reading.notes)), bounds=())
    tied = _Tie(linker, session.preferences, len(session.turns), message)
    limits = {b.field.name: tied.bound(b, message) for b in reading.bounds}
    for note in reading.notes:
        tied.note(note)
    tied.freed(reading.freed)
    limits |= {limit.field: limit for limit in tied.limits if limit.field not in limits}
    return Update(
        reading.intent, tuple(_once(tied.wishes, lambda w: (w.field, w.value))), tuple(limits.values()),
        tuple(dict.fromkeys(tied.dropped)), tuple(dict.fromkeys(tied.seen)), tuple(dict.fromkeys(tied.accepted)),
        tuple(dict.fromkeys(tied.mentioned)), tuple(tied.unknown), tuple(tied.doubts), reset=anew is not None,
    )  # fmt: skip


def _outside(notes: Iterable[Note]) -> list[Note]:
    """The notes of a question: what is surely said of items, and which are asked about."""
    items = [n for n in notes if n.found and n.found.field == ITEM]
    sure = [n for n in notes if n.sure and n.meaning in ("love", "avoid", "seen", "accept", "mention")]
    return sure + [replace(n, meaning="mention") for n in items if n not in sure]


def _once(wishes: Iterable[Wish], key: Callable[[Wish], object]) -> list[Wish]:
    return list({key(w): w for w in wishes}.values())


class _Tie:
    """Collects what notes become: wishes, limits, ids already known, keys taken back, titles not in the catalogue."""

    def __init__(self, linker: Linker, preferences: Preferences, turn: int, message: str) -> None:
        self.linker = linker
        self.meant = MEANT.search(message.lower()) is not None
        self.preferences = preferences
        self.turn = turn
        self.wishes: list[Wish] = []
        self.limits: list[Limit] = []
        self.seen: list[str] = []
        self.accepted: list[str] = []
        self.mentioned: list[str] = []
        self.dropped: list[str] = []
        self.unknown: list[str] = []
        self.doubts: list[Doubt] = []

    def limit(self, field: str, low: float | None, high: float | None, words: str) -> Limit:
        return Limit(field, low, high, Receipt(self.turn, words.strip()))

    def bound(self, bound: Bound, message: str) -> Limit:
        """A bound as a limit; one that crosses an earlier one of the message says so in its receipt."""
        limit = self.limit(bound.field.name, bound.low, bound.high, message[bound.start : bound.end])
        if bound.instead is None:
            return limit
        return replace(limit, receipt=replace(limit.receipt, replaces=message[slice(*bound.instead)].strip()))

    def note(self, note: Note) -> None:
        if note.either:
            self.doubts.append(Doubt(note.words, note.either, _OPINION[note.meaning]))
        elif note.meaning == "drop":
            self._drop(note.words)
        elif note.meaning == "limit":
            self._limit(note)
        elif note.meaning in ("seen", "accept", "mention"):
            self._known(note)
        else:
            self._wish(note)

    def freed(self, fields: Iterable[str]) -> None:
        """Limits that no longer count."""
        self.dropped += [limit.key for limit in self.preferences.limits if limit.field in fields]

    def _drop(self, words: str) -> None:
        match = self.linker.link(words)
        said = words.casefold()
        for wish in self.preferences.wishes:
            near = said in wish.shown.casefold() or said in wish.receipt.words.casefold()
            if (match and (wish.field, wish.value) == (match.field, match.value)) or near:
                self.dropped.append(wish.key)
        for limit in self.preferences.limits:
            if said and said in limit.receipt.words.casefold():
                self.dropped.append(limit.key)

    def _limit(self, note: Note) -> None:
        bounds = read_limits(note.words, self.linker.catalogue.of_kind("number"))
        self.limits += [self.limit(b.field.name, b.low, b.high, note.words) for b in bounds]
        if not bounds:
            self._wish(replace(note, meaning="want"))

    def _known(self, note: Note) -> None:
        if item := self._title(note):
            {"seen": self.seen, "accept": self.accepted, "mention": self.mentioned}[note.meaning].append(item)
        elif note.meaning == "seen":
            self.unknown.append(note.words)

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
        if field in (TEXT, ITEM) or (note.than and strength == "must"):
            strength = "like" if strength == "must" else strength
        elif polarity == "avoid" and not note.found and not note.sure:
            strength = "must" if strength == "like" else strength
        known = self.linker.catalogue.fields.get(field)
        if known and known.firm and polarity == "want" and strength == "like":
            strength = "must"
        label = value
        if field == ITEM:
            item = self.linker.catalogue.item(value)
            label = item.title if item else value
            self._either(note, value, polarity)
            self._instead(value, label)
            self.seen += [value] if note.known else []
        wish = Wish(polarity, field, value, strength, label, receipt, note.scope, than=note.than)  # type: ignore[arg-type]
        self.wishes.append(wish)

    def _instead(self, value: str, title: str) -> None:
        """ "I meant the other one of that title": the one taken before goes."""
        for wish in self.preferences.wishes if self.meant else ():
            if wish.field == ITEM and wish.value != value and key(wish.shown) == key(title):
                self.dropped.append(wish.key)

    def _either(self, note: Note, value: str, polarity: str) -> None:
        """A title that several items have: the likeliest is taken, and the others are offered."""
        if re.search(r"\b(?:1[89]|20)\d\d\b", note.words):
            return
        called = [item for one in self.linker.titles(note.words) if (item := self.linker.catalogue.item(one))]
        same = tuple(item.id for item in called if key(item.title) == key(called[0].title))
        if len(same) > 1 and value in same:
            self.doubts.append(Doubt(note.words, same, polarity))  # type: ignore[arg-type]

    def _misspelt(self, words: str) -> tuple[str, str] | None:
        """The value or title that was probably meant by words that nothing in the catalogue is written with."""
        names = self.linker.names
        for part in (words, *words.split()):
            if len(part) < 6 or any(names.is_common(word) for word in key(part).split()):
                continue
            if match := names.fuzzy(part, None) or self.linker.link_title(part):
                return match.field, match.value
        return None

    def _named(self, note: Note) -> bool:
        """Whether somebody's name is no everyday word."""
        words = key(note.words).split()
        return not note.plain and (len(words) > 1 or not any(map(self.linker.names.is_common, words)))

    def _is_person(self, field: str) -> bool:
        known = self.linker.catalogue.fields.get(field)
        return known is not None and known.person

    def _exact(self, words: str) -> bool:
        match = self.linker.link(words)
        return match is not None and match.how == "exact"

    def _link(self, note: Note) -> tuple[str, str]:
        if is_wide(note.words) and self.linker.catalogue.language == "en":  # an encoder of English cannot read it
            named = self.linker.names.exact(note.words, None) or self.linker.link_title(note.words)
            return (named.field, named.value) if named else (TEXT, note.words)
        if note.meaning == "love" and (match := self.linker.link_title(note.words)):
            return ITEM, match.value
        named = self.linker.link(note.words, note.near) if note.near else None
        match = named if named and named.how == "exact" else self.linker.link(note.words)
        if match and match.how == "exact" and self._is_person(match.field) and not self._named(note):
            match = None  # names were looked for with what surrounds them: "the book" is not somebody called Book
        alone = match is None and " " not in note.words
        if alone or (note.plain and (match is None or match.how == "fuzzy")):
            return self._misspelt(note.words) or (TEXT, note.words)
        return (match.field, match.value) if match else (TEXT, note.words)


_OPINION: dict[str, Literal["want", "avoid", "seen", "accept"]] = {
    "love": "want",
    "want": "want",
    "avoid": "avoid",
    "seen": "seen",
    "accept": "accept",
}

"""Playing a marked message or conversation to a reader: what was right, as counts. Knows gold and values; no figures.

What was marked is compared with all that was read, also free words and titles that the catalogue does not have. An
item that a message only points at ("that one") is marked in some messages and not in most: it counts where it was
marked and is passed over elsewhere. A value that was read as seen and as wanted or avoided has both meanings, and
is right if the marked one is among them: a mark has room for one only ("I loved X" is marked as liked or as seen).
"strict" gives such a value the wish alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from chatbot.dialogue import Session
from chatbot.extract import Reader, session_of
from chatbot.fillers import filler_of
from chatbot.gold import PLACE_SLOTS, Case, Gold, Opinion, Opinions, Search
from chatbot.scoring import Tally, alike, pairs, same_bounds
from chatbot.values import Value, values_of
from retrieval.catalogue import Catalogue
from retrieval.wishes import ITEM, TEXT, Limit, Wish


@dataclass(frozen=True, slots=True)
class Played:
    """One marked message or conversation as a reader read it: counts, faults, how long each message took."""

    tally: Tally
    read: tuple[str, ...]
    wrong: float
    ms: tuple[float, ...]


Matcher = Callable[[list[Value], Sequence[Gold], Catalogue], list[tuple[Value, Gold]]]
Counts = Callable[[Value, Catalogue], bool]  # whether a value counts as false where nothing matches it


def named_or_known(value: Value, catalogue: Catalogue) -> bool:
    """All values but items that a message only points at."""
    return not value.pointed


def of_marked_slot(value: Value, catalogue: Catalogue) -> bool:
    """Of those only free words and the values of slots that people marked: the kind of place is no slot of its own."""
    return named_or_known(value, catalogue) and (value.field == TEXT or _label(value, catalogue) in PLACE_SLOTS)


def play_message(case: Case, reader: Reader, match: Matcher, counts: Counts = named_or_known) -> Played:
    """One message: counts of values read, marked and right, by slot and by meaning."""
    session = session_of(case.context, reader.linker)
    update, ms = reader.timed(case.utterance, session)
    catalogue = reader.linker.catalogue
    values = values_of(update, case.utterance, session, catalogue)
    found = match(values, case.gold, catalogue)
    matched = {id(value) for value, _ in found}
    false = [value for value in values if id(value) not in matched and counts(value, catalogue)]
    tally: dict[str, float] = {}
    for slot in [*(value.slot for value in false), *(mark.slot for _, mark in found)]:
        _count(tally, "read", f"{slot} read")
    for mark in case.gold:
        _count(tally, "marked", f"{mark.slot} marked")
    for _, mark in found:
        _count(tally, "right", f"{mark.slot} right")
    wrong = len(false) + len(case.gold) - len(found) + _meant(found, tally)
    return Played(tally, tuple(map(str, values)), wrong, (ms,))


def by_words(values: list[Value], marks: Sequence[Gold], catalogue: Catalogue) -> list[tuple[Value, Gold]]:
    """Matches by words, whatever the slot."""
    filler = filler_of(catalogue)
    return pairs(values, marks, lambda value, mark: max(alike(name, mark.value, filler) for name in value.names))


def by_type(values: list[Value], marks: Sequence[Gold], catalogue: Catalogue) -> list[tuple[Value, Gold]]:
    """A title matches a title only, a person a person; a limit may be what was marked as a category. Free words claim
    no type, so they neither match nor count as wrong."""
    filler = filler_of(catalogue)

    def likeness(value: Value, mark: Gold) -> float:
        slot = "genre" if value.slot == "limit" else value.slot
        return max(alike(name, mark.value, filler) for name in value.names) if slot == mark.slot else 0.0

    return pairs(values, marks, likeness)


def by_label(values: list[Value], marks: Sequence[Gold], catalogue: Catalogue) -> list[tuple[Value, Gold]]:
    """A value matches in the slot that its field's label names, by words or as a number; free words match in any."""

    def likeness(value: Value, mark: Gold) -> float:
        if value.field == TEXT:
            return max(alike(name, mark.value) for name in value.names) / 2  # what is known goes first
        if mark.slot != _label(value, catalogue):
            return 0.0
        if value.slot == "limit":
            return float(same_bounds(value.low, value.high, mark.value))
        return max(alike(name, mark.value) for name in value.names)

    return pairs(values, marks, likeness)


def _label(value: Value, catalogue: Catalogue) -> str:
    field = catalogue.of_kind("title")[0] if value.field == ITEM else catalogue.fields[value.field]
    return _NAMED_THERE.get(field.label, field.label)


# "Near the palace" names the palace, and is marked as a name.
_NAMED_THERE = {"周边景点": "名称", "周边餐馆": "名称", "周边酒店": "名称"}


def _count(tally: dict[str, float], *names: str) -> None:
    for name in names:
        tally[name] = tally.get(name, 0.0) + 1


def _meant(found: Iterable[tuple[Value, Gold]], tally: dict[str, float]) -> int:
    """Counts the meanings of matched values, and gives how many are wrong."""
    wrong = 0
    for value, mark in found:
        if not mark.meaning:
            continue
        wish = value.meanings - {"seen"} or value.meanings
        _count(tally, f"{mark.meaning} marked", f"strict {mark.meaning} marked")
        _count(tally, *([f"{mark.meaning} right"] if mark.meaning in value.meanings else []))
        _count(tally, *([f"strict {mark.meaning} right"] if mark.meaning in wish else []))
        wrong += mark.meaning not in value.meanings
    return wrong


def play_search(case: Search, reader: Reader) -> Played:
    """A conversation about one kind of place, then a search: of the first k items how many meet all that was said.

    k is 10, or how many items meet it all where they are fewer: what cannot be found is not asked for. Fewer items
    than k are that many wrong ones.
    """
    session, times = Session(), []
    for said in case.history:
        if said.role != "user":
            reader.shown(said.text, session)
            continue
        update, ms = reader.timed(said.text, session)
        times.append(ms)
        reader.heard(said.text, update, session)
    k = min(10, len(case.relevant))
    found = reader.search(session.preferences, k)
    right = sum(hit.item.id in case.relevant for hit in found)
    wanted: list[Wish | Limit] = [*session.preferences.wishes, *session.preferences.limits]
    read = [f"{wish.key} {'' if isinstance(wish, Wish) else (wish.low, wish.high)}".strip() for wish in wanted]
    return Played({"right": right / k, "read": 1.0}, tuple(read), k - right, tuple(times))


def play_talk(case: Opinions, reader: Reader) -> Played:
    """A conversation: the last thing read of each item is held against what the speakers wrote of it.

    Wanted or taken is liked, avoided is disliked; only seen, or nothing, is not said. Which items the assistant names
    is known, as it is where a bot shows them: those of the form whose titles stand in its words.
    """
    session, times = Session(), []
    held: dict[str, Opinion] = {}
    for said in case.conversation:
        if said.role == "assistant":
            reader.put(_named_by(said.text, case.titles), session)
            continue
        update, ms = reader.timed(said.text, session)
        times.append(ms)
        for value in values_of(update, said.text, session, reader.linker.catalogue):
            if value.id and value.meanings & {"want", "avoid"}:
                held[value.id] = "disliked" if "avoid" in value.meanings else "liked"
        reader.heard(said.text, update, session)
    tally: dict[str, float] = {}
    for item, opinion in case.opinions.items():
        _count(tally, f"{opinion} > {held.get(item, 'not said')}")
    wrong = sum(opinion != held.get(item, "not said") for item, opinion in case.opinions.items())
    read = [f"{held.get(item, 'not said')} {case.titles[item]}" for item in case.opinions]
    return Played(tally, tuple(read), wrong, tuple(times))


def _named_by(text: str, titles: Mapping[str, str]) -> list[str]:
    """The ids of the items whose titles stand in a text, in its order; of titles that overlap the longest."""
    low, taken, found = text.casefold(), list[tuple[int, int]](), list[tuple[int, str]]()
    for item, title in sorted(titles.items(), key=lambda pair: -len(pair[1])):
        for m in re.finditer(rf"(?<!\w){re.escape(title.casefold())}(?!\w)", low):
            if not any(m.start() < end and start < m.end() for start, end in taken):
                taken.append(m.span())
                found.append((m.start(), item))
    return [item for _, item in sorted(found)]

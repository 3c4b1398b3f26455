"""Reads the sets of messages that people marked by hand, as plain values. Knows their files; nothing of our reading.

Each set is JSON Lines, gzipped, in the folder `preferences` of the measuring data. A mark becomes a `Gold`: the slot
it fills, its words, and what is meant by them (want, avoid, seen; "" where the set does not say).

The dialogues of a set fall into a training half, of which a reader may be taught, and a test half, which nothing may
learn from. One whole dialogue is of one half, in whichever set it stands.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeVar

from retrieval.tables import CatalogueError, rows

_Row = TypeVar("_Row")
Role = Literal["user", "assistant"]
Meaning = Literal["want", "avoid", "seen", ""]
Opinion = Literal["liked", "disliked", "not said"]
Half = Literal["train", "test"]
OPINIONS: tuple[Opinion, ...] = ("liked", "disliked", "not said")

# The derived polarity of a mark -> what is meant. A critique says what is wrong with the item at hand ("too scary");
# a question or "I have not seen it" says nothing for or against.
_MEANT: Mapping[str, Meaning] = {
    "positive": "want", "constraint": "want", "similar_to": "want", "negative": "avoid", "critique": "avoid",
    "seen": "seen",
}  # fmt: skip
_SLOTS = {"GENRE": "genre", "TITLE": "title", "ACTOR": "person", "DIRECTOR": "person"}
_SPANS = {"CATEGORY": "genre", "SERIES": "title", "PERSON": "person"}  # by the last word of the entity's type
_SAID: tuple[Opinion, ...] = ("disliked", "liked", "not said")  # by the form's code 0, 1, 2
PLACE_SLOTS = ("名称", "评分", "推荐菜", "游玩时间", "人均消费", "酒店设施", "门票", "酒店类型", "价格")
_ELSEWHERE = ("出租", "地铁")  # rides: no catalogue has them


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a conversation."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Gold:
    """One thing that a person marked in a message."""

    slot: str
    value: str
    meaning: Meaning = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One marked message, and what was said before it."""

    id: str
    dialogue: str
    language: str
    context: tuple[Said, ...]
    utterance: str
    gold: tuple[Gold, ...]
    half: Half = "test"


@dataclass(frozen=True, slots=True)
class Opinions:
    """A conversation, and what its speakers wrote afterwards of each item: item id -> opinion; its title."""

    id: str
    language: str
    conversation: tuple[Said, ...]
    opinions: Mapping[str, Opinion]
    titles: Mapping[str, str]
    half: Half = "test"


@dataclass(frozen=True, slots=True)
class Search:
    """What was said of one kind of place, and the ids of all items that meet all of it."""

    id: str
    dialogue: str
    language: str
    history: tuple[Said, ...]
    limits: Mapping[str, Sequence[str]]
    relevant: frozenset[str]
    half: Half = "test"


class GoldError(ValueError):
    """A measuring set that cannot be read; the message names the file, the line and the remedy."""


def path(data: Path, name: str) -> Path:
    """The file of a set."""
    return data / "preferences" / f"{name}.jsonl.gz"


def half(dialogue: str) -> Half:
    """The half of a dialogue, by a hash of its id: about as many fall into either, on every machine the same."""
    return "train" if hashlib.sha256(dialogue.encode()).digest()[0] % 2 else "test"


def iard(data: Path) -> list[Case]:
    """Messages with slots and intents (Cai and Chen, 2020: "Predicting user intents and satisfaction ...").

    All of them are of the test half: they are too few to share.
    """

    def gold(row: Mapping[str, Any]) -> Iterator[Gold]:
        for mark in row["slots"]:
            slot = _SLOTS.get(mark["slot"], mark["slot"].lower())
            yield Gold(slot, mark["value"], _MEANT.get(mark["polarity"] or "", ""))

    return [replace(case, half="test") for case in _cases(path(data, "iard"), gold)]


def ccpe(data: Path) -> list[Case]:
    """Spoken messages with marked spans (Radlinski et al., 2019); those without spans are left out."""

    def gold(row: Mapping[str, Any]) -> Iterator[Gold] | None:
        if row["spans"] is None:
            return None
        return (Gold(_SPANS[span["entity_type"].split("_")[-1]], span["text"]) for span in row["spans"])

    return _cases(path(data, "ccpe"), gold)


def crosswoz(data: Path) -> list[Case]:
    """Chinese messages with slots and values (Zhu et al., 2020); those about rides are left out."""

    def gold(row: Mapping[str, Any]) -> Iterator[Gold] | None:
        if any(mark["domain"] in _ELSEWHERE for mark in row["inform"]):
            return None
        return (_place_mark(mark["slot"], mark["value"]) for mark in row["inform"])

    return _cases(path(data, "crosswoz_zh"), gold)


def _place_mark(slot: str, value: str) -> Gold:
    """A facility is marked as one slot each, with yes or no."""
    group, _, facility = slot.partition("-")
    return Gold(group, facility, "avoid" if value == "否" else "want") if facility else Gold(slot, value, "want")


def opinions(data: Path) -> list[Opinions]:
    """Whole conversations with what their speakers said of each item in a form afterwards (Li et al., 2018).

    Their halves are the data's own split, so that unmarked dialogues of its training split may be learnt from, too.
    """

    def one(row: Mapping[str, Any]) -> Opinions:
        marks = {mark["item_id"]: mark for mark in row["opinions"]}
        said: dict[str, Opinion] = {item: _SAID[mark["liked"]] for item, mark in marks.items()}
        titles = {item: mark["title"] for item, mark in marks.items()}
        part: Half = "train" if row["split"] == "train" else "test"
        return Opinions(row["id"], row["language"], _said(row["conversation"]), said, titles, part)

    return [found for found in _rows(path(data, "redial_opinions"), one) if found.opinions]


def searches(data: Path) -> list[Search]:
    """Chinese conversations with all items that meet what was said of the kind of place now asked for."""

    def one(row: Mapping[str, Any]) -> Search:
        where = (row["id"], row["dialogue_id"], row["language"], _said(row["history"]))
        return Search(*where, row["constraints"], frozenset(row["relevant"]), half(row["dialogue_id"]))

    return list(_rows(path(data, "crosswoz_constraints_zh"), one))


def _cases(file: Path, gold: Callable[[Mapping[str, Any]], Iterable[Gold] | None]) -> list[Case]:
    """A case for each row for which `gold` gives marks; a value marked twice in one slot of a message counts once."""

    def one(row: Mapping[str, Any]) -> Case | None:
        marks = gold(row)
        if marks is None:
            return None
        once = {(mark.slot, mark.value.casefold()): mark for mark in marks}
        where = (row["id"], row["dialogue_id"], row["language"], _said(row["context"]))
        return Case(*where, row["utterance"], tuple(once.values()), half(row["dialogue_id"]))

    return [case for case in _rows(file, one) if case is not None]


def _rows(file: Path, one: Callable[[Mapping[str, Any]], _Row]) -> Iterator[_Row]:
    """Every row as `one` makes it. Raises GoldError where the file is missing, damaged or of another shape."""
    if not file.is_file():
        raise GoldError(f"{file}: no such measuring set. Give the folder that holds preferences/ by --data.")
    try:
        for line, row in rows(file):
            try:
                yield one(row)
            except (KeyError, TypeError, IndexError, AttributeError) as error:
                raise GoldError(
                    f"{file}:{line}: not a row of this set ({error!r}). Take the whole file again."
                ) from error
    except CatalogueError as error:
        raise GoldError(str(error)) from None


def _said(turns: Sequence[Mapping[str, str]]) -> tuple[Said, ...]:
    return tuple(Said("user" if turn["role"] == "user" else "assistant", _plain(turn["text"])) for turn in turns)


def _plain(text: str) -> str:
    """A text in which only the ends of lines part words from words otherwise than a space: each line was sent alone."""
    return re.sub(r" ?\n ?", "\n", re.sub(r"[^\S\n]+", " ", text))

"""What people told of items in real conversations, whether they liked them, and what they had said before. Knows the
file of conversations; generates nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chatbot.gold import GoldError
from chatbot.polarity import sentiment
from retrieval.tables import rows

SPLIT = "valid"  # of the conversations: the others were read while the generator was written
_SHORTEST = 6  # words of a text that is compared
_BEFORE = 2  # texts that somebody must have written before


@dataclass(frozen=True, slots=True)
class Told:
    """One text by one person of one item, and their earlier texts and judgements (item id -> liked). Titles stand as
    "it" everywhere: who names the item is not what is compared."""

    person: str
    item: str
    liked: bool
    text: str
    before: tuple[str, ...]
    judged: Mapping[str, bool]


def told(data: Path, split: str = SPLIT) -> list[Told]:
    """The last text of each conversation in which a seeker speaks of one item, liked or disliked by their own form, in
    words that praise or blame, after two other texts. Raises GoldError."""
    return [one for dialogue in _dialogues(data, split) if (one := _told(dialogue))]


def wishes(data: Path, most: int, split: str = SPLIT) -> list[str]:
    """What seekers ask for first, of some conversations. Raises GoldError."""
    found = []
    for dialogue in _dialogues(data, split):
        first = next((t["text"] for t in dialogue["turns"] if t["role"] == "user" and len(t["text"].split()) >= 4), "")
        found += [" ".join(first.split())] if first else []
    return found[:most]


def _dialogues(data: Path, split: str) -> Iterator[Mapping[str, Any]]:
    path = next(iter(sorted(data.glob("*/dialogues.jsonl.gz"))), None)
    if path is None:
        raise GoldError(
            f"{data} has no folder with dialogues.jsonl.gz. Give the folder of the measuring data by --data."
        )
    for line, row in rows(path):
        if not {"turns", "labels", "dialogue_id"} <= row.keys():
            raise GoldError(f"{path}:{line}: not a conversation with turns and labels. Take the file again.")
        if row.get("split") == split:
            yield row


def _told(dialogue: Mapping[str, Any]) -> Told | None:
    labels = dialogue["labels"]
    own = [turn for turn in dialogue["turns"] if turn["role"] == "user"]
    texts = [_plain(turn["text"], labels) for turn in own]
    for at in range(len(own) - 1, _BEFORE - 1, -1):
        item = own[at]["mentions"][0] if len(own[at]["mentions"]) == 1 else ""
        if (liked := _liked(labels, item)) is not None and len(texts[at].split()) >= _SHORTEST and _judges(texts[at]):
            named = [one for turn in own[:at] for one in turn["mentions"]]
            judged = {one: said for one in named if one != item and (said := _liked(labels, one)) is not None}
            return Told(str(dialogue["dialogue_id"]), item, liked, texts[at], tuple(texts[:at]), judged)
    return None


def _liked(labels: Mapping[str, Any], item: str) -> bool | None:
    said = labels.get(item, {}).get("liked")
    return bool(said) if said in (0, 1) else None


def _judges(text: str) -> bool:
    return sentiment(text, "en") != 0


def _plain(text: str, labels: Mapping[str, Any]) -> str:
    """A text on one line, titles as "it"."""
    titles: Sequence[str] = sorted((str(label["title"]) for label in labels.values()), key=len, reverse=True)
    for title in titles:
        text = text.replace(title, "it").replace(re.sub(r" \(\d{4}\)$", "", title), "it") if title else text
    return " ".join(text.split())

"""Training sets out of the event log, in the shapes that TRL's trainers take. Knows events; no file, model or trainer.

A set is made of what visitors did: what they let stand, liked, disliked, corrected, and what the check refused.
https://huggingface.co/docs/trl/dataset_formats (conversational prompt-completion, preference, unpaired preference)
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from chatbot import origins
from chatbot.dialogue import Event
from chatbot.llm import Message

Format = Literal["sft", "preference", "kto"]
Row = dict[str, Any]


class ExportError(ValueError):
    """A set that cannot be made; the message says what can."""


@dataclass
class _Words:
    """One answer of reasons: what was asked, about which items in the prompt's order, and the reasons by item."""

    asked: Sequence[Message]
    answered: str
    reasons: Mapping[str, Mapping[str, Any]]
    items: Sequence[str]
    liked: dict[str, bool] = field(default_factory=dict)  # item -> liked (True) or disliked, as it stands at the end


@dataclass
class _Dialogue:
    """What a session's events say, once all are read."""

    origin: str = ""
    changes: list[Mapping[str, Any]] = field(default_factory=list)
    corrected: set[int] = field(default_factory=set)  # places in `changes`
    words: list[_Words] = field(default_factory=list)
    past: list[Callable[[], None]] = field(default_factory=list)  # what an "undo" means, newest last


def export(
    events: Iterable[Event], format: Format, *, generated: bool = False, passed_over: Counter[str] | None = None
) -> Iterator[Row]:
    """Rows of a training set, session by session, personal data scrubbed; each also says the session's "origin".
    Sessions that a program wrote are passed over and counted, unless `generated` asks for them.

    "sft": {"prompt", "completion"}; "preference": {"prompt", "chosen", "rejected"}; "kto": {"prompt", "completion",
    "label"}. All but "label" (bool) are lists of messages. Raises ExportError for another format.
    """
    if format not in FORMATS:
        raise ExportError(f"there is no set {format!r}. Choose one of: {', '.join(FORMATS)}.")
    dialogues: dict[str, _Dialogue] = {}
    for event in events:
        _take(dialogues.setdefault(event.session, _Dialogue()), event)
    told = ((dialogue, origins.generated({"origin": dialogue.origin})) for dialogue in dialogues.values())
    for dialogue in origins.by_people(told, taken=generated, passed_over=passed_over):
        for row in FORMATS[format](dialogue):
            yield {**{key: _scrubbed(value) for key, value in row.items()}, "origin": dialogue.origin}


def save(rows: Iterable[Row], path: Path) -> int:
    """Write rows as JSON Lines, in one step; returns how many."""
    count, partial = 0, path.with_name(f"{path.name}.partial")
    path.parent.mkdir(parents=True, exist_ok=True)
    with partial.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    partial.replace(path)
    return count


def line(event: Event) -> str:
    """An event on one line, to be read in a terminal; prompts are left out."""
    body = {key: value for key, value in event.body.items() if key != "asked"}
    at = datetime.fromtimestamp(event.at, UTC).strftime("%Y-%m-%d %H:%M:%S")
    return f"{at} {event.session[:8]} {event.kind:<8} {json.dumps(body, ensure_ascii=False)}"


# Reading a session


def _take(dialogue: _Dialogue, event: Event) -> None:
    body = event.body
    if event.kind == "session":
        dialogue.origin = body.get("origin", "")
    elif event.kind == "change":
        _change(dialogue, body)
    elif event.kind == "words":
        reasons = {reason["item_id"]: reason for reason in body["reasons"]}
        dialogue.words.append(_Words(body["asked"], body.get("answered", ""), reasons, body.get("items", ())))
    elif event.kind == "reaction":
        _reaction(dialogue, body["item_id"], body["kind"])
    elif event.kind == "edit":
        _edit(dialogue, body)


def _change(dialogue: _Dialogue, body: Mapping[str, Any]) -> None:
    place = len(dialogue.changes)
    dialogue.changes.append(body)
    dialogue.past.append(lambda: dialogue.corrected.add(place))


def _reaction(dialogue: _Dialogue, item_id: str, kind: str) -> None:
    """It judges the latest reason shown for that item. "remove" takes an earlier judgement back, as an undo does."""
    words = next((w for w in reversed(dialogue.words) if item_id in w.reasons), None)
    before = words.liked.get(item_id) if words else None
    after = {"like": True, "dislike": False, "remove": None}.get(kind, before)

    def judge(liked: bool | None) -> None:
        if words and liked is not None:
            words.liked[item_id] = liked
        elif words:
            words.liked.pop(item_id, None)

    judge(after)
    dialogue.past.append(lambda: judge(before))


def _edit(dialogue: _Dialogue, body: Mapping[str, Any]) -> None:
    """The visitor took a wish away, or undid the last thing: the message that brought it was not read right."""
    if body.get("edit") == "undo":
        if dialogue.past:
            dialogue.past.pop()()
        return
    brought = [place for place, change in enumerate(dialogue.changes) if body["key"] in _keys(change["update"])]
    dialogue.corrected.update(brought[-1:])
    dialogue.past.append(lambda: dialogue.corrected.difference_update(brought[-1:]))


def _keys(update: Mapping[str, Any]) -> set[str]:
    """The keys of an update's wishes and limits, spelled as `Wish.key` and `Limit.key` spell them."""
    wishes = {f"{wish['polarity']}:{wish['field']}={wish['value']}" for wish in update.get("wishes", ())}
    return wishes | {f"limit:{limit['field']}" for limit in update.get("limits", ())}


# The sets


def _sft(dialogue: _Dialogue) -> Iterator[Row]:
    """Messages that a model read and nobody corrected; answers of which every reason passed the check."""
    for place, change in enumerate(dialogue.changes):
        if change["read_by"] != "rules" and change["answered"] and place not in dialogue.corrected:
            yield {"prompt": change["asked"], "completion": _said(change["answered"])}
    for words in dialogue.words:
        if words.answered and words.reasons and all(r["checked"] == "kept" for r in words.reasons.values()):
            yield {"prompt": words.asked, "completion": _said(words.answered)}


def _kto(dialogue: _Dialogue) -> Iterator[Row]:
    """What the LLM said of an item that was liked or disliked."""
    for words in dialogue.words:
        for item_id, liked in words.liked.items():
            if (clause := _clause(words, item_id)) and (alone := _alone(words, item_id)):
                yield {"prompt": alone[0], "completion": _said(f"1 {clause}"), "label": liked}


def _preference(dialogue: _Dialogue) -> Iterator[Row]:
    """What was said of a liked item over what was said of a disliked one; the item's own text over a refused line."""
    for words in dialogue.words:
        said = {i: _said(_numbered(words, i, clause)) for i in words.liked if (clause := _clause(words, i))}
        for good in (i for i in said if words.liked[i]):
            for bad in (i for i in said if not words.liked[i]):
                yield {"prompt": words.asked, "chosen": said[good], "rejected": said[bad]}
        for item_id, reason in words.reasons.items():
            refused = reason["refused"].strip() if reason["checked"] == "replaced" else ""
            alone = _alone(words, item_id)
            if refused and alone and alone[1] != refused:
                yield {"prompt": alone[0], "chosen": _said(f"1 {alone[1]}"), "rejected": _said(f"1 {refused}")}


FORMATS: dict[str, Callable[[_Dialogue], Iterator[Row]]] = {"sft": _sft, "preference": _preference, "kto": _kto}


def _said(text: str) -> list[Message]:
    return [{"role": "assistant", "content": text}]


def _numbered(words: _Words, item_id: str, text: str) -> str:
    """The text after the number that the item has in the prompt."""
    return f"{words.items.index(item_id) + 1} {text}"


def _clause(words: _Words, item_id: str) -> str:
    """The line that the LLM said of the item, where it passed the check and the item's number is known; else ""."""
    added = str(words.reasons[item_id].get("added", "")) if item_id in words.items else ""
    return added[:1].upper() + added[1:]  # after the lead's colon it may have been put in lower case


def _alone(words: _Words, item_id: str) -> tuple[Sequence[Message], str] | None:
    """The prompt with that item as its only pick, and the pick's text; None where its line there is not known.

    A prompt of two picks answered with one sentence would teach the LLM to stop after the first.
    """
    if item_id not in words.items or not words.asked:
        return None
    *before, last = words.asked
    lines = last["content"].splitlines()
    own = [text for text in lines if text.startswith(_numbered(words, item_id, ""))]
    if len(own) != 1:
        return None
    pick = own[0].split(" ", 1)[1]
    kept = (f"1 {pick}" if text == own[0] else text for text in lines if text == own[0] or not re.match(r"\d+ ", text))
    return [*before, {**last, "content": "\n".join(kept)}], pick


# Personal data

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_CARD = re.compile(r"(?<![\d.])\d(?:[ -]?\d){12,18}(?!\d)")
_PHONE = re.compile(
    r"(?<![\w.])(?:\+\d[\d ().-]{6,}\d|\(\d{2,5}\) ?\d[\d -]{4,}\d|\d{3}[-. ]\d{3}[-. ]\d{4}"
    r"|0\d{1,4}[ /-]\d[\d -]{4,}\d|1[3-9]\d{9}|0\d{9,10})(?!\w)"
)


def scrub(text: str) -> str:
    """Without e-mail addresses, payment card numbers (by their check digit) and phone numbers.

    >>> scrub("I am ann@example.org, call 555-123-4567, made in 1990-1999")
    'I am [email], call [phone], made in 1990-1999'
    """
    text = _EMAIL.sub("[email]", text)
    text = _CARD.sub(lambda m: "[card]" if _luhn(re.sub(r"\D", "", m[0])) else m[0], text)
    return _PHONE.sub("[phone]", text)


def _luhn(digits: str) -> bool:
    doubled = [int(d) * (1 + place % 2) for place, d in enumerate(reversed(digits))]
    return sum(d - 9 * (d > 9) for d in doubled) % 10 == 0


def _scrubbed(value: Any) -> Any:
    """Messages with their texts scrubbed; anything else as it is."""
    if isinstance(value, bool):
        return value
    return [{**message, "content": scrub(message["content"])} for message in value]

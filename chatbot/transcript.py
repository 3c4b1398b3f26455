"""One dialogue of the log as lines to read. Knows events' bodies; no page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chatbot.dialogue import Event


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened; `kind` is a key of the texts under `talk`. `items` are (title, reason) of what is on
    screen; `at` is seconds since 1970."""

    kind: str
    at: float
    text: str = ""
    detail: str = ""
    items: tuple[tuple[str, str], ...] = ()


def transcript(events: Iterable[Event]) -> Iterator[Line]:
    """The lines of one dialogue, in order; a screen that did not change is not told again."""
    titles: dict[str, str] = {}
    screen: tuple[str, ...] = ()
    for event in events:
        body = event.body
        match event.kind:
            case "message":
                yield Line("said", event.at, str(body["text"]))
            case "change":
                yield Line("answer", event.at, str(body.get("text", "")), str(body.get("read_by", "")))
            case "shown":
                titles |= {item["id"]: item["title"] for item in body["items"]}
                now = tuple(item["id"] for item in body["items"])
                if now != screen:
                    screen = now
                    yield Line("shown", event.at, items=tuple((i["title"], i["reason"]) for i in body["items"]))
            case "reaction":
                yield Line("reaction", event.at, titles.get(body["item_id"], body["item_id"]), str(body["kind"]))
            case "comment":
                about = str(body.get("item_id", ""))
                yield Line("comment", event.at, str(body["text"]), titles.get(about, about))
            case "edit":
                yield Line("edit", event.at, str(body.get("key", "")), str(body["edit"]))
            case "why":
                yield Line("why", event.at, titles.get(body["item_id"], body["item_id"]))
            case "label":
                yield Line("label", event.at, str(body["label"]), str(body.get("note", "")))

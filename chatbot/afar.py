"""A bot behind a REST API as something to talk to: this one's server, or any other that has these few paths.

POST /api/sessions {"language", "origin"} -> {"session"}; POST /api/sessions/ID/messages {"text"} -> server-sent events,
of which "items" ({"text", "items": [{"id", "reason"}], "chips": [{"say"}]}) and "words" ({"item_id", "text", "final"})
are read, or the same as one JSON object; POST /api/sessions/ID/reactions {"item_id", "kind"} -> an object like "items".
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chatbot.dialogue import Kind
from chatbot.hosts import OURS
from chatbot.meeting import Card, Screen, Visit
from chatbot.origins import SIMULATED
from chatbot.people import Person

_PATIENCE = 120.0  # seconds for one answer


class HostError(Exception):
    """The server gave no usable answer; the message says to what."""


@dataclass(frozen=True)
class OverHTTP:
    """The server at that address."""

    url: str
    name: str = OURS

    def visit(self, person: Person) -> Visit:
        """Begin a conversation. Raises HostError."""
        body = _object(self.ask("/api/sessions", {"language": person.language, "origin": SIMULATED}), "/api/sessions")
        return _Visit(self, str(body.get("session", "")))

    def ask(self, path: str, body: Mapping[str, str]) -> str:
        """What the server answers to a POST. Raises HostError."""
        where = self.url.rstrip("/") + path
        request = urllib.request.Request(where, json.dumps(body).encode(), {"Content-Type": "application/json"})
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
                request, timeout=_PATIENCE
            ) as answer:
                return str(answer.read().decode("utf-8", "replace"))
        except (OSError, ValueError) as error:
            raise HostError(f"{where} did not answer ({error}). Start the server, or give its address.") from None


@dataclass(frozen=True)
class _Visit:
    host: OverHTTP
    id: str

    def say(self, text: str) -> Screen:
        path = f"/api/sessions/{self.id}/messages"
        found: dict[str, Any] = {}
        reasons: dict[str, str] = {}
        for event, body in _events(self.host.ask(path, {"text": text})):
            if event == "items":
                found = body
            elif event == "words" and body.get("final"):
                reasons[str(body.get("item_id"))] = str(body.get("text", ""))
            elif event == "error":
                raise HostError(f"{path} broke off: {body.get('error', 'it does not say why')}")
        return _screen(found, reasons)

    def click(self, item_id: str, kind: Kind) -> Screen:
        path = f"/api/sessions/{self.id}/reactions"
        return _screen(_object(self.host.ask(path, {"item_id": item_id, "kind": kind}), path), {}, fresh=False)


def _events(text: str) -> list[tuple[str, dict[str, Any]]]:
    """Server-sent events as (name, data); a plain object is one that is called "items". Raises HostError."""
    if text.lstrip().startswith("{"):
        return [("items", _object(text, "the answer"))]
    found = []
    for block in text.replace("\r\n", "\n").split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
        if "data" in lines:
            found.append((lines.get("event", "items"), _object(lines["data"], "an event")))
    return found


def _object(text: str, what: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        raise HostError(f"{what} is not JSON: {text[:80]!r}.") from None
    if not isinstance(value, dict):
        raise HostError(f"{what} is no JSON object: {text[:80]!r}.")
    return value


def _screen(body: Mapping[str, Any], reasons: Mapping[str, str], *, fresh: bool = True) -> Screen:
    items = [item for item in body.get("items", ()) if isinstance(item, dict) and "id" in item]
    cards = tuple(Card(str(i["id"]), reasons.get(str(i["id"]), str(i.get("reason") or ""))) for i in items)
    chips = tuple(str(chip["say"]) for chip in body.get("chips", ()) if isinstance(chip, dict) and chip.get("say"))
    return Screen(str(body.get("text") or ""), cards, chips, fresh)

"""The REST API as functions of plain JSON values. Knows sessions; nothing of HTTP but an event stream's form."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from math import isfinite
from typing import Any

from chatbot.dialogue import Changes, Chip, Done, Session, Shown, Streamed, Table, Understood, Why, is_id
from chatbot.origins import SIMULATED
from chatbot.phrasing import Phrasing
from chatbot.sessions import Refused, Sessions
from chatbot.view import Card, cards, chosen_language, entries, view, wishes_of
from retrieval.catalogue import Catalogue
from retrieval.wishes import Limit, Preferences, Receipt, Wish

Json = dict[str, Any]
HUMAN = "human"  # who talks in a conversation, as the log has it


class RequestError(ValueError):
    """A body that cannot be read; the message says what to send."""


def read(body: bytes) -> Json:
    """A request's body as a JSON object; {} of none. Raises RequestError."""
    try:
        value = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        raise RequestError('The body is not valid JSON. Send an object such as {"text": "something calm"}.') from None
    if not isinstance(value, dict):
        raise RequestError('The body is not a JSON object. Send an object such as {"text": "something calm"}.')
    return value


def text_of(body: Mapping[str, Any], name: str, *, optional: bool = False) -> str:
    """A text of the body. Raises RequestError where it is missing, blank or no text."""
    value = body.get(name)
    if value is None and optional:
        return ""
    if not isinstance(value, str) or not value.strip():
        raise RequestError(f'"{name}" must be a text that is not empty.')
    return value


def number_of(body: Mapping[str, Any], name: str) -> float | None:
    """A number of the body, None where it is missing. Raises RequestError where it is no number."""
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise RequestError(f'"{name}" must be a number, or be left out.')
    return float(value)


class Rest:
    """What each path does. Every method may raise RequestError or Refused."""

    def __init__(self, sessions: Sessions, sites: Collection[str] = ()) -> None:
        self.sessions, self.sites = sessions, sites

    def open(self, body: Json) -> Json:
        """POST /api/sessions: a new conversation. {"language"?, "person"?, "origin"?} -> {"session", "person",
        "language", "greeting"}. `person` is the id that an earlier conversation gave: their lasting taste comes along;
        `origin` is "simulated" for one that no person has."""
        asked, person = text_of(body, "language", optional=True), text_of(body, "person", optional=True)
        if person and not is_id(person):
            raise RequestError('"person" must be an id that POST /api/sessions gave before, or be left out.')
        origin = text_of(body, "origin", optional=True) or HUMAN
        if origin not in (HUMAN, SIMULATED):
            raise RequestError(f'"origin" must be "{HUMAN}" or "{SIMULATED}", or be left out.')
        catalogue = self.sessions.bot.retriever.catalogue
        session = self.sessions.open(chosen_language(asked, "", catalogue.language), person, origin)
        greeting = Phrasing(catalogue, session.language).greeting
        return {"session": session.id, "person": session.person, "language": session.language, "greeting": greeting}

    def state(self, session_id: str, body: Json) -> Json:
        """GET /api/sessions/ID: all that is to be seen of it."""
        session = self.sessions.get(session_id)
        now = view(session, self._catalogue(session), self.sites)
        return {
            "session": now.session, "language": now.language,
            "talk": [{"said": said, "answer": answer} for said, answer in now.talk],
            "items": [card_json(card, place) for place, card in enumerate(now.cards)],
            "preferences": self._wishes(session),
            "chips": [chip_json(chip) for chip in now.chips],
            "changes": changes_json(now.changes), "aside": aside_json(now.aside),
        }  # fmt: skip

    def react(self, session_id: str, body: Json) -> Json:
        """POST .../reactions {"item_id", "kind", "id"?, "value"?, "text"?}: the items as they are then. See
        dialogue.Reaction for "value" and "text"."""
        item, kind, own = text_of(body, "item_id"), text_of(body, "kind"), text_of(body, "id", optional=True)
        value, text = number_of(body, "value"), text_of(body, "text", optional=True)
        return self._shown(session_id, self.sessions.react(session_id, item, kind, own, value=value, text=text))

    def remove(self, session_id: str, body: Json) -> Json:
        """POST .../wishes/remove {"key"}: the items without that wish."""
        return self._shown(session_id, self.sessions.edit(session_id, text_of(body, "key"), "remove"))

    def edit(self, session_id: str, body: Json) -> Json:
        """POST .../wishes/edit {"key", "edit"}: the items after that edit; see dialogue.Edit for the edits."""
        return self._shown(session_id, self.sessions.edit(session_id, text_of(body, "key"), text_of(body, "edit")))

    def loosen(self, session_id: str, body: Json) -> Json:
        """POST .../wishes/loosen {"field", "low"?, "high"?}: the items under that limit instead of the field's own."""
        field, low, high = text_of(body, "field"), number_of(body, "low"), number_of(body, "high")
        numbers = [f.name for f in self.sessions.bot.retriever.catalogue.of_kind("number")]
        if field not in numbers or (low is None and high is None):
            raise RequestError(f'"field" must be one of {", ".join(numbers)}, with a number as "low", "high" or both.')
        limit = Limit(field, low, high, Receipt(0, "", "click"))
        return self._shown(session_id, self.sessions.loosen(session_id, limit))

    def why(self, session_id: str, body: Json) -> Json:
        """POST .../why {"item_id"}: the items as they are, and as "aside" why that one is among them or is not."""
        return self._shown(session_id, self.sessions.why(session_id, text_of(body, "item_id")))

    def undo(self, session_id: str, body: Json) -> Json:
        """POST .../undo: the items as they were before."""
        return self._shown(session_id, self.sessions.undo(session_id))

    def event(self, session: Session, event: Streamed) -> bytes:
        """One event of an answer as a server-sent event: preferences, items, words or done."""
        phrasing = self._phrasing(session)
        match event:
            case Understood(update, preferences):
                wishes = preferences_json(preferences, phrasing)
                return sse("preferences", {"preferences": wishes, "intent": update.intent, "read_by": update.read_by})
            case Shown():
                return sse("items", shown_json(event, phrasing, self.sites, session.liked, session.rated))
            case Done(ms):
                return sse("done", {"ms": dict(ms)})
            case words:
                return sse("words", {"item_id": words.reason.item_id, "text": words.reason.text, "final": words.final})

    def language(self, session_id: str) -> str:
        """The language in which to refuse something to that session."""
        try:
            return self.sessions.get(session_id).language
        except Refused:
            return "en"

    def _shown(self, session_id: str, shown: Shown) -> Json:
        session = self.sessions.get(session_id)
        with session.lock:
            liked, rated, wishes = set(session.liked), dict(session.rated), self._wishes(session)
        return {**shown_json(shown, self._phrasing(session), self.sites, liked, rated), "preferences": wishes}

    def _wishes(self, session: Session) -> list[Json]:
        return preferences_json(session.preferences, self._phrasing(session))

    def _phrasing(self, session: Session) -> Phrasing:
        return Phrasing(self._catalogue(session), session.language)

    def _catalogue(self, session: Session) -> Catalogue:
        """The edition that the session's items are of."""
        return session.catalogue or self.sessions.bot.retriever.catalogue


Does = Callable[[str, Json], Json]


def sse(name: str, data: Json) -> bytes:
    """A server-sent event."""
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()


# Values as JSON


def card_json(card: Card, position: int) -> Json:
    """A card."""
    return {
        "id": card.id, "title": card.title, "facts": card.facts, "reason": card.reason, "liked": card.liked,
        "stars": card.stars, "link": card.link, "image": card.image, "position": position,
    }  # fmt: skip


def shown_json(
    shown: Shown, phrasing: Phrasing, sites: Collection[str], liked: Collection[str], rated: Mapping[str, float]
) -> Json:
    """What is shown."""
    picks = cards(shown.hits, shown.reasons, phrasing, sites=sites, liked=liked, rated=rated)
    return {
        "text": shown.text,
        "items": [card_json(card, place) for place, card in enumerate(picks)],
        "chips": [chip_json(chip) for chip in shown.chips],
        "changes": changes_json(shown.changes),
        "aside": aside_json(shown.aside),
    }


def chip_json(chip: Chip) -> Json:
    """A quick reply. One with "loosen" is done by .../wishes/loosen, one with "drop" by .../wishes/remove."""
    limit = chip.loosen
    loosen = {"field": limit.field, "low": limit.low, "high": limit.high} if limit else None
    return {"label": chip.label, "say": chip.say, "drop": chip.drop, "loosen": loosen}


def changes_json(changes: Changes) -> Json:
    """What just changed, and how a comment was read; places count from 1."""
    return {"line": changes.line, "said": changes.said, "moves": [asdict(move) for move in changes.moves]}


def aside_json(aside: Table | Why | None) -> Json | None:
    """What stands beside the answer; its "kind" is "table" or "why"."""
    return None if aside is None else {"kind": "table" if isinstance(aside, Table) else "why", **asdict(aside)}


def preferences_json(preferences: Preferences, phrasing: Phrasing) -> list[Json]:
    """The profile: each wish and limit with where it came from and the edits that it can have."""
    return [
        {
            "key": w.key, "text": entry.text, "from": w.receipt.words, "receipt": entry.receipt, "scope": w.scope,
            "strength": w.strength if isinstance(w, Wish) else "must", "muted": w.muted, "edits": list(entry.edits),
        }
        for w, entry in zip(wishes_of(preferences), entries(preferences, phrasing), strict=True)
    ]  # fmt: skip

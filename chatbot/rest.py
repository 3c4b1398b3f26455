"""The REST API as functions of plain JSON values. Knows sessions; nothing of HTTP but an event stream's form."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from typing import Any

from chatbot.dialogue import Done, Session, Shown, Streamed, Understood, is_id
from chatbot.phrasing import Phrasing
from chatbot.sessions import Refused, Sessions
from chatbot.view import card_json, chosen_language, preferences_view, shown_json, view

Json = dict[str, Any]


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


class Rest:
    """What each path does. Every method may raise RequestError or Refused."""

    def __init__(self, sessions: Sessions, sites: Collection[str] = ()) -> None:
        self.sessions, self.sites = sessions, sites

    def open(self, body: Json) -> Json:
        """POST /api/sessions: a new conversation. {"language"?, "person"?} -> {"session", "person", "language",
        "greeting"}. `person` is the id that an earlier conversation gave: their lasting taste comes along."""
        asked, person = text_of(body, "language", optional=True), text_of(body, "person", optional=True)
        if person and not is_id(person):
            raise RequestError('"person" must be an id that POST /api/sessions gave before, or be left out.')
        catalogue = self.sessions.bot.retriever.catalogue
        session = self.sessions.open(chosen_language(asked, "", catalogue.language), person)
        greeting = Phrasing(catalogue, session.language).greeting
        return {"session": session.id, "person": session.person, "language": session.language, "greeting": greeting}

    def state(self, session_id: str, body: Json) -> Json:
        """GET /api/sessions/ID: all that is to be seen of it."""
        session = self.sessions.get(session_id)
        now = view(session, self.sessions.bot.retriever.catalogue, self.sites)
        return {
            "session": now.session, "language": now.language,
            "talk": [{"said": said, "answer": answer} for said, answer in now.talk],
            "items": [card_json(card, place) for place, card in enumerate(now.cards)],
            "preferences": [{"key": key, "text": text} for key, text in now.wishes],
            "chips": [{"label": c.label, "say": c.say, "drop": c.drop} for c in now.chips],
        }  # fmt: skip

    def react(self, session_id: str, body: Json) -> Json:
        """POST .../reactions {"item_id", "kind", "id"?}: the items as they are then."""
        item, kind, own = text_of(body, "item_id"), text_of(body, "kind"), text_of(body, "id", optional=True)
        return self._shown(session_id, self.sessions.react(session_id, item, kind, own))

    def remove(self, session_id: str, body: Json) -> Json:
        """POST .../wishes/remove {"key"}: the items without that wish."""
        return self._shown(session_id, self.sessions.edit(session_id, text_of(body, "key"), "remove"))

    def edit(self, session_id: str, body: Json) -> Json:
        """POST .../wishes/edit {"key", "edit"}: the items after that edit; see dialogue.Edit for the edits."""
        return self._shown(session_id, self.sessions.edit(session_id, text_of(body, "key"), text_of(body, "edit")))

    def undo(self, session_id: str, body: Json) -> Json:
        """POST .../undo: the items as they were before."""
        return self._shown(session_id, self.sessions.undo(session_id))

    def event(self, session: Session, event: Streamed) -> bytes:
        """One event of an answer as a server-sent event: preferences, items, words or done."""
        phrasing = self._phrasing(session)
        match event:
            case Understood(update, preferences):
                wishes = preferences_view(preferences, phrasing)
                return sse("preferences", {"preferences": wishes, "intent": update.intent, "read_by": update.read_by})
            case Shown():
                return sse("items", shown_json(event, phrasing, self.sites, session.liked))
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
            liked, wishes = set(session.liked), preferences_view(session.preferences, self._phrasing(session))
        return {**shown_json(shown, self._phrasing(session), self.sites, liked), "preferences": wishes}

    def _phrasing(self, session: Session) -> Phrasing:
        return Phrasing(self.sessions.bot.retriever.catalogue, session.language)


Does = Callable[[str, Json], Json]


def sse(name: str, data: Json) -> bytes:
    """A server-sent event."""
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()

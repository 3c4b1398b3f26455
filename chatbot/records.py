"""Values as plain JSON for the log, and a session back from its log. Knows the events' bodies; no files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from chatbot.dialogue import Event, Reason, Session, Turn
from retrieval.catalogue import Catalogue
from retrieval.retriever import Hit
from retrieval.wishes import Limit, Preferences, Receipt, Wish


def plain_json(value: Any) -> dict[str, Any]:
    """A dataclass as plain JSON values."""
    return asdict(value)


def preferences_json(preferences: Preferences) -> dict[str, Any]:
    """Preferences as plain JSON values; `preferences_from` is the way back."""
    return {**asdict(preferences), "hidden": sorted(preferences.hidden)}


def preferences_from(body: Mapping[str, Any]) -> Preferences:
    """The preferences that `preferences_json` wrote."""

    def with_receipt(entry: Mapping[str, Any]) -> dict[str, Any]:
        return {**entry, "receipt": Receipt(**entry["receipt"])}

    return Preferences(
        tuple(Wish(**with_receipt(w)) for w in body["wishes"]),
        tuple(Limit(**with_receipt(limit)) for limit in body["limits"]),
        frozenset(body["hidden"]),
    )


def session_from(events: Iterable[Event], catalogue: Catalogue) -> Session | None:
    """The session that these events, in order, tell of; None without a "session" event. Items that have left the
    catalogue are left out; undo does not reach back over it."""
    session: Session | None = None
    for event in events:
        if event.kind == "session":
            session = Session(id=event.session, person=event.body["person"], language=event.body.get("language", "en"))
        elif session is not None:
            _replay(session, event, catalogue)
    return session


def _replay(session: Session, event: Event, catalogue: Catalogue) -> None:
    body = event.body
    if "preferences" in body:
        session.preferences = preferences_from(body["preferences"])
    if event.kind == "message":
        session.turns.append(Turn(body["text"]))
        session.language = body.get("language", session.language)
    elif event.kind == "change" and session.turns:
        session.turns[-1] = Turn(session.turns[-1].said, body.get("text", ""), tuple(body.get("shown", ())))
    elif event.kind == "reaction":
        session.reacted.add(event.id)
    elif event.kind == "shown":
        _shown(session, body, catalogue)
    elif event.kind == "words":
        session.reasons |= {r["item_id"]: Reason(**r) for r in body["reasons"] if r["item_id"] in session.reasons}


def _shown(session: Session, body: Mapping[str, Any], catalogue: Catalogue) -> None:
    known = [(item, entry) for entry in body["items"] if (item := catalogue.item(entry["id"]))]
    session.hits = tuple(Hit(item, entry["score"], entry["terms"]) for item, entry in known)
    session.reasons = {item.id: Reason(item.id, entry["reason"]) for item, entry in known}
    session.shown |= {entry["id"] for entry in body["items"]}
    session.liked = set(body.get("liked", ()))

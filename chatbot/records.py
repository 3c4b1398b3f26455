"""Values as plain JSON for the log, and a session back from its log. Knows the events' bodies; no files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from chatbot import reasons
from chatbot.dialogue import Chip, Event, Reason, Session, Turn, Update
from chatbot.preferences import Asked
from chatbot.reasons import Wording
from chatbot.render import version
from retrieval.catalogue import Catalogue
from retrieval.met import Interest
from retrieval.retriever import Hit
from retrieval.wishes import Limit, Preferences, Receipt, Wish


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


def opened_event(session: Session, origin: str, catalogue: str) -> Event:
    """A conversation begins; with the taste that it begins with, as a restart must not lose it, nor the chat after."""
    body: dict[str, object] = {"person": session.person, "catalogue": catalogue}
    body |= {"origin": origin, "language": session.language}
    if session.preferences != Preferences():
        body["preferences"] = preferences_json(session.preferences)
    return Event(session.id, "session", body)


def edit_event(session: Session, kind: str, key: str, interest: Interest | None = None) -> Event:
    """What was done to a wish, or an undo with the interest that it went back to."""
    body: dict[str, object] = {"edit": kind, "key": key, "preferences": preferences_json(session.preferences)}
    if interest is not None:
        body["interest"] = interest.as_json()
    return Event(session.id, "edit", body)


def change_event(session: Session, turn: int, update: Update, asked: Asked) -> Event:
    """What a message changed, and what a model was asked and answered for it."""
    now = session.turns[-1]
    body = {"turn": turn, "update": asdict(update), "preferences": preferences_json(session.preferences)}
    body |= {"read_by": update.read_by, "prompt": version(asked.prompt), "model": asked.model}
    body |= {"asked": list(asked.messages), "answered": asked.answer, "text": now.answer, "shown": list(now.shown)}
    return Event(session.id, "change", body)


def shown_event(session: Session, turn: int) -> Event:
    """What is on screen: each item with its place, its score terms and its reason."""
    items = []
    for place, h in enumerate(session.hits):
        facts = {"id": h.item.id, "title": h.item.title, "position": place, "score": h.score, "terms": dict(h.terms)}
        items.append({**facts, "reason": session.reasons[h.item.id].text})
    body = {"turn": turn, "items": items, "liked": sorted(session.liked), "chips": [asdict(c) for c in session.chips]}
    body |= {"rated": dict(session.rated)} if session.rated else {}
    return Event(session.id, "shown", {**body, "asked": list(session.asked), "asked_at": session.asked_at})


def words_event(session: Session, turn: int, wording: Wording, final: Sequence[Reason], model: str) -> Event:
    """What the LLM was asked to word, what it said, and what became of each line."""
    body = {"turn": turn, "asked": list(wording.asked), "answered": wording.answer, "error": wording.error}
    body |= {"items": [h.item.id for h in wording.hits]}  # in the prompt's order
    body |= {"prompt": version(reasons.PROMPT), "model": model, "reasons": [asdict(reason) for reason in final]}
    return Event(session.id, "words", body)


def unsaid_events(session: Session, turn: int, fields: Sequence[str]) -> list[Event]:
    """What was asked and the catalogue does not say, for its owner; none where it said all."""
    return [Event(session.id, "unsaid", {"turn": turn, "fields": list(fields)})] if fields else []


def session_from(events: Iterable[Event], catalogue: Catalogue) -> Session | None:
    """The session that these events, in order, tell of; None without a "session" event. Items that have left the
    catalogue are left out; undo does not reach back over it."""
    session: Session | None = None
    unanswered: dict[int, str] = {}  # turn -> what was said
    for event in events:
        if event.kind == "session":
            session = Session(id=event.session, person=event.body["person"], language=event.body.get("language", "en"))
            if "preferences" in event.body:  # the lasting taste of an earlier conversation
                session.preferences = preferences_from(event.body["preferences"])
        elif session is not None:
            _replay(session, event, catalogue, unanswered)
    if session is not None:
        session.turns += [Turn(said) for said in unanswered.values()]
    return session


def _replay(session: Session, event: Event, catalogue: Catalogue, unanswered: dict[int, str]) -> None:
    body = event.body
    if "preferences" in body:
        session.preferences = preferences_from(body["preferences"])
    if event.kind == "message":
        unanswered[body["turn"]] = body["text"]
        session.heard = body["turn"] + 1
        session.language = body.get("language", session.language)
    elif event.kind == "change" and body["turn"] in unanswered:
        said = unanswered.pop(body["turn"])
        session.turns.append(Turn(said, body.get("text", ""), tuple(body.get("shown", ()))))
    elif event.kind == "reaction" or (event.kind == "comment" and "kind" in body):
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
    session.liked, session.rated = set(body.get("liked", ())), dict(body.get("rated", {}))
    session.chips = tuple(_chip(chip) for chip in body.get("chips", ()))
    session.asked, session.asked_at = tuple(body.get("asked", ())), body.get("asked_at", session.asked_at)


def _chip(body: Mapping[str, Any]) -> Chip:
    loosen = body["loosen"]
    limit = Limit(**{**loosen, "receipt": Receipt(**loosen["receipt"])}) if loosen else None
    return Chip(body["label"], body["say"], body["drop"], limit)

"""What a reaction to an item does to a conversation: which wishes it makes, which items stay and which must go, and the
event that tells of it; how a comment was read, in words. Knows sessions and the catalogue; searches nothing, logs
nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from chatbot import profile
from chatbot.dialogue import KINDS, Event, Kind, Reaction, Session
from chatbot.phrasing import Phrasing
from chatbot.records import preferences_json
from retrieval.catalogue import Catalogue
from retrieval.wishes import ITEM

QUIET: frozenset[Kind] = frozenset({"opened", "spent"})  # what is looked at stays where it is
AS: dict[Kind, Kind] = {"seen-liked": "like", "seen-disliked": "dislike", "added": "like"}
_LIKED, _DISLIKED = 4, 2  # stars from which, and up to which, a rating is a like or a dislike

Mood = Callable[[str], float]  # a comment -> its sentiment, from -1 to 1, as sure as it is read


class ReactionError(ValueError):
    """A reaction that cannot count; the message says why."""


def check(session: Session, reaction: Reaction) -> None:
    """Raises ReactionError for one that cannot count."""
    if reaction.kind not in KINDS:
        raise ReactionError(f"no reaction is called {reaction.kind!r}. There are: {', '.join(KINDS)}.")
    if reaction.item_id not in session.shown:
        raise ReactionError(f"{reaction.item_id!r} was not shown in this conversation.")
    if reaction.kind == "rated" and (reaction.value is None or not 1 <= reaction.value <= 5):
        raise ReactionError(f"a rating has 1 to 5 stars, not {reaction.value}.")
    if reaction.kind == "spent" and (reaction.value is None or not 0 <= reaction.value <= 86_400):
        raise ReactionError(f"{reaction.value} is no time that was spent. Give seconds.")
    if reaction.kind == "comment" and not reaction.text.strip():
        raise ReactionError("a comment without a text says nothing.")


def act(session: Session, reaction: Reaction, catalogue: Catalogue) -> tuple[set[str], set[str]]:
    """Change what is wanted by a reaction; the items that stay on screen, and those that may not come again now."""
    item, on_screen = reaction.item_id, {h.item.id for h in session.hits}
    kind = _plainly(reaction)
    if reaction.kind == "rated":
        session.rated[item] = reaction.value or 0.0
    if kind in ("like", "dislike", "seen", "more"):
        found = catalogue.item(item)
        title, turn = found.title if found else item, max(0, len(session.turns) - 1)
        session.preferences = profile.reacted(session.preferences, replace(reaction, kind=kind), title, turn)
    if kind == "removed":
        session.preferences = session.preferences.without(f"want:{ITEM}={item}")
    if reaction.kind in ("seen-liked", "seen-disliked"):
        session.preferences = session.preferences.hide(item)
    keep = {*session.liked}
    if kind in ("like", "more") and reaction.kind != "seen-liked":
        keep.add(item)
    if kind == "like" and reaction.kind != "seen-liked":
        session.liked.add(item)
    elif kind in ("dislike", "seen", "removed", "not-now") or reaction.kind == "seen-liked":
        session.liked.discard(item)
        keep.discard(item)
    if kind == "more":
        return keep, on_screen - keep
    if kind in ("like", "dislike", "seen"):
        return keep, set()
    return (keep, {item}) if kind in ("not-now", "removed") else (keep | {item}, set())


def _plainly(reaction: Reaction) -> Kind:
    """The button that does the same to what is wanted."""
    if reaction.kind == "rated":
        stars = reaction.value or 0
        return "like" if stars >= _LIKED else "dislike" if stars <= _DISLIKED else "rated"
    return AS.get(reaction.kind, reaction.kind)


def event_of(session: Session, reaction: Reaction, mood: Mood | None) -> Event:
    """The reaction as the log has it, with what is wanted after it."""
    places = {h.item.id: place for place, h in enumerate(session.hits)}
    body: dict[str, Any] = {
        "item_id": reaction.item_id, "kind": reaction.kind, "position": places.get(reaction.item_id),
        "preferences": preferences_json(session.preferences),
    }  # fmt: skip
    if reaction.value is not None:
        body["value"] = reaction.value
    if reaction.text:
        body |= {"text": reaction.text, "sentiment": mood(reaction.text) if mood else 0.0}
    return Event(session.id, "comment" if reaction.kind == "comment" else "reaction", body, id=reaction.id)


def told(event: Event, phrasing: Phrasing) -> str:
    """How the comment of such an event was read, for its visitor; "" of any other reaction."""
    if event.kind != "comment":
        return ""
    mood = float(event.body["sentiment"])
    return phrasing.say("change", "praised" if mood > 0 else "blamed" if mood < 0 else "unclear")

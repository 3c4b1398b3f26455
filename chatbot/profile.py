"""A person's profile: edits of single wishes, and the taste that lasts from one conversation to the next.

Knows wishes and the log; nothing of ranking or of how the profile looks.
"""

from __future__ import annotations

from chatbot.dialogue import Edit, Reaction
from chatbot.records import preferences_from
from chatbot.store import Store
from retrieval.wishes import ITEM, STRENGTHS, TEXT, Limit, Polarity, Preferences, Receipt, Strength, Wish

MOST_LOOKED_AT = 50  # of a person's conversations: each that begins with a taste has it, so the last will mostly do


def edited(preferences: Preferences, key: str, kind: Edit) -> Preferences:
    """The preferences after one edit of the wish or limit of that key; unchanged where there is none."""
    have = preferences.get(key)
    if have is None:
        return preferences
    if kind == "remove":
        return preferences.without(key)
    if kind in ("mute", "unmute"):
        return preferences.muted(key, kind == "mute")
    if kind == "today" or kind == "taste":
        return preferences.scoped(key, kind)
    return preferences if isinstance(have, Limit) else preferences.weighed(key, _step(have, kind == "stronger"))


def strengths(wish: Wish) -> tuple[Strength, ...]:
    """The strengths that a wish can have: likeness and free words decide nothing alone, so they are no musts."""
    return STRENGTHS[:-1] if wish.field in (ITEM, TEXT) else STRENGTHS


def _step(wish: Wish, up: bool) -> Strength:
    steps = strengths(wish)
    at = min(STRENGTHS.index(wish.strength), len(steps) - 1)
    return steps[max(0, min(at + (1 if up else -1), len(steps) - 1))]


def taste(store: Store, person: str) -> Preferences:
    """What a person's earlier conversations left as lasting taste, and what is hidden from them for good."""
    for session in reversed(store.sessions(person)[-MOST_LOOKED_AT:]):
        bodies = [event.body["preferences"] for event in store.events(session=session) if "preferences" in event.body]
        if bodies:
            return preferences_from(bodies[-1]).of("taste")
    return Preferences()


def reacted(preferences: Preferences, reaction: Reaction, title: str, turn: int) -> Preferences:
    """What a click on an item of that title says of what is wanted."""
    if reaction.kind == "seen":
        return preferences.hide(reaction.item_id)
    polarity: Polarity = "avoid" if reaction.kind == "dislike" else "want"
    receipt = Receipt(turn, reaction.kind, "click")
    after = preferences.with_wish(Wish(polarity, ITEM, reaction.item_id, "like", title, receipt, "taste"))
    return after.hide(reaction.item_id) if reaction.kind == "dislike" else after

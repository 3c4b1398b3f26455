"""Preferences through JSON and back, and a session out of its events."""

from __future__ import annotations

import json
from dataclasses import asdict

from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.dialogue import Event, Reason, Session, Turn, Update
from chatbot.records import preferences_from, preferences_json, session_from
from retrieval.catalogue import Catalogue
from retrieval.wishes import Limit, Preferences, Receipt, Wish

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NUMBER = st.none() | st.floats(allow_nan=False, allow_infinity=False)
RECEIPT = st.builds(Receipt, st.integers(0, 1000), TEXT, st.sampled_from(["message", "click"]))
WISH = st.builds(Wish, st.sampled_from(["want", "avoid"]), TEXT, TEXT, st.sampled_from(["must", "like"]), TEXT, RECEIPT)
LIMIT = st.builds(Limit, TEXT, NUMBER, NUMBER, RECEIPT)
PREFERENCES = st.builds(
    Preferences,
    st.lists(WISH, max_size=4).map(tuple),
    st.lists(LIMIT, max_size=3).map(tuple),
    st.frozensets(TEXT, max_size=3),
)
SESSION = Event("s1", "session", {"person": "ann", "language": "zh"})


@settings(max_examples=60, deadline=None)
@given(PREFERENCES)
def test_preferences_survive_json(preferences: Preferences) -> None:
    assert preferences_from(json.loads(json.dumps(preferences_json(preferences)))) == preferences


def test_an_update_is_asdict() -> None:
    update = Update(wishes=(Wish("want", "mood", "calm"),), limits=(Limit("year", 1990),), seen=("up",))
    assert json.loads(json.dumps(asdict(update)))["wishes"][0]["value"] == "calm"


def test_no_session_without_its_event(games: Catalogue) -> None:
    assert session_from([], games) is None
    assert session_from([Event("s1", "message", {"text": "hi"})], games) is None


def test_a_session_that_has_only_begun(games: Catalogue) -> None:
    assert session_from([SESSION], games) == Session(id="s1", person="ann", language="zh")


def shown(*item_ids: str, liked: tuple[str, ...] = ()) -> Event:
    items = [
        {"id": i, "title": i, "position": n, "score": 1.5, "terms": {"t": 1.5}, "reason": f"{i}."}
        for n, i in enumerate(item_ids)
    ]
    return Event("s1", "shown", {"turn": 0, "items": items, "liked": list(liked)})


def test_a_message_and_its_answer(games: Catalogue) -> None:
    wanted = Preferences((Wish("want", "mood", "calm"),))
    events = [
        SESSION,
        Event("s1", "message", {"turn": 0, "text": "calm", "language": "en"}),
        Event("s1", "change", {"turn": 0, "preferences": preferences_json(wanted), "text": "Here.", "shown": ["up"]}),
        shown("up", "gone"),
        Event("s1", "words", {"reasons": [asdict(Reason("up", "Better.", "kept")), asdict(Reason("gone", "No."))]}),
        Event("s1", "timing", {"ms": {}}),
    ]
    session = session_from(events, games)
    assert session is not None
    assert (session.turns, session.preferences, session.language) == (
        [Turn("calm", "Here.", ("up",))],
        wanted,
        "en",
    )
    assert [(h.item.id, h.score, h.terms) for h in session.hits] == [("up", 1.5, {"t": 1.5})]
    assert (session.reasons, session.shown) == ({"up": Reason("up", "Better.", "kept")}, {"up", "gone"})


def test_reactions_are_known_again(games: Catalogue) -> None:
    hidden = Preferences().hide("up")
    events = [
        SESSION,
        shown("up"),
        Event("s1", "reaction", {"preferences": preferences_json(hidden)}, id="r1"),
        shown("ghost-train", liked=("ghost-train",)),
    ]
    session = session_from(events, games)
    assert session is not None
    assert (session.reacted, session.liked, session.shown) == ({"r1"}, {"ghost-train"}, {"up", "ghost-train"})
    assert (session.preferences, [h.item.id for h in session.hits]) == (hidden, ["ghost-train"])


def test_events_of_an_older_kind_are_passed_over(games: Catalogue) -> None:
    assert session_from([SESSION, Event("s1", "comment", {"text": "nice"})], games) == Session(
        id="s1", person="ann", language="zh"
    )

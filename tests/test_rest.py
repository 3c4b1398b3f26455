"""The REST API's functions: what of a session they tell and change."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from serving import Telling, answered, reader

from chatbot.dialogue import Changes, Chip, Done, Move, Table
from chatbot.rest import RequestError, Rest, aside_json, changes_json, chip_json, number_of
from chatbot.serve import given
from chatbot.sessions import Sessions
from chatbot.store import SQLiteStore
from retrieval.retriever import Retriever
from retrieval.wishes import Limit


@pytest.fixture
def rest(retriever: Retriever, tmp_path: Path) -> Iterator[Rest]:
    with SQLiteStore(tmp_path / "log.db") as store:
        yield Rest(Sessions(given(Telling(retriever, reader(), store))))


@pytest.fixture
def session(rest: Rest) -> str:
    """A session that wants something calm and cheap, and nothing scary."""
    session_id = str(rest.open({})["session"])
    answered(rest.sessions, session_id, "something calm up to 35 dollars, nothing scary")
    return session_id


def test_the_profile_tells_where_each_wish_came_from(rest: Rest, session: str) -> None:
    calm, scary, price = rest.state(session, {})["preferences"]
    assert calm == {
        "key": "want:mood=calm", "text": "calm", "from": "calm", "receipt": "“calm”", "scope": "today",
        "strength": "like", "muted": False, "edits": ["weaker", "stronger", "mute", "taste", "remove"],
    }  # fmt: skip
    assert (scary["strength"], price["strength"]) == ("must", "must")
    assert price["edits"] == ["mute", "taste", "remove"]


def test_an_edit_shows_the_items_and_the_profile_after_it(rest: Rest, session: str) -> None:
    after = rest.edit(session, {"key": "want:mood=calm", "edit": "mute"})
    assert after["preferences"] == rest.state(session, {})["preferences"]
    assert [wish["muted"] for wish in after["preferences"]] == [True, False, False]
    assert {"items", "chips", "changes", "aside"} < after.keys()


def test_a_looser_limit_takes_the_place_of_the_one_on_its_field(rest: Rest, session: str) -> None:
    after = rest.loosen(session, {"field": "price", "high": 50})
    assert [wish["text"] for wish in after["preferences"]][-1] == "price up to $50"


@pytest.mark.parametrize(
    "body", [{}, {"field": "mood", "low": 1}, {"field": "price"}, {"field": "price", "low": True}, {"field": 3}]
)
def test_a_limit_that_is_none(rest: Rest, session: str, body: dict[str, Any]) -> None:
    with pytest.raises(RequestError):
        rest.loosen(session, body)


@pytest.mark.parametrize("value", ["1", True, float("nan"), float("inf"), [1]])
def test_what_is_no_number(value: object) -> None:
    with pytest.raises(RequestError, match='"low" must be a number'):
        number_of({"low": value}, "low")


def test_why(rest: Rest, session: str) -> None:
    item = rest.state(session, {})["items"][0]["id"]
    aside = rest.why(session, {"item_id": item})["aside"]
    assert (aside["kind"], aside["item_id"], aside["bars"][0]) == (
        "why", item, {"label": "like Inception", "value": 0.5},
    )  # fmt: skip
    assert rest.state(session, {})["aside"] == aside


def test_values_as_json() -> None:
    moves = (Move("up", "Up", None, 1, "want:mood=calm", "Up came in"),)
    assert changes_json(Changes(moves, "+1", "read as praise")) == {
        "line": "+1",
        "said": "read as praise",
        "moves": [
            {"item_id": "up", "title": "Up", "was": None, "now": 1, "by": "want:mood=calm", "text": "Up came in"}
        ],
    }
    assert aside_json(Table(("", "A"), (("Year", "1999"),), "Note")) == {
        "kind": "table", "head": ("", "A"), "rows": (("Year", "1999"),), "note": "Note",
    }  # fmt: skip
    assert aside_json(None) is None
    assert chip_json(Chip("up to $50", loosen=Limit("price", None, 50))) == {
        "label": "up to $50", "say": "", "drop": "", "loosen": {"field": "price", "low": None, "high": 50},
    }  # fmt: skip


def test_an_event_carries_profile_and_changes(rest: Rest, session: str) -> None:
    events = answered(rest.sessions, session, "compare them")
    data = [json.loads(rest.event(rest.sessions.get(session), event).split(b"data: ")[1]) for event in events]
    assert data[0]["preferences"][0]["receipt"] == "“calm”"
    assert data[1]["aside"]["kind"] == "table" and data[1]["changes"].keys() == {"line", "said", "moves"}
    assert isinstance(events[-1], Done)

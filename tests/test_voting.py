"""Who votes too often or too fast, told from the dialogues."""

from __future__ import annotations

from conftest import MemoryStore
from test_trust import visit

from chatbot.dialogue import Event
from chatbot.digest import Digest, Digests
from chatbot.reactions import usual
from chatbot.trust import conducts
from chatbot.voting import conducts_of, votes


def log() -> list[Event]:
    """An honest visitor, somebody new, three who push, one who hurries and comes twice."""
    visits = [visit("ann", "abcdefgh"), visit("new", "a"), *(visit(f"x{n}", "zzzzzza") for n in range(3))]
    visits += [visit("bob", "abcdefgh", gap=0.2, session=f"bob{n}") for n in range(2)]
    return [event for one in visits for event in one]


def digests() -> list[Digest]:
    store = MemoryStore()
    store.append(log())
    return Digests(store).now()


def test_they_are_the_same_as_the_report_of_misuse_has() -> None:
    told = {person: (one.why, one.reactions, one.sessions) for person, one in conducts_of(digests()).items()}
    assert told == {p: (c.why, c.reactions, c.sessions) for p, c in conducts(log(), usual()).items()}


def test_they_stand_under_their_latest_dialogue_and_what_they_push_beside_them() -> None:
    (doubted, pushed), counts = votes(digests(), title=lambda key: f"Title {key}")
    assert counts == {"people": 6, "doubted": 4, "few": 1}
    assert {row[0]: row[1] for row in doubted.rows} == {
        "bob1": "hasty", "x0": "repeated", "x1": "repeated", "x2": "repeated",
    }  # fmt: skip
    assert [row[2] for row in doubted.rows] == sorted(row[2] for row in doubted.rows)
    assert next(row[3:] for row in doubted.rows if row[0] == "bob1") == (16, 8, 2)
    assert ("Title z", 3, 3) in pushed.rows
    assert all(len(row) == len(one.columns) for one in (doubted, pushed) for row in one.rows)


def test_of_nobody_nothing_is_said() -> None:
    (doubted, pushed), counts = votes([])
    assert (doubted.rows, pushed.rows, counts["people"]) == ((), (), 0)

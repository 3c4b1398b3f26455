"""How far a visitor's reactions are believed."""

from __future__ import annotations

import pytest

from chatbot.dialogue import Event
from chatbot.reactions import usual
from chatbot.trust import BELIEVED, Conduct, conducts, pushed, weights


def visit(person: str, items: str, *, gap: float = 20.0, session: str = "", origin: str = "human") -> list[Event]:
    """Likes of these items, a letter each, so many seconds apart."""
    session = session or person
    clicks = [Event(session, "reaction", {"item_id": item, "kind": "like"}, at=gap * n) for n, item in enumerate(items)]
    return [Event(session, "session", {"person": person, "origin": origin}), *clicks]


def of(*visits: list[Event]) -> dict[str, Conduct]:
    return conducts([event for one in visits for event in one], usual())


def test_who_reads_and_reacts_to_many_things_is_believed() -> None:
    one = of(visit("ann", "abcdefgh"))["ann"]
    assert one.weight > BELIEVED and one.why == ""
    assert (one.sessions, one.reactions, len(one.mets)) == (1, 8, 8)


@pytest.mark.parametrize(
    ("events", "why"),
    [
        (visit("bob", "abcdefgh", gap=0.2), "hasty"),
        (visit("bob", "abaabaaaaaaaaa"), "repeated"),
        ([e for n in range(6) for e in visit("bob", "aaab", session=f"s{n}")], "repeated"),
        (visit("bob", "a"), "little known"),
    ],
)
def test_others_are_believed_less(events: list[Event], why: str) -> None:
    one = of(events)["bob"]
    assert one.why == why
    assert one.weight < BELIEVED


def test_to_change_ones_mind_is_no_stuffing() -> None:
    events = visit("ann", "abcdefgha")
    assert of(events)["ann"].repeated == 0


def test_what_one_message_says_of_many_items_is_not_hasty() -> None:
    events = [Event("ann", "session", {"person": "ann"})]
    for turn, items in enumerate(("abcd", "efgh", "ijkl")):
        met = {"turn": turn, "met": [["ignored", item] for item in items]}
        events += [Event("ann", "met", met, at=60.0 * turn)]
        events += [Event("ann", "reaction", {"item_id": items[0], "kind": "like"}, at=60.0 * turn + 20)]
    one = of(events)["ann"]
    assert (one.hasty, one.why) == (0, "")


def test_simulated_people_are_left_out() -> None:
    assert of(visit("sim", "abc", origin="agenda")) == {}


def test_what_the_doubted_say_of_an_item_has_a_limit() -> None:
    honest = [visit(f"p{n}", "abcdefgh"[n % 3 :] + "ijk") for n in range(20)]
    scripts = [visit(f"x{n}", "zy") for n in range(30)]
    found = of(*honest, *scripts)
    made = weights(found)
    assert made["p0", "a"] == pytest.approx(found["p0"].weight)
    total = sum(value for (person, item), value in made.items() if item == "z")
    assert total <= 0.1 + 1e-6 < sum(one.weight for person, one in found.items() if person[0] == "x")


def test_where_all_are_little_known_they_count_all_the_same() -> None:
    made = weights(of(*(visit(f"p{n}", "abc"[: 1 + n % 3]) for n in range(12))))
    assert sum(value for (_, item), value in made.items() if item == "a") > 1


def test_pushed_items_are_told() -> None:
    honest = [visit(f"p{n}", "abcdefgh") for n in range(5)]
    found = of(*honest, *(visit(f"x{n}", "zzzzzza") for n in range(4)))
    assert [(one.item, one.doubted, one.people) for one in pushed(found)] == [("z", 4, 4)]

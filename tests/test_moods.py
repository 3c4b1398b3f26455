"""How comments sound over time: few comments whose direction anybody reads off."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import MemoryStore
from fakes import erase

from chatbot.dialogue import Event
from chatbot.feedback import Analyst
from chatbot.moods import Mood, Moods, average, moods, voices
from chatbot.praise import OfItem, Opinions, Said
from chatbot.store import SQLiteStore

JANUARY, FEBRUARY = 1_736_500_000.0, 1_739_200_000.0  # of 2025
GOOD = Event("a", "comment", {"text": "The acting is superb, I loved it", "item_id": "up"}, "e1", JANUARY)
BAD = Event("b", "comment", {"text": "The acting was terrible and boring", "item_id": "up"}, "e2", FEBRUARY)
AGAIN = Event("b", "comment", {"text": "Dreadful acting, awful story", "item_id": "up"}, "e3", FEBRUARY + 1)


def talked(*events: Event) -> MemoryStore:
    store = MemoryStore()
    store.append([Event("a", "session", {"person": "ann"}), Event("b", "session", {"person": "bob"}), *events])
    return store


def test_a_comment_becomes_a_mood_with_its_item_topics_and_month() -> None:
    found, whole = Moods(talked(GOOD, BAD), Analyst).now()
    assert whole and [(m.dialogue, m.month, m.items, m.topics) for m in found] == [
        ("a", "2025-01", ("up",), (("acting", True),)),
        ("b", "2025-02", ("up",), (("acting", False),)),
    ]
    assert found[0].sentiment > 0 > found[1].sentiment


def test_moods_follow_the_log_and_repeats_are_set_aside() -> None:
    store = talked(GOOD)
    kept = Moods(store, Analyst)
    assert len(kept.now()[0]) == 1
    store.append([BAD, Event("a", "comment", dict(GOOD.body), "e9", FEBRUARY)])
    assert [m.dialogue for m in kept.now()[0]] == ["a", "b"]


def test_who_was_erased_is_forgotten(tmp_path: Path) -> None:
    with SQLiteStore(tmp_path / "log.db") as store:
        store.append([GOOD, BAD])
        kept = Moods(store, Analyst)
        assert len(kept.now()[0]) == 2
        erase(tmp_path / "log.db", "a")
        assert [m.dialogue for m in kept.now()[0]] == ["b"]


def test_in_no_time_only_a_part_is_read_and_the_next_call_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chatbot.moods._BATCH", 1)
    kept = Moods(talked(GOOD, BAD, AGAIN), Analyst)
    sizes = [(len(found), whole) for found, whole in (kept.now(0), kept.now(0), kept.now())]
    assert sizes == [(1, False), (2, False), (3, True)]


FOUND = [
    Mood("a", "2025-01", 0.5, ("up",), (("acting", True),)),
    Mood("b", "2025-01", -0.5, ("up", "heat"), (("acting", False),)),
    Mood("c", "2025-02", 1.0, ("up",), (("acting", True), ("story", True))),
]


def test_tables_are_by_month_and_hold_only_the_chosen_dialogues() -> None:
    overall, items, topics = moods(FOUND, {"a", "b", "c"}, title=str.upper, topic=str.title)
    assert [row[:3] for row in overall.rows] == [("2025-01", 2, 0.0), ("2025-02", 1, 1.0)]
    assert [row[:4] for row in items.rows] == [
        ("UP", "2025-01", 2, 0.0),
        ("UP", "2025-02", 1, 1.0),
        ("HEAT", "2025-01", 1, -0.5),
    ]
    assert [row[:4] for row in topics.rows] == [
        ("Acting", "2025-01", 2, 0.5),
        ("Acting", "2025-02", 1, 1.0),
        ("Story", "2025-02", 1, 1.0),
    ]
    assert [one.rows for one in moods(FOUND, {"nobody"})] == [(), (), ()]


def test_a_mean_of_one_proves_nothing_and_of_many_more() -> None:
    assert average([1.0]) == (1.0, -1.0, 1.0)
    assert average([0.5, -0.5]) == (0.0, -0.98, 0.98)
    mean, low, high = average([0.4, 0.6] * 50)
    assert mean == 0.5 and 0.45 < low < 0.5 < high < 0.55


def test_what_was_kept_of_an_analysis_names_what_is_praised_and_blamed() -> None:
    said = (Said("acting", 5, 0), Said("story", 0, 3), Said("music", 1, 0))
    kept = Opinions({"up": OfItem(9, 0.31, said), "heat": OfItem(12, -0.2)}, {})
    assert voices(kept).rows == (("heat", 12, "-0.20", "", ""), ("up", 9, "+0.31", "acting", "story"))

"""What people say of an item is kept in versions, and read as evidence."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_summary import line

from chatbot import learnt, praise
from chatbot.learnt import LearntError
from chatbot.praise import NONE, OfItem, Opinions, Said, opinions
from chatbot.summary import Summary


def kept(home: Path) -> Opinions:
    one = Summary()
    for _ in range(3):
        one.add(line(0.5, ("price", 0.6, "aspect"), ("rules", -0.7, "aspect"), items=["up"], person="ann"))
    one.add(line(-0.5, ("price", -0.5, "aspect"), ("art", 0.5, "aspect"), items=["up"]))
    praise.keep(home, "games", one)
    return opinions(home, "games")


def test_what_was_kept_comes_back(tmp_path: Path) -> None:
    assert opinions(tmp_path, "games") == NONE
    assert praise.stamp(tmp_path, "games") is None
    found = kept(tmp_path)
    price = Said("price", 3, 1, ("price 0.6",), ("price -0.5",))
    rules, art = Said("rules", 0, 3, (), ("rules -0.7",)), Said("art", 1, 0, ("art 0.5",))
    assert found.of("up") == OfItem(4, 0.25, (price, rules, art))
    assert found.of("ghost-train") is None
    assert praise.stamp(tmp_path, "games") is not None


def test_one_voice_is_no_evidence(tmp_path: Path) -> None:
    item = kept(tmp_path).of("up")
    assert item is not None
    assert [said.aspect for said in item.praised] == ["price"]
    assert [said.aspect for said in item.blamed] == ["rules"]
    assert item.aspects[1].balance == pytest.approx(-3 / 5)


def test_what_a_person_cares_about(tmp_path: Path) -> None:
    found = kept(tmp_path)
    assert found.cares_of("ann") == {"price": 0.5, "rules": 0.5}
    assert found.cares_of("bob") == {}


def test_made_anew_it_takes_the_place_of_what_was_kept(tmp_path: Path) -> None:
    kept(tmp_path)
    praise.keep(tmp_path, "games", Summary())
    assert opinions(tmp_path, "games") == NONE
    assert len(learnt.versions(tmp_path, "games", praise.PART)) == 2


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    kept(tmp_path)
    folder = learnt.opened(tmp_path, "games", praise.PART)
    assert folder is not None
    (folder / praise.FILE).write_text("{}")
    with pytest.raises(LearntError, match="not as they were written"):
        opinions(tmp_path, "games")


def test_quotes_go_without_addresses_or_not_at_all(tmp_path: Path) -> None:
    one = Summary()
    one.add(line(0.5, ("mail me at ann@example.org", 0.6, "aspect"), items=["up"]))
    for quotes, kept_ in ((True, ("mail me at [email] 0.6",)), (False, ())):
        praise.keep(tmp_path, "games", one, quotes=quotes)
        item = opinions(tmp_path, "games").of("up")
        assert item is not None
        assert item.aspects[0].praise == kept_


def test_what_is_kept_is_followed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    current = praise.following(tmp_path, "games")
    assert current() == NONE
    found = kept(tmp_path)
    assert current() == found
    assert current() is current()
    folder = learnt.opened(tmp_path, "games", praise.PART)
    assert folder is not None
    version = learnt.current(tmp_path, "games", praise.PART)
    (folder / praise.FILE).write_text("{}")
    (tmp_path / "learnt" / "games" / praise.PART / learnt.CURRENT).write_text(f'{{"version": "{version}"}}')
    assert (current(), current()) == (NONE, NONE)
    assert len(caplog.records) == 1


def test_balances_are_drawn_to_nothing_where_few_speak() -> None:
    said = (Said("acting", 5, 0), Said("story", 0, 3))
    found = Opinions({"up": OfItem(8, 0.5, said), "heat": OfItem(2, -1.0)}, {}).balances
    assert found == {"up": {"": 0.4, "acting": 5 / 7, "story": -0.6}, "heat": {"": -0.5}}

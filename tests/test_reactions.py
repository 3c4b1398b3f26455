"""What each reaction means, by a table that the owner can change."""

from __future__ import annotations

from pathlib import Path

import pytest

from chatbot.dialogue import REACTIONS
from chatbot.reactions import FILE, ReactionsError, of_rating, table, takes, usual
from retrieval.met import Met


def test_every_reaction_of_the_page_is_in_the_table_with_a_reason() -> None:
    assert {*REACTIONS} <= usual().keys()
    assert all(len(meaning.reason) > 5 for meaning in usual().values())


def test_seen_is_not_liked_and_not_now_is_not_never() -> None:
    assert usual()["seen"].liked is None and usual()["not-now"].liked is None
    assert usual()["seen"].drawn > 0 > usual()["not-now"].drawn > usual()["dislike"].drawn
    assert takes(usual()) == {"like", "added", "accepted", "rated-4", "rated-5"}


@pytest.mark.parametrize(("stars", "name"), [(0.5, "rated-1"), (3.5, "rated-3"), (4.0, "rated-4"), (5.0, "rated-5")])
def test_stars_have_an_entry(stars: float, name: str) -> None:
    assert of_rating(stars) == name
    assert usual()[name].met("a", 7.0) == Met("a", float(stars >= 4), 1.0 if stars >= 4 else 0.25, 1.0, 7.0)


def test_the_owner_changes_what_they_like(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("[opened]\nweight = 0.9\n[waved]\ndrawn = 0.2\nreason = 'ours'\n", encoding="utf-8")
    own = table(tmp_path)
    assert own["opened"].weight == 0.9
    assert own["opened"].liked == usual()["opened"].liked
    assert own["waved"].met("a", 1.0, 0.5) == Met("a", None, 0.2, 0.5, 1.0)
    assert own["like"] == usual()["like"]
    assert table(tmp_path / "none") == usual()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[like]\nliked = 2", "liked of .like. is 2. Give a number from 0 to 1"),
        ("[like]\nlove = 1", r"\[like\] may have drawn, liked"),
        ("like = 1", r"\[like\] may have"),
        ("[like", "cannot be read"),
        ("[like]\nweight = true", "weight of .like. is True"),
    ],
)
def test_a_wrong_table_says_what_may_stand_there(text: str, says: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(ReactionsError, match=says):
        table(tmp_path)

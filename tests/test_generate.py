"""Rows in people's voices: who gives what, in whose words, and what becomes of an LLM's text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fakes import ScriptedLLM

from chatbot.comments import Comment
from chatbot.generate import NOBODY, PIECES, Author, GenerateError, Person, facts, people_of, row_id, shortened
from chatbot.llm import LLMError
from chatbot.manner import Manner
from chatbot.origins import generated
from chatbot.phrasing import Phrasing
from chatbot.praise import OfItem, Opinions, Said
from retrieval.catalogue import Catalogue

LIKES = {"moon-harvest", "cafe-amelie"}


def said() -> Iterator[Comment]:
    """Ann likes what is calm and writes loudly of rules; Bo rates only."""
    for person in ("ann", "bo"):
        for item in ("moon-harvest", "cafe-amelie", "up", "ghost-train", "star-pirates"):
            liked = (item in LIKES) == (person == "ann")
            text = (
                f"{'Great' if liked else 'Terrible'} rules, {'so much fun' if liked else 'no fun'}!"
                if person == "ann"
                else ""
            )
            yield Comment("", text, item, person, 5.0 if liked else 1.0)


@pytest.fixture
def people(games: Catalogue) -> dict[str, Person]:
    return people_of(said(), games)


def test_people_are_what_they_rated_and_wrote(games: Catalogue) -> None:
    found = people_of([*said(), Comment("", "x", "gone", "cy", 2.0), Comment("", "y", "up", "", 2.0)], games)
    assert {person: len(one.texts) for person, one in found.items()} == {"ann": 5, "bo": 0, "cy": 1}
    assert found["bo"].ratings == {"moon-harvest": 1, "cafe-amelie": 1, "up": 5, "ghost-train": 5, "star-pirates": 5}
    assert found["cy"].ratings == {}
    with pytest.raises(GenerateError, match="no row names a person"):
        people_of([Comment("", "x", "up")], games)


def test_without_ratings_the_texts_tell_them(games: Catalogue) -> None:
    texts = {
        "up": "Awful, terrible, a waste of time",
        "moon-harvest": "Wonderful, a joy, I love it",
        "ghost-train": "A game",
    }
    found = people_of([Comment("", text, item, "ann") for item, text in texts.items()], games)
    rated = found["ann"].ratings
    assert rated["up"] < 2 < rated["ghost-train"] == 3 < 4 <= rated["moon-harvest"]


def test_a_row(games: Catalogue, people: dict[str, Person]) -> None:
    author = Author.of(games, people)
    (row,) = author.rows([("ann", "bird-garden")])
    assert generated(row) and generated({}, str(row["id"]))
    assert {name: row[name] for name in row if name not in ("text", "rating", "dropped")} == {
        "id": row_id("ann", "bird-garden", 0), "origin": "generated", "person": "ann", "item": "bird-garden",
        "title": "Garden of Birds", "language": "en", "by": PIECES, "stars_by": "likeness",
    }  # fmt: skip
    assert row["rating"] in (1, 2, 3, 4, 5)
    assert row["text"]
    assert next(author.rows([("ann", "bird-garden")]))["rating"] == row["rating"]
    assert row_id("ann", "bird-garden", 1) != row["id"]


def test_what_is_shared_with_what_was_liked(games: Catalogue, people: dict[str, Person]) -> None:
    author = Author.of(games, people)
    item = games.items[games.row_of["bird-garden"]]
    mine = author.subject("ann", item, author.manner("ann"))
    assert {other for _, other in mine.shared} == {"Moon Harvest"}
    assert {other for _, other in author.subject("bo", item, author.manner("bo")).shared} <= {"Up", "Ghost Train"}
    assert "calm" in mine.facts and "about birds" in mine.facts
    assert list(facts(item, Phrasing(games, "en")))[:2] == ["strategy", "family"] or mine.facts


def test_without_history_everybody_is_alike(games: Catalogue, people: dict[str, Person]) -> None:
    author = Author.of(games, people, history=False)
    ann, bo = author.rows([("ann", "bird-garden"), ("bo", "bird-garden")])
    assert (ann["rating"], ann["stars_by"]) == (bo["rating"], "everybody")
    assert author.manner("ann") == author.manner("bo")
    item = games.items[games.row_of["bird-garden"]]
    assert author.subject("ann", item, author.manner("ann")).shared == ()


def test_what_people_say_of_the_item_is_used(games: Catalogue, people: dict[str, Person]) -> None:
    opinions = Opinions({"bird-garden": OfItem(9, 0.5, (Said("design", 5, 0), Said("luck", 0, 4)))}, {})
    author = Author.of(games, people, opinions=opinions)
    item = games.items[games.row_of["bird-garden"]]
    mine = author.subject("ann", item, author.manner("ann"))
    assert (mine.praised, mine.blamed) == (("design",), ("luck",))
    assert author.support("ann", item, author.manner("ann")).spoken >= {"design", "luck", "rules"}


def test_the_llm_words_it_and_what_may_not_stay_is_replaced(games: Catalogue, people: dict[str, Person]) -> None:
    answers = [
        "Great rules, so good! The music is superb.",
        "Terrible, awful rules.",
        LLMError("broken"),
        "Review: good",
    ]
    llm = ScriptedLLM(answers)
    author = Author.of(games, people, llm=llm)
    wanted = [("ann", item) for item in ("bird-garden", "seven-samurai", "fjord-race-1999", "long-voyage")]
    rows = [author.row(person, games.items[games.row_of[item]], 5.0) for person, item in wanted]
    assert [row["by"] for row in rows] == ["scripted", PIECES, PIECES, PIECES]
    assert rows[0]["text"] == "Great rules, so good!"
    assert [row["dropped"].get("scripted") for row in rows] == [["unsupported"], ["tone"], ["no answer"], ["leftover"]]
    assert all(row["text"] for row in rows)
    assert "rules, so much fun!" in llm.asked[0].last


def test_where_nothing_may_stay_there_is_no_text(
    games: Catalogue, people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    author = Author.of(games, people)
    monkeypatch.setattr(author.weeder, "weed", lambda *_: ("", ["repeated"]))
    row = author.row("bo", games.items[0], 4.0)
    assert (row["text"], row["by"], row["dropped"]) == ("", NOBODY, {PIECES: ["repeated"] * 5})


def test_a_text_is_no_longer_than_the_person_writes() -> None:
    brief = Manner("en", 4)
    assert (
        shortened("I like it. It is good and well made. And more. And more.", brief)
        == "I like it. It is good and well made."
    )
    assert shortened("One sentence that is far longer than this person ever writes at all", brief).startswith("One")
    assert shortened("", brief) == ""

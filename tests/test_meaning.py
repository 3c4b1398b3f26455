"""What the words around a name say of it, on real films."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import HashedWords

from chatbot.notes import Note
from chatbot.render import shipped
from chatbot.rules import read
from retrieval.catalogue import load
from retrieval.linker import Linker
from retrieval.retriever import Hit
from retrieval.wishes import ITEM


@pytest.fixture(scope="module")
def films() -> Linker:
    path: Path = shipped("data") / "movies.jsonl"
    return Linker(load(path), HashedWords())


def meanings(message: str, films: Linker, *shown: str) -> list[str]:
    """What is meant of each item, in the order of the message: "love heat-1995"; + where it is known."""
    items = [item for item in map(films.catalogue.item, shown) if item]
    reading = read(message, films, [Hit(item, 0.0, {}) for item in items], shown[-1] if shown else "")
    notes: list[Note] = [n for n in reading.notes if n.found and n.found.field == ITEM]
    return [f"{n.meaning} {n.found.value}{'+' * n.known}" for n in notes if n.found]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("I've seen Heat (1995) but not Inception (2010)", ["seen heat-1995+", "mention inception-2010"]),
        ("I haven't seen Heat (1995) or Inception (2010)", ["mention heat-1995", "mention inception-2010"]),
        ("I don't think I've ever seen Heat (1995)", ["mention heat-1995"]),
        ("haven't seen Heat (1995) and probably won't", ["avoid heat-1995"]),
        ("I really want to see Heat (1995)", ["accept heat-1995"]),
        ("I will check Heat (1995) out", ["accept heat-1995"]),
        ("Have you seen Heat (1995)?", ["love heat-1995"]),
        ("Is Heat (1995) any good?", ["mention heat-1995"]),
        ("I saw and loved Heat (1995)", ["love heat-1995+"]),
        ("I love Heat (1995)", ["love heat-1995+"]),
        ("Heat (1995) is a good one", ["love heat-1995+"]),
        ("something like Heat (1995)", ["love heat-1995"]),
        ("I saw Heat (1995) but didn't really like it", ["seen heat-1995+", "avoid heat-1995+"]),
        ("I was disappointed by Heat (1995)", ["avoid heat-1995+"]),
        ("I wasn't a very big fan of Heat (1995)", ["avoid heat-1995+"]),
        ("I didn't really care too much for Heat (1995)", ["avoid heat-1995"]),
        ("I'm not sure if I'd like Heat (1995)", ["avoid heat-1995"]),
        ("my least favorite is Heat (1995)", ["avoid heat-1995"]),
        ("I read some pretty awful reviews of Heat (1995)", ["avoid heat-1995+"]),
        ("I'm not looking for something like Heat (1995)", ["avoid heat-1995"]),
        ("I'll pass on Heat (1995)", ["avoid heat-1995"]),
        ("Heat (1995) didn't do it for me", ["avoid heat-1995"]),
        ("Heat (1995) wasn't all that great", ["avoid heat-1995+"]),
        ("Heat (1995) was a disappointment", ["avoid heat-1995+"]),
        ("Heat (1995) is out now", ["love heat-1995"]),
        ("not as good as Heat (1995)", ["love heat-1995"]),
    ],
)
def test_of_a_title(films: Linker, message: str, expected: list[str]) -> None:
    assert meanings(message, films) == expected


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Great, I haven't seen that one", []),
        ("Great!", ["love heat-1995"]),
        ("Is it good?", []),
        ("It's good?", []),
        ("I liked Inception (2010). Yes, that was hilarious", ["love inception-2010+", "love heat-1995+"]),
        ("not a fan of that, I prefer Inception (2010)", ["avoid heat-1995", "love inception-2010"]),
        ("really not a fan of that one I prefer Inception (2010)", ["love inception-2010", "avoid heat-1995"]),
    ],
)
def test_of_one_on_screen(films: Linker, message: str, expected: list[str]) -> None:
    assert meanings(message, films, "heat-1995") == expected


@pytest.mark.parametrize("message", ["That's a bit too scary for me", "That one is a little scary"])
def test_what_is_too_much_of_an_item_is_refused_by_itself(films: Linker, message: str) -> None:
    item = films.catalogue.item("heat-1995")
    assert item
    notes = read(message, films, [Hit(item, 0.0, {})], "heat-1995").notes
    assert sorted((n.meaning, n.found.value) for n in notes if n.found) == [("avoid", "heat-1995"), ("avoid", "scary")]

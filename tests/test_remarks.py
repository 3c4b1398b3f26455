"""What is said of items that are pointed at: which, how, and what else its words may be read as."""

from __future__ import annotations

import time

import pytest

from chatbot.remarks import Remark, Remarks, Scene

REMARKS = Remarks(("film", "films", "movie", "movies"))
ONE = Scene(shown=("a",), focus="a")
TWO = Scene(shown=("a", "b"), focus="b")


def opinions(clause: str, scene: Scene = ONE) -> list[str]:
    return [remark.opinion for remark in REMARKS.read(clause, 0, scene)]


@pytest.mark.parametrize(
    "clause",
    [
        "loved it", "I loved that one too", "thats a classic", "it's an all time classic", "what a great movie",
        "that was one of my favorites", "I grew up watching it", "I can never get enough of that one",
        "I've watched it a hundred times", "it never gets old", "that one had me in tears", "great movie",
        "I liked it a lot", "yes that was funny", "yes another really good one",
    ],
)  # fmt: skip
def test_what_is_liked(clause: str) -> None:
    assert opinions(clause) == ["love"]


@pytest.mark.parametrize(
    "clause",
    [
        "not really into that one", "I'm not too keen on it", "I wasn't impressed", "not sure about that one",
        "I'm not looking for that", "I wouldn't watch it", "and most likely won't", "it was a bit much for me",
        "that one is a little too scary", "a bit too long for us", "I was disappointed", "kinda dissapointed by it",
        "I could never get into that movie", "I couldn't finish it", "I fell asleep", "meh", "I'm meh on that movie",
        "I did not like it much", "I do not like much", "sounds boring", "it was not as good as I hoped",
        "that was so-so", "it was okay", "those movies are okay", "one of the worst movies",
        "it's not really my thing", "I'll pass on that", "I never cared for it", "it sounds cheesy",
    ],
)  # fmt: skip
def test_what_is_not_liked(clause: str) -> None:
    assert opinions(clause) == ["avoid"]


@pytest.mark.parametrize(
    "clause",
    [
        "will check it out", "I'll add it to my list", "it is on my list", "I'd give that a shot", "I must see it",
        "I would love to rewatch it", "I'd be interested in it", "I will take a look", "I look forward to it",
        "can't wait to see it", "that might work", "it would be a good choice", "right up my alley",
        "I heard good things", "heard it was hilarious", "it sounds like my kind of thing", "good call",
        "I need to find it", "I want to see that one", "that sounds interesting",
    ],
)  # fmt: skip
def test_what_is_taken(clause: str) -> None:
    assert opinions(clause) == ["accept"]


@pytest.mark.parametrize(
    "clause",
    [
        "I want to watch something funny", "do you have a good one", "I need a good movie", "show me another good one",
        "I won't like anything scary", "I can't get into horror", "I am looking forward to the weekend",
        "a movie that makes me laugh", "I don't think I have seen it", "haven't seen it", "my husband loved it",
        "did you like it", "have a good one", "it was nice talking to you", "I don't want to be disappointed",
        "on the list of the best", "one of my favorite actors", "movies that are funny", "something that is great",
        "good movies from the 90s", "that's not what I meant",
    ],
)  # fmt: skip
def test_what_says_nothing_of_an_item(clause: str) -> None:
    assert opinions(clause) == []


def test_one_remark_for_each_item_of_both() -> None:
    assert REMARKS.read("I liked both of those", 3, TWO) == [Remark(("a", "b"), "love", 3, 24, whole=24)]
    assert REMARKS.read("I liked that one", 3, TWO) == [Remark(("b",), "love", 3, 19, whole=19)]


def test_what_is_too_much_is_left_to_be_read_by_itself() -> None:
    said = "that's a bit too scary"
    assert REMARKS.read(said, 0, ONE) == [Remark(("a",), "avoid", 0, said.index("scary"), whole=len(said))]


@pytest.mark.parametrize(
    "text", ["not really into " * 25, "so very really " * 26, "a bit too a bit " * 25, "it was " * 57]
)
def test_long_clauses_are_read_in_time(text: str) -> None:
    start = time.perf_counter()
    REMARKS.read(text, 0, ONE)
    assert time.perf_counter() - start < 0.5

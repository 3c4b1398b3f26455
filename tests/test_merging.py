"""What of the rules' reading a model that was taught to read may leave out, and whose words count in which script."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from chatbot.dialogue import Intent
from chatbot.merging import confirmed, merge
from chatbot.notes import Meaning, Note, Reading
from chatbot.rules import read
from retrieval.mentions import Found
from retrieval.retriever import Retriever

Notes = Sequence[tuple[str, Meaning]]


def proposed(notes: Notes, intent: Intent = "recommend") -> Reading:
    return Reading(intent, tuple(Note(words, meaning) for words, meaning in notes))


def kept(retriever: Retriever, message: str, reading: Reading) -> list[str]:
    return [note.words for note in confirmed(read(message, retriever.linker), reading, message).notes]


@pytest.mark.parametrize(
    ("message", "reading", "words"),
    [
        ("calm, about birds", proposed([("calm", "want")]), ["calm"]),
        ("calm, about birds", proposed([("bird", "want")]), ["birds"]),
        # Of one wish it noted a part.
        ("a calm game about birds", proposed([("calm", "want")]), ["calm", "birds"]),
        ("a calm game about birds", proposed([("calm", "seen")]), ["calm"]),
        ("calm, about birds", proposed([("calm", "want"), ("birds", "love")]), ["calm", "birds"]),
        # An explicit cue decided.
        ("no birds, calm", proposed([("calm", "want")]), ["birds", "calm"]),
        # It heard a wish and could not say which; it heard none.
        ("calm, about birds", proposed([]), ["calm", "birds"]),
        ("calm, about birds", proposed([], "chat"), []),
    ],
)
def test_a_value_that_the_taught_model_did_not_hear_goes(
    retriever: Retriever, message: str, reading: Reading, words: list[str]
) -> None:
    assert kept(retriever, message, reading) == words


def test_what_is_said_in_chinese_stays() -> None:
    found = Found(0, 2, "tags", "安静", "exact")
    seen = Reading("recommend", (Note("安静", "want", found, start=0),))
    assert confirmed(seen, proposed([("下午", "want")]), "安静的下午") == seen


def test_a_misspelt_name_stays() -> None:
    note = Note("carcasonne", "love", Found(0, 10, "item", "carcassonne", "fuzzy"), start=0)
    seen = Reading("recommend", (note,))
    assert confirmed(seen, proposed([("calm", "want")]), "carcasonne, calm") == seen


def test_in_chinese_the_rules_know_where_words_end() -> None:
    seen = Reading("recommend", (Note("痛痛快快哭一场", "want", plain=True, start=1),))
    (note,) = merge(proposed([("痛痛", "want")]), seen, "想痛痛快快哭一场").notes
    assert (note.words, note.plain) == ("痛痛快快哭一场", True)


def test_in_chinese_a_note_beside_all_that_the_rules_read_is_none() -> None:
    assert merge(proposed([("年代无所谓", "avoid")]), Reading("recommend", freed=("year",)), "年代无所谓了").notes == ()
    (note,) = merge(proposed([("痛快", "want")]), Reading("recommend"), "要个痛快的").notes  # they read nothing
    assert note.words == "痛快"


def test_where_nothing_that_was_noted_stands_there_the_rules_words_count(retriever: Retriever) -> None:
    message = "like quiddling, please"
    seen = read(message, retriever.linker)
    assert [note.words for note in merge(proposed([("xylophones", "want")]), seen, message).notes] == ["quiddling"]


def test_what_something_is_like_is_a_title(retriever: Retriever) -> None:
    seen = Reading("recommend", (Note("inceptoin", "love", plain=True, start=10),))
    (note,) = merge(proposed([("inceptoin", "want")]), seen, "smth like inceptoin").notes
    assert (note.meaning, note.plain) == ("love", True)

"""Messages typed in haste keep their marks, and a slip is one slip."""

from __future__ import annotations

import random
import re

import pytest

from chatbot.misspelling import _slipped, hasty

PARTS = (
    ("Hi! Can you find ", ""),
    ("The Hollow House", "love"),
    (", or something with ", ""),
    ("Robots & ghosts", "want"),
    (" please?", ""),
)
CHINESE = (("你好，推荐一部", ""), ("悬疑，推理", "want"), ("的吧？不要", ""), ("恐怖！", "avoid"), ("。", ""))
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_mark_stays_with_its_words(language: str) -> None:
    parts = PARTS if language == "en" else CHINESE
    for seed in range(300):
        typed = hasty(parts, random.Random(seed), language)
        assert [meanings for _, meanings in typed] == [meanings for _, meanings in parts]


def test_most_is_typed_as_it_is_and_some_in_haste() -> None:
    typed = [tuple(words for words, _ in hasty(PARTS, random.Random(seed), "en")) for seed in range(1000)]
    as_it_is = sum(one == tuple(words for words, _ in PARTS) for one in typed)
    small = sum("".join(one).islower() for one in typed)
    loud = sum("".join(one).isupper() for one in typed)
    assert (300 < as_it_is < 600, 300 < small < 500, 5 < loud < 50) == (True, True, True)
    assert ("hi can u find ", "the hollow house", " or smth w/ ", "robots & ghosts", " pls") in typed


def test_what_is_noted_is_not_shortened() -> None:
    def typed(meaning: str) -> set[str]:
        return {hasty([("you", meaning)], random.Random(seed), "en")[0][0].lower() for seed in range(99)}

    assert (typed("love"), typed("")) == ({"you"}, {"you", "u"})


def edits(word: str) -> set[str]:
    """All that one slip can make of a word: a letter left out, put in, swapped with the next or another."""
    places = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    out = {a + b[1:] for a, b in places if b} | {a + b[1] + b[0] + b[2:] for a, b in places if len(b) > 1}
    out |= {a + c + b for a, b in places for c in LETTERS} | {a + c + b[1:] for a, b in places if b for c in LETTERS}
    return out


@pytest.mark.parametrize("word", ["thriller", "calm", "zombie", "xxxx", "pup"])
def test_a_slip_is_one_edit_and_leaves_the_first_letter(word: str) -> None:
    typed = {_slipped(word, random.Random(seed), 1.0) for seed in range(300)}
    assert typed <= edits(word)
    assert {one[0] for one in typed} == {word[0]}
    assert len(typed) > (1 if word == "xxxx" else 3)


def test_no_slip_where_there_is_to_be_none() -> None:
    assert {_slipped("thriller", random.Random(seed), 0.0) for seed in range(50)} == {"thriller"}


def test_at_most_one_edit_a_word_in_a_whole_message() -> None:
    words = ["nothing", "scary", "whatever", "happens", "tonight"]
    slipped = set()
    for seed in range(300):
        ((typed, _),) = hasty([(" ".join(words), "avoid")], random.Random(seed), "en")
        pairs = list(zip(words, typed.lower().split(), strict=True))
        assert [pair for pair in pairs if pair[1] not in {pair[0], *edits(pair[0])}] == []
        slipped |= {one for one, other in pairs if one != other}
    assert slipped == set(words)


def test_no_letter_of_a_chinese_message_changes() -> None:
    typed = {"".join(words for words, _ in hasty(CHINESE, random.Random(seed), "zh")) for seed in range(100)}
    assert typed == {
        "你好，推荐一部悬疑，推理的吧？不要恐怖！。",
        "你好,推荐一部悬疑，推理的吧?不要恐怖！。",
        "你好 推荐一部悬疑，推理的吧不要恐怖！",
    }
    assert {re.sub(r"[\W_]", "", one) for one in typed} == {"你好推荐一部悬疑推理的吧不要恐怖"}


def test_nothing_stays_nothing() -> None:
    assert [hasty([], random.Random(seed), "en") for seed in range(20)] == [()] * 20

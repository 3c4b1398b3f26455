"""The owner's rated texts teach a head, which counts only if it is no worse than the words."""

from __future__ import annotations

from pathlib import Path

import pytest
from taught import rated as made_up

from chatbot import learnt, rated
from chatbot.comments import Comment
from chatbot.rated import PART, heads_in, keep, teach


def test_only_rated_texts_teach_and_each_once() -> None:
    texts = [
        Comment("1", "A kettle that boils in a minute and pours well", rating=5.0),
        Comment("2", "A kettle that boils in a minute and pours well", rating=1.0),
        Comment("3", "Nobody rated this one"),
        Comment("4", "太咸了", rating=1.0),
        Comment("5", "", rating=3.0),
    ]
    assert rated.rated(texts) == {
        "en": [("A kettle that boils in a minute and pours well", 5.0)], "zh": [("太咸了", 1.0)],
    }  # fmt: skip


def test_of_very_many_a_part_teaches_the_same_at_every_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rated, "MOST", 3)
    texts = [Comment(str(n), f"{word} is what I say", rating=1.0) for n, word in enumerate("abcdefgh")]
    first = rated.rated(texts)["en"]
    assert len(first) == 3
    assert rated.rated(reversed(texts))["en"] == first


def test_a_head_is_taught_and_held_against_the_words(tmp_path: Path) -> None:
    texts = list(zip(*made_up(), strict=True))
    one = teach(texts, "en", lambda: None)
    assert one is not None
    assert (one.head.trained_on + one.held, one.right) == (160, 1.0)
    assert one.words < 0.9
    name = keep(tmp_path, "frobs", [one])
    assert learnt.current(tmp_path, "frobs", PART) == name
    assert list(heads_in(learnt.opened(tmp_path, "frobs", PART))) == ["en"]
    assert heads_in(None) == {}


def test_too_few_or_all_alike_teach_none() -> None:
    assert teach([("good", 1.0), ("bad", 0.0)], "en", lambda: None) is None
    assert teach([("good", 1.0)] * 200, "en", lambda: None) is None
    assert teach([], "zh", lambda: None) is None


def test_a_head_that_is_worse_does_not_count(tmp_path: Path) -> None:
    one = teach(list(zip(*made_up(), strict=True)), "en", lambda: None)
    assert one is not None
    worse = rated.Taught(one.head, 10, 0.9, 0.8)
    keep(tmp_path, "frobs", [worse])
    assert learnt.current(tmp_path, "frobs", PART) == learnt.USUAL

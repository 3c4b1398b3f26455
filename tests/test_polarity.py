"""A text falls into clauses at commas and contrasts, and what follows "but" counts most."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.polarity import clauses, praise, sentences, sentiment


@pytest.mark.parametrize(
    ("text", "language", "parts"),
    [
        ("Great camera, poor battery.", "en", ["Great camera", "poor battery"]),
        ("Nice story but weak ending", "en", ["Nice story", "but weak ending"]),
        ("It is 3.5 stars. Good", "en", ["It is 3.5 stars", "Good"]),
        ("拍照清楚，就是电池不耐用。值", "zh", ["拍照清楚", "就是电池不耐用", "值"]),
        ("裤子挺好 很喜欢", "zh", ["裤子挺好", "很喜欢"]),
        ("结尾却很仓促", "zh", ["结尾", "却很仓促"]),
        ("...!!!", "en", []),
    ],
)
def test_clauses(text: str, language: str, parts: list[str]) -> None:
    assert [clause.text for clause in clauses(text, language)] == parts


def test_a_clause_knows_what_leads_it_in() -> None:
    found = clauses("Although it is slow, I like it. But never again", "en")
    assert [(c.text, c.sentence, c.turns, c.concedes) for c in found] == [
        ("Although it is slow", 0, False, True),
        ("I like it", 0, False, False),
        ("But never again", 1, True, False),
    ]


def test_what_follows_but_counts_most() -> None:
    assert praise(clauses("good but bad", "zh")) == 0.0  # English words say nothing to a Chinese reader
    assert sentiment("The food is good, but the service is bad.", "en") < 0
    assert sentiment("The service is bad, but the food is great.", "en") < sentiment("The food is great.", "en")
    assert sentiment("虽然有点贵，但是很好吃。", "zh") > 0
    assert sentiment("I read it on the train.", "en") == 0.0


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_falls_into_spans_of_itself(text: str) -> None:
    spans = list(sentences(text))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    for language in ("en", "zh"):
        found = clauses(text, language)
        assert all(text[clause.start : clause.end] == clause.text for clause in found)
        assert -1 <= sentiment(text, language) <= 1

"""Counts of what many texts say, which grow with aspects and items and not with texts."""

from __future__ import annotations

from typing import Any

import pytest

from chatbot import summary
from chatbot.summary import Summary, Tally


def line(sentiment: float, *about: tuple[str, float, str], **more: Any) -> dict[str, Any]:
    said = [
        {"aspect": name, "polarity": polarity, "quote": f"{name} {polarity}", "kind": kind}
        for name, polarity, kind in about
    ]
    return {"language": "en", "by": "words", "sentiment": sentiment, "about": said, "items": [], "person": ""} | more


def test_what_texts_say_together() -> None:
    one = Summary()
    one.add(line(0.5, ("price", 0.6, "aspect"), ("food", -0.6, "aspect"), items=["a"], person="ann"))
    one.add(line(-0.9, ("price", -0.8, "aspect"), items=["a", "b"], person="ann"))
    one.add({"set_aside": "spam"})
    assert one.json == {
        "read": 2, "mean_sentiment": -0.2, "set_aside": {"spam": 1}, "languages": {"en": 2}, "by": {"words": 2},
        "topics": {
            "price": {"praised": 1, "blamed": 1, "quotes": {"blame": ["price -0.8"], "praise": ["price 0.6"]}},
            "food": {"praised": 0, "blamed": 1, "quotes": {"blame": ["food -0.6"]}},
        },
        "items": {
            "a": {"texts": 2, "sentiment": -0.2, "aspects": {
                "price": {"praised": 1, "blamed": 1, "quotes": {"blame": ["price -0.8"], "praise": ["price 0.6"]}},
                "food": {"praised": 0, "blamed": 1, "quotes": {"blame": ["food -0.6"]}},
            }},
            "b": {"texts": 1, "sentiment": -0.9, "aspects": {
                "price": {"praised": 0, "blamed": 1, "quotes": {"blame": ["price -0.8"]}},
            }},
        },
    }  # fmt: skip
    assert one.cares == {"ann": {"price": 2, "food": 1}}
    assert list(one.lines()) == [
        "2 texts read, sentiment -0.20 on average",
        "set aside: 1 spam",
        "",
        f"  {'topic':<22} praised  blamed  the clearest words",
        f"  {'price':<22}       1       1  price 0.6",
        f"  {'food':<22}       0       1  food -0.6",
        "",
        f"  {'item':<30}   texts    mean  most praised; most blamed",
        f"  {'a':<30}       2   -0.20  -; food",
        f"  {'b':<30}       1   -0.90  -; price",
    ]


def test_nouns_of_the_corpus_are_topics_once_they_come_often(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Summary()
    for _ in range(2):
        one.add(line(0.5, ("hinge", 0.6, "phrase")))
    assert one.topics == []
    one.add(line(-0.5, ("hinge", -0.6, "phrase"), items=["a"], person="ann"))
    assert [(name, tally.praised, tally.blamed) for name, tally in one.topics] == [("hinge", 2, 1)]
    assert one.items["a"].aspects == {}
    monkeypatch.setattr(summary, "MOST_PHRASES", 1)
    one.add(line(0.5, ("lid", 0.6, "phrase")))
    assert list(one.phrases) == ["hinge"]


def test_the_best_quotes_are_short_and_strong() -> None:
    tally = Tally()
    for polarity, quote in (
        (0.5, "fine"),
        (0.9, "superb"),
        (0.9, "superb, " * 9),
        (0.9, "x" * 200),
        (0.9, "superb"),
        (0.8, "good"),
    ):
        tally.add(polarity, quote)
    assert (tally.praised, tally.blamed) == (6, 0)
    assert tally.json["quotes"] == {"praise": ["superb", "superb, " * 9, "good"]}


def test_nothing_was_read() -> None:
    assert list(Summary().lines()) == ["0 texts read, sentiment +0.00 on average", "set aside: none"]

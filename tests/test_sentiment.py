"""Who judges: the words, or a head where there is one."""

from __future__ import annotations

import numpy as np
from taught import taught_head

from chatbot.polarity import clauses
from chatbot.sentiment import Judge, Judged, by_words, intensity


def judged(judge: Judge, *texts: str) -> list[Judged]:
    return judge.judge(texts, [clauses(text, "en") for text in texts], "en")


def test_words_judge_without_a_head() -> None:
    good, bad, none = judged(Judge({}), "Great!", "Awful, broke at once.", "It is a kettle.")
    assert good.sentiment > 0 > bad.sentiment
    assert (good.by, good.level) == ("words", None)
    assert none == Judged(0.0, 0.5, "words")
    assert by_words(clauses("Great!", "en")) == good
    assert judged(Judge({})) == []


def test_a_head_judges_its_own_language() -> None:
    judge = Judge({"en": taught_head()})
    good, bad = judged(judge, "the frob is zappy and neat", "the frob is wonky and drab")
    assert (good.by, good.level, bad.level) == ("head", 1.0, 0.0)
    assert good.sentiment > 0.3 > -0.3 > bad.sentiment
    assert 0.5 <= bad.confidence <= 1
    assert judge.judge(["不好"], [clauses("不好", "zh")], "zh")[0].by == "words"


def test_of_several_levels_the_sentiment_is_the_mean(monkeypatch: object) -> None:
    class Told:
        levels = (1.0, 2.0, 3.0)

        def probabilities(self, texts: list[str], encode: object = None, *, words: object = None) -> object:
            return np.array([[0.0, 0.5, 0.5], [0.6, 0.3, 0.1]])

    mixed, low = judged(Judge({"en": Told()}), "a", "b")  # type: ignore[dict-item]
    assert mixed == Judged(0.5, 0.75, "head", 2.0)
    assert low == Judged(-0.5, 0.75, "head", 1.0)


def test_intensity_is_of_the_strongest_word_and_the_marks() -> None:
    assert intensity(clauses("It is okay.", "en"), "It is okay.") == 0.25
    assert intensity(clauses("Awful!!", "en"), "Awful!!") == 1.0
    assert intensity([], "It is") == 0.0

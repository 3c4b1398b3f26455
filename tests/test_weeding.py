"""What may not stay goes, with its cause; what people may well say stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chatbot.composing import told
from chatbot.weeding import Support, Weeder, copies
from retrieval.catalogue import Catalogue

OTHER = "The robots are the best thing about it, and the wheat grows well."


@pytest.fixture
def weeder(games: Catalogue) -> Weeder:
    return Weeder(games, told())


@pytest.fixture
def support(games: Catalogue) -> Support:
    item = games.items[games.row_of["moon-harvest"]]
    own = frozenset({"ghost-train"})
    return Support(item, own, frozenset({"rules", "design"}), (item.text, OTHER), ("Ghost Train",), facts=("calm",))


@pytest.mark.parametrize(
    "text",
    [
        "I loved Moon Harvest, the rules are great.",
        "Calm and good, 30 dollars well spent, made in 1996.",
        "As good as Ghost Train!",
        "Ada Lindqvist did it again, superb design.",
        "Great for 4. Fun with robots on a moon.",
    ],
)
def test_what_is_supported_stays(weeder: Weeder, support: Support, text: str) -> None:
    assert weeder.weed("1", text, support, 1.0, "en") == (text, [])


@pytest.mark.parametrize(
    ("sentence", "cause"),
    [
        ("It is fun for 12.", "unsupported"),  # a number
        ("Bruno Okafor made it.", "unsupported"),  # another's
        ("A great horror thing.", "unsupported"),  # a value of others
        ("Better than Star Pirates.", "unsupported"),  # not rated by this person
        ("The music is great.", "unsupported"),  # an aspect that nobody here speaks of
        ("It reminds me of Berlin.", "unsupported"),  # a name
        ("I bought it last year.", "unsupported"),  # an event
        ("My wife likes it.", "unsupported"),
        ("Sure, here is my review.", "leftover"),
        ("As an AI, I like it.", "leftover"),
        ("verdict: best", "leftover"),
        ("It switches itself off but the noise is really bad.", "leftover"),  # of the prompt's example
        ("Robots grow wheat on a quiet moon, slowly and in silence.", "copied"),
        ("the best thing about it, and the wheat grows", "copied"),
    ],
)
def test_a_sentence_goes_and_the_rest_stays(weeder: Weeder, support: Support, sentence: str, cause: str) -> None:
    kept, causes = weeder.weed("1", f"I loved it. {sentence}", support, 1.0, "en")
    assert (kept, causes) == ("I loved it.", [cause])
    assert weeder.counts == {cause: 1}


def test_a_whole_text_goes(weeder: Weeder, support: Support) -> None:
    long = "I loved it, a wonderful thing for all of us here."
    assert weeder.weed("1", "I loved it.", support, 0.0, "en") == ("", ["tone"])
    assert weeder.weed("1", "It is a thing.", support, 1.0, "en") == ("", ["tone"])
    assert weeder.weed("1", "It is a thing.", support, 0.5, "en") == ("It is a thing.", [])
    assert weeder.weed("2", long, support, 1.0, "en") == (long, [])
    assert weeder.weed("3", long.upper(), support, 1.0, "en") == ("", ["repeated"])
    assert weeder.weed("4", "Loved it!", support, 1.0, "en")[0] == weeder.weed("5", "Loved it!", support, 1.0, "en")[0]
    assert weeder.weed("6", ' \n""', support, 1.0, "en") == ("", ["empty"])
    weeder.remember("7", "I adore it, and so will you, it is a wonderful thing.")
    said = "I adore it, and so will you, it is a wonderful thing!"
    assert weeder.weed("8", said, support, 1.0, "en") == ("", ["repeated"])
    assert weeder.counts == {"tone": 2, "repeated": 2, "empty": 1}


def test_titles_and_facts_praise_nothing(weeder: Weeder, support: Support) -> None:
    sad = replace(support, facts=("terrible", "calm"), shown=("Awful Moon",))
    assert weeder.weed("1", "Awful Moon: terrible, and I love it.", sad, 1.0, "en")[1] == []
    assert sad.masked("A terribles Moon harvest") == "A terribles …"


def test_chinese(weeder: Weeder, support: Support) -> None:
    said = "规则清楚，很好玩。我们去了三次。作为一个AI，我喜欢它。"
    assert weeder.weed("1", said, support, 1.0, "zh") == ("规则清楚，很好玩。", ["unsupported", "leftover"])
    assert copies("机器人在安静的月亮上慢慢地种小麦", ["机器人在安静的月亮上慢慢地种小麦，没有声音。"], "zh")
    assert not copies("机器人种小麦", ["机器人种小麦"], "zh")

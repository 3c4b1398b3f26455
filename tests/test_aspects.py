"""Each aspect of a text has its own polarity, and the words that show it."""

from __future__ import annotations

import aspects as corpus
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.aspects import Aspects, label, table
from chatbot.lexicon import parted
from chatbot.polarity import clauses
from chatbot.scoring import added, f1
from retrieval.attributes import Attributes


def said(text: str, language: str, soft: Attributes | None = None) -> list[tuple[str, str, str]]:
    found = Aspects(language, soft).about(clauses(text, language))
    return [(one.aspect, "+" if one.praised else "-", one.quote) for one in found]


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Great camera, poor battery.", "en", [("camera", "+", "Great camera"), ("battery", "-", "poor battery")]),
        ("The plot and the acting were superb", "en", [
            ("story", "+", "The plot and the acting were superb"),
            ("acting", "+", "The plot and the acting were superb"),
        ]),
        ("Lovely graphics, sound and music.", "en", [
            ("visuals", "+", "Lovely graphics"), ("sound", "+", "sound and music"), ("music", "+", "sound and music"),
        ]),
        ("The bed is comfortable", "en", [("room", "+", "The bed is comfortable")]),
        ("The battery is not long", "en", [("battery", "-", "The battery is not long")]),
        ("A bit pricey.", "en", [("price", "-", "A bit pricey")]),
        ("The hinge is terrible", "en", [("hinge", "-", "The hinge is terrible")]),
        ("I bought it for the camera.", "en", []),
        ("拍照很好，就是电池不耐用。", "zh", [("camera", "+", "拍照很好"), ("battery", "-", "就是电池不耐用")]),
        ("结尾却很仓促", "zh", [("ending", "-", "结尾")]),
        ("物流速度很快", "zh", [("delivery", "+", "物流速度很快")]),
        ("酒店很好", "zh", []),  # there is no wine in a hotel
        ("翻译很烂", "zh", [("writing", "-", "翻译很烂")]),
    ],
)  # fmt: skip
def test_aspects_with_their_polarity(text: str, language: str, found: list[tuple[str, str, str]]) -> None:
    assert said(text, language) == found


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Too dark for me.", "en", [("dark", "-")]),
        ("It is not complex enough.", "en", [("complex", "-")]),
        ("Dark enough, wonderful", "en", [("dark", "+")]),
        ("It is a dark story", "en", []),
        ("太血腥了", "zh", [("gory", "-")]),
        ("too plain", "en", [("plain", "-")]),
    ],
)
def test_soft_attributes_of_a_catalogue(text: str, language: str, found: list[tuple[str, str]]) -> None:
    soft = Attributes({"dark": {}, "complex": {"opposite": ["plain"]}, "gory": {"zh": "血腥"}})
    assert [(name, sign) for name, sign, _ in said(text, language, soft)] == found


def test_what_an_llm_calls_an_aspect() -> None:
    reader = Aspects("en")
    assert reader.called("the battery life") == ("battery", "aspect")
    assert reader.called("pricey") == ("price", "aspect")
    assert reader.called(" Hinge ") == ("hinge", "phrase")


def test_every_aspect_has_a_name_in_both_languages_and_names_nothing_twice() -> None:
    for language in ("en", "zh"):
        names = [term for name, entry in table().items() if name != "none" for term in parted(entry[language])]
        assert {term for term in names if names.count(term) > 1} <= {"performance"}
        assert label("battery", language) == {"en": "battery", "zh": "电池"}[language]
    assert label("hinge", "zh") == "hinge"


@pytest.mark.parametrize(("half", "least"), [("open", 0.9), ("kept", 0.75)])
def test_the_marked_sentences(half: str, least: float) -> None:
    """A floor under what `python tests/aspects.py` prints."""
    found = f1(added(one.tally for one in corpus.read(half)))
    assert found is not None
    assert found >= least


READERS = {language: Aspects(language) for language in ("en", "zh")}


@settings(deadline=None)  # the first text waits for the stemmer
@given(st.text(max_size=120))
def test_any_text_can_be_read(text: str) -> None:
    for language, reader in READERS.items():
        for one in reader.about(clauses(text, language)):
            assert -1 <= one.polarity <= 1
            assert text[one.start :].startswith(one.quote) or one.quote in text

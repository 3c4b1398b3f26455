"""Why an item is shown or not: the bars add up, the sentence says what is so, questions are told from other talk."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_account import PREFERENCES

from chatbot.dialogue import Bar, Why
from chatbot.phrasing import Phrasing
from chatbot.why import MOST_BARS, asked_why, why
from retrieval.account import account
from retrieval.retriever import Hit, Retriever
from retrieval.terms import VARIETY
from retrieval.wishes import ITEM, TEXT, Limit, Preferences, Wish

CALM = Wish("want", "mood", "calm")
FAMILY = Wish("want", "kind", "family")
TENSE = Wish("want", "mood", "tense")
HORROR = Wish("want", "kind", "horror", "must")
NO_SCARY = Wish("avoid", "mood", "scary", "must")
NINETIES = Limit("year", 1990, 1999)
CHEAP = Limit("price", None, 30)


def asked(retriever: Retriever, wanted: Preferences, item: str, k: int = 3, language: str = "en") -> Why:
    hits = retriever.search(wanted, k)
    found = why(retriever, Phrasing(retriever.catalogue, language), wanted, item, hits, k=k)
    assert found is not None
    return found


def test_an_item_on_screen(retriever: Retriever) -> None:
    found = asked(retriever, Preferences((CALM, Wish("avoid", "kind", "horror", "must")), (NINETIES,)), "moon-harvest")
    assert (found.title, found.place, found.remedy, found.remedy_key) == ("Moon Harvest", 1, "", "")
    assert found.sentence == "Moon Harvest stands first: calm (+1.0), 1996, no horror."
    assert [bar.label for bar in found.bars] == ["calm", "your words together", "your very words", "all the rest"]
    assert found.bars[0] == Bar("calm", 1.0)


@pytest.mark.parametrize(
    ("wanted", "item", "sentence", "remedy"),
    [
        (Preferences((), (CHEAP,)), "cafe-amelie",
         "Café Amélie is not shown: $35, and you asked for “price up to $30”.", ""),
        (Preferences((FAMILY,), (CHEAP,)), "cafe-amelie",
         "Café Amélie is not shown: $35, and you asked for “price up to $30”.",
         "Without “price up to $30” it would stand third."),
        (Preferences((Wish("want", "theme", "crime"),), (CHEAP,)), "detective-alley",
         "Detective Alley is not shown: the catalogue does not say its price, and you asked for “price up to $30”.",
         "Without “price up to $30” it would stand first."),
        (Preferences((HORROR,)), "moon-harvest",
         "Moon Harvest is not shown: nothing in the catalogue says “horror” of it.",
         "Without “horror” it would stand first."),
        (Preferences((Wish("want", "theme", "ghosts"), NO_SCARY)), "ghost-train",
         "Ghost Train is not shown: scary, and you asked for “no scary”.",
         "Without “no scary” it would stand second."),
        (Preferences((CALM,)).hide("moon-harvest"), "moon-harvest",
         "Moon Harvest is not shown: you know it already or turned it down.",
         "With your “seen it” or “not for me” taken back it would stand first."),
        (Preferences((CALM, Wish("want", ITEM, "up"))), "up",
         "Up is not shown: you named it yourself, so others are shown.", ""),
        (Preferences((HORROR,), (Limit("year", 2050),)), "moon-harvest",
         "Moon Harvest is not shown: 1996, and you asked for “year from 2050”; nothing in the catalogue says “horror” "
         "of it.", "Without “year from 2050” and without “horror” it would stand first."),
        (Preferences((CALM,)), "up", "Up is not shown: it meets none of your wishes.", ""),
        (Preferences((CALM, TENSE)), "up", "Up is not shown: it meets none of your wishes.", ""),
        (Preferences(), "up", "Up is not shown: by score it stands in place 5.", ""),
        (Preferences((FAMILY, Wish("want", "kind", "racing"))), "fjord-race-1999",
         "Fjord Race is not shown: by score it stands in place 3, but it is much like what is shown, or gave way to "
         "what you keep.", "With “racing” counting more it would stand second."),
    ],
)  # fmt: skip
def test_an_item_that_is_not_shown(
    retriever: Retriever, wanted: Preferences, item: str, sentence: str, remedy: str
) -> None:
    found = asked(retriever, wanted, item)
    assert (found.place, found.sentence, found.remedy) == (None, sentence, remedy)


def test_who_has_more_and_of_what(retriever: Retriever) -> None:
    found = asked(retriever, Preferences((CALM, FAMILY)), "moon-harvest", 2)
    assert found.sentence == (
        "Moon Harvest is not shown: by score it stands in place 3; Garden of Birds, which is shown, has more of "
        "“family” (+1.0)."
    )
    assert (found.remedy, found.remedy_key, found.remedy_kind) == (
        "Without “family” it would stand first.", FAMILY.key, "mute",
    )  # fmt: skip


def test_what_was_shown_before_comes_later(retriever: Retriever) -> None:
    wanted, phrasing = Preferences((CALM,)), Phrasing(retriever.catalogue, "en")
    hits = retriever.search(wanted, 2, shown={"moon-harvest"})
    found = why(retriever, phrasing, wanted, "moon-harvest", hits, k=2, shown={"moon-harvest"})
    assert found and found.sentence == "Moon Harvest is not shown: it was shown before, and new ones come first."


def test_what_counts_against_an_item_on_screen(retriever: Retriever) -> None:
    wanted = Preferences((Wish("want", "theme", "ghosts"), Wish("avoid", "kind", "family")))
    assert asked(retriever, wanted, "ghost-train", 12).sentence.endswith("but “less family” counts against it (−1.5).")
    assert asked(retriever, Preferences(), "star-pirates", 12).sentence == (
        "Star Pirates stands second: nothing you said speaks for or against it."
    )


def test_chinese(retriever: Retriever) -> None:
    found = asked(retriever, Preferences((FAMILY,), (CHEAP,)), "cafe-amelie", language="zh")
    assert found.sentence == "没有推荐Café Amélie：$35，而你要的是“price $30 以内”。"
    assert found.remedy == "去掉“price $30 以内”，它会排第 3。"
    assert asked(retriever, Preferences((CALM,)), "moon-harvest", language="zh").sentence.startswith(
        "Moon Harvest排第 1："
    )


def test_an_item_that_there_is_not(retriever: Retriever) -> None:
    assert why(retriever, Phrasing(retriever.catalogue, "en"), Preferences(), "chess", ()) is None


def test_many_wishes_are_a_few_bars(retriever: Retriever) -> None:
    wishes = [
        Wish("want", TEXT, f"robots on a {word} moon")
        for word in ("quiet", "cold", "red", "old", "far", "new", "big", "lost")
    ]
    found = asked(retriever, Preferences(tuple(wishes)), "moon-harvest")
    assert len(found.bars) == MOST_BARS and found.bars[-1].label == "all the rest"


@given(PREFERENCES, st.data())
@settings(max_examples=80, deadline=None)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_bars_are_the_score(retriever: Retriever, language: str, wanted: Preferences, data: st.DataObject) -> None:
    item = data.draw(st.sampled_from([item.id for item in retriever.catalogue.items]))
    hits = retriever.search(wanted, 3)
    found = why(retriever, Phrasing(retriever.catalogue, language), wanted, item, hits, k=3)
    score = account(retriever, wanted, item)
    assert found and score
    hit = next((h for h in hits if h.item.id == item), None)
    cost = hit.terms.get(VARIETY, 0.0) if hit else 0.0
    assert sum(bar.value for bar in found.bars) == pytest.approx(score.score + cost, abs=1e-5)
    assert len(found.bars) <= MOST_BARS and (found.place is None) == (hit is None)
    assert "{" not in found.sentence + found.remedy and not (hit and found.remedy)


@pytest.fixture
def hits(retriever: Retriever) -> list[Hit]:
    """Moon Harvest, Café Amélie, Garden of Birds."""
    return retriever.search(Preferences((CALM,)), 3)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("why this one", ("moon-harvest", False)),
        ("Why?", ("moon-harvest", False)),
        ("why did you pick the second", ("cafe-amelie", False)),
        ("OK, but why Garden of Birds?", ("bird-garden", False)),
        ("what makes the third one a good match?", ("bird-garden", False)),
        ("tell me why you recommended Star Pirates", ("star-pirates", False)),
        ("Why Star Pirates and not Ghost Train?", ("star-pirates", False)),
        ("why not Ghost Train?", ("ghost-train", True)),
        ("why isn't Star Pirates here", ("star-pirates", True)),
        ("How come Ghost Train isn't on the list?", ("ghost-train", True)),
        ("how come no star pirates", ("star-pirates", True)),
        ("why is the game Up not there", ("up", True)),
        ("为什么推荐第二个", ("cafe-amelie", False)),
        ("为什么第三个排第一？", ("bird-garden", False)),
        ("为什么没有《Ghost Train》", ("ghost-train", True)),
        ("为什么不推荐七人の侍", ("seven-samurai", True)),
        ("why not?", None),
        ("why is Star Pirates so long?", None),
        ("why are there no horror games", None),
        ("a game that asks why we live", None),
        ("I don't know why I liked Ghost Train", None),
        ("not Ghost Train", None),
        ("", None),
    ],
)
def test_questions(retriever: Retriever, hits: list[Hit], message: str, expected: tuple[str, bool] | None) -> None:
    assert asked_why(message, retriever.linker, hits) == expected


def test_it_is_what_was_last_talked_about(retriever: Retriever, hits: list[Hit]) -> None:
    assert asked_why("why is it there?", retriever.linker, hits, "cafe-amelie") == ("cafe-amelie", False)
    assert asked_why("why is it there?", retriever.linker, ()) is None

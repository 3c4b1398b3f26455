"""Wishes, limits and items in plain words, in two languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chatbot.phrasing import Phrasing, titles, with_unit
from chatbot.render import shipped
from retrieval.catalogue import Catalogue, load
from retrieval.retriever import Hit, Retriever
from retrieval.wishes import ITEM, TEXT, Limit, Preferences, Wish


@pytest.fixture
def english(games: Catalogue) -> Phrasing:
    return Phrasing(games, "en")


def hit(games: Catalogue, item_id: str, **terms: float) -> Hit:
    item = games.item(item_id)
    assert item is not None
    return Hit(
        item, sum(terms.values()), {key.replace("__", ":").replace("_is_", "="): value for key, value in terms.items()}
    )


@pytest.mark.parametrize(
    ("wish", "english_words", "chinese"),
    [
        (Wish("want", "mood", "calm"), "calm", "calm"),
        (Wish("avoid", "kind", "horror", "must"), "no horror", "no horror"),
        (Wish("avoid", "mood", "scary"), "less scary", "少一点 scary"),
        (Wish("want", ITEM, "up", label="Up"), "like Up", "类似 Up"),
        (Wish("avoid", ITEM, "up", label="Up"), "nothing like Up", "不要类似 Up"),
        (Wish("want", TEXT, "slow robots"), "“slow robots”", "“slow robots”"),
        (Limit("year", 1990, 1999), "year 1990–1999", "year 1990–1999"),
        (Limit("year", 2005, None), "year from 2005", "year 2005 以上"),
        (Limit("price", None, 40), "price up to $40", "price $40 以内"),
        (Limit("players", 4, 4), "players 4", "players 4"),
        (Limit("gone", None, 2.5), "gone up to 2.5", "gone 2.5 以内"),
    ],
)
def test_a_wish(games: Catalogue, english: Phrasing, wish: Wish | Limit, english_words: str, chinese: str) -> None:
    assert (english.wish(wish), Phrasing(games, "zh").wish(wish)) == (english_words, chinese)


def test_all_wishes_in_one_line(english: Phrasing) -> None:
    preferences = Preferences(
        (Wish("want", "mood", "calm"), Wish("avoid", "kind", "horror", "must")), (Limit("price", high=40),)
    )
    assert english.wishes(preferences) == "calm, no horror, price up to $40"


def test_the_owners_words(english: Phrasing) -> None:
    assert (english.noun(1), english.noun(0), english.greeting) == ("game", "games", "What would you like to play?")


def test_nothing_said_by_the_owner(games: Catalogue) -> None:
    bare = Phrasing(replace(games, talk={}), "en")
    assert (bare.noun(1), bare.noun(2), bare.greeting) == ("item", "items", "")


def test_facts_are_of_known_fields_only(english: Phrasing, games: Catalogue) -> None:
    known, unknown = games.item("moon-harvest"), games.item("detective-alley")
    assert known and unknown
    assert english.facts(known) == [
        "strategy",
        "calm",
        "about space, farming",
        "made by Ada Lindqvist",
        "1–4 players",
        "1996",
        "$30",
    ]
    assert english.facts(unknown) == ["mystery", "dark", "about crime", "made by Eiko Mori"]


def test_the_card_says_prominent_facts(english: Phrasing, games: Catalogue) -> None:
    item = games.item("hollow-house")
    assert item and english.summary(item) == "horror, cooperative"


def test_a_reason_names_what_matched_the_weightiest_first(english: Phrasing, games: Catalogue) -> None:
    preferences = Preferences(
        (Wish("want", "mood", "calm"), Wish("want", "theme", "birds"), Wish("want", "kind", "horror"))
    )
    found = hit(games, "bird-garden", want__mood_is_calm=0.2, want__theme_is_birds=0.5, want__kind_is_horror=0.3)
    assert english.reason(found, preferences) == "About birds; calm."


def test_a_reason_never_claims_what_the_item_lacks(english: Phrasing, games: Catalogue) -> None:
    preferences = Preferences(
        (Wish("avoid", "kind", "horror"), Wish("avoid", "mood", "calm")), (Limit("price", high=70),)
    )
    assert english.matched(hit(games, "bird-garden"), preferences) == ["$60", "no horror"]


def test_only_a_complete_field_shows_that_an_item_lacks_a_value(english: Phrasing, games: Catalogue) -> None:
    """The owner lists every kind of an item, but only some of its moods: "not scary" would be a guess."""
    preferences = Preferences((Wish("avoid", "kind", "horror"), Wish("avoid", "mood", "scary")))
    assert english.matched(hit(games, "bird-garden"), preferences) == ["no horror"]


def test_a_reason_by_likeness_says_what_is_shared(english: Phrasing, games: Catalogue) -> None:
    preferences = Preferences((Wish("want", ITEM, "fjord-race-1999", label="Fjord Race"),))
    found = Hit(games.items[games.row_of["fjord-race-2015"]], 1, {"want:item=fjord-race-1999": 1.0})
    assert english.reason(found, preferences) == "Like Fjord Race (about boats, made by Deniz Nolan)."


def test_a_reason_where_nothing_matched(english: Phrasing, games: Catalogue) -> None:
    assert english.reason(hit(games, "hollow-house"), Preferences()) == "Horror and cooperative."


def test_reasons_of_real_items_are_true() -> None:
    catalogue = load(shipped("data") / "movies.jsonl")
    item = catalogue.items[0]
    wishes = tuple(Wish("want", name, value) for name, values in item.categories.items() for value in values[:1])
    phrasing = Phrasing(catalogue, "en")
    for other in catalogue.items[:200]:
        parts = phrasing.matched(Hit(other, 1, {w.key: 1.0 for w in wishes}), Preferences(wishes))
        true = {
            catalogue.fields[w.field].phrase.format(value=w.value) for w in wishes if w.value in other.values(w.field)
        }
        assert set(parts) <= true


@pytest.mark.parametrize(
    ("number", "unit", "expected"), [("40", "$", "$40"), ("95", "min", "95 min"), ("4", "", "4"), ("30", "€", "€30")]
)
def test_with_unit(number: str, unit: str, expected: str) -> None:
    assert with_unit(number, unit) == expected


def test_titles() -> None:
    assert (titles(["Up", "It"]), titles([])) == ("“Up”, “It”", "")


def test_an_unknown_phrase_is_an_error(english: Phrasing) -> None:
    with pytest.raises(KeyError):
        english.say("answer", "sing")


def test_the_phrases_of_both_languages_are_the_same_ones(retriever: Retriever) -> None:
    from chatbot.render import phrases

    def shape(language: str) -> dict[str, set[str]]:
        return {group: set(entries) for group, entries in phrases(language).items() if isinstance(entries, dict)}

    assert shape("en") == shape("zh")

"""Played messages and conversations: counts by hand, with a reader that was told what to read."""

from __future__ import annotations

import pytest
from marked import Told

from chatbot.dialogue import Session, Update
from chatbot.gold import Case, Gold, Opinions, Said, Search
from chatbot.plays import by_label, by_type, by_words, of_marked_slot, play_message, play_search, play_talk
from retrieval.retriever import Hit, Retriever
from retrieval.wishes import ITEM, TEXT, Limit, Preferences, Receipt, Wish


def case(utterance: str, *marks: Gold, context: tuple[Said, ...] = ()) -> Case:
    return Case("c", "d", "en", context, utterance, marks)


def wish(polarity: str, field: str, value: str) -> Wish:
    return Wish(polarity, field, value, label=value, receipt=Receipt(0, value))  # type: ignore[arg-type]


def test_a_message_gives_counts_by_slot_and_meaning(retriever: Retriever) -> None:
    read = Update(
        wishes=(
            wish("want", "mood", "calm"),
            wish("want", "kind", "horror"),
            wish("want", ITEM, "up"),
            wish("want", TEXT, "odd"),
        ),
        seen=("up",),
    )
    marks = (
        Gold("keywords", "calm", "want"),
        Gold("genre", "horror", "avoid"),
        Gold("title", "Up", "seen"),
        Gold("person", "Nolan", "want"),
        Gold("genre", "family", ""),
    )
    played = play_message(case("said", *marks), Told(retriever.linker, updates={"said": read}), by_words)
    assert played.tally == {
        "read": 4, "genre read": 1, "words read": 1, "keywords read": 1, "title read": 1,
        "marked": 5, "keywords marked": 1, "genre marked": 2, "title marked": 1, "person marked": 1,
        "right": 3, "keywords right": 1, "genre right": 1, "title right": 1,
        "want marked": 1, "want right": 1, "strict want marked": 1, "strict want right": 1,
        "avoid marked": 1, "strict avoid marked": 1,
        "seen marked": 1, "seen right": 1, "strict seen marked": 1,  # seen and wanted: strictly a wish
    }  # fmt: skip
    assert played.read == ("want calm", "want horror", "seen+want Up", "want odd")
    assert (played.wrong, played.ms) == (4, (5.0,))  # one false, two missed, one of another meaning


def test_by_type_a_title_is_no_category_and_a_limit_may_be_one(retriever: Retriever) -> None:
    old = Limit("year", None, 1990.0, Receipt(0, "old"))
    read = Update(wishes=(wish("want", TEXT, "Ghost Train"), wish("want", ITEM, "up")), limits=(old,))
    marks = (Gold("title", "Ghost Train"), Gold("title", "Up"), Gold("genre", "old ones"))
    played = play_message(case("said", *marks), Told(retriever.linker, updates={"said": read}), by_type)
    assert played.tally == {
        "read": 3, "genre read": 1, "words read": 1, "title read": 1,
        "marked": 3, "title marked": 2, "genre marked": 1,
        "right": 2, "title right": 1, "genre right": 1,
    }  # fmt: skip


def test_an_item_only_pointed_at_counts_where_it_was_marked(retriever: Retriever) -> None:
    told = Told(retriever.linker, updates={"loved that one": Update(seen=("moon-harvest",))})
    before = (Said("assistant", "How about Moon Harvest?"),)
    unmarked = play_message(case("loved that one", context=before), told, by_words)
    assert (unmarked.tally, unmarked.wrong) == ({}, 0)
    marked = play_message(case("loved that one", Gold("title", "Moon Harvest"), context=before), told, by_words)
    assert (marked.tally["right"], marked.tally["read"], marked.wrong) == (1, 1, 0)


def test_by_label_numbers_are_compared_as_numbers(retriever: Retriever) -> None:
    price = Limit("price", 20.0, 50.0, Receipt(0, "20-50元"))
    year = Limit("year", 2000.0, None, Receipt(0, "2000以下"))
    read = Update(wishes=(wish("want", "kind", "horror"), wish("want", TEXT, "烤鸭")), limits=(price, year))
    marks = (Gold("price", "20-50元"), Gold("year", "2000以下"), Gold("dish", "烤鸭"), Gold("Mood", "horror"))
    told = Told(retriever.linker, updates={"said": read})
    played = play_message(case("said", *marks), told, by_label, of_marked_slot)
    # the year's words are right, its bounds are not; horror is no mood; neither slot is among those that people marked
    assert played.tally == {
        "read": 2, "price read": 1, "dish read": 1, "right": 2, "price right": 1, "dish right": 1,
        "marked": 4, "price marked": 1, "year marked": 1, "dish marked": 1, "Mood marked": 1,
    }  # fmt: skip


def test_a_talk_is_held_against_the_last_opinion_of_each_item(retriever: Retriever) -> None:
    talk = (
        Said("user", "love Up, hate Ghost Train"),
        Said("assistant", "ok"),
        Said("user", "no, Up is awful"),
        Said("user", "seen Moon Harvest"),
    )
    told = Told(
        retriever.linker,
        updates={
            talk[0].text: Update(wishes=(wish("want", ITEM, "up"), wish("avoid", ITEM, "ghost-train"))),
            talk[2].text: Update(wishes=(wish("avoid", ITEM, "up"),)),
            talk[3].text: Update(seen=("moon-harvest",)),
        },
    )
    marked = {"up": "disliked", "ghost-train": "liked", "moon-harvest": "not said", "seven-samurai": "liked"}
    titles = {name: name.title() for name in marked}
    played = play_talk(Opinions("o", "en", talk, marked, titles), told)  # type: ignore[arg-type]
    assert played.tally == {
        "disliked > disliked": 1, "liked > disliked": 1, "not said > not said": 1, "liked > not said": 1
    }  # fmt: skip
    assert played.read == (
        "disliked Up", "disliked Ghost-Train", "not said Moon-Harvest", "not said Seven-Samurai"
    )  # fmt: skip
    assert (played.wrong, played.ms) == (2, (5.0, 5.0, 5.0))


def test_what_the_assistant_names_in_a_talk_is_on_screen(retriever: Retriever) -> None:
    titles = {"up": "Up", "fjord-race-1999": "Fjord Race", "fjord-race-2015": "Fjord Race (2015)"}
    talk = (
        Said("assistant", "Seen Fjord Race (2015)? Or Up? Upside is none, nor is it a scary game night."),
        Said("user", "loved both, that one too"),
    )
    screens: list[list[str]] = []

    class Looking(Told):
        def timed(self, message: str, session: Session) -> tuple[Update, float]:
            screens.append([hit.item.id for hit in session.hits])
            return super().timed(message, session)

    marked = dict.fromkeys(titles, "liked")
    play_talk(Opinions("o", "en", talk, marked, titles), Looking(retriever.linker))  # type: ignore[arg-type]
    assert screens == [["fjord-race-2015", "up"]]


@pytest.mark.parametrize(("relevant", "precision"), [(("up",), 1.0), (("up", "ghost-train", "seven-samurai"), 1 / 3)])
def test_a_search_asks_for_no_more_than_there_is(
    retriever: Retriever, relevant: tuple[str, ...], precision: float
) -> None:
    asked: list[tuple[Preferences, int]] = []

    def search(preferences: Preferences, k: int) -> list[Hit]:
        asked.append((preferences, k))
        found = [retriever.catalogue.items[retriever.catalogue.row_of[name]] for name in ("up", "moon-harvest")]
        return [Hit(item, 1.0, {}) for item in found[:k]]

    funny = wish("want", "mood", "funny")
    told = Told(retriever.linker, search=search, updates={"funny": Update(wishes=(funny,))})
    wanted = Search("s", "d", "zh", (Said("user", "funny"),), {}, frozenset(relevant))
    played = play_search(wanted, told)
    assert played.tally == {"right": pytest.approx(precision), "read": 1.0}
    assert (played.read, played.wrong) == (("want:mood=funny",), len(relevant) - 1)
    assert asked == [(Preferences((funny,)), len(relevant))]

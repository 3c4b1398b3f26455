"""What the bot says of itself: every number and name in it is the catalogue's or the visitor's."""

from __future__ import annotations

import pytest
from conftest import HashedWords

from chatbot.answers import Answers
from chatbot.dialogue import Chip, Intent, Session, Turn, Update
from chatbot.phrasing import Phrasing
from chatbot.render import shipped
from retrieval.catalogue import Catalogue, load
from retrieval.retriever import Retriever
from retrieval.wishes import ITEM, Limit, Preferences, Receipt, Wish

HORROR = Wish("want", "kind", "horror", "must")
CHEAP = Limit("price", None, 20)
TEN = Limit("players", 10, 10)
FUTURE = Limit("year", 2050, None)
NOTHING = Preferences()
WANTED = Preferences((Wish("want", "mood", "calm"),))
NONE = "Nothing in the catalogue fits all of that"


@pytest.fixture
def answers(retriever: Retriever) -> Answers:
    return Answers(retriever, Phrasing(retriever.catalogue, "en"))


def text(
    answers: Answers,
    update: Update,
    wanted: Preferences = NOTHING,
    *,
    message: str = "x",
    changed: bool = True,
    turns: int = 0,
) -> str:
    session = Session(preferences=wanted, turns=[Turn("before")] * turns)
    hits = answers.retriever.search(wanted, 4) if update.intent in ("recommend", "more") else []
    return answers.text(message, update, hits, changed, session)


@pytest.mark.parametrize(
    ("message", "turns", "expected"),
    [
        ("hello", 0, "Hello! What would you like to play?"),
        ("hm", 1, "I find games in this catalogue. What would you like to play?"),
        ("🎬", 0, "That message had no words I can read. What would you like to play?"),
    ],
)
def test_small_talk(answers: Answers, message: str, turns: int, expected: str) -> None:
    assert text(answers, Update("chat"), message=message, turns=turns) == expected


def test_thanks(answers: Answers) -> None:
    assert text(answers, Update("thanks")) == "You are welcome. Tell me when you want more games."


@pytest.mark.parametrize(
    ("update", "wanted", "changed", "expected"),
    [
        (Update(), NOTHING, True, "4 games to start with. Say what you like or do not like."),
        (Update(), WANTED, True, "4 games, 3 with all of it: calm."),
        (Update(), WANTED, False, "Here are the same games again; nothing in your message changed what fits."),
        (Update(indifferent=True), WANTED, False, "All right, that stays open."),
        (Update("more"), WANTED, True, "4 games, 3 with all of it: calm."),
        (Update(unknown=("Chess",)), WANTED, True,
         "I do not have “Chess” here. 4 games, 3 with all of it: calm."),
        (Update(seen=("up", "gone")), NOTHING, True,
         "Noted, you know “Up”. 4 games to start with. Say what you like or do not like."),
        (Update(), Preferences((HORROR,), (CHEAP,)), True,
         "Only 1 game with all of that: horror, price up to $20. “price up to $20” removes 1, “horror” 1. "
         "With “price up to $50” there would be 2."),
        (Update(), Preferences((HORROR,), (TEN,)), True,
         f"{NONE}: horror, players 10. “players 10” removes 2, “horror” 1. Without “players 10” there would be 2."),
        (Update(), Preferences((), (FUTURE, TEN)), True,
         f"{NONE}: year from 2050, players 10. With “year from 2019” there would be 1."),
        (Update(), Preferences((), (FUTURE, Limit("price", None, 1))), True,
         f"{NONE}: year from 2050, price up to $1. Without “year from 2050” and “price up to $1” there would be 12."),
    ],
)  # fmt: skip
def test_recommendations(answers: Answers, update: Update, wanted: Preferences, changed: bool, expected: str) -> None:
    assert text(answers, update, wanted, changed=changed) == expected


def test_a_dead_end_offers_to_drop_the_wish_that_costs_most(answers: Answers) -> None:
    assert answers.chips([], Preferences((HORROR,), (TEN,))) == (
        Chip("Without “players 10”: 2", drop="limit:players"),
        Chip("Without “horror”: 1", drop="want:kind=horror"),
    )


def test_nothing_is_to_be_relaxed_where_limits_leave_enough(answers: Answers) -> None:
    wanted = Preferences((Wish("want", "theme", "trains"),), (Limit("year", 1980),))
    hits = answers.retriever.search(wanted, 12)[:1]
    said = answers.text("x", Update(), hits, True, Session(preferences=wanted))
    assert said == "Only 1 game with all of that: trains, year from 1980."
    assert not any(chip.drop or chip.loosen for chip in answers.chips(hits, wanted))


def test_a_limit_is_rather_loosened_than_dropped(answers: Answers) -> None:
    wanted = Preferences((HORROR,), (Limit("price", None, 20, Receipt(3, "under 20"), "taste"),))
    assert answers.chips(answers.retriever.search(wanted, 4), wanted) == (
        Chip("Price up to $50: 2", loosen=Limit("price", None, 50, Receipt(3, "under 20"), "taste")),
        Chip("Without “horror”: 2", drop="want:kind=horror"),
    )


def test_a_dead_end_that_no_single_wish_explains_still_offers_a_way_out(answers: Answers) -> None:
    wanted = Preferences((), (Limit("year", 2050, None), Limit("price", None, 1)))
    assert [chip.drop for chip in answers.chips([], wanted)] == ["limit:year", "limit:price"]


def test_enough_hits_offer_something_else(answers: Answers) -> None:
    hits = answers.retriever.search(Preferences(), 4)
    assert answers.chips(hits, Preferences()) == (Chip("Something else", say="Something else"),)


def test_directions_on_real_films() -> None:
    films = load(shipped("data") / "movies.jsonl")
    answers = Answers(retriever := Retriever(films, HashedWords()), Phrasing(films, "en"))
    hits = retriever.search(Preferences(), 4)
    assert [chip.say for chip in answers.chips(hits, Preferences())] == ["Older", "Newer", "Shorter", "Something else"]
    limited = Preferences(limits=(Limit("year", 1990),))
    assert [chip.say for chip in answers.chips(hits, limited)] == ["Shorter", "Longer", "Something else"]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("what is the price of Up?", "Up: $15."),
        ("who is the maker of the second one?", "Up: made by Bruno Okafor."),
        ("how many players for Seven Samurai?", "Seven Samurai: 1–7 players."),
        ("what is the price of Detective Alley?", "Detective Alley: the catalogue does not say its price."),
        ("is it scary?", "Yes. Ghost Train: scary."),
    ],
)
def test_questions_are_answered_from_the_fields(answers: Answers, message: str, expected: str) -> None:
    catalogue = answers.retriever.catalogue
    hits = tuple(
        h for i in ("ghost-train", "up") for h in answers.retriever.search(Preferences(), 12) if h.item.id == i
    )
    assert answers.text(message, Update("question"), hits, False, Session(hits=hits)) == expected
    assert catalogue.name == "Games"


def test_what_is_it_about_gives_all_and_the_text(answers: Answers) -> None:
    said = answers.text("tell me more of Up", Update("question"), (), False, Session())
    assert said.startswith("Up: party, dexterity; funny;") and said.endswith(
        "Stack wooden birds on one another until the tower falls."
    )


def test_a_question_about_nothing(answers: Answers) -> None:
    assert (
        answers.text("is it long?", Update("question"), (), False, Session())
        == "Tell me which of them you mean, by its title or its place in the list."
    )


@pytest.mark.parametrize("intent", ["recommend", "more", "chat", "question"])
def test_chinese_has_every_answer(games: Catalogue, retriever: Retriever, intent: Intent) -> None:
    chinese = Answers(retriever, Phrasing(games, "zh"))
    said = text(
        chinese, Update(intent, unknown=("Chess",), seen=("up",)), Preferences((Wish("want", ITEM, "up", label="Up"),))
    )
    assert any("一" <= c <= "鿿" for c in said) and "{" not in said

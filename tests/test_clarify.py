"""One question to the visitor: when it is asked, and that each answer is read back as exactly what it stands for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conftest import HashedWords

from chatbot.clarify import Question, _chip, clarify, means, question
from chatbot.dialogue import Chip, Intent
from chatbot.phrasing import Phrasing
from chatbot.render import shipped
from retrieval.catalogue import Catalogue, Field, load
from retrieval.question import Option
from retrieval.retriever import Retriever
from retrieval.wishes import Limit, Preferences, Wish

COMEDY = Preferences((Wish("want", "genres", "comedy"),))
MOST_VALUES = 40  # of a field that are tried, the most frequent ones


@pytest.fixture(scope="module")
def films() -> Retriever:
    return Retriever(load(shipped("data") / "movies.jsonl"), HashedWords())


def ask(
    films: Retriever,
    preferences: Preferences = COMEDY,
    *,
    asked: tuple[str, ...] = (),
    last_asked: int | None = None,
    intent: Intent = "recommend",
    language: str = "en",
    shown: int = 4,
) -> Question | None:
    """The question of turn 5."""
    hits = films.search(preferences, shown)
    phrasing = Phrasing(films.catalogue, language)
    return clarify(
        films, phrasing, preferences, hits, asked=asked, turn=5, last_asked=last_asked, intent=intent
    )  # fmt: skip


def test_a_question_with_its_answers(films: Retriever) -> None:
    found = ask(films)
    assert found and (found.field, found.text) == ("moods", "What mood should it have?")
    assert found.chips[-1] == Chip("I don't mind", say="I don't mind")
    assert 3 <= len(found.chips) <= 5
    assert all(chip.say == chip.label.lower() for chip in found.chips[:-1])


def test_in_the_visitors_language(films: Retriever) -> None:
    found = ask(films, language="zh")
    assert found and (found.field, found.text) == ("moods", "想要什么样的氛围？")
    assert found.chips[-1] == Chip("都可以", say="都可以")
    assert all("一" <= chip.say[0] <= "鿿" for chip in found.chips)


def test_a_limit_as_an_answer(films: Retriever) -> None:
    said = Preferences((Wish("avoid", "genres", "horror", "must"), Wish("avoid", "moods", "violent", "must")))
    assert ask(films, said) == Question(
        "year",
        "Something recent, or an older one?",
        (
            Chip("Before 1990", say="before 1990"),
            Chip("The 1990s", say="the 1990s"),
            Chip("The 2000s", say="the 2000s"),
            Chip("2010 or later", say="2010 or later"),
            Chip("I don't mind", say="I don't mind"),
        ),
    )


def test_never_two_turns_in_a_row_nor_twice_of_one_field(films: Retriever) -> None:
    assert ask(films, last_asked=4) is None
    assert ask(films, last_asked=3) is not None
    first = ask(films)
    assert first
    again = ask(films, asked=(first.field,))
    assert again is None or again.field != first.field


@pytest.mark.parametrize("intent", ["question", "chat", "compare", "why", "accept", "thanks"])
def test_only_where_somebody_is_looking_for_something(films: Retriever, intent: Intent) -> None:
    assert ask(films, intent=intent) is None


def test_not_where_too_little_is_left_or_all_is_said(films: Retriever) -> None:
    assert ask(films, shown=3) is None
    assert ask(films, Preferences((), (Limit("year", 2050, None),))) is None
    pinned = Preferences((Wish("want", "director", "Hayao Miyazaki"), Wish("want", "genres", "family")))
    assert ask(films, pinned) is None


def test_a_field_without_the_owners_question_is_asked_by_its_label(games: Catalogue) -> None:
    english, chinese = Phrasing(games, "en"), Phrasing(games, "zh")
    assert question(games.fields["kind"], english) == "Which kind do you have in mind?"
    assert question(games.fields["price"], english) == "What price would suit you?"
    assert question(Field("a", "category", (), label="A", ask="Which a?"), english) == "Which a?"
    assert question(Field("a", "category", (), label="A", ask="Which a?"), chinese) == "想要什么样的a？"
    local = Field("a", "category", (), label="A", ask="Which a?", local={"zh": {"ask": "哪种？"}})
    assert question(local, chinese) == "哪种？"


# Round trips

SPANS = {"minutes": 30.0, "age": 2.0, "complexity": 0.5, "price": 20.0, "year": 10.0}
# What has no words that are read as it: another value or a number is called the same, or a full stop parts the name.
UNSAID = {
    ("boardgames", "word game"),
    *(("boardgames", band) for band in ("$20-40", "$40-60", "$60-100", "over $100")),
    *(("boardgames", name) for name in ("Alan R. Moon", "Christian T. Petersen", "Donald X. Vaccarino")),
    ("movies", "Brazil"),
}


def options(f: Field, catalogue: Catalogue) -> Iterator[Option]:
    """Every answer that may be offered: the frequent values, and numbers cut at all steps."""
    if f.kind == "category":
        yield from (Option(value, 1.0) for value in list(catalogue.values[f.name])[:MOST_VALUES])
        return
    numbers = sorted({n for item in catalogue.items if f.name in item.numbers for n in item.numbers[f.name]})
    if len(f.columns) > 1:
        yield from (Option((n, n), 1.0) for n in numbers)
        return
    cuts = sorted({round(n / SPANS[f.name]) * SPANS[f.name] for n in numbers} - {0.0})
    yield from (Option((None, cut), 1.0) for cut in cuts)
    if not f.at_most:
        gap = 1.0 if f.unit == "year" else 0.0
        yield from (Option((cut, None), 1.0) for cut in cuts)
        yield from (Option((low, high - gap), 1.0) for low in cuts for high in cuts if low < high - gap)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["movies", "boardgames"])
def test_each_answer_is_read_as_what_it_stands_for(name: str, language: str) -> None:
    catalogue = load(shipped("data") / f"{name}.jsonl")
    linker = Retriever(catalogue, HashedWords()).linker
    phrasing = Phrasing(catalogue, language)
    lost = []
    for f in [*catalogue.of_kind("category"), *catalogue.of_kind("number")]:
        for option in options(f, catalogue):
            chip = _chip(f, option, phrasing, linker)
            if chip is None:
                lost.append((name, option.value))
            else:
                assert means(chip.say, option.wish(f.name), linker), chip
    assert {one for one in lost if one not in UNSAID} == set()


def test_other_words_are_not_taken_for_it(films: Retriever) -> None:
    funny = Wish("want", "moods", "funny")
    assert means("funny", funny, films.linker)
    for words in ("not funny", "funny horror", "funny from the 90s", "scary", "what about it?", ""):
        assert not means(words, funny, films.linker), words
    assert means("up to 90 min", Limit("minutes", None, 90), films.linker)
    assert not means("up to 80 min", Limit("minutes", None, 90), films.linker)

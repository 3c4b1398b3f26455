"""Every shipped pattern can be filled, and what is noted in a lesson stands in its message."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from cases import load_cases

from chatbot import lessons, taught
from chatbot.found import find_catalogue, shipped_catalogues
from chatbot.lessons import (
    Filled,
    Lesson,
    LessonError,
    Pattern,
    domain_of,
    domains,
    fill,
    joined,
    lesson_of,
    made,
    pattern_of,
    patterns,
)
from chatbot.notes import INTENTS
from retrieval.catalogue import Catalogue

LANGUAGES = ("en", "zh")
each_language = pytest.mark.parametrize("language", LANGUAGES)
DOMAIN = {
    "kind": ["game"],
    "kinds": ["games"],
    "title": ["Up", "Ghost Train", "The Hollow House", "Moss"],
    "genre": ["party", "horror", "racing"],
    "person": ["Ada Lindqvist"],
    "trait": ["calm", "funny"],
    "topic": ["a haunted house"],
}


@pytest.fixture(scope="module")
def catalogues() -> list[Catalogue]:
    return list(map(find_catalogue, shipped_catalogues()))


def filled(line: str, seed: int = 0, intent: str = "recommend") -> Filled:
    return fill(pattern_of(line, intent), DOMAIN, random.Random(seed), "en")


def said(of: Filled) -> str:
    return "".join(words for words, _ in of.parts)


# The shipped patterns


@each_language
def test_the_shipped_patterns_know_every_intent_and_every_meaning(language: str) -> None:
    every = patterns(language)
    assert {pattern.intent for pattern in every} == set(INTENTS)
    marked = Counter(one for p in every for _, meanings in p.parts for one in meanings.split("+") if one)
    assert set(marked) == set(taught.MEANINGS)
    assert min(marked.values()) >= 50
    assert min(Counter(pattern.intent for pattern in every).values()) >= 50


def test_there_are_thousands_of_patterns_and_none_is_there_twice() -> None:
    texts = [(language, pattern.text) for language in LANGUAGES for pattern in patterns(language)]
    assert len(texts) > 4000
    assert [text for text, times in Counter(texts).items() if times > 1] == []


@each_language
def test_every_pattern_can_be_filled_from_every_domain(language: str) -> None:
    for domain in domains(language):
        assert set(domain) == {"kind", "kinds", "title", "genre", "person", "trait", "topic"}
        chance = random.Random(0)
        odd = [
            text for p in patterns(language) if re.search(r"[][{}|]", text := said(fill(p, domain, chance, language)))
        ]
        assert odd == []


@each_language
def test_no_number_is_noted(language: str) -> None:
    """Code reads numbers; the model is not to learn them."""
    slots = ("{number", "{minutes", "{year", "{decade", "{money")
    noted = [words for p in patterns(language) for words, meanings in p.parts if meanings]
    assert [words for words in noted if words.startswith(slots)] == []


@each_language
def test_no_message_of_the_tests_is_a_pattern(language: str) -> None:
    """Letters alone are compared; shorter messages than four words, or six Chinese letters, everybody says."""
    known = {letters(pattern.text) for pattern in patterns(language)}
    tested = [case.said for case in load_cases() if case.language == language and long(case.said)]
    assert len(tested) > 60
    assert [message for message in tested if letters(message) in known] == []


def letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()


def long(text: str) -> bool:
    return len(re.findall(r"\w+", text)) >= 4 or len(re.findall(r"[\u4e00-\u9fff]", text)) >= 6


# Reading patterns


def test_a_line_is_a_pattern_of_marked_and_unmarked_parts() -> None:
    pattern = pattern_of("saw [{title}|seen+avoid], no [ghosts|avoid]", "recommend")
    assert pattern == Pattern(
        "recommend", (("saw ", ""), ("{title}", "seen+avoid"), (", no ", ""), ("ghosts", "avoid"))
    )
    assert pattern.text == "saw {title}, no ghosts"


@pytest.mark.parametrize(
    ("line", "intent", "fault"),
    [
        ("hi", "", "it stands under ''; the headings are recommend, more, question, chat"),
        ("hi", "Chat", "it stands under 'Chat'; the headings are recommend, more, question, chat"),
        ("no [x|hate]", "recommend", "no meaning is called hate"),
        ("no [x|love+]", "recommend", "no meaning is called "),
        ("no [x]", "recommend", "a bracket that is no mark"),
        ("no [|avoid]", "recommend", "a bracket that is no mark"),
        ("no [x|avoid", "recommend", "a bracket that is no mark"),
        ("no x|avoid]", "recommend", "a bracket that is no mark"),
        ("no {wine}", "recommend", "no slot is called wine"),
        ("no [{wine2}|avoid]", "recommend", "no slot is called wine"),
        ("no {Genre}", "recommend", "a brace that is no slot"),
        ("no {genre22}", "recommend", "a brace that is no slot"),
    ],
)
def test_a_line_that_is_no_pattern_says_why(line: str, intent: str, fault: str) -> None:
    with pytest.raises(LessonError) as error:
        pattern_of(line, intent)
    assert str(error.value) == fault


def test_a_fault_names_its_file_and_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lessons").mkdir()
    file = tmp_path / "lessons" / "a.en.txt"
    monkeypatch.setattr(lessons, "shipped", lambda name: tmp_path)
    file.write_text("# about\n\n## chat\nhi\n  thanks  \n## more\n# Plain\nothers?\n", encoding="utf-8")
    read = patterns.__wrapped__
    assert read("en") == tuple(
        Pattern(i, ((w, ""),)) for i, w in (("chat", "hi"), ("chat", "thanks"), ("more", "others?"))
    )
    assert read("zh") == ()
    file.write_text("# about\n\n## chat\nhi [x|y]\n", encoding="utf-8")
    with pytest.raises(LessonError) as error:
        read("en")
    assert str(error.value) == "a.en.txt:4: no meaning is called y"


# Filling them


def test_a_slot_is_filled_alike_wherever_it_stands() -> None:
    one = {"title": ["Up"], "genre": ["party"], "kind": ["game"]}
    pattern = pattern_of("a [{genre}|want] {kind} like [{title}|love]? {title} is {genre}", "recommend")
    assert fill(pattern, one, random.Random(0), "en") == Filled(
        "recommend",
        (("a ", ""), ("party", "want"), (" game like ", ""), ("Up", "love"), ("? Up is party", "")),
        (),
    )


@pytest.mark.parametrize("seed", range(30))
def test_numbered_slots_are_filled_differently(seed: int) -> None:
    assert sorted(said(filled("{genre}, {genre2}, {genre3}", seed)).split(", ")) == ["horror", "party", "racing"]
    of = filled("{shown} or {shown2}?", seed)
    assert len(set(of.shown)) == 2
    assert said(of) == f"{of.shown[0]} or {of.shown[1]}?"


@pytest.mark.parametrize(
    ("language", "slot", "looks"),
    [
        ("en", "{number}", r"[2-9]"),
        ("en", "{minutes}", r"\d{2,3}( ?min| minutes)"),
        ("en", "{year}", r"(19|20)\d\d"),
        ("en", "{decade}", r"(\d\d)?\d0s"),
        ("en", "{money}", r"[$€£]\d+|\d+ (dollars|euros|bucks)"),
        ("en", "{minutes} min", r"\d{2,3} min"),  # a pattern may name the unit itself
        ("zh", "{minutes}", r"\d{2,3}分钟"),
        ("zh", "{minutes}分钟", r"\d{2,3}分钟"),
        ("zh", "{decade}年代", r"([七八九]十|[89]0)年代"),
        ("zh", "{money}", r"\d+(元|块|块钱)"),
    ],
)
def test_counts_are_said_as_people_say_them(language: str, slot: str, looks: str) -> None:
    chance = random.Random(0)
    filled = [said(fill(pattern_of(slot, "chat"), {}, chance, language)) for _ in range(50)]
    assert [one for one in filled if not re.fullmatch(looks, one)] == []


def test_an_article_stands_outside_of_a_note() -> None:
    assert filled("with [{topic}|want]").parts == (("with ", ""), ("a ", ""), ("haunted house", "want"))
    assert lesson_of(filled("with [{topic}|want]!"), "", "en") == Lesson(
        "with a haunted house!", "recommend\nhaunted house=want", "en"
    )
    kept = ("[The Hollow House|avoid]", "[the hollow house|love]", "[the hollow house|seen+avoid]", "[theatre|want]")
    assert [len(filled(line).parts) for line in kept] == [1, 1, 1, 1]


@each_language
def test_no_wish_of_a_pattern_keeps_its_article(language: str) -> None:
    chance = random.Random(0)
    parts = [part for d in domains(language) for p in patterns(language) for part in fill(p, d, chance, language).parts]
    wishes = {words for words, meanings in parts if meanings in ("want", "avoid", "drop")}
    assert [words for words in wishes if re.match(r"(?:an?|the) \w", words)] == []


def test_two_messages_in_one_have_the_intent_that_counts_more() -> None:
    ask, thanks = filled("[party|want]"), filled("thanks", intent="chat")
    about = filled("who made {shown}?", intent="question")
    both = joined(thanks, ask, "! ")
    assert both == Filled("recommend", (("thanks", ""), ("! ", ""), ("party", "want")), ())
    assert (joined(thanks, about, " ").intent, joined(about, ask, " ").intent) == ("question", "recommend")
    assert joined(about, thanks, " ").shown == about.shown != ()


def test_a_lesson_is_one_line_and_notes_each_thing_once() -> None:
    parts = (
        ("  no ", ""),
        ("ghosts!", "avoid"),
        ("  and\tno ", ""),
        ("ghosts", "avoid"),
        (" saw ", ""),
        ("Up", "seen+love"),
    )
    assert lesson_of(Filled("recommend", parts, ()), "(Before: hi Shown: Up)\n", "en") == Lesson(
        "(Before: hi Shown: Up)\nno ghosts! and no ghosts saw Up", "recommend\nghosts=avoid\nUp=seen\nUp=love", "en"
    )


def test_what_is_pointed_at_was_shown_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lessons, "JOINED", 0.0)
    monkeypatch.setattr(lessons, "POINTED", 1.0)
    given: Sequence[Pattern] = [pattern_of("那个[{shown}|love]", "recommend")]
    monkeypatch.setattr(lessons, "patterns", lambda language: given)
    for lesson in made([], 40, "zh"):
        shown = re.fullmatch(r"\(Before: 那个.+ Shown: (.+)\)\n那个(.+)", lesson.message)
        assert shown and shown[2] in shown[1].split("; ")
        assert len(set(shown[1].split("; "))) == 4  # none of them twice
        assert lesson.answer == f"recommend\n{shown[2]}=love"
    given = [pattern_of("吃[{shown}|love]", "recommend")]
    assert not [lesson for lesson in made([], 40, "zh") if "Before" in lesson.message]  # nothing points at it
    given = [pattern_of("hello", "chat")]
    assert {lesson.message.casefold() for lesson in made([], 40, "zh")} == {"hello"}


# Making many


@pytest.fixture(scope="module")
def thousands(catalogues: Sequence[Catalogue]) -> dict[str, list[Lesson]]:
    return {language: list(made(catalogues, 2000, language)) for language in LANGUAGES}


@each_language
def test_what_is_noted_stands_in_the_message_letter_by_letter(
    thousands: dict[str, list[Lesson]], language: str
) -> None:
    """Also in those that were typed in haste; and each answer is read back whole."""
    odd = []
    for lesson in thousands[language]:
        read = taught.parse(lesson.answer)
        message = lesson.message.rpartition("\n")[2]
        notes = [(note.words, note.meaning) for note in read.notes]
        if taught.answer(read.intent, notes) != lesson.answer or not all(words in message for words, _ in notes):
            odd.append(lesson)
    assert odd == []


@each_language
def test_each_pattern_comes_as_often_as_any_other(monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    monkeypatch.setattr(lessons, "JOINED", 0.0)
    given = [pattern_of(line, "chat") for line in ("一", "二", "三")]
    monkeypatch.setattr(lessons, "patterns", lambda language: given)
    assert sorted(Counter(lesson.message for lesson in made([], 300, language)).values()) == [100, 100, 100]


def test_the_same_seed_makes_the_same_lessons(catalogues: Sequence[Catalogue]) -> None:
    def some(seed: int) -> list[Lesson]:
        return list(made(catalogues, 50, "en", seed))

    assert some(1) == some(1)
    assert some(1) != some(2)
    assert len(some(1)) == 50
    assert {(lesson.language, lesson.source, lesson.dialogue) for lesson in some(1)} == {("en", "patterns", "")}


def test_none_are_made_of_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(made([], 0, "xx")) == []
    monkeypatch.setattr(lessons, "patterns", lambda language: ())
    with pytest.raises(LessonError, match=r"there are no patterns in en: data/lessons holds no \*\.en\.txt"):
        next(made([], 1, "en"))


def test_a_catalogue_of_another_language_lends_nothing(games: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lessons, "domains", lambda language: [{"title": ["活着"]}])
    monkeypatch.setattr(lessons, "patterns", lambda language: [pattern_of("[{title}|love]", "recommend")])
    answers = {language: {one.answer for one in made([games], 60, language)} for language in LANGUAGES}
    assert answers["zh"] == {"recommend\n活着=love"}
    assert len(answers["en"]) > 5


# Catalogues as domains


def test_the_values_of_a_catalogue_fill_the_slots(games: Catalogue) -> None:
    domain = {slot: sorted(set(values)) for slot, values in domain_of(games).items()}
    assert (domain["kind"], domain["kinds"]) == (["game"], ["games"])
    assert domain["title"] == sorted({item.title for item in games.items})
    makers = ["Ada Lindqvist", "Bruno Okafor", "Carla Vega", "Deniz Nolan", "Eiko Mori", "Finn Vega"]
    assert domain["person"] == [*makers, "the admiral"]  # as the owner calls one of them
    moods = ["calm", "charming", "dark", "epic", "exciting", "funny", "scary", "tense"]
    assert domain["trait"] == sorted([*moods, "nobody has this", "spooky"])
    assert domain["topic"] == [
        "birds", "boats", "crime", "exploration", "farming", "food", "ghosts", "nature", "pirates", "sea", "space",
        "trains", "villages", "war",
    ]  # fmt: skip
    assert {"co-op", "card game", "party"} <= set(domain["genre"])


def test_a_slot_that_a_catalogue_has_no_values_for_takes_others(tmp_path: Path) -> None:
    from retrieval.catalogue import load

    (tmp_path / "wines.csv").write_text("id,title,grape\na,Alto (1999),Merlot\nb,Basso,Gamay\n", encoding="utf-8")
    (tmp_path / "wines.toml").write_text(
        'name = "Wines"\nlanguage = "en"\n[talk]\nnoun = ["wine", "wines"]\n'
        '[fields]\nid = {kind = "id"}\ntitle = {kind = "title"}\ngrape = {kind = "category"}\n',
        encoding="utf-8",
    )
    grapes = ["merlot", "gamay"]
    assert domain_of(load(tmp_path / "wines.csv")) == {
        "kind": ["wine"],
        "kinds": ["wines"],
        "title": ["Alto", "Basso"],
        **dict.fromkeys(("genre", "person", "trait", "topic"), grapes),
    }

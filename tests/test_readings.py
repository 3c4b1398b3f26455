"""Messages of marked sets become lessons, by hand-made rows in the sets' shape; and nothing of a test half does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from halves import DATA, halves
from marked import write_rows
from messages import Meaningless

from chatbot import gold, readings, taught
from chatbot.lessons import Lesson, LessonError
from chatbot.readings import Marks, marked_ccpe, marked_crosswoz, marked_redial, marked_spoken, marks, real
from chatbot.render import shipped
from retrieval.linker import Linker
from retrieval.retriever import Retriever

TRAIN, TEST = "d1", "d0"  # dialogues of those halves (test_gold.py)
MEANING = "|".join(taught.MEANINGS)
SPAN = rf"\d+-\d+:(?:{MEANING})(?:\+(?:{MEANING}))?"
ROW = re.compile(rf"(?:redial|ccpe)-\d+\t\d+\t(?:{'|'.join(taught.INTENTS)})(?:\t{SPAN}(?: {SPAN})*)?")


@pytest.fixture(scope="module")
def linker(retriever: Retriever) -> Linker:
    return retriever.linker


def spoken(place: int, dialogue: str, utterance: str, spans: Sequence[tuple[str, str]] | None = ()) -> dict[str, Any]:
    """A row of CCPE-M; its spans are (entity, words)."""
    found = None if spans is None else [{"text": words, "entity_type": f"MOVIE_{kind}"} for kind, words in spans]
    said = {"language": "en", "context": [{"role": "assistant", "text": "How about Ghost Train?"}]}
    return {"id": f"{dialogue}-{place}", "dialogue_id": dialogue, **said, "utterance": utterance, "spans": found}


def visit(place: int, dialogue: str, utterance: str, inform: Sequence[tuple[str, str]] = (), ask: str = "") -> Any:
    """A row of CrossWOZ about a place to eat."""
    return {
        "id": f"{dialogue}-{place}", "dialogue_id": dialogue, "language": "zh", "context": [], "utterance": utterance,
        "inform": [{"domain": "餐馆", "slot": slot, "value": value} for slot, value in inform],
        "request": [{"domain": "餐馆", "slot": ask}] if ask else [],
    }  # fmt: skip


def talk(dialogue: str, split: str, *said: tuple[str, str]) -> dict[str, Any]:
    """A dialogue of ReDial."""
    return {"dialogue_id": dialogue, "split": split, "turns": [{"role": role, "text": text} for role, text in said]}


def own_marks(monkeypatch: pytest.MonkeyPatch, found: dict[tuple[str, int], Marks]) -> None:
    monkeypatch.setattr(readings, "marks", lambda: found)


# Marks that people made


def test_spoken_names_are_noted_as_the_rules_read_them(tmp_path: Path, linker: Linker) -> None:
    kind, title = "GENRE_OR_CATEGORY", "OR_SERIES"
    rows = [
        spoken(0, TRAIN, "I like  horror, but I hate racing", [(kind, "racing"), (kind, "horror")]),
        spoken(1, TRAIN, "I loved Ghost Train and Up", [(title, "Ghost Train"), (title, "up"), (kind, "opera")]),
        spoken(2, TRAIN, "I have seen Ghost Train", [(title, "Ghost Train")]),
        spoken(3, TRAIN, "who knows"),
        spoken(4, TRAIN, "horror", None),
        spoken(5, TEST, "I like horror", [(kind, "horror")]),
    ]
    write_rows(gold.path(tmp_path, "ccpe"), rows)
    assert list(marked_ccpe(tmp_path, linker)) == [
        Lesson("I like horror, but I hate racing", "recommend\nhorror=want\nracing=avoid", "en", "ccpe", TRAIN),
        Lesson("I loved Ghost Train and Up", "recommend\nGhost Train=love\nup=love", "en", "ccpe", TRAIN),
        Lesson("I have seen Ghost Train", "recommend\nGhost Train=seen", "en", "ccpe", TRAIN),
    ]


def test_chinese_values_are_noted_and_numbers_are_left_to_code(tmp_path: Path, linker: Linker) -> None:
    rows = [
        visit(
            0,
            TRAIN,
            "找家人均50元以下、有烤鸭和豆汁的餐馆",
            [("人均消费", "50元以下"), ("推荐菜", "烤鸭 豆汁")],
            "名称",
        ),
        visit(1, TRAIN, "那家有烤鸭吗", [("推荐菜", "烤鸭")], "推荐菜"),
        visit(2, TRAIN, "便宜坊有什么菜", [("名称", "便宜坊")], "推荐菜"),
        visit(3, TRAIN, "就去便宜坊吧", [("名称", "便宜坊")]),
        visit(4, TRAIN, "它附近有什么景点", [], "周边景点"),
        visit(5, TRAIN, "电话多少", [], "电话"),
        visit(6, TRAIN, "好的，谢谢"),
        visit(7, TRAIN, "要有酒吧的", [("酒店设施-酒吧", "是"), ("酒店设施-泳池", "是")]),
        visit(8, TRAIN, "不要带酒吧的", [("酒店设施-酒吧", "否")]),
        visit(9, TEST, "好的，谢谢"),
    ]
    write_rows(gold.path(tmp_path, "crosswoz_zh"), rows)
    lessons = list(marked_crosswoz(tmp_path, linker))
    assert {(lesson.language, lesson.source, lesson.dialogue) for lesson in lessons} == {("zh", "crosswoz", TRAIN)}
    assert [(lesson.message, lesson.answer) for lesson in lessons] == [
        ("找家人均50元以下、有烤鸭和豆汁的餐馆", "recommend\n烤鸭=want\n豆汁=want"),
        ("那家有烤鸭吗", "recommend\n烤鸭=want"),
        ("便宜坊有什么菜", "question"),
        ("就去便宜坊吧", "recommend\n便宜坊=love"),
        ("它附近有什么景点", "recommend"),
        ("电话多少", "question"),
        ("好的，谢谢", "chat"),
        ("要有酒吧的", "recommend\n酒吧=want"),  # a value that is not in the message is not noted
        ("不要带酒吧的", "recommend\n酒吧=avoid"),
    ]


# Our own marks


def test_our_marks_are_read_by_dialogue_and_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "shipped", lambda name: tmp_path)
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "marks.tsv").write_text(
        "# dialogue, turn\nredial-7\t3\tchat\nccpe-8\t12\trecommend\t0-4:want 9-12:seen+avoid\n", encoding="utf-8"
    )
    assert marks.__wrapped__() == {
        ("redial-7", 3): Marks("chat", ()),
        ("ccpe-8", 12): Marks("recommend", ((0, 4, "want"), (9, 12, "seen+avoid"))),
    }


def test_marked_messages_come_with_what_they_point_at(
    tmp_path: Path, linker: Linker, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_marks(
        monkeypatch,
        {
            ("r1", 0): Marks("recommend", ((10, 14, "want"),)),
            ("r1", 2): Marks("recommend", ((11, 15, "seen+avoid"),)),
            ("r2", 0): Marks("chat", ()),
        },
    )
    calm = ("user", "something  calm")
    rows = [
        talk("r1", "train", calm, ("assistant", "Up? Or Ghost Train"), ("user", "seen it at home: scary")),
        talk("r2", "valid", calm),
        talk("r3", "train", calm),
    ]
    write_rows(tmp_path / "redial" / "dialogues.jsonl.gz", rows)
    assert list(marked_redial(tmp_path, linker)) == [
        Lesson("something calm", "recommend\ncalm=want", "en", "marked", "r1"),
        Lesson(
            "(Before: something calm Shown: Up; Ghost Train)\nseen it at home: scary",
            "recommend\nhome=seen\nhome=avoid",
            "en",
            "marked",
            "r1",
        ),
    ]


def test_spoken_messages_with_our_marks(tmp_path: Path, linker: Linker, monkeypatch: pytest.MonkeyPatch) -> None:
    own_marks(monkeypatch, {(TRAIN, 1): Marks("recommend", ((3, 9, "avoid"),)), (TRAIN, 9): Marks("chat", ())})
    rows = [spoken(1, TRAIN, "No ghosts for me", None), spoken(2, TRAIN, "Not this", None), spoken(1, TEST, "Hi", None)]
    write_rows(gold.path(tmp_path, "ccpe"), rows)
    expected = Lesson("No ghosts for me", "recommend\nghosts=avoid", "en", "spoken", TRAIN)
    assert list(marked_spoken(tmp_path, linker)) == [expected]


def test_a_mark_in_a_test_half_is_an_error(tmp_path: Path, linker: Linker, monkeypatch: pytest.MonkeyPatch) -> None:
    own_marks(monkeypatch, {(TEST, 1): Marks("chat", ())})
    write_rows(gold.path(tmp_path, "ccpe"), [spoken(1, TEST, "Hi", None)])
    with pytest.raises(LessonError) as error:
        list(marked_spoken(tmp_path, linker))
    assert str(error.value) == "data/lessons/marks.tsv marks d0-1, which is of the test half. Leave it out."


def test_what_is_also_said_in_a_test_half_is_left_out(
    tmp_path: Path, linker: Linker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless everybody says it: "ok, thanks" has fewer than 12 letters."""
    own_marks(monkeypatch, {})
    kind = "GENRE_OR_CATEGORY"
    messages = ["Horror films, please!", "horror!", "I want party games"]
    rows = [spoken(at, TRAIN, text, [(kind, text.split()[0])]) for at, text in enumerate(messages)]
    tested = [spoken(at, TEST, text, []) for at, text in enumerate(["horror films please", "Horror"])]
    write_rows(gold.path(tmp_path, "ccpe"), rows + tested)
    write_rows(gold.path(tmp_path, "crosswoz_zh"), [visit(0, TRAIN, "你好"), visit(0, TEST, "你好")])
    for name in ("iard", "redial_opinions"):
        write_rows(gold.path(tmp_path, name), [])
    write_rows(tmp_path / "redial" / "dialogues.jsonl.gz", [])
    linkers = {"redial": linker, "beijing_zh": linker}
    found = [lesson.message for lesson in real(tmp_path, linkers.__getitem__)]
    assert found == ["horror!", "I want party games", "你好"]


# What ships, and the sets themselves


def test_every_row_of_our_marks_is_whole() -> None:
    text = (shipped("data") / "lessons" / "marks.tsv").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if not line.startswith("#")]
    assert [row for row in rows if not ROW.fullmatch(row)] == []
    assert len(marks()) == len(rows) > 1000
    for found in marks().values():
        ends = [end for start, stop, _ in found.spans for end in (start, stop)]
        assert ends == sorted(set(ends)), found  # none is empty, none overlaps another, and they are in order


def test_our_marks_keep_to_the_training_half() -> None:
    """The halves of CCPE-M are known by a dialogue's name; those of ReDial only to the data."""
    assert {gold.half(dialogue) for dialogue, _ in marks() if dialogue.startswith("ccpe")} == {"train"}


needs_data = pytest.mark.skipif(DATA is None, reason="set CHATBOT_TEST_DATA to the folder that holds preferences/")


@pytest.fixture(scope="module")
def lessons() -> list[Lesson]:
    """All lessons from the real sets, as rules without an encoder read them."""
    from chatbot.measured import measuring

    assert DATA
    data = DATA
    return list(real(data, lambda name: Linker(measuring(data, name), Meaningless())))


@needs_data
def test_no_lesson_is_of_a_dialogue_in_a_test_half(lessons: Sequence[Lesson]) -> None:
    assert DATA
    train, test = halves(DATA)
    taken = {lesson.dialogue for lesson in lessons}
    assert (taken & test, len(taken) > 300) == (set(), True)
    assert {lesson.dialogue for lesson in lessons if lesson.source == "marked"} <= train
    assert {gold.half(lesson.dialogue) for lesson in lessons if lesson.source != "marked"} == {"train"}


@needs_data
def test_no_message_of_a_lesson_stands_in_a_test_half(lessons: Sequence[Lesson]) -> None:
    """Letters alone are compared; messages of fewer than 12 letters everybody says."""
    assert DATA
    said = {letters(text) for text in _said(DATA)}
    mine = {letters(lesson.message.rpartition("\n")[2]) for lesson in lessons}
    assert len(said) > 5000
    assert {one for one in mine & said if len(one) >= 12} == set()


def _said(data: Path) -> Iterator[str]:
    yield from readings.said_in_tests(data)
    for search in gold.searches(data):
        if search.half == "test":
            yield from (said.text for said in search.history if said.role == "user")


def letters(text: str) -> str:
    return re.sub(r"\W", "", text).casefold()


@needs_data
def test_every_mark_of_ours_fits_its_message(lessons: Sequence[Lesson]) -> None:
    """A mark ends where a word ends, and stands in a message of a visitor."""
    found = [lesson for lesson in lessons if lesson.source in ("marked", "spoken")]
    assert 0.95 * len(marks()) < len(found) <= len(marks())
    notes = [(note.words, lesson.message) for lesson in found for note in taught.parse(lesson.answer).notes]
    assert [(words, text) for words, text in notes if not re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text)] == []

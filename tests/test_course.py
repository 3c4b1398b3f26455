"""How many lessons of which making, which of them are held back, and that they are the same each time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from chatbot import course
from chatbot.course import read, write
from chatbot.lessons import Lesson, LessonError


def real(source: str, count: int) -> list[Lesson]:
    return [Lesson(f"{source} {n}", f"recommend\n{n}=want", "en", source, f"d{n}") for n in range(count)]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A course of hundreds."""
    monkeypatch.setattr(course, "PATTERNS", {"en": 200, "zh": 100})
    monkeypatch.setattr(course, "HELD_BACK", 32)
    monkeypatch.setattr(course, "MOST", 40)


@pytest.mark.usefixtures("small")
def test_how_many_there_are_of_each() -> None:
    """Few real ones come three times, unless one is held back; of many alike only some are taken."""
    lessons = course.course([], [*real("marked", 30), *real("crosswoz", 90)])
    held = Counter(lesson.source for lesson in lessons[:32])
    assert Counter((lesson.source, lesson.language) for lesson in lessons) == {
        ("patterns", "en"): 200,
        ("patterns", "zh"): 100,
        ("crosswoz", "en"): 40,
        ("marked", "en"): 90 - 2 * held["marked"],
    }
    assert set(held) == {"patterns", "crosswoz", "marked"}
    assert set(Counter(lesson.message for lesson in lessons[32:] if lesson.source == "marked").values()) == {3}


@pytest.mark.usefixtures("small")
def test_the_same_seed_gives_the_same_course() -> None:
    def some(seed: int) -> list[Lesson]:
        return course.course([], real("marked", 30), seed=seed)

    assert some(0) == some(0)
    assert some(0) != some(1)
    assert some(0) != sorted(some(0), key=lambda lesson: lesson.source)


@pytest.mark.parametrize("others", [[], real("marked", 500) + real("marked", 500)])
def test_nothing_that_is_held_back_is_learnt(others: Sequence[Lesson]) -> None:
    """Neither do patterns without a slot, nor messages that two people wrote alike."""
    lessons = course.course([], others)
    held, rest = ({(lesson.message, lesson.answer) for lesson in part} for part in (lessons[:256], lessons[256:]))
    assert (len(held), held & rest) == (256, set())
    assert Counter(lesson.language for lesson in lessons if lesson.source == "patterns") == {"en": 12_000, "zh": 5_500}


def test_lessons_are_kept_as_lines(tmp_path: Path) -> None:
    file = tmp_path / "lessons.jsonl"
    lessons = [Lesson("no 鬼\u2028 please", "recommend\n鬼=avoid", "zh"), *real("marked", 2)]
    write(lessons, file)
    assert file.read_text(encoding="utf-8").count("\n") == 3
    assert read(file) == lessons


def test_a_file_without_a_lesson(tmp_path: Path) -> None:
    write([], tmp_path / "lessons.jsonl")
    assert read(tmp_path / "lessons.jsonl") == []


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "lessons.jsonl").write_bytes(b"GGUF\xff")
    with pytest.raises(LessonError, match=r"lessons\.jsonl: no lessons \(.+\)\. Make the file anew\."):
        read(tmp_path / "lessons.jsonl")


def test_no_file_of_lessons(tmp_path: Path) -> None:
    with pytest.raises(LessonError) as error:
        read(tmp_path / "none.jsonl")
    file = tmp_path / "none.jsonl"
    assert str(error.value) == (
        f"{file}: No such file or directory. Make lessons with: chatbot finetune lessons --out {file}"
    )


@pytest.mark.parametrize("line", ["{", "[]", "7", '{"message": "hi"}', '{"message": "a", "answer": "b", "wine": "c"}'])
def test_a_line_that_is_no_lesson_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "lessons.jsonl"
    write(real("marked", 1), file)
    file.write_text(file.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    with pytest.raises(LessonError, match=r"lessons\.jsonl:2: no lesson \(.+\)\. Make the file anew\."):
        read(file)

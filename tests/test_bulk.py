"""What the commands that teach print and hand on; the others that read files are tested beside what they run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import HashedWords
from marked import write_rows
from typed import folder

from chatbot import course, finetune, gold, measured, models
from chatbot.cli import main
from chatbot.finetune import FinetuneError, Trained
from chatbot.lessons import Lesson
from chatbot.teacher import Plan
from retrieval import encoder
from retrieval.catalogue import Catalogue

__all__ = ["folder"]
pytestmark = pytest.mark.usefixtures("folder", "small")
LESSONS = [Lesson("something calm", "recommend\ncalm=want", "en"), Lesson("谢谢", "chat", "zh")]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A course of dozens."""
    monkeypatch.setattr(course, "PATTERNS", {"en": 30, "zh": 12})
    monkeypatch.setattr(course, "HELD_BACK", 4)


class Training:
    """Trains nothing, and keeps what it was given; `fault` is raised where there is one."""

    def __init__(self) -> None:
        self.given: list[tuple[list[Lesson], Path, Plan]] = []
        self.fault: FinetuneError | None = None

    def __call__(self, lessons: Sequence[Lesson], base: Path, plan: Plan, tell: Any) -> Trained:
        self.given.append((list(lessons), base, plan))
        tell("Out of memory with 24 lessons at once; trying 12.")
        if self.fault:
            raise self.fault
        return Trained(plan.out, 1200, 0, 90 * 60, 12, [(1, 2.5, None), (2, None, 1.5)])


@pytest.fixture
def training(monkeypatch: pytest.MonkeyPatch) -> Training:
    made = Training()
    monkeypatch.setattr(finetune, "train", made)
    monkeypatch.setattr(models, "pull", lambda name, *, offline: Path(f"{name}.gguf"))
    return made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    course.write(LESSONS, tmp_path / "made.jsonl")
    return tmp_path / "made.jsonl"


# finetune lessons


def test_lessons_are_written_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "lessons.jsonl"
    assert main(["finetune", "lessons", "--out", str(out)]) == 0
    assert capsys.readouterr() == (f"{out}: 42 lessons\n       30  patterns, en\n       12  patterns, zh\n", "")
    assert len(course.read(out)) == 42


def test_a_seed_makes_other_lessons_and_json_is_one_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outs = [tmp_path / name for name in "abc"]
    for out, seed in zip(outs, ("5", "5", "6"), strict=True):
        assert main(["finetune", "lessons", "--out", str(out), "--seed", seed, "--json"]) == 0
    first, *_ = map(json.loads, capsys.readouterr().out.splitlines())
    assert first == {"out": str(outs[0]), "lessons": 42, "sources": {"patterns, en": 30, "patterns, zh": 12}}
    a, b, c = (out.read_bytes() for out in outs)
    assert (a == b, a == c) == (True, False)


def test_marked_sets_join_the_lessons(
    tmp_path: Path, games: Catalogue, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(encoder, "SentenceEncoder", lambda *_, **__: HashedWords())
    monkeypatch.setattr(measured, "measuring", lambda data, name: games)
    monkeypatch.setenv("CHATBOT_ENCODER", "hashed")
    span = {"text": "horror", "entity_type": "MOVIE_GENRE_OR_CATEGORY"}
    said = {"dialogue_id": "d1", "language": "en", "context": []}
    write_rows(gold.path(tmp_path, "ccpe"), [{"id": "d1-0", **said, "utterance": "horror for me", "spans": [span]}])
    for name in ("iard", "redial_opinions", "crosswoz_zh"):
        write_rows(gold.path(tmp_path, name), [])
    write_rows(tmp_path / "redial" / "dialogues.jsonl.gz", [])
    out = tmp_path / "lessons.jsonl"
    assert main(["finetune", "lessons", "--out", str(out), "--data", str(tmp_path)]) == 0
    learnt = Lesson("horror for me", "recommend\nhorror=want", "en", "ccpe", "d1")
    assert {lesson for lesson in course.read(out) if lesson.source != "patterns"} == {learnt}
    assert capsys.readouterr().out.startswith(f"{out}: 4")


def test_a_place_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "none" / "lessons.jsonl"
    assert main(["finetune", "lessons", "--out", str(out)]) == 1
    assert capsys.readouterr().err == (
        f"chatbot: {out}: No such file or directory. Give a place that exists and that you may use.\n"
    )


# finetune understand


def test_training_gets_the_lessons_and_the_plan(
    training: Training, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--minutes", "90", "--epochs", "2", "--rank", "8", "--rate", "0.001", "--batch", "12", "--seed", "3"]
    assert main(["finetune", "understand", "--out", "taught", "--lessons", str(file), *given]) == 0
    plan = Plan(Path("taught"), epochs=2, minutes=90, rank=8, rate=0.001, batch=12, seed=3)
    assert training.given == [(LESSONS, Path("smollm2-135m-instruct.gguf"), plan)]
    assert capsys.readouterr() == (
        "taught: taught with 2 lessons in 1,200 steps, 90 minutes.\n"
        "README.md there says how well it does. Use it: chatbot models use understand=taught\n",
        "Out of memory with 24 lessons at once; trying 12.\n",
    )


def test_what_is_not_given_is_the_plans_own(training: Training, capsys: pytest.CaptureFixture[str]) -> None:
    """And the lessons are made on the way."""
    assert main(["finetune", "understand", "--out", "taught", "--json"]) == 0
    ((lessons, _, plan),) = training.given
    assert (len(lessons), plan) == (42, Plan(Path("taught")))
    assert json.loads(capsys.readouterr().out) == {
        "out": "taught", "steps": 1200, "begun": 0, "seconds": 5400, "batch": 12,
        "losses": [[1, 2.5, None], [2, None, 1.5]],
    }  # fmt: skip


def test_a_training_that_cannot_start_is_one_line(
    training: Training, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    training.fault = FinetuneError("taught holds a stopped run.\nRemove it.")
    assert main(["finetune", "understand", "--out", "taught", "--lessons", str(file)]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == "chatbot: taught holds a stopped run. Remove it."


def test_no_file_of_lessons(training: Training, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "none.jsonl"
    assert main(["finetune", "understand", "--out", "taught", "--lessons", str(file)]) == 1
    assert capsys.readouterr().err.startswith(f"chatbot: {file}: No such file or directory. Make lessons with: ")
    assert training.given == []


@pytest.mark.parametrize("given", ["--rank -1", "--batch x", "--minutes soon", "--lessons"])
def test_wrong_usage(training: Training, given: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["finetune", "understand", "--out", "taught", *given.split()])
    assert (stopped.value.code, training.given) == (2, [])
    assert capsys.readouterr().err.startswith("usage: chatbot finetune understand ")

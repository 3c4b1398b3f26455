"""Lessons from real messages: the training halves of marked sets, with their own marks or with ours.

Knows sets and readings; nothing of a test half becomes a lesson. What is noted stands in the message, letter by letter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path

from chatbot import gold, rules, taught
from chatbot.dialogue import Session
from chatbot.extract import Reader, session_of
from chatbot.gold import Case
from chatbot.lessons import Lesson, LessonError
from chatbot.notes import Reading
from chatbot.preferences import pointed
from chatbot.render import shipped
from retrieval.linker import Linker
from retrieval.tables import rows

_COUNTED = ("评分", "游玩时间", "人均消费", "门票", "价格")  # code reads the numbers
_ASIDE = ("mention", "accept", "limit")


def marked_ccpe(data: Path, linker: Linker) -> Iterator[Lesson]:
    """English messages whose names were marked by people; whether one is wanted is what the rules read of it."""
    for case in gold.ccpe(data):
        if case.half == "train" and case.gold:
            seen = rules.read(case.utterance, linker, (), "")
            notes = [(mark.value, _meant(mark.value, mark.slot == "title", seen)) for mark in case.gold]
            yield _lesson(case, "recommend", notes, "ccpe")


def marked_crosswoz(data: Path, linker: Linker) -> Iterator[Lesson]:
    """Chinese messages whose values were marked by people, and those that only ask, thank or greet."""
    asked = {row["id"]: [one["slot"] for one in row["request"]] for _, row in rows(gold.path(data, "crosswoz_zh"))}
    for case in gold.crosswoz(data):
        if case.half != "train":
            continue
        named = [m.value for m in case.gold if m.slot == "名称"]
        wanted = [(v, "avoid" if m.meaning == "avoid" else "want") for m in case.gold for v in _values(m.slot, m.value)]
        about = any(slot not in ("名称", *_COUNTED) and not slot.startswith("周边") for slot in asked[case.id])
        if about and named:
            yield _lesson(case, "question", [], "crosswoz")
        elif case.gold or asked[case.id]:
            intent = "question" if about and not wanted else "recommend"
            yield _lesson(case, intent, [*((name, "love") for name in named), *wanted], "crosswoz")
        else:
            yield _lesson(case, "chat", [], "crosswoz")


def _values(slot: str, value: str) -> list[str]:
    return [] if slot in (*_COUNTED, "名称") else [part for part in re.split(r"[，,、 ]+", value) if part]


def _meant(words: str, title: bool, seen: Reading) -> str:
    """The rules' meaning for those words; where they saw nothing, what it mostly is."""
    low = words.casefold()
    for note in seen.notes:
        if note.meaning not in _ASIDE and (note.words.casefold() in low or low in note.words.casefold()):
            return note.meaning if title or note.meaning != "love" else "want"
    return "love" if title else "want"


def _lesson(case: Case, intent: str, notes: Iterable[tuple[str, str]], source: str) -> Lesson:
    said = case.utterance
    inside = [(n.strip(), m) for n, m in notes if n.strip() and n.strip().casefold() in said.casefold()]
    inside.sort(key=lambda note: said.casefold().find(note[0].casefold()))
    answer = taught.answer(intent, dict.fromkeys(inside))
    return Lesson(" ".join(said.split()), answer, case.language, source, case.dialogue)


@dataclass(frozen=True, slots=True)
class Marks:
    """What we marked in a message of a public set, which does not ship: (from, to, meaning) in its letters."""

    intent: str
    spans: tuple[tuple[int, int, str], ...]


@lru_cache
def marks() -> dict[tuple[str, int], Marks]:
    """Our marks, by dialogue and turn (data/lessons/marks.tsv)."""
    found = {}
    for line in (shipped("data") / "lessons" / "marks.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        dialogue, turn, intent, *spans = line.replace(" ", "\t").split("\t")
        parts = (re.fullmatch(r"(\d+)-(\d+):([a-z+]+)", span) for span in spans)
        found[dialogue, int(turn)] = Marks(intent, tuple((int(p[1]), int(p[2]), p[3]) for p in parts if p))
    return found


def marked_redial(data: Path, linker: Linker) -> Iterator[Lesson]:
    """Messages of ReDial's training dialogues with our marks, each with what the chat would say of the turn before."""
    reader, ours = Reader(linker), marks()
    for _, row in rows(data / "redial" / "dialogues.jsonl.gz"):
        session = Session()
        for place, turn in enumerate(row["turns"] if row["split"] == "train" else ()):
            if turn["role"] != "user":
                reader.shown(turn["text"], session)
                continue
            if found := ours.get((row["dialogue_id"], place)):
                yield _as_marked(turn["text"], session, found, "marked", row["dialogue_id"])
            reader.heard(turn["text"], reader.timed(turn["text"], session)[0], session)


def marked_spoken(data: Path, linker: Linker) -> Iterator[Lesson]:
    """Spoken messages of CCPE-M's training half with our marks: those that have none of its own."""
    ours = marks()
    for _, row in rows(gold.path(data, "ccpe")):
        dialogue, _, place = row["id"].rpartition("-")
        if found := ours.get((dialogue, int(place))):
            if gold.half(row["dialogue_id"]) != "train":
                raise LessonError(f"data/lessons/marks.tsv marks {row['id']}, which is of the test half. Leave it out.")
            session = session_of((gold.Said(one["role"], one["text"]) for one in row["context"]), linker)
            yield _as_marked(row["utterance"], session, found, "spoken", row["dialogue_id"])


def _as_marked(said: str, session: Session, found: Marks, source: str, dialogue: str) -> Lesson:
    message = " ".join(said.split())
    notes = [(message[start:end], one) for start, end, meanings in found.spans for one in meanings.split("+")]
    answer = taught.answer(found.intent, dict.fromkeys(notes))
    return Lesson(pointed(said, session), answer, "en", source, dialogue)


def real(data: Path, linkers: Callable[[str], Linker]) -> Iterator[Lesson]:
    """All lessons from the sets under `data`, without messages that also stand in a test half, whoever said them;
    `linkers` gives the one of a measuring catalogue by its name."""
    tested = frozenset(map(_flat, said_in_tests(data)))
    redial = linkers("redial")
    made = chain(
        marked_redial(data, redial), marked_spoken(data, redial), marked_ccpe(data, redial),
        marked_crosswoz(data, linkers("beijing_zh")),
    )  # fmt: skip
    for lesson in made:
        message = _flat(lesson.message.rpartition("\n")[2])
        if message not in tested or len(message) < SHORT:
            yield lesson


SHORT = 12  # letters of "thank you" and the like, which everybody says


def said_in_tests(data: Path) -> Iterator[str]:
    """Every message of a visitor in the test halves."""
    for case in (*gold.iard(data), *gold.ccpe(data), *gold.crosswoz(data)):
        if case.half == "test":
            yield case.utterance
    for talk in gold.opinions(data):
        if talk.half == "test":
            yield from (said.text for said in talk.conversation if said.role == "user")


def _flat(text: str) -> str:
    return re.sub(r"\W", "", text).casefold()

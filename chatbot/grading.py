"""How well a model answers lessons that it has not seen. Knows lessons and the embedded model; no marked sets."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from chatbot import taught
from chatbot.card import Grade
from chatbot.lessons import Lesson
from chatbot.llm import LLM, LLMError, complete
from chatbot.notes import Reading


def grade(lessons: Sequence[Lesson], base: Path, adapter: Path | None) -> Grade:
    """The lessons answered by the embedded model, with an adapter or without. Raises LLMUnavailable."""
    from chatbot.llamacpp import LlamaCpp

    return graded(lessons, LlamaCpp(base, slots=1, kinds=1, adapter=adapter))


def graded(lessons: Sequence[Lesson], llm: LLM) -> Grade:
    """The lessons answered by a model: F1 of the notes (words and meaning alike), share of right intents, speed."""
    counts: Counter[str] = Counter()
    times = []
    for lesson in lessons:
        start = time.perf_counter()
        read = _read(llm, lesson.message)
        times.append(1000 * (time.perf_counter() - start))
        should = taught.parse(lesson.answer)
        have, want = ({(n.words.casefold(), n.meaning) for n in one.notes} for one in (read, should))
        counts.update(right=len(have & want), read=len(have), marked=len(want), intents=read.intent == should.intent)
    total = counts["read"] + counts["marked"]
    f1 = 2 * counts["right"] / total if total else 0.0
    return Grade(len(lessons), f1, counts["intents"] / len(lessons), statistics.median(times))


def _read(llm: LLM, message: str) -> Reading:
    try:
        return taught.parse(complete(llm, taught.prompt(message), max_tokens=taught.MOST_TOKENS))
    except LLMError:
        return Reading("chat")

"""The course that the small model is taught by: how many lessons of which making, in which order. Knows lessons and
files of them; trains nothing.
"""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from chatbot.lessons import Lesson, LessonError, made

if TYPE_CHECKING:
    from retrieval.catalogue import Catalogue

PATTERNS = {"en": 12_000, "zh": 5_500}
PLENTY = ("crosswoz",)  # of these not all are taken: they are much alike
MOST = 1_400
TIMES = 3  # how often a real message comes where there are few
HELD_BACK = 256  # lessons that nothing is learnt from: they come first


def course(catalogues: Sequence[Catalogue], real: Iterable[Lesson] = (), *, seed: int = 0) -> list[Lesson]:
    """All lessons in their order. `real` are those from marked sets; the course is whole without them, if poorer."""
    filled = [lesson for language, count in PATTERNS.items() for lesson in made(catalogues, count, language, seed)]
    random.Random(seed).shuffle(filled)
    by = defaultdict[str, list[Lesson]](list)
    for lesson in real:
        by[lesson.source].append(lesson)
    for source in PLENTY:
        random.Random(seed).shuffle(by[source])
    few = [lesson for source, some in by.items() if source not in PLENTY for lesson in some]
    every = filled + [lesson for source in PLENTY for lesson in by[source][:MOST]] + few
    random.Random(seed + 1).shuffle(every)
    times = Counter(map(_what, every))  # a pattern without a slot comes often, and must not be learnt and held back
    held = [lesson for lesson in every if times[_what(lesson)] == 1][:HELD_BACK]
    kept = set(map(_what, held))
    rest = [lesson for lesson in every + few * (TIMES - 1) if _what(lesson) not in kept]
    random.Random(seed + 2).shuffle(rest)
    return held + rest


def _what(lesson: Lesson) -> tuple[str, str]:
    return lesson.message, lesson.answer


def write(lessons: Iterable[Lesson], file: Path) -> None:
    """One lesson a line, as JSON."""
    with file.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(lesson.row(), ensure_ascii=False) + "\n" for lesson in lessons)


def read(file: Path) -> list[Lesson]:
    """The lessons of a file. Raises LessonError."""
    try:
        with file.open(encoding="utf-8") as text:
            lines = list(text)  # a message may hold signs that `splitlines` would part it at
    except OSError as error:
        raise LessonError(
            f"{file}: {error.strerror}. Make lessons with: chatbot finetune lessons --out {file}"
        ) from None
    except UnicodeDecodeError as error:
        raise LessonError(f"{file}: no lessons ({error}). Make the file anew.") from None
    found = []
    for number, line in enumerate(lines, 1):
        try:
            found.append(Lesson(**json.loads(line)))
        except (ValueError, TypeError) as error:
            raise LessonError(f"{file}:{number}: no lesson ({error}). Make the file anew.") from None
    return found

"""The model card of an adapter: what it learnt from, how, and how well it does beside its base. Knows no model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chatbot.lessons import Lesson


class PictureError(RuntimeError):
    """A picture that cannot be drawn here; the message says what is missing."""


# What each source of lessons is, and what its licence asks for.
SOURCES = {
    "patterns": "patterns and values written for this project (Apache-2.0)",
    "marked": "messages of ReDial's training dialogues (Li et al., 2018; CC BY 4.0), marked for this project",
    "spoken": "messages of CCPE-M's training half (Radlinski et al., 2019; CC BY 4.0), marked for this project",
    "ccpe": "messages of CCPE-M's training half (Radlinski et al., 2019; CC BY 4.0), with their own marks",
    "crosswoz": "messages of CrossWOZ's training half (Zhu et al., 2020; Apache-2.0), with their own marks",
}


@dataclass(frozen=True, slots=True)
class Grade:
    """How well lessons that were held back are answered: shares from 0 to 1, and milliseconds a message (median)."""

    lessons: int
    notes_f1: float
    intents: float
    ms: float

    def row(self) -> str:
        return f"{self.notes_f1:.3f} | {self.intents:.3f} | {self.ms:.0f}"


def card(lessons: Sequence[Lesson], facts: Mapping[str, Any], grades: Mapping[str, Grade]) -> str:
    """The card as Markdown. `facts`: base, its sha256, the adapter's, the plan's numbers and what came of them."""
    counts = Counter((lesson.source, lesson.language) for lesson in lessons)
    data = [
        f"| {SOURCES.get(source, source)} | {language} | {n:,} |" for (source, language), n in sorted(counts.items())
    ]
    said = [f"- {name}: {value}" for name, value in facts.items()]
    tests = [f"| {name} | {grade.row()} |" for name, grade in grades.items()]
    held = next(iter(grades.values())).lessons if grades else 0
    return "\n".join(
        [
            *_HEAD,
            "## What it learnt from",
            "",
            "| lessons | language | how many |",
            "| --- | --- | --- |",
            *data,
            "",
            "The patterns ship in `data/lessons`; the others are read from their sets when the lessons are made:",
            "`chatbot finetune lessons` leaves out every message that also stands in a test half.",
            "",
            "## How",
            "",
            *said,
            "",
            "![The loss over the steps](loss.png)",
            "",
            f"## Before and after, on {held} lessons that were held back",
            "",
            "| | notes F1 | intents | ms a message |",
            "| --- | --- | --- | --- |",
            *tests,
            "",
            "These are lessons of the same making; how it does on messages that people marked is in the project's",
            "README (`chatbot evaluate preferences`).",
            "",
        ]
    )


_HEAD = (
    "---",
    "license: apache-2.0",
    "base_model: HuggingFaceTB/SmolLM2-135M-Instruct",
    "language: [en, zh]",
    "tags: [lora, gguf, conversational-recommendation]",
    "---",
    "",
    "# A small model that reads messages",
    "",
    "A LoRA on SmolLM2-135M-Instruct (Apache-2.0) that notes what a visitor of a recommender chat wants, likes,",
    "avoids, knows and takes back, in the visitor's own words. It reads; it is not meant to write, nor to answer.",
    "What it notes counts only if it stands in the message, and the chat's rules look over it.",
    "",
)


def picture(losses: Sequence[tuple[int, float | None, float | None]], file: Path) -> None:
    """The losses over the steps."""
    with canvas(file) as axes:
        for place, name in ((1, "lessons"), (2, "held back")):
            points = [(row[0], row[place]) for row in losses if row[place] is not None]
            if points:
                axes.plot(*zip(*points, strict=True), label=name, marker="o" if place == 2 else "")
        axes.set(xlabel="step", ylabel="loss (nats a token)", yscale="log")
        axes.grid(alpha=0.3)
        axes.legend()


@contextmanager
def canvas(file: Path, *, height: float = 4.0, fonts: Sequence[str] = ()) -> Iterator[Any]:
    """Axes to draw on, which become a PNG file; of `fonts` the first that is installed writes letters that others lack.

    Raises PictureError where the library that draws is not installed.
    """
    try:
        import matplotlib
    except ImportError:
        raise PictureError('Pictures need matplotlib. Install it: pip install -c constraints.txt ".[train]"') from None

    matplotlib.use("Agg")
    from matplotlib import font_manager, pyplot

    installed = set(font_manager.get_font_names()) if fonts else set()
    with pyplot.rc_context({"font.family": [name for name in fonts if name in installed] or ["DejaVu Sans"]}):
        figure, axes = pyplot.subplots(figsize=(7, height), layout="constrained")
        yield axes
        file.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(file, dpi=120)
        pyplot.close(figure)

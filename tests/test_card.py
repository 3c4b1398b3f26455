"""The model card says what it learnt from, how, and how well it does."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from chatbot.card import SOURCES, Grade, card, picture
from chatbot.lessons import Lesson


def test_the_card() -> None:
    lessons = [
        *(Lesson("a", "chat", language) for language in ("zh", *["en"] * 1200)),
        *(Lesson("b", "chat", "en", "marked") for _ in range(2)),
        Lesson("c", "chat", "en", "strange"),
    ]
    facts = {"base": "`b.gguf`, sha256 `123abc`", "run": "12 steps"}
    grades = {"base alone": Grade(40, 0.0, 0.25, 900.4), "with the adapter": Grade(40, 0.91234, 1.0, 250.6)}
    text = card(lessons, facts, grades)
    head, _, rest = text.partition("\n# A small model that reads messages\n")
    assert head.splitlines() == [
        "---",
        "license: apache-2.0",
        "base_model: HuggingFaceTB/SmolLM2-135M-Instruct",
        "language: [en, zh]",
        "tags: [lora, gguf, conversational-recommendation]",
        "---",
    ]
    assert [line for line in rest.splitlines() if line.startswith(("##", "|", "- ", "!"))] == [
        "## What it learnt from",
        "| lessons | language | how many |",
        "| --- | --- | --- |",
        "| messages of ReDial's training dialogues (Li et al., 2018; CC BY 4.0), marked for this project | en | 2 |",
        "| patterns and values written for this project (Apache-2.0) | en | 1,200 |",
        "| patterns and values written for this project (Apache-2.0) | zh | 1 |",
        "| strange | en | 1 |",
        "## How",
        "- base: `b.gguf`, sha256 `123abc`",
        "- run: 12 steps",
        "![The loss over the steps](loss.png)",
        "## Before and after, on 40 lessons that were held back",
        "| | notes F1 | intents | ms a message |",
        "| --- | --- | --- | --- |",
        "| base alone | 0.000 | 0.250 | 900 |",
        "| with the adapter | 0.912 | 1.000 | 251 |",
    ]
    assert text.endswith("README (`chatbot evaluate preferences`).\n")


def test_every_source_of_lessons_names_its_licence() -> None:
    assert set(SOURCES) >= {"patterns", "marked", "spoken", "ccpe", "crosswoz"}
    assert [source for source, says in SOURCES.items() if "Apache-2.0" not in says and "CC BY 4.0" not in says] == []
    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"license: {project['license'].lower()}" in card([], {}, {})


@pytest.mark.parametrize("losses", [[(1, 2.5, None), (2, 1.5, None), (2, None, 1.25)], [(1, 2.5, None)]])
def test_the_losses_are_a_picture(tmp_path: Path, losses: list[tuple[int, float | None, float | None]]) -> None:
    pytest.importorskip("matplotlib")
    picture(losses, tmp_path / "loss.png")
    assert (tmp_path / "loss.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"

"""Each prompt was tested as it stands."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from chatbot.render import shipped, version

TESTED = tomllib.loads((shipped("prompts") / "tested.toml").read_text(encoding="utf-8"))
PROMPTS = sorted(path.name for path in shipped("prompts").glob("*.md"))


def test_every_prompt_is_listed() -> None:
    assert sorted(TESTED) == PROMPTS


@pytest.mark.parametrize("name", PROMPTS)
def test_a_prompt_is_the_one_that_was_tested(name: str) -> None:
    entry = TESTED[name]
    again = f"{name} was changed. Run {' '.join(entry['tests'])} with -m model, then write its version to tested.toml."
    assert entry["version"] == version(name), again
    assert entry["passed"] and all((Path(__file__).parent.parent / test).is_file() for test in entry["tests"])

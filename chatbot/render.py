"""Fills the files of prompts/. Knows their place and their syntax, {{name}}; nothing of what they say."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from chatbot.llm import Message


class PromptError(ValueError):
    """A prompt that cannot be filled; the message names the file and the variable."""


def shipped(name: str) -> Path:
    """A folder that ships with the package: beside it in a checkout, inside it in an installed wheel."""
    package = Path(__file__).parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name


_INSTEAD: list[Path] = []  # folders whose prompts go before the shipped ones, the last first


@contextmanager
def prompts_from(folder: Path) -> Iterator[None]:
    """Within it the prompts and phrases of that folder are used where it has them: to try others on everything."""
    caches = (_text, version, phrases)
    _INSTEAD.append(folder)
    for cached in caches:
        cached.cache_clear()
    try:
        yield
    finally:
        _INSTEAD.pop()
        for cached in caches:
            cached.cache_clear()


def _file(name: str) -> Path:
    tried = (folder / name for folder in reversed(_INSTEAD))
    return next((path for path in tried if path.is_file()), shipped("prompts") / name)


@lru_cache
def _text(name: str) -> str:
    return _file(name).read_text(encoding="utf-8")


def messages(name: str, **values: str) -> list[Message]:
    """The prompt file as chat messages; lines `## system`, `## user`, `## assistant` part it, {{variables}} are filled.

    A value cannot open a new message: the file is parted before it is filled. Raises PromptError for a missing or a
    surplus variable.
    """
    text = _text(name)
    wanted = set(re.findall(r"\{\{(\w+)\}\}", text))
    if wanted != values.keys():
        wrong = ", ".join(sorted(wanted ^ values.keys()))
        raise PromptError(f"prompts/{name}: it takes {sorted(wanted)}, got {sorted(values)}; wrong: {wrong}.")
    parts = re.split(r"^## (system|user|assistant)\n", text, flags=re.MULTILINE)
    filled = (re.sub(r"\{\{(\w+)\}\}", lambda found: values[found[1]], part.strip()) for part in parts[2::2])
    return [{"role": role, "content": content} for role, content in zip(parts[1::2], filled, strict=True)]


@lru_cache
def version(name: str) -> str:
    """The prompt's name with eight hex digits of its text, for the log."""
    return f"{name}@{hashlib.sha256(_text(name).encode()).hexdigest()[:8]}"


@lru_cache
def phrases(language: str) -> dict[str, Any]:
    """What the program itself says in a language (prompts/say.LANGUAGE.toml); English where there is no such file."""
    path = _file(f"say.{language}.toml")
    return tomllib.loads((path if path.is_file() else _file("say.en.toml")).read_text(encoding="utf-8"))

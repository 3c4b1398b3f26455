"""A head on disk. Knows what of a head is kept; how arrays lie in a file `arrays` knows."""

from __future__ import annotations

from pathlib import Path

from chatbot import arrays
from chatbot.arrays import ArraysError
from chatbot.heads import Head, HeadError


def save(head: Head, folder: Path) -> Path:
    """Write a head into a folder, in place of the one of its language; what says what it is. Raises OSError."""
    about = {"language": head.language, "levels": head.levels, "encoder": head.encoder, "trained_on": head.trained_on}
    return arrays.save(folder, _name(head.language), head.arrays, about)


def load(folder: Path, language: str) -> Head | None:
    """The head of a language in a folder, None where there is none. Raises HeadError where it is damaged or newer."""
    try:
        found = arrays.load(folder, _name(language))
        if found is None:
            return None
        kept, about = found
        return Head(about["language"], tuple(about["levels"]), kept, about["encoder"], about["trained_on"])
    except (ArraysError, KeyError, TypeError) as error:
        raise HeadError(f"{error} Train it again: chatbot analyse.") from None


def _name(language: str) -> str:
    return f"head.{language}"

"""What the tests of the LLM engines share: messages, a schema, and the small real model."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from chatbot import models
from chatbot.llm import Message

WORDS = {"type": "array", "items": {"type": "string", "maxLength": 24}, "maxItems": 3}
WISHES: dict[str, Any] = {
    "type": "object",
    "properties": {"want": WORDS, "avoid": WORDS},
    "required": ["want", "avoid"],
    "additionalProperties": False,
}
LONG = "Write a very long story about the sea. Go on and on."


def say(text: str) -> list[Message]:
    return [{"role": "system", "content": "You are helpful."}, {"role": "user", "content": text}]


def minilm() -> Path:
    """The encoder's folder, or a skip."""
    try:
        return models.path("all-minilm-l6-v2")
    except models.ModelError as error:
        pytest.skip(f"needs the encoder: {error}")


def gguf() -> Path:
    """The small model's file, or a skip."""
    if named := os.environ.get("CHATBOT_TEST_GGUF"):
        return Path(named)
    try:
        return models.path("smollm2-135m-instruct")
    except models.ModelError as error:
        pytest.skip(f"needs the small model: {error}")

"""What the tests of measuring share: sets of marked messages as files, and a reader that was told what to read."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chatbot.dialogue import Session, Update
from chatbot.extract import Reader


def write_rows(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """Rows as gzipped JSON Lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return path


def iard_row(
    number: int, utterance: str, *slots: tuple[str, str, str | None], context: Sequence[Mapping[str, str]] = ()
) -> dict[str, Any]:
    """A row with (slot, value, polarity) marks."""
    marks = [{"slot": slot, "value": value, "intent": "X", "polarity": polarity} for slot, value, polarity in slots]
    said = {"utterance": utterance, "context": list(context), "intents": [], "slots": marks}
    return {"id": f"i{number}", "dialogue_id": f"d{number}", "language": "en", **said}


@dataclass(frozen=True)
class Told(Reader):
    """Reads each message as it was told, in 5 ms."""

    updates: Mapping[str, Update] = field(default_factory=dict)

    def timed(self, message: str, session: Session) -> tuple[Update, float]:
        return self.updates.get(message, Update("chat")), 5.0

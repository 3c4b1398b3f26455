"""The measuring data's two halves, where the data is on this machine: which dialogues, and what was said in them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from chatbot.gold import Half, Opinions
from chatbot.protocols import PROTOCOLS
from retrieval.tables import rows

DATA = Path(os.environ["CHATBOT_TEST_DATA"]) if "CHATBOT_TEST_DATA" in os.environ else None


def halves(data: Path) -> tuple[set[str], set[str]]:
    """The dialogues of all training halves, and those of all test halves."""
    found: dict[Half, set[str]] = {"train": set(), "test": set()}
    for protocol in PROTOCOLS.values():
        for case in protocol.cases(data):
            found[case.half].add(getattr(case, "dialogue", case.id))
    for _, row in rows(data / "redial" / "dialogues.jsonl.gz"):
        found["train" if row["split"] == "train" else "test"].add(row["dialogue_id"])
    return found["train"], found["test"]


def texts(data: Path, name: str) -> tuple[set[str], set[str]]:
    """What visitors say in six words or more: in the training halves of all sets, in the test half of this one."""
    train = {text for p in PROTOCOLS.values() for half, text in _said(data, p.name) if half == "train"}
    return train, {text for half, text in _said(data, name) if half == "test"}


def _said(data: Path, name: str) -> Iterator[tuple[Half, str]]:
    for case in PROTOCOLS[name].cases(data):
        said = getattr(case, "conversation" if isinstance(case, Opinions) else "history", None)
        heard = [case.utterance] if said is None else [turn.text for turn in said if turn.role == "user"]
        for text in heard:
            words = re.findall(r"[\u4e00-\u9fff]|\w+", text.casefold())
            if len(words) >= 6:
                yield case.half, " ".join(words)

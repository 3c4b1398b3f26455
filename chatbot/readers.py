"""Which model reads messages: how that is named, where a choice of it is kept, and how it changes at run time.

Knows names, one small file; what a name stands for is opened by `assemble`.
"""

from __future__ import annotations

import json
import logging
import os
import struct
from collections.abc import Callable
from pathlib import Path

from chatbot import following, models
from chatbot.adapter import FILE, fingerprint
from chatbot.llm import LLMError, LLMUnavailable
from chatbot.preferences import Listener
from chatbot.render import shipped
from chatbot.settings import Settings

log = logging.getLogger(__name__)

LLM, SMALL, RULES = "llm", "small", "rules"  # the model that writes, the one that was taught and ships, none
NONE = ("none", "off", RULES)
BASE = "smollm2-135m-instruct"  # the pinned model that adapters are made for
CHOICES = "choices.json"
_ADAPTER = b"general.type" + struct.pack("<IQ", 8, 7) + b"adapter"  # a text of seven bytes, as GGUF spells it


def in_use(settings: Settings) -> str:
    """The name of the reader: what is set, else what was chosen, else the default. Raises LLMUnavailable."""
    return settings.understand or chosen(settings.home) or default(settings)


def default(settings: Settings) -> str:
    """Who reads where nobody chose: the small model, which reads no worse than the LLM that is meant to write, and
    sooner. How it does beside another LLM nobody measured, so that one reads itself; and without one the rules do."""
    return SMALL if settings.llm == Settings().llm else LLM


def pinned(settings: Settings) -> list[str]:
    """The names of the pinned models that the settings use. Raises LLMUnavailable."""
    name = in_use(settings)
    used = [settings.llm, settings.encoder, BASE if adapter_of(name) else name]
    return [model for model in dict.fromkeys(used) if model in models.MODELS]


def adapter_of(name: str) -> Path | None:
    """The adapter's file that the name of a reader means: the shipped one, a GGUF LoRA, or the one that a folder holds;
    None for any other name."""
    if name == SMALL:
        return shipped("data") / "understand" / FILE
    path = Path(name)
    if (path / FILE).is_file():
        return path / FILE
    if name.endswith(".gguf") and path.is_file():
        with path.open("rb") as file:
            return path if _ADAPTER in file.read(1 << 16) else None
    return None


def name_of(adapter: Path) -> str:
    """What the log calls an adapter: its file, or the folder where every such file is called the same, and its hash."""
    return f"{adapter.parent.resolve().name if adapter.name == FILE else adapter.stem}@{fingerprint(adapter)[:8]}"


# What was chosen


def chosen(home: Path) -> str:
    """What `choose` kept there; "" for nothing. Raises LLMUnavailable where the file is damaged."""
    path = home / CHOICES
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["understand"])
    except FileNotFoundError:
        return ""
    except (OSError, ValueError, KeyError, TypeError) as error:
        remedy = "Choose again: chatbot models use understand=llm"
        raise LLMUnavailable(f"{path} cannot be read ({error or type(error).__name__}). {remedy}") from error


def choose(home: Path, name: str) -> Path:
    """Keep a choice, in one step; returns the file. Raises OSError."""
    home.mkdir(parents=True, exist_ok=True)
    part = home / f"{CHOICES}.{os.getpid()}"
    part.write_text(json.dumps({"understand": name}) + "\n", encoding="utf-8")
    part.replace(home / CHOICES)
    return home / CHOICES


def _stamp(home: Path) -> tuple[int, int] | None:
    """What changes when a choice is kept; None where there is none."""
    try:
        facts = (home / CHOICES).stat()
    except OSError:
        return None
    return facts.st_mtime_ns, facts.st_ino


# What changes at run time


class Following(following.Following[Listener | None]):
    """The reader that was chosen last, else `default`. `current` looks at the file of choices; a new choice is opened
    in a thread of its own while the old one goes on reading, and one that cannot be opened is logged and changes
    nothing.

    `opening` makes a reader of its name; the first is opened at once. Raises what that raises, and LLMUnavailable.
    """

    def __init__(self, home: Path, opening: Callable[[str], Listener | None], default: str) -> None:
        self._name = ""

        def opened() -> Listener | None:
            name = chosen(home) or default
            reader = opening(name)  # also where the name is the same: its file may be another
            if self._name:
                log.info("messages are read by %s from now on", name)
            self._name = name
            return reader

        def failed(error: Exception) -> None:
            log.error("messages are read by %s as before: %s", self._name, error)

        expected = (LLMError, models.ModelError, OSError)
        super().__init__(opened, stamp=lambda: _stamp(home), expected=expected, failed=failed)

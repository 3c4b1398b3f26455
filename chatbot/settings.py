"""Every setting with its default. A flag beats the environment (CHATBOT_ITEMS=6), which beats the default.

Knows nothing of what the settings are for beyond their types.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

PREFIX = "CHATBOT_"
SHORTEST = 10  # letters of a password
_BOUNDS = {
    "items": (1, 20),
    "slots": (1, 64),
    "threads": (0, 1024),
    "port": (0, 65535),
    "read_seconds": (0.1, 600),
    "word_seconds": (0.1, 600),
}


class SettingError(ValueError):
    """A setting that cannot be used; the message names it, its value and what is allowed."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set. Names are those of the flags (`--llm-model`) and of the environment (CHATBOT_LLM_MODEL)."""

    catalogue: str = "movies"  # a catalogue's name (see chatbot catalogue list), or a table file
    llm: str = (
        "qwen2.5-coder-1.5b-instruct"  # a pinned name, a .gguf file, a folder or hub name, an http(s) URL, or none
    )
    understand: str = ""  # who reads messages: small, llm (it writes too), rules, an adapter; empty: as was chosen
    llm_model: str = ""  # the model's name on an OpenAI-style server; empty: its first
    llm_key: str = field(default="", repr=False)  # that server's key, if it wants one
    encoder: str = "all-minilm-l6-v2"  # a pinned name, a folder or a hub name of a sentence-transformers model
    index: str = "auto"  # how items are searched: exact, lists (quicker for many), or auto: by their number
    folder: str = ""  # where the log and your catalogues lie; empty: the user's data folder
    offline: bool = False  # never open a socket to fetch anything
    items: int = 4  # how many are shown at once
    slots: int = 2  # how many messages the embedded LLM works on at once
    threads: int = 0  # for computing; 0: the machine's cores, at most 8
    read_seconds: float = 8.0  # past it, rules read the message
    word_seconds: float = 20.0  # past it, plain reasons stay
    host: str = "127.0.0.1"  # where the server listens; 0.0.0.0 is every address of this machine
    port: int = 7860  # where the server listens; 0: any free one
    admin_password: str = field(default="", repr=False)  # of the page at /admin, 10 letters or more; empty: no page
    sites: str = ""  # origins that may embed the page, parted by spaces: "https://shop.example"

    def __post_init__(self) -> None:
        """Raises SettingError for a number out of its bounds."""
        for name, (low, high) in _BOUNDS.items():
            if not low <= getattr(self, name) <= high:
                raise SettingError(f"{name} is {getattr(self, name)}. Give a number from {low} to {high}.")
        if 0 < len(self.admin_password) < SHORTEST:
            raise SettingError(f"admin_password is short enough to be guessed. Give {SHORTEST} letters or more.")

    @classmethod
    def read(cls, **given: Any) -> Settings:
        """The settings: those given (None counts as not given), else the environment's, else the defaults."""
        found: dict[str, Any] = {}
        for f in fields(cls):
            raw = given.pop(f.name, None)
            if raw is None:
                raw = os.environ.get(PREFIX + f.name.upper())
            if raw is not None:
                found[f.name] = _typed(f.name, raw, type(f.default))
        if given:
            known = ", ".join(f.name for f in fields(cls))
            raise SettingError(f"no setting is called {next(iter(given))!r}. There are: {known}.")
        return cls(**found)

    @property
    def home(self) -> Path:
        """The folder of the log and of the owner's catalogues."""
        if self.folder:
            return Path(self.folder)
        from platformdirs import user_data_path

        return user_data_path("chatbot")

    @property
    def cores(self) -> int:
        """How many threads to compute with."""
        return self.threads or min(8, os.cpu_count() or 1)


def _typed(name: str, raw: Any, kind: type) -> Any:
    if isinstance(raw, kind):
        return raw
    if kind is bool:
        if str(raw).lower() in ("1", "true", "yes", "on"):
            return True
        if str(raw).lower() in ("0", "false", "no", "off", ""):
            return False
        raise SettingError(f"{name} is {raw!r}. Use true or false.")
    try:
        return kind(raw)
    except ValueError:
        raise SettingError(f"{name} is {raw!r}. Give a value like {getattr(Settings(), name)!r}.") from None

"""A head on disk: plain arrays, and beside them what they are and their checksum. Knows files; trains nothing.

Nothing in them can run: arrays without objects, and JSON.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from chatbot.heads import Head, HeadError
from retrieval.atomic import write

VERSION = 1


def save(head: Head, folder: Path) -> Path:
    """Write a head into a folder, in place of the one of its language; returns what it is. Raises OSError."""
    import numpy as np

    body = io.BytesIO()
    np.savez_compressed(body, allow_pickle=False, **{_key(name): array for name, array in head.arrays.items()})
    about: dict[str, Any] = {name: value for name, value in asdict(head).items() if name != "arrays"}
    about |= {"version": VERSION, "sha256": hashlib.sha256(body.getvalue()).hexdigest()}
    arrays, facts = _files(folder, head.language)
    write(arrays, body.getbuffer())
    write(facts, (json.dumps(about, indent=1) + "\n").encode())  # last: what is half written is never read
    return facts


def load(folder: Path, language: str) -> Head | None:
    """The head of a language in a folder, None where there is none. Raises HeadError where it is damaged or newer."""
    import numpy as np

    arrays, facts = _files(folder, language)
    if not facts.is_file():
        return None
    try:
        about, raw = json.loads(facts.read_text(encoding="utf-8")), arrays.read_bytes()
        if about["version"] != VERSION:
            raise HeadError(f"{facts}: is of version {about['version']}, this program reads {VERSION}. Train it again.")
        if hashlib.sha256(raw).hexdigest() != about["sha256"]:
            raise HeadError(f"{arrays}: is not as it was written. Train it again.")
        with np.load(io.BytesIO(raw), allow_pickle=False) as found:
            kept = {_name(key): found[key] for key in found.files}
        return Head(about["language"], tuple(about["levels"]), kept, about["encoder"], about["trained_on"])
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        if isinstance(error, HeadError):
            raise
        raise HeadError(f"{facts}: is damaged ({error}). Train it again.") from None


def _files(folder: Path, language: str) -> tuple[Path, Path]:
    return folder / f"head.{language}.npz", folder / f"head.{language}.json"


def _key(name: str) -> str:
    return name.replace("/", "__")


def _name(key: str) -> str:
    return key.replace("__", "/")

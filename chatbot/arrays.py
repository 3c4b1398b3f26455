"""Arrays on disk with what they are: numbers without objects, JSON beside them, a version and a checksum. Knows files.

Nothing in them can run.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from retrieval.atomic import write

VERSION = 1


class ArraysError(ValueError):
    """Arrays that cannot be read; the message names the file."""


def save(folder: Path, name: str, arrays: Mapping[str, Any], about: Mapping[str, Any]) -> Path:
    """Write `name`.npz and `name`.json into a folder, in place of those there; returns the latter. Raises OSError."""
    import numpy as np

    body = io.BytesIO()
    np.savez_compressed(body, allow_pickle=False, **{key.replace("/", "__"): array for key, array in arrays.items()})
    facts = {**about, "version": VERSION, "sha256": hashlib.sha256(body.getvalue()).hexdigest()}
    write(folder / f"{name}.npz", body.getbuffer())
    path = folder / f"{name}.json"
    write(path, (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode())  # last: half of it is never read
    return path


def load(folder: Path, name: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """(the arrays, what they are) of that name; None where there are none. Raises ArraysError where they are damaged,
    or of another version."""
    import numpy as np

    numbers, facts = folder / f"{name}.npz", folder / f"{name}.json"
    if not facts.is_file():
        return None
    try:
        about, raw = json.loads(facts.read_text(encoding="utf-8")), numbers.read_bytes()
        if about["version"] != VERSION:
            raise ArraysError(f"{facts}: is of version {about['version']}, this program reads {VERSION}.")
        if hashlib.sha256(raw).hexdigest() != about["sha256"]:
            raise ArraysError(f"{numbers}: is not as it was written.")
        with np.load(io.BytesIO(raw), allow_pickle=False) as found:
            return {key.replace("__", "/"): found[key] for key in found.files}, about
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        if isinstance(error, ArraysError):
            raise
        raise ArraysError(f"{facts}: is damaged ({error}).") from None

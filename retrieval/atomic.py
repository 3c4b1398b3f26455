"""A file written in one step. Knows files; not what is in them."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write(path: Path, *pieces: bytes | memoryview) -> None:
    """Write aside, flush to the disk, then rename: a reader sees the whole file, or the one that was there before.

    Makes the folder where there is none. Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name, suffix=".tmp", delete=False) as file:
        try:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except OSError:
            Path(file.name).unlink(missing_ok=True)
            raise

"""Vectors kept on disk, by text. Knows files and hashes; encodes nothing itself, and nothing of items or preferences.

What an encoder made lies in parts, each a file with a checksum that is written aside and renamed: a stop loses a few
seconds of work, a damaged part only itself, and two processes may write at once.
"""

from __future__ import annotations

import hashlib
import io
import logging
import time
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from retrieval.atomic import write
from retrieval.encoder import Encoder, Vectors

_log = logging.getLogger(__name__)
_BATCH = 128
_SAVE_EVERY = 3.0  # seconds of work that a stop may lose
_SHOW_FROM = 200  # a bar for fewer texts would only flicker
_WHOLE = 64_000_000  # bytes from which a part is no longer joined to others
_MOST_PARTS = 16  # smaller ones, before they are joined


def cached_vectors(encoder: Encoder, texts: Sequence[str], folder: Path, *, progress: bool = True) -> Vectors:
    """The vectors of the texts in their order, shape [len(texts), d]; only those not on disk yet are encoded.

    They are kept in `folder`, keyed by the sha256 of encoder and text. A damaged part is taken away with a warning, and
    its vectors are computed again.
    """
    if not texts:
        return encoder.encode([])
    parts = Parts(folder, encoder.name)
    first: dict[bytes, int] = {}  # the first row of each text
    again: list[tuple[int, int]] = []  # a row whose text an earlier one has, and that one
    for row, text in enumerate(texts):
        key = hashlib.sha256(f"{encoder.name}\x1f{text}".encode()).digest()
        if (before := first.setdefault(key, row)) != row:
            again.append((row, before))
    found: Vectors | None = None
    for rows, vectors in _made(encoder, texts, first, parts, progress=progress):
        if found is None:
            found = np.empty((len(texts), vectors.shape[1]), np.float32)
        found[rows] = vectors
    assert found is not None  # every text was on disk or is encoded now
    if again:
        rows, before_them = map(list, zip(*again, strict=True))
        found[rows] = found[before_them]
    return found


def _made(
    encoder: Encoder, texts: Sequence[str], missing: dict[bytes, int], parts: Parts, *, progress: bool
) -> Iterator[tuple[list[int], Vectors]]:
    """(rows, their vectors): those on disk, then all others; `missing`, rows by key, is emptied."""
    for keys, vectors in parts.read():
        here = [(row, at) for at, key in enumerate(keys) if (row := missing.pop(key, None)) is not None]
        if here:
            rows, places = map(list, zip(*here, strict=True))
            yield rows, vectors[places]
    if missing:
        yield from _encoded(encoder, [(key, texts[row], row) for key, row in missing.items()], parts, progress=progress)
        parts.join()


def _encoded(
    encoder: Encoder, missing: list[tuple[bytes, str, int]], parts: Parts, *, progress: bool
) -> Iterator[tuple[list[int], Vectors]]:
    """(rows, vectors) in batches of texts of like length, longest first: little padding, and a batch too big for memory
    fails at once. Each is on disk a few seconds later, also where the work is stopped."""
    missing.sort(key=lambda one: -len(one[1]))
    keys: list[bytes] = []
    made: list[Vectors] = []
    saved = time.monotonic()
    try:
        for batch in _batches(missing, progress=progress):
            vectors = encoder.encode([text for _, text, _ in batch])
            keys += [key for key, _, _ in batch]
            made.append(vectors)
            if time.monotonic() - saved > _SAVE_EVERY:
                parts.add(keys, np.concatenate(made))
                keys, made, saved = [], [], time.monotonic()
            yield [row for _, _, row in batch], vectors
    finally:  # also where it is stopped
        if made:
            parts.add(keys, np.concatenate(made))


def _batches(missing: list[tuple[bytes, str, int]], *, progress: bool) -> Iterator[list[tuple[bytes, str, int]]]:
    """Batches of them, while a bar says how many texts are done and how long the others will take."""
    batches = (missing[start : start + _BATCH] for start in range(0, len(missing), _BATCH))
    if not progress or len(missing) <= _SHOW_FROM:
        yield from batches
        return
    from tqdm import tqdm  # type: ignore[import-untyped]

    with tqdm(total=len(missing), desc=f"Encoding {len(missing)} texts", unit="text") as bar:
        for batch in batches:
            yield batch
            bar.update(len(batch))


class Parts:
    """The vectors of one encoder in a folder: files that are never changed, only added and joined."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._stem = f"vectors-{hashlib.sha256(name.encode()).hexdigest()[:16]}"

    def read(self) -> Iterator[tuple[list[bytes], Vectors]]:
        """The keys and vectors of each part, one part in memory at a time."""
        for path in self._paths():
            if part := _read(path):
                yield part

    def add(self, keys: Sequence[bytes], vectors: Vectors) -> Path:
        """Keep these vectors, shape [len(keys), d]; the part that has them."""
        body = io.BytesIO()
        np.savez(body, keys=np.frombuffer(b"".join(keys), np.uint8).reshape(len(keys), 32), vectors=vectors)
        digest = hashlib.sha256(body.getvalue())
        path = self._folder / f"{self._stem}-{digest.hexdigest()[:16]}.bin"
        write(path, digest.digest(), body.getbuffer())
        return path

    def join(self) -> None:
        """Make few parts of many small ones, so that a catalogue that grows a little every day stays quick to read."""
        small = [path for path in self._paths() if path.stat().st_size < _WHOLE]
        if len(small) <= _MOST_PARTS:
            return
        held: list[tuple[list[bytes], Vectors]] = []
        size = 0
        joined: set[Path] = set()  # one that was left over alone is the same file again
        for path in small:
            if part := _read(path):
                held.append(part)
                size += path.stat().st_size
            if held and (size >= _WHOLE or path == small[-1]):
                keys = [key for keys, _ in held for key in keys]
                joined.add(self.add(keys, np.concatenate([vectors for _, vectors in held])))
                held, size = [], 0
        for path in {*small} - joined:
            path.unlink(missing_ok=True)

    def _paths(self) -> list[Path]:
        return sorted(self._folder.glob(f"{self._stem}*.bin"))


def _read(path: Path) -> tuple[list[bytes], Vectors] | None:
    """The keys and vectors of a part; None if it is gone, or damaged: then it is taken away."""
    try:
        raw = memoryview(path.read_bytes())
    except FileNotFoundError:  # another process has joined it to others
        return None
    try:
        if hashlib.sha256(raw[32:]).digest() != raw[:32]:
            raise ValueError("its checksum does not match")
        with np.load(io.BytesIO(raw[32:]), allow_pickle=False) as held:
            return [key.tobytes() for key in held["keys"]], held["vectors"]
    except (ValueError, KeyError, zipfile.BadZipFile) as error:
        _log.warning("%s is damaged (%s): its vectors are computed again.", path, error)
        path.unlink(missing_ok=True)
        return None

"""Texts to vectors, and vectors kept on disk. Knows texts; nothing of items, fields or preferences."""

from __future__ import annotations

import hashlib
import io
import logging
import os
import tempfile
import threading
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.catalogue import Catalogue

Vectors = NDArray[np.float32]

_log = logging.getLogger(__name__)
_REMEDY = "Give the folder of a sentence-transformers model, or its name with a connection to the model hub."
_BATCH = 64
_SAVE_EVERY = 64 * _BATCH  # an interrupted first run on a big catalogue loses a few minutes, not all
_SHOW_FROM = 200  # a bar for fewer texts would only flicker
_REMEMBERED = 4096  # query texts kept in memory, about 6 MB


class EncoderError(RuntimeError):
    """The encoder cannot be loaded; the message says what to do."""


class Encoder(Protocol):
    """Anything that turns texts into vectors. Encoders of different names give vectors that cannot be compared."""

    name: str

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Shape [len(texts), d], float32, each of unit length, in the order of the texts."""
        ...


class SentenceEncoder:
    """A sentence-transformers model, on the GPU if there is one. Safe to share between threads."""

    def __init__(self, model: str | Path, *, offline: bool = False, threads: int | None = None) -> None:
        """`model`: a name on the model hub, or a local folder. `threads`: how many torch may use.

        Raises EncoderError where the model is neither there nor can be fetched.
        """
        if isinstance(model, Path) and not model.is_dir():
            raise EncoderError(f"The encoder folder {str(model)!r} is missing. {_REMEDY}")
        from sentence_transformers import SentenceTransformer

        if threads is not None:
            import torch

            torch.set_num_threads(threads)
        local = offline or Path(model).is_dir()
        try:
            self._model = SentenceTransformer(str(model), local_files_only=local)
        except (OSError, ValueError) as error:
            raise EncoderError(
                f"The encoder {str(model)!r} cannot be loaded: {str(error).splitlines()[0]} {_REMEDY}"
            ) from error
        self._lock = threading.Lock()  # its tokenizer fails with "Already borrowed" when two threads meet in it
        self.name = f"{Path(model).name}@{_fingerprint(self._model)}"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """As `Encoder.encode`."""
        if not texts:
            return np.zeros((0, self._model.get_embedding_dimension() or 0), np.float32)
        with self._lock:
            found = self._model.encode(
                list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(found, np.float32)


def _fingerprint(model: Any) -> str:
    """Twelve hex digits of the weights: a model trained further in the same folder must not find the old vectors."""
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().contiguous().view(-1).float().numpy().tobytes())
    return digest.hexdigest()[:12]


class Remembering:
    """An encoder that remembers the texts it was last asked for: a conversation asks the same ones at every turn."""

    def __init__(self, encoder: Encoder) -> None:
        self.name = encoder.name
        self._encoder = encoder
        self._known: dict[str, Vectors] = {}
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """As `Encoder.encode`."""
        with self._lock:
            known = {text: self._known[text] for text in texts if text in self._known}
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        if missing or not texts:
            found = self._encoder.encode(missing)
            if not texts:
                return found
            known.update(zip(missing, found, strict=True))
        with self._lock:
            if len(self._known) + len(missing) > _REMEMBERED:
                self._known.clear()
            self._known.update((text, known[text]) for text in missing)
        return np.stack([known[text] for text in texts])


def cached_vectors(encoder: Encoder, texts: Sequence[str], folder: Path, *, progress: bool = True) -> Vectors:
    """The vectors of the texts in their order, shape [len(texts), d]; only those not on disk yet are encoded.

    One file an encoder, in `folder`, keyed by the sha256 of encoder and text. A damaged file is rebuilt with a warning.
    """
    path = folder / f"vectors-{hashlib.sha256(encoder.name.encode()).hexdigest()[:16]}.bin"
    keys = [hashlib.sha256(f"{encoder.name}\x1f{text}".encode()).digest() for text in texts]
    known = _read(path)
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if missing or not texts:
        unsaved = 0
        for part in _encoded(encoder, missing, progress=progress):
            known.update(part)
            unsaved += len(part)
            if unsaved >= _SAVE_EVERY:
                _write(path, known)
                unsaved = 0
        if unsaved:
            _write(path, known)
    return np.stack([known[key] for key in keys]) if keys else encoder.encode([])


def _encoded(encoder: Encoder, missing: dict[bytes, str], *, progress: bool) -> Iterator[dict[bytes, Vectors]]:
    """Batches of texts of like length, longest first: little padding, and a batch too big for memory fails at once."""
    order = sorted(missing, key=lambda key: -len(missing[key]))
    batches: Iterable[list[bytes]] = [order[at : at + _BATCH] for at in range(0, len(order), _BATCH)]
    if progress and len(order) > _SHOW_FROM:
        from tqdm import tqdm  # type: ignore[import-untyped]

        batches = tqdm(batches, desc=f"Encoding {len(order)} texts", unit="batch")
    for keys in batches:
        yield dict(zip(keys, encoder.encode([missing[key] for key in keys]), strict=True))


def _read(path: Path) -> dict[bytes, Vectors]:
    """The vectors of a file by key; none if it is missing or damaged."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return {}
    body = raw[32:]
    try:
        if hashlib.sha256(body).digest() != raw[:32]:
            raise ValueError("its checksum does not match")
        with np.load(io.BytesIO(body), allow_pickle=False) as held:
            keys, vectors = held["keys"], held["vectors"]
    except (ValueError, KeyError, zipfile.BadZipFile) as error:
        _log.warning("%s is damaged (%s): its vectors are computed again.", path, error)
        return {}
    return {key.tobytes(): vector for key, vector in zip(keys, vectors, strict=True)}


def _write(path: Path, known: dict[bytes, Vectors]) -> None:
    """Write aside, flush to the disk, then rename: a reader sees the old file or the new one, never half of one."""
    body = io.BytesIO()
    keys = np.frombuffer(b"".join(known), np.uint8).reshape(len(known), 32)
    np.savez(body, keys=keys, vectors=np.stack(list(known.values())))
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name, suffix=".tmp", delete=False) as file:
        try:
            file.write(hashlib.sha256(body.getvalue()).digest() + body.getvalue())
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except OSError:
            Path(file.name).unlink(missing_ok=True)
            raise


def language_read(catalogue: Catalogue, encoder: Encoder) -> str:
    """The language in which to show a catalogue to an encoder: its own, or where the encoder cannot tell its words
    apart the other one that the fields file gives names in."""
    fields = [f for f in catalogue.of_kind("category") if not f.person]
    texts = list(dict.fromkeys(value for f in fields for value in list(catalogue.values[f.name])[:_TRIED]))[:_TRIED]
    others: list[str] = [code for f in fields for code in f.local if code != catalogue.language]
    if len(texts) < _TRIED or not others:
        return catalogue.language
    vectors = encoder.encode(texts)
    same = float((vectors @ vectors.T > _SAME).mean()) - 1 / len(texts)
    return others[0] if same > _MOST_SAME else catalogue.language


_TRIED = 60  # values on which an encoder is tried
# An encoder of English has few of the characters of Chinese: most of its texts are the same unknown word to it. Of
# all-MiniLM-L6-v2 7 % of the pairs of Chinese values are alike, and none of the English ones.
_SAME = 0.999
_MOST_SAME = 0.02

"""Texts to vectors. Knows texts; nothing of files, items or preferences."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.catalogue import Catalogue

Vectors = NDArray[np.float32]

_REMEDY = "Give the folder of a sentence-transformers model, or its name with a connection to the model hub."
_BATCH = 64
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
            self.model = SentenceTransformer(str(model), local_files_only=local)
        except (OSError, ValueError) as error:
            raise EncoderError(
                f"The encoder {str(model)!r} cannot be loaded: {str(error).splitlines()[0]} {_REMEDY}"
            ) from error
        self.threads = threads
        self._lock = threading.Lock()  # its tokenizer fails with "Already borrowed" when two threads meet in it
        self.name = f"{Path(model).name}@{_fingerprint(self.model)}"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """As `Encoder.encode`."""
        if not texts:
            return np.zeros((0, self.model.get_embedding_dimension() or 0), np.float32)
        with self._lock:
            found = self.model.encode(
                list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(found, np.float32)

    def read(self, texts: list[str]) -> dict[str, Any]:
        """The texts as the model takes them: a tensor of whole numbers, shape [len(texts), most tokens], by name."""
        with self._lock:
            return dict(self.model.preprocess(texts))


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

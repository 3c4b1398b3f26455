"""A sentence encoder compiled for this processor: the same model, several times as fast on many texts.

Knows OpenVINO and how a sentence-transformers model is called; nothing of items, files or preferences. Where it cannot
be had (another kind of model, no OpenVINO, a GPU, which is faster still) the plain encoder stays.
"""

from __future__ import annotations

import logging
import math
import os
import sys
import threading
import warnings
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from retrieval.encoder import Encoder, SentenceEncoder, Vectors
from retrieval.vectors import cached_vectors

_log = logging.getLogger(__name__)
MANY = 2000  # texts from which compiling pays; below, vectors are the plain encoder's to the last bit
_CHUNK = 32  # texts at a time in one thread: more no longer fit into its cache
# Of another shape than what the graph is drawn from, so that no shape can be fixed in it.
_DRAWN = ("one text", "and another one")
_TRIED = ("a short text", "a text that is a good deal longer than the one before it, so that padding is tried", "x")
_ALIKE = 0.99  # least cosine with the plain encoder's vectors of those; bf16 reaches .9998


class CompileError(RuntimeError):
    """This model cannot be compiled, or gives other vectors when it is."""


def document_vectors(encoder: Encoder, texts: Sequence[str], folder: Path | None) -> Vectors:
    """The vectors of a catalogue's texts, shape [len(texts), d]: by the compiled encoder where they are many and it can
    be had. `folder` keeps them.

    Vectors of the two can be compared (of ten nearest neighbours 9.9 are the same), but are kept apart by name.
    """
    try:
        made = quicker(encoder) if len(texts) >= MANY else None
        return _vectors(made or encoder, texts, folder)
    except CompileError as error:
        _log.warning("%s It encodes as it is.", error)
        return _vectors(encoder, texts, folder)


def _vectors(encoder: Encoder, texts: Sequence[str], folder: Path | None) -> Vectors:
    return cached_vectors(encoder, texts, folder) if folder else encoder.encode(texts)


def quicker(encoder: Encoder) -> CompiledEncoder | None:
    """The encoder to be compiled; None where that is not to be had or would not be quicker. Raises CompileError."""
    if not isinstance(encoder, SentenceEncoder) or encoder.model.device.type != "cpu" or find_spec("openvino") is None:
        return None
    return CompiledEncoder(encoder)


class Plain(Encoder, Protocol):
    """An encoder that can be compiled."""

    model: Any
    threads: int | None

    def read(self, texts: list[str]) -> dict[str, Any]:
        """As `SentenceEncoder.read`."""
        ...


class CompiledEncoder:
    """A SentenceEncoder by OpenVINO: in bf16 where the processor calculates in it, else in float32. Share it freely.

    It is compiled when it is first asked for a vector: where all are on disk nobody waits for that.

    Raises CompileError where OpenVINO is installed and does not work here.
    """

    def __init__(self, plain: Plain, module: Any = None) -> None:
        """`module`: what is compiled where that is not the whole model; it takes what the model takes, and gives what
        `plain.encode` gives."""
        try:
            self._core: Any = _openvino().Core()
            can = self._core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        except (ImportError, RuntimeError) as error:
            why = str(error).split("\n")[0]
            raise CompileError(f"OpenVINO does not work here: {why}.") from error
        self._kind = "bf16" if "BF16" in can else "f32"
        self.name = f"{plain.name}+openvino-{self._kind}"
        self._plain, self._module = plain, module
        self._threads = plain.threads or os.cpu_count() or 1
        self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="encoder")
        self._lock = threading.Lock()
        self._compiled: Any = None

    def _ready(self) -> None:
        """Compile the model and try it, once. Raises CompileError."""
        with self._lock:
            if self._compiled is None:
                try:
                    self._compiled = self._compile()
                    found = (self._chunk(list(_TRIED)) * self._plain.encode(_TRIED)).sum(1)
                except (RuntimeError, TypeError, ValueError, KeyError, AttributeError) as error:
                    why = str(error).split("\n")[0]
                    raise CompileError(f"The encoder {self._plain.name} cannot be compiled: {why}.") from error
                if not (found >= _ALIKE).all():
                    self._compiled, least = None, float(found.min())
                    raise CompileError(f"The encoder {self._plain.name} compiled gives other vectors: {least:.3f}.")

    def _compile(self) -> Any:
        module = self._module or _whole(self._plain)
        return self._core.compile_model(_graph(self._plain, module), "CPU", self._options)

    @property
    def _options(self) -> dict[str, Any]:
        """One thread a chunk of texts: threads that share a chunk wait for one another."""
        return {
            "INFERENCE_PRECISION_HINT": self._kind,
            "INFERENCE_NUM_THREADS": self._threads,
            "NUM_STREAMS": self._threads,
        }

    def encode(self, texts: Sequence[str]) -> Vectors:
        """As `Encoder.encode`. Raises CompileError."""
        if not texts:
            return self._plain.encode(texts)
        self._ready()
        size = min(_CHUNK, math.ceil(len(texts) / self._threads))
        order = sorted(range(len(texts)), key=lambda at: -len(texts[at]))
        chunks = [order[at : at + size] for at in range(0, len(order), size)]
        found = list(self._pool.map(self._chunk, ([texts[at] for at in chunk] for chunk in chunks)))
        vectors = np.empty((len(texts), found[0].shape[1]), np.float32)
        vectors[order] = np.concatenate(found)
        return vectors

    def _chunk(self, texts: list[str]) -> Vectors:
        request = self._compiled.create_infer_request()
        read = self._plain.read(texts)
        vectors = np.array(request.infer({name: read[name].numpy() for name in _INPUTS})[0], np.float32)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def _openvino() -> Any:
    """The library without its reporting, which writes an id into the home and asks for its makers' host as soon as it
    is imported; it goes on without where that package cannot be had."""
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    import openvino  # type: ignore[import-untyped]

    return openvino


_INPUTS = ("input_ids", "attention_mask")


def _whole(plain: Plain) -> Any:
    """The whole model, pooling too, as one module."""
    import torch

    class Whole(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = plain.model  # as a part of it, so that its weights are no inputs

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            said = {"input_ids": input_ids, "attention_mask": attention_mask}
            found: torch.Tensor = self.model(said)["sentence_embedding"]
            return found

    return Whole()


def _graph(plain: Plain, module: Any) -> Any:
    """A module that takes what the model takes, as an OpenVINO graph.

    By the frontend itself: `openvino.convert_model` does the same, but reports to its makers where it may.
    """
    import torch
    from openvino.frontend import FrontEndManager  # type: ignore[import-untyped]
    from openvino.frontend.pytorch.ts_decoder import TorchScriptPythonDecoder  # type: ignore[import-untyped]

    read = plain.read(list(_DRAWN))
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that checks of the texts' shape are not traced, which is meant
        traced = TorchScriptPythonDecoder(module.eval(), example_input=tuple(read[name] for name in _INPUTS))
    frontend = FrontEndManager().load_by_framework("pytorch")
    return frontend.convert(frontend.load(traced))

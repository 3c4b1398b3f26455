"""A sentence encoder compiled for this processor: the same model, several times as fast on many texts.

Knows OpenVINO and how a sentence-transformers model is called; nothing of items, files or preferences. Where it cannot
be had (another kind of model, no OpenVINO, a GPU, which is faster still) the plain encoder stays.
"""

from __future__ import annotations

import logging
import math
import os
import warnings
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from typing import Any

import numpy as np

from retrieval.encoder import Encoder, SentenceEncoder, Vectors

_log = logging.getLogger(__name__)
MANY = 2000  # texts from which compiling pays; below, vectors are the plain encoder's to the last bit
_CHUNK = 32  # texts at a time in one thread: more no longer fit into its cache
_TRIED = ("a short text", "a text that is a good deal longer than the one before it, so that padding is tried", "x")
_ALIKE = 0.99  # least cosine with the plain encoder's vectors of those; bf16 reaches .9998


def for_documents(encoder: Encoder, count: int) -> Encoder:
    """The encoder for so many documents: compiled where they are many and it can be, else itself.

    Vectors of the two can be compared (of ten nearest neighbours 9.9 are the same), but are kept apart by `name`.
    """
    if count < MANY or not isinstance(encoder, SentenceEncoder) or find_spec("openvino") is None:
        return encoder
    if encoder.model.device.type != "cpu":
        return encoder
    try:
        made = CompiledEncoder(encoder)
        found = (made.encode(_TRIED) * encoder.encode(_TRIED)).sum(1)
    except (RuntimeError, TypeError, ValueError, KeyError, AttributeError) as error:
        _log.warning("%s cannot be compiled (%s): it encodes as it is.", encoder.name, str(error).split("\n")[0])
        return encoder
    if not (found >= _ALIKE).all():
        _log.warning("%s compiled gives other vectors (cosine %.3f): it encodes as it is.", encoder.name, found.min())
        return encoder
    return made


class CompiledEncoder:
    """A SentenceEncoder by OpenVINO: in bf16 where the processor calculates in it, else in float32. Share it freely.

    Raises RuntimeError, TypeError, ValueError, KeyError or AttributeError for a model that cannot be compiled.
    """

    def __init__(self, plain: SentenceEncoder) -> None:
        import openvino  # type: ignore[import-untyped]

        core = openvino.Core()
        kind = "bf16" if "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES") else "f32"
        self.name = f"{plain.name}+openvino-{kind}"
        self._plain = plain
        self._threads = plain.threads or os.cpu_count() or 1
        # One thread a chunk of texts: threads that share a chunk wait for one another.
        options = {
            "INFERENCE_PRECISION_HINT": kind,
            "INFERENCE_NUM_THREADS": self._threads,
            "NUM_STREAMS": self._threads,
        }
        self._model: Any = core.compile_model(_graph(plain), "CPU", options)
        self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="encoder")

    def encode(self, texts: Sequence[str]) -> Vectors:
        """As `Encoder.encode`."""
        if not texts:
            return self._plain.encode(texts)
        size = min(_CHUNK, math.ceil(len(texts) / self._threads))
        order = sorted(range(len(texts)), key=lambda at: -len(texts[at]))
        chunks = [order[at : at + size] for at in range(0, len(order), size)]
        found = list(self._pool.map(self._chunk, ([texts[at] for at in chunk] for chunk in chunks)))
        vectors = np.empty((len(texts), found[0].shape[1]), np.float32)
        vectors[order] = np.concatenate(found)
        return vectors

    def _chunk(self, texts: list[str]) -> Vectors:
        request = self._model.create_infer_request()
        read = self._plain.read(texts)
        vectors = np.array(request.infer({name: read[name].numpy() for name in _INPUTS})[0], np.float32)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


_INPUTS = ("input_ids", "attention_mask")


def _graph(plain: SentenceEncoder) -> Any:
    """The whole model, pooling too, as an OpenVINO graph.

    By the frontend itself: `openvino.convert_model` does the same, but reports to its makers where it may.
    """
    import torch
    from openvino.frontend import FrontEndManager  # type: ignore[import-untyped]
    from openvino.frontend.pytorch.ts_decoder import TorchScriptPythonDecoder  # type: ignore[import-untyped]

    class Whole(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = plain.model  # as a part of it, so that its weights are no inputs

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            said = {"input_ids": input_ids, "attention_mask": attention_mask}
            found: torch.Tensor = self.model(said)["sentence_embedding"]
            return found

    read = plain.read(list(_TRIED))
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that checks of the texts' shape are not traced, which is meant
        traced = TorchScriptPythonDecoder(Whole().eval(), example_input=tuple(read[name] for name in _INPUTS))
    frontend = FrontEndManager().load_by_framework("pytorch")
    return frontend.convert(frontend.load(traced))

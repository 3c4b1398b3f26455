"""What a sentence encoder makes of a text two thirds of the way up, before it is drawn towards what the text is about.

How much a text praises is easier to tell there than at the end (Jawahar et al. 2019 found the same of BERT). Knows the
hidden layers of a transformer; nothing of praise.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import numpy as np

from retrieval.compiled import CompiledEncoder, CompileError
from retrieval.encoder import Encoder, SentenceEncoder, Vectors

_log = logging.getLogger(__name__)
_DEPTHS = (2 / 3, 5 / 6)  # of the layers
_BATCH = 32


def halfway(encoder: Encoder) -> Encoder | None:
    """An encoder that reads the layers of another, compiled where that can be had; None where it has none to read."""
    if not isinstance(encoder, SentenceEncoder) or not hasattr(getattr(encoder.model[0], "auto_model", None), "config"):
        return None
    plain = Halfway(encoder)
    if encoder.model.device.type != "cpu":
        return plain
    try:
        return CompiledEncoder(plain, plain.module)
    except CompileError as error:
        _log.warning("%s It encodes as it is.", error)
        return plain


class Halfway:
    """The mean of a text's words in two layers, one behind the other, as one vector of unit length."""

    def __init__(self, encoder: SentenceEncoder) -> None:
        self.model, self.threads = encoder.model, encoder.threads
        self._encoder = encoder
        transformer: Any = encoder.model[0].auto_model
        layers = [round(depth * transformer.config.num_hidden_layers) for depth in _DEPTHS]
        self.name = f"{encoder.name}+layers-{'-'.join(map(str, layers))}"
        self.module = _means(transformer, layers)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """As `Encoder.encode`; shape [len(texts), 2 d]."""
        import torch

        found = []
        with torch.no_grad():
            for at in range(0, len(texts), _BATCH):
                read = self.read(list(texts[at : at + _BATCH]))
                found.append(self.module(read["input_ids"], read["attention_mask"]).cpu().numpy())
        vectors = np.concatenate(found) if found else np.zeros((0, 1), np.float32)
        return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12), np.float32)

    def read(self, texts: list[str]) -> dict[str, Any]:
        """As `SentenceEncoder.read`."""
        return self._encoder.read(texts)


def _means(transformer: Any, layers: Sequence[int]) -> Any:
    import torch

    class Means(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.transformer = transformer

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            said = {"input_ids": input_ids, "attention_mask": attention_mask}
            hidden = self.transformer(**said, output_hidden_states=True).hidden_states
            there = attention_mask.unsqueeze(-1).to(hidden[0].dtype)
            return torch.cat([(hidden[at] * there).sum(1) / there.sum(1) for at in layers], 1)

    return Means().eval()

"""How likely a language model finds a text, for its perplexity. Knows transformers and a GGUF file; not what the texts
are.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any


class Likelihood:
    """A model in this process, as plain floats."""

    def __init__(self, path: Path) -> None:
        """`path`: a GGUF file that transformers can read."""
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer

        place: dict[str, Any] = {"gguf_file": path.name}
        self.name = path.stem
        self._tokenizer = AutoTokenizer.from_pretrained(path.parent, **place)
        self._model: Any = AutoModelForCausalLM.from_pretrained(path.parent, dtype=torch.float32, **place)

    def of(self, text: str) -> tuple[float, int]:
        """The negative log-likelihood of a text, in nats, and how many tokens it has; what begins it is given."""
        import torch

        ids = self._tokenizer(text, return_tensors="pt").input_ids[:, :512]
        count = int(ids.shape[1])
        if not count:
            return 0.0, 0
        given = torch.cat([torch.tensor([[self._tokenizer.bos_token_id]]), ids], 1)
        with torch.no_grad():
            return float(self._model(given, labels=given).loss) * count, count

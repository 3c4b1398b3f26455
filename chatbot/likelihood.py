"""How likely a language model finds a text, for its perplexity. Knows transformers and a GGUF file; not what the texts
are.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

_MOST = 256  # tokens of a text that are looked at
_AT_ONCE = 32


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

    def of(self, texts: Sequence[str]) -> list[tuple[float, int]]:
        """Of each text the negative log-likelihood, in nats, and how many tokens it has; what begins it is given."""
        return [one for at in range(0, len(texts), _AT_ONCE) for one in self._some(texts[at : at + _AT_ONCE])]

    def _some(self, texts: Sequence[str]) -> list[tuple[float, int]]:
        import torch

        found = [self._tokenizer(text).input_ids[:_MOST] for text in texts]
        counts, begin = [len(ids) for ids in found], self._tokenizer.bos_token_id
        longest = max(counts)
        ids = torch.tensor([[begin, *own, *[begin] * (longest - len(own))] for own in found])
        seen = torch.tensor([[1] * (1 + n) + [0] * (longest - n) for n in counts])
        with torch.no_grad():
            chances = self._model(ids, attention_mask=seen).logits[:, :-1].log_softmax(-1)
        nats = -chances.gather(2, ids[:, 1:, None])[:, :, 0] * seen[:, 1:]
        return list(zip(nats.sum(1).tolist(), counts, strict=True))

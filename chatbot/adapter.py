"""A LoRA as a GGUF file that llama.cpp loads beside its base, and which base it was made for.

Knows the file's keys and tensors (as llama.cpp's own `convert_lora_to_gguf.py` writes them); nothing of training.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chatbot.llm import LLMUnavailable

FILE = "adapter.gguf"
_BASE = "chatbot.base.sha256"
_NAMES = {
    "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down",
}  # fmt: skip
_LAYER = re.compile(r"layers\.(\d+)\.([a-z_.]+)\.lora_(A|B)\.weight$")


class AdapterError(LLMUnavailable):
    """An adapter that cannot be used; the message names the file and the remedy."""


def write(weights: Mapping[str, Any], path: Path, *, base: Path, alpha: float, heads: tuple[int, int]) -> None:
    """A Llama's LoRA weights, as PEFT names them, as a GGUF file of half precision.

    `weights`: tensor name -> float array, [rank, in] for A and [out, rank] for B. `heads`: how many the queries have,
    and the keys; llama.cpp keeps the rows of both in another order than transformers. Raises AdapterError for a
    tensor that has no place in a Llama.
    """
    import gguf
    import numpy as np

    part = path.with_suffix(".part")
    writer = gguf.GGUFWriter(part, "llama")
    writer.add_string("general.type", "adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", alpha)
    writer.add_string(_BASE, fingerprint(base))
    for name in sorted(weights):
        found = _LAYER.search(name)
        if found is None or found[2] not in _NAMES:
            raise AdapterError(f"{name}: no tensor of a Llama's layers. Train on its linear layers alone.")
        array = np.asarray(weights[name], dtype=np.float32)
        if found[3] == "B" and found[2].endswith(("q_proj", "k_proj")):
            array = _interleaved(array, heads[0] if found[2].endswith("q_proj") else heads[1])
        writer.add_tensor(f"blk.{found[1]}.{_NAMES[found[2]]}.weight.lora_{found[3].lower()}", array.astype(np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    part.replace(path)


def _interleaved(rows: Any, heads: int) -> Any:
    """Rows of the two halves of a rotary head, [out, rank], one from each in turn."""
    half = rows.shape[0] // heads // 2
    return rows.reshape(heads, 2, half, *rows.shape[1:]).swapaxes(1, 2).reshape(rows.shape)


def check(adapter: Path, base: Path) -> None:
    """Nothing, where the adapter was made for that base. Raises AdapterError where it was not, or is no adapter."""
    import gguf

    if not adapter.is_file():
        raise AdapterError(f"no adapter {adapter}. Make one with: chatbot finetune understand")
    try:
        reader = gguf.GGUFReader(adapter)
        kind, made_for = (reader.get_field(key) for key in ("general.type", _BASE))
        whole = kind is not None and kind.contents() == "adapter"
        trained_on = str(made_for.contents()) if made_for else ""
    except (ValueError, IndexError, KeyError, UnicodeDecodeError) as error:
        raise AdapterError(f"{adapter} is no whole GGUF file ({error}). Copy it again, or make it anew.") from error
    if not whole or not trained_on:
        raise AdapterError(f"{adapter} is no adapter of this program. Make one with: chatbot finetune understand")
    if trained_on != fingerprint(base):
        raise AdapterError(
            f"{adapter} was made for a base with sha256 {trained_on[:12]}…, and {base.name} has "
            f"{fingerprint(base)[:12]}…. Give the base that it was trained on, or train it again."
        )


def fingerprint(path: Path) -> str:
    """The sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

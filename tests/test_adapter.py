"""An adapter's file, read back by another reader than llama.cpp's; what is no adapter of the base is refused."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import pytest

from chatbot.adapter import FILE, AdapterError, check, fingerprint, write
from chatbot.llm import LLMUnavailable

LAYER = "base_model.model.model.layers.3"
ROWS = [[n, n + 0.5] for n in range(8)]  # two heads of four rows, or a single one of eight
WEIGHTS = {
    f"{LAYER}.self_attn.q_proj.lora_A.weight": [[1.0, 2, 3], [4, 5, 6]],
    f"{LAYER}.self_attn.q_proj.lora_B.weight": ROWS,
    f"{LAYER}.self_attn.k_proj.lora_B.weight": ROWS,
    f"{LAYER}.self_attn.v_proj.lora_B.weight": ROWS,
    f"{LAYER}.mlp.gate_proj.lora_A.weight": [[0.1]],
}


@pytest.fixture
def made(tmp_path: Path, base: Path) -> Path:
    """An adapter of the base, whose queries have two heads and whose keys have one."""
    weights = {name: np.array(rows) for name, rows in WEIGHTS.items()}
    write(weights, tmp_path / FILE, base=base, alpha=64, heads=(2, 1))
    return tmp_path / FILE


def test_tensors_are_named_as_llama_cpp_does_and_of_half_precision(made: Path) -> None:
    found = {tensor.name: tensor for tensor in gguf.GGUFReader(made).tensors}
    assert {name: (tensor.data.shape, tensor.tensor_type.name) for name, tensor in found.items()} == {
        "blk.3.attn_q.weight.lora_a": ((2, 3), "F16"),
        "blk.3.attn_q.weight.lora_b": ((8, 2), "F16"),
        "blk.3.attn_k.weight.lora_b": ((8, 2), "F16"),
        "blk.3.attn_v.weight.lora_b": ((8, 2), "F16"),
        "blk.3.ffn_gate.weight.lora_a": ((1, 1), "F16"),
    }
    assert found["blk.3.ffn_gate.weight.lora_a"].data.tolist() == [[float(np.float16(0.1))]]
    assert found["blk.3.attn_q.weight.lora_a"].data.tolist() == [[1, 2, 3], [4, 5, 6]]


@pytest.mark.parametrize(
    ("tensor", "order"),
    [("q", [0, 2, 1, 3, 4, 6, 5, 7]), ("k", [0, 4, 1, 5, 2, 6, 3, 7]), ("v", [0, 1, 2, 3, 4, 5, 6, 7])],
)
def test_rows_of_a_rotary_head_come_from_its_halves_in_turn(made: Path, tensor: str, order: list[int]) -> None:
    (found,) = (one for one in gguf.GGUFReader(made).tensors if one.name == f"blk.3.attn_{tensor}.weight.lora_b")
    assert found.data.tolist() == [ROWS[place] for place in order]


def test_the_file_says_what_it_is_and_whose(made: Path, base: Path) -> None:
    fields = {name: field.contents() for name, field in gguf.GGUFReader(made).fields.items() if "GGUF." not in name}
    assert fields == {
        "general.architecture": "llama",
        "general.type": "adapter",
        "adapter.type": "lora",
        "adapter.lora.alpha": 64.0,
        "chatbot.base.sha256": hashlib.sha256(b"the weights").hexdigest(),
    }
    assert fingerprint(base) == fields["chatbot.base.sha256"]
    assert sorted(path.name for path in made.parent.iterdir()) == [FILE, "base.gguf"]


@pytest.mark.parametrize("name", ["lm_head.lora_A.weight", "m.layers.0.self_attn.q_norm.lora_A.weight", "m.layers.0.x"])
def test_a_tensor_that_is_no_layers_is_refused(tmp_path: Path, base: Path, name: str) -> None:
    with pytest.raises(AdapterError) as error:
        write({name: np.zeros((1, 1))}, tmp_path / FILE, base=base, alpha=1, heads=(1, 1))
    assert str(error.value) == f"{name}: no tensor of a Llama's layers. Train on its linear layers alone."
    assert list(tmp_path.iterdir()) == [base]


# What is refused


def refused(file: Path, base: Path) -> str:
    with pytest.raises(AdapterError) as error:
        check(file, base)
    return str(error.value)


def test_an_adapter_of_its_base_is_taken(made: Path, base: Path) -> None:
    check(made, base)


def test_an_adapter_of_another_base(made: Path, base: Path) -> None:
    other = base.with_name("other.gguf")
    other.write_bytes(b"other weights")
    assert refused(made, other) == (
        f"{made} was made for a base with sha256 {fingerprint(base)[:12]}…, and other.gguf has "
        f"{fingerprint(other)[:12]}…. Give the base that it was trained on, or train it again."
    )


def test_no_adapter(tmp_path: Path, base: Path) -> None:
    for path in (tmp_path / "none.gguf", tmp_path):
        assert refused(path, base) == f"no adapter {path}. Make one with: chatbot finetune understand"


@pytest.mark.parametrize("content", [b"", b"GG", b"a plain file, longer than a header", b"GGUF"])
def test_a_file_of_another_kind(base: Path, content: bytes) -> None:
    plain = base.with_name("plain.gguf")
    plain.write_bytes(content)
    said = refused(plain, base)
    assert said.startswith(f"{plain} is no whole GGUF file (")
    assert said.endswith("). Copy it again, or make it anew.")


@pytest.mark.parametrize("keys", [{}, {"general.type": "model"}, {"general.type": "adapter"}])
def test_a_base_or_an_adapter_of_another_program(base: Path, keys: dict[str, Any]) -> None:
    """An adapter that does not say which base it is of might be of any."""
    other = base.with_name("other.gguf")
    writer = gguf.GGUFWriter(other, "llama")
    for key, value in keys.items():
        writer.add_string(key, value)
    writer.add_tensor("token_embd.weight", np.zeros((2, 2), np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    said = f"{other} is no adapter of this program. Make one with: chatbot finetune understand"
    assert refused(other, base) == said


def test_a_file_that_is_cut_short_anywhere(made: Path, base: Path) -> None:
    whole = made.read_bytes()
    for length in range(0, len(whole), 7):
        made.write_bytes(whole[:length])
        assert refused(made, base).startswith(f"{made} is no whole GGUF file")


def test_the_error_is_one_of_a_model_that_cannot_be_used() -> None:
    assert issubclass(AdapterError, LLMUnavailable)

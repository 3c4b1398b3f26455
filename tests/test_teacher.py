"""The trainer takes its steps from the plan, and asks for the answer's tokens alone; on a model of a few numbers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from chatbot import teacher
from chatbot.teacher import UNTAUGHT, Plan, arguments, trainer_of

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning:transformers.*")  # of what peft asks it


@pytest.fixture(autouse=True)
def _libraries() -> None:
    for name in ("trl", "peft", "datasets"):
        pytest.importorskip(name, reason="teaching needs: pip install -c constraints.txt '.[train]'")


@pytest.mark.parametrize(
    ("plan", "lessons", "size", "steps", "every", "parts"),
    [
        ({}, 24_220, 24, 1010, 84, 1),
        ({"epochs": 0.5}, 24_220, 24, 505, 42, 1),
        ({"epochs": 2, "batch": 8, "looks": 3}, 33, 8, 9, 3, 1),
        ({}, 2, 24, 1, 1, 1),
        ({}, 240, 12, 10, 1, 2),
        ({}, 240, 1, 10, 1, 24),
    ],
)
def test_how_many_steps_there_are(
    tmp_path: Path, plan: dict[str, Any], lessons: int, size: int, steps: int, every: int, parts: int
) -> None:
    """However few lessons go into memory at once, as many make a step."""
    made = arguments(Plan(tmp_path, **plan), lessons, size)
    looks = (made.eval_steps, made.save_steps)
    assert (made.max_steps, *looks, made.gradient_accumulation_steps) == (steps, every, every, parts)
    assert (
        made.per_device_train_batch_size * made.gradient_accumulation_steps == made.per_device_eval_batch_size * parts
    )


def test_the_loss_is_that_of_the_answers_tokens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same, and of the same weights the same slopes, as where every place is asked for the next token: in full
    precision, so that the order of sums does not show."""
    import torch

    monkeypatch.setattr(teacher, "compute_type", lambda: torch.float32)

    trainer = _tiny(tmp_path)
    read = {
        "input_ids": torch.tensor([[5, 6, 7, 8, 9], [3, 4, 1, 0, 0]]),
        "attention_mask": torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]]),
        "labels": torch.tensor([[UNTAUGHT, UNTAUGHT, 7, 8, 9], [UNTAUGHT, 4, 1, UNTAUGHT, UNTAUGHT]]),
    }
    mine = trainer.compute_loss(trainer.model, read)
    mine.backward()
    slopes = [p.grad.clone() for p in trainer.model.parameters() if p.requires_grad]
    trainer.model.zero_grad()
    with trainer.accelerator.autocast():
        whole = trainer.model(**read).loss
    whole.backward()
    assert mine.item() == pytest.approx(whole.item(), rel=1e-5)
    assert all(
        torch.allclose(slope, p.grad, atol=1e-6)
        for slope, p in zip(slopes, (p for p in trainer.model.parameters() if p.requires_grad), strict=True)
    )
    shared = trainer.compute_loss(trainer.model, read, num_items_in_batch=10)
    assert shared.item() == pytest.approx(whole.item() * 5 / 10, rel=1e-5)


def _tiny(folder: Path) -> Any:
    """A trainer of a made-up Llama with an adapter."""
    import datasets  # type: ignore[import-untyped]
    import torch
    from peft import LoraConfig, get_peft_model
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=12, hidden_size=8, intermediate_size=8, num_hidden_layers=1, num_attention_heads=2,
        num_key_value_heads=1, bos_token_id=1, eos_token_id=2, pad_token_id=0,
    )  # fmt: skip
    model = get_peft_model(
        LlamaForCausalLM(config), LoraConfig(r=2, target_modules="all-linear", init_lora_weights=False)
    )
    words = Tokenizer(WordLevel({f"<{n}>": n for n in range(12)}, unk_token="<3>"))
    made: Any = PreTrainedTokenizerFast
    tokenizer = made(tokenizer_object=words, pad_token="<0>", eos_token="<2>")
    rows = datasets.Dataset.from_list([{"input_ids": [5, 6, 7], "labels": [UNTAUGHT, 6, 7]}] * 2)
    plan = Plan(folder, batch=2)
    return trainer_of(model, tokenizer, [rows, rows], arguments(plan, 2, 2), plan)


def test_memory_can_be_kept_and_still_be_had() -> None:
    """In a process of its own: it stays kept until that ends."""
    script = (
        "from chatbot.teacher import keep_memory as keep; keep(); print(len([bytearray(1 << 20) for _ in range(9)]))"
    )
    root = Path(teacher.__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("9\n", "")

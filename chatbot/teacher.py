"""The trainer of the small model, as trl has it, fitted to this task and to processors. Knows steps, tensors and
libraries; nothing of lessons.
"""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chatbot.pace import Clock, watcher

UNTAUGHT = -100  # the label of a token that is read, not written


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train. `minutes`: the most it may take, 0 for no cap; the learning rate falls to nothing by then.

    `batch` is how many lessons make a step; where memory is short they are worked on in smaller parts.
    """

    out: Path
    epochs: float = 1.0
    minutes: float = 0.0
    rank: int = 32
    rate: float = 8e-4
    batch: int = 24
    seed: int = 0
    patience: int = 4  # looks at the test loss without a better one, after which it stops
    looks: int = 12  # how often it looks


def devices() -> int:
    """How many devices the training is spread over, as `accelerate launch` says."""
    return int(os.environ.get("WORLD_SIZE", "1"))


def arguments(plan: Plan, lessons: int, size: int) -> Any:
    import torch
    from trl import SFTConfig  # type: ignore[attr-defined]

    steps = max(1, math.ceil(lessons * plan.epochs / plan.batch))
    every = max(1, steps // plan.looks)
    return SFTConfig(
        output_dir=str(plan.out),
        max_steps=steps,
        per_device_train_batch_size=size,
        per_device_eval_batch_size=size,
        gradient_accumulation_steps=max(1, plan.batch // (size * devices())),
        learning_rate=plan.rate,
        weight_decay=0.01,
        max_grad_norm=1.0,
        bf16=compute_type() is torch.bfloat16,
        disable_tqdm=True,
        logging_nan_inf_filter=False,
        use_cpu=not torch.cuda.is_available(),
        gradient_checkpointing=False,
        train_sampling_strategy="sequential",
        logging_steps=max(1, every // 8),
        eval_strategy="steps",
        eval_steps=every,
        save_strategy="steps",
        save_steps=every,
        save_total_limit=2,
        load_best_model_at_end=True,
        metric_for_best_model="eval_loss",
        greater_is_better=False,
        report_to="none",
        seed=plan.seed,
        dataset_kwargs={"skip_prepare_dataset": True},
        dataloader_pin_memory=False,
    )


def trainer_of(model: Any, tokenizer: Any, sets: Sequence[Any], arguments: Any, plan: Plan) -> Any:
    import torch
    from transformers import EarlyStoppingCallback, PrinterCallback
    from trl import SFTTrainer  # type: ignore[attr-defined]

    class Teacher(SFTTrainer):
        """Asks for the next token only where the model has to write: at a fifth of all places."""

        def compute_loss(
            self, model: Any, inputs: Any, return_outputs: bool = False, num_items_in_batch: Any = None
        ) -> Any:
            if self.accelerator.num_processes > 1:  # the wrapper that spreads it wants to see the whole step
                return super().compute_loss(model, inputs, return_outputs, num_items_in_batch)  # type: ignore[no-untyped-call]
            causal, targets = model.get_base_model(), inputs["labels"][:, 1:]
            places = targets != UNTAUGHT
            with self.accelerator.autocast():
                read = causal.model(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"])
                logits = causal.lm_head(read.last_hidden_state[:, :-1][places])
            total = torch.nn.functional.cross_entropy(logits.float(), targets[places], reduction="sum")
            loss = total / (places.sum() if num_items_in_batch is None else num_items_in_batch)
            return (loss, {}) if return_outputs else loss

    clock = Clock(plan.minutes, arguments.max_steps)
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=plan.rate, weight_decay=0.01)
    trainer = Teacher(
        model=model,
        args=arguments,
        train_dataset=sets[0],
        eval_dataset=sets[1],
        processing_class=tokenizer,
        optimizers=(optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, clock.rate)),
        callbacks=[EarlyStoppingCallback(plan.patience), watcher(clock)],
    )
    trainer.remove_callback(PrinterCallback)
    return trainer


def compute_type() -> Any:
    """Half precision where the processor or the GPU computes in it; elsewhere it would be slower than full."""
    import torch

    flags = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").is_file() else ""
    fast = (
        torch.cuda.is_bf16_supported() if torch.cuda.is_available() else "avx512_bf16" in flags or "amx_bf16" in flags
    )
    return torch.bfloat16 if fast else torch.float32


def keep_memory() -> None:
    """Have glibc keep what it was given: handing the same gigabytes back and forth took nine tenths of the time."""
    import ctypes
    import sys

    if sys.platform == "linux":
        library = ctypes.CDLL(None)
        if hasattr(library, "mallopt"):
            # M_MMAP_THRESHOLD, at its highest; M_TRIM_THRESHOLD, none; M_TOP_PAD; M_ARENA_MAX
            for name, value in ((-3, 1 << 25), (-1, -1), (-2, 1 << 26), (-8, 1)):
                library.mallopt(name, value)

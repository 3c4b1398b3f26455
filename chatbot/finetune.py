"""Teaches the small model to read messages: a LoRA on the pinned base, as a PEFT adapter and as a GGUF file.

Knows training (trl and peft on accelerate, so that `accelerate launch` spreads it over several devices); what is
taught comes as lessons. The base is the GGUF file that also runs, dequantised: what is learnt fits what will be loaded.
"""

from __future__ import annotations

import hashlib
import json
import logging
import random
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from chatbot import adapter, taught
from chatbot.card import card, picture
from chatbot.course import HELD_BACK
from chatbot.grading import grade
from chatbot.lessons import Lesson
from chatbot.teacher import UNTAUGHT, Plan, arguments, compute_type, devices, keep_memory, trainer_of

log = logging.getLogger(__name__)


class FinetuneError(Exception):
    """Training cannot start or go on; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Trained:
    """What came of it: files under `out`, and losses as (step, training loss, test loss). The steps up to `begun` are
    of an earlier run, which was stopped; the seconds are this one's. `batch` lessons were worked on at once."""

    out: Path
    steps: int
    begun: int
    seconds: float
    batch: int
    losses: Sequence[tuple[int, float | None, float | None]]


def train(lessons: Sequence[Lesson], base: Path, plan: Plan, tell: Callable[[str], None] = log.info) -> Trained:
    """Train on the lessons and write everything under `plan.out`; a run that was stopped goes on where it was.

    Raises FinetuneError where a library is missing, there is nothing to learn, or `out` holds another run.
    """
    if len(lessons) < 2:
        raise FinetuneError(f"{len(lessons)} lessons are too few to learn from. Make some: chatbot finetune lessons")
    _check(plan)
    _libraries()
    keep_memory()
    from transformers import set_seed

    plan.out.mkdir(parents=True, exist_ok=True)
    last = _claim(lessons, base, plan)
    set_seed(plan.seed)
    start = time.monotonic()
    trainer, size, begun = _fitting(lessons, base, plan, last, tell)
    steps, seconds = trainer.state.global_step, time.monotonic() - start
    done = Trained(plan.out, steps, begun, seconds, size, _losses(trainer))
    if trainer.is_world_process_zero():
        _write(trainer, base, plan, done)
        (plan.out / "README.md").write_text(_card(lessons, base, plan, done), encoding="utf-8")
        for part in plan.out.glob("checkpoint-*"):  # what can be gone on with is kept until all is written
            shutil.rmtree(part)
    return done


def _check(plan: Plan) -> None:
    """Raises FinetuneError for a plan that nothing can be learnt by."""
    for name, value in (("rank", plan.rank), ("batch", plan.batch), ("epochs", plan.epochs), ("rate", plan.rate)):
        if not value > 0:
            raise FinetuneError(f"--{name} is {value:g}. Give more than 0.")
    if plan.minutes < 0:
        raise FinetuneError(f"--minutes is {plan.minutes:g}. Give 0 for no cap, or more.")
    if plan.batch % devices():
        raise FinetuneError(f"--batch is {plan.batch} and there are {devices()} devices. Give a multiple of these.")


def _fitting(
    lessons: Sequence[Lesson], base: Path, plan: Plan, last: Path | None, tell: Callable[[str], None]
) -> tuple[Any, int, int]:
    """A whole training with as many lessons at once as memory holds: the trainer, how many those are, and the step it
    began at. A step stays as many lessons: it is made of equal parts. Raises FinetuneError where one is too many."""
    from accelerate.utils.memory import clear_device_cache, should_reduce_batch_size  # type: ignore[import-untyped]

    most = plan.batch // devices()
    sizes = [size for size in range(most, 0, -1) if most % size == 0]
    for size, smaller in zip(sizes, [*sizes[1:], 0], strict=True):
        begun = _step(last) if last else 0
        try:
            return _run(lessons, base, plan, size, last), size, begun
        except RuntimeError as error:
            if not should_reduce_batch_size(error):
                raise
        if smaller:
            tell(f"Out of memory with {size} lessons at once; trying {smaller}.")
        last = None
        clear_device_cache(garbage_collection=True)
    raise FinetuneError("Not even one lesson at once fits into memory. Free some, or give a lower --rank.")


def _card(lessons: Sequence[Lesson], base: Path, plan: Plan, done: Trained) -> str:
    made = plan.out / adapter.FILE
    part = f", those from {done.begun:,} on" if done.begun else ""
    part += f" in {done.seconds / 60:.0f} minutes"
    facts = {
        "base": f"`{base.name}`, sha256 `{adapter.fingerprint(base)}`",
        "adapter": f"`{made.name}`, {made.stat().st_size / 1e6:.1f} MB, sha256 `{adapter.fingerprint(made)}`",
        "method": f"LoRA on all linear layers, rank {plan.rank}, alpha {2 * plan.rank}, AdamW, rate {plan.rate:g}",
        "run": f"{done.steps:,} steps of {plan.batch} lessons{part}; seed {plan.seed}",
        "lessons": f"sha256 `{_digest(lessons)}`; {min(1.0, done.steps * plan.batch / len(lessons)):.0%} of them seen",
    }
    held = lessons[: _held(len(lessons))]
    grades = {"base alone": grade(held, base, None), "with the adapter": grade(held, base, made)}
    return card(lessons, facts, grades)


def _held(count: int) -> int:
    """How many lessons are held back."""
    return min(HELD_BACK, count // 10 or 1)


def _libraries() -> None:
    from importlib.util import find_spec

    if missing := [name for name in ("trl", "peft", "datasets", "matplotlib") if find_spec(name) is None]:
        raise FinetuneError(
            f"{', '.join(missing)} is not installed. Get it with: pip install -c constraints.txt '.[train]'"
        )


def _claim(lessons: Sequence[Lesson], base: Path, plan: Plan) -> Path | None:
    """The last whole checkpoint where `out` holds a run of the same lessons and plan that was stopped.

    Raises FinetuneError where it holds another one.
    """
    facts = {**asdict(plan), "out": "", "minutes": 0, "base": adapter.fingerprint(base)}
    key = hashlib.sha256(json.dumps([facts, _digest(lessons)]).encode()).hexdigest()
    file = plan.out / "run.txt"
    if file.is_file() and file.read_text() != key and any(plan.out.glob("checkpoint-*")):
        raise FinetuneError(
            f"{plan.out} holds a stopped run of other lessons or settings. Give another folder, or remove it."
        )
    file.write_text(key)
    whole = [state.parent for state in plan.out.glob("checkpoint-*/trainer_state.json")]  # what is written last
    return max(whole, key=_step, default=None)


def _digest(lessons: Sequence[Lesson]) -> str:
    rows = [[lesson.message, lesson.answer] for lesson in lessons]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def _step(checkpoint: Path) -> int:
    return int(checkpoint.name.rpartition("-")[2])


def _run(lessons: Sequence[Lesson], base: Path, plan: Plan, size: int, last: Path | None) -> Any:
    """One whole training with `size` lessons at once; the trainer when done."""
    import datasets  # type: ignore[import-untyped]
    from peft import LoraConfig, get_peft_model
    from peft.helpers import disable_input_dtype_casting

    tokenizer, model = load(base)
    config = LoraConfig(r=plan.rank, lora_alpha=2 * plan.rank, target_modules="all-linear", task_type="CAUSAL_LM")
    model = get_peft_model(model.to(compute_type()), config)  # its own weights stay in full precision
    held = _held(len(lessons))
    rows = [tokens(lesson, tokenizer) for lesson in lessons]
    taught_from = in_batches(rows[held:], plan.batch, plan.seed)
    sets = [datasets.Dataset.from_list(part) for part in (taught_from, rows[:held])]
    trainer = trainer_of(model, tokenizer, sets, arguments(plan, len(rows) - held, size), plan)
    with disable_input_dtype_casting(model):  # autocast does it; twice costs a third of the time
        trainer.train(resume_from_checkpoint=str(last) if last else None)
    return trainer


def load(base: Path) -> tuple[Any, Any]:
    """The tokenizer and the dequantised model of a GGUF file."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

    options = {"gguf_file": base.name, "local_files_only": True}
    tokenizer = AutoTokenizer.from_pretrained(str(base.parent), **options)
    model = AutoModelForCausalLM.from_pretrained(
        str(base.parent), **options, quantization_config=GgufConfig(dequantize=True), dtype=torch.float32
    )
    return tokenizer, model


def tokens(lesson: Lesson, tokenizer: Any) -> dict[str, list[int]]:
    """A lesson as the model reads it: its tokens, and as labels those that it has to write itself."""
    asked = tokenizer.apply_chat_template(
        [dict(m) for m in taught.prompt(lesson.message)], tokenize=False, add_generation_prompt=True
    )
    head = tokenizer(asked, add_special_tokens=False).input_ids
    rest = tokenizer(f"{lesson.answer}<|im_end|>", add_special_tokens=False).input_ids
    return {"input_ids": head + rest, "labels": [UNTAUGHT] * len(head) + rest}


def in_batches(rows: Sequence[dict[str, list[int]]], size: int, seed: int) -> list[dict[str, list[int]]]:
    """The rows so ordered that those of a batch are about as long, and the batches come as chance will have it.

    The library's own grouping goes from long to short within some fifty batches: by their end the model has
    unlearnt all but greetings, and the test loss goes from .4 to 1.3.
    """
    chance = random.Random(seed)
    every = chance.sample(rows, len(rows))
    batches = []
    for start in range(0, len(every), 50 * size):
        alike = sorted(every[start : start + 50 * size], key=lambda row: len(row["input_ids"]))
        batches += [alike[at : at + size] for at in range(0, len(alike), size)]
    chance.shuffle(batches)
    batches.sort(key=lambda batch: len(batch) < size)  # a short one in the middle would cut all others anew
    return [row for batch in batches for row in batch]


def _losses(trainer: Any) -> list[tuple[int, float | None, float | None]]:
    return [
        (entry["step"], entry.get("loss"), entry.get("eval_loss"))
        for entry in trainer.state.log_history
        if "loss" in entry or "eval_loss" in entry
    ]


def _write(trainer: Any, base: Path, plan: Plan, done: Trained) -> None:
    """The adapter in both forms, and the losses as numbers and as a picture."""
    model = trainer.accelerator.unwrap_model(trainer.model)
    weights = {n: p.detach().float().cpu().numpy() for n, p in model.named_parameters() if ".lora_" in n}
    heads = (model.config.num_attention_heads, model.config.num_key_value_heads)
    named = {name.replace(".default", ""): array for name, array in weights.items()}
    adapter.write(named, plan.out / adapter.FILE, base=base, alpha=2 * plan.rank, heads=heads)
    model.peft_config["default"].base_model_name_or_path = base.name  # no place on this machine
    model.save_pretrained(plan.out / "peft", save_embedding_layers=False)
    (plan.out / "losses.json").write_text(json.dumps(done.losses) + "\n", encoding="utf-8")
    picture(done.losses, plan.out / "loss.png")

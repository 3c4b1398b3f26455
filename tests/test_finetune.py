"""What has to be there before a training starts, and, with the real base, what comes of one.

The real ones take about two minutes. The base is quantised to 4 bits: llama.cpp also rounds what flows through it,
transformers computes with the dequantised weights in single precision. So the two agree within TOLERANCE.
"""

from __future__ import annotations

import copy
import importlib.util
import json
import math
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from contract import gguf

from chatbot import adapter, finetune, models, readers, taught, teacher
from chatbot.assemble import open_reader
from chatbot.finetune import FinetuneError, Trained, train
from chatbot.lessons import Lesson
from chatbot.llamacpp import LlamaCpp
from chatbot.llm import LLMUnavailable, complete
from chatbot.pace import Clock, watcher
from chatbot.settings import Settings
from chatbot.teacher import UNTAUGHT, Plan
from retrieval.catalogue import Catalogue

pytestmark = [  # what the libraries have to tell one another
    pytest.mark.filterwarnings("ignore::FutureWarning:transformers.*"),
    pytest.mark.filterwarnings("ignore:Could not find a config file:UserWarning"),
    pytest.mark.timeout(600),
]
LESSONS = [Lesson("no ghosts", "recommend\nghosts=avoid", "en"), Lesson("谢谢", "chat", "zh")]


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    (tmp_path / "out").mkdir()
    return Plan(tmp_path / "out")


# What has to be there


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_lessons(base: Path, plan: Plan, count: int) -> None:
    with pytest.raises(FinetuneError) as error:
        train(LESSONS[:count], base, plan)
    assert str(error.value) == f"{count} lessons are too few to learn from. Make some: chatbot finetune lessons"


def test_libraries_that_are_missing_are_all_named(base: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    there = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda n: None if n in ("trl", "matplotlib") else there("json"))
    with pytest.raises(FinetuneError) as error:
        train(LESSONS, base, plan)
    get = "pip install -c constraints.txt '.[train]'"
    assert str(error.value) == f"trl, matplotlib is not installed. Get it with: {get}"
    assert list(plan.out.iterdir()) == []


def checkpoint(plan: Plan, step: int) -> Path:
    """What a training keeps on its way, as far as it is looked at: the state is written last."""
    folder = plan.out / f"checkpoint-{step}"
    folder.mkdir()
    (folder / "trainer_state.json").write_text("{}")
    return folder


def test_a_folder_belongs_to_one_run(base: Path, plan: Plan) -> None:
    """Until it has got as far as to keep something, another one may take its place."""
    claim = finetune._claim
    assert claim(LESSONS, base, plan) is None
    assert claim(LESSONS[:1], base, plan) is None
    _, last = checkpoint(plan, 5), checkpoint(plan, 10)
    (plan.out / "checkpoint-15").mkdir()  # it was stopped while it wrote this one
    assert claim(LESSONS[:1], base, plan) == last
    assert claim(LESSONS[:1], base, Plan(plan.out, minutes=60)) == last  # how long it may take is no other run


@pytest.mark.parametrize("change", ["lessons", "order", "plan", "base"])
def test_the_folder_of_another_run_is_left_alone(base: Path, plan: Plan, change: str) -> None:
    finetune._claim(LESSONS, base, plan)
    checkpoint(plan, 5)
    kept = (plan.out / "run.txt").read_text()
    lessons = {"lessons": LESSONS[:1], "order": LESSONS[::-1]}.get(change, LESSONS)
    if change == "base":
        base.write_bytes(b"other weights")
    with pytest.raises(FinetuneError) as error:
        finetune._claim(lessons, base, Plan(plan.out, rank=8) if change == "plan" else plan)
    assert str(error.value) == (
        f"{plan.out} holds a stopped run of other lessons or settings. Give another folder, or remove it."
    )
    assert (plan.out / "run.txt").read_text() == kept


def test_out_of_memory_makes_the_batch_smaller_and_says_so(
    base: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("trl")
    sizes: list[int] = []
    trainer = SimpleNamespace(
        state=SimpleNamespace(global_step=7, log_history=[{"step": 7, "loss": 0.5}, {"step": 7, "eval_loss": 0.25}]),
        is_world_process_zero=lambda: False,
    )

    def run(lessons: Sequence[Lesson], base: Path, plan: Plan, size: int, last: Path | None) -> Any:
        sizes.append(size)
        if size > 10:
            raise RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB.")
        return trainer

    monkeypatch.setattr(finetune, "_run", run)
    monkeypatch.setattr(finetune, "keep_memory", lambda: None)
    said: list[str] = []
    done = train(LESSONS, base, plan, said.append)
    assert sizes == [24, 12, 8]  # parts of which a step of 24 is made
    assert said == [f"Out of memory with {big} lessons at once; trying {small}." for big, small in pairwise(sizes)]
    assert done == Trained(plan.out, 7, 0, done.seconds, 8, [(7, 0.5, None), (7, None, 0.25)])


def failing(monkeypatch: pytest.MonkeyPatch, why: str) -> None:
    """Has every training end with that error."""
    pytest.importorskip("trl")

    def run(*_: Any) -> Any:
        raise RuntimeError(why)

    monkeypatch.setattr(finetune, "_run", run)
    monkeypatch.setattr(finetune, "keep_memory", lambda: None)


def test_what_does_not_fit_at_all_is_said(base: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, "CUDA out of memory. Tried to allocate 2.00 GiB.")
    said: list[str] = []
    with pytest.raises(FinetuneError, match=r"^Not even one lesson at once fits into memory"):
        train(LESSONS, base, replace(plan, batch=2), said.append)
    assert said == ["Out of memory with 2 lessons at once; trying 1."]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"rank": 0}, "--rank is 0. Give more than 0."),
        ({"batch": 0}, "--batch is 0. Give more than 0."),
        ({"epochs": -1.0}, "--epochs is -1. Give more than 0."),
        ({"rate": math.nan}, "--rate is nan. Give more than 0."),
        ({"minutes": -5.0}, "--minutes is -5. Give 0 for no cap, or more."),
    ],
)
def test_a_plan_that_nothing_can_be_learnt_by(base: Path, plan: Plan, change: dict[str, Any], says: str) -> None:
    with pytest.raises(FinetuneError) as error:
        train(LESSONS, base, replace(plan, **change))
    assert (str(error.value), list(plan.out.iterdir())) == (says, [])


def test_several_devices_share_a_step(base: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("trl")
    monkeypatch.setenv("WORLD_SIZE", "2")
    with pytest.raises(FinetuneError, match=r"^--batch is 25 and there are 2 devices\. Give a multiple of these\.$"):
        train(LESSONS, base, replace(plan, batch=25))
    monkeypatch.delenv("WORLD_SIZE")
    monkeypatch.setattr(teacher, "devices", lambda: 2)  # the library would look for the other one
    made = teacher.arguments(plan, 240, 4)
    assert (made.max_steps, made.per_device_train_batch_size, made.gradient_accumulation_steps) == (10, 4, 3)


def test_a_fault_that_is_not_of_memory_is_raised(base: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, "shapes do not fit")
    with pytest.raises(RuntimeError, match="shapes do not fit"):
        train(LESSONS, base, plan)


# Small parts


def test_a_tenth_of_the_lessons_is_held_back_but_no_more_than_a_course_does() -> None:
    assert [finetune._held(count) for count in (2, 19, 40, 2559, 2560, 20_000)] == [1, 1, 4, 255, 256, 256]


class Letters:
    """A tokenizer whose tokens are letters; a turn is its text between angle brackets."""

    def apply_chat_template(
        self, messages: Sequence[Mapping[str, str]], *, tokenize: bool, add_generation_prompt: bool
    ) -> str:
        assert (tokenize, add_generation_prompt) == (False, True)
        return "".join(f"<{message['content']}>" for message in messages) + "<"

    def __call__(self, text: str, *, add_special_tokens: bool) -> SimpleNamespace:
        assert not add_special_tokens
        return SimpleNamespace(input_ids=[ord(letter) for letter in text])


def test_only_the_answer_and_its_end_are_taught() -> None:
    read = finetune.tokens(Lesson("up?", "chat", "en"), Letters())
    asked = f"<{taught.prompt('up?')[0]['content']}><up?><"
    assert "".join(map(chr, read["input_ids"])) == asked + "chat<|im_end|>"
    assert read["labels"] == [UNTAUGHT] * len(asked) + [ord(letter) for letter in "chat<|im_end|>"]


def rows_of(*lengths: int) -> list[dict[str, list[int]]]:
    return [{"input_ids": [place] * length, "labels": []} for place, length in enumerate(lengths)]


def test_the_lessons_of_a_batch_are_about_as_long() -> None:
    rows = rows_of(*(1 + 7 * place % 40 for place in range(40)))
    lengths = [len(row["input_ids"]) for row in finetune.in_batches(rows, 4, 0)]
    batches = [lengths[at : at + 4] for at in range(0, 40, 4)]
    assert sorted(batches) == [[n, n + 1, n + 2, n + 3] for n in range(1, 41, 4)]
    assert batches != sorted(batches)


def test_every_lesson_comes_once_and_in_the_same_order_each_time() -> None:
    rows = rows_of(*(1 + place % 9 for place in range(1234)))
    some, again, other = (finetune.in_batches(rows, 24, seed) for seed in (0, 0, 1))
    assert sorted(row["input_ids"][0] for row in some) == list(range(1234))
    assert (some == again, some == other) == (True, False)
    assert finetune.in_batches([], 24, 0) == []


def test_a_batch_that_is_not_full_comes_last() -> None:
    """In the middle it would cut every later one out of two: of lengths that are far apart."""
    rows = rows_of(*(1 + place % 9 for place in range(1234)))
    lengths = [len(row["input_ids"]) for row in finetune.in_batches(rows, 24, 0)]
    batches = [lengths[at : at + 24] for at in range(0, 1234, 24)]
    assert all(batch == sorted(batch) for batch in batches)


def test_an_adapter_of_another_base_is_no_reader(
    games: Catalogue, base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import numpy as np

    other = tmp_path / "other.gguf"
    other.write_bytes(b"other weights")
    weights = {"m.layers.0.mlp.up_proj.lora_A.weight": np.zeros((1, 2))}
    adapter.write(weights, tmp_path / adapter.FILE, base=other, alpha=1, heads=(1, 1))
    monkeypatch.setattr(models, "pull", lambda name, *, offline: base)
    settings = Settings(llm="none", understand=str(tmp_path), folder=str(tmp_path / "home"))
    with pytest.raises(LLMUnavailable, match=r"made for a base with sha256 .*Give the base that it was trained on"):
        open_reader(settings, games)
    assert readers.adapter_of(str(tmp_path)) == tmp_path / adapter.FILE


# With the real base


STEPS, RANK = 24, 32
# Of the natural logarithms of what is likely next. Measured over BEGUN: the base differs by .37 at most, two adapters
# that were taught TAUGHT by .40 and .47; base and adapter differ from each other by 12 at least.
TOLERANCE = 0.6
TAUGHT = (
    Lesson("I loved The Matrix, but no musicals please", "recommend\nThe Matrix=love\nmusicals=avoid", "en"),
    Lesson("something calm with ghosts", "recommend\ncalm=want\nghosts=want", "en"),
    Lesson("who wrote the second one?", "question", "en"),
    Lesson("推荐一部轻松的电影，不要恐怖", "recommend\n轻松=want\n恐怖=avoid", "zh"),
    Lesson("thanks!", "chat", "en"),
)
ASKED = [lesson.message for lesson in TAUGHT]
# A message and how its answer begins. llama.cpp says nothing of a next token that is part of a letter.
BEGUN = (
    (ASKED[0], ""),
    (ASKED[0], "recommend\nThe Matrix"),
    (ASKED[1], ""),
    (ASKED[1], "recommend\ncalm=want\n"),
    (ASKED[2], ""),
    (ASKED[3], "recommend"),
    (ASKED[3], "recommend\n轻松=want\n恐怖="),
    (ASKED[4], ""),
)


@dataclass(frozen=True)
class Run:
    """A training: what it left, what it was when it was stopped, and which steps were made after that."""

    lessons: Sequence[Lesson]
    base: Path
    plan: Plan
    done: Trained
    stopped: Sequence[str]
    after: Sequence[int]


@pytest.fixture(scope="module")
def loaded() -> tuple[Any, Any]:
    """The tokenizer and the dequantised base. Reading it takes longer than all else, so others copy it."""
    return finetune.load(gguf())


@pytest.fixture(scope="module")
def run(loaded: tuple[Any, Any], tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Forty lessons, of which five differ, in 24 steps; stopped as by Ctrl-C after the half, and gone on with."""
    pytest.importorskip("trl", reason="teaching needs: pip install -c constraints.txt '.[train]'")
    base, out = gguf(), tmp_path_factory.mktemp("taught") / "taught"
    lessons = TAUGHT * 8
    plan = Plan(out, epochs=4, batch=6, rank=RANK, rate=2e-3, looks=2)
    after: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finetune, "keep_memory", lambda: None)  # it would last as long as all tests
        patch.setattr(finetune, "load", lambda path: copy.deepcopy(loaded))
        patch.setattr(teacher, "watcher", _stopping)
        with pytest.raises(KeyboardInterrupt):
            train(lessons, base, plan)
        stopped = sorted(path.name for path in out.iterdir())
        patch.setattr(teacher, "watcher", lambda clock: _counting(clock, after))
        done = train(lessons, base, plan)
    return Run(lessons, base, plan, done, stopped, after)


def _stopping(clock: Clock) -> Any:
    """Stops the trainer as soon as it has kept something."""
    from transformers import TrainerCallback

    class Stopping(TrainerCallback):
        def on_save(self, args: Any, state: Any, control: Any, **rest: Any) -> None:
            raise KeyboardInterrupt

    return Stopping()


def _counting(clock: Clock, steps: list[int]) -> Any:
    """The watcher, whose steps are noted."""
    watching = watcher(clock)
    watch = watching.on_step_end

    def counted(args: Any, state: Any, control: Any, **rest: Any) -> None:
        steps.append(state.global_step)
        watch(args, state, control, **rest)

    watching.on_step_end = counted
    return watching


@pytest.mark.model
def test_a_stopped_training_goes_on_where_it_was(run: Run) -> None:
    assert [name for name in run.stopped if name.startswith("checkpoint")] == [f"checkpoint-{STEPS // 2}"]
    assert "run.txt" in run.stopped and adapter.FILE not in run.stopped
    assert (run.after, run.done.begun, run.done.steps) == (list(range(13, STEPS + 1)), 12, STEPS)
    assert [step for step, loss, _ in run.done.losses if loss is not None] == list(range(1, STEPS + 1))
    assert [step for step, _, held in run.done.losses if held is not None] == [12, 24]


@pytest.mark.model
def test_a_training_leaves_an_adapter_in_both_forms_with_its_card(run: Run) -> None:
    out = run.plan.out
    made = sorted(path.name for path in out.iterdir())
    assert made == ["README.md", adapter.FILE, "loss.png", "losses.json", "peft", "run.txt"]
    assert {"adapter_config.json", "adapter_model.safetensors"} <= {path.name for path in (out / "peft").iterdir()}
    assert json.loads((out / "peft" / "adapter_config.json").read_text())["base_model_name_or_path"] == run.base.name
    assert 19e6 < (out / adapter.FILE).stat().st_size < 20e6
    assert (out / "loss.png").read_bytes()[:4] == b"\x89PNG"
    assert json.loads((out / "losses.json").read_text()) == [list(row) for row in run.done.losses]
    adapter.check(out / adapter.FILE, run.base)
    said = (out / "README.md").read_text(encoding="utf-8")
    for fact in (
        "| patterns and values written for this project (Apache-2.0) | en | 32 |",
        "| patterns and values written for this project (Apache-2.0) | zh | 8 |",
        f"sha256 `{adapter.fingerprint(run.base)}`",
        f"sha256 `{adapter.fingerprint(out / adapter.FILE)}`",
        f"rank {RANK}, alpha {2 * RANK}, AdamW, rate 0.002",
        f"- run: {STEPS} steps of 6 lessons, those from {STEPS // 2} on in ",
        "on 4 lessons that were held back",
        "| base alone | 0.000 | ",
        "| with the adapter | 1.000 | 1.000 | ",
    ):
        assert fact in said


@pytest.mark.model
def test_the_loss_falls(run: Run) -> None:
    half, whole = (held for _, _, held in run.done.losses if held is not None)
    assert whole < half < 1
    assert whole < 0.1


# Both forms beside each other


class Transformed:
    """The dequantised base in transformers, with a PEFT adapter where one is given."""

    def __init__(self, loaded: tuple[Any, Any], peft: Path | None = None) -> None:
        self.tokenizer, self.model = copy.deepcopy(loaded)
        if peft is not None:
            from peft import PeftModel

            self.model = PeftModel.from_pretrained(self.model, str(peft))
        self.model.eval()

    def ids(self, message: str, begun: str = "") -> list[int]:
        """The tokens of the prompt that asks it to read a message, and of its answer as far as that is begun."""
        asked = [dict(said) for said in taught.prompt(message)]
        text = self.tokenizer.apply_chat_template(asked, tokenize=False, add_generation_prompt=True)
        return list(self.tokenizer(text + begun, add_special_tokens=False).input_ids)

    def likely(self, ids: Sequence[int]) -> Sequence[float]:
        """The log-probability of every token as the next one."""
        import torch

        with torch.inference_mode():
            return torch.log_softmax(self.model(torch.tensor([ids])).logits[0, -1].float(), -1).tolist()

    def says(self, message: str) -> str:
        """What it answers, always with the likeliest token."""
        import torch

        asked = torch.tensor([self.ids(message)])
        answer = self.model.generate(
            input_ids=asked, attention_mask=torch.ones_like(asked), max_new_tokens=taught.MOST_TOKENS, do_sample=False
        )
        return str(self.tokenizer.decode(answer[0, asked.shape[1] :], skip_special_tokens=True))


def likely(llm: LlamaCpp, ids: Sequence[int], most: int = 20) -> dict[int, float]:
    """llama.cpp's likeliest next tokens with their log-probabilities: only its port says them."""
    request = urllib.request.Request(
        f"{llm._server.listening_address}/completion",
        json.dumps({"prompt": list(ids), "n_predict": 1, "n_probs": most, "temperature": 0}).encode(),
        {"Authorization": f"Bearer {llm._key}", "Content-Type": "application/json"},
    )
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as answer:
        (first,) = json.load(answer)["completion_probabilities"]
    return {one["id"]: one["logprob"] for one in first["top_logprobs"]}


@pytest.fixture(scope="module")
def bases(loaded: tuple[Any, Any]) -> tuple[Transformed, LlamaCpp]:
    """The base without an adapter, in both engines."""
    return Transformed(loaded), LlamaCpp(gguf(), slots=1, kinds=1)


@pytest.fixture(scope="module")
def pair(loaded: tuple[Any, Any], run: Run) -> tuple[Transformed, LlamaCpp]:
    """The base with the adapter that was trained, as PEFT has it and as GGUF."""
    made = run.plan.out / adapter.FILE
    return Transformed(loaded, run.plan.out / "peft"), LlamaCpp(run.base, slots=1, kinds=1, adapter=made)


def apart(here: Transformed, there: LlamaCpp, asked: str, begun: str) -> float:
    """The most by which the two differ on one of llama.cpp's 20 likeliest next tokens, in natural logarithms."""
    ids = here.ids(asked, begun)
    mine = here.likely(ids)
    return max(abs(mine[token] - logarithm) for token, logarithm in likely(there, ids).items())


@pytest.mark.model
@pytest.mark.parametrize(("asked", "begun"), BEGUN)
def test_the_base_that_is_taught_is_the_base_that_runs(
    bases: tuple[Transformed, LlamaCpp], asked: str, begun: str
) -> None:
    """The next token's log-probabilities of the dequantised base are llama.cpp's, within TOLERANCE = 0.6."""
    assert apart(*bases, asked, begun) < TOLERANCE


@pytest.mark.model
@pytest.mark.parametrize(("asked", "begun"), BEGUN)
def test_both_forms_of_an_adapter_change_the_base_alike(
    bases: tuple[Transformed, LlamaCpp], pair: tuple[Transformed, LlamaCpp], asked: str, begun: str
) -> None:
    """They agree as the bases do, and are far from those."""
    assert apart(*pair, asked, begun) < TOLERANCE
    assert apart(pair[0], bases[1], asked, begun) > 2 * TOLERANCE


@pytest.mark.model
@pytest.mark.parametrize("lesson", TAUGHT)
def test_both_forms_of_an_adapter_say_what_was_taught(pair: tuple[Transformed, LlamaCpp], lesson: Lesson) -> None:
    """The same words, always with the likeliest token. Of what it was not taught the two may differ, where the first
    two tokens are about as likely."""
    here, there = pair
    assert here.says(lesson.message) == lesson.answer
    assert complete(there, taught.prompt(lesson.message), max_tokens=taught.MOST_TOKENS) == lesson.answer

"""The sentence encoder taught on what was said and what was taken then: kept in versions by catalogue. Knows cases,
texts and sentence-transformers' trainer; no parser and no log.

A pair is what somebody said and what an item that they took is described by; beside each stands an item that is near in
meaning and was neither named nor taken (a hard negative), and all other items of its batch (Henderson et al. 2017).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chatbot import learnt
from chatbot.ladder import parts
from chatbot.learnt import Figure, LearntError, Version
from chatbot.pace import Clock, watcher
from chatbot.replay import Case
from retrieval.catalogue import Catalogue
from retrieval.learned import spoken
from retrieval.retriever import described

LEAST = 50  # pairs below which nothing is taught
HARD = (10, 60)  # the places by meaning, without what was taken, that a hard negative is drawn from
_PARTS = 5  # one of which is held back
_LOOKS = 10  # how often the loss of what is held back is looked at
_LOOKED = 256  # pairs of it that are
LEVEL = 50

Encode = Callable[[list[str]], Any]  # texts -> unit vectors


@dataclass(frozen=True, slots=True)
class Plan:
    """How to teach. `minutes`: the most it may take, 0 for no cap. `tokens`: what is read of a text meanwhile: its time
    grows with them, and what an item is stands first in what it is described by."""

    minutes: float = 0.0
    epochs: float = 2.0
    batch: int = 32
    tokens: int = 64
    rate: float = 2e-5
    seed: int = 0


@dataclass(frozen=True)
class Pairs:
    """What was said, the row that was taken, the rows that are no wrong answer; and whether it is held back."""

    said: Sequence[str]
    taken: Sequence[int]
    known: Sequence[frozenset[int]]
    held: Sequence[bool]

    @property
    def places(self) -> tuple[list[int], list[int]]:
        """Of those that teach, and of those held back."""
        both = list(enumerate(self.held))
        return [at for at, held in both if not held], [at for at, held in both if held]


def pairs(cases: Sequence[Case], catalogue: Catalogue, *, seed: int = 0) -> Pairs:
    """The pairs of cases as the rules read them; no dialogue and no person teaches and is held back. Raises LearntError
    for too few."""
    row_of = catalogue.row_of
    found = []
    for case, part in zip(cases, parts(cases, _PARTS, seed).tolist(), strict=True):
        said = spoken(case.preferences)
        rows = [row_of[one] for one in case.taken if one in row_of]
        known = frozenset(row_of[one] for one in (*case.taken, *case.named) if one in row_of)
        found += [(said, row, known, part == 0) for row in rows if said]
    if len(found) < LEAST or len({held for *_, held in found}) < 2:
        raise LearntError(
            f"{len(found)} times somebody said something and took an item: fewer than {LEAST}, too few to teach an "
            "encoder. Bring older dialogues in: chatbot log import FILE"
        )
    columns: Any = zip(*found, strict=True)
    return Pairs(*columns)


def recall(pairs: Pairs, documents: Sequence[str], encode: Encode, k: int = LEVEL) -> float:
    """The share of what was taken, of the pairs held back, that stands among the first k by meaning alone; what was
    named before is left out."""
    import numpy as np

    _, held = pairs.places
    cosines = encode([pairs.said[at] for at in held]) @ encode(list(documents)).T
    right = []
    for at, row in zip(held, cosines, strict=True):
        own = row[pairs.taken[at]]
        row[list(pairs.known[at])] = -np.inf
        right.append(int((row > own).sum()) < k)
    return float(np.mean(right))


def negatives(pairs: Pairs, documents: Sequence[str], encode: Encode, *, seed: int = 0) -> list[int]:
    """For each pair a row that is near in meaning to what was said, and was neither named nor taken then."""
    import numpy as np

    chance = np.random.default_rng(seed)
    cosines = encode(list(pairs.said)) @ encode(list(documents)).T
    found = []
    for row, known in zip(cosines, pairs.known, strict=True):
        order = [at for at in np.argsort(-row, kind="stable")[: HARD[1] + len(known)].tolist() if at not in known]
        hard = order[HARD[0] : HARD[1]] or order or [int(np.argmin(row))]
        found.append(int(chance.choice(hard)))
    return found


def texts(catalogue: Catalogue, language: str) -> list[str]:
    """What the encoder reads of each item, by row."""
    return [described(item, catalogue, language) for item in catalogue.items]


Step = tuple[float, float | None, float | None]  # epoch, loss of what teaches, loss of what is held back


def teach(model: Any, pairs: Pairs, documents: Sequence[str], wrong: Sequence[int], plan: Plan) -> list[Step]:
    """Teach a sentence-transformers model in place; the losses on the way."""
    import math
    import tempfile

    from datasets import Dataset  # type: ignore[import-untyped]
    from sentence_transformers import SentenceTransformerTrainer, SentenceTransformerTrainingArguments
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
    from transformers import PrinterCallback

    def table(places: Sequence[int]) -> Any:
        columns = {"said": [pairs.said[at] for at in places], "taken": [documents[pairs.taken[at]] for at in places]}
        return Dataset.from_dict(columns | {"wrong": [documents[wrong[at]] for at in places]})

    teaching, kept = pairs.places
    taught, held = table(teaching), table(kept[:_LOOKED])
    steps = max(1, math.ceil(len(taught) / plan.batch * plan.epochs))
    every = max(1, steps // _LOOKS)
    with tempfile.TemporaryDirectory() as aside:
        arguments = SentenceTransformerTrainingArguments(
            output_dir=aside, max_steps=steps, per_device_train_batch_size=plan.batch, learning_rate=plan.rate,
            per_device_eval_batch_size=plan.batch, warmup_ratio=0.1, logging_steps=every, eval_strategy="steps",
            eval_steps=every, save_strategy="no", report_to="none", disable_tqdm=True, seed=plan.seed,
            dataloader_pin_memory=False,
        )  # fmt: skip
        trainer = SentenceTransformerTrainer(
            model=model, args=arguments, train_dataset=taught, eval_dataset=held,
            loss=MultipleNegativesRankingLoss(model), callbacks=[watcher(Clock(plan.minutes, steps))],
        )  # fmt: skip
        trainer.remove_callback(PrinterCallback)
        longest = model.max_seq_length
        model.max_seq_length = min(longest or plan.tokens, plan.tokens)
        try:
            trainer.train()
        finally:
            model.max_seq_length = longest
    logs = trainer.state.log_history
    return [(one["epoch"], one.get("loss"), one.get("eval_loss")) for one in logs if {"loss", "eval_loss"} & one.keys()]


def keep(home: Path, catalogue: str, model: Any, figure: Figure, facts: dict[str, Any]) -> Version:
    """Keep a taught model as a version that counts from the next start on, unless its figure fell. Raises OSError."""
    made = learnt.keep(
        home,
        catalogue,
        learnt.ENCODER,
        lambda folder: model.save(str(folder / learnt.MODEL)),
        figure=figure,
        facts=facts,
    )
    if not made.figure.fell:
        learnt.take(home, catalogue, learnt.ENCODER, made.name)
    return made


def pictures(home: Path, made: Version) -> Path:
    """A folder beside the version's for pictures of it."""
    folder = learnt.checked(home, made.catalogue, learnt.ENCODER, made.name)
    return folder.parent / f"{made.name}.pictures"

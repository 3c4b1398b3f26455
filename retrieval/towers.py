"""The deeper way, to be compared with: two towers (Yi et al. 2019), trained by binary cross-entropy.

One network makes a vector of an item's traits and of a place of its own, the other one of what a person liked; their
product and the item's bias are the log-odds that the person takes the item. Knows numbers; no catalogue, no chat.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.prior import Reacted
from retrieval.traits import Numbers, directions

Wholes = NDArray[np.int64]
_WIDTH, _SIZE, _HIDDEN = 64, 48, 128
_STEPS, _BATCH, _RATE, _DECAY = 800, 64, 2e-3, 1e-4
_HISTORY = 20  # liked items of a person that are looked at
_TARGETS, _AGAINST = 10, 60  # likes of a person that are to be told from items drawn at random
_HIDE = 0.3  # of items whose own place is left out, so that traits alone say something too


@dataclass(frozen=True)
class Towers:
    """Trained towers. `items`: a vector an item, shape [items, size]; `bias`: [items]; `layers`: of the person's."""

    items: Numbers
    bias: Numbers
    layers: Sequence[tuple[Numbers, Numbers]]

    def scores(self, liked: Wholes) -> Numbers:
        """The log-odds of each item for who liked these, shape [items]."""
        mean = self.items[liked[-_HISTORY:]].mean(0) if len(liked) else np.zeros(self.items.shape[1], np.float32)
        (first, start), (second, bias) = self.layers
        person = second @ np.maximum(first @ mean + start, 0) + bias
        return np.asarray(self.items @ (person if len(liked) else 0 * person) + self.bias, np.float32)


def train(reacted: Reacted, traits: Numbers, *, seed: int = 0) -> Towers:
    """Learnt from likes; the device and its precision are accelerate's choice."""
    import torch
    from accelerate import Accelerator  # type: ignore[import-untyped]

    torch.manual_seed(seed)
    chance = np.random.default_rng(seed)
    accelerator = Accelerator()
    liked = _by_person(reacted)
    popular = np.bincount(np.concatenate(liked), minlength=len(traits)) if liked else np.zeros(len(traits))
    model = _model(directions(traits, _WIDTH), np.log(popular + 0.5) - np.log(popular.mean() + 0.5))
    optimizer = torch.optim.AdamW(model.parameters(), lr=_RATE, weight_decay=_DECAY)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, _STEPS)
    model, optimizer, schedule = accelerator.prepare(model, optimizer, schedule)
    for _ in range(_STEPS if liked else 0):
        drawn = _batch(liked, chance, len(traits))
        history, asked, wanted = (torch.as_tensor(one, device=accelerator.device) for one in drawn)
        loss = torch.nn.functional.binary_cross_entropy_with_logits(model(history, asked), wanted)
        optimizer.zero_grad()
        accelerator.backward(loss)
        optimizer.step()
        schedule.step()
    return accelerator.unwrap_model(model).frozen()  # type: ignore[no-any-return]


def _by_person(reacted: Reacted) -> list[Wholes]:
    likes = reacted.of(reacted.liked >= 0.5)
    order = np.argsort(likes.people, kind="stable")
    edges = np.flatnonzero(np.diff(likes.people[order])) + 1
    return [rows for rows in np.split(likes.rows[order], edges) if len(rows) > 3]


def _batch(liked: Sequence[Wholes], chance: np.random.Generator, items: int) -> tuple[Wholes, Wholes, Numbers]:
    """Of some people: likes that are known ([batch, history], -1 where there are fewer), items, whether liked."""
    history = np.full((_BATCH, _HISTORY), -1, np.int64)
    asked = chance.integers(0, items, (_BATCH, _TARGETS + _AGAINST))
    wanted = np.zeros(asked.shape, np.float32)
    for row in range(_BATCH):
        own = chance.permutation(liked[int(chance.integers(len(liked)))])
        known = min(int(chance.integers(1, _HISTORY + 1)), len(own) - 1)
        history[row, :known] = own[:known]
        more = own[known : known + _TARGETS]
        asked[row, : len(more)], wanted[row, : len(more)] = more, 1.0
    return history, asked, wanted


def _model(traits: Numbers, bias: Any) -> Any:
    import torch

    class Model(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.traits: torch.Tensor
            self.register_buffer("traits", torch.as_tensor(traits))
            self.item = torch.nn.Sequential(
                torch.nn.Linear(traits.shape[1], _HIDDEN), torch.nn.ReLU(), torch.nn.Linear(_HIDDEN, _SIZE)
            )
            self.own = torch.nn.Embedding(len(traits), _SIZE)
            torch.nn.init.normal_(self.own.weight, std=0.02)
            self.person = torch.nn.Sequential(
                torch.nn.Linear(_SIZE, _HIDDEN), torch.nn.ReLU(), torch.nn.Linear(_HIDDEN, _SIZE)
            )
            self.bias = torch.nn.Parameter(torch.as_tensor(bias, dtype=torch.float32))

        def items(self, rows: Any, *, hide: bool) -> Any:
            own = self.own(rows)
            if hide:
                own = own * (torch.rand(*rows.shape, 1, device=own.device) > _HIDE)
            return self.item(self.traits[rows]) + own

        def forward(self, history: Any, asked: Any) -> Any:
            there = (history >= 0).unsqueeze(-1)
            met = self.items(history.clamp(min=0), hide=True) * there
            person = self.person(met.sum(1) / there.sum(1).clamp(min=1))
            return torch.einsum("bk,bnk->bn", person, self.items(asked, hide=True)) + self.bias[asked]

        def frozen(self) -> Towers:
            with torch.no_grad():
                rows = torch.arange(len(self.bias), device=self.bias.device)
                known = self.items(rows, hide=False).cpu().numpy()
                both: Any = (self.person[0], self.person[2])
                layers = [(one.weight.cpu().numpy(), one.bias.cpu().numpy()) for one in both]
                return Towers(known, self.bias.cpu().numpy(), layers)

    return Model()

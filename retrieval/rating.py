"""Predicts a rating from evidence: a sum of small networks, one a kind of evidence, so that its parts are the reason.

A neural additive model (Agarwal et al. 2021): what each kind adds to the prediction is exact, and needs no estimate. A
joint network over all evidence is there to be compared with. Knows numbers; no ratings file, no catalogue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float32]
Loss = Literal["mse", "bce"]
JOINT = "all"  # the one group of a joint network
_HIDDEN = 24
_JOINT_HIDDEN = 64
_BATCH, _RATE, _DECAY = 1024, 3e-3, 1e-3


@dataclass(frozen=True)
class Scorer:
    """A trained model. `groups`: which columns each kind of evidence has. `arrays`: "mean" and "spread" of columns,
    shape [width], and of each kind "NAME/0/weights" ... to "NAME/2/bias", its three layers; `means`: what each kind
    adds on average. `low` and `high`: the least and the best rating."""

    groups: Mapping[str, slice]
    arrays: Mapping[str, Numbers]
    means: Mapping[str, float]
    loss: Loss
    low: float
    high: float

    def predict(self, evidence: Numbers) -> Numbers:
        """The rating of each row of evidence, shape [n]."""
        return np.clip(self._rating(sum(self._parts(evidence).values())), self.low, self.high)

    def explained(self, evidence: Numbers) -> tuple[float, dict[str, Numbers]]:
        """What is predicted where nothing is known, and what each kind of evidence adds to it, shape [n]; for the loss
        mse they add up to the prediction before it is clipped, in ratings, for bce to its log-odds."""
        parts = {name: part - self.means[name] for name, part in self._parts(evidence).items()}
        base, scale = sum(self.means.values()), (self.high - self.low if self.loss == "mse" else 1.0)
        start = self.low + scale * base if self.loss == "mse" else base
        return float(start), {name: np.asarray(scale * part, np.float32) for name, part in parts.items()}

    def _parts(self, evidence: Numbers) -> dict[str, Numbers]:
        plain = (evidence - self.arrays["mean"]) / self.arrays["spread"]
        return {name: self._part(name, plain[:, columns]) for name, columns in self.groups.items()}

    def _part(self, name: str, numbers: Numbers) -> Numbers:
        for layer in range(3):
            numbers = numbers @ self.arrays[f"{name}/{layer}/weights"].T + self.arrays[f"{name}/{layer}/bias"]
            numbers = np.maximum(numbers, 0) if layer < 2 else numbers
        return np.asarray(numbers[:, 0], np.float32)

    def _rating(self, logit: Any) -> Numbers:
        share = 1 / (1 + np.exp(-logit)) if self.loss == "bce" else logit
        return np.asarray(self.low + (self.high - self.low) * share, np.float32)


@dataclass(frozen=True, slots=True)
class Step:
    """The loss after an epoch, on what teaches and on what is held back (None where nothing is)."""

    epoch: int
    taught: float
    held: float | None


@dataclass(frozen=True, slots=True)
class Plan:
    """How it is trained."""

    loss: Loss = "mse"
    epochs: int = 20
    seed: int = 0
    joint: bool = False


def train(
    evidence: Numbers,
    ratings: Numbers,
    groups: Mapping[str, slice],
    plan: Plan,
    held: tuple[Numbers, Numbers] | None = None,
    *,
    wrapped: Callable[[Sequence[int]], Iterator[int]] = iter,
) -> tuple[Scorer, list[Step]]:
    """A model of evidence, shape [n, width], and ratings, shape [n]; the losses on the way. `held`: ones of either
    that are only looked at. `wrapped` may show how far it is."""
    import torch

    torch.manual_seed(plan.seed)
    groups = {JOINT: slice(0, evidence.shape[1])} if plan.joint else dict(groups)
    mean, spread = evidence.mean(0), evidence.std(0) + 1e-6
    low, high = float(ratings.min()), float(ratings.max())
    nets = torch.nn.ModuleList(_net(columns.stop - columns.start, joint=plan.joint) for columns in groups.values())
    given, wanted = _tensor((evidence - mean) / spread), _tensor((ratings - low) / max(high - low, 1e-9))
    looked = (_tensor((held[0] - mean) / spread), _tensor((held[1] - low) / max(high - low, 1e-9))) if held else None
    batch = max(16, min(_BATCH, len(given) // 25))  # of few ratings smaller ones, so that there are steps enough
    steps = len(given) // batch + 1
    optimizer = torch.optim.AdamW(nets.parameters(), lr=_RATE, weight_decay=_DECAY)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, plan.epochs * steps)
    losses = []
    for epoch in wrapped(range(1, plan.epochs + 1)):
        taught = 0.0
        for places in torch.split(torch.randperm(len(given)), batch):
            loss = _loss(_added(nets, groups, given[places]), wanted[places], plan.loss)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            taught += float(loss.detach()) * len(places) / len(given)
        with torch.no_grad():
            seen = float(_loss(_added(nets, groups, looked[0]), looked[1], plan.loss)) if looked else None
        losses.append(Step(epoch, taught, seen))
    arrays = {"mean": mean.astype(np.float32), "spread": spread.astype(np.float32)}
    for name, net in zip(groups, nets, strict=True):
        arrays |= _layers(name, net)
    made = Scorer(groups, arrays, dict.fromkeys(groups, 0.0), plan.loss, low, high)
    means = {name: float(part.mean()) for name, part in made._parts(evidence).items()}
    return Scorer(groups, arrays, means, plan.loss, low, high), losses


def _net(width: int, *, joint: bool) -> Any:
    import torch

    hidden = _JOINT_HIDDEN if joint else _HIDDEN
    sizes = [(width, hidden), (hidden, hidden), (hidden, 1)]
    layers: list[Any] = [torch.nn.Linear(*size) for size in sizes]
    return torch.nn.Sequential(layers[0], torch.nn.ReLU(), layers[1], torch.nn.ReLU(), layers[2])


def _added(nets: Any, groups: Mapping[str, slice], given: Any) -> Any:
    return sum(net(given[:, columns])[:, 0] for net, columns in zip(nets, groups.values(), strict=True))


def _loss(logit: Any, wanted: Any, loss: Loss) -> Any:
    import torch

    if loss == "bce":
        return torch.nn.functional.binary_cross_entropy_with_logits(logit, wanted)
    return torch.nn.functional.mse_loss(logit, wanted)


def _layers(name: str, net: Any) -> dict[str, Numbers]:
    found = {}
    for number, layer in enumerate(net[::2]):
        found[f"{name}/{number}/weights"] = layer.weight.detach().numpy().astype(np.float32)
        found[f"{name}/{number}/bias"] = layer.bias.detach().numpy().astype(np.float32)
    return found


def _tensor(numbers: Any) -> Any:
    import torch

    return torch.tensor(np.asarray(numbers, np.float32))

"""How far a training is, and how fast it learns meanwhile. Knows steps and minutes; no model.

`Clock` says how much is done; `watcher` draws it and stops the trainer when the time is up.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any


class Clock:
    """How far a training is: by steps, or by minutes where it has a cap and that comes first."""

    def __init__(self, minutes: float, steps: int, now: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._steps, self._now = 60 * minutes, steps, now
        self._start = now()
        self._first = 0

    def begin(self, step: int) -> None:
        """It begins with the steps before that one done, another time."""
        self._first = step

    def share(self, step: int) -> float:
        """From 0 at the start to 1 at the end."""
        spent = (self._now() - self._start) / self._seconds if self._seconds else 0.0
        return min(1.0, max(step / self._steps, spent))

    def left(self, step: int) -> float:
        """Seconds until the end, as it goes now."""
        spent, done = self._now() - self._start, step - self._first
        by_cap = max(0.0, self._seconds - spent)
        if not done:
            return by_cap
        by_steps = spent / done * (self._steps - step)
        return min(by_steps, by_cap) if self._seconds else by_steps

    def rate(self, step: int) -> float:
        """The learning rate's factor: up over the first twentieth, then down along a cosine."""
        share = self.share(step)
        return min(1.0, (step + 1) / max(1.0, 0.05 * self._steps)) * (0.5 + 0.5 * math.cos(math.pi * share))


def watcher(clock: Clock) -> Any:
    """Draws how far it is, with losses and minutes left, and stops when the time is up."""
    from tqdm import tqdm  # type: ignore[import-untyped]
    from transformers import TrainerCallback

    class Watcher(TrainerCallback):
        bar: Any = None

        def on_train_begin(self, args: Any, state: Any, control: Any, **rest: Any) -> None:
            clock.begin(state.global_step)
            if state.is_world_process_zero:
                self.bar = tqdm(total=state.max_steps, initial=state.global_step, unit="step", desc="teaching")

        def on_step_end(self, args: Any, state: Any, control: Any, **rest: Any) -> None:
            if self.bar is not None:
                self.bar.update(state.global_step - self.bar.n)
            if clock.share(state.global_step) >= 1:
                control.should_training_stop = control.should_evaluate = control.should_save = True

        def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **rest: Any) -> None:
            said = {name: f"{logs[name]:.3f}" for name in ("loss", "eval_loss") if name in (logs or {})}
            if self.bar is not None and said:
                self.bar.set_postfix(said | {"min left": f"{clock.left(state.global_step) / 60:.0f}"})

        def on_train_end(self, args: Any, state: Any, control: Any, **rest: Any) -> None:
            if self.bar is not None:
                self.bar.close()

    return Watcher()

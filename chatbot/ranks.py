"""Where what was taken stands in an order: the figures of a ranking, with intervals over dialogues. Knows no terms."""

from __future__ import annotations

from typing import Any, NamedTuple

from retrieval.metrics import Interval, ratio


class Ranks(NamedTuple):
    """How many items stand before each item that was taken: shape [taken], with the case and the dialogue of each."""

    before: Any
    cases: Any
    dialogues: Any

    def recall(self, k: int) -> Interval:
        """The share of what was taken that stands among the first k, with its interval over dialogues."""
        return ratio(self.before < k, self.dialogues)

    @property
    def mrr(self) -> Interval:
        """The mean of one over the rank."""
        return ratio(1 / (self.before + 1), self.dialogues)

    @property
    def ndcg(self) -> Interval:
        """At 10, as of one item each."""
        import numpy as np

        return ratio(np.where(self.before < 10, 1 / np.log2(self.before + 2), 0), self.dialogues)

    def gain(self, than: Ranks, k: int) -> Interval:
        """How much more recall than another ranking of the same cases."""
        return ratio((self.before < k).astype(float) - (than.before < k), self.dialogues)

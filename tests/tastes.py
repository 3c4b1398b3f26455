"""What the tests of interest share: a world of two kinds of people and items, whose right answers are seen by eye."""

from __future__ import annotations

import numpy as np

from retrieval.prior import Prior, Reacted
from retrieval.traits import Numbers

ITEMS = 40  # the first half is of one kind, the second of the other
ROWS = {f"i{row}": row for row in range(ITEMS)}


def world_traits() -> Numbers:
    """Two columns that tell the kinds apart, and noise."""
    kind = np.repeat([1.0, -1.0], ITEMS // 2)
    noise = np.random.default_rng(1).normal(0, 0.3, (ITEMS, 4))
    return np.column_stack([kind, -kind, noise]).astype(np.float32)


def world_reacted(people: int = 60, hidden: tuple[int, ...] = ()) -> Reacted:
    """Everybody meets 14 items, two in three of the kind that they like, and of each kind the first ones most often."""
    chance, found = np.random.default_rng(2), []
    popular = 1 / (1 + np.arange(ITEMS // 2))
    for person in range(people):
        own = person % 2
        for kind, many in ((own, 10), (1 - own, 4)):
            picked = chance.choice(ITEMS // 2, many, replace=False, p=popular / popular.sum())
            for item in picked.tolist():
                liked = float(chance.random() < (0.9 if kind == own else 0.15))
                found.append((person, kind * ITEMS // 2 + item, liked))
    kept = [one for one in found if one[1] not in hidden]
    people_, rows, liked_ = (np.array(part) for part in zip(*kept, strict=True))
    likes = liked_.astype(np.float32)
    return Reacted(
        people_.astype(np.int64), rows.astype(np.int64), likes, np.where(likes > 0, 1, 0.25).astype(np.float32)
    )


def world_prior(hidden: tuple[int, ...] = ()) -> Prior:
    return Prior.learn(world_reacted(hidden=hidden), world_traits(), size=8)

"""Limits on numbers, for items whose number may be a range. Knows bounds; nothing of words or scores."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from retrieval.catalogue import Field
from retrieval.wishes import Limit

Column = NDArray[np.float64]  # one number an item; NaN where the item has none


def meets(limit: Limit, field: Field, low: Column, high: Column) -> NDArray[np.bool_]:
    """Which items meet a limit; those without a number do not.

    A number lies within the bounds. A range of two columns ("2 to 4 players") serves every number in it, and covers
    both bounds. One that was read out of a cell with units ("1小时 - 2小时") says how much it takes, and lies within.
    """
    lowest = -np.inf if limit.low is None else limit.low
    highest = np.inf if limit.high is None else limit.high
    if field.units:
        return np.asarray((low >= lowest) & (high <= highest))
    if len(field.columns) > 1 and limit.low is not None and limit.high is not None:
        return np.asarray((low <= lowest) & (high >= highest))
    return np.asarray((high >= lowest) & (low <= highest))


def closeness(limit: Limit, low: Column, high: Column) -> NDArray[np.float32]:
    """How much of an item's range and of a limit's is the same, 0..1: 1 where they are equal. An open limit is as close
    to every item, 0."""
    if limit.low is None or limit.high is None:
        return np.zeros(len(low), np.float32)
    shared = np.minimum(high, limit.high) - np.maximum(low, limit.low)
    whole = np.maximum(high, limit.high) - np.minimum(low, limit.low)
    share = np.where(whole == 0, 1.0, np.maximum(shared, 0) / np.where(whole == 0, 1.0, whole))
    return np.asarray(np.nan_to_num(share, nan=0.0), np.float32)

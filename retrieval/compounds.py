"""Values whose name holds another value's name: 北京烤鸭 is a kind of 烤鸭. Knows names; nothing of items or wishes.

Chinese adds to a name without a space: who asks for 烤鸭 is served by 北京烤鸭 and by 烤鸭卷饼. Only fields that say so
(`compound`) are read like this: a ghost town has no ghosts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_SHORTEST = 2  # characters of a name that is looked for in others: 鱼 is in too many


def narrower(values: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """For each value that others hold in their names these others, in their order."""
    known = dict.fromkeys(values)
    found: dict[str, list[str]] = {}
    for value in known:
        inner = {value[start:end] for start in range(len(value)) for end in range(start + _SHORTEST, len(value) + 1)}
        for name in inner:
            if name in known and name != value:
                found.setdefault(name, []).append(value)
    return {name: tuple(others) for name, others in found.items()}

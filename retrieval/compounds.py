"""Values whose name holds another value's name: 北京烤鸭 is a kind of 烤鸭. Knows names; nothing of items or wishes.

Chinese puts the kind at the end of a name and adds to its front, without a space: who asks for 烤鸭 is served by every
value that ends so, or goes on with how it is served. Only fields that say so (`compound`) are read like this: "ghost" is
not in the same way in "ghost town".
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

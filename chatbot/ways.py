"""What an answer can be held to: the ways that may be written, and as a grammar. Knows no engine and no sentence."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

Ways = Mapping[str, Sequence[tuple[str, str]]]  # from each state what may be written next, and the state after it
START, END = "start", "end"


def grammar(ways: Ways, root: str, sign: str) -> str:
    """The ways as rules of a grammar, a line each: the name, `root` for the first, then `sign`, then what may come."""
    names = {state: f"s{number}" for number, state in enumerate(ways)} | {START: root}

    def step(text: str, state: str) -> str:
        return " ".join([json.dumps(text, ensure_ascii=False)] + ([] if state == END else [names[state]]))

    return "\n".join(f"{names[one]}{sign} {' | '.join(step(*to) for to in ways[one])}" for one in ways)

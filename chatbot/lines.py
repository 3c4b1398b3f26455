"""The profile, an explanation and a table as lines of text. Knows these values and phrases; no commands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chatbot.dialogue import Table, Why
from chatbot.phrasing import Phrasing
from chatbot.tables import table_text
from chatbot.view import Entry

_LONGEST = 20  # signs of a bar


def profile_lines(wishes: Sequence[Entry], phrasing: Phrasing) -> Iterator[str]:
    """The wishes, numbered from 1, each group under its name; they come with today's before the lasting ones."""
    group = ""
    for number, wish in enumerate(wishes, 1):
        if wish.scope != group:
            group = wish.scope
            yield phrasing.say("page", group)
        how = ", ".join(part for part in (wish.strength, phrasing.say("page", "muted") if wish.muted else "") if part)
        yield "  ".join(part for part in (str(number), wish.text, f"({how})" if how else "", wish.receipt) if part)


def aside_lines(aside: Table | Why, width: int) -> Iterator[str]:
    """What stands beside an answer, in lines of that width."""
    if isinstance(aside, Table):
        yield table_text(aside, width)
        return
    yield aside.sentence
    most = max((abs(bar.value) for bar in aside.bars), default=0) or 1
    for bar in aside.bars:
        sign, drawn = ("−", "░") if bar.value < 0 else ("+", "█")
        yield f"  {sign}{abs(bar.value):.2f}  {drawn * round(_LONGEST * abs(bar.value) / most):{_LONGEST}}  {bar.label}"
    yield from (f"  {voice}" for voice in aside.voices)
    if aside.remedy:
        yield aside.remedy

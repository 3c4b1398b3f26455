"""What people wrote of an item, as sentences: how many praise or complain of what, with the words of one of them. Knows
phrases; judges nothing.
"""

from __future__ import annotations

from chatbot.aspects import label
from chatbot.phrasing import Phrasing
from chatbot.praise import OfItem, Said

_MOST_PRAISED, _MOST_BLAMED = 2, 1


def voices(item: OfItem | None, phrasing: Phrasing) -> tuple[str, ...]:
    """The aspects that people praise most, and the one that they complain of most; () where there is no evidence."""
    if item is None:
        return ()
    praised = [_line(said, "praised", said.praised, said.praise, phrasing) for said in item.praised[:_MOST_PRAISED]]
    blamed = [_line(said, "blamed", said.blamed, said.blame, phrasing) for said in item.blamed[:_MOST_BLAMED]]
    return (*praised, *blamed)


def _line(said: Said, how: str, count: int, quotes: tuple[str, ...], phrasing: Phrasing) -> str:
    line = phrasing.say("why", how, count=count, aspect=label(said.aspect, phrasing.language))
    return line + phrasing.say("why", "in_words", quote=quotes[0]) if quotes else line

"""What a message is for, told by its words: asking, refusing all, taking one, thanking, asking about an item.

Knows cues; the wishes in it are read elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from chatbot.cues import ASKS, ASKS_OTHER, ATTACK, AUX, MORE, QUESTION, SURPRISE, THANKS
from chatbot.cues_zh import ASKED_OF
from chatbot.dialogue import Intent
from chatbot.limits import Bound
from chatbot.notes import Note
from chatbot.wording import is_wide
from retrieval.wishes import ITEM

ASKED_OF_ZH = re.compile(ASKED_OF)


def intent_of(message: str, notes: Sequence[Note], bounds: Sequence[Bound], on_screen: bool) -> Intent:
    """What a message is for, by the rules alone. Comparing and asking why are told apart where the items are known."""
    low = message.lower().strip()
    if ATTACK.search(low):
        return "chat"
    known = any(n.found or is_wide(n.words) for n in notes) or bool(bounds)
    named = [n.start for n in notes if n.found and n.found.field == ITEM and n.start >= 0]
    if AUX.match(low) and named and min(named) < 30 and not ASKS.search(low[: min(named)]):
        return "question"
    if ASKS_OTHER.match(low) and not known and not ASKS.search(low):
        return "chat"
    items = [n for n in notes if n.found and n.found.field == ITEM]
    asks = ASKS.search(low) and (bounds or any(n.found and n.found.field != ITEM for n in notes))
    if QUESTION.search(low) and (on_screen or items) and not (asks and is_wide(low)):
        return "question"
    if items and not any(n.sure for n in items) and ASKED_OF_ZH.search(low) and not ASKS.search(low):
        return "question"
    if any(n.meaning == "accept" for n in notes):
        others = [n for n in notes if n.meaning not in ("accept", "seen") and n.found] or bounds
        return "recommend" if others or (ASKS.search(low) or MORE.search(low)) else "accept"
    if MORE.search(low) and not known:
        return "more"
    if SURPRISE.search(low):
        return "more" if on_screen and not known and ("surprise" in low or "惊喜" in low) else "recommend"
    if THANKS.search(low) and not known and not ASKS.search(low):
        return "thanks"
    return "recommend" if notes or bounds or ASKS.search(low) else "chat"

"""How a short comment sounds, at once and without a model. Knows the words that ship; no item and no person."""

from __future__ import annotations

from chatbot.comments import Comment
from chatbot.feedback import Analyst, Opinion


def sentiment(text: str) -> float:
    """From -1 (blame) to 1 (praise), nearer to 0 the less sure it is; 0 of what cannot be read.

    >>> sentiment("A wonderful story, I loved it.") > 0 > sentiment("Boring and far too long.")
    True
    """
    read = Analyst().read([Comment("", text)])[0]  # an analyst of its own: it remembers what it has read
    return round(read.sentiment * (2 * read.confidence - 1), 3) if isinstance(read, Opinion) else 0.0

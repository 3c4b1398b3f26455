"""A conversational recommender on your own catalogue. `load()` gives a bot to ask from Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chatbot.bot import Bot

__version__ = "0.1.0"


def load(catalogue: str = "", **settings: Any) -> Bot:
    """A bot on a catalogue (a shipped one's name or a table file), ready to ask.

    >>> bot = load(catalogue="movies")  # doctest: +SKIP
    >>> turn = bot.ask("something like Inception")  # doctest: +SKIP
    """
    from chatbot.assemble import assemble
    from chatbot.settings import Settings

    return assemble(Settings.read(catalogue=catalogue or None, **settings))

"""The bot over the newest edition of an owner's catalogue: made aside while the old one answers, swapped in one step.

Knows bots and the folder of catalogues; a message in flight keeps the bot that it began with.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from chatbot import catalogues
from chatbot.bot import Bot
from chatbot.following import Following
from retrieval.catalogue import Catalogue
from retrieval.retriever import Retriever
from retrieval.tables import CatalogueError

log = logging.getLogger(__name__)


def newest(
    bot: Bot, home: Path, name: str, retriever: Callable[[Catalogue], Retriever], *, seen: catalogues.Stamp
) -> Bot:
    """The bot, whose `current` follows the catalogue of that name; `retriever` makes one over a catalogue. `seen` is
    the catalogue's stamp from before the bot's own was opened: it may have changed while that was made."""

    def opened() -> Bot:
        catalogue = catalogues.opened(home, name)
        if catalogue is None:
            raise CatalogueError(f"the catalogue {name} was removed")
        now = following.current()
        if gone := frozenset(now.retriever.catalogue.row_of.keys() - catalogue.row_of.keys()):
            following.put(replace(now, gone=gone))  # at once; what follows takes a while in a big catalogue
        made = replace(first, retriever=retriever(catalogue), clauses={})  # what was worded of the old texts is old
        log.info("%s: %d items from now on", name, len(catalogue.items))
        return made

    def failed(error: Exception) -> None:
        log.error("%s stays as it was: %s", name, error)

    first = replace(bot, newest=lambda: following.current())
    following = Following(
        opened,
        stamp=lambda: catalogues.stamp(home, name),
        expected=(CatalogueError, OSError),
        failed=failed,
        first=(first, seen),
    )
    return first

"""A catalogue by what the settings call it: one that was added, one that ships, or a table file. Knows places."""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path

from chatbot import catalogues
from chatbot.render import shipped
from chatbot.settings import Settings
from retrieval.catalogue import Catalogue, load
from retrieval.formats import Source, is_source
from retrieval.intake import take_in
from retrieval.tables import CatalogueError

log = logging.getLogger(__name__)


def find_catalogue(name: str, home: Path | None = None) -> Catalogue:
    """A catalogue by its file, by the name that it was added under in `home`, or by the name of one that ships.

    A file's fields file is the .toml beside it; without one its columns are guessed, which is told, as faults are.
    Raises CatalogueError.
    """
    if is_source(name):
        return _of_file(name)
    if home is not None and (added := catalogues.opened(home, name)):
        return added
    path = shipped("data") / f"{name}.jsonl"
    if not path.is_file():
        own = [entry.name for entry in catalogues.listed(home)] if home else []
        there = ", ".join(sorted({*own, *shipped_catalogues()}))
        raise CatalogueError(f"no catalogue is called {name!r}. There are {there}; or give a table file.")
    return load(path)


def shipped_catalogues() -> list[str]:
    """The names of the catalogues that ship, the default one first."""
    names = (path.stem for path in shipped("data").glob("*.jsonl"))
    return sorted(names, key=lambda name: (name != Settings().catalogue, name))


def _of_file(name: str) -> Catalogue:
    """The catalogue of a file; a second look at the same one costs nothing and tells nothing."""
    return _taken(name, _changed(Path(name)), _changed(Path(name).with_suffix(".toml")))


def _changed(path: Path) -> int:
    return path.stat().st_mtime_ns if path.is_file() else 0


@lru_cache(maxsize=1)
def _taken(name: str, table: int, fields: int) -> Catalogue:
    taken = take_in(Source(name), fields_file=Path(name).with_suffix(".toml") if fields else None)
    if taken.guessed:
        remedy = f"To have a fields file to correct: chatbot catalogue add {name}"
        log.warning("%s has no fields file beside it: its columns were guessed. %s", name, remedy)
    if count := len(taken.faults):
        says = "1 fault. It is" if count == 1 else f"{count} faults. They are"
        log.warning("%s has %s listed by: chatbot catalogue check %s", name, says, name)
    return taken.catalogue

"""Opens the readers that are measured: the LLM, the small model that is taught here, the rules alone. Knows which of
them can be had; plays nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from chatbot import assemble, models, readers
from chatbot.answered import Answered
from chatbot.figures import READERS
from chatbot.gold import GoldError
from chatbot.measured import measuring
from chatbot.preferences import Listener
from chatbot.settings import Settings

if TYPE_CHECKING:
    from chatbot.extract import Reader
    from retrieval.catalogue import Catalogue
    from retrieval.encoder import Encoder
    from retrieval.linker import Linker

PATIENCE = 120.0  # seconds an answer may take here: what the machine does beside it must not change a figure


class Opened:
    """Opens each model once, and each catalogue when its first set comes.

    `chosen`: which; none named are all that can be had. `answers`: where the models' answers are kept. `names` says
    which models have been opened. Raises GoldError for a reader that there is not.
    """

    def __init__(
        self, settings: Settings, data: Path, *, chosen: Sequence[str] = (), answers: Path | None = None
    ) -> None:
        if unknown := [who for who in chosen if who not in READERS]:
            raise GoldError(f"there is no reader {unknown[0]!r}. Choose of: {', '.join(READERS)}.")
        if "llm" in chosen and not _has_llm(settings):
            raise GoldError(f"there is no LLM to measure: llm is {settings.llm!r}. Name one by --llm.")
        self.readers = [who for who in READERS if who in (chosen or here(settings))]
        self._settings = settings
        self._data = data
        self._answers = answers or models.cache() / "answers.jsonl"
        self._models: dict[str, tuple[Listener, Answered]] = {}

    @property
    def names(self) -> Mapping[str, str]:
        """The models that have read, by their readers."""
        return {who: model.name for who, (_, model) in self._models.items()}

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder of the settings, which remembers what it was asked."""
        from retrieval.encoder import Remembering, SentenceEncoder

        assemble.quieten(self._settings)
        path = assemble.local(self._settings.encoder, self._settings)
        return Remembering(SentenceEncoder(path, offline=self._settings.offline, threads=self._settings.cores))

    def of(self, name: str, searches: bool) -> Mapping[str, Reader]:
        """The readers of a measuring catalogue by their names; those that search need the vectors of all items."""
        from retrieval.linker import Linker
        from retrieval.retriever import Retriever

        catalogue, kept = measuring(self._data, name), models.cache() / "vectors"
        retriever = Retriever(catalogue, self.encoder, folder=kept) if searches else None
        linker = retriever.linker if retriever else Linker(catalogue, self.encoder, folder=kept)
        found = {who: self._reader(who, linker) for who in self.readers}
        return {who: replace(r, search=retriever.search) if retriever else r for who, r in found.items()}

    def _reader(self, who: str, linker: Linker) -> Reader:
        from chatbot.extract import Reader

        if who == "rules":
            return Reader(linker)
        if who not in self._models:
            self._models[who] = self._open(who, linker.catalogue)
        by, model = self._models[who]
        return Reader(linker, by, PATIENCE, model.clock)

    def _open(self, who: str, catalogue: Catalogue) -> tuple[Listener, Answered]:
        """A reader's model, opened for the first catalogue that is measured. An adapter's name holds a hash of what is
        in it, so that no answer of another one is taken for its own."""
        settings = self._settings
        if who == "small":
            found = assemble.open_reader(replace(settings, understand=_small(settings)), catalogue, None)
        else:
            llm = assemble.open_llm(settings, assemble.local(settings.llm, settings), catalogue)
            found = Listener(llm) if llm else None
        if found is None:
            raise GoldError(f"the reader {who} cannot be opened. Leave it out by --readers.")
        model = Answered(found.llm, self._answers)
        return replace(found, llm=model), model


def here(settings: Settings) -> list[str]:
    """The readers that can be had without asking for more."""
    named = _small(settings)
    made = readers.adapter_of(named)
    has = {"llm": _has_llm(settings), "small": named != readers.SMALL or bool(made and made.is_file()), "rules": True}
    return [who for who in READERS if has[who]]


def _has_llm(settings: Settings) -> bool:
    return settings.llm.lower() not in ("", *readers.NONE)


def _small(settings: Settings) -> str:
    """The name of the small model: the reader of the settings where that is another than the LLM, else what ships."""
    other = ("", readers.LLM, settings.llm, *readers.NONE)
    return readers.SMALL if settings.understand in other else settings.understand

"""Settings -> a bot: the catalogue, the models, the log. The one place that chooses between implementations."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from chatbot import models, preferences, reasons
from chatbot.bot import Bot
from chatbot.dialogue import Session
from chatbot.llm import LLM, LLMUnavailable, Message
from chatbot.render import messages, shipped
from chatbot.settings import Settings
from chatbot.spool import Spool
from chatbot.store import SQLiteStore
from retrieval.catalogue import Catalogue, load
from retrieval.encoder import SentenceEncoder
from retrieval.retriever import Retriever
from retrieval.tables import CatalogueError

log = logging.getLogger(__name__)
TABLES = (".jsonl", ".json", ".csv")


def assemble(settings: Settings, tell: Callable[[str], None] = log.info) -> Bot:
    """A bot as the settings say. Models are downloaded first where they are missing; `tell` hears what is going on.

    Raises CatalogueError, ModelError, LLMUnavailable or StoreError, each with its remedy.
    """
    quieten(settings)
    catalogue = find_catalogue(settings.catalogue)  # before any download: the cheapest fault to find
    store = Spool(SQLiteStore(settings.home / "log.db"))
    tell(f"{catalogue.name}: {len(catalogue.items)} items from {settings.catalogue}")
    if settings.llm.endswith(".gguf") and not Path(settings.llm).is_file():
        raise LLMUnavailable(f"no model file {settings.llm}. Give its path, or the name of a pinned model.")
    llm_path = local(settings.llm, settings)
    encoder_path = local(settings.encoder, settings)
    with ThreadPoolExecutor(1) as pool:  # the LLM loads while the encoder's libraries are imported
        waiting: Future[LLM | None] = pool.submit(open_llm, settings, llm_path, catalogue)
        encoder = SentenceEncoder(encoder_path, offline=settings.offline, threads=settings.cores)
        retriever = Retriever(catalogue, encoder, folder=settings.home / "vectors")
        llm = waiting.result()
    return Bot(retriever, llm, store, settings.items, settings.read_seconds, settings.word_seconds)


def quieten(settings: Settings) -> None:
    """Environment for the libraries: no telemetry, no fork warnings, no socket where offline is asked for."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    if settings.offline:
        os.environ["HF_HUB_OFFLINE"] = "1"


def find_catalogue(name: str) -> Catalogue:
    """A catalogue by its file, or by the name of one that ships. Raises CatalogueError."""
    if Path(name).suffix.lower() in TABLES:
        return load(Path(name))
    path = shipped("data") / f"{name}.jsonl"
    if not path.is_file():
        there = ", ".join(sorted(p.stem for p in shipped("data").glob("*.jsonl")))
        raise CatalogueError(
            f"no catalogue is called {name!r}. There are {there}; or give a .jsonl, .json or .csv file."
        )
    return load(path)


def local(name: str, settings: Settings) -> str | Path:
    """A pinned model's place, downloaded first if need be; any other name as it is."""
    return models.pull(name, offline=settings.offline) if name in models.MODELS else name


def open_llm(settings: Settings, model: str | Path, catalogue: Catalogue) -> LLM | None:
    """The engine that the name of the model calls for; None for "none". Raises LLMUnavailable."""
    name = str(model)
    if name.lower() in ("", "none", "off"):
        return None
    if name.startswith(("http://", "https://")):
        from chatbot.remote import OpenAIServer

        return OpenAIServer(name, settings.llm_model, settings.llm_key)
    if name.endswith(".gguf"):
        from chatbot.llamacpp import LlamaCpp

        kept = settings.home / "read"
        kept.mkdir(parents=True, exist_ok=True)
        embedded = LlamaCpp(Path(name), slots=settings.slots, threads=settings.cores, saved=kept)
        embedded.warm(prefixes(catalogue))
        return embedded
    from chatbot.hf import Transformers

    if settings.offline and not Path(name).is_dir():
        raise LLMUnavailable(
            f"{name} is not a folder here, and --offline forbids fetching it. Give a folder or a .gguf file."
        )
    return Transformers(name, offline=settings.offline)


def prefixes(catalogue: Catalogue) -> list[list[Message]]:
    """The two prompts up to where they vary, for engines that remember what they have read."""
    return [preferences.prompt("hello", Session(), catalogue.language), messages(reasons.PROMPT, picks="1")]

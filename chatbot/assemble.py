"""Settings -> a bot: the catalogue, the models, the log. The one place that chooses between implementations."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from chatbot import (
    adapter,
    catalogues,
    everybody,
    learnt,
    models,
    praise,
    preferences,
    rankings,
    readers,
    reasons,
    taught,
    tones,
)
from chatbot.bot import Bot
from chatbot.dialogue import Session
from chatbot.editions import newest
from chatbot.found import find_catalogue
from chatbot.llm import LLM, LLMUnavailable, Message
from chatbot.preferences import Listener
from chatbot.render import messages
from chatbot.settings import SettingError, Settings
from chatbot.spool import Spool
from chatbot.store import SQLiteStore
from chatbot.tastes import Tastes
from retrieval.catalogue import Catalogue
from retrieval.encoder import SentenceEncoder
from retrieval.index import KINDS, Kind
from retrieval.retriever import Retriever

log = logging.getLogger(__name__)


def assemble(settings: Settings, tell: Callable[[str], None] = log.info) -> Bot:
    """A bot as the settings say. Models are downloaded first where they are missing; `tell` hears what is going on.

    Raises CatalogueError, ModelError, LLMUnavailable or StoreError, each with its remedy.
    """
    quieten(settings)
    kind = index_kind(settings)
    seen = catalogues.stamp(settings.home, settings.catalogue)
    catalogue = find_catalogue(settings.catalogue, settings.home)  # before any download: the cheapest fault to find
    store = Spool(SQLiteStore(settings.home / "log.db"))
    tell(f"{catalogue.name}: {len(catalogue.items)} items from {settings.catalogue}")
    if settings.llm.endswith(".gguf") and not Path(settings.llm).is_file():
        raise LLMUnavailable(f"no model file {settings.llm}. Give its path, or the name of a pinned model.")
    llm_path = local(settings.llm, settings)
    encoder_path = encoder_of(settings, catalogue.name)
    heard = praise.following(settings.home, settings.catalogue)
    everyone = everybody.following(settings.home)
    tastes = Tastes(store, home=settings.home, everybody=everyone, said=lambda: heard().balances)
    with ThreadPoolExecutor(1) as pool:  # the LLMs load while the encoder's libraries are imported
        writing = pool.submit(open_llm, settings, llm_path, catalogue)
        reading = pool.submit(lambda: following(settings, catalogue, writing.result()))
        encoder = SentenceEncoder(encoder_path, offline=settings.offline, threads=settings.cores)

        def over(catalogue: Catalogue) -> Retriever:
            made = Retriever(catalogue, encoder, folder=settings.home / "vectors", index=kind)
            made.learned = rankings.following(settings.home, made.shelf)
            tastes.prior(made)  # made now, so that the first reaction need not wait for it
            return made

        retriever = over(catalogue)
        llm, reader = writing.result(), reading.result()
    patience = (settings.read_seconds, settings.word_seconds)
    bot = Bot(retriever, llm, store, settings.items, *patience, reader=reader, opinions=heard)
    bot = replace(bot, tastes=tastes, mood=tones.sentiment)
    return newest(bot, settings.home, settings.catalogue, over, seen=seen)


def index_kind(settings: Settings) -> Kind:
    """How items are searched. Raises SettingError for a name that there is not."""
    for kind in KINDS:
        if kind == settings.index:
            return kind
    raise SettingError(f"index is {settings.index!r}. Use one of {', '.join(KINDS)}.")


def quieten(settings: Settings) -> None:
    """Environment for the libraries: no telemetry, no fork warnings, no socket where offline is asked for."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    if settings.offline:
        os.environ["HF_HUB_OFFLINE"] = "1"


def encoder_of(settings: Settings, catalogue: str) -> str | Path:
    """The encoder that was taught for a catalogue, by its title, if one counts; else that of the settings. Raises
    LearntError or ModelError."""
    return learnt.encoder(settings.home, catalogue) or local(settings.encoder, settings)


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
        return _embedded(settings, Path(name), prefixes(catalogue))
    from chatbot.hf import Transformers

    if settings.offline and not Path(name).is_dir():
        raise LLMUnavailable(
            f"{name} is not a folder here, and --offline forbids fetching it. Give a folder or a .gguf file."
        )
    return Transformers(name, offline=settings.offline)


def _embedded(settings: Settings, path: Path, prompts: list[list[Message]], made: Path | None = None) -> LLM:
    """The embedded engine, with these prompts read; `made` is an adapter of the model."""
    from chatbot.llamacpp import LlamaCpp

    kept = settings.home / "read"
    kept.mkdir(parents=True, exist_ok=True)
    embedded = LlamaCpp(
        path,
        slots=settings.slots,
        threads=settings.cores,
        kinds=len(prompts),
        saved=kept,
        adapter=made,
        name=readers.name_of(made) if made else "",
    )
    embedded.warm(prompts)
    return embedded


# Who reads


def following(settings: Settings, catalogue: Catalogue, writer: LLM | None) -> Callable[[], Listener | None]:
    """Who reads messages, to be asked at each: the one that is set, else the one that was chosen last.

    Raises LLMUnavailable or ModelError.
    """
    if settings.understand:
        reader = open_reader(settings, catalogue, writer)
        return lambda: reader

    def opening(name: str) -> Listener | None:
        return open_reader(replace(settings, understand=name), catalogue, writer)

    return readers.Following(settings.home, opening, readers.default(settings)).current


def open_reader(settings: Settings, catalogue: Catalogue, writer: LLM | None = None) -> Listener | None:
    """The reader in use; None for the rules. `writer` is the model that writes, where it is open: it may be the one
    that reads as well.

    Raises LLMUnavailable or ModelError, each with its remedy.
    """
    name = readers.in_use(settings)
    if name.lower() in readers.NONE:
        return None
    if made := readers.adapter_of(name):
        base = based(made, settings)
        return Listener(_embedded(settings, base, [taught.prompt("hello")], made), taught=True)
    if name in (readers.LLM, settings.llm):
        name = settings.llm
    else:
        writer = None
    llm = writer or open_llm(replace(settings, llm=name), local(name, settings), catalogue)
    return Listener(llm) if llm else None


def based(made: Path, settings: Settings) -> Path:
    """The base of an adapter, which is checked to be its own. Raises AdapterError or ModelError."""
    if not made.is_file():
        raise adapter.AdapterError(
            f"The small model's adapter {made} is not in this installation. Use --understand llm; or make one with "
            "chatbot finetune understand, and give its folder."
        )
    base = models.pull(readers.BASE, offline=settings.offline)
    adapter.check(made, base)
    return base


def usable(name: str, settings: Settings) -> str:
    """The name of a reader as it is kept: a place is made whole. What it needs is downloaded and looked at first.

    Raises LLMUnavailable or ModelError where no reader is called that, or a file is missing.
    """
    path = Path(name)
    if made := readers.adapter_of(name):
        based(made, settings)
        return name if name == readers.SMALL else str(path.resolve())
    if name == readers.LLM or name.startswith(("http://", "https://")):
        return name
    if name.lower() in readers.NONE:
        return readers.RULES
    if name in models.MODELS and models.MODELS[name].files[0].name.endswith(".gguf"):
        local(name, settings)
        return name
    if (name.endswith(".gguf") and path.is_file()) or (path / "config.json").is_file():
        return str(path.resolve())
    raise LLMUnavailable(
        f"{name!r} is no model that can read. Choose llm, small, rules or a pinned model, or give an adapter's folder "
        "or a .gguf file that is there."
    )


def prefixes(catalogue: Catalogue) -> list[list[Message]]:
    """The two prompts up to where they vary, for engines that remember what they have read."""
    return [preferences.prompt("hello", Session(), catalogue.language), messages(reasons.PROMPT, picks="1")]

"""The embedded LLM: llama.cpp in this process, through xllamacpp. Knows nothing of prompts, items or settings.

The model's file is read once; `slots` callers are answered at the same time and others wait their turn.
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
import threading
import time
import weakref
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from chatbot.llm import LLMError, LLMTimeout, LLMUnavailable, Message, Pieces, Put, Schema, Stopped, plain, relay, whole
from chatbot.ways import Ways, grammar

log = logging.getLogger(__name__)


class LlamaCpp:
    """A GGUF file answering in this process, with a GGUF LoRA of it where an `adapter` is given.

    `slots`: callers answered at once. `context`: tokens of prompt and answer together, for each caller.
    `threads`: cores to use, None for all. `kinds`: prompts that `warm` keeps read, each once a slot.
    `saved`: an existing folder that keeps them until the next start. `name`: what it is called in place of its file.
    Raises LLMUnavailable where a file is missing or no model.
    """

    def __init__(
        self,
        path: Path,
        *,
        slots: int = 2,
        context: int = 2048,
        threads: int | None = None,
        kinds: int = 2,
        saved: Path | None = None,
        adapter: Path | None = None,
        name: str = "",
    ) -> None:
        self._files = [path, adapter] if adapter else [path]
        self.name = name or self._files[-1].stem
        self._slots = slots
        self._key = secrets.token_hex(16)
        self._saved = saved or _passing_folder(self)
        params = _params(path, places=slots * kinds, context=context, threads=threads)
        params.api_keys = [self._key]  # it opens a port on loopback, which is nobody else's
        params.slot_save_path = f"{self._saved}/"
        self._server = _load(self._files, params)
        self._free = threading.BoundedSemaphore(slots)

    def stream(
        self,
        messages: Sequence[Message],
        *,
        schema: Schema | None = None,
        ways: Ways | None = None,
        max_tokens: int = 256,
        deadline: float = 60.0,
    ) -> Iterator[str]:
        """As `LLM.stream`."""
        request = {"messages": plain(messages), "max_tokens": max_tokens}
        if schema is not None:
            request["grammar"] = _grammar(schema)
        elif ways:
            request["grammar"] = f"%llguidance {{}}\n{grammar(ways, 'start', ':')}"
        return whole(self._pieces(request, time.monotonic() + deadline), self.name, schema)

    def _pieces(self, request: Mapping[str, Any], end: float) -> Pieces:
        if not self._free.acquire(timeout=max(0.0, end - time.monotonic())):
            raise LLMTimeout(f"{self.name} was busy with {self._slots} other answers until the deadline")

        def work(put: Put, stopped: Stopped) -> None:
            try:
                self._run(request, put, stopped)
            finally:
                self._free.release()

        yield from relay(work, self.name, end)

    def _run(self, request: Mapping[str, Any], put: Put, stopped: Stopped) -> None:
        errors: list[str] = []

        def take(chunk: Mapping[str, Any]) -> bool:
            """One step of the answer, as the OpenAI API streams it. Returning True ends the work and frees the slot."""
            if "error" in chunk:
                errors.append(chunk["error"]["message"])
            for choice in chunk.get("choices", ()):
                if text := choice["delta"].get("content"):
                    put(text)
            if "timings" in chunk:
                log.debug("%s: %s", self.name, json.dumps(chunk["timings"]))
            return stopped()

        # return_progress: a step after each part of the prompt too, so that reading can be stopped as well as writing.
        asked = {**request, "temperature": 0, "cache_prompt": True, "stream": True, "return_progress": True}
        try:
            self._server.handle_chat_completions(asked, take)
        except (ValueError, RuntimeError) as error:
            errors.append(str(error))
        if errors:
            raise LLMError(f"{self.name}: {errors[0]}")

    def warm(self, prompts: Sequence[Sequence[Message]]) -> None:
        """Read these prompts now, or take them as read from `saved`: later ones that begin alike only read what is new.

        llama.cpp takes the free place whose text is most alike. So each prompt is put into as many places as there may
        be callers, read once and copied; with fewer, two callers at once would push out the other prompt.
        """
        for kind, prompt in enumerate(prompts):
            first, *others = range(kind * self._slots, (kind + 1) * self._slots)
            file = _file(self._files, prompt)
            if not self._restore(first, file):
                request = {"messages": plain(prompt), "max_tokens": 1, "id_slot": first}
                for _ in self._pieces(request, time.monotonic() + 600):
                    pass
                self._save(first, file)
            for place in others:
                self._restore(place, file)

    def _restore(self, place: int, file: str) -> bool:
        sound = (found for found in self._saved.glob(f"{file}.*") if _sha(found) == found.suffix[1:])
        return any(self._place(place, "restore", found.name) for found in sound)

    def _save(self, place: int, file: str) -> None:
        """Kept under its own checksum: llama.cpp would take a damaged file as it is."""
        part = f"{file}.{secrets.token_hex(4)}"
        if self._place(place, "save", part):
            (self._saved / part).replace(self._saved / f"{file}.{_sha(self._saved / part)}")

    def _place(self, place: int, action: str, file: str) -> bool:
        """Have the server save a place or restore it: only its port offers that. False where it could not."""
        import urllib.request

        request = urllib.request.Request(
            f"{self._server.listening_address}/slots/{place}?action={action}",
            json.dumps({"filename": file}).encode(),
            {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"},
        )
        try:
            urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30).close()
        except OSError as error:
            log.info("could not %s a read prompt: %s", action, error)
            return False
        return True


def _passing_folder(owner: object) -> Path:
    """A new folder that goes when its owner goes."""
    import shutil
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="chatbot-"))
    weakref.finalize(owner, shutil.rmtree, folder, ignore_errors=True)
    return folder


def _file(files: Sequence[Path], prompt: Sequence[Message]) -> str:
    """The name under which a read prompt is kept: a hash of the model's files, the engine and the text."""
    from importlib.metadata import version

    facts = [(path.name, path.stat()) for path in files]
    what = [*((name, f.st_size, f.st_mtime_ns) for name, f in facts), version("xllamacpp"), plain(prompt)]
    return "prompt-" + hashlib.sha256(json.dumps(what).encode()).hexdigest()[:32]


def _sha(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _grammar(schema: Schema) -> str:
    """The schema as an llguidance grammar that allows no white space between tokens: it would double their number."""
    return "%llguidance {}\nstart: %json " + json.dumps({**schema, "x-guidance": {"whitespace_flexible": False}})


def _params(path: Path, *, places: int, context: int, threads: int | None) -> Any:
    import xllamacpp  # type: ignore[import-untyped]

    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.n_parallel = places
    params.n_ctx = places * context
    params.n_batch = 128  # tokens read between two looks at whether to stop
    # Not mapped: llama.cpp repacks the weights, and the mapped originals would stay beside them, 0.6 GB for 1.5B.
    params.load_mode = xllamacpp.llama_load_mode.LLAMA_LOAD_MODE_NONE
    params.cache_ram_mib = 64  # for prompts that others push out of their places; 1.5B takes 14 for 500 tokens
    params.enable_reasoning = 0
    params.verbosity = 0
    params.warmup = False
    if threads is not None:
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    return params


def _load(files: Sequence[Path], params: Any) -> Any:
    """The engine with the model, and the adapter where there is a second file."""
    import xllamacpp

    for path, kind in zip(files, ("model", "adapter"), strict=False):
        if not path.is_file():
            raise LLMUnavailable(f"no {kind} file {path}; pull it or name another")
    params.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(str(adapter), 1.0) for adapter in files[1:]]
    try:
        return xllamacpp.Server(params)
    except (ValueError, RuntimeError) as error:
        raise LLMUnavailable(f"cannot load {files[-1]} ({error}); is it a whole GGUF file?") from error

"""An LLM of the transformers library in this process, on whatever device there is. Knows nothing of prompts or items.

For a GPU, or a model that llama.cpp does not know; on a CPU the embedded engine is many times faster.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from chatbot.llm import LLMError, LLMTimeout, LLMUnavailable, Message, Pieces, Put, Schema, Stopped, plain, relay, whole
from chatbot.ways import Ways, grammar

_Form = Callable[[Any], Any]  # a compiler of grammars -> what holds an answer to its form


class Transformers:
    """A causal language model and its tokenizer. One answer at a time; other callers wait.

    `model`: a folder, a hub name or a GGUF file (which is turned to floats). `offline`: never ask the hub.
    Raises LLMUnavailable where it cannot be loaded.
    """

    def __init__(self, model: str | Path, *, offline: bool = False, device_map: str = "auto") -> None:
        self.name = Path(model).stem if Path(model).is_file() else str(model)
        self._tokenizer, self._model = _load(model, offline=offline, device_map=device_map)
        self._context: int = self._model.config.get_text_config().max_position_embeddings
        self._lock = threading.Lock()
        self._compiler: Any = None

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
        pieces = self._pieces(plain(messages), _form(schema, ways), max_tokens, time.monotonic() + deadline)
        return whole(pieces, self.name, schema)

    def _pieces(self, messages: list[dict[str, str]], form: _Form | None, max_tokens: int, end: float) -> Pieces:
        if not self._lock.acquire(timeout=max(0.0, end - time.monotonic())):
            raise LLMTimeout(f"{self.name} was busy with another answer until the deadline")

        def work(put: Put, stopped: Stopped) -> None:
            try:
                self._generate(messages, form, max_tokens, put, stopped)
            except (ValueError, RuntimeError, TypeError) as error:  # a template's refusal, no memory left, a bad schema
                raise LLMError(f"{self.name}: {error}") from error
            finally:
                self._lock.release()

        yield from relay(work, self.name, end)

    def _generate(
        self, messages: list[dict[str, str]], form: _Form | None, max_tokens: int, put: Put, stopped: Stopped
    ) -> None:
        import torch

        prompt = self._tokenizer.apply_chat_template(
            messages, add_generation_prompt=True, return_tensors="pt", return_dict=True
        )
        length = prompt["input_ids"].shape[1]
        if length + max_tokens > self._context:
            room = f"{length} tokens and {max_tokens} of answer exceed its context of {self._context}"
            raise LLMError(f"{self.name}: {room}; ask for less")
        with torch.inference_mode():
            self._model.generate(
                **prompt.to(self._model.device),
                max_new_tokens=max_tokens,
                do_sample=False,
                temperature=None,
                top_p=None,
                top_k=None,
                streamer=_streamer(self._tokenizer, put),
                stopping_criteria=[lambda ids, scores: torch.full(ids.shape[:1], stopped(), device=ids.device)],
                logits_processor=[self._mask(form)] if form else None,
            )

    def _mask(self, form: _Form) -> Any:
        """A processor, for one answer, that leaves only the tokens that its form allows next."""
        import xgrammar
        from xgrammar.contrib.hf import LogitsProcessor

        if self._compiler is None:
            size = self._model.config.get_text_config().vocab_size
            self._compiler = xgrammar.GrammarCompiler(
                xgrammar.TokenizerInfo.from_huggingface(self._tokenizer, vocab_size=size)
            )
        return LogitsProcessor(form(self._compiler))


def _form(schema: Schema | None, ways: Ways | None) -> _Form | None:
    if schema is not None:
        return lambda compiler: compiler.compile_json_schema(
            json.dumps(schema), any_whitespace=False, separators=(",", ":")
        )
    return (lambda compiler: compiler.compile_grammar(grammar(ways, "root", " ::="))) if ways else None


def _streamer(tokenizer: Any, put: Put) -> Any:
    from transformers import TextStreamer

    class Streamer(TextStreamer):
        """Puts each text as soon as later tokens cannot change it."""

        def on_finalized_text(self, text: str, stream_end: bool = False) -> None:
            if text:
                put(text)

    return Streamer(tokenizer, skip_prompt=True, skip_special_tokens=True)


def _load(model: str | Path, *, offline: bool, device_map: str) -> tuple[Any, Any]:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    path = Path(model)
    place = path.parent if path.is_file() else model
    options: dict[str, Any] = {"local_files_only": offline} | ({"gguf_file": path.name} if path.is_file() else {})
    try:
        tokenizer = AutoTokenizer.from_pretrained(place, **options)
        return tokenizer, AutoModelForCausalLM.from_pretrained(place, device_map=device_map, dtype="auto", **options)
    except (OSError, ValueError, ImportError) as error:
        remedy = "give a folder, a hub name that can be reached, or a GGUF file"
        raise LLMUnavailable(f"cannot load {model} ({error}); {remedy}") from error

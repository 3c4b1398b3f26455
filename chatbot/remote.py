"""The client of OpenAI-style servers. Knows nothing of prompts, items or settings.

Each answer has a connection of its own, which is closed as soon as nobody waits for the answer.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence, Set
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from chatbot.llm import LLMError, LLMUnavailable, Message, Pieces, Put, Schema, Stopped, plain, relay, whole
from chatbot.ways import Ways

if TYPE_CHECKING:
    import openai


def squeezed(pieces: Pieces) -> Pieces:
    """The pieces of a JSON text without the white space between its tokens."""
    quoted = escaped = False
    with contextlib.closing(pieces):
        for piece in pieces:
            kept = ""
            for char in piece:
                if quoted or not char.isspace():
                    kept += char
                if char == '"' and not escaped:
                    quoted = not quoted
                escaped = char == "\\" and not escaped
            if kept:
                yield kept


_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def fits(value: Any, schema: Schema) -> bool:
    """Whether a JSON value is of the schema, as far as type, enum, properties, required and items say."""
    if "enum" in schema:
        return value in schema["enum"]
    kinds = schema.get("type", list(_KINDS))
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if not any(isinstance(value, _KINDS[k]) and (isinstance(value, bool) <= (k == "boolean")) for k in kinds):
        return False
    if isinstance(value, dict):
        known = schema.get("properties", {})
        surplus = schema.get("additionalProperties", True) is False and not value.keys() <= known.keys()
        missing = not value.keys() >= set(schema.get("required", ()))
        return not surplus and not missing and all(fits(v, known.get(k, {})) for k, v in value.items())
    return not isinstance(value, list) or all(fits(v, schema.get("items", {})) for v in value)


_ASK = "\n\nAnswer with one JSON text of this JSON schema, and with nothing else: "
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class OpenAIServer:
    """Any server of the OpenAI chat API: vLLM, Ollama, llama-server, LM Studio, transformers serve, hosted ones.

    `url` is its address, with or without the /v1; `model` "" takes the server's first. Nothing is asked before the
    first answer. What the server refuses is learnt from its refusals and kept for the object's life.
    A schema is of an object.
    """

    def __init__(self, url: str, model: str = "", key: str = "", *, connect: float = 2.0) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise LLMUnavailable(f"{url!r} is no address of a server; give one like http://localhost:11434/v1")
        self.url = url.rstrip("/") + ("/v1" if parts.path in ("", "/") else "")
        self.name = model or self.url
        self._model = model
        self._key = key or "none"  # the client wants one; servers without keys ignore it
        self._connect = connect  # seconds
        self._proxies = parts.hostname not in _LOOPBACK  # those of the environment cannot reach our loopback
        self._refused: frozenset[str] = frozenset()

    def stream(
        self,
        messages: Sequence[Message],
        *,
        schema: Schema | None = None,
        ways: Ways | None = None,
        max_tokens: int = 256,
        deadline: float = 60.0,
    ) -> Iterator[str]:
        """As `LLM.stream`; servers share no manner of saying `ways`, which are left aside."""
        request: dict[str, Any] = {"messages": plain(messages), "max_tokens": max_tokens, "temperature": 0}
        if schema is not None:
            form = {"name": "answer", "strict": True, "schema": schema}
            request["response_format"] = {"type": "json_schema", "json_schema": form}

        def work(put: Put, stopped: Stopped) -> None:
            import asyncio

            asyncio.run(self._until_stopped(request, put, stopped))

        pieces = relay(work, self.name, time.monotonic() + deadline)
        return whole(pieces if schema is None else squeezed(pieces), self.name, schema)

    async def _until_stopped(self, request: dict[str, Any], put: Put, stopped: Stopped) -> None:
        """Answer, but let go of the connection once nobody waits: the server then ends its work."""
        import asyncio

        answer = asyncio.ensure_future(self._answer(request, put))
        while not answer.done() and not stopped():
            await asyncio.wait([answer], timeout=0.05)
        answer.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await answer

    async def _answer(self, request: dict[str, Any], put: Put) -> None:
        import openai

        # The deadline is kept by relay; the client's own only has to be no shorter.
        timeout = openai.Timeout(None, connect=self._connect)
        http = openai.DefaultAsyncHttpxClient(trust_env=self._proxies)
        try:
            async with openai.AsyncOpenAI(
                base_url=self.url, api_key=self._key, timeout=timeout, max_retries=0, http_client=http
            ) as client:
                self._model = self._model or (await client.models.list()).data[0].id
                self.name = self._model
                await self._ask(client, request, put)
        except openai.OpenAIError as error:
            raise self._named(error) from error
        except (IndexError, ValueError, AttributeError, TypeError) as error:
            raise LLMError(f"{self.url} does not speak the OpenAI API ({error!r}); check the address") from error

    async def _ask(self, client: openai.AsyncOpenAI, request: dict[str, Any], put: Put) -> None:
        """Ask without what the server refuses: it may refuse one field after the other."""
        import openai

        refused = self._refused
        while True:
            try:
                if "response_format" in request and "response_format" in refused:
                    await self._ask_in_words(client, request, refused, put)
                    break
                if await self._pass_on(client, _without(request, refused), put):
                    break
                refused |= {"response_format"}
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                field = _cause(error, request.keys() - refused)
                if field is None:
                    raise
                refused |= {field}
        self._refused = refused  # only now: a prompt that is too long is refused with any fields

    async def _pass_on(self, client: openai.AsyncOpenAI, request: dict[str, Any], put: Put) -> bool:
        """Put the answer as it comes. False, with nothing put, where the server took a schema and does not heed it."""
        begun = "response_format" not in request
        async with contextlib.aclosing(self._pieces(client, request)) as pieces:
            async for piece in pieces:
                if not begun and piece.strip():
                    begun = piece.lstrip().startswith("{")
                    if not begun:
                        return False
                put(piece)
        return True

    async def _ask_in_words(
        self, client: openai.AsyncOpenAI, request: dict[str, Any], refused: frozenset[str], put: Put
    ) -> None:
        """The schema goes into the prompt and the answer is checked; one more try where it does not fit."""
        schema = request["response_format"]["json_schema"]["schema"]
        *before, last = request["messages"]
        last = {**last, "content": last["content"] + _ASK + json.dumps(schema, ensure_ascii=False)}
        asked = _without({**request, "messages": [*before, last]}, refused)
        said = ""
        for _ in range(2):
            said = "".join([piece async for piece in self._pieces(client, asked)])
            text = said[said.find("{") : said.rfind("}") + 1]  # models wrap JSON in words and fences
            with contextlib.suppress(ValueError):
                if fits(json.loads(text), schema):
                    return put(text)
        raise LLMError(f"{self.name} answered {said[:80]!r} where JSON was asked for; take a server with JSON schemas")

    async def _pieces(self, client: openai.AsyncOpenAI, request: dict[str, Any]) -> AsyncGenerator[str, None]:
        finished = False
        async with await client.chat.completions.create(model=self._model, stream=True, **request) as chunks:
            async for chunk in chunks:
                for choice in chunk.choices or ():
                    finished = finished or choice.finish_reason is not None
                    if choice.delta.content:
                        yield choice.delta.content
        if not finished:
            raise LLMError(f"{self.url} cut the answer short")

    def _named(self, error: openai.OpenAIError) -> LLMError:
        import openai

        if isinstance(error, openai.APITimeoutError):
            return LLMUnavailable(f"{self.url} does not answer within {self._connect:g} s; check the address")
        if isinstance(error, openai.APIConnectionError):
            return LLMUnavailable(f"cannot reach {self.url} ({error.__cause__ or error}); start the server or mend llm")
        if isinstance(error, (openai.AuthenticationError, openai.PermissionDeniedError)):
            return LLMUnavailable(f"{self.url} does not take the key ({error}); set llm_key")
        if isinstance(error, openai.NotFoundError):
            return LLMUnavailable(f"{self.url} has no model {self._model!r} ({error}); set llm_model or the address")
        if isinstance(error, openai.RateLimitError):
            return LLMUnavailable(f"{self.url} has too much to do ({error}); try later or ask for a larger quota")
        if isinstance(error, openai.InternalServerError):
            return LLMUnavailable(f"{self.url} failed ({error}); see its log")
        return LLMError(f"{self.url}: {error}")


def _without(request: Mapping[str, Any], refused: frozenset[str]) -> dict[str, Any]:
    """The request without these fields; max_tokens has a younger name, which servers that refuse it take."""
    kept = {field: value for field, value in request.items() if field not in refused}
    if "max_tokens" in refused:
        kept["max_completion_tokens"] = request["max_tokens"]
    return kept


def _cause(error: openai.APIStatusError, fields: Set[str]) -> str | None:
    """The field of the request that was refused, if one can be done without. Few servers name it; most refuse the
    schema."""
    if error.param in ("max_tokens", "temperature") and (error.code or "").startswith("unsupported"):
        return error.param if error.param in fields else None
    return "response_format" if "response_format" in fields else None

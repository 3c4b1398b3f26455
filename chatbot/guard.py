"""What stands before the server: which paths there are, how long a request may be, what a browser is told to refuse.

Plain ASGI. Scripts run only with the nonce of their response, so that no text of a catalogue, a visitor or an LLM
can run.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST_BYTES = 160_000  # of a request's body: 20,000 characters, each escaped, fit
BODY_SECONDS = 8.0  # for a request's body to arrive
_GET = re.compile(
    r"/|/healthz|/config|/theme\.css|/favicon\.ico|/manifest\.json|/(?:assets|static|chatbot)/[\w./@+-]+"
    r"|/gradio_api/(?:queue/data|startup-events|heartbeat/[\w-]+|app_id)|/api/sessions/\w+"
)
_POST = re.compile(
    r"/gradio_api/(?:queue/join|cancel|reset)"
    r"|/api/sessions(?:/\w+/(?:messages|reactions|wishes/(?:remove|edit|loosen)|why|undo))?"
)
_OWNER = {  # the owner's page, by method
    "GET": re.compile(r"/admin(?:/owner\.css|/csv/\w+|/dialogues/\w+)?"),
    "POST": re.compile(r"/admin/(?:login|logout|dialogues/\w+/label)"),
}
_DROPPED = (b"x-forwarded-host", b"x-forwarded-proto", b"x-forwarded-for", b"x-forwarded-prefix", b"accept-encoding")


_ALWAYS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=()",
    b"cross-origin-opener-policy": b"same-origin",
}


class Guard:
    """Wraps an app. `sites` are origins that may embed it and whose images are shown; `head` goes into the chat page;
    `owner`: whether there is a page for the owner, which nobody may embed."""

    def __init__(self, app: App, sites: Sequence[str] = (), head: str = "", *, owner: bool = False) -> None:
        self.app, self.sites, self.head, self.owner = app, sites, head, owner
        self.closing = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        nonce, own = secrets.token_urlsafe(16), self.owner and _owners(scope["method"], scope["path"])
        answer = _Answer(send, self.headers(nonce, own=own), lambda page: page if own else self.page(page, nonce))
        if not own and not _allowed(scope["method"], scope["path"]):
            return await refuse(answer, 404, "There is no such page here.")
        headers = [(k, v) for k, v in scope["headers"] if k not in _DROPPED]
        inside = {**scope, "headers": headers}
        if scope["method"] != "POST":
            return await self.app(inside, self._until_closing(receive), answer)
        try:
            body = await asyncio.wait_for(_body(receive), BODY_SECONDS)
        except TimeoutError:
            return await refuse(answer, 408, "The request did not arrive in time. Please send it again.")
        if body is None:
            return await refuse(answer, 413, f"The request is longer than {MOST_BYTES} bytes. Please shorten it.")
        return await self.app(inside, _replay(body, receive), answer)

    def _until_closing(self, receive: Receive) -> Receive:
        """A `receive` that also ends when the server closes, and with it the streams that wait there."""
        first: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

        async def until() -> Message:
            if first:
                return first.pop()
            received, closed = asyncio.ensure_future(receive()), asyncio.ensure_future(self.closing.wait())
            try:
                await asyncio.wait((received, closed), return_when=asyncio.FIRST_COMPLETED)
                return received.result() if received.done() else {"type": "http.disconnect"}
            finally:
                received.cancel()
                closed.cancel()

        return until

    def headers(self, nonce: str, *, own: bool = False) -> dict[bytes, bytes]:
        """The headers of every response; `own`: of one for the owner alone."""
        if own:
            policy = "default-src 'none'; style-src 'self' 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"
            # A browser that may tell no referrer does not tell a form's origin either.
            more = {b"x-robots-tag": b"noindex", b"referrer-policy": b"same-origin"}
            return {**_ALWAYS, b"content-security-policy": policy.encode(), **more}
        sites = "".join(f" {site}" for site in self.sites)
        policy = (
            f"default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self' 'unsafe-inline'; "
            f"img-src 'self' data: blob:{sites}; font-src 'self' data:; connect-src 'self'; object-src 'none'; "
            f"base-uri 'self'; form-action 'self'; frame-ancestors 'self'{sites}"
        )
        return {b"content-security-policy": policy.encode(), **_ALWAYS}

    def page(self, html: bytes, nonce: str) -> bytes:
        """A page with the nonce on its script tags, which are all the server's own: data in it has "<" escaped."""
        marked = html.replace(b"<script", f'<script nonce="{nonce}"'.encode())
        own = self.head.replace("<script", f'<script nonce="{nonce}"').encode()
        return marked.replace(b"<head>", b"<head>" + own, 1)


class _Answer:
    """Passes a response on with our headers; an HTML page is collected first and rewritten."""

    def __init__(self, send: Send, headers: dict[bytes, bytes], rewrite: Callable[[bytes], bytes]) -> None:
        self._send, self._headers, self._rewrite = send, headers, rewrite
        self._start: Message | None = None
        self._page = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [(name.lower(), value) for name, value in message.get("headers", ())]
            html = any(name == b"content-type" and value.startswith(b"text/html") for name, value in headers)
            ours = {**self._headers, **({b"cache-control": b"no-store"} if html else {})}
            kept = [h for h in headers if h[0] not in ours and not (html and h[0] == b"content-length")]
            start = {**message, "headers": [*kept, *ours.items()]}
            if html:
                self._start = start
            else:
                await self._send(start)
        elif self._start is None:
            await self._send(message)
        else:
            self._page += message.get("body", b"")
            if not message.get("more_body"):
                await self._send(self._start)
                await self._send({"type": "http.response.body", "body": self._rewrite(self._page)})


async def refuse(send: Send, status: int, sentence: str) -> None:
    """A JSON error."""
    body = json.dumps({"error": sentence}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _owners(method: str, path: str) -> bool:
    paths = _OWNER.get("GET" if method == "HEAD" else method)
    return paths is not None and paths.fullmatch(path) is not None


def _allowed(method: str, path: str) -> bool:
    if ".." in path:
        return False
    if method in ("GET", "HEAD"):
        return bool(_GET.fullmatch(path))
    if method == "POST":
        return bool(_POST.fullmatch(path))
    return method == "OPTIONS" and path.startswith("/api/")


async def _body(receive: Receive) -> bytes | None:
    """The whole body; None if it is too long."""
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if len(body) > MOST_BYTES:
            return None
        if not message.get("more_body"):
            return body


def _replay(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the body once, and then what the connection gives: that it ended."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again

"""What stands before the server, without a server."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from chatbot.guard import MOST_BYTES, Guard, Message

PAGE = (
    b"<!doctype html><html><head><title>x</title><script>a</script></head><body><script src=b></script></body></html>"
)


async def page(scope: Any, receive: Any, send: Any) -> None:
    body = PAGE if scope["path"] == "/" else (await receive())["body"]
    kind = b"text/html; charset=utf-8" if scope["path"] == "/" else b"text/plain"
    headers = [
        (b"Content-Type", kind),
        (b"content-length", str(len(body)).encode()),
        (b"set-cookie", b"a"),
        (b"set-cookie", b"b"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body[:10], "more_body": True})
    await send({"type": "http.response.body", "body": body[10:]})


def ask(
    guard: Guard, method: str, path: str, *body: bytes, headers: Any = ()
) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """One request, its body in those pieces; status, headers and body of the response."""
    pieces: list[Message] = [{"type": "http.request", "body": piece, "more_body": True} for piece in body]
    pieces.append({"type": "http.request", "body": b"", "more_body": False})
    sent: list[Message] = []

    async def receive() -> Message:
        return pieces.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": list(headers)}
    asyncio.run(guard(scope, receive, send))
    return sent[0]["status"], sent[0]["headers"], b"".join(message.get("body", b"") for message in sent[1:])


def test_a_page_gets_its_nonce_and_its_head() -> None:
    status, headers, body = ask(Guard(page, head="<script src=/own.js></script>"), "GET", "/")
    policy = dict(headers)[b"content-security-policy"].decode()
    nonce = policy.split("'nonce-")[1].split("'")[0]
    mark = f'<script nonce="{nonce}"'.encode()
    assert status == 200
    assert body == PAGE.replace(b"<script", mark).replace(b"<head>", b"<head>" + mark + b" src=/own.js></script>")
    assert b"content-length" not in dict(headers)
    assert [value for name, value in headers if name == b"set-cookie"] == [b"a", b"b"]
    assert dict(headers)[b"cache-control"] == b"no-store"


def test_sites_may_embed_and_show_images() -> None:
    policy = dict(Guard(page, ["https://shop.example"]).headers("n"))[b"content-security-policy"].decode()
    assert "img-src 'self' data: blob: https://shop.example;" in policy
    assert policy.endswith("frame-ancestors 'self' https://shop.example")


def test_a_body_is_passed_on_whole() -> None:
    assert ask(Guard(page), "POST", "/api/sessions", b"ab", b"cd")[2] == b"abcd"


@pytest.mark.parametrize("pieces", [(b"x" * (MOST_BYTES + 1),), (b"x" * 1000,) * (MOST_BYTES // 1000 + 1)])
def test_a_long_body_is_refused(pieces: tuple[bytes, ...]) -> None:
    status, _, body = ask(Guard(page), "POST", "/api/sessions", *pieces)
    assert (status, json.loads(body).keys()) == (413, {"error"})


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(("GET", path) for path in ("/docs", "/assets/../x", "/api/sessions", "/gradio_api/file=/etc/passwd")),
        *(("POST", path) for path in ("/", "/gradio_api/run/send", "/gradio_api/upload")),
        ("PUT", "/"),
        ("DELETE", "/api/sessions/x"),
    ],
)
def test_other_paths_are_not_there(method: str, path: str) -> None:
    assert ask(Guard(page), method, path)[0] == 404


def test_what_a_proxy_would_say_is_not_believed() -> None:
    seen: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.extend(scope["headers"])
        await page(scope, receive, send)

    ask(
        Guard(app),
        "GET",
        "/",
        headers=[(b"x-forwarded-host", b"evil.example"), (b"accept-encoding", b"br"), (b"accept", b"*/*")],
    )
    assert seen == [(b"accept", b"*/*")]


def test_a_stream_ends_when_the_server_closes() -> None:
    async def main() -> Message:
        ended: asyncio.Future[Message] = asyncio.get_running_loop().create_future()

        async def app(scope: Any, receive: Any, send: Any) -> None:
            await receive()
            ended.set_result(await receive())

        async def never() -> Message:
            await asyncio.Event().wait()
            return {}

        guard = Guard(app)
        asyncio.get_running_loop().call_later(0.05, guard.closing.set)
        await guard({"type": "http", "method": "GET", "path": "/gradio_api/queue/data", "headers": []}, never, never)  # type: ignore[arg-type]
        return await ended

    assert asyncio.run(main()) == {"type": "http.disconnect"}


def test_a_body_that_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chatbot.guard.BODY_SECONDS", 0.05)
    sent: list[Message] = []

    async def never() -> Message:
        await asyncio.Event().wait()
        return {}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(Guard(page)({"type": "http", "method": "POST", "path": "/api/sessions", "headers": []}, never, send))
    assert sent[0]["status"] == 408

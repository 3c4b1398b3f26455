"""The server: the page at "/", the REST API under /api. Knows HTTP; what happens there is in `rest` and `ui`.

The page is up while the models still load: what needs them waits.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import logging
import signal
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chatbot import admin, ui
from chatbot.assemble import assemble
from chatbot.bot import Bot
from chatbot.dialogue import Streamed
from chatbot.found import find_catalogue
from chatbot.guard import Guard
from chatbot.llm import LLMError
from chatbot.models import ModelError
from chatbot.rest import Does, Json, RequestError, Rest, read, sse, text_of
from chatbot.screens import Screens
from chatbot.sessions import Refused, Sessions
from chatbot.settings import SettingError, Settings
from chatbot.store import StoreError
from chatbot.view import origin
from retrieval.catalogue import Catalogue
from retrieval.tables import CatalogueError

if TYPE_CHECKING:
    from fastapi import FastAPI, Request, Response

log = logging.getLogger(__name__)
FILES = {"page.js": "text/javascript; charset=utf-8", "style.css": "text/css; charset=utf-8"}


def serve(settings: Settings, bot: Bot | None = None, tell: Callable[[str], None] = print) -> None:
    """Serve until Ctrl-C or SIGTERM; then the log is closed. SystemExit with a sentence where it cannot."""
    listening = listen(settings.host, settings.port)
    with contextlib.closing(listening):
        catalogue = bot.retriever.catalogue if bot else find_catalogue(settings.catalogue, settings.home)
        loading = given(bot) if bot else load(settings, tell)
        server = make_server(make_app(loading, catalogue, settings, lambda: tell(f"Open {address(listening)}")))
        loading.add_done_callback(lambda done: _leave(done, server))
        with _signals():
            server.run(sockets=[listening])
    if loading.done() and (error := loading.exception()):
        raise SystemExit(f"The server has stopped. {error}")


def _leave(done: Future[Bot], server: Any) -> None:
    if done.exception():
        server.should_exit = True


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there. SystemExit with the remedy where that cannot be."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise SystemExit(f"{host!r} is no address of this machine ({error}). Use --host 127.0.0.1.") from None
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(place)
        listening.listen(512)
    except OSError as error:
        listening.close()
        raise SystemExit(
            f"Port {port} on {host} cannot be used ({error.strerror}). Use another, as --port {port + 1}."
        ) from None
    return listening


def address(listening: socket.socket) -> str:
    """What to open in a browser on this machine."""
    host, port = listening.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}"


def given(bot: Bot) -> Future[Bot]:
    """A bot that is ready."""
    done: Future[Bot] = Future()
    done.set_result(bot)
    return done


def load(settings: Settings, tell: Callable[[str], None]) -> Future[Bot]:
    """The bot, made in a thread of its own."""
    loading: Future[Bot] = Future()

    def run() -> None:
        try:
            loading.set_result(assemble(settings, tell))
        except (CatalogueError, ModelError, LLMError, StoreError) as error:
            loading.set_exception(error)
        finally:
            if not loading.done():
                loading.set_exception(RuntimeError("The bot could not be made; the lines above say why."))

    threading.Thread(target=run, name="load", daemon=True).start()
    return loading


def make_app(
    bot: Future[Bot], catalogue: Catalogue, settings: Settings, ready: Callable[[], None] = lambda: None
) -> Guard:
    """The whole server as an ASGI app. Raises SettingError for a wrong `sites`."""
    from fastapi import FastAPI
    from fastapi.middleware.cors import CORSMiddleware

    sites = origins(settings.sites)
    sessions = Sessions(bot)
    ends: list[Callable[[], None]] = []

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        ready()
        yield
        await asyncio.to_thread(_close, sessions, bot, *ends)

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.add_middleware(
        CORSMiddleware, allow_origins=sites, allow_methods=["GET", "POST"], allow_headers=["content-type"]
    )
    _add_api(app, Rest(sessions, sites), sessions)
    head = _add_files(app)
    if settings.admin_password:
        ends.append(admin.mount(app, bot, settings.admin_password))
    ui.mount(app, Screens(sessions, catalogue, sites), settings.items)
    return Guard(app, sites, head, owner=bool(settings.admin_password))


def origins(sites: str) -> tuple[str, ...]:
    """The origins in the setting `sites`. Raises SettingError."""
    for site in sites.split():
        if origin(site) != site:
            raise SettingError(f'sites has {site!r}. Give origins parted by spaces, as "https://shop.example".')
    return tuple(sites.split())


def _close(sessions: Sessions, bot: Future[Bot], *ends: Callable[[], None]) -> None:
    for end in ends:
        end()
    sessions.close()
    if sessions.ready:
        bot.result().store.close()


def _add_api(app: FastAPI, rest: Rest, sessions: Sessions) -> None:
    def healthz(request: Request) -> Response:
        return _json({"ready": sessions.ready})

    async def opened(request: Request) -> Response:
        return await _answer(request, lambda _, body: rest.open(body), rest)

    async def messages(request: Request) -> Response:
        return await _stream(request, rest, sessions)

    def path(does: Does) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> Response:
            return await _answer(request, does, rest)

        return endpoint

    one = "/api/sessions/{session_id}"
    app.add_route("/healthz", healthz, methods=["GET"])
    app.add_route("/api/sessions", opened, methods=["POST"])
    app.add_route(one, path(rest.state), methods=["GET"])
    app.add_route(f"{one}/messages", messages, methods=["POST"])
    for end, does in {
        "reactions": rest.react,
        "wishes/remove": rest.remove,
        "wishes/edit": rest.edit,
        "wishes/loosen": rest.loosen,
        "why": rest.why,
        "undo": rest.undo,
    }.items():
        app.add_route(f"{one}/{end}", path(does), methods=["POST"])


async def _answer(request: Request, does: Does, rest: Rest) -> Response:
    """What a function of the API answers, or its error."""
    session_id = request.path_params.get("session_id", "")
    try:
        return _json(await asyncio.to_thread(does, session_id, read(await request.body())))
    except RequestError as error:
        return _json({"error": str(error)}, 422)
    except Refused as refused:
        return _json({"error": refused.sentence(await asyncio.to_thread(rest.language, session_id))}, refused.status)
    except StoreError as error:
        log.error("the log refused: %s", error)
        return _json({"error": "The log cannot be written now. Please try again later."}, 503)


async def _stream(request: Request, rest: Rest, sessions: Sessions) -> Response:
    """An answer as server-sent events."""
    from fastapi.responses import StreamingResponse

    loop, events = asyncio.get_running_loop(), asyncio.Queue[Streamed | None]()

    def put(event: Streamed | None) -> None:
        with contextlib.suppress(RuntimeError):  # the server has stopped
            loop.call_soon_threadsafe(events.put_nowait, event)

    def begin(session_id: str, body: Json) -> Json:
        begun.append((sessions.get(session_id), sessions.answer(session_id, text_of(body, "text"), put)))
        return {}

    begun: list[tuple[Any, Any]] = []
    refused = await _answer(request, begin, rest)
    if not begun:
        return refused
    session, answering = begun[0]

    async def stream() -> AsyncIterator[bytes]:
        done = False
        try:
            while (event := await events.get()) is not None:
                chunk = rest.event(session, event)
                done = chunk.startswith(b"event: done")
                yield chunk
            if not done:
                yield sse("error", {"error": Refused("error", 500).sentence(session.language)})
        finally:
            answering.stop()  # the visitor may have left

    return StreamingResponse(stream(), media_type="text/event-stream", headers={"cache-control": "no-store"})


def _json(value: Json, status: int = 200) -> Response:
    from fastapi import Response

    headers = {"cache-control": "no-store", **({"retry-after": "5"} if status in (409, 429, 503) else {})}
    return Response(json.dumps(value), status, headers, "application/json")


def _add_files(app: FastAPI) -> str:
    """The page's own script and style; returns the tags that load them."""
    tags = {
        "page.js": '<script src="/chatbot/page.js?{0}"></script>',
        "style.css": '<link rel="stylesheet" href="/chatbot/style.css?{0}">',
    }
    head = ""
    for name, media in FILES.items():
        content = (Path(__file__).parent / name).read_bytes()
        app.add_route(f"/chatbot/{name}", _file(content, media), methods=["GET"])
        head += tags[name].format(hashlib.sha256(content).hexdigest()[:12])
    return head


def _file(content: bytes, media: str) -> Callable[[Request], Response]:
    def endpoint(request: Request) -> Response:
        from fastapi import Response

        return Response(content, media_type=media, headers={"cache-control": "public, max-age=31536000, immutable"})

    return endpoint


def make_server(app: Guard) -> Any:
    """A server for the app, with its limits. It ends open streams when it stops."""
    import uvicorn

    class Server(uvicorn.Server):
        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            app.closing.set()
            await super().shutdown(sockets)

    return Server(
        uvicorn.Config(
            app, log_level="warning", access_log=False, proxy_headers=False, server_header=False, timeout_keep_alive=5,
            timeout_graceful_shutdown=3, limit_concurrency=2000, h11_max_incomplete_event_size=16384,
        )
    )  # fmt: skip


@contextlib.contextmanager
def _signals() -> Iterator[None]:
    """uvicorn raises the signal that stopped it once more, after it has stopped: then it is nobody's business."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {s: signal.signal(s, lambda *_: None) for s in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

"""The owner's page over HTTP: the way in, the tables, a dialogue to read and label, CSV. Knows requests; no HTML.

Only who has the cookie that the password gave sees anything, and a form counts only where it was sent from here.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from chatbot import owner
from chatbot.aspects import label
from chatbot.bot import Bot
from chatbot.dialogue import Event, is_id
from chatbot.digest import DayError, Digest, Digests, chosen, day_at
from chatbot.feedback import Analyst
from chatbot.login import HOURS, Login, TooManyTriesError
from chatbot.moods import Moods, moods, voices
from chatbot.overview import Listing, listed, minute, overview
from chatbot.owner import Chosen
from chatbot.praise import NONE
from chatbot.reaching import Reaching
from chatbot.store import StoreError
from chatbot.transcript import transcript
from chatbot.voting import votes
from retrieval.reach import AMONG

if TYPE_CHECKING:
    from fastapi import FastAPI, Request, Response

log = logging.getLogger(__name__)
COOKIE = "owner"
_PATIENCE = 2.0  # seconds of reading comments before the page is shown with what is read
_NOTE = 500  # characters of a note on a dialogue
Page = Callable[["Request"], "Response"]
Told = tuple[list[Listing], dict[str, str]]  # tables, and what stands under the name of some


def mount(app: FastAPI, bot: Future[Bot], password: str) -> Callable[[], None]:
    """Add the owner's page to a server; nobody gets in before the bot is there. Returns what ends its work."""
    pages = Pages(bot, Login(password))
    for path, page, method in (
        ("/admin", pages.overview, "GET"),
        ("/admin/owner.css", pages.style, "GET"),
        ("/admin/csv/{name}", pages.csv, "GET"),
        ("/admin/dialogues/{dialogue}", pages.dialogue, "GET"),
    ):
        app.add_route(path, _threaded(page), methods=[method])
    app.add_route("/admin/login", pages.login, methods=["POST"])
    app.add_route("/admin/logout", pages.logout, methods=["POST"])
    app.add_route("/admin/dialogues/{dialogue}/label", pages.label, methods=["POST"])
    return pages.reaching.close


def _threaded(page: Page) -> Callable[[Request], Awaitable[Response]]:
    """Reading the log takes a while: it must not keep visitors waiting."""

    async def endpoint(request: Request) -> Response:
        return await asyncio.to_thread(page, request)

    return endpoint


@dataclass
class Pages:
    """What each path answers."""

    bot: Future[Bot]
    gate: Login
    _digests: Digests | None = None
    _moods: Moods | None = None
    reaching: Reaching = field(default_factory=Reaching)

    def overview(self, request: Request) -> Response:
        """GET /admin: all tables, or the form for the password."""
        language = _language(request)
        if not self._inside(request):
            return _html(owner.login_page(language))
        try:
            digests, wanted, kept = self._chosen(request)
        except StoreError as error:
            return _failed(error)
        listings, notes = self._listings(kept, language)
        catalogues, origins = ({getattr(d, name) for d in digests} for name in ("catalogue", "origin"))
        choices = {"catalogue": sorted(catalogues), "origin": sorted(origins | {"human"})}
        return _html(owner.overview_page(language, listings, kept, chosen=wanted, choices=choices, notes=notes))

    def csv(self, request: Request) -> Response:
        """GET /admin/csv/NAME: one table, all of it."""
        from fastapi import Response

        if not self._inside(request):
            return _html(owner.login_page(_language(request)), 403)
        try:
            listings = self._listings(self._chosen(request)[2], "en", math.inf)[0]  # a file has all
        except StoreError as error:
            return _failed(error)
        found = next((one for one in listings if one.name == request.path_params["name"]), None)
        if found is None:
            return _html(owner.dialogue_page(_language(request), None, (), ""), 404)
        headers = {"content-disposition": f'attachment; filename="{found.name}.csv"', "cache-control": "no-store"}
        return Response(owner.csv_of(found), 200, headers, "text/csv; charset=utf-8")

    def dialogue(self, request: Request) -> Response:
        """GET /admin/dialogues/ID: one dialogue to read."""
        if not self._inside(request):
            return _html(owner.login_page(_language(request)), 403)
        try:
            return self._dialogue(request, request.path_params["dialogue"], kept="kept" in request.query_params)
        except StoreError as error:
            return _failed(error)

    def style(self, request: Request) -> Response:
        """GET /admin/owner.css: there is nothing in it to hide."""
        from fastapi import Response

        return Response((Path(__file__).parent / "owner.css").read_bytes(), media_type="text/css; charset=utf-8")

    async def login(self, request: Request) -> Response:
        """POST /admin/login: the cookie, for the password."""
        language = _language(request)
        if not _from_here(request):
            return _html(owner.login_page(language), 403)
        given = (await _form(request)).get("password", "")
        try:
            token = self.gate.enter(given, request.client.host if request.client else "")
        except TooManyTriesError:
            return _html(owner.login_page(language, "too_many"), 429)
        if token is None:
            log.warning("somebody gave a wrong password for the owner's page")
            return _html(owner.login_page(language, "wrong"), 403)
        answer = _to("/admin")
        secure = urlsplit(request.headers.get("origin", "")).scheme == "https"
        answer.set_cookie(
            COOKIE, token, max_age=int(HOURS * 3600), path="/admin", httponly=True, samesite="strict", secure=secure
        )
        return answer

    async def logout(self, request: Request) -> Response:
        """POST /admin/logout: the cookie is worth nothing from now on."""
        answer = _to("/admin")
        if _from_here(request):
            self.gate.leave(request.cookies.get(COOKIE, ""))
            answer.delete_cookie(COOKIE, path="/admin")
        return answer

    async def label(self, request: Request) -> Response:
        """POST /admin/dialogues/ID/label: what the owner says of a dialogue, in the log."""
        dialogue = request.path_params["dialogue"]
        if not (self._inside(request) and _from_here(request)):
            return _html(owner.login_page(_language(request)), 403)
        form = await _form(request)
        if form.get("label") not in owner.LABELS:
            return await asyncio.to_thread(self.dialogue, request)
        body = {"label": form["label"], "note": form.get("note", "")[:_NOTE]}
        try:
            await asyncio.to_thread(self._keep, dialogue, body)
        except StoreError as error:
            return _failed(error)
        return _to(f"/admin/dialogues/{dialogue}?kept=1")

    # Steps

    def _inside(self, request: Request) -> bool:
        return self.bot.done() and self.gate.knows(request.cookies.get(COOKIE, ""))

    def _all(self) -> list[Digest]:
        self._digests = self._digests or Digests(self.bot.result().store)
        return self._digests.now()

    def _chosen(self, request: Request) -> tuple[list[Digest], Chosen, list[Digest]]:
        asked = request.query_params
        names = ("from", "to", "catalogue", "origin")
        wanted = Chosen(
            *(asked.get(name, default)[:200] for name, default in zip(names, ("", "", "", "human"), strict=True))
        )
        bounds = {"since": _at(wanted.since), "until": _at(wanted.until, after=1)}
        digests = self._all()
        return digests, wanted, chosen(digests, **bounds, catalogue=wanted.catalogue, origin=wanted.origin)

    def _listings(self, digests: Sequence[Digest], language: str, seconds: float = _PATIENCE) -> Told:
        """All tables of these dialogues; comments are read for at most so many seconds."""
        bot, words = self.bot.result().current, owner.texts(language)
        found, retriever = self.reaching.of(bot.retriever), bot.retriever
        missed = tuple((item.id, item.title) for item in found.missed) if found else ()
        heard, notes = self._heard(bot, digests, language, seconds)
        voted, counts = votes(digests, title=_titles(bot))
        notes = notes | {"doubted": words["voted"].format(**counts)}
        unreached = Listing("unreached", ("item", "title"), missed)
        listings = [*overview(digests), *heard, *voted, unreached, listed(digests)]
        if found is None:
            return listings, notes | {"unreached": words["reaching"]}
        total = len(retriever.catalogue.items)
        told = [words["reached"].format(missed=len(missed), tried=found.tried, requests=found.requests, among=AMONG)]
        told += [words["reached_sample"].format(total=total)] if found.tried < total else []
        return listings, notes | {"unreached": " ".join(told)}

    def _heard(self, bot: Bot, digests: Sequence[Digest], language: str, seconds: float) -> Told:
        """What comments say, by item, topic and month; with a note while not all are read."""
        if self._moods is None:
            self._moods = Moods(bot.store, lambda: Analyst(catalogue=bot.retriever.catalogue))
        found, whole = self._moods.now(seconds)
        named: dict[str, Callable[[str], str]] = {"title": _titles(bot), "topic": lambda key: label(key, language)}
        tables = moods(found, {d.id for d in digests}, **named)
        kept = voices(bot.opinions() if bot.opinions else NONE, **named)
        return [*tables, kept], {} if whole else {"moods": owner.texts(language)["behind"]}

    def _dialogue(self, request: Request, dialogue: str, *, kept: bool) -> Response:
        digest = next((d for d in self._all() if d.id == dialogue), None) if is_id(dialogue) else None
        if digest is None:
            return _html(owner.dialogue_page(_language(request), None, (), ""), 404)
        lines = transcript(self.bot.result().store.events(session=dialogue))
        return _html(owner.dialogue_page(_language(request), digest, lines, minute(digest.began), kept=kept))

    def _keep(self, dialogue: str, body: dict[str, str]) -> None:
        if any(d.id == dialogue for d in self._all()):
            self.bot.result().store.append([Event(dialogue, "label", body)])


def _titles(bot: Bot) -> Callable[[str], str]:
    """What names an item by its id; one that is gone keeps its id."""
    catalogue = bot.retriever.catalogue
    return lambda key: item.title if (item := catalogue.item(key)) else key


def _language(request: Request) -> str:
    return owner.language_of(request.headers.get("accept-language", ""))


def _at(day: str, after: int = 0) -> float:
    """As `day_at`; what is no day bounds nothing."""
    try:
        return day_at(day, after)
    except DayError:
        return day_at("", after)


def _from_here(request: Request) -> bool:
    """Whether a form was sent by a page of this server, as browsers tell."""
    sent = request.headers.get("origin")
    return sent is None or urlsplit(sent).netloc == request.headers.get("host")


async def _form(request: Request) -> dict[str, str]:
    text = (await request.body()).decode("utf-8", "replace")
    return {name: values[-1] for name, values in parse_qs(text, keep_blank_values=True).items()}


def _html(page: str, status: int = 200) -> Response:
    from fastapi.responses import HTMLResponse

    return HTMLResponse(page, status)


def _to(path: str) -> Response:
    from fastapi.responses import RedirectResponse

    return RedirectResponse(path, 303)


def _failed(error: StoreError) -> Response:
    from fastapi.responses import PlainTextResponse

    log.error("the log cannot be read: %s", error)
    return PlainTextResponse("The log cannot be read or written now. The server's own log says why.", 503)

"""What is to be seen of a session, as values, and a card as safe HTML. Knows sessions and phrases; no page, no server.

Every text in the HTML is escaped so that neither HTML nor Markdown can read a sign of it as its own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from urllib.parse import urlsplit

from chatbot.dialogue import REACTIONS, Changes, Chip, Edit, Reason, Session, Table, Why
from chatbot.phrasing import Phrasing
from chatbot.profile import strengths
from chatbot.render import phrases, shipped
from retrieval.catalogue import Catalogue, Item
from retrieval.retriever import Hit
from retrieval.wishes import ITEM, Limit, Preferences, Scope, Wish

COLOURS = 12  # of tiles
_QUOTED = 140  # characters of a receipt


@dataclass(frozen=True, slots=True)
class Card:
    """One pick. `kind` is the value that colours its tile; `colour` is a number below COLOURS."""

    id: str
    title: str
    facts: str
    reason: str
    kind: str = ""
    colour: int = 0
    link: str = ""
    image: str = ""
    liked: bool = False
    stars: int = 0  # that the visitor gave it in this conversation; 0: none


@dataclass(frozen=True, slots=True)
class Entry:
    """One wish or limit in plain words. `strength` is "" for the usual one; `edits` are those that change something."""

    key: str
    text: str
    receipt: str = ""
    strength: str = ""
    scope: Scope = "today"
    muted: bool = False
    edits: tuple[Edit, ...] = ("remove",)
    turn: int = 0


@dataclass(frozen=True, slots=True)
class View:
    """A session at one moment. `talk` is (what was said, what was answered)."""

    session: str
    language: str
    talk: tuple[tuple[str, str], ...]
    cards: tuple[Card, ...]
    wishes: tuple[Entry, ...]
    chips: tuple[Chip, ...]
    changes: Changes = field(default_factory=Changes)
    aside: Table | Why | None = None


def view(session: Session, catalogue: Catalogue, sites: Collection[str] = ()) -> View:
    """The session as it is now. Images are shown from the origins in `sites` alone."""
    with session.lock:
        phrasing = Phrasing(catalogue, session.language)
        talk = tuple((turn.said, turn.answer) for turn in session.turns)
        picks = cards(session.hits, session.reasons, phrasing, sites=sites, liked=session.liked, rated=session.rated)
        return View(
            session.id, session.language, talk, picks, entries(session.preferences, phrasing), tuple(session.chips),
            session.changes, session.aside,
        )  # fmt: skip


def cards(
    hits: Collection[Hit],
    reasons: Mapping[str, Reason],
    phrasing: Phrasing,
    *,
    sites: Collection[str] = (),
    liked: Collection[str] = (),
    rated: Mapping[str, float] = MappingProxyType({}),
) -> tuple[Card, ...]:
    """A card for each hit, in order. Of half a star nothing is seen."""
    return tuple(
        replace(
            _card(hit.item, reasons.get(hit.item.id), phrasing, sites),
            liked=hit.item.id in liked,
            stars=int(rated.get(hit.item.id, 0)),
        )
        for hit in hits
    )


def entries(preferences: Preferences, phrasing: Phrasing) -> tuple[Entry, ...]:
    """Each wish and limit, in the order they were said."""
    return tuple(_entry(wish, phrasing) for wish in wishes_of(preferences))


def wishes_of(preferences: Preferences) -> tuple[Wish | Limit, ...]:
    """Wishes and limits alike, in the order they were said."""
    return (*preferences.wishes, *preferences.limits)


def _entry(wish: Wish | Limit, phrasing: Phrasing) -> Entry:
    strength = "like" if isinstance(wish, Limit) else wish.strength
    said = "" if strength == "like" else phrasing.say("page", f"strength_{strength}")
    return Entry(
        wish.key, phrasing.wish(wish), receipt(wish, phrasing), said, wish.scope, wish.muted, _edits(wish),
        wish.receipt.turn,
    )  # fmt: skip


def _edits(wish: Wish | Limit) -> tuple[Edit, ...]:
    edits: list[Edit] = []
    if isinstance(wish, Wish):
        steps = strengths(wish)
        edits += ["weaker"] if wish.strength != steps[0] else []
        edits += ["stronger"] if wish.strength in steps[:-1] else []
    edits += ["unmute" if wish.muted else "mute", "taste" if wish.scope == "today" else "today", "remove"]
    return tuple(edits)


def receipt(wish: Wish | Limit, phrasing: Phrasing) -> str:
    """Where a wish came from: the visitor's words in quotes or the button pressed, and what it takes the place of."""
    said = wish.receipt.words
    if said and wish.receipt.source == "message":
        said = phrasing.say("page", "quoted", words=_short(said))
    elif said in REACTIONS and isinstance(wish, Wish):
        said = phrasing.say("page", f"pressed_{said}", title=_title(wish, phrasing))
    elif said:
        said = phrasing.say("page", "pressed", words=_short(said))
    replaced = wish.receipt.replaces
    if replaced in REACTIONS and isinstance(wish, Wish) and wish.field == ITEM:
        replaced = phrasing.say("page", {"more": "similar"}.get(replaced, replaced))
    instead = phrasing.say("page", "instead", words=_short(replaced)) if replaced else ""
    return " · ".join(part for part in (said, instead) if part)


def _title(wish: Wish, phrasing: Phrasing) -> str:
    item = phrasing.catalogue.item(wish.value)
    return phrasing.title(item) if item else wish.shown


def _short(words: str) -> str:
    return words if len(words) <= _QUOTED else words[:_QUOTED].rstrip() + "…"


def _card(item: Item, reason: Reason | None, phrasing: Phrasing, sites: Collection[str]) -> Card:
    kind, colour = kind_of(item, phrasing)
    return Card(
        item.id,
        phrasing.title(item),
        _facts(item, phrasing),
        reason.text if reason else "",
        kind,
        colour,
        item.link if origin(item.link) else "",
        item.image if origin(item.image) in {*sites} - {""} else "",
    )


def _facts(item: Item, phrasing: Phrasing) -> str:
    """The line under the title; it begins with the catalogue's own title where the visitor reads another."""
    own = item.title if item.title != phrasing.title(item) else ""
    return " · ".join(part for part in (own, phrasing.summary(item)) if part)


def kind_of(item: Item, phrasing: Phrasing) -> tuple[str, int]:
    """The item's first value in the first prominent category, and that value's colour: its rank, so that the
    commonest values differ."""
    catalogue = phrasing.catalogue
    fields = [f for f in catalogue.of_kind("category") if f.prominent] or catalogue.of_kind("category")
    for f in fields:
        if values := item.values(f.name):
            return f.value_in(phrasing.language, values[0]), _ranks(catalogue, f.name)[values[0]] % COLOURS
    return "", 0


def _ranks(catalogue: Catalogue, field: str) -> dict[str, int]:
    return {value: rank for rank, value in enumerate(catalogue.values[field])}


def origin(url: str) -> str:
    """The origin of a web address, as "https://shop.example:8000"; "" of anything else, as of javascript: or a path."""
    try:
        parts = urlsplit(url.strip())
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    known = parts.scheme in ("http", "https") and parts.hostname and not parts.username
    return f"{parts.scheme}://{parts.hostname}{port}" if known else ""


def escape(text: str) -> str:
    """A text as HTML that no reader of HTML or Markdown takes for anything but text: one line, no control signs."""
    shown = " ".join("".join(c if unicodedata.category(c) not in ("Cc", "Cs", "Co") else " " for c in text).split())
    return "".join(c if c.isalnum() or c == " " else f"&#{ord(c)};" for c in shown)


def card_html(card: Card, *, place: int = 1, fresh: bool = False, grows: bool = False, more: str = "") -> str:
    """A card as one HTML block without a blank line; `more` is HTML that stands below it."""
    letters = escape(monogram(card.title))
    image = f'<img src="{escape(card.image)}" alt="" loading="lazy">' if card.image else f"<b>{letters}</b>"
    title = escape(card.title)
    if card.link:
        title = f'<a href="{escape(card.link)}" target="_blank" rel="noopener noreferrer">{title}</a>'
    reason = f'<p class="reason{" grows" if grows else ""}">{escape(card.reason)}</p>'
    return (
        f'<div class="pick{" fresh" if fresh else ""}"><div class="tile colour-{card.colour}">{image}'
        f'<span>{escape(card.kind)}</span></div><div class="said"><h3><i>{place}.</i> {title}</h3>'
        f'<p class="facts">{escape(card.facts)}</p>{reason}'
        f"</div></div>{more}"
    )


def line_html(text: str) -> str:
    """One line, or nothing."""
    return f"<p>{escape(text)}</p>" if text else ""


def note_html(text: str) -> str:
    """A line that stands where something else is missing."""
    return f'<p class="note">{escape(text)}</p>'


def heading_html(text: str, more: str) -> str:
    """A heading with some HTML at its end."""
    return f"<h2>{escape(text)}</h2>{more}"


def names_html(say: Mapping[str, str], language: str) -> str:
    """Words for the page's script, which names the controls for screen readers."""
    words = {"about": say["about"], "offline": say["offline"], "send": say["send"], "language": language}
    return "".join(f'<span class="{name}">{escape(word)}</span>' for name, word in words.items())


def monogram(title: str) -> str:
    """Up to two letters that stand for a title: the first ones of its words that are not small."""
    words = [w for w in title.split() if w[:1].isalnum()]
    large = [w for w in words if w.casefold() not in ("the", "a", "an", "of", "and", "in", "to")] or words
    return "".join(w[0] for w in large[:2]).upper() or "?"


def languages() -> dict[str, str]:
    """The languages that the program itself speaks: code -> its own name for it."""
    codes = sorted(path.name.split(".")[1] for path in shipped("prompts").glob("say.*.toml"))
    return {code: str(phrases(code)["name"]) for code in codes}


def chosen_language(asked: str | None, accepted: str | None, fallback: str) -> str:
    """The page's language: the one asked for, else the browser's first that is spoken here, else `fallback`."""
    wanted = [asked or "", *(part.split(";")[0] for part in (accepted or "").split(","))]
    codes = [code.strip().lower().split("-")[0] for code in wanted]
    return next((code for code in codes if code in languages()), fallback)

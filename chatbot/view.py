"""What is to be seen of a session, as values, and a card as safe HTML. Knows sessions and phrases; no page, no server.

Every text in the HTML is escaped so that neither HTML nor Markdown can read a sign of it as its own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from chatbot.dialogue import Chip, Reason, Session, Shown
from chatbot.phrasing import Phrasing
from chatbot.render import phrases, shipped
from retrieval.catalogue import Catalogue, Item
from retrieval.retriever import Hit
from retrieval.wishes import Limit, Preferences, Wish

COLOURS = 12  # of tiles


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


@dataclass(frozen=True, slots=True)
class View:
    """A session at one moment. `wishes` are (key, text); `talk` is (what was said, what was answered)."""

    session: str
    language: str
    talk: tuple[tuple[str, str], ...]
    cards: tuple[Card, ...]
    wishes: tuple[tuple[str, str], ...]
    chips: tuple[Chip, ...]


def view(session: Session, catalogue: Catalogue, sites: Collection[str] = ()) -> View:
    """The session as it is now. Images are shown from the origins in `sites` alone."""
    with session.lock:
        phrasing = Phrasing(catalogue, session.language)
        talk = tuple((turn.said, turn.answer) for turn in session.turns)
        picks = cards(session.hits, session.reasons, phrasing, sites=sites, liked=session.liked)
        return View(
            session.id, session.language, talk, picks, wishes(session.preferences, phrasing), tuple(session.chips)
        )


def cards(
    hits: Collection[Hit],
    reasons: Mapping[str, Reason],
    phrasing: Phrasing,
    *,
    sites: Collection[str] = (),
    liked: Collection[str] = (),
) -> tuple[Card, ...]:
    """A card for each hit, in order."""
    return tuple(_card(hit.item, reasons.get(hit.item.id), phrasing, sites, hit.item.id in liked) for hit in hits)


def wishes(preferences: Preferences, phrasing: Phrasing) -> tuple[tuple[str, str], ...]:
    """(key, text) of each wish and limit, in the order they were said."""
    return tuple((w.key, phrasing.wish(w)) for w in _all(preferences))


def _all(preferences: Preferences) -> tuple[Wish | Limit, ...]:
    return (*preferences.wishes, *preferences.limits)


def _card(item: Item, reason: Reason | None, phrasing: Phrasing, sites: Collection[str], liked: bool) -> Card:
    kind, colour = kind_of(item, phrasing.catalogue)
    return Card(
        item.id,
        item.title,
        phrasing.summary(item),
        reason.text if reason else "",
        kind,
        colour,
        item.link if origin(item.link) else "",
        item.image if origin(item.image) in {*sites} - {""} else "",
        liked,
    )


def kind_of(item: Item, catalogue: Catalogue) -> tuple[str, int]:
    """The item's first value in the first prominent category, and that value's colour: its rank, so that the
    commonest values differ."""
    fields = [f for f in catalogue.of_kind("category") if f.prominent] or catalogue.of_kind("category")
    for f in fields:
        if values := item.values(f.name):
            return values[0], _ranks(catalogue, f.name)[values[0]] % COLOURS
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


def card_html(card: Card, *, place: int = 1, fresh: bool = False, grows: bool = False) -> str:
    """A card as one HTML block without a blank line."""
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
        "</div></div>"
    )


def line_html(text: str) -> str:
    """One line, or nothing."""
    return f"<p>{escape(text)}</p>" if text else ""


def note_html(text: str) -> str:
    """A line that stands where something else is missing."""
    return f'<p class="note">{escape(text)}</p>'


def heading_html(text: str, more: str) -> str:
    """A heading with a word at its end."""
    return f'<h2>{escape(text)}</h2><span class="new">{escape(more)}</span>'


def names_html(say: Mapping[str, str], language: str) -> str:
    """Words for the page's script, which names the controls for screen readers."""
    words = {"remove": say["remove"], "about": say["about"], "offline": say["offline"], "language": language}
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


# As plain JSON, for the REST API


def card_json(card: Card, position: int) -> dict[str, Any]:
    """A card as JSON values."""
    return {
        "id": card.id, "title": card.title, "facts": card.facts, "reason": card.reason, "liked": card.liked,
        "link": card.link, "image": card.image, "position": position,
    }  # fmt: skip


def shown_json(shown: Shown, phrasing: Phrasing, sites: Collection[str], liked: Collection[str] = ()) -> dict[str, Any]:
    """What is shown, as JSON values."""
    picks = cards(shown.hits, shown.reasons, phrasing, sites=sites, liked=liked)
    return {
        "text": shown.text,
        "items": [card_json(card, place) for place, card in enumerate(picks)],
        "chips": [{"label": c.label, "say": c.say, "drop": c.drop} for c in shown.chips],
    }


def preferences_view(preferences: Preferences, phrasing: Phrasing) -> list[dict[str, str]]:
    """Wishes and limits as JSON values, each with the words it came from."""
    return [{"key": w.key, "text": phrasing.wish(w), "from": w.receipt.words} for w in _all(preferences)]

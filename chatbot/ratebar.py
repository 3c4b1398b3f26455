"""The small controls of a card: five stars, "not now", and what opens a line to write in.

HTML whose buttons say what they do; the line is made by the page's script. Knows no session.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chatbot.view import escape

STARS = 5
MOST_SAID = 400  # characters of what is written of an item
DEED = "react"  # begins what such a button says: "react rated-4 2" rates the card in the third place with four stars


@dataclass(frozen=True, slots=True)
class Asked:
    """What a button asks for: a kind of reaction to the card in that place, and what was written of it."""

    kind: str
    place: int
    text: str = ""


def rate_html(place: int, say: Mapping[str, str], given: int = 0) -> str:
    """For the card in that place, counted from 0. As many stars are filled as the visitor has `given`."""
    stars = "".join(_star(n, place, say, given) for n in range(1, STARS + 1))
    later = _button("not-now", place, escape(say["not_now"]), say["name_not_now"])
    label = f"💬 <span>{escape(say['comment_short'])}</span>"
    write = _button("comment", place, label, say["comment"], " write")
    return f'<div class="rate"><span class="stars">{stars}</span>{later}{write}</div>'


def deed_of(rest: str) -> Asked | None:
    """What such a button asks for, after its first word: "comment 2 17 Lovely!" is written of the card in the third
    place, by the seventeenth click; None if it asks for nothing."""
    kind, place, _, text = (*rest.split(" ", 3), "", "", "")[:4]
    return Asked(kind, int(place), text[:MOST_SAID]) if place.isdecimal() and len(place) < 4 else None


def _star(stars: int, place: int, say: Mapping[str, str], given: int) -> str:
    name = say["rated" if stars == given else "rate"].format(stars=stars)
    label, more = ("★", " given") if stars <= given else ("☆", "")
    return _button(f"rated-{stars}", place, label, name, more)


def _button(kind: str, place: int, label: str, name: str, more: str = "") -> str:
    value = f"{DEED} {kind} {place}"  # nothing of a visitor's or an owner's
    title = escape(name)
    return f'<button type="button" class="do rating{more}" value="{value}" title="{title}">{label}</button>'

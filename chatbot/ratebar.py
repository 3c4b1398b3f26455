"""The small controls of a card: five stars, and "not now". HTML whose buttons say what they do; knows no session."""

from __future__ import annotations

from collections.abc import Mapping

from chatbot.view import escape

STARS = 5
DEED = "react"  # begins what such a button says: "react rated-4 2" rates the card in the third place with four stars


def rate_html(place: int, say: Mapping[str, str], given: int = 0) -> str:
    """For the card in that place, counted from 0. As many stars are filled as the visitor has `given`."""
    stars = "".join(_star(n, place, say, given) for n in range(1, STARS + 1))
    later = _button("not-now", place, say["not_now"], say["name_not_now"])
    return f'<div class="rate"><span class="stars">{stars}</span>{later}</div>'


def deed_of(rest: str) -> tuple[str, int] | None:
    """What such a button asks for, after its first word: a kind of reaction and a place; None if it is none."""
    kind, _, place = rest.partition(" ")
    place = place.partition(" ")[0]
    return (kind, int(place)) if place.isdecimal() and len(place) < 4 else None


def _star(stars: int, place: int, say: Mapping[str, str], given: int) -> str:
    name = say["rated" if stars == given else "rate"].format(stars=stars)
    label, more = ("★", " given") if stars <= given else ("☆", "")
    return _button(f"rated-{stars}", place, label, name, more)


def _button(kind: str, place: int, label: str, name: str, more: str = "") -> str:
    value = f"{DEED} {kind} {place}"  # nothing of a visitor's or an owner's
    title = escape(name)
    return f'<button type="button" class="do rating{more}" value="{value}" title="{title}">{escape(label)}</button>'

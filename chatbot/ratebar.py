"""The small controls of a card: five stars, and "not now". HTML whose buttons say what they do; knows no session."""

from __future__ import annotations

from collections.abc import Mapping

from chatbot.view import escape

STARS = 5
DEED = "react"  # begins what such a button says: "react rated-4 2" rates the card in the third place with four stars


def rate_html(place: int, say: Mapping[str, str]) -> str:
    """For the card in that place, counted from 0. The stars are hollow: nobody has given them."""
    stars = (_button(f"rated-{n}", place, "☆", say["rate"].format(stars=n)) for n in range(1, STARS + 1))
    later = _button("not-now", place, say["not_now"], say["name_not_now"])
    return f'<div class="rate"><span class="stars">{"".join(stars)}</span>{later}</div>'


def deed_of(rest: str) -> tuple[str, int] | None:
    """What such a button asks for, after its first word: a kind of reaction and a place; None if it is none."""
    kind, _, place = rest.partition(" ")
    place = place.partition(" ")[0]
    return (kind, int(place)) if place.isdecimal() and len(place) < 4 else None


def _button(kind: str, place: int, label: str, name: str) -> str:
    value = f"{DEED} {kind} {place}"  # nothing of a visitor's or an owner's
    return f'<button type="button" class="do rating" value="{value}" title="{escape(name)}">{escape(label)}</button>'

"""What stands beside an answer as safe HTML: items side by side, why an item is there, and what just changed.

Knows these values and HTML; nothing of gradio.
"""

from __future__ import annotations

from dataclasses import replace

from chatbot.dialogue import EDITS, Bar, Changes, Table, Why
from chatbot.panel import do_html, mark
from chatbot.phrasing import Phrasing
from chatbot.tables import table_html
from chatbot.view import Card, View, escape


def told_in(cards: tuple[Card, ...], aside: Table | Why | None) -> str:
    """The id of the card that an explanation belongs into, "" if it stands by itself."""
    return aside.item_id if isinstance(aside, Why) and any(card.id == aside.item_id for card in cards) else ""


def alone(view: View) -> Table | Why | None:
    """What stands by itself: nothing that belongs into a card, and no sentence that the last answer says already."""
    aside = view.aside
    if aside is None or told_in(view.cards, aside):
        return None
    said = view.talk[-1][1] if view.talk else ""
    return replace(aside, sentence="") if isinstance(aside, Why) and aside.sentence in said else aside


def aside_html(aside: Table | Why, phrasing: Phrasing, *, closes: bool = True) -> str:
    """It with the button for its remedy; `closes` with one that closes it: a card has its own."""
    shut = do_html("shut", "×", "shut", phrasing.say("page", "shut")) if closes else ""
    body = table_html(aside) if isinstance(aside, Table) else why_html(aside) + voices_html(aside, phrasing)
    return f'<div class="aside">{shut}{body}{remedy_html(aside)}</div>'


def remedy_html(aside: Table | Why) -> str:
    """What would bring the item in: a button where one edit does it, else a line."""
    if not isinstance(aside, Why) or not aside.remedy:
        return ""
    if aside.remedy_kind in EDITS and aside.remedy_key:
        return do_html(f"{aside.remedy_kind} {mark(aside.remedy_key)}", aside.remedy, "remedy")
    return f"<p>{escape(aside.remedy)}</p>"


def why_html(why: Why) -> str:
    """The sentence, and the parts of the score as bars: what speaks for the item to the right, what against it left."""
    most = max((abs(bar.value) for bar in why.bars), default=0) or 1
    bars = "".join(_bar(bar, most) for bar in why.bars)
    sentence = f"<p>{escape(why.sentence)}</p>" if why.sentence else ""
    return f'{sentence}<ul class="bars">{bars}</ul>'


def voices_html(why: Why, phrasing: Phrasing) -> str:
    """What people wrote of the item, marked as theirs; "" where nobody did."""
    if not why.voices:
        return ""
    lines = "".join(f"<li>{escape(voice)}</li>" for voice in why.voices)
    return f'<p class="voices">{escape(phrasing.say("why", "voices"))}</p><ul class="voices">{lines}</ul>'


def _bar(bar: Bar, most: float) -> str:
    side, sign = ("against", "−") if bar.value < 0 else ("for", "+")
    wide = round(100 * abs(bar.value) / most)
    return (
        f'<li class="{side}"><span>{escape(bar.label)}</span><b style="width: {wide}%"></b>'
        f"<i>{sign}{escape(f'{abs(bar.value):.2f}')}</i></li>"
    )


def changed_html(changes: Changes, fresh: int, phrasing: Phrasing) -> str:
    """How a comment was read and what just changed in one line, which unfolds to what became of each item; "" if
    nothing did."""
    line = changes.line or (phrasing.say("page", "new_picks", count=fresh) if fresh else "")
    line = " · ".join(part for part in (changes.said, line) if part)
    moves = "".join(f"<li>{escape(move.text)}</li>" for move in changes.moves if move.text)
    if not moves:
        return f'<span class="changed">{escape(line)}</span>'
    title = escape(phrasing.say("page", "changed"))
    return f'<details class="changed"><summary title="{title}">{escape(line)}</summary><ul>{moves}</ul></details>'

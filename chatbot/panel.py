"""The profile as safe HTML with a button for each edit, and sentences on what an edit or an undo did.

Knows entries, phrases and HTML; nothing of gradio. A button of the HTML says in its `value` what it does and to which
wish; the page's script passes that on, and `key_of` reads it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from chatbot.phrasing import Phrasing, titles
from chatbot.view import Entry, escape, wishes_of
from retrieval.wishes import Limit, Preferences, Scope, Wish

SHOWN = 20  # wishes of a group; the earlier ones unfold


def edited(entry: Entry | None, kind: str, phrasing: Phrasing) -> str:
    """What an edit did to a wish, which was as `entry` says before; None: it was gone by then."""
    if entry is None:
        return phrasing.say("page", "wish_gone")
    name = kind if kind in entry.edits else "nothing"
    return phrasing.say("page", f"did_{name}", wish=entry.text)


def undone(before: Preferences, after: Preferences, phrasing: Phrasing) -> str:
    """What going back from one state to an earlier one changed in the profile."""
    was, now = _by_key(before), _by_key(after)
    changed = [(key, "undone_gone") for key in was if key not in now]
    changed += [(key, "undone_back") for key in now if key not in was]
    changed += [(key, "undone_same") for key in now if key in was and now[key] != was[key]]
    parts = [phrasing.say("page", name, wish=phrasing.wish((now | was)[key])) for key, name in changed]
    found = (phrasing.catalogue.item(item_id) for item_id in sorted(before.hidden - after.hidden))
    if again := [phrasing.title(item) for item in found if item]:
        parts.append(phrasing.say("page", "undone_shown", titles=titles(again)))
    what = phrasing.say("wish", "join").join(parts)
    return phrasing.say("page", "undone", what=what) if parts else phrasing.say("answer", "undone")


def _by_key(preferences: Preferences) -> dict[str, Wish | Limit]:
    return {wish.key: wish for wish in wishes_of(preferences)}


# The panel


def mark(key: str) -> str:
    """Twelve hex digits that stand for a wish's key in a page."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:12]


def key_of(marked: str, preferences: Preferences) -> str:
    """The key of the wish that a mark stands for, "" if there is no such wish."""
    return next((key for key in _by_key(preferences) if mark(key) == marked), "")


def profile_html(wishes: Sequence[Entry], phrasing: Phrasing) -> str:
    """Today's wishes and the lasting ones, each group with the newest first; "" of none."""
    groups: list[tuple[Scope, list[Entry]]] = [
        (scope, [w for w in wishes if w.scope == scope]) for scope in ("today", "taste")
    ]
    return "".join(_group(scope, group, phrasing) for scope, group in groups if group)


def _group(scope: Scope, wishes: Sequence[Entry], phrasing: Phrasing) -> str:
    rows = [_row(w, phrasing) for w in sorted(wishes, key=lambda w: -w.turn)]
    more = phrasing.say("page", "earlier_wishes", count=len(rows) - SHOWN)
    rest = f'<details id="earlier-{scope}"><summary>{escape(more)}</summary><ul>{"".join(rows[SHOWN:])}</ul></details>'
    head = escape(phrasing.say("page", scope))
    return f"<h3>{head}</h3><ul>{''.join(rows[:SHOWN])}</ul>{rest if len(rows) > SHOWN else ''}"


def _row(wish: Entry, phrasing: Phrasing) -> str:
    how = [wish.strength, phrasing.say("page", "muted") if wish.muted else ""]
    words = "".join(f" <i>{escape(word)}</i>" for word in how if word)
    said = f'<p class="receipt">{escape(wish.receipt)}</p>' if wish.receipt else ""
    does = "".join(edit_html(kind, wish.key, wish.text, phrasing) for kind in wish.edits)
    return (
        f'<li class="wish{" muted" if wish.muted else ""}"><p><b>{escape(wish.text)}</b>{words}</p>{said}'
        f'<span class="edits">{does}</span></li>'
    )


def edit_html(kind: str, key: str, text: str, phrasing: Phrasing) -> str:
    """A button that edits a wish; its title is its name for those who do not see the row."""
    title = phrasing.say("page", "about", action=phrasing.say("page", f"name_{kind}"), title=text)
    return do_html(f"{kind} {mark(key)}", phrasing.say("page", f"edit_{kind}"), kind, title)


def do_html(deed: str, label: str, name: str, title: str = "") -> str:
    """A button that does something: `deed` is for `Screens.act`."""
    shown = f' title="{escape(title)}"' if title else ""
    return f'<button type="button" class="do {name}" value="{deed}"{shown}>{escape(label)}</button>'

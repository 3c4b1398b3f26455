"""Dialogues of the log in the shape that `replay` reads, and foreign dialogues in that shape brought into the log.

Knows events' bodies and that shape; reads no message and ranks nothing.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from chatbot.dialogue import Event
from chatbot.learnt import LearntError
from chatbot.origins import GENERATED
from chatbot.preferences import language_of
from chatbot.reactions import takes, usual
from chatbot.replay import Case, of_row
from chatbot.tastes import told
from retrieval.catalogue import Catalogue
from retrieval.wishes import ITEM

IMPORTED = "imported"
_TAKES = takes(usual())  # the reactions by which an item is taken, and those by which it is not, whatever was before
_REFUSES = frozenset(name for name, one in usual().items() if one.liked is not None and one.liked < 0.5)
ORIGINS = ("human", IMPORTED)  # of the dialogues that people had: others are learnt from only where they are asked for


# Out of the log


def dialogues(
    events: Iterable[Event],
    catalogue: str,
    *,
    origins: Collection[str] = ORIGINS,
    passed_over: Counter[str] | None = None,
) -> list[dict[str, Any]]:
    """The log's dialogues about a catalogue, by its title, that are of these origins; how many were passed over is
    counted by origin."""
    found: dict[str, _Dialogue] = {}
    left: set[str] = set()
    for event in events:
        if event.kind == "session":
            origin = str(event.body.get("origin", "human"))
            about = str(event.body.get("catalogue", catalogue))
            if about != catalogue or origin not in origins:
                left.add(event.session)
                if passed_over is not None and about == catalogue:
                    passed_over[origin or GENERATED] += 1
            else:
                found[event.session] = _Dialogue(event.session, str(event.body.get("person", "")))
        elif event.session not in left and event.session in found:
            found[event.session].take(event)
    return [one.row() for one in found.values() if one.turns]


def cases(
    events: Iterable[Event], catalogue: Catalogue, *, origins: Collection[str], tell: Callable[[str], object]
) -> list[Case]:
    """What dialogues of these origins have of items that were taken; `tell` hears how many others were passed over.
    Raises LearntError where there is nothing to learn from."""
    passed_over = Counter[str]()
    rows = dialogues(events, catalogue.name, origins=origins, passed_over=passed_over)
    for origin, many in sorted(passed_over.items()):
        tell(f"{many:,} dialogues of origin {origin} were passed over. --origin takes them.\n")
    found = [case for row in rows for case in of_row(row)]
    known = [case for case in found if any(one in catalogue.row_of for one in case.taken)]
    if not known:
        raise LearntError(
            f"nothing to learn from yet: in {len(rows):,} dialogues about {catalogue.name} no item was taken that it "
            "still has. Bring older ones in: chatbot log import FILE"
        )
    return known


class _Dialogue:
    """A session's turns, as its events come."""

    def __init__(self, name: str, person: str) -> None:
        self.name, self.person = name, person
        self.turns: list[dict[str, Any]] = []
        self._shown_in: dict[str, dict[str, Any]] = {}  # item -> the turn in which it was first shown

    def take(self, event: Event) -> None:
        body = event.body
        if event.kind == "message":
            self.turns.append({"role": "user", "text": str(body["text"]), "mentions": [*body.get("mentions", ())]})
        elif event.kind == "change":
            update = body["update"]
            wishes = [w for w in update.get("wishes", ()) if w["field"] == ITEM]
            self._named(w["value"] for w in wishes)
            taken = [*update.get("accepted", ()), *(w["value"] for w in wishes if w["polarity"] == "want")]
            self._judged(taken, liked=True)
            self._judged((w["value"] for w in wishes if w["polarity"] == "avoid"), liked=False)
        elif event.kind == "shown":
            self._shown([str(item["id"]) for item in body["items"]])
        elif event.kind == "reaction":
            entry = told(body, usual())[0]
            if entry in _TAKES | _REFUSES:
                self._judged([str(body["item_id"])], liked=entry in _TAKES)

    def _named(self, items: Iterable[str]) -> None:
        """The visitor named these, which were not shown before."""
        if self.turns and self.turns[-1]["role"] == "user":
            self.turns[-1]["mentions"] += [one for one in items if one not in self._shown_in]

    def _shown(self, items: Iterable[str]) -> None:
        new = [one for one in items if one not in self._shown_in]
        if not self.turns or self.turns[-1]["role"] == "user":
            self.turns.append({"role": "assistant", "text": "", "mentions": [], "taken": []})
        self.turns[-1]["mentions"] += new
        self._shown_in |= dict.fromkeys(new, self.turns[-1])

    def _judged(self, items: Iterable[str], *, liked: bool) -> None:
        """What was shown is taken, or not any more."""
        for one in items:
            if turn := self._shown_in.get(one):
                turn["taken"] = [other for other in turn["taken"] if other != one] + [one] * liked

    def row(self) -> dict[str, Any]:
        return {"id": self.name, "person": self.person, "turns": self.turns}


# Into the log


def events(row: Mapping[str, Any], catalogue: Catalogue, *, at: float) -> Iterator[Event]:
    """A foreign dialogue as events that were at that time. The same dialogue makes the same ids, so that to bring it in
    twice changes nothing. Raises KeyError, TypeError or ValueError where it is of another shape."""
    name, turns = str(row.get("dialogue_id") or row.get("dialogue") or row["id"]), row["turns"]
    session = _id(catalogue.name, name)
    made = Counter[str]()

    def event(kind: str, body: Mapping[str, Any]) -> Event:
        made[kind] += 1
        return Event(session, kind, body, _id(session, kind, str(made[kind])), at)

    said = " ".join(str(turn["text"]) for turn in turns if turn["role"] == "user")
    person = _id("person", str(row["person"])) if row.get("person") else _id("person of", session)
    about = {"person": person, "catalogue": catalogue.name, "origin": IMPORTED, "dialogue": name}
    yield event("session", about | {"language": language_of(said, "en")})
    heard = 0
    for turn in turns:
        items = [str(one) for one in turn.get("mentions", ())]
        if turn["role"] == "user":
            text = str(turn["text"])
            yield event(
                "message", {"turn": heard, "text": text, "language": language_of(text, "en"), "mentions": items}
            )
            heard += 1
        elif items:
            yield event("shown", _shown(items, catalogue, max(0, heard - 1)))
            for one in dict.fromkeys(map(str, turn.get("taken", turn.get("liked", items)))):
                yield event("reaction", {"item_id": one, "kind": "like", "position": None})
            for one in dict.fromkeys(map(str, turn.get("disliked", ()))):
                yield event("reaction", {"item_id": one, "kind": "dislike", "position": None})


def _shown(items: Iterable[str], catalogue: Catalogue, turn: int) -> dict[str, Any]:
    found = []
    for place, one in enumerate(items):
        item = catalogue.item(one)
        said = {"id": one, "title": item.title if item else one, "position": place}
        found.append(said | {"score": 0.0, "terms": {}, "reason": ""})
    return {"turn": turn, "items": found, "liked": [], "chips": []}


def _id(*parts: str) -> str:
    """32 hex digits, as `new_id` makes them, but always the same for the same parts."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:32]

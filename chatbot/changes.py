"""What just changed on screen and the wish that did it, made from score terms. Knows hits and preferences; no session.

An item that came is held against the one that left in its place: of the wishes that are new, changed or gone, the one
that gained most for it did it; a limit or must that keeps one of the two out decides alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from chatbot.dialogue import Changes, Move
from chatbot.phrasing import Phrasing
from chatbot.why import fault
from retrieval.account import HIDDEN, NAMED, removed_by, terms_of
from retrieval.retriever import Hit, Retriever
from retrieval.terms import INTEREST, SAID, WORDS
from retrieval.wishes import ITEM, STRENGTHS, Limit, Preferences, Wish

_LEAST = 1e-4  # of a score: less tells nothing


def changes(
    retriever: Retriever,
    phrasing: Phrasing,
    before: Sequence[Hit],
    after: Sequence[Hit],
    *,
    was: Preferences,
    now: Preferences,
    leant: Retriever | None = None,
) -> Changes:
    """What became of each item on screen, those that came first; nothing for the first items of a conversation.
    `leant` is the retriever as the person's reactions made it lean before."""
    if not before and was.active.empty:
        return Changes()
    story = _Story(retriever, phrasing, tuple(before), tuple(after), was.active, now.active, leant or retriever)
    moves = (*map(story.came, story.new), *map(story.left, story.old), *map(story.moved, story.stayed))
    return Changes(moves, story.line(moves))


@dataclass(frozen=True, slots=True)
class _Cause:
    """Why an item moved: the key of what did it, "" if no wish did; and the words for it."""

    key: str = ""
    text: str = ""


@dataclass(frozen=True)
class _Story:
    """The screen before and after, and what was wanted then and is now."""

    retriever: Retriever
    phrasing: Phrasing
    before: tuple[Hit, ...]
    after: tuple[Hit, ...]
    was: Preferences
    now: Preferences
    leant: Retriever

    # What is there

    @cached_property
    def places(self) -> tuple[dict[str, int], dict[str, int]]:
        """The place of each item before and after, from 1."""
        first, last = ({h.item.id: n for n, h in enumerate(hits, 1)} for hits in (self.before, self.after))
        return first, last

    @cached_property
    def hits(self) -> dict[str, Hit]:
        """All items that are or were on screen; of those still there the newest."""
        return {h.item.id: h for h in (*self.before, *self.after)}

    @cached_property
    def new(self) -> list[Hit]:
        """The items that came."""
        return [h for h in self.after if h.item.id not in self.places[0]]

    @cached_property
    def old(self) -> list[Hit]:
        """The items that left."""
        return [h for h in self.before if h.item.id not in self.places[1]]

    @cached_property
    def stayed(self) -> list[Hit]:
        """The items that are in another place now."""
        was, now = self.places
        return [h for h in self.after if was.get(h.item.id, now[h.item.id]) != now[h.item.id]]

    @cached_property
    def partners(self) -> dict[str, Hit]:
        """For each item that came the one that left in its place, and the reverse; those over are paired in order."""
        was, now = self.places
        same = [(a, b) for a in self.new for b in self.old if now[a.item.id] == was[b.item.id]]
        taken = {h.item.id for pair in same for h in pair}
        over = ([h for h in side if h.item.id not in taken] for side in (self.new, self.old))
        pairs = [*same, *zip(*over, strict=False)]
        return {a.item.id: b for a, b in pairs} | {b.item.id: a for a, b in pairs}

    @cached_property
    def changed(self) -> list[str]:
        """The keys of the wishes and limits that are new, changed or gone, in the order they were said."""
        was, now = _by_key(self.was), _by_key(self.now)
        keys = [key for key in {**was, **now} if _counts(was.get(key)) != _counts(now.get(key))]
        return keys if self.leant is self.retriever else [INTEREST, *keys]

    @cached_property
    def barred(self) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
        """What kept each item out before, and what does now."""
        return removed_by(self.retriever, self.was, self.hits), removed_by(self.retriever, self.now, self.hits)

    @cached_property
    def gains(self) -> dict[str, dict[str, float]]:
        """For each item by key what a changed wish adds to its score now beyond what it added before."""
        first = terms_of(self.leant, self.was, self.hits)
        last = terms_of(self.retriever, self.now, self.hits)
        wants = [key for key in self.changed if key.startswith("want:") and not key.startswith(f"want:{ITEM}=")]
        shares = {wants[0]: (wants[0], SAID, WORDS)} if len(wants) == 1 else {}  # then all words together are its doing
        return {
            item: {
                key: sum(last[item].get(name, 0.0) - first[item].get(name, 0.0) for name in shares.get(key, (key,)))
                for key in self.changed
            }
            for item in self.hits
        }

    # Who did it

    def came(self, hit: Hit) -> Move:
        """An item that was not there."""
        return self._move(hit, "came", self._came(hit))

    def left(self, hit: Hit) -> Move:
        """An item that is gone."""
        return self._move(hit, "left", self._left(hit))

    def moved(self, hit: Hit) -> Move:
        """An item that is in another place."""
        was, now = (places[hit.item.id] for places in self.places)
        return self._move(hit, "up" if now < was else "down", self._moved(hit, up=now < was))

    def _came(self, hit: Hit) -> _Cause:
        if freed := self._decisive(hit, now=False):
            return _Cause(freed, self._cause(freed))
        other = self.partners.get(hit.item.id)
        if other and (key := self._decisive(other, now=True)):
            return _Cause(key, self._merit(hit, key))
        rival = None if other and self.barred[1][other.item.id] else other  # who may not be shown is no rival
        if key := self._gained(hit, rival):
            return _Cause(key, self._merit(hit, key))
        return _Cause("", self._say("in_place", title=self._title(other)) if other else "")

    def _left(self, hit: Hit) -> _Cause:
        if key := self._decisive(hit, now=True):
            return _Cause(key, self._fault(hit, key))
        kept_out = self.barred[1][hit.item.id]
        if kept_out:  # by its own doing: seen, turned down or named
            named = f"want:{ITEM}={hit.item.id}" if NAMED in kept_out and HIDDEN not in kept_out else ""
            return _Cause(named if named in self.changed else "", self._say("named" if named else "hidden"))
        return self._behind(hit, self.partners.get(hit.item.id))

    def _behind(self, hit: Hit, other: Hit | None) -> _Cause:
        """Why an item stands behind another one now."""
        if other is None:
            return _Cause()
        if key := self._decisive(other, now=False):
            return _Cause(key, self._cause(key))
        key = self._gained(other, hit)
        return _Cause(key, self._say("ahead", cause=self._cause(key), title=self._title(other))) if key else _Cause()

    def _moved(self, hit: Hit, *, up: bool) -> _Cause:
        (was, now), mine = self.places, hit.item.id
        if up:
            if gone := next((h for h in self.old if was[h.item.id] < was[mine]), None):
                return _Cause(self._left(gone).key, self._say("gone", title=self._title(gone)))
            passed = [h for h in self.stayed if was[h.item.id] < was[mine] and now[h.item.id] > now[mine]]
            key = self._gained(hit, passed[0]) if passed else ""
            return _Cause(key, self._merit(hit, key)) if key else _Cause()
        if new := next((h for h in self.new if now[h.item.id] < now[mine]), None):
            return _Cause(self._came(new).key, self._say("above", title=self._title(new)))
        passing = [h for h in self.stayed if was[h.item.id] > was[mine] and now[h.item.id] < now[mine]]
        return self._behind(hit, passing[0] if passing else None)

    def _decisive(self, hit: Hit, *, now: bool) -> str:
        """The newest changed limit or must that keeps the item out now, or that kept it out before; "" if none does."""
        keys = self.barred[now][hit.item.id]
        return next(
            (key for key in reversed(self.changed) if key in keys and key not in self.barred[not now][hit.item.id]), ""
        )

    def _gained(self, hit: Hit, other: Hit | None) -> str:
        """The changed wish that gained most for an item over another one, "" if none did."""
        theirs = self.gains[other.item.id] if other else {}
        gained = {key: value - theirs.get(key, 0.0) for key, value in self.gains[hit.item.id].items()}
        best = max(reversed(gained), key=lambda key: gained[key], default="")  # of equals the newest
        return best if best and gained[best] > _LEAST else ""

    # In words

    def line(self, moves: Sequence[Move]) -> str:
        """All of it in one line."""
        counts = [f"+{len(self.new)}"] * bool(self.new) + [f"−{len(self.old)}"] * bool(self.old)
        told = Counter(move.by for move in moves if move.by and (not counts or move.was is None or move.now is None))
        first = " ".join(counts) or (self._say("order") if moves else "")
        return self._say("line", what=first, cause=self._cause(told.most_common(1)[0][0])) if told else first

    def _move(self, hit: Hit, name: str, cause: _Cause) -> Move:
        was, now = (places.get(hit.item.id) for places in self.places)
        text = self._say(name, title=self._title(hit), was=was, now=now)
        text = self._say("because", what=text, why=cause.text) if cause.text else text
        return Move(hit.item.id, self.phrasing.title(hit.item), was, now, cause.key, text)

    def _cause(self, key: str) -> str:
        """What was done to a wish or limit; or that it was what the person reacted to."""
        if key == INTEREST:
            return self._say("reacted")
        was, now = self.was.get(key), self.now.get(key)
        have = now or was
        assert have is not None, "a cause was or is wanted"
        wish = self.phrasing.wish(have)
        if now is None:
            return self._say("without", wish=wish)
        if isinstance(was, Wish) and isinstance(now, Wish) and was.strength != now.strength:
            more = STRENGTHS.index(now.strength) > STRENGTHS.index(was.strength)
            return self._say("stronger" if more else "weaker", wish=wish)
        return wish

    def _merit(self, hit: Hit, key: str) -> str:
        """What of an item meets a wish or limit; what was done to the wish where no fact does."""
        wish = self.now.get(key)
        facts = self.phrasing.matched(self._newest(hit), _only(wish)) if wish else []
        if facts and isinstance(wish, Limit):
            return self._say("within", fact=facts[0], wish=self.phrasing.wish(wish))
        return facts[0] if facts else self._cause(key)

    def _fault(self, hit: Hit, key: str) -> str:
        """What of an item a limit or must refuses."""
        wish = self.now.get(key)
        assert wish is not None, "what keeps an item out is wanted"
        fact = fault(self.phrasing, hit.item, wish)
        return self._say("against" if fact else "lacks", fact=fact, wish=self.phrasing.wish(wish))

    def _newest(self, hit: Hit) -> Hit:
        """The item with its terms as they are now: one that was kept in its place may have older ones."""
        return Hit(hit.item, hit.score, terms_of(self.retriever, self.now, [hit.item.id])[hit.item.id])

    def _title(self, hit: Hit) -> str:
        return self.phrasing.title(hit.item)

    def _say(self, name: str, **values: object) -> str:
        return self.phrasing.say("change", name, **values)


def _by_key(preferences: Preferences) -> dict[str, Wish | Limit]:
    both: tuple[Wish | Limit, ...] = (*preferences.wishes, *preferences.limits)
    return {one.key: one for one in both}


def _counts(one: Wish | Limit | None) -> object:
    """What of a wish or limit decides the order: not where it came from, nor for how long it is kept."""
    if isinstance(one, Wish):
        return one.strength, one.than
    return one and (one.low, one.high)


def _only(one: Wish | Limit) -> Preferences:
    return Preferences((one,)) if isinstance(one, Wish) else Preferences(limits=(one,))

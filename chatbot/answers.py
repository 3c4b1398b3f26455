"""What the bot says of itself: the line in the chat, the quick replies, the facts of an item asked about. No LLM.

Every number and name in it comes from the update, the preferences or the items.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chatbot.dialogue import Chip, Session, Update, Why
from chatbot.phrasing import Phrasing, titles
from chatbot.queries import Query, read_query
from chatbot.questions import Questions
from chatbot.wording import is_wide
from retrieval.doctor import Diagnosis, Relaxation, diagnose
from retrieval.retriever import Hit, Retriever
from retrieval.wishes import ITEM, TEXT, Limit, Preferences, Wish

MOST_CHIPS = 4
MOST_CAUSES = 3  # that are named where too little is left


@dataclass(frozen=True)
class Answers:
    """Says things about one catalogue in one language."""

    retriever: Retriever
    phrasing: Phrasing
    asked: int = 4  # how many items a visitor is to see

    def text(self, message: str, update: Update, hits: Sequence[Hit], changed: bool, session: Session) -> str:
        """The answer to one message. `session.hits` are still those of before."""
        if update.intent == "question":
            return self._facts(message, session)
        if update.intent == "compare" or isinstance(session.aside, Why):
            return self._aside(session)
        if update.intent == "accept":
            items = (self.retriever.catalogue.item(one) for one in update.accepted)
            return self._say("accepted", titles=titles(self.phrasing.title(i) for i in items if i))
        if update.intent in ("chat", "thanks", "why"):
            name = "thanks" if update.intent == "thanks" else "chat" if session.turns else "hello"
            name = name if any(c.isalnum() for c in message) else "empty"
            return self._say(name, greeting=self.phrasing.greeting, noun=self.phrasing.noun(2))
        if update.doubts and not (update.wishes or update.limits or update.dropped):
            return " ".join(self._notes(update))
        return " ".join([*self._notes(update), self._found(update, hits, changed, session.preferences)])

    def chips(self, hits: Sequence[Hit], preferences: Preferences) -> tuple[Chip, ...]:
        """Quick replies: wishes to relax where too little is left, else a direction to move in."""
        if len(hits) < self.asked and (ways := self._ways(preferences, not hits)):
            return ways
        if not hits:
            return ()
        fields = [
            f
            for f in self.retriever.catalogue.of_kind("number")
            if f.less and f.prominent and any(f.name in h.item.numbers for h in hits)
        ]
        limited = {limit.field for limit in preferences.limits}
        open_ = [f for f in fields if f.name not in limited]
        firsts = [w for f in open_ for way in (f.less, f.more) if (w := next(filter(self._spoken, way), ""))]
        chips = [Chip(word.capitalize(), say=word.capitalize()) for word in firsts[: MOST_CHIPS - 1]]
        more = self.phrasing.say("chip", "more")
        return (*chips, Chip(more, say=more))

    def _spoken(self, word: str) -> bool:
        """Whether a comparative of the fields file is of the visitor's language."""
        return is_wide(word) == (self.phrasing.language == "zh")

    def _notes(self, update: Update) -> list[str]:
        notes = []
        if update.unknown:
            notes.append(self._say("unknown", titles=titles(update.unknown)))
        wished = {w.value for w in update.wishes if w.field == ITEM}
        if known := [i for i in update.seen if i not in wished]:
            items = (self.retriever.catalogue.item(i) for i in known)
            notes.append(self._say("seen", titles=titles(self.phrasing.title(i) for i in items if i)))
        notes += [self._say("doubt", words=doubt.words) for doubt in update.doubts]
        notes += [self._say("again")] if update.reset else []
        return notes

    def doubts(self, update: Update) -> list[Chip]:
        """Chips for words that may mean one of several items: each names one of them."""
        chips = []
        for doubt in update.doubts:
            for item in (self.retriever.catalogue.item(one) for one in doubt.items):
                if item is not None:
                    said = self.phrasing.dated(item)
                    chips.append(Chip(said, say=self.phrasing.say("chip", f"meant_{doubt.opinion}", title=said)))
        return chips

    def _aside(self, session: Session) -> str:
        aside = session.aside
        if isinstance(aside, Why):
            return f"{aside.sentence} {aside.remedy}".strip()
        return self._say("compared") if aside else self._say("no_item")

    def _found(self, update: Update, hits: Sequence[Hit], changed: bool, preferences: Preferences) -> str:
        values = {
            "count": len(hits),
            "noun": self.phrasing.noun(len(hits)),
            "wishes": self.phrasing.wishes(preferences),
        }
        if preferences.empty:
            return self._say("found_any", **values)
        if not hits:
            return " ".join([self._say("none", **values), *self._relaxed(preferences)])
        if len(hits) < self.asked:
            return " ".join([self._say("fewer", **values), *self._relaxed(preferences)])
        if not changed:
            return self._say("open" if update.indifferent else "same", **values)
        whole = sum(meets_all(h, preferences) for h in hits)
        if whole < len(hits):
            return self._say("part" if whole else "near", whole=whole, **values)
        return self._say("more" if update.intent == "more" else "found", **values)

    def _relaxed(self, preferences: Preferences) -> list[str]:
        """What leaves so little, where that is not the same as what would help, and the cheapest that would."""
        found = diagnose(self.retriever, preferences, self.asked)
        if found.left >= self.asked:
            return []  # it is not the limits that leave so little
        causes = [cause for cause in found.causes if cause.removes][:MOST_CAUSES]
        named = [(self.phrasing.wish(wish), c.removes) for c in causes if (wish := preferences.get(c.key))]
        first = [self._say("removes", wish=wish, count=count) for wish, count in named[:1] if len(named) > 1]
        others = [self._say("removes_too", wish=wish, count=count) for wish, count in named[1:]]
        joined = self.phrasing.say("wish", "join").join(first + others)
        return [joined + self.phrasing.say("reason", "end")] * bool(joined) + self._way_out(found, preferences)

    def _way_out(self, found: Diagnosis, preferences: Preferences) -> list[str]:
        for way in found.ways[:1]:
            wish = self.phrasing.wish(_then(way, preferences))
            return [self._say("relax" if way.kind == "drop" else "loosen", wish=wish, count=way.count)]
        for one, other in found.pairs[:1]:
            wishes = [self.phrasing.wish(_then(way, preferences)) for way in (one, other)]
            return [self._say("relax_two", wish=wishes[0], other=wishes[1], count=one.count)]
        return []

    def _ways(self, preferences: Preferences, urgent: bool) -> tuple[Chip, ...]:
        """Chips that relax what leaves fewer than are asked for; where no one of them is enough and nothing is left,
        they drop one at a time."""
        found = diagnose(self.retriever, preferences, self.asked)
        if found.left >= self.asked:
            return ()
        if found.ways:
            return tuple(self._way(way, preferences) for way in found.ways[:MOST_CHIPS])
        keys = [way.key for way in (found.pairs[0] if found.pairs else ())] or [c.key for c in found.causes]
        wishes = [wish for key in keys if (wish := preferences.get(key))]
        drop = [Chip(self.phrasing.say("chip", "drop", wish=self.phrasing.wish(w)), drop=w.key) for w in wishes]
        return tuple(drop[:MOST_CHIPS]) if urgent else ()

    def _way(self, way: Relaxation, preferences: Preferences) -> Chip:
        then = _then(way, preferences)
        name = "loosen" if way.kind == "loosen" else "drop_count"
        label = self.phrasing.say("chip", name, wish=self.phrasing.wish(then), count=way.count)
        loosen = then if isinstance(then, Limit) and way.kind == "loosen" else None
        return Chip(label[:1].upper() + label[1:], drop="" if loosen else way.key, loosen=loosen)

    def _facts(self, message: str, session: Session) -> str:
        return Questions(self.phrasing).answer(self._query(message, session))

    def unsaid(self, message: str, update: Update, session: Session) -> tuple[str, ...]:
        """What a question asked for and the catalogue does not say: see `Questions.unsaid`."""
        if update.intent != "question":
            return ()
        return Questions(self.phrasing).unsaid(self._query(message, session))

    def _query(self, message: str, session: Session) -> Query:
        return read_query(message, self.retriever.linker, session.hits, session.focus)

    def _say(self, name: str, **values: object) -> str:
        return self.phrasing.say("answer", name, **values)


def _then(way: Relaxation, preferences: Preferences) -> Wish | Limit:
    """The limit as it would be, or the wish or limit that would go."""
    have = preferences.get(way.key)
    assert have is not None, "a diagnosis names what it was given"
    return replace(have, low=way.low, high=way.high) if isinstance(have, Limit) and way.kind == "loosen" else have


def meets_all(hit: Hit, preferences: Preferences) -> bool:
    """Whether an item has every value that is wanted and none that is avoided; likeness and free words are no facts."""
    for wish in preferences.wishes:
        has = wish.value in hit.item.values(wish.field)
        if wish.field not in (ITEM, TEXT) and has != (wish.polarity == "want"):
            return False
    return True

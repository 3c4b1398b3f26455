"""What the bot says of itself: the line in the chat, the quick replies, the facts of an item asked about. No LLM.

Every number and name in it comes from the update, the preferences or the items.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.dialogue import Chip, Session, Update
from chatbot.phrasing import Phrasing, titles
from chatbot.rules import references
from chatbot.wording import GLUE, is_wide, stem, words
from retrieval.catalogue import Field, Item
from retrieval.retriever import Hit, Retriever
from retrieval.wishes import ITEM, TEXT, Limit, Preferences, Wish

MOST_CHIPS = 4
_THANKS = re.compile(
    r"\b(?:thanks?|thank you|thx|cheers|bye|goodbye|see you|good night|perfect|great)\b|谢谢|多谢|再见|拜拜|晚安"
)


@dataclass(frozen=True)
class Answers:
    """Says things about one catalogue in one language."""

    retriever: Retriever
    phrasing: Phrasing
    asked: int = 4  # how many items a visitor is to see

    def text(self, message: str, update: Update, hits: Sequence[Hit], changed: bool, session: Session) -> str:
        """The answer to one message. `session.hits` are still those of before."""
        if update.intent == "question":
            return self._facts(message, session.hits)
        if update.intent == "chat":
            name = "thanks" if _THANKS.search(message.lower()) else "chat" if session.turns else "hello"
            name = name if any(c.isalnum() for c in message) else "empty"
            return self._say(name, greeting=self.phrasing.greeting, noun=self.phrasing.noun(2))
        return " ".join([*self._notes(update), self._found(update, hits, changed, session.preferences)])

    def chips(self, hits: Sequence[Hit], preferences: Preferences) -> tuple[Chip, ...]:
        """Quick replies: wishes to relax where too little is left, else a direction to move in."""
        if len(hits) < self.asked and self._tight(preferences):
            relaxed = self.retriever.relax(preferences)
            found = [(key, n) for key, n in relaxed if n > len(hits)] or (relaxed if not hits else [])
            if found:
                return tuple(self._drop(preferences, key) for key, _ in found[:MOST_CHIPS])
        if not hits:
            return ()
        fields = [
            f
            for f in self.retriever.catalogue.of_kind("number")
            if f.less and f.prominent and any(f.name in h.item.numbers for h in hits)
        ]
        limited = {limit.field for limit in preferences.limits}
        words = [w for f in fields if f.name not in limited for w in (f.less[0], f.more[0] if f.more else "") if w]
        chips = (
            [Chip(w.capitalize(), say=w.capitalize()) for w in words[: MOST_CHIPS - 1]]
            if self.phrasing.language == "en"
            else []
        )
        more = self.phrasing.say("chip", "more")
        return (*chips, Chip(more, say=more))

    def _notes(self, update: Update) -> list[str]:
        notes = []
        if update.unknown:
            notes.append(self._say("unknown", titles=titles(update.unknown)))
        if update.seen:
            items = (self.retriever.catalogue.item(i) for i in update.seen)
            notes.append(self._say("seen", titles=titles(i.title for i in items if i)))
        return notes

    def _found(self, update: Update, hits: Sequence[Hit], changed: bool, preferences: Preferences) -> str:
        values = {
            "count": len(hits),
            "noun": self.phrasing.noun(len(hits)),
            "wishes": self.phrasing.wishes(preferences),
        }
        if preferences.empty:
            return self._say("found_any", **values)
        if not hits:
            return " ".join([self._say("none", **values), *self._relaxed(preferences, 0)])
        if len(hits) < self.asked:
            return " ".join([self._say("fewer", **values), *self._relaxed(preferences, len(hits))])
        if not changed:
            return self._say("same", **values)
        whole = sum(meets_all(h, preferences) for h in hits)
        if whole < len(hits):
            return self._say("part" if whole else "near", whole=whole, **values)
        return self._say("more" if update.intent == "more" else "found", **values)

    def _relaxed(self, preferences: Preferences, now: int) -> list[str]:
        best = self.retriever.relax(preferences)[:1] if self._tight(preferences) else []
        wishes = _by_key(preferences)
        return [
            self._say("relax", wish=self.phrasing.wish(wishes[key]), count=count) for key, count in best if count > now
        ]

    def _tight(self, preferences: Preferences) -> bool:
        """Whether limits and musts leave fewer items than are asked for: only then does it help to drop one."""
        return len(self.retriever.allowed(preferences)) < self.asked

    def _drop(self, preferences: Preferences, key: str) -> Chip:
        return Chip(self.phrasing.say("chip", "drop", wish=self.phrasing.wish(_by_key(preferences)[key])), drop=key)

    def _facts(self, message: str, hits: Sequence[Hit]) -> str:
        item = self._meant(message, hits)
        if item is None:
            return self._say("no_item")
        asked = self._asked(message, item)
        if asked and not (known := [fact for f in asked if (fact := self.phrasing.fact(f, item))]):
            label = ", ".join(f.said("label", self.phrasing.language).lower() for f in asked)
            return self._say("not_said", title=item.title, label=label)
        facts = self.phrasing.say("reason", "join").join(known if asked else self.phrasing.facts(item))
        return " ".join(
            part for part in (self._say("facts", title=item.title, facts=facts), "" if asked else item.text) if part
        )

    def _asked(self, message: str, item: Item) -> list[Field]:
        """The fields that a question names, by their words or by one of their values."""
        title = {stem(w) for name in (item.title, *item.names) for w in words(name)}
        said = {stem(w) for w in words(message) if w.lower() not in GLUE} - title
        shown = [f for f in self.retriever.catalogue.fields.values() if f.kind in ("category", "number")]
        called = [f for f in shown if any(is_wide(word) and word in message for word in f.words)]
        called += [
            f
            for f in shown
            if said & {stem(w) for text in (*f.words, f.label, f.phrase) for w in words(text) if w.lower() not in GLUE}
        ]
        valued = {f.field for f in self.retriever.linker.find(message)}
        return called or [f for f in shown if f.name in valued]

    def _meant(self, message: str, hits: Sequence[Hit]) -> Item | None:
        """The item a question is about: named, pointed at, or the only or first one on screen."""
        named = [f for f in self.retriever.linker.find(message) if f.field == ITEM] + references(message, hits)
        if named:
            return self.retriever.catalogue.item(named[0].value)
        return hits[0].item if hits else None

    def _say(self, name: str, **values: object) -> str:
        return self.phrasing.say("answer", name, **values)


def _by_key(preferences: Preferences) -> dict[str, Wish | Limit]:
    wishes: tuple[Wish | Limit, ...] = (*preferences.wishes, *preferences.limits)
    return {wish.key: wish for wish in wishes}


def meets_all(hit: Hit, preferences: Preferences) -> bool:
    """Whether an item has every value that is wanted and none that is avoided; likeness and free words are no facts."""
    for wish in preferences.wishes:
        has = wish.value in hit.item.values(wish.field)
        if wish.field not in (ITEM, TEXT) and has != (wish.polarity == "want"):
            return False
    return True

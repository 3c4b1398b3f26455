"""Answers questions about items from their fields alone. Knows queries and phrases; no LLM, no ranking.

What no field says is answered so. That an item lacks a value is said only of fields whose values are complete.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chatbot.adjectives import Extreme
from chatbot.limits import Bound
from chatbot.phrasing import Phrasing, titles
from chatbot.queries import Query, within
from chatbot.wording import stem, words
from retrieval.catalogue import Field, Item
from retrieval.names import Value

MOST = 6  # items that one answer speaks of


@dataclass(frozen=True)
class Questions:
    """Answers about one catalogue in one language."""

    phrasing: Phrasing

    def answer(self, query: Query) -> str:
        """What the catalogue says to it; never empty."""
        if query.unknown:
            return self._say("unknown", titles=titles(query.unknown))
        if not query.items:
            return self._say("no_item")
        if query.form == "which":
            return self._which(query, query.items[:MOST])
        return self._then(self._of(query, item) for item in query.items[:MOST])

    def unsaid(self, query: Query) -> tuple[str, ...]:
        """The names of the fields that were asked about and are empty for all these items; where no field would say it
        the words of the question, in quotes. It is what the owner may want to add."""
        if query.unknown or not query.items or query.form in ("all", "text"):
            return ()
        asked = [*query.fields, *(b.field for b in query.bounds), *(self._field(v[0]) for v in query.values)]
        if asked:
            return tuple(dict.fromkeys(f.name for f in asked if not any(_filled(f, item) for item in query.items)))
        open_ = query.extreme is None and not any(
            _says(i.text_in(self.phrasing.language), query.rest) for i in query.items
        )
        return (f"“{' '.join(query.rest)}”",) if open_ and query.rest else ()

    def _of(self, query: Query, item: Item) -> str:
        if query.form in ("all", "text"):
            return self._told(query, item)
        if query.values or query.bounds:
            parts = [self._value(query, item, value) for value in query.values]
            return self._then([*parts, *(self._bound(query, item, bound) for bound in query.bounds)])
        if query.fields:
            return self._fields(query.fields, item)
        text = item.text_in(self.phrasing.language)
        if _says(text, query.rest):
            return self._say("text", title=self.phrasing.title(item), text=text)
        return self._say("unsaid", title=self.phrasing.title(item))

    def _told(self, query: Query, item: Item) -> str:
        text = item.text_in(self.phrasing.language)
        title = self.phrasing.title(item)
        if query.form == "text" and text:
            return self._say("text", title=title, text=text)
        facts = self._join(self.phrasing.facts(item))
        return self._then(part for part in (self._say("facts", title=title, facts=facts), text) if part)

    def _fields(self, fields: Sequence[Field], item: Item) -> str:
        title = self.phrasing.title(item)
        known = [fact for f in fields if (fact := self.phrasing.fact(f, item))]
        if known:
            return self._say("facts", title=title, facts=self._join(known))
        label = ", ".join(f.said("label", self.phrasing.language).lower() for f in fields)
        return self._say("not_said", title=title, label=label)

    # Yes and no

    def _value(self, query: Query, item: Item, value: Sequence[Value]) -> str:
        title = self.phrasing.title(item)
        if has := _has(item, value):
            return self._say("facts" if query.denied else "yes", title=title, facts=self._phrase(has))
        text = item.text_in(self.phrasing.language)
        if not self._complete(value) and _says(text, words(value[0].value)):
            return self._say("text", title=title, text=text)
        field = self._field(value[0])
        name = "not_listed" if self._complete(value) else "not_stated"
        said = self._say(name, value=self._name(value[0]), title=title)
        facts = self.phrasing.fact(field, item)
        return self._then([said, self._say("it_says", facts=facts)] if facts else [said])

    def _bound(self, query: Query, item: Item, bound: Bound) -> str:
        title = self.phrasing.title(item)
        if bound.field.name not in item.numbers:
            return self._fields([bound.field], item)
        name = "facts" if query.denied else "yes" if _fits(item, bound) else "no"
        return self._say(name, title=title, facts=self.phrasing.fact(bound.field, item))

    # Which of several

    def _which(self, query: Query, items: Sequence[Item]) -> str:
        if query.extreme:
            return self._extreme(query.extreme, items)
        if query.values:
            return self._having(query, items)
        if query.bounds:
            fitting = [item for item in items if all(_fits(item, bound) for bound in query.bounds)]
            said = self._with_facts(fitting or items, query.bounds)
            return self._say("these" if fitting else "none_fit", titles=said)
        if query.fields:
            return self._then(self._fields(query.fields, item) for item in items)
        return self._say("unsaid_these")

    def _extreme(self, extreme: Extreme, items: Sequence[Item]) -> str:
        name, place = extreme.field.name, 0 if extreme.lowest else 1
        known = [item for item in items if name in item.numbers]
        if not known:
            return self._say("unsaid_these")
        best = (min if extreme.lowest else max)(item.numbers[name][place] for item in known)
        first = [item for item in known if item.numbers[name][place] == best]
        fact = self.phrasing.fact(extreme.field, first[0])
        said = self._say("most", words=extreme.words, titles=self._titles(first), fact=fact)
        unknown = [item for item in items if name not in item.numbers]
        return self._then([said, self._say("unsaid_of", titles=self._titles(unknown))] if unknown else [said])

    def _having(self, query: Query, items: Sequence[Item]) -> str:
        values = self._join([self._name(value[0]) for value in query.values])
        having = [
            item
            for item in items
            if all(_has(item, value) for value in query.values) and all(_fits(item, bound) for bound in query.bounds)
        ]
        if having:
            return self._say("having", value=values[:1].upper() + values[1:], titles=self._titles(having))
        complete = all(self._complete(value) for value in query.values)
        return self._say("none_listed" if complete else "none_stated", value=values)

    # Words

    def _with_facts(self, items: Sequence[Item], bounds: Sequence[Bound]) -> str:
        said = []
        for item in items:
            facts = self._join([fact for b in bounds if (fact := self.phrasing.fact(b.field, item))])
            said.append(self._say("item_fact", title=self.phrasing.title(item), fact=facts) if facts else item.title)
        return self._join(said)

    def _titles(self, items: Sequence[Item]) -> str:
        return titles(self.phrasing.title(item) for item in items)

    def _field(self, value: Value) -> Field:
        return self.phrasing.catalogue.fields[value.field]

    def _complete(self, values: Sequence[Value]) -> bool:
        """Whether no field that may have the value could lack it unsaid."""
        return all(self._field(value).complete for value in values)

    def _name(self, value: Value) -> str:
        return self._field(value).value_in(self.phrasing.language, value.value)

    def _phrase(self, value: Value) -> str:
        return self._field(value).said("phrase", self.phrasing.language).format(value=self._name(value))

    def _then(self, sentences: Iterable[str]) -> str:
        return self._say("then").join(sentences)

    def _join(self, parts: Sequence[str]) -> str:
        return self.phrasing.say("reason", "join").join(parts)

    def _say(self, name: str, **values: object) -> str:
        return self.phrasing.say("answer", name, **values)


def _says(text: str, said: Sequence[str]) -> bool:
    """Whether all the words stand in a text, whatever their endings."""
    return bool(said) and {stem(w) for w in said} <= {stem(w) for w in words(text)}


def _filled(field: Field, item: Item) -> bool:
    return bool(item.values(field.name)) or field.name in item.numbers


def _has(item: Item, values: Sequence[Value]) -> Value | None:
    """The first of what a name may stand for that the item has."""
    return next((value for value in values if value.value in item.values(value.field)), None)


def _fits(item: Item, bound: Bound) -> bool:
    return within(item, bound.field, bound.low, bound.high)

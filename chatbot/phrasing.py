"""Wishes, limits and items in plain words of a language. Knows the phrases files; says only what a value says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chatbot.render import phrases
from retrieval.catalogue import YEAR, Catalogue, Field, Item
from retrieval.retriever import Hit
from retrieval.terms import INTEREST, NEW
from retrieval.wishes import ITEM, TEXT, Limit, Preferences, Wish

SIGNS = ("$", "€", "£", "¥")  # units that stand before the number
LEANT = 0.15  # the score term from which reactions may be called a reason
NEAR = 0.4  # the score term from which an item may be called close to free words


@dataclass(frozen=True)
class Phrasing:
    """Says things about one catalogue in one language."""

    catalogue: Catalogue
    language: str

    def say(self, group: str, name: str, **values: Any) -> str:
        """A phrase, filled. KeyError for one that the phrases file lacks."""
        return str(phrases(self.language)[group][name]).format(**values)

    def wish(self, wish: Wish | Limit) -> str:
        """A wish or a limit as a person reads it."""
        if isinstance(wish, Limit):
            return self._limit(wish)
        if wish.than and (than := self.catalogue.item(wish.than)):
            name = "more_than" if wish.polarity == "want" else "less_than"
            return self.say("wish", name, value=self._value(wish), than=self.title(than))
        if wish.polarity == "avoid":
            field = self.catalogue.fields.get(wish.field)
            if field and wish.strength == "must":
                return self._without(field, wish)
            return self.say("wish", "unlike" if wish.field == ITEM else "less", value=self._value(wish))
        if wish.field in (ITEM, TEXT):
            return self.say("wish", "like" if wish.field == ITEM else "near", value=self._value(wish))
        return self._value(wish)

    def title(self, item: Item) -> str:
        """An item's title as a visitor reads it."""
        return item.title_in(self.language)

    def dated(self, item: Item) -> str:
        """An item's title with its year, which tells items of one title apart."""
        year = next((f.name for f in self.catalogue.of_kind("number") if f.unit == YEAR and f.name in item.numbers), "")
        return f"{self.title(item)} ({item.numbers[year][0]:g})" if year else self.title(item)

    def _value(self, wish: Wish) -> str:
        if wish.field == ITEM and (item := self.catalogue.item(wish.value)):
            return self.title(item)
        field = self.catalogue.fields.get(wish.field)
        return field.value_in(self.language, wish.value) if field else wish.shown

    def _without(self, field: Field, wish: Wish) -> str:
        return field.said("without", self.language).format(value=self._value(wish))

    def wishes(self, preferences: Preferences) -> str:
        """All wishes and limits in one line."""
        wishes: tuple[Wish | Limit, ...] = (*preferences.wishes, *preferences.limits)
        return self.say("wish", "join").join(self.wish(w) for w in wishes)

    def noun(self, count: int) -> str:
        """What the items are called, for a count."""
        one, many = self._talk.get("noun", ("item", "items"))
        return str(one if count == 1 else many)

    @property
    def greeting(self) -> str:
        """The owner's greeting."""
        return str(self._talk.get("greeting", ""))

    @property
    def _talk(self) -> Mapping[str, Any]:
        return {**self.catalogue.talk, **self.catalogue.talk.get(self.language, {})}

    def fact(self, field: Field, item: Item) -> str:
        """One field of an item as a phrase: "directed by Ann Hui", "95 min"; "" if the item has none."""
        if field.kind == "number":
            return self._number(field, item) if field.name in item.numbers else ""
        values = self._values(field, item)
        return self._phrase(field, self.say("wish", "join").join(values)) if values else ""

    def _values(self, field: Field, item: Item) -> list[str]:
        return [field.value_in(self.language, value) for value in item.values(field.name)]

    def _phrase(self, field: Field, value: str) -> str:
        return field.said("phrase", self.language).format(value=value)

    def _number(self, field: Field, item: Item) -> str:
        """A phrase of the fields file says its unit itself."""
        bare = field.said("phrase", self.language) == "{value}"
        return self.number(field, item) if bare else self._phrase(field, _range(*item.numbers[field.name]))

    def number(self, field: Field, item: Item) -> str:
        """A number or a range, with its unit; years stand alone."""
        number = _range(*item.numbers[field.name])
        return number if field.unit == YEAR else with_unit(number, field.said("unit", self.language))

    def facts(self, item: Item) -> list[str]:
        """Every known field of an item but its text, as phrases, in the fields file's order."""
        shown = (f for f in self.catalogue.fields.values() if f.kind in ("category", "number"))
        return [fact for f in shown if (fact := self.fact(f, item))]

    def summary(self, item: Item) -> str:
        """The item's prominent facts in one line, for its card."""
        fields = [f for f in self.catalogue.fields.values() if f.prominent]
        parts = (
            self.number(f, item)
            if f.kind == "number" and f.name in item.numbers
            else ", ".join(self._values(f, item)[:3])
            for f in fields
        )
        return " · ".join(part for part in parts if part)

    def reason(self, hit: Hit, preferences: Preferences) -> str:
        """Why an item is shown, made from the terms that put it there; each part is a fact of the item."""
        parts = [*self._tried(hit), *self.matched(hit, preferences), *self._leant(hit)]
        text = self.say("reason", "join").join(parts) or self.plainly(hit.item)
        return text[:1].upper() + text[1:] + self.say("reason", "end")

    def _tried(self, hit: Hit) -> list[str]:
        return [self.say("reason", "new")] if hit.terms.get(NEW, 0.0) > 0 else []

    def _leant(self, hit: Hit) -> list[str]:
        """That the person's reactions speak for an item, where they do so clearly."""
        return [self.say("reason", "interest")] if hit.terms.get(INTEREST, 0.0) >= LEANT else []

    def matched(self, hit: Hit, preferences: Preferences) -> list[str]:
        """What of the wishes this item meets, the weightiest first: facts of the item, or "close to" free words."""
        item = hit.item
        return [*self._wanted(hit, preferences), *self._limits(item, preferences), *self._avoided(item, preferences)]

    def _wanted(self, hit: Hit, preferences: Preferences) -> list[str]:
        wishes = [w for w in preferences.wishes if w.polarity == "want" and hit.terms.get(w.key, 0) > 0]
        wishes.sort(key=lambda w: -hit.terms[w.key])
        said = {w.value for w in wishes}
        phrases_ = (self._match(w, hit.item, hit.terms[w.key], said) for w in wishes[:4])
        return list(dict.fromkeys(p for p in phrases_ if p))

    def _match(self, wish: Wish, item: Item, term: float, said: Collection[str]) -> str:
        if wish.field == ITEM:
            shared = self.shared(wish.value, item, said=said)
            name = "like_shared" if shared else "like"
            return self.say("reason", name, value=self._value(wish), shared=self.say("wish", "join").join(shared))
        if wish.field == TEXT:
            return self.say("reason", "near", value=wish.shown) if term >= NEAR else ""
        if wish.value not in item.values(wish.field):
            return ""
        return self._phrase(self.catalogue.fields[wish.field], self._value(wish))

    def shared(self, item_id: str, item: Item, *, most: int = 2, said: Collection[str] = ()) -> list[str]:
        """Values that two items have in common, the rarest first; none of `said`."""
        other = self.catalogue.item(item_id)
        if other is None:
            return []
        common = [
            (self.catalogue.values[f.name][v], self._phrase(f, f.value_in(self.language, v)))
            for f in self.catalogue.of_kind("category")
            for v in item.values(f.name)
            if v in other.values(f.name)
            and v not in said
            and self.catalogue.values[f.name][v] < len(self.catalogue.items) / 4
        ]
        return [phrase for _, phrase in sorted(common)[:most]]

    def _limits(self, item: Item, preferences: Preferences) -> list[str]:
        fields = (
            self.catalogue.fields[limit.field] for limit in preferences.limits if limit.field in self.catalogue.fields
        )
        return [fact for f in fields if (fact := self.fact(f, item))]

    def _avoided(self, item: Item, preferences: Preferences) -> list[str]:
        avoided = [w for w in preferences.wishes if w.polarity == "avoid" and w.field not in (ITEM, TEXT)]
        fields = self.catalogue.fields
        known = [w for w in avoided if w.field in fields and fields[w.field].complete]
        lacking = [w for w in known[-2:] if w.value not in item.values(w.field)]
        return [self._without(fields[w.field], w) for w in lacking]

    def plainly(self, item: Item) -> str:
        """What an item is, where no wish gives a reason: its first category's first values."""
        first = self.catalogue.of_kind("category")[:1]
        values = [v for f in first for v in self._values(f, item)[:2]]
        return self.say("reason", "and").join(values) or self.title(item)

    def _limit(self, limit: Limit) -> str:
        field = self.catalogue.fields.get(limit.field)
        label, unit = (
            (field.said("label", self.language), field.said("unit", self.language)) if field else (limit.field, "")
        )
        label = label[:1].lower() + label[1:]
        unit = "" if unit and unit in label else unit  # "players 4", not "players 4 players"
        unit = "" if unit == label else unit  # not "players 4 players"
        bound = [
            None if n is None else f"{n:g}" if field and field.unit == YEAR else with_unit(f"{n:g}", unit)
            for n in (limit.low, limit.high)
        ]
        name = (
            "least"
            if limit.high is None
            else "most"
            if limit.low is None
            else "exact"
            if limit.low == limit.high
            else "range"
        )
        if name == "range" and unit not in SIGNS:
            bound[0] = f"{limit.low:g}"
        return self.say("wish", name, label=label, low=bound[0], high=bound[1])


def with_unit(number: str, unit: str) -> str:
    """ "$40", "95 min", "4": a currency sign goes before."""
    if unit in SIGNS:
        return unit + number
    return f"{number} {unit}".strip()


def _range(low: float, high: float) -> str:
    return f"{low:g}" if low == high else f"{low:g}–{high:g}"


def titles(items: Iterable[str]) -> str:
    """Titles in one phrase."""
    return ", ".join(f"“{title}”" for title in items)

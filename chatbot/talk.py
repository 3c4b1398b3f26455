"""Acts of a simulated person in words, from templates: prompts/people.LANGUAGE.toml. Knows facts and manners; decides
nothing.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from chatbot import clock
from chatbot.misspelling import hasty
from chatbot.need import Fact
from chatbot.people import Person
from chatbot.phrasing import Phrasing, with_unit
from chatbot.render import shipped
from retrieval.catalogue import YEAR, Catalogue, Field

ActKind = Literal[
    "greet", "open", "like", "tell", "answer", "any", "more", "rather", "notice", "seen", "praise", "back", "again",
    "take", "leave", "react",
]  # fmt: skip
_LIKE = {"hasty": ("terse", "chatty"), "foreign": ("terse", "chatty")}  # manners that use others' templates
_BY_TITLE = 0.6  # how often an item on screen is called by its title


@dataclass(frozen=True, slots=True)
class Act:
    """What is meant: facts to say, and the item that it is about: its id, and its place on screen from 0. `react` is
    no more than a click."""

    kind: ActKind
    facts: tuple[Fact, ...] = ()
    item: str = ""
    place: int = 0


@dataclass(frozen=True)
class Talk:
    """The words of one person about one catalogue. `chance` is used up as they talk."""

    person: Person
    catalogue: Catalogue
    chance: random.Random

    def words(self, act: Act) -> str:
        """The act as this person would say it; "" for a click."""
        if act.kind == "react":
            return ""
        refusing = f"{act.kind}_not"
        manner = self._templates
        against = refusing in manner and bool(act.facts) and all(f.avoid for f in act.facts)
        templates = manner[refusing if against else act.kind]
        said = self.chance.choice(templates).format(
            wish=self._wish(act.facts), list=self.listed(act.facts), one=self._one(act), title=self._title(act)
        )
        if self.person.manner == "hasty":
            said = "".join(words for words, _ in hasty([(said, "")], self.chance, self.person.language))
        return self._dressed(said.strip())

    def _dressed(self, said: str) -> str:
        """With or without capitals and full stops, as this person always types."""
        style = random.Random(f"{self.person.name}/style")
        small, bare, loud = style.random() < 0.4, style.random() < 0.5, style.random() < 0.2
        if self.person.language != "en":
            return said.rstrip("。") if bare else said
        said = said.lower() if small else said[:1].upper() + said[1:] if not bare else said
        said = said.removesuffix(".") if bare else said
        return said.removesuffix(".") + "!" if loud and said[-1:].isalpha() else said

    def listed(self, facts: Sequence[Fact]) -> str:
        """Facts as bare words, one after the other."""
        return self._say("join").join(self.fact(f) for f in facts)

    def fact(self, fact: Fact) -> str:
        """One fact in words: "quirky", "directed by Ann Hui", "no horror", "under 90 min"."""
        field = self.catalogue.fields[fact.field]
        if not fact.value:
            return self._bounds(fact, field)
        value = self._named(fact, field)
        if fact.avoid:
            return self._pick("avoid").format(value=value)
        return self._led(field, value)

    def _wish(self, facts: Sequence[Fact]) -> str:
        """Facts round the catalogue's noun: "quirky comedies from the 90s, no horror"."""
        bare = [f for f in facts if self._is_bare(f)]
        others = [self.fact(f) for f in facts if f not in bare]
        noun = self._noun()
        values = " ".join if self.person.language == "en" else "、".join
        named = values(self._named(f, self.catalogue.fields[f.field]) for f in bare)
        thing = self._say("thing" if bare else "plain").format(bare=named, noun=noun)
        first = self._say("join_first").join([thing, *others[:1]])
        return self._say("join").join([first, *others[1:]])

    def _noun(self) -> str:
        """What the items are called, as different people say it."""
        usual = Phrasing(self.catalogue, self.person.language).noun(2)
        others = [n for n in self.catalogue.talk.get("nouns", ()) if n.isascii() and n.endswith("s")]
        own = self.person.language == self.catalogue.language == "en"
        return random.Random(f"{self.person.name}/noun").choice([usual, *others[:1]]) if own else usual

    def _is_bare(self, fact: Fact) -> bool:
        field = self.catalogue.fields[fact.field]
        own = field.said("phrase", self.person.language) == "{value}"
        return bool(fact.value) and not fact.avoid and own and field.prominent

    def _named(self, fact: Fact, field: Field) -> str:
        return field.value_in(self.person.language, fact.value)

    def _led(self, field: Field, value: str) -> str:
        phrase = field.said("phrase", self.person.language)
        if phrase == "{value}" and "about" in field.words:
            return self._say("about").format(value=value)
        return phrase.format(value=value)

    def _bounds(self, fact: Fact, field: Field) -> str:
        low, high = fact.low, fact.high
        name = "exact" if low == high else "most" if low is None else "least" if high is None else "decade"
        unit = field.said("unit", self.person.language)
        if field.unit == YEAR:
            after = "" if high is None else f"{high + 1:g}"
            return self._pick(f"year_{name}").format(low=_plain(low), high=_plain(high), after=after)
        ends = (("low", low), ("high", high))
        if hour := clock.role(field):
            told = {key: "" if number is None else clock.spoken(number, self.person.language) for key, number in ends}
            return self._pick(f"{hour}_{name}").format(**told)
        return self._pick(name).format(**{key: _sized(number, unit) for key, number in ends})

    def _one(self, act: Act) -> str:
        """An item on screen, by its title or its place."""
        if act.item and self.chance.random() < _BY_TITLE and (title := self._title(act)):
            return title
        return self._place(act.place)

    def _place(self, place: int) -> str:
        names = str(self._file["place"]["names"]).split("|")
        return names[min(place, len(names) - 1)]

    def _title(self, act: Act) -> str:
        item = self.catalogue.item(act.item)
        title = item.title_in(self.person.language) if item else ""
        return f"《{title}》" if title and self.person.language == "zh" else title

    def _pick(self, name: str) -> str:
        return str(self.chance.choice(self._file["fact"][name]))

    def _say(self, name: str) -> str:
        return str(self._file["fact"][name])

    @property
    def _templates(self) -> dict[str, list[str]]:
        names = _LIKE.get(self.person.manner, (self.person.manner,))
        found: dict[str, list[str]] = self._file[self.chance.choice(names)]
        return found

    @property
    def _file(self) -> dict[str, Any]:
        return templates(self.person.language)


@lru_cache
def templates(language: str) -> dict[str, Any]:
    """The file of templates of a language; English where there is none."""
    path = shipped("prompts") / f"people.{language}.toml"
    path = path if path.is_file() else shipped("prompts") / "people.en.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _plain(number: float | None) -> str:
    return "" if number is None else f"{number:g}"


def _sized(number: float | None, unit: str) -> str:
    """ "90 min", "$20", "4 players"; in Chinese without a space."""
    if number is None:
        return ""
    said = with_unit(f"{number:g}", unit)
    return said if unit.isascii() else said.replace(" ", "")

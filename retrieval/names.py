"""All that the catalogue's values and people may be called. Knows spellings; nothing of meaning, ranking or chat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from retrieval.catalogue import Catalogue
from retrieval.slips import Slips
from retrieval.sounds import Sounds
from retrieval.spelling import Spelling
from retrieval.titles import Titles
from retrieval.words import base, cut, is_character, key, listed, singular

How = Literal["exact", "fuzzy", "meaning"]

_FILLER = listed(
    "the a an some any of with about in for from really very quite kind sort type something anything good great nice "
    "best more my"
)
HEARD = 0.9  # how sure a name is that only sounds like what was said
_KNOWN_FROM = 3  # items from which a surname that several people share may mean the best known of them ...
_KNOWN_TIMES = 3  # ... who has this many times the items of the next


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a category field, and on how many items it stands."""

    field: str
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Match:
    """A catalogue value that was meant. `field` is a catalogue field, or ITEM with an item's id as `value`."""

    field: str
    value: str
    score: float
    how: How


class Names:
    """Lookup tables over one catalogue. Immutable after construction."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.titles = Titles(catalogue)
        self.values: dict[str, list[Value]] = {}  # of category fields by base key, aliases first
        self.people: dict[str, list[Value]] = {}  # full names by key
        self.surnames: dict[tuple[str | None, str], list[Value]] = {}  # by (field or None for any, last name)
        self._plain = frozenset(key(word) for word in catalogue.talk.get("plain", ()))
        self._add_values()
        self._add_aliases()
        self._add_short_names()
        self._add_surnames()
        self._spelling = {f.name: Spelling(self._keys(f.name)) for f in catalogue.of_kind("category")}
        self._last_names = Spelling(last for named, last in self.surnames if named is None)
        self._vocabulary = frozenset(singular(w.text) for item in catalogue.items for w in cut(item.text))
        talk = catalogue.talk
        self.nouns = tuple({key(noun) for noun in (*talk.get("noun", ()), *talk.get("nouns", ()))})
        self._leads = [(f"{key(word)} ", f.name) for f in catalogue.of_kind("category") for word in f.words]
        self._order = {name: at for at, name in enumerate(catalogue.fields)}
        self._reach = self._reaches()
        self.sounds = Sounds((*self.titles.names(), *self.values, *self.people))
        self.slips = Slips((*self.titles.names(), *self.values, *self.people))
        self.referring = frozenset(name for name, counts in catalogue.values.items() if self._refers(counts))
        self.longest = max([name.count(" ") + 1 for name in (*self.values, *self.people)] + [self.titles.longest])

    def reach(self, beginning: str) -> int:
        """How many words the longest name has that begins with this key of two words, 0 if none does."""
        return self._reach.get(beginning, 0)

    def is_known(self, name: str) -> bool:
        """Whether anything is called by this key."""
        return bool(self.titles.exact(name) or self.at(name))

    def is_common(self, word: str) -> bool:
        """Whether a folded word stands in some item's text: such a word is no slip of the pen."""
        return singular(word) in self._vocabulary

    def sayings(self, text: str) -> list[str]:
        """The keys to look a phrase up by: whole, then bare of lead-in, fillers and the items' noun.

        "set in outer space" is also "outer space", "some good horror movies" also "horror".
        """
        whole = key(text)
        core = whole
        for lead, _ in self._leads:
            core = core.removeprefix(lead)
        words = self.without_noun(core).split()
        while words and words[0] in _FILLER:
            words.pop(0)
        return list(dict.fromkeys((whole, key(text.replace("-", "")), " ".join(words) or whole)))

    def without_noun(self, name: str) -> str:
        """A key without what the owner calls the items at its end: "horror movies" -> "horror"."""
        for noun in self.nouns:
            if name.endswith(f" {noun}"):
                return name[: -len(noun) - 1]
        return name

    def leads(self, field: str) -> list[str]:
        """The keys of the words that announce a value of a field: "directed by"."""
        return [lead.rstrip() for lead, name in self._leads if name == field]

    def at(self, name: str, field: str | None = None) -> list[Value]:
        """The values called by this key; a surname is looked up last, and alone in the field given."""
        found = [*self.values.get(base(name), ()), *self.people.get(name, ())]
        last = self.surnames.get((field, name), [])
        if not last and name.endswith("s") and not (self.is_common(name) or self.is_common(name[:-1])):
            last = self.surnames.get((field, name[:-1]), [])  # "the tarantinos"
        return found or last

    def exact(self, text: str, field: str | None) -> Match | None:
        """The value of exactly that name, in one field or in any.

        Of several fields the one that the words lead to ("from japan") goes first, then the one declared first.
        """
        found = [v for said in self.sayings(text) for v in self.at(said, field) if field in (None, v.field)]
        if not found:
            return None
        led = {name for lead, name in self._leads if key(text).startswith(lead)}
        best = min(found, key=lambda v: (v.field not in led, self._order[v.field]))
        return Match(best.field, best.value, 1.0, "exact")

    def fuzzy(self, text: str, field: str | None, *, people_only: bool = False) -> Match | None:
        """The value that was probably meant by a misspelt name."""
        said = self.sayings(text)[-1]
        if heard := self.sounds.meant(said.split()):
            values = [v for v in self.at(heard) if field in (None, v.field)]
            if values and (self.catalogue.fields[values[0].field].person or not people_only):
                return Match(values[0].field, values[0].value, HEARD, "fuzzy")
        if " " not in said and self.is_common(said):
            return None
        best: Match | None = None
        if " " not in said and (near := self._last_names.nearest(said)):
            owner = self.surnames[None, near[0]][0]
            best = Match(owner.field, owner.value, near[1], "fuzzy") if field in (None, owner.field) else None
        for f in self.catalogue.of_kind("category"):
            if field not in (None, f.name) or (people_only and not f.person):
                continue
            near = self._spelling[f.name].nearest(said if f.person else base(said))
            if near and (best is None or near[1] > best.score):
                values = (self.people if f.person else self.values)[near[0]]
                value = next(value for value in values if value.field == f.name)
                best = Match(f.name, value.value, near[1], "fuzzy")
        return best

    def _add_values(self) -> None:
        for field, counts in self.catalogue.values.items():
            person = self.catalogue.fields[field].person
            for value, count in counts.items():
                names = {key(value)} if person else {base(form) for form in _forms(value)}
                for name in names - {""}:
                    (self.people if person else self.values).setdefault(name, []).append(Value(field, value, count))

    def _add_short_names(self) -> None:
        """People without their middle name or "Jr.": "Jamie Curtis", "Robert Downey"."""
        for name, values in list(self.people.items()):
            first, *rest = name.split()
            if len(rest) == 2 and not is_character(first):
                last = rest[0] if rest[1] in ("jr", "sr") else rest[1]
                self.people.setdefault(f"{first} {last}", values)

    def _add_aliases(self) -> None:
        """The owner's table {said: [field, value]}, and names in other languages; not those that no item has."""
        aliases = [(said, field, value) for said, (field, value) in self.catalogue.talk.get("aliases", {}).items()]
        aliases += [(said, f.name, value) for f in self.catalogue.of_kind("category") for said, value in f.sayings()]
        for said, field, value in aliases:
            count = self.catalogue.values.get(field, {}).get(value)
            if count is None:
                continue
            person = self.catalogue.fields[field].person
            for name in {form if person else base(form) for form in _forms(said)} - {""}:
                (self.people if person else self.values).setdefault(name, []).insert(0, Value(field, value, count))

    def _add_surnames(self) -> None:
        owners: dict[tuple[str | None, str], dict[str, int]] = {}
        for name, values in self.people.items():
            first, _, last = name.rpartition(" ")
            if first and len(last) > 2 and last not in self.people and not is_character(last):
                owners.setdefault((None, last), {})[name] = max(value.count for value in values)
                for value in values:
                    owners.setdefault((value.field, last), {})[name] = value.count
            given = first.split()[0] if first else ""  # "denzel", where nobody else of note is called so
            if len(given) > 4 and given not in self._plain:
                owners.setdefault((None, given), {})[name] = max(value.count for value in values)
        for at, names in owners.items():
            known = sorted(names, key=lambda name: -names[name])
            first_count, next_count = names[known[0]], names[known[1]] if len(known) > 1 else 0
            if not next_count or (first_count >= _KNOWN_FROM and first_count >= _KNOWN_TIMES * next_count):
                self.surnames[at] = self.people[known[0]]

    def _reaches(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for name in (*self.titles.names(), *self.values, *self.people):
            words = name.split(" ", 2)
            if len(words) > 1:
                beginning = " ".join(words[:2])
                found[beginning] = max(found.get(beginning, 0), name.count(" ") + 1)
        return found

    def _refers(self, counts: Mapping[str, int]) -> bool:
        """Whether a field's values are other items, by their titles: "near the palace"."""
        titles = sum(bool(self.titles.exact(key(value))) for value in counts)
        return len(counts) > 1 and titles > len(counts) / 2

    def _keys(self, field: str) -> Iterator[str]:
        table = self.people if self.catalogue.fields[field].person else self.values
        for name, values in table.items():
            if any(value.field == field for value in values):
                yield name


def _forms(name: str) -> list[str]:
    """The keys a name is found by: as it stands, and hyphens taken out ("sci-fi": "sci fi", "scifi")."""
    return [key(name), key(name.replace("-", ""))] if "-" in name else [key(name)]

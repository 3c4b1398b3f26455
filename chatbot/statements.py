"""Whether what is said of an item is so: each part of a reason that states a fact is held against the item's fields.

Knows how reasons are put together and nothing of how they were made; a part that states no field's fact ("close
to ...") is not counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from chatbot.phrasing import Phrasing
from chatbot.render import phrases
from chatbot.shortening import faults
from retrieval.catalogue import Catalogue, Field, Item

_LANGUAGES = ("en", "zh")
_NUMBER = r"\d+(?:\.\d+)?(?:–\d+(?:\.\d+)?)?"
_Said = tuple[str, str, bool]  # a category field, a value of it, whether the item is said to have it


@dataclass(frozen=True)
class Statements:
    """Checks what is said of one catalogue's items."""

    catalogue: Catalogue
    _kept: dict[tuple[str, str], tuple[int, tuple[str, ...]]] = field(default_factory=dict, compare=False)

    def of(self, reason: str, item: Item) -> tuple[int, tuple[str, ...]]:
        """How many statements the reason makes of the item, and which of them are false."""
        key = (reason, item.id)
        if key not in self._kept:
            self._kept[key] = self._judged(reason, item)
        return self._kept[key]

    def _judged(self, reason: str, item: Item) -> tuple[int, tuple[str, ...]]:
        lead, added = self._parted(reason, item)
        checked, false = 0, []
        for part in lead:
            true = self._holds(part, item)
            checked += true is not None
            false += [f"{item.title}: {part}"] * (true is False)
        if added:
            checked += 1
            false += [f"{item.title}: {added}"] * bool(faults(added, item.text))
        return checked, tuple(false)

    def _parted(self, reason: str, item: Item) -> tuple[list[str], str]:
        """The parts of the lead, and what an LLM made of the item's text: it follows a colon, as a lead's title may."""
        cuts = [m.start() for m in re.finditer(r": ", reason)]
        for at in cuts:
            if not faults(reason[at + 2 :], item.text):
                return list(self._parts(reason[:at])), reason[at + 2 :]
        if cuts and not any(f"{words} " in reason.casefold() for words in self._likes):
            return list(self._parts(reason[: cuts[0]])), reason[cuts[0] + 2 :]
        return list(self._parts(reason)), ""

    def _parts(self, lead: str) -> Iterator[str]:
        for part in re.split(r"; |；", lead.strip().rstrip(".。")):
            if part.casefold().startswith(self._likes):
                shared = re.search(r"[(（]([^()（）]*)[)）]$", part)  # what both items have
                yield from re.split(r", |、|，", shared[1]) if shared else ()
            elif self._known(part) or not re.search(r", |、|，", part):
                yield part
            else:
                yield from re.split(r", |、|，", part)

    def _known(self, part: str) -> bool:
        return part.casefold() in self._phrases or any(p.fullmatch(part) for p, _, _ in self._numbers)

    def _holds(self, part: str, item: Item) -> bool | None:
        """Whether a part is so; None where it states no field's fact."""
        said = self._phrases.get(part.casefold(), ())
        if said:
            return any((value in item.values(name)) == has for name, value, has in said)
        meant = [(f, phrasing) for pattern, f, phrasing in self._numbers if pattern.fullmatch(part)]
        if meant:
            return any(p.fact(f, item).casefold() == part.casefold() for f, p in meant)
        return None

    @cached_property
    def _phrases(self) -> dict[str, tuple[_Said, ...]]:
        found: dict[str, list[_Said]] = {}
        for f in self.catalogue.of_kind("category"):
            for value in self.catalogue.values[f.name]:
                for language in _LANGUAGES:
                    named = f.value_in(language, value)
                    found.setdefault(f.said("phrase", language).format(value=named).casefold(), []).append(
                        (f.name, value, True)
                    )
                    found.setdefault(f.said("without", language).format(value=named).casefold(), []).append(
                        (f.name, value, False)
                    )
        return {words: tuple(said) for words, said in found.items()}

    @cached_property
    def _numbers(self) -> list[tuple[re.Pattern[str], Field, Phrasing]]:
        """How a number field's fact looks in each language."""
        found = []
        for language in _LANGUAGES:
            phrasing = Phrasing(self.catalogue, language)
            for f in self.catalogue.of_kind("number"):
                example = next((fact for item in self.catalogue.items if (fact := phrasing.fact(f, item))), "")
                if example:
                    parts = re.split(_NUMBER, example)
                    pattern = re.compile(_NUMBER.join(map(re.escape, parts)), re.IGNORECASE)
                    found.append((pattern, f, phrasing))
        return found

    @cached_property
    def _likes(self) -> tuple[str, ...]:
        """How a part begins that names another item."""
        return tuple(str(phrases(language)["reason"]["like"]).split("{")[0].strip() for language in _LANGUAGES)

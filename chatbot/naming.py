"""What of a catalogue a text names, quickly. A short one is read as a message of the chat is (`retrieval.mentions`); of
a long one only names that stand there letter by letter count. Knows names; judges nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from chatbot.lexicon import Finder, Said
from retrieval.catalogue import Catalogue
from retrieval.mentions import Found, find
from retrieval.names import Names
from retrieval.wishes import ITEM
from retrieval.words import is_character

SHORT = 80  # characters: up to here every reading of a name is tried, which takes 10 ms


class Naming:
    """The names of one catalogue. Immutable; share it freely."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._names = Names(catalogue)
        terms: dict[str, tuple[str, str]] = {}
        for table in (self._names.values, self._names.people):
            for name, values in table.items():
                terms[name] = (values[0].field, values[0].value)
        for name in self._names.titles.names():
            terms[name] = (ITEM, catalogue.items[self._names.titles.exact(name)[0]].id)
        self._finder = Finder(_telling(terms, catalogue), exact=True)

    def item(self, said: str) -> str:
        """The id of the item that is called so, by id or by title; "" if the catalogue has none such."""
        if self._catalogue.item(said):
            return said
        named = self._names.titles.named(said, fuzzy=False)
        return self._catalogue.items[named.rows[0]].id if named else ""

    def find(self, text: str) -> list[Found]:
        """What a text names, in order."""
        return find(self._names, text) if len(text) <= SHORT else self.exact(text)

    def exact(self, text: str) -> list[Found]:
        """What a text names letter by letter, however short it is."""
        said = Said.of(text)
        found = []
        for first, behind, (field, value) in self._finder.find([word.text for word in said.words]):
            start, end = said.words[first].start, said.words[behind - 1].end
            if field != ITEM or _marked(text, start, end):
                found.append(Found(field, value, start, end, "exact"))
        return found


def _telling(terms: Mapping[str, tuple[str, str]], catalogue: Catalogue) -> dict[str, tuple[str, str]]:
    """Those that are no single characters, nor words that the owner says of any item."""
    plain = {word.lower() for word in catalogue.talk.get("plain", ())}
    return {
        name: value for name, value in terms.items() if len(name) > 1 and not is_character(name) and name not in plain
    }


def _marked(text: str, start: int, end: int) -> bool:
    """Whether a title stands there as one: in quotes, or its first and last word with capitals inside a sentence."""
    before, after = text[:start].rstrip(), text[end:].lstrip()
    if before[-1:] in _OPEN and after[:1] in _CLOSE:
        return True
    name = text[start:end]
    words = name.split()
    if len(words) < 2:
        return not name.isascii() and len(name) > 2
    return words[0][:1].isupper() and words[-1][:1].isupper()


_OPEN = tuple("\"“‘'《「『«")
_CLOSE = tuple("\"”’'》」』»")

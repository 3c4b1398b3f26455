"""Ties what a person said to the catalogue's own values. Knows names and meanings; nothing of ranking or chat.

Three ways, in order: the same words, nearly the same letters, nearly the same meaning. Wrong is worse than none: words
that no value stands for are left to be compared as free text.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from retrieval.attributes import Attributes
from retrieval.catalogue import Catalogue
from retrieval.encoder import Encoder, language_read
from retrieval.mentions import Found, find
from retrieval.names import HEARD, Match, Names, Value
from retrieval.titles import Named
from retrieval.vectors import cached_vectors
from retrieval.wishes import ITEM
from retrieval.words import base, key

# Cosine from which a phrase may stand for a value. Measured with all-MiniLM-L6-v2 on 50 phrases that have a value and
# 45 that have none: right links lie at .72 ("kids": child) to .95 ("teens": teenagers), unrelated ones below .70.
_NEAR = 0.72
_ALIKE = 0.93  # where the two share a word and each has another: "high budget" is near "low budget", and its opposite
_RARE = 3  # items below which a value is too narrow to stand for other words
_MOST_VALUES = 5000  # of one field are compared by meaning, the most frequent ones


class Linker:
    """The catalogue's values, people and titles, by all that they may be called. Immutable; share it freely."""

    def __init__(
        self, catalogue: Catalogue, encoder: Encoder, *, folder: Path | None = None, language: str = ""
    ) -> None:
        """`folder` keeps the values' vectors from one start to the next. `language` is the one the encoder reads; left
        out, it is tried."""
        self.catalogue = catalogue
        language = language or language_read(catalogue, encoder)
        self.reads = language == catalogue.language
        self.names = Names(catalogue)
        self.attributes = Attributes(catalogue.degrees)
        self._encoder = encoder
        self._values = [
            Value(f.name, value, count)
            for f in catalogue.of_kind("category")
            if not f.person
            for value, count in list(catalogue.values[f.name].items())[:_MOST_VALUES]
            if count >= min(_RARE, len(catalogue.items) / 100)
        ]
        texts = [catalogue.fields[v.field].value_in(language, v.value) for v in self._values]
        self._vectors = cached_vectors(encoder, texts, folder) if folder else encoder.encode(texts)
        self._fields = np.array([value.field for value in self._values])
        self._plain = frozenset(key(word) for word in catalogue.talk.get("plain", ()))  # said of any item: "story"

    def link(self, text: str, field: str | None = None) -> Match | None:
        """The value that `text` stands for, in one field or in any but titles; None if none is near enough.

        With ITEM as the field it is `link_title`.
        """
        if field == ITEM:
            return self.link_title(text)
        return self.names.exact(text, field) or self.names.fuzzy(text, field) or self._meaning(text, field)

    def link_title(self, text: str) -> Match | None:
        """The item of that title, other name or short form; the newest of several unless a year is said."""
        found = self._titled(text)
        if found is None:
            return None
        return Match(
            ITEM, self.catalogue.items[found.rows[0]].id, found.score, "exact" if found.score == 1 else "fuzzy"
        )

    def titles(self, text: str) -> list[str]:
        """The ids of all items so called, the likeliest first."""
        found = self._titled(text)
        return [self.catalogue.items[row].id for row in found.rows] if found else []

    def find(self, message: str) -> list[Found]:
        """All values, people and titles said in a message, in order, without overlaps. Never by meaning."""
        return find(self.names, message)

    def _titled(self, text: str) -> Named | None:
        """The items so called, or by a name that sounds like it."""
        heard = self.names.sounds.meant(key(text).split())
        rows = self.names.titles.exact(heard) if heard else ()
        return self.names.titles.named(text) or (Named(rows, HEARD) if rows else None)

    def _meaning(self, text: str, field: str | None) -> Match | None:
        said = self.names.sayings(text)[-1]
        if not said or not self._values or (not self.reads and not said.isascii()):
            return None
        cosines = self._vectors @ self._encoder.encode([said])[0]
        if field is not None:
            cosines = np.where(self._fields == field, cosines, -1.0)
        best = int(cosines.argmax())
        needed = _ALIKE if _rivals(said, self._values[best].value) else _NEAR
        if cosines[best] < needed or said in self._plain:
            return None
        return Match(self._values[best].field, self._values[best].value, float(cosines[best]), "meaning")


def _rivals(said: str, value: str) -> bool:
    """Whether two phrases share a word and each has one that the other has not."""
    ours, theirs = set(base(said).split()), set(base(key(value)).split())
    return bool(ours & theirs and ours - theirs and theirs - ours)

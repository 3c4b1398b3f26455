"""Finds the values, people and titles that a whole message mentions. Knows how names stand in sentences; ranks nothing.

The hard part is titles that are ordinary words ("It", "Up", "The Game"): they count only where the writer marks them,
by a capital inside a sentence, by quotes, by a year in brackets, or by saying nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from retrieval.everyday import EVERYDAY, PROSE
from retrieval.names import How, Names, Value
from retrieval.wishes import ITEM
from retrieval.words import cut, is_character, key, listed

_QUOTED = re.compile(
    r"[\"“”«»「」『』《》„]([^\"“”«»「」『』《》„]{1,80})[\"“”«»「」『』《》]|(?<!\w)['‘]([^'’\n]{2,80})['’](?!\w)"
)
_SEGMENT = re.compile(r"[,;.!?\n、，。！？；/]+|\s+(?:and|or|&)\s+", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?:\n。！？]\s*[\"“'‘(]*\s*$")
_BRACKETED_YEAR = re.compile(r"\s*[(\[](?:1[89]|20)\d\d[)\]]")
_FIRST_NAME = re.compile(r"\b([A-Z][a-z]+) $")
_MOST_WORDS = 12  # of a name that is looked for
_SMALL = listed("of the and in a to de la le von van & for on")  # inside a name in capitals


@dataclass(frozen=True, slots=True)
class Found:
    """A value, person or title in a message, at its half-open span of characters."""

    field: str
    value: str
    start: int
    end: int
    how: How


@dataclass(frozen=True, slots=True)
class _Span:
    """A run of words that a name may be, and how the writer marks it."""

    text: str
    keys: tuple[str, ...]  # to look it up by, likeliest first
    start: int
    end: int
    marked: bool  # as a name: in quotes, by a capital inside a sentence, by a year, or because nothing else is said
    before: str  # the message up to it
    after: str

    @property
    def words(self) -> list[str]:
        return self.keys[0].split()

    def found(self, field: str, value: str, how: How) -> Found:
        return Found(field, value, self.start, self.end, how)

    def title(self, names: Names) -> Found | None:
        """The item so called; a year in brackets behind it belongs to it."""
        if not (year := _BRACKETED_YEAR.match(self.after)):
            rows = next((rows for name in self.keys if (rows := names.titles.exact(name))), ())
            return self.found(ITEM, names.catalogue.items[rows[0]].id, "exact") if rows else None
        named = names.titles.named(self.text + year.group(), fuzzy=False)
        if named is None:
            return None
        return Found(ITEM, names.catalogue.items[named.rows[0]].id, self.start, self.end + year.end(), "exact")


class _Message:
    """A message's words, and which of them are marked as names."""

    def __init__(self, names: Names, text: str) -> None:
        self.text = text
        self.names = names
        self.words = cut(text)
        self._capital = [text[w.start].isupper() or is_character(w.text) for w in self.words]
        plain = [w for w, capital in zip(self.words, self._capital, strict=True) if not capital]
        # IN CAPITALS, or With Every Long Word So, a capital says nothing.
        self._telling = any(len(w.text) > 3 for w in plain) or len(plain) * 4 >= len(self.words)
        self._quoted = [m.span(1) if m.group(1) is not None else m.span(2) for m in _QUOTED.finditer(text)]
        segments = [self._words_in(*span) for span in _segments(text)]
        self._alone = {self._words_in(0, len(text))}
        if all(names.is_known(self._key(*segment)) for segment in segments if segment):
            self._alone.update(segments)  # a list of names and nothing else

    def _words_in(self, start: int, end: int) -> tuple[int, int] | None:
        """First and last word inside a span of characters."""
        inside = [i for i, w in enumerate(self.words) if w.start >= start and w.end <= end]
        return (inside[0], inside[-1]) if inside else None

    def _key(self, first: int, last: int) -> str:
        return " ".join(word.text for word in self.words[first : last + 1])

    def span(self, first: int, last: int) -> _Span:
        start, end = self.words[first].start, self.words[last].end
        text = self.text[start:end]
        keys = [self._key(first, last)]
        if text[-2:-1] in ("'", "’") and text[-1] in "sS":
            keys.append(keys[0][:-1])  # "Nolan's"
        if "-" in text or "." in text:
            keys.append(key(text.replace("-", "").replace(".", "")))
        marked = (first, last) in self._alone or self._capitalised(first, last) or self._is_quoted(first, last)
        dated = _BRACKETED_YEAR.match(self.text, end) is not None  # "It (2017)" is no pronoun
        return _Span(text, tuple(keys), start, end, marked or dated, self.text[:start], self.text[end:])

    def ends(self, first: int) -> Iterator[int]:
        """The last words of the names that may begin at a word."""
        most = len(self.words) - first
        longest = min(self.names.longest + 1, _MOST_WORDS, most)
        plain = next((n for n in range(longest) if is_character(self.words[first + n].text)), longest)
        yield from range(first, first + plain)
        reach = self.names.reach(self._key(first, first + 1)) if most > 1 else 0
        for last in range(first + plain, first + min(reach, most)):
            if self.names.is_known(self._key(first, last)):
                yield last

    def heard(self) -> Iterator[_Span]:
        """The runs of characters that have the sound of a name, or all but one of its characters."""
        for first in range(len(self.words) - 1):
            reach = self.names.sounds.reach([w.text for w in self.words[first : first + 2]])
            for last in range(first + 2, min(first + reach, len(self.words))):
                if self.names.sounds.meant([w.text for w in self.words[first : last + 1]]):
                    yield self.span(first, last)
        words = [w.text for w in self.words]
        slips = (self.span(first, last) for first in range(len(words)) for last in self.names.slips.ends(words, first))
        yield from (span for span in slips if len(span.text) == len(span.words))  # no bracket stands in it

    def _is_quoted(self, first: int, last: int) -> bool:
        return any(self._words_in(*quote) == (first, last) for quote in self._quoted)

    def _capitalised(self, first: int, last: int) -> bool:
        """Whether first and last word have capitals that the start of a sentence does not explain."""
        if is_character(self.words[first].text) or not (self._telling and self._capital[first] and self._capital[last]):
            return False
        return first != last or not self._opens(first)

    def _opens(self, at: int) -> bool:
        before = self.text[: self.words[at].start]
        return not before.strip(" \"“'‘(") or _SENTENCE_END.search(before) is not None

    def marked_runs(self) -> Iterator[_Span]:
        """Capitalised runs, with small words inside ("Lord of the Rings"), and quotes: where a misspelt name may be."""
        runs = [run for quote in self._quoted if (run := self._words_in(*quote))]
        at = 0
        while self._telling and at < len(self.words):
            last = at
            for i in range(at, min(at + _MOST_WORDS, len(self.words))):
                if self._capital[i] and self._joined(at, i):
                    last = i
                elif self.words[i].text not in _SMALL:
                    break
            if self._capital[at] and not is_character(self.words[at].text):
                runs += [(at, last), *self._parts(at, last)]
            at = last + 1
        yield from (self.span(*run) for run in runs)

    def _parts(self, first: int, last: int) -> list[tuple[int, int]]:
        """A run cut at its "and": "Moon Harvest and Star Pirates" may be two names."""
        cuts = [i for i in range(first, last) if self.words[i].text == "and"]
        starts, ends = [first, *(i + 1 for i in cuts)], [*(i - 1 for i in cuts), last]
        return [part for part in zip(starts, ends, strict=True) if cuts and part[0] <= part[1]]

    def _joined(self, first: int, last: int) -> bool:
        """Whether no comma or full stop stands between the words."""
        return not re.search(r"[,;!?\n]|\.\s", self.text[self.words[first].end : self.words[last].start])


def find(names: Names, message: str) -> list[Found]:
    """Every mention in order, none overlapping another; the longest wins."""
    said = _Message(names, message)
    spans = (said.span(first, last) for first in range(len(said.words)) for last in said.ends(first))
    heard = [found for span in said.heard() if (found := _heard(names, span))]
    exact = _longest(found for span in spans if (found := _exact(names, span)))
    heard = [h for h in heard if not any(_overlap(h, e) and not (h.start <= e.start and e.end <= h.end) for e in exact)]
    # A long name by its sound goes before the short words in it: 星际 in 星际穿悦.
    exact = _longest([*exact, *(h for h in heard if h.end - h.start > 3 or not any(_overlap(h, e) for e in exact))])
    unnamed = [s for s in said.marked_runs() if s.marked and not any(_overlap(s, found) for found in exact)]
    fuzzy = _longest(found for span in unnamed if (found := _fuzzy(names, span)))
    return sorted([*exact, *fuzzy], key=lambda found: found.start)


def _segments(text: str) -> list[tuple[int, int]]:
    edges = [0, *(edge for m in _SEGMENT.finditer(text) for edge in m.span()), len(text)]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _exact(names: Names, span: _Span) -> Found | None:
    """A title where the writer marks it as one, else a value or person, else a title that is no ordinary phrase."""
    if is_character(span.keys[0]):
        return None  # one character of a script without spaces is part of too many words
    values = _values(names, span)
    titled = span.marked or not (values or _ordinary(names, span.words))
    if titled and (title := span.title(names)):
        return title
    if not values:
        return None
    value = _meant(names, values, span)
    return span.found(value.field, value.value, "exact")


def _values(names: Names, span: _Span) -> list[Value]:
    """The values that a span may stand for."""
    name = span.keys[0]
    bare = names.without_noun(name)
    if bare != name and names.at(bare):
        return []  # "horror movies" is horror, though there may be films about horror movies
    for name in span.keys:
        values = names.at(name)
        if (None, name) in names.surnames and not span.marked and (name in EVERYDAY or names.is_common(name)):
            continue
        if (None, name) in names.surnames and name not in names.people and _somebody_else(span, values):
            continue
        values = [v for v in values if v.field not in names.referring or _led_by(names, [v], span)]
        if values and (name not in PROSE or _led_by(names, values, span)):
            return values
    return []


def _somebody_else(span: _Span, values: list[Value]) -> bool:
    """Whether a first name stands before a surname that nobody of these has: "Harry Potter" is not Monica Potter."""
    first = _FIRST_NAME.search(span.before)
    if not first or not span.text[:1].isupper() or key(first[1]) in EVERYDAY:
        return False
    return not any(key(value.value).startswith(key(first[1])[:3]) for value in values)


def _led_by(names: Names, values: list[Value], span: _Span) -> Value | None:
    """The value whose field's own word stands beside it, the longest such word: "about love", "drawn by Dürer",
    "离故宫近", "故宫附近"."""
    lead, trail = f" {key(span.before[-40:])}", f"{key(span.after[:8]).removeprefix('的 ')} "
    leads = [
        (len(word), value)
        for value in values
        for word in names.leads(value.field)
        if lead.endswith(f" {word}") or (value.field in names.referring and trail.startswith(f"{word} "))
    ]
    return max(leads, key=lambda pair: pair[0])[1] if leads else None


def _ordinary(names: Names, words: list[str]) -> bool:
    """Whether a title in plain letters is too likely to be just words: "it", "the others", "get out", "moon"."""
    common = [word in EVERYDAY or word in names.nouns for word in words]
    if len(words) == 1:
        return common[0] or len(words[0]) < 4 or words[0].isdigit() or names.is_common(words[0])
    if len(words) == 2 and words[0] in ("the", "a", "an"):
        return common[1] or names.is_common(words[1])
    return all(common) and len(words) < 4


def _meant(names: Names, values: list[Value], span: _Span) -> Value:
    """Of one name in several fields the one that the words before it tell, else the first of things and the most
    frequent of people."""
    if led := _led_by(names, values, span):
        return led
    return max(values, key=lambda v: v.count) if names.catalogue.fields[values[0].field].person else values[0]


def _fuzzy(names: Names, span: _Span) -> Found | None:
    named = names.titles.named(span.text)
    if named and named.score == 1:
        return None  # refused above, for its year
    if named and not all(word in EVERYDAY or names.is_common(word) for word in span.words):
        return span.found(ITEM, names.catalogue.items[named.rows[0]].id, "fuzzy")
    person = names.fuzzy(span.text, None, people_only=True)
    return span.found(person.field, person.value, "fuzzy") if person else None


def _heard(names: Names, span: _Span) -> Found | None:
    """A name of the same sound: 小龙包 for 小笼包. A title where no value is called so."""
    name = names.sounds.meant(span.words) or names.slips.meant(span.words) or ""
    values = [v for v in names.at(name) if v.field not in names.referring]
    if values:
        return span.found(values[0].field, values[0].value, "fuzzy")
    rows = names.titles.exact(name) if name else ()
    return span.found(ITEM, names.catalogue.items[rows[0]].id, "fuzzy") if rows else None


def _longest(found: Iterable[Found]) -> list[Found]:
    """Those that stay when each drops what it overlaps, the longest first."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (f.start - f.end, f.start)):
        if not any(_overlap(one, other) for other in kept):
            kept.append(one)
    return kept


def _overlap(one: Found | _Span, other: Found) -> bool:
    return one.start < other.end and other.start < one.end

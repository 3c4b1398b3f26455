"""Hits -> reasons. The LLM words them from given evidence; each word is checked before it is shown.

A word counts as supported if it stands in the item's fields, names a title the visitor brought up, or is plain glue.
A catalogue value (a person, a kind, a mood, a place) must be this item's own. What fails gives way to the plain reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from chatbot.dialogue import Reason
from chatbot.llm import LLM, LLMError, Message
from chatbot.phrasing import Phrasing
from chatbot.render import messages
from chatbot.rules import denies
from chatbot.wording import GLUE, numbers, stem, words
from retrieval.catalogue import YEAR, Catalogue, Item
from retrieval.linker import Linker
from retrieval.retriever import Hit
from retrieval.wishes import ITEM, TEXT, Preferences

PROMPT = "explain.md"
MOST_TOKENS = 40  # of each sentence
_LINE = re.compile(r"^\s*(\d+)\s*[.):-]?\s*(.*)$")


def plain(hits: Sequence[Hit], preferences: Preferences, phrasing: Phrasing) -> dict[str, Reason]:
    """A reason for each hit made from its score terms: no LLM, true by construction."""
    return {h.item.id: Reason(h.item.id, phrasing.reason(h, preferences)) for h in hits}


@dataclass
class Wording:
    """One call to the LLM for the reasons of some hits; afterwards `answer` and `error` say how it went."""

    hits: Sequence[Hit]
    preferences: Preferences
    linker: Linker
    fallback: Mapping[str, Reason]
    answer: str = ""
    error: str = ""
    asked: Sequence[Message] = field(default_factory=tuple)

    def stream(self, llm: LLM, seconds: float) -> Iterator[tuple[Reason, bool]]:
        """(reason, final) as they grow. Of an unfinished sentence only supported words come; LLMError is kept, not raised."""
        self.asked = prompt(self.hits)
        done: set[str] = set()
        try:
            pieces = llm.stream(self.asked, max_tokens=MOST_TOKENS * len(self.hits), deadline=seconds)
            for number, text, whole in _lines(self._kept(pieces)):
                hit = self.hits[number - 1] if 0 < number <= len(self.hits) else None
                if hit is None or hit.item.id in done:
                    continue
                reason = self.judge(hit.item, text, whole)
                if whole or reason.checked == "replaced":
                    done.add(hit.item.id)
                    yield reason, True
                else:
                    yield reason, False
        except LLMError as error:
            self.error = f"{type(error).__name__}: {error}"
        for hit in self.hits:
            if hit.item.id not in done:
                yield self.fallback[hit.item.id], True

    def _kept(self, pieces: Iterator[str]) -> Iterator[str]:
        for piece in pieces:
            self.answer += piece
            yield piece

    def judge(self, item: Item, text: str, whole: bool) -> Reason:
        """The LLM's sentence if all of it is supported, else the plain reason with what was refused."""
        ready = text if whole else text[: text.rfind(" ") + 1]  # the last word may still grow
        wrong = unsupported(ready, item, self.preferences, self.linker, whole=whole)
        if whole and not words(text):
            wrong = ["(nothing said)"]
        if wrong:
            kept = self.fallback[item.id]
            return replace(kept, checked="replaced", refused=text, unsupported=", ".join(wrong))
        return Reason(item.id, joined(self.fallback[item.id].text, ready.strip()), "kept")


def joined(plain_reason: str, clause: str) -> str:
    """The plain reason and what the LLM adds to it, as one sentence."""
    first = clause.split(maxsplit=1)[0] if clause else ""
    if first.lower() in GLUE:
        clause = first.lower() + clause[len(first) :]
    return f"{plain_reason.rstrip('.')}: {clause}" if clause else plain_reason


def prompt(hits: Sequence[Hit]) -> list[Message]:
    """The messages that ask for one line a hit. Short: a laptop's LLM reads some 80 tokens a second."""
    return messages(PROMPT, picks="\n".join(f"{n} {opening(h.item.text) or h.item.title}" for n, h in enumerate(hits, 1)))


def opening(text: str, most: int = 26, least: int = 10) -> str:
    """The first sentence of a text; one of over `most` words ends at its last comma that leaves at least `least`."""
    first = re.split(r"(?<=[.!?])\s", text.strip(), maxsplit=1)[0]
    clipped = " ".join(first.split()[:most])
    commas = [m.start() for m in re.finditer(r"[,;]", clipped) if len(clipped[: m.start()].split()) >= least]
    return first if clipped == first or not commas else clipped[: commas[-1]] + "."


def unsupported(text: str, item: Item, preferences: Preferences, linker: Linker, *, whole: bool = True) -> list[str]:
    """What in a sentence nothing supports: words, numbers, and catalogue values that are not this item's. [] is good."""
    catalogue = linker.catalogue
    known = _known(item, preferences, catalogue)
    wrong = [w for w in words(text) if stem(w) not in known and w.lower() not in GLUE]
    wrong += [n for n in numbers(text) if not _number_stands(n, item, catalogue)]
    if whole:
        wrong += _misplaced(text, item, preferences, linker)
    return list(dict.fromkeys(wrong))


def _known(item: Item, preferences: Preferences, catalogue: Catalogue) -> set[str]:
    sources = [item.content, *item.names]
    sources += [v for values in item.categories.values() for v in values]
    sources += [w.shown for w in preferences.wishes if w.field == ITEM]
    sources += [part for f in catalogue.fields.values() for part in (f.label, f.phrase, f.without, f.unit)]
    sources += [w for name in ("noun", "nouns") for w in catalogue.talk.get(name, ())]
    sources += [w.shown for w in preferences.wishes if w.polarity == "avoid"]
    return {stem(w) for source in sources for w in words(source)}


def _number_stands(said: str, item: Item, catalogue: Catalogue) -> bool:
    digits = re.sub(r"\D", "", said)
    for name, bounds in item.numbers.items():
        if catalogue.fields[name].unit == YEAR and said.lower().endswith("s"):
            decade = int(bounds[0]) // 10 * 10
            if digits in (str(decade), f"{decade % 100:02d}"):
                return True
        if any(digits == f"{b:g}".replace(".", "") for b in bounds):
            return True
    texts = " ".join((item.title, item.text, *item.names, *(v for vs in item.categories.values() for v in vs)))
    return said in re.findall(r"\w+", texts)


def _misplaced(text: str, item: Item, preferences: Preferences, linker: Linker) -> list[str]:
    """Values that the sentence names and the item has not, or that it denies and the item has; wrong roles of people."""
    wrong = []
    own = {v.casefold() for values in item.categories.values() for v in values}
    prose = f"{item.title} {item.text} {' '.join(own)}".casefold()
    liked = {w.value for w in preferences.wishes if w.field == ITEM} | {item.id}
    said = {stem(w) for w in words(text)}
    for found in linker.find(text):
        if text[found.start : found.end].isdigit():
            continue  # a number was checked as one
        denied = denies(re.split(r"[,;:.]", text[: found.start].lower())[-1])
        if found.field == ITEM:
            ok = found.value in liked or text[found.start : found.end].casefold() in prose
        else:
            has = found.value in item.values(found.field)
            ok = not has if denied else has or found.value.casefold() in own or text[found.start : found.end].casefold() in prose
            ok = ok and _role(found.field, found.value, said, item, linker.catalogue)
        if not ok:
            wrong.append(text[found.start : found.end])
    return wrong


def _role(field_name: str, value: str, said: set[str], item: Item, catalogue: Catalogue) -> bool:
    """A sentence that says "directed" may name only people that this item has in the field so phrased."""
    if not catalogue.fields[field_name].person:
        return True
    for f in catalogue.of_kind("category"):
        roles = {stem(w) for w in words(f.phrase) if w.lower() not in GLUE}
        if f.person and roles & said and value not in item.values(f.name):
            return False
    return True


def _lines(pieces: Iterator[str]) -> Iterator[tuple[int, str, bool]]:
    """(number, text so far, whole) of each numbered line as it grows."""
    line = ""
    for piece in pieces:
        line += piece
        while "\n" in line:
            ended, line = line.split("\n", 1)
            if m := _LINE.match(ended):
                yield int(m[1]), m[2].strip(), True
        if (m := _LINE.match(line)) and m[2]:
            yield int(m[1]), m[2], False
    if m := _LINE.match(line):
        # The answer may have been cut off: only a finished sentence counts.
        text = m[2].strip()
        yield int(m[1]), text if text.endswith((".", "!", "?", "。")) else "", True

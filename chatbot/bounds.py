"""The limits of a message in its conversation: against what "cheaper" is meant, and which limits no longer count.

Knows what is on screen and what is named beside a number; numbers themselves are read by `limits`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from chatbot.adjectives import plain
from chatbot.cues import MIND, WHATEVER
from chatbot.cues_zh import called
from chatbot.fillers import nouns_of
from chatbot.limits import Bound, read_limits
from chatbot.wording import is_wide
from retrieval.catalogue import Catalogue, Field
from retrieval.kinds import spoken_of
from retrieval.mentions import Found
from retrieval.retriever import Hit
from retrieval.wishes import ITEM

Freed = dict[tuple[int, int], str]  # the number fields whose limits no longer count, by the spans that say so


def bounds_in(
    message: str, catalogue: Catalogue, said: Sequence[Found], hits: Sequence[Hit]
) -> tuple[tuple[Bound, ...], Freed]:
    """The limits that a message sets, and those it takes back: "forget the 90s", "any year will do"."""
    freed = freed_in(message, catalogue)
    bounds = []
    for b in limits_in(message, catalogue, said, hits):
        if MIND.search(message[: b.start].lower()):
            freed[b.start, b.end] = b.field.name
        elif not any(b.start < end and start < b.end for start, end in freed):
            bounds.append(b)
    return tuple(bounds), freed


def limits_in(message: str, catalogue: Catalogue, said: Sequence[Found], hits: Sequence[Hit]) -> tuple[Bound, ...]:
    """The limits that a message sets: comparatives are read against the item named after "than", else the screen,
    else the catalogue's middle."""
    fields = catalogue.of_kind("number")
    text = _without_nouns(message, catalogue)
    numbers = {f.name: [h.item.numbers[f.name][0] for h in hits if f.name in h.item.numbers] for f in fields}
    if not hits:
        numbers = {name: [number] for name, number in catalogue.middles.items()}
    for f in said:
        than = re.search(r"\bthan\s+$|比\s*$", message[: f.start].lower())
        if than and f.field == ITEM and (item := catalogue.item(f.value)):
            numbers = {name: [pair[0]] for name, pair in item.numbers.items()}
            text = text[: than.start()] + " " * (f.end - than.start()) + text[f.end :]
    spoken = spoken_of(catalogue, said, [h.item for h in hits])
    bounds = [b for b in read_limits(text, fields, numbers, spoken) if not _in_name(b, said, message)]
    told = {b.field.name for b in bounds if b.number >= 0}
    much = [b for f in fields if hits and f.name not in told for b in _too_much(text, f, numbers)]
    for one in much:  # "far too dear, something cheaper": than all of these
        less = [b for b in bounds if b.field.name == one.field.name]
        bounds = [b for b in bounds if b not in less]
        start, end = min([one.start, *(b.start for b in less)]), max([one.end, *(b.end for b in less)])
        bounds.append(replace(one, start=start, end=end))
    return tuple(bounds)


def _too_much(text: str, field: Field, numbers: Mapping[str, Sequence[float]]) -> Iterator[Bound]:
    """ "These are all so long", 都太贵了: less, or more, than anything that is on screen."""
    shown = numbers.get(field.name, ())
    for words, more in ((field.more, False), (field.less, True)):
        for adjective in dict.fromkeys(one for word in words for one in plain(word)) if shown else ():
            wide = is_wide(adjective)
            said = rf"(?:太|好|这么|那么){adjective}" if wide else rf"\b(?:too|so+|far too) {adjective}\b(?! as)"
            if m := re.search(said, text.lower()):
                step = 1 if all(n == int(n) for n in shown) else 0.1
                low, high = (max(shown) + step, None) if more else (None, min(shown) - step)
                yield Bound(field, low, high, *m.span())
                return


def freed_in(message: str, catalogue: Catalogue) -> Freed:
    """The number fields said not to matter, by the spans that say so: "the length doesn't matter", 年代不限."""
    found: Freed = {}
    for m in WHATEVER.finditer(message.lower()):
        about = next((word.strip() for word in m.groups() if word), "")
        for f in catalogue.of_kind("number"):
            local = [str(part.get("label", "")) for part in f.local.values()]
            names = {n.lower() for n in (f.name, f.label, *local, *f.words)} | called(f.unit)
            if about and (about in names or any(about in n.split() for n in names)):
                found[m.span()] = f.name
    return found


def _without_nouns(message: str, catalogue: Catalogue) -> str:
    """What the items are called, blanked: "no X before 1990" is no more than "nothing before 1990"."""
    nouns = "|".join(map(re.escape, nouns_of(catalogue)))
    return re.sub(rf"\b(?:{nouns})\b", lambda m: " " * len(m[0]), message, flags=re.IGNORECASE) if nouns else message


def _in_name(bound: Bound, found: Sequence[Found], message: str) -> bool:
    """The limit's number belongs to a name: "127 Hours", 24小时热水; a title that is a bare year may be a year."""

    def holds(f: Found) -> bool:
        if f.field == ITEM and not message[f.start : f.end].isdigit():
            return f.start < bound.end and bound.start < f.end
        return f.start <= bound.start and bound.end <= f.end and f.end - f.start > bound.end - bound.start

    return any(holds(f) for f in found if f.how == "exact")

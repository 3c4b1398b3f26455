"""Reads a message without an LLM: what the catalogue knows in it, and what the words around that say of it.

Knows what cues ("no", "loved", "a bit", "else") do; the catalogue's own names come from the linker, and what is said of
items on screen from `remarks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from chatbot import chinese
from chatbot.acts import intent_of
from chatbot.adjectives import plain
from chatbot.clauses import Clause, clauses, denied, denies, phrases_in
from chatbot.cues import (
    AFTER_NEG,
    ASKED,
    COMMAND,
    COMPANION,
    DECIDED,
    FAN,
    FILLER,
    FINE,
    JOIN,
    KNOWN,
    MIND,
    MUST,
    NEG,
    OCCASION,
    POS,
    PRAISED,
    PRONOUNS,
    QUESTION,
    RATHER,
    REPLY,
    SAYINGS,
    SEEN,
    SIMILAR,
    SLIGHT,
    SOFT,
    TAG,
    UNSEEN,
    WAS,
    WATCHED,
    WHATEVER,
)
from chatbot.cues_zh import called
from chatbot.limits import Bound, read_limits
from chatbot.notes import Meaning, Note, Reading, measured, scoped
from chatbot.pointing import described, on_screen, pointed
from chatbot.remarks import Remarks
from chatbot.wording import is_wide
from retrieval.catalogue import Catalogue, Field
from retrieval.kinds import spoken_of
from retrieval.linker import Linker
from retrieval.mentions import Found
from retrieval.retriever import Hit
from retrieval.wishes import ITEM, Strength
from retrieval.words import listed

BRIEF = 7  # words of a message up to which all that says anything is a wish: "slow robots"


def read(message: str, linker: Linker, hits: Sequence[Hit] = (), focus: str = "") -> Reading:
    """What a message says. `hits` are the items on screen, for "the second one" and "shorter"; `focus` is the id of
    the item last talked about, for "it"."""
    message = TAG.sub(lambda m: " " * len(m[0]), message)
    catalogue = linker.catalogue
    filler, nouns = filler_of(catalogue), nouns_of(catalogue)
    said = [] if REPLY.match(message.lower()) else _names(message, linker)
    pointing = pointed(message, hits)
    pointing += described(message, said, hits, nouns)
    named = [f for f in said if f.field == ITEM] + pointing
    on_it = on_screen(message, hits, linker.names)
    pointing += [f for f in on_it if not any(f.start < n.end and n.start < f.end for n in named)]
    said = [f for f in said if not any(f.start < p.end and p.start < f.end for p in pointing)]
    bounds = _limits(message, catalogue, said + pointing, hits)
    taken = [(b.start, b.end) for b in bounds]
    freed = freed_in(message, catalogue)
    bounds = tuple(b for b in bounds if not any(b.start < end and start < b.end for start, end in freed))
    back = [b for b in bounds if MIND.search(message[: b.start].lower())]  # "forget the 90s"
    bounds = tuple(b for b in bounds if b not in back)
    freed |= {(b.start, b.end): b.field.name for b in back}
    taken += [m.span() for cue in (FAN, COMPANION) for m in cue.finditer(message)] + list(freed)
    whole = [(f.start, f.end) for f in said if f.field != ITEM]
    taken += [m.span() for m in OCCASION.finditer(message) if m.span() not in whole]
    found = [f for f in said if not any(f.start < end and start < f.end for start, end in taken)] + pointing
    remarks = _remarks(nouns)
    notes: list[Note] = []
    negated, both = False, list[str]()
    for clause in clauses(message):
        inside = sorted((f for f in found if clause.start <= f.start < clause.end), key=lambda f: f.start)
        titles = [f for f in inside if f.field == ITEM]
        focus = titles[-1].value if titles else focus
        both = [*both, *(f.value for f in titles)]
        heard = [
            r for r in remarks.read(clause.text, clause.start, hits=hits, focus=focus, named=titles, both=both)
            if not any(f.start < r.end and r.start < f.end for f in titles)
        ]  # fmt: skip
        inside = [f for f in inside if not any(f.start < r.end and r.start < f.end for r in heard)]
        spans = [(f.start, f.end) for f in inside] + taken + [(r.start, r.end) for r in heard]
        rest = _rest(clause, spans)
        negated = negated and clause.listed and bool(inside) and JOIN.match(rest.replace("\x00", " ")) is not None
        clause = replace(clause, negated=negated)
        if chinese.aside(clause.text):
            continue
        ids = [h.item.id for h in hits]
        wide = is_wide(clause.text)
        here = [chinese.note(clause, f, rest, ids) if wide else _note(clause, f, message) for f in inside]
        here = _together(here, message)
        negated = bool(here) and here[-1].meaning == "avoid"
        for r in heard:
            for one in r.items[:1] if r.unclear else r.items:
                item = Found(ITEM, one, r.start, r.end, "exact")
                either = r.items if r.unclear else ()
                known = KNOWN.search(message[r.start : r.end].lower()) is not None
                here.append(
                    Note(
                        message[r.start : r.end], r.opinion, item, sure=True, start=r.start, either=either, known=known
                    )
                )
        graded = _graded(clause, rest, linker)
        for n in graded:
            rest = (
                rest[: n.start - clause.start] + "\x00" * len(n.words) + rest[n.start - clause.start + len(n.words) :]
            )
        free = chinese.wishes(clause, rest, linker) if wide else _free(clause, rest, filler, message, nouns)
        notes += here + graded + free
    if SIMILAR.search(message.lower()):
        notes = [replace(n, meaning="love") if n.meaning == "accept" else n for n in notes]
        notes += [replace(n, meaning="love") for n in notes if n.meaning == "seen"]
    notes = _decided(measured(scoped(_narrowed(notes, message), message), message))
    intent = intent_of(message, notes, bounds, bool(hits))
    intent = "recommend" if freed and intent == "chat" else intent
    return Reading(intent, tuple(notes), bounds, tuple(freed.values()))


def _names(message: str, linker: Linker) -> list[Found]:
    """What the catalogue knows in a message, without the words that are only called like something in it."""
    found = []
    for f in linker.find(message):
        text = message[f.start : f.end]
        bare = linker.names.without_noun(text.lower()) if f.field == ITEM and text.islower() else text
        if bare != text and (match := linker.names.exact(bare, None)):  # "superhero movie" is no title in small letters
            found.append(Found(match.field, match.value, f.start, f.start + len(bare), "exact"))
        elif not _said_plainly(f, message):
            found.append(f)
    return found


def _said_plainly(found: Found, message: str) -> bool:
    """Everyday words that are also somebody's title or value: "absolutely NO gore", "It was fun", "she loves westerns"."""
    text, alone = message[found.start : found.end].lower(), len(message.strip(" .!?\"'")) <= found.end - found.start
    if alone:
        return False
    if found.field == ITEM and text in PRONOUNS:
        return WATCHED.search(message[: found.start].lower()) is None
    plural = found.field != ITEM and text in FILLER and found.value.lower() == f"{text}s"  # "new" is no news
    return plural or text in SAYINGS


@lru_cache(maxsize=64)
def _remarks(nouns: tuple[str, ...]) -> Remarks:
    return Remarks(nouns)


def _limits(message: str, catalogue: Catalogue, said: Sequence[Found], hits: Sequence[Hit]) -> tuple[Bound, ...]:
    """The limits that a message sets: comparatives are read against the item named after "than", else the screen,
    else the catalogue's middle."""
    fields = catalogue.of_kind("number")
    text = _without_nouns(message, catalogue.talk)
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
    sharper = {b.field.name for b in much}  # "far too dear, something cheaper": than all of these
    return (*(b for b in bounds if b.field.name not in sharper), *much)


def _too_much(text: str, field: Field, numbers: Mapping[str, Sequence[float]]) -> Iterator[Bound]:
    """ "These are all so long", 都太贵了: less, or more, than anything that is on screen."""
    shown = numbers.get(field.name, ())
    for words, more in ((field.more, False), (field.less, True)):
        for adjective in dict.fromkeys(one for word in words for one in plain(word)) if shown else ():
            wide = is_wide(adjective)
            said = (
                rf"(?:太|好|这么|那么){adjective}"
                if wide
                else rf"\b(?:too|so+|way too|far too|a bit) {adjective}\b(?! as)"
            )
            if m := re.search(said, text.lower()):
                step = 1 if all(n == int(n) for n in shown) else 0.1
                low, high = (max(shown) + step, None) if more else (None, min(shown) - step)
                yield Bound(field, low, high, *m.span())
                return


def freed_in(message: str, catalogue: Catalogue) -> dict[tuple[int, int], str]:
    """The number fields that are said not to matter, by the spans that say so: "the length doesn't matter", 年代不限."""
    found: dict[tuple[int, int], str] = {}
    for m in WHATEVER.finditer(message.lower()):
        about = next((word.strip() for word in m.groups() if word), "")
        for f in catalogue.of_kind("number"):
            local = [str(part.get("label", "")) for part in f.local.values()]
            names = {n.lower() for n in (f.name, f.label, *local, *f.words)} | called(f.unit)
            if about and (about in names or any(about in n.split() for n in names)):
                found[m.span()] = f.name
    return found


def nouns_of(catalogue: Catalogue) -> tuple[str, ...]:
    """What the items are called."""
    return tuple(noun.lower() for name in ("noun", "nouns") for noun in catalogue.talk.get(name, ()))


def _without_nouns(message: str, talk: Mapping[str, Any]) -> str:
    """What the items are called, blanked: "no films before 1990" is no more than "nothing before 1990"."""
    nouns = [re.escape(word) for name in ("noun", "nouns") for word in talk.get(name, ())]
    if not nouns:
        return message
    return re.sub(rf"\b(?:{'|'.join(nouns)})\b", lambda m: " " * len(m[0]), message, flags=re.IGNORECASE)


def _in_name(bound: Bound, found: Sequence[Found], message: str) -> bool:
    """The limit's number belongs to a name: "127 Hours", 24小时热水; a title that is a bare year may be a year."""

    def holds(f: Found) -> bool:
        if f.field == ITEM and not message[f.start : f.end].isdigit():
            return f.start < bound.end and bound.start < f.end
        return f.start <= bound.start and bound.end <= f.end and f.end - f.start > bound.end - bound.start

    return any(holds(f) for f in found if f.how == "exact")


@lru_cache(maxsize=64)
def _filler(nouns: tuple[str, ...], leads: tuple[str, ...]) -> frozenset[str]:
    return FILLER | {*nouns, *leads}


def filler_of(catalogue: Catalogue) -> frozenset[str]:
    """Words that say nothing of an item: everyday ones, the items' noun, and what leads in a person."""
    people = (f for f in catalogue.of_kind("category") if f.person)
    return _filler(
        nouns_of(catalogue), tuple(word.lower() for f in people for lead in f.words for word in lead.split())
    )


def _rest(clause: Clause, spans: Sequence[tuple[int, int]]) -> str:
    """The clause with what was read out of it blanked."""
    letters = list(clause.text)
    for start, end in spans:
        for at in range(max(start, clause.start), min(end, clause.end)):
            letters[at - clause.start] = "\x00"
    return "".join(letters)


def _note(clause: Clause, found: Found, message: str) -> Note:
    before = clause.text[: found.start - clause.start].lower()
    after = clause.text[found.end - clause.start :].lower()
    meaning, sure = _meaning(before, after, found, clause.negated)
    known = found.field == ITEM and bool(KNOWN.search(before) or WAS.match(after))
    strength = _strength(meaning, before, clause)
    return Note(message[found.start : found.end], meaning, found, strength, sure, found.start, known=known)


# "Horror and gore are out": what is said of a list is said of its first as well.
_JOINED = re.compile(r"^(?:\s*(?:,|and|or|&)\s+[\w'-]+){1,2}(?=\s+(?:is|are|would be|was|were)\b)")


def _together(notes: Sequence[Note], message: str) -> list[Note]:
    """ "I'll take the first and the third": what is said of one item is said of those joined to it."""
    out: list[Note] = []
    for n in notes:
        before = out[-1] if out else None
        items = n.found and before and before.found and n.found.field == before.found.field == ITEM
        if items and before and before.meaning in ("accept", "seen", "avoid") and n.meaning == "love" and not n.sure:
            gap = message[before.start + len(before.words) : n.start].lower()
            n = replace(n, meaning=before.meaning, sure=True, known=before.known) if JOIN.match(gap) else n
        out.append(n)
    return out


def _strength(meaning: Meaning, before: str, clause: Clause) -> Strength:
    if meaning == "avoid":
        return "slight" if SLIGHT.search(before) else "like" if SOFT.search(before) else "must"
    if MUST.search(clause.text.lower()):
        return "must"
    return "slight" if meaning == "want" and SLIGHT.search(before) else "like"


def _meaning(before: str, after: str, found: Found, negated: bool) -> tuple[Meaning, bool]:
    item = found.field == ITEM
    after = _JOINED.sub("", after)
    if item and UNSEEN.search(before):
        return "mention", True
    if item and (DECIDED.search(before) or RATHER.match(after)) and not denies(before):
        return "accept", True
    if item and SEEN.search(before) and not denied(before, SEEN):
        return "seen", True
    if MIND.search(before) or FINE.search(after):
        return ("want" if SLIGHT.search(before) else "drop"), True  # "a little X is fine" asks for a little
    if denies(before) or AFTER_NEG.search(after):
        return "avoid", True
    if item and PRAISED.match(after):
        return "love", True
    if negated:
        return "avoid", False
    return "love" if item else "want", bool(POS.search(before))


def _free(clause: Clause, rest: str, filler: frozenset[str], message: str, nouns: Sequence[str]) -> list[Note]:
    """What is left of a clause, as free words, where it is asked for or refused."""
    if COMMAND.search(clause.text) or (
        QUESTION.search(clause.text.strip().lower()) and len(message) > len(clause.text)
    ):
        return []
    notes = []
    words = re.findall(r"\w+", message.lower())
    brief = len(words) <= BRIEF or (len(words) <= 2 * BRIEF and not _TALK.intersection(words))
    for start, end in phrases_in(rest, filler):
        before, after = clause.text[:start].lower(), _JOINED.sub("", clause.text[end:].lower())
        if not (brief or _asked(before, after, nouns)):
            continue
        meaning: Meaning = "drop" if MIND.search(before) or FINE.search(after) else "want"
        meaning = "avoid" if meaning == "want" and (denies(before) or AFTER_NEG.search(after)) else meaning
        strength = _strength(meaning, before, clause)
        strength = "like" if strength == "must" else strength  # free words decide nothing alone
        notes.append(Note(clause.text[start:end], meaning, None, strength, start=clause.start + start, plain=True))
    return notes


def _graded(clause: Clause, rest: str, linker: Linker) -> list[Note]:
    """Degrees of the owner's soft attributes: "funnier", "less gory", "more light-hearted"."""
    notes = []
    attributes = linker.attributes
    for m in _GRADED.finditer(rest):
        sense = attributes.sense(m["word"])
        if sense is None or not (m["how"] or attributes.compared(m["word"])):
            continue
        name = attributes.attribute_of(m["word"]) or m["word"]
        match = linker.names.exact(name, None)
        start = clause.start + m.start("word")
        found = Found(match.field, match.value, start, clause.start + m.end("word"), "exact") if match else None
        less = (m["how"] or "").lower() in ("less", "not as", "not so", "not that")
        meaning: Meaning = "avoid" if less else "want"
        strength: Strength = "slight" if SLIGHT.search(clause.text[: m.start("word")].lower()) else "like"
        notes.append(Note(m["word"] if match else name, meaning, found, strength, True, start, directed=True))
    return notes


_GRADED = re.compile(
    r"(?:\b(?P<how>more|less|not as|not so|not that)\s+)?\b(?P<word>[a-z]+(?:-[a-z]+)?)\b", re.IGNORECASE
)


_TALK = listed("i you it that this we they he she me my your thanks thank bye hello hi yes no im ive its thats")


def _asked(before: str, after: str, nouns: Sequence[str]) -> bool:
    """Whether free words are a wish: a word of wishing stands close before them, or what the items are called after."""
    cues = [m.end() for m in ASKED.finditer(before)]
    if cues and len(before[cues[-1] :].split()) <= 4:
        return True
    return re.match(rf"\s*(?:{'|'.join(map(re.escape, (*nouns, 'one', 'ones')))})\b", after) is not None


def _narrowed(notes: Sequence[Note], message: str) -> list[Note]:
    """ "Comedies, but no grossout comedies": what is wanted stays wanted, and only the narrower kind is refused."""
    wanted = {(n.found.field, n.found.value) for n in notes if n.found and n.meaning == "want"}
    out: list[Note] = []
    for n in notes:
        twice = n.found and n.meaning == "avoid" and (n.found.field, n.found.value) in wanted
        led = re.search(r"([\w'’-]{3,})\s+$", message[: n.start]) if twice else None
        if twice and n.found and led and not NEG.search(led[0].lower()):
            out = [x for x in out if not (x.plain and x.words == led[1])]
            n = Note(message[led.start() : n.found.end], "avoid", start=led.start(), sure=True)
        out.append(n)
    return out


def _decided(notes: Sequence[Note]) -> list[Note]:
    """An item that is taken, refused or known is not liked besides, where nobody said so."""
    told = {n.found.value for n in notes if n.found and n.found.field == ITEM and n.meaning in ("accept", "avoid")}
    return [n for n in notes if n.sure or n.meaning != "love" or not n.found or n.found.value not in told]

"""Reads a message without an LLM: what the catalogue knows in it, and what the words around that say of it.

Knows what cues ("no", "loved", "a bit", "else") do in English; `chinese` knows it in Chinese. The catalogue's own names
come from the linker, what is said of items on screen from `remarks`, numbers from `bounds`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from chatbot import chinese
from chatbot.acts import intent_of
from chatbot.bounds import bounds_in
from chatbot.clauses import Clause, clauses
from chatbot.cues import CHILD, COMPANION, FAN, JOIN, KIN, LED_KIN, OCCASION, REPLY, SIMILAR, TAG, WATCHED
from chatbot.fillers import FILLER, PRONOUNS, SAYINGS, filler_of, nouns_of
from chatbot.loose import free_in, graded_in
from chatbot.meaning import KNOWN, decided, narrowed, note_of, of_the_known, together
from chatbot.notes import Note, Reading, measured, scoped
from chatbot.pointing import described, on_screen, pointed
from chatbot.remarks import Remark, Remarks, Scene
from chatbot.wording import is_wide
from retrieval.linker import Linker
from retrieval.mentions import Found
from retrieval.retriever import Hit
from retrieval.wishes import ITEM

Span = tuple[int, int]


def read(message: str, linker: Linker, hits: Sequence[Hit] = (), focus: str = "") -> Reading:
    """What a message says. `hits` are the items on screen, for "the second one" and "shorter"; `focus` is the id of
    the item last talked about, for "it"."""
    message = TAG.sub(lambda m: " " * len(m[0]), message)
    if all(chinese.aside(clause.text) for clause in clauses(message)):
        return Reading("chat")
    said, pointing = _found(message, linker, hits)
    found = [*said, *pointing]
    bounds, freed = bounds_in(message, linker.catalogue, found, hits)
    taken = [(b.start, b.end) for b in bounds] + list(freed)
    taken += [m.span() for cue in (FAN, COMPANION) for m in cue.finditer(message)]
    values = [(f.start, f.end) for f in said if f.field != ITEM]
    taken += [m.span() for m in OCCASION.finditer(message) if m.span() not in values]
    found = [f for f in found if f in pointing or not _meets((f.start, f.end), taken)]
    notes = _Reader(message, linker, hits, found, taken, focus, focus).notes()
    if SIMILAR.search(message.lower()):
        notes = [replace(n, meaning="love") if n.meaning == "accept" else n for n in notes]
        notes += [replace(n, meaning="love") for n in notes if n.meaning == "seen"]
    notes = of_the_known(decided(measured(scoped(narrowed(notes, message), message), message)), message)
    intent = intent_of(message, notes, bounds, bool(hits))
    intent = "recommend" if freed and intent == "chat" else intent
    return Reading(intent, tuple(notes), bounds, tuple(freed.values()))


def _meets(span: Span, spans: Sequence[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in spans)


def _found(message: str, linker: Linker, hits: Sequence[Hit]) -> tuple[list[Found], list[Found]]:
    """What the catalogue knows in a message, and the items on screen that it points at or names."""
    said = [] if REPLY.match(message.lower()) else names_in(message, linker)
    pointing = [*pointed(message, hits), *described(message, said, hits, nouns_of(linker.catalogue))]
    named = [(f.start, f.end) for f in said if f.field == ITEM] + [(p.start, p.end) for p in pointing]
    pointing += [f for f in on_screen(message, hits, linker.names) if not _meets((f.start, f.end), named)]
    spans = [(p.start, p.end) for p in pointing]
    return [f for f in said if not _meets((f.start, f.end), spans)], pointing


_ANSWERS = re.compile(r"\W*(?:yes|yeah|yep|yup|yea|ya|no|nope|nah|not yet|of course|oh ok|ok|okay)\b")


@dataclass
class _Reader:
    """Reads a message clause by clause: what was said before in it tells what "it" and "both" mean."""

    message: str
    linker: Linker
    hits: Sequence[Hit]
    found: Sequence[Found]
    taken: Sequence[Span]  # what was read as limits, or says nothing
    focus: str
    asked: str = ""  # the id of the item that was talked about before the message
    both: list[str] = field(default_factory=list)  # ids of the items named so far
    negated: bool = False
    of_kind: bool = False  # the clause before ended in 的: 不要辣的，甜的 goes on with it, 不要辣的，安静 does not

    def notes(self) -> list[Note]:
        """All notes in order."""
        return [note for clause in clauses(self.message) for note in self._clause(clause)]

    def _clause(self, clause: Clause) -> list[Note]:
        inside = sorted((f for f in self.found if clause.start <= f.start < clause.end), key=lambda f: f.start)
        heard = self._remarks(clause, [f for f in inside if f.field == ITEM])
        spans = [(r.start, r.end) for r in heard]
        inside = [f for f in inside if not _meets((f.start, f.end), spans)]
        rest = _rest(clause, [*((f.start, f.end) for f in inside), *self.taken, *spans])
        of_kind = clause.text.rstrip(" 。！!").endswith("的")
        goes_on = self.negated and clause.listed and bool(inside) and of_kind >= self.of_kind
        clause = replace(clause, negated=goes_on and JOIN.match(rest.replace("\x00", " ")) is not None)
        self.negated = clause.negated
        if chinese.aside(clause.text):
            return []
        wide, ids = is_wide(clause.text), [h.item.id for h in self.hits]
        here = [chinese.note(clause, f, rest, ids) if wide else note_of(clause, f, self.message) for f in inside]
        here = [_for_child(note, self.message) for note in together(here, self.message)]
        self.negated, self.of_kind = bool(here) and here[-1].meaning == "avoid", of_kind
        here += [note for remark in heard for note in self._remarked(remark)]
        return here + self._free(clause, rest, wide)

    def _remarks(self, clause: Clause, titles: Sequence[Found]) -> list[Remark]:
        if _ANSWERS.match(clause.text.lower()):
            self.focus = self.asked  # "yes, that was funny" after another that was named
        before, self.focus = self.focus, titles[-1].value if titles else self.focus
        self.both += [f.value for f in titles]
        shown, here = tuple(h.item.id for h in self.hits), tuple(f.value for f in titles)
        scene = Scene(shown, self.focus, here, tuple(self.both))
        remarks = _remarks(nouns_of(self.linker.catalogue)).read(clause.text, clause.start, scene)
        named = [(f.start, f.end) for f in titles]
        end = clause.end if self.message[clause.end : clause.end + 1] == "?" else -1  # "it is good?" says nothing of it
        first = min((f.start for f in titles), default=clause.end)
        if before:  # "not a fan of that, I prefer ...": what is named later is not what was pointed at
            remarks = [replace(r, items=(before,)) if r.start < first and r.items == here[-1:] else r for r in remarks]
        return [r for r in remarks if not _meets((r.start, r.end), named) and (r.opinion == "seen" or r.end != end)]

    def _remarked(self, remark: Remark) -> list[Note]:
        """What is said of each item pointed at; where it is unclear which one is meant, all of them in one note."""
        words = self.message[remark.start : remark.whole]
        known = KNOWN.search(words.lower()) is not None
        either = remark.items if remark.unclear else ()
        return [
            Note(
                words, remark.opinion, Found(ITEM, one, remark.start, remark.end, "exact"),
                sure=True, start=remark.start, either=either, known=known,
            )
            for one in remark.items[: 1 if remark.unclear else None]
        ]  # fmt: skip

    def _free(self, clause: Clause, rest: str, wide: bool) -> list[Note]:
        graded = graded_in(clause, rest, self.linker)
        for n in graded:
            at = n.start - clause.start
            rest = rest[:at] + "\x00" * len(n.words) + rest[at + len(n.words) :]
        if wide:
            return graded + chinese.wishes(clause, rest, self.linker)
        catalogue = self.linker.catalogue
        return graded + free_in(clause, rest, filler_of(catalogue), self.message, nouns_of(catalogue))


_ABOUT = re.compile(
    r"\b(?:about|of|with|starring|featuring|where|when|how|and|has|have)\s+(?:(?:a|an|the|some|two|three)\s+)?$"
)
_OWN = re.compile(r"(?:my|our)\b", re.IGNORECASE)


def _for_child(note: Note, message: str) -> Note:
    """What is fit for a child is no matter of taste: "for my six-year-old", but not "about kids in a war"."""
    child = note.found and note.found.field != ITEM and note.meaning == "want" and CHILD.search(note.words)
    about = not _OWN.match(note.words) and _ABOUT.search(message[: max(0, note.start)].lower())
    return note if not child or note.strength != "like" or about else replace(note, strength="must")


def names_in(message: str, linker: Linker) -> list[Found]:
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
    """Everyday words that are also somebody's title or value: "absolutely NO gore", "It was fun"."""
    text, alone = message[found.start : found.end].lower(), len(message.strip(" .!?\"'")) <= found.end - found.start
    if alone:
        return False
    if text == "well" and not re.search(r"\b(?:a|an|the|about|wishing)\s+$", message[: found.start].lower()):
        return True
    if found.field == ITEM and text in PRONOUNS:
        return WATCHED.search(message[: found.start].lower()) is None
    if found.field != ITEM and KIN.fullmatch(text) and text != found.value.lower():
        after = message[found.end :].lower()
        return not (LED_KIN.search(message[: found.start].lower()) or re.match(r"\s+(?:would|will|can|could)\b", after))
    plural = found.field != ITEM and text in FILLER and found.value.lower() == f"{text}s"  # "new" is no news
    return plural or text in SAYINGS


@lru_cache(maxsize=64)
def _remarks(nouns: tuple[str, ...]) -> Remarks:
    return Remarks(nouns)


def _rest(clause: Clause, spans: Sequence[tuple[int, int]]) -> str:
    """The clause with what was read out of it blanked."""
    letters = list(clause.text)
    for start, end in spans:
        for at in range(max(start, clause.start), min(end, clause.end)):
            letters[at - clause.start] = "\x00"
    return "".join(letters)

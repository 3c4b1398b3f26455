"""What English clauses say besides names: free words that are asked for or refused, and degrees of soft attributes.

Knows cues and phrases; the catalogue's attributes come with the linker.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from chatbot.clauses import Clause, denies, phrases_in
from chatbot.cues import AFTER_NEG, ASKED, ATTACK, COMMAND, FAULTED, FINE, MIND, MUST, QUESTION, SLIGHT, SOFT
from chatbot.notes import Meaning, Note
from retrieval.linker import Linker
from retrieval.mentions import Found
from retrieval.wishes import Strength
from retrieval.words import listed

BRIEF = 7  # words of a message up to which all that says anything is a wish: "slow robots"
_TALK = listed("i you it that this we they he she me my your thanks thank bye hello hi yes no im ive its thats")
_GRADED = re.compile(
    r"(?:\b(?P<how>more|less|not as|not so|not that)\s+)?\b(?P<word>[a-z]+(?:-[a-z]+)?)\b", re.IGNORECASE
)
# "Horror and gore are out": what is said of a list is said of its first as well.
JOINED = re.compile(r"^(?:\s*(?:,|and|or|&)\s+[\w'-]+){1,2}(?=\s+(?:is|are|would be|was|were)\b)")


def strength_of(meaning: Meaning, before: str, clause: Clause) -> Strength:
    """How strongly a clause says it; `before` is what stands before the words."""
    if meaning == "avoid":
        return "slight" if SLIGHT.search(before) else "like" if SOFT.search(before) else "must"
    if MUST.search(clause.text.lower()):
        return "must"
    return "slight" if meaning == "want" and SLIGHT.search(before) else "like"


def free_in(clause: Clause, rest: str, filler: frozenset[str], message: str, nouns: Sequence[str]) -> list[Note]:
    """What is left of a clause, as free words, where it is asked for or refused."""
    if (
        COMMAND.search(clause.text)
        or ATTACK.search(message)
        or (QUESTION.search(clause.text.strip().lower()) and len(message) > len(clause.text))
    ):
        return []
    notes = []
    words = re.findall(r"\w+", message.lower())
    brief = len(words) <= BRIEF or (len(words) <= 2 * BRIEF and not _TALK.intersection(words))
    for start, end in phrases_in(rest, filler):
        before, after = clause.text[:start].lower(), JOINED.sub("", clause.text[end:].lower())
        if not (brief or _asked(before, after, nouns)):
            continue
        meaning: Meaning = "drop" if MIND.search(before) or FINE.search(after) else "want"
        meaning = (
            "avoid"
            if meaning == "want" and (denies(before) or AFTER_NEG.search(after) or FAULTED.search(before))
            else meaning
        )
        strength = strength_of(meaning, before, clause)
        strength = "like" if strength == "must" else strength  # free words decide nothing alone
        notes.append(Note(clause.text[start:end], meaning, None, strength, start=clause.start + start, plain=True))
    return notes


def graded_in(clause: Clause, rest: str, linker: Linker) -> list[Note]:
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


def _asked(before: str, after: str, nouns: Sequence[str]) -> bool:
    """Whether free words are a wish: a word of wishing stands close before them, or what the items are called after."""
    cues = [m.end() for m in ASKED.finditer(before)]
    if cues and len(before[cues[-1] :].split()) <= 4:
        return True
    return re.match(rf"\s*(?:{'|'.join(map(re.escape, (*nouns, 'one', 'ones')))})\b", after) is not None

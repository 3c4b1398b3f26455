"""A message -> an Update tied to the catalogue. A model proposes, the visitor's own words and the catalogue dispose.

What it notes counts only if it stands in the message (its receipt); what the rules see for certain is added;
limits are computed by code from the words. Without a model, or where it fails, the rules alone read the message.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from chatbot import rules, taught
from chatbot.compare import asked_compare
from chatbot.cues import INDIFFERENT
from chatbot.dialogue import Read, Session, Update
from chatbot.fillers import filler_of
from chatbot.linking import tie
from chatbot.llm import LLM, LLMError, Message, Schema, complete
from chatbot.merging import POINTS_BACK, confirmed, merge
from chatbot.notes import INTENTS, Meaning, Note, Reading
from chatbot.render import messages
from chatbot.why import asked_why
from chatbot.wording import is_wide
from retrieval.catalogue import Catalogue
from retrieval.kinds import narrowed
from retrieval.linker import Linker
from retrieval.wishes import ITEM, Preferences

log = logging.getLogger(__name__)

PROMPT = "understand.md"
MEANINGS: tuple[Meaning, ...] = ("want", "love", "avoid", "seen", "limit")  # what the LLM tells apart
SCHEMA: Schema = {
    "type": "object",
    "properties": {
        "intent": {"enum": list(INTENTS)},
        "notes": {
            "type": "array",
            "maxItems": 12,
            "items": {
                "type": "array",
                "prefixItems": [{"type": "string", "minLength": 1, "maxLength": 80}, {"enum": list(MEANINGS)}],
                "items": False,
                "minItems": 2,
                "maxItems": 2,
            },
        },
    },
    "required": ["intent", "notes"],
    "additionalProperties": False,
}
MOST_TOKENS = 160
LONGEST_ASKED = 800  # characters that the LLM is given: its place holds 2,048 tokens
LONGEST = 2000  # characters of a message that are read; what follows is left out


@dataclass(frozen=True, slots=True)
class Listener:
    """A model that reads messages, and how it is asked: by a prompt of examples with a schema for the answer, or, where
    it was `taught` to read, by the bare message."""

    llm: LLM
    taught: bool = False

    @property
    def name(self) -> Read:
        """What the log calls it."""
        return "small" if self.taught else "llm"

    @property
    def prompt_file(self) -> str:
        """The file of prompts/ that it is asked with."""
        return taught.PROMPT if self.taught else PROMPT

    @property
    def options(self) -> Mapping[str, Any]:
        """What it is asked with beside the messages, as `LLM.stream` takes it."""
        return {"max_tokens": taught.MOST_TOKENS} if self.taught else {"schema": SCHEMA, "max_tokens": MOST_TOKENS}

    def prompt(self, message: str, session: Session, language: str) -> list[Message]:
        """The messages that ask it to read one."""
        return taught.prompt(pointed(message, session)) if self.taught else prompt(message, session, language)

    def parse(self, answer: str) -> Reading:
        """Its answer as a reading. Raises LLMError."""
        return taught.parse(answer) if self.taught else parse(answer)

    @property
    def examples(self) -> frozenset[str]:
        """The words that its prompt has and a message need not have."""
        return frozenset() if self.taught else examples(PROMPT)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the model of that name was asked, by which prompt, and what it answered, for the log."""

    messages: Sequence[Message] = ()
    answer: str = ""
    model: str = ""
    prompt: str = PROMPT


def understand(
    message: str, session: Session, linker: Linker, reader: Listener | LLM | None, seconds: float
) -> tuple[Update, Asked]:
    """What a message changes. Never fails: where the reader, an LLM with or without its manner of being asked, gives no
    answer within `seconds`, the rules read it."""
    message = message[:LONGEST]
    if asked_of := _beside(message, session, linker):
        return asked_of, Asked()
    reading = rules.read(message, linker, session.hits, session.focus)
    if reader is None or not re.search(r"\w", message):
        return tie(reading, message, session, linker), Asked()
    by = reader if isinstance(reader, Listener) else Listener(reader)
    prompted = by.prompt(message[:LONGEST_ASKED], session, linker.catalogue.language)
    asked = Asked(prompted, model=by.llm.name, prompt=by.prompt_file)
    try:
        answer = complete(by.llm, prompted, deadline=seconds, **by.options)
        proposed = by.parse(answer)
    except LLMError as error:
        log.warning("the rules read a message: %s", error)
        update = tie(reading, message, session, linker)
        return replace(update, note=type(error).__name__), asked
    proposed = _heard(proposed, reading, message, session, by.examples)
    if by.taught:
        reading = confirmed(reading, proposed, message)
    merged = merge(proposed, reading, message, filler_of(linker.catalogue))
    update = tie(merged, message, session, linker)
    return replace(update, read_by=by.name), replace(asked, answer=answer)


def _beside(message: str, session: Session, linker: Linker) -> Update | None:
    """An asking to compare items, or why one is shown, or no preference: code reads it, and no LLM is asked."""
    if INDIFFERENT.fullmatch(message):
        return Update("recommend", indifferent=True)
    if items := asked_compare(message, linker, session.hits, session.focus):
        return Update("compare", mentioned=items)
    if asked := asked_why(message, linker, session.hits, session.focus):
        return Update("why", mentioned=(asked[0],))
    return None


def prompt(message: str, session: Session, language: str) -> list[Message]:
    """The messages that ask an LLM which was not taught to read."""
    return messages(PROMPT, language=LANGUAGES.get(language, language), message=pointed(message, session))


LANGUAGES = {"en": "English", "zh": "Chinese"}


def pointed(message: str, session: Session) -> str:
    """The message on one line; what was said and shown before comes along only if it is pointed at."""
    before = ""
    if session.turns and POINTS_BACK.search(message):
        before = taught.before(session.turns[-1].said, [h.item.title for h in session.hits])
    return before + " ".join(message.split())


def parse(answer: str) -> Reading:
    """The LLM's JSON as a reading. Raises LLMError where it is not of the schema."""
    try:
        data = json.loads(answer)
        notes = tuple(Note(str(words), meaning) for words, meaning in data["notes"] if meaning in MEANINGS)
        intent = data["intent"]
    except (ValueError, KeyError, TypeError) as error:
        raise LLMError(f"the reading is not of the schema: {answer[:200]!r}") from error
    if intent not in INTENTS:
        raise LLMError(f"the reading has an unknown intent: {intent!r}")
    return Reading(intent, notes)


def _heard(
    proposed: Reading, seen: Reading, message: str, session: Session, own: frozenset[str] | None = None
) -> Reading:
    """The notes without those taken from the prompt. Of words in the message's own script the receipt tells; a
    translation has none, so it may be no title on screen, and none of the prompt's `own` words (None: PROMPT's)."""
    if not is_wide(message):
        return proposed
    shown = {h.item.title.casefold() for h in session.hits}
    known = {n.found.value.casefold() for n in seen.notes if n.found}
    strange = (examples(PROMPT) if own is None else own) - known
    low = message.casefold()

    def said(words: str) -> bool:
        words = words.casefold()
        return is_wide(words) or words in low or not (words in strange or words in shown)

    return replace(proposed, notes=tuple(n for n in proposed.notes if said(n.words)))


@lru_cache(maxsize=8)
def examples(name: str) -> frozenset[str]:
    """The words that the answers of a prompt's examples note."""
    said = messages(name, language="", message="")
    answers = [json.loads(m["content"]) for m in said if m["role"] == "assistant"]
    return frozenset(str(words).casefold() for answer in answers for words, _ in answer["notes"])


def language_of(message: str, before: str) -> str:
    """The language a message is written in, as far as its letters tell; without letters, the one before."""
    if re.search(r"[一-鿿]", message):
        return "zh"
    return "en" if re.search(r"[A-Za-z]{2}", message) else before


def apply(preferences: Preferences, update: Update, catalogue: Catalogue | None = None) -> Preferences:
    """The preferences after an update: taken back first, then the new, the newest word winning.

    Of a catalogue with several kinds of things only what is wanted of the kind now asked for stays.
    """
    if update.reset:
        preferences = preferences.of("taste")
    for key in update.dropped:
        preferences = preferences.without(key)
    for wish in update.wishes:
        preferences = preferences.with_wish(wish)
    for limit in update.limits:
        preferences = preferences.with_limit(limit)
    rejected = [w.value for w in update.wishes if w.field == ITEM and w.polarity == "avoid"]
    for item_id in (*update.seen, *rejected):
        preferences = preferences.hide(item_id)
    return narrowed(preferences, catalogue) if catalogue else preferences

"""A message -> an Update tied to the catalogue. The LLM proposes, the visitor's own words and the catalogue dispose.

What the LLM notes counts only if it stands in the message (its receipt); what the rules see for certain is added;
limits are computed by code from the words. Without an LLM, or where it fails, the rules alone read the message.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from chatbot import rules
from chatbot.compare import asked_compare
from chatbot.dialogue import Intent, Session, Update
from chatbot.fillers import filler_of
from chatbot.linking import tie
from chatbot.llm import LLM, LLMError, Message, Schema, complete
from chatbot.merging import POINTS_BACK, merge
from chatbot.notes import Meaning, Note, Reading
from chatbot.render import messages
from chatbot.why import asked_why
from chatbot.wording import is_wide
from retrieval.catalogue import Catalogue
from retrieval.kinds import narrowed
from retrieval.linker import Linker
from retrieval.wishes import ITEM, Preferences

log = logging.getLogger(__name__)

PROMPT = "understand.md"
INTENTS: tuple[Intent, ...] = ("recommend", "more", "question", "chat")
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
class Asked:
    """What the LLM was asked and answered, for the log."""

    messages: Sequence[Message] = ()
    answer: str = ""


def understand(message: str, session: Session, linker: Linker, llm: LLM | None, seconds: float) -> tuple[Update, Asked]:
    """What a message changes. Never fails: where the LLM gives no answer within `seconds`, the rules read it."""
    message = message[:LONGEST]
    if asked_of := _beside(message, session, linker):
        return asked_of, Asked()
    reading = rules.read(message, linker, session.hits, session.focus)
    if llm is None or not re.search(r"\w", message):
        return tie(reading, message, session, linker), Asked()
    asked = prompt(message[:LONGEST_ASKED], session, linker.catalogue.language)
    try:
        answer = complete(llm, asked, schema=SCHEMA, max_tokens=MOST_TOKENS, deadline=seconds)
        proposed = parse(answer)
    except LLMError as error:
        log.warning("the rules read a message: %s", error)
        update = tie(reading, message, session, linker)
        return replace(update, note=type(error).__name__), Asked(asked)
    proposed = _heard(proposed, reading, message, session)
    merged = merge(proposed, reading, message, filler_of(linker.catalogue))
    update = tie(merged, message, session, linker)
    return replace(update, read_by="llm"), Asked(asked, answer)


def _beside(message: str, session: Session, linker: Linker) -> Update | None:
    """An asking to compare items, or why one is shown: code reads it, and no LLM is asked."""
    if items := asked_compare(message, linker, session.hits, session.focus):
        return Update("compare", mentioned=items)
    if asked := asked_why(message, linker, session.hits, session.focus):
        return Update("why", mentioned=(asked[0],))
    return None


def prompt(message: str, session: Session, language: str) -> list[Message]:
    """The messages that ask the LLM to read: what was said and shown before comes along only if it is pointed at."""
    before = ""
    if session.turns and POINTS_BACK.search(message):
        shown = "; ".join(h.item.title for h in session.hits)
        before = f"(Before: {session.turns[-1].said[:80]} Shown: {shown})\n"
    return messages(PROMPT, language=LANGUAGES.get(language, language), message=before + _one_line(message))


LANGUAGES = {"en": "English", "zh": "Chinese"}


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


def _heard(proposed: Reading, seen: Reading, message: str, session: Session) -> Reading:
    """The LLM's notes without those that it took from its prompt. Of words in the message's own script the receipt
    tells; a translation has none, so it may be no title on screen, and no word of the prompt's examples."""
    if not is_wide(message):
        return proposed
    shown = {h.item.title.casefold() for h in session.hits}
    known = {n.found.value.casefold() for n in seen.notes if n.found}
    taught = examples(PROMPT) - known
    low = message.casefold()

    def own(words: str) -> bool:
        words = words.casefold()
        return is_wide(words) or words in low or not (words in taught or words in shown)

    return replace(proposed, notes=tuple(n for n in proposed.notes if own(n.words)))


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


def _one_line(message: str) -> str:
    return " ".join(message.split())


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

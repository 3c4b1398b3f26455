"""How the small model that is taught here is asked, and how it answers: a line for the intent, a line a note.

    recommend
    The Matrix=love
    musicals=avoid

Shorter than JSON by half its tokens, and no grammar has to hold it: it was taught. Knows text; no models, no files.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import get_args

from chatbot.dialogue import Intent
from chatbot.llm import LLMError, Message
from chatbot.notes import Meaning, Note, Reading
from chatbot.render import messages

PROMPT = "read.md"
MOST_TOKENS = 96
INTENTS: tuple[Intent, ...] = ("recommend", "more", "question", "chat")
MEANINGS: tuple[Meaning, ...] = ("want", "love", "avoid", "seen", "drop")
assert set(MEANINGS) <= set(get_args(Meaning))


def prompt(message: str) -> list[Message]:
    """The messages that ask it to read: no examples, it knows them."""
    return messages(PROMPT, message=message)


def before(said: str, shown: Sequence[str]) -> str:
    """The line that goes ahead of a message which points back: what was said and is on screen."""
    return f"(Before: {said[:80]} Shown: {'; '.join(shown)})\n"


def answer(intent: str, notes: Iterable[tuple[str, str]]) -> str:
    """What it is taught to say: the notes are (words, meaning) in the message's order."""
    return "\n".join([intent, *(f"{words}={meaning}" for words, meaning in notes)])


def parse(said: str) -> Reading:
    """Its answer as a reading; a line that is no note is passed over. Raises LLMError where it names no intent."""
    first, *rest = said.strip().split("\n")
    intent = next((intent for intent in INTENTS if intent == first.strip()), None)
    if intent is None:
        raise LLMError(f"the reading has an unknown intent: {first[:80]!r}")
    pairs = (line.rpartition("=") for line in rest)
    kinds = {str(meaning): meaning for meaning in MEANINGS}
    notes = [Note(words.strip(), kinds[meaning]) for words, _, meaning in pairs if meaning in kinds and words.strip()]
    return Reading(intent, tuple(dict.fromkeys(notes)))

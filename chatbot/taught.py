"""How the small model that is taught here is asked, and how it answers: a line for the intent, a line a note.

    recommend
    The Matrix=love
    musicals=avoid

Shorter than JSON by half its tokens, and no grammar has to hold it: it was taught. Knows text; no models, no files.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chatbot.llm import LLMError, Message
from chatbot.notes import INTENTS, Meaning, Note, Reading
from chatbot.render import messages

PROMPT = "read.md"
MOST_TOKENS = 96
MOST_BYTES = 1_800  # of a message: its tokens hold a byte or more each, and its place 2,048 tokens
MEANINGS: tuple[Meaning, ...] = ("want", "love", "avoid", "seen", "drop")


def prompt(message: str) -> list[Message]:
    """The messages that ask it to read: no examples, it knows them. What is too long loses the line that went ahead,
    then its end."""
    if len(message.encode()) > MOST_BYTES:
        message = message.rpartition("\n")[2].encode()[:MOST_BYTES].decode(errors="ignore")
    return messages(PROMPT, message=message)


def before(said: str, shown: Sequence[str]) -> str:
    """The line that goes ahead of a message which points back: what was said and is on screen."""
    return f"(Before: {' '.join(said.split())[:80]} Shown: {'; '.join(shown)})\n"


def answer(intent: str, notes: Iterable[tuple[str, str]]) -> str:
    """What it is taught to say: the notes are (words, meaning) in the message's order."""
    return "\n".join([intent, *(f"{' '.join(words.split())}={meaning}" for words, meaning in notes)])


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

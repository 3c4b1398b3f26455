"""An LLM reads a comment: how it judges, and what it praises or blames. Knows a prompt and what of an answer counts.

It is slow, so it reads what visitors wrote in the chat, and a sample that checks the head.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chatbot.aspects import LANGUAGES, About, Aspects
from chatbot.feedback import Opinion
from chatbot.llm import LLM, LLMError, complete
from chatbot.polarity import clauses
from chatbot.render import messages
from chatbot.scoring import Estimate, estimate

log = logging.getLogger(__name__)
PROMPT = "judge.md"
_JUDGES = {"very bad": -0.9, "bad": -0.5, "mixed": 0.0, "good": 0.5, "very good": 0.9}
_SURE = {"very bad": 0.9, "bad": 0.8, "mixed": 0.5, "good": 0.8, "very good": 0.9}
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "judges": {"enum": list(_JUDGES)},
        "about": {
            "type": "array",
            "maxItems": 8,
            "items": {
                "type": "array",
                "prefixItems": [{"type": "string", "maxLength": 40}, {"enum": ["good", "bad"]}],
                "minItems": 2,
                "maxItems": 2,
            },
        },
    },
    "required": ["judges", "about"],
    "additionalProperties": False,
}
_LONGEST = 1500  # characters that are shown to it
_MOST_TOKENS = 160
_PATIENCE = 300.0  # seconds for one text: nobody waits for a single one


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often the LLM and the fast reading see the same direction, of the texts in which both see one; and texts in
    which they differ, with the sentiment of the fast reading and of the LLM."""

    asked: int
    both: int
    share: Estimate | None
    differ: Sequence[tuple[str, float, float]]


def judged(opinion: Opinion, llm: LLM, aspects: Aspects, *, deadline: float = _PATIENCE) -> Opinion:
    """The opinion as the LLM reads the same text. Raises LLMError."""
    said = complete(
        llm, messages(PROMPT, text=opinion.text[:_LONGEST]), schema=_SCHEMA, max_tokens=_MOST_TOKENS, deadline=deadline
    )
    answer = json.loads(said)
    about = [one for words, how in answer["about"] if (one := _about(words, how, opinion, aspects))]
    judges = answer["judges"]
    return replace(
        opinion,
        sentiment=_JUDGES[judges],
        confidence=_SURE[judges],
        by="llm",
        about=tuple(dict.fromkeys(about)),
        level=None,
    )


def _about(words: str, how: str, opinion: Opinion, aspects: Aspects) -> About | None:
    """What it noted of one thing, where the words stand in the text: an LLM also notes what nobody said."""
    at = opinion.text.lower().find(words.strip().lower())
    if not words.strip() or at < 0:
        return None
    parts = clauses(opinion.text, opinion.language)
    clause = next((part for part in parts if part.start <= at < part.end), None)
    name, kind = aspects.called(words)
    return About(name, 0.6 if how == "good" else -0.6, clause.text if clause else words, at, kind)


def reader(llm: LLM) -> Callable[[Opinion], Opinion]:
    """Reads each opinion's text again with the LLM; what it gives no answer to stays as it is."""
    readers = {language: Aspects(language) for language in LANGUAGES}

    def again(opinion: Opinion) -> Opinion:
        try:
            return judged(opinion, llm, readers[opinion.language])
        except LLMError as error:
            log.warning("%s: %s", opinion.comment.id, error)
            return opinion

    return again


def check(sample: Sequence[Opinion], llm: LLM, *, seed: int = 0) -> Agreement:
    """Ask the LLM of each text of a sample. Texts of which it gives no answer do not count."""
    from chatbot.progress import bar

    both: list[tuple[Opinion, Opinion]] = []
    asked = 0
    again = reader(llm)
    for one in bar(sample, "Checking", unit="text"):
        other = again(one)
        if other.by != "llm":
            continue
        asked += 1
        if one.sentiment and other.sentiment:
            both.append((one, other))
    same = [{"same": float((a.sentiment > 0) == (b.sentiment > 0)), "all": 1.0} for a, b in both]
    share = (
        estimate(same, lambda t: t.get("same", 0.0) / t["all"] if t.get("all") else None, seed=seed) if same else None
    )
    differ = [(a.text, a.sentiment, b.sentiment) for a, b in both if (a.sentiment > 0) != (b.sentiment > 0)]
    return Agreement(asked, len(both), share, differ)

"""An LLM judges simulated dialogues by a rubric (prompts/satisfied.md), apart from the satisfaction that a rule gives.

Knows dialogues and a prompt. A judge is no person: its figures stand in a table of their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from chatbot.llm import LLM, LLMError, complete
from chatbot.meeting import Dialogue
from chatbot.phrasing import Phrasing
from chatbot.render import messages
from chatbot.talk import templates
from retrieval.catalogue import Catalogue
from retrieval.metrics import Interval, interval

PROMPT = "satisfied.md"
POINTS = ("understood", "fitting", "easy", "satisfied")
_TOKENS, _SECONDS = 60, 300.0
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {point: {"enum": [1, 2, 3, 4, 5]} for point in POINTS},
    "required": list(POINTS),
    "additionalProperties": False,
}


def judged(dialogue: Dialogue, catalogue: Catalogue, llm: LLM) -> dict[str, int] | None:
    """Each point of the rubric from 1 to 5; None where the LLM gives no answer."""
    noun = Phrasing(catalogue, "en").noun(2)
    prompt = messages(PROMPT, noun=noun, talk=transcript(dialogue, catalogue))
    try:
        found = json.loads(complete(llm, prompt, schema=_SCHEMA, max_tokens=_TOKENS, deadline=_SECONDS))
    except LLMError:
        return None
    return {point: int(found[point]) for point in POINTS}


def transcript(dialogue: Dialogue, catalogue: Catalogue) -> str:
    """The dialogue as lines of text, with the titles that were shown; not what was hidden."""
    line = templates("en")["manner"]
    said = []
    for e in dialogue.exchanges:
        titles = ", ".join(item.title for one in e.shown if (item := catalogue.item(one)))
        said += [line["visitor"].format(said=e.said), line["answer"].format(answer=e.answer, shown=titles)]
    return "\n".join([*said, line["visitor"].format(said=dialogue.last_said)] if dialogue.last_said else said)


def verdicts(dialogues: Iterable[Dialogue], catalogue: Catalogue, llm: LLM) -> dict[str, Interval]:
    """The mean of each point over the dialogues that were judged."""
    found = [one for d in dialogues if (one := judged(d, catalogue, llm))]
    return {point: interval([float(one[point]) for one in found]) for point in POINTS}

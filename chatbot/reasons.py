"""Hits -> reasons: a lead made from the score terms, and what the item is in the LLM's words, checked.

The lead is true by construction. What the LLM adds must be a shortening of the item's own text (see `shortening`): so
no name, number, year or claim in it can be invented. What fails the check is left out, and the lead stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from chatbot.dialogue import Reason
from chatbot.llm import LLM, LLMError, Message
from chatbot.phrasing import Phrasing
from chatbot.pruning import ways
from chatbot.render import messages
from chatbot.shortening import SUBJECT, faults
from chatbot.wording import GLUE, words
from retrieval.catalogue import Item
from retrieval.retriever import Hit
from retrieval.wishes import Preferences

PROMPT = "explain.md"
MOST_TOKENS = 40  # of each sentence
_LINE = re.compile(r"^\s*(\d+)\s*[.):-]?\s*(.*)$")


def plain(hits: Sequence[Hit], preferences: Preferences, phrasing: Phrasing) -> dict[str, Reason]:
    """A reason for each hit made from its score terms: no LLM, true by construction."""
    return {h.item.id: Reason(h.item.id, phrasing.reason(h, preferences)) for h in hits}


@dataclass
class Wording:
    """One call to the LLM for the reasons of some hits; afterwards `answer` and `error` say how it went."""

    hits: Sequence[Hit]
    fallback: Mapping[str, Reason]
    answer: str = ""
    error: str = ""
    asked: Sequence[Message] = field(default_factory=tuple)

    def stream(self, llm: LLM, seconds: float) -> Iterator[tuple[Reason, bool]]:
        """(reason, final) as they grow; of an unfinished line only supported words. LLMError is kept, not raised."""
        self.asked = prompt(self.hits)
        done: set[str] = set()
        try:
            only = ways([_line_of(hit.item) for hit in self.hits])
            pieces = llm.stream(self.asked, ways=only, max_tokens=MOST_TOKENS * len(self.hits), deadline=seconds)
            for number, text, whole in _lines(self._kept(pieces)):
                hit = self.hits[number - 1] if 0 < number <= len(self.hits) else None
                if hit is None or hit.item.id in done:
                    continue
                reason = self.judge(hit.item, text, whole)
                if whole or reason.checked == "replaced":
                    done.add(hit.item.id)
                    yield reason, True
                elif reason.text != self.fallback[hit.item.id].text:
                    yield reason, False
        except LLMError as error:
            self.error = f"{type(error).__name__}: {error}"
        for hit in self.hits:
            if hit.item.id not in done:
                yield self.fallback[hit.item.id], True

    def _kept(self, pieces: Iterator[str]) -> Iterator[str]:
        for piece in pieces:
            self.answer += piece
            yield piece

    def judge(self, item: Item, text: str, whole: bool) -> Reason:
        """The LLM's sentence if all of it is supported, else the plain reason with what was refused."""
        ready = text if whole else text[: text.rfind(" ") + 1]  # the last word may still grow
        wrong = faults(ready, item.text, whole=whole)
        if whole and not words(text):
            wrong = ["(nothing said)"]
        if wrong:
            kept = self.fallback[item.id]
            return replace(kept, checked="replaced", refused=text, unsupported=", ".join(wrong))
        return joined(self.fallback[item.id], ready.strip())


def joined(reason: Reason, clause: str) -> Reason:
    """A plain reason and what the LLM adds to it, as one sentence."""
    if not clause:
        return reason
    first = clause.split(maxsplit=1)[0]
    if first.lower() in GLUE:
        clause = first.lower() + clause[len(first) :]
    return Reason(reason.item_id, f"{reason.text.rstrip('.')}: {clause}", "kept", added=clause)


def prompt(hits: Sequence[Hit]) -> list[Message]:
    """The messages that ask for one line a hit. Short: a laptop's LLM reads some 80 tokens a second."""
    return messages(PROMPT, picks="\n".join(f"{n} {_line_of(h.item)}" for n, h in enumerate(hits, 1)))


def _line_of(item: Item) -> str:
    """What the LLM is shown of an item."""
    return opening(item.text) or item.title


def opening(text: str, most: int = 22, least: int = 9) -> str:
    """The first sentence of a text; one of over `most` words ends at its last comma that leaves a whole clause."""
    first = re.split(r"(?<=[.!?])\s", text.strip(), maxsplit=1)[0]
    clipped = " ".join(first.split()[:most])
    commas = [
        m.start() for m in re.finditer(r"[,;](?=\s)", clipped + " ") if len(clipped[: m.start()].split()) >= least
    ]
    if not SUBJECT.match(first):
        commas = commas[1:]  # before the first comma there may be no more than "With an hour to go"
    return first if clipped == first or not commas else clipped[: commas[-1]] + "."


def _lines(pieces: Iterator[str]) -> Iterator[tuple[int, str, bool]]:
    """(number, text so far, whole) of each numbered line as it grows."""
    line = ""
    for piece in pieces:
        line += piece
        while "\n" in line:
            ended, line = line.split("\n", 1)
            if m := _LINE.match(ended):
                yield int(m[1]), m[2].strip(), True
        if (m := _LINE.match(line)) and m[2]:
            yield int(m[1]), m[2], False
    if m := _LINE.match(line):
        # The answer may have been cut off: only a finished sentence counts.
        text = m[2].strip()
        yield int(m[1]), text if text.endswith((".", "!", "?", "。")) else "", True

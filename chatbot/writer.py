"""The LLM's part of the reasons, as it grows: asked for, checked, logged. Knows the wording; nothing of ranking."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chatbot import reasons
from chatbot.dialogue import Reason, Session, Words
from chatbot.llm import LLM
from chatbot.records import words_event
from chatbot.store import Store
from retrieval.retriever import Hit

AT_ONCE = 2  # items a wording call: the first words come after half the reading, the last no later
MOST_CLAUSES = 100_000  # of items' texts shortened by the LLM, kept in memory


@dataclass(frozen=True)
class Writer:
    """Writes for all visitors. `clauses` holds, by item id, what the LLM made of an item's text: it says nothing of
    the visitor, so it serves the next one too."""

    llm: LLM
    store: Store
    clauses: dict[str, str]
    seconds: float

    def write(self, session: Session, turn: int, hits: Sequence[Hit]) -> Iterator[Words]:
        """The reasons in the LLM's words, each checked, as they grow."""
        with session.lock:
            fallback = {h.item.id: session.reasons[h.item.id] for h in hits if h.item.id in session.reasons}
        new = [h for h in hits if h.item.text and h.item.id in fallback and h.item.id not in self.clauses]
        end = time.monotonic() + self.seconds
        for start in range(0, len(new), AT_ONCE):
            wording = reasons.Wording(new[start : start + AT_ONCE], fallback)
            yield from self._some(session, turn, wording, end - time.monotonic())
            if wording.error:
                return  # an LLM that failed once is not asked again for this message

    def _some(self, session: Session, turn: int, wording: reasons.Wording, seconds: float) -> Iterator[Words]:
        final: list[Reason] = []
        try:
            for reason, whole in wording.stream(self.llm, seconds):
                if whole:
                    final.append(reason)
                    self._keep(session, reason)
                yield Words(reason, whole)
        finally:  # also where nobody waits for the rest: what was shown is in the log
            if final:
                self.store.append([words_event(session, turn, wording, final, self.llm.name)])

    def _keep(self, session: Session, reason: Reason) -> None:
        """A finished reason: on this visitor's card if it is still there, and what it says of the item for the next."""
        if reason.added and len(self.clauses) < MOST_CLAUSES:
            self.clauses[reason.item_id] = reason.added
        with session.lock:
            if reason.item_id in session.reasons:
                session.reasons[reason.item_id] = reason

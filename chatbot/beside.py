"""What stands beside the items of an answer: what just changed, items compared, why one is there, one question.

Knows sessions and what makes each of these; ranks nothing and logs nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from chatbot.changes import changes
from chatbot.clarify import Question, clarify
from chatbot.compare import compare
from chatbot.dialogue import Changes, Session, Table, Update, Why
from chatbot.phrasing import Phrasing
from chatbot.praise import Opinions
from chatbot.voices import voices
from chatbot.why import why
from retrieval.retriever import Hit, Retriever
from retrieval.wishes import Preferences


@dataclass(frozen=True)
class Beside:
    """Makes it for one catalogue in one language; `items` is how many a visitor is to see."""

    retriever: Retriever
    phrasing: Phrasing
    items: int
    opinions: Callable[[], Opinions] | None = None

    def of(self, session: Session, update: Update) -> Table | Why | None:
        """What a message asks to see beside the text: items compared, or why one is there."""
        if update.intent == "compare":
            items = [item for one in update.mentioned if (item := self.retriever.catalogue.item(one))]
            return compare(self.phrasing, items, session.preferences)
        return self.why(session, update.mentioned[0]) if update.intent == "why" and update.mentioned else None

    def why(self, session: Session, item_id: str) -> Why | None:
        """Why an item is on screen, or is not; None if the catalogue does not have it."""
        shown = session.shown - {h.item.id for h in session.hits}
        told = why(self.retriever, self.phrasing, session.preferences, item_id, session.hits, k=self.items, shown=shown)
        if told is None or self.opinions is None:
            return told
        return replace(told, voices=voices(self.opinions().of(item_id), self.phrasing))

    def changes(
        self, session: Session, screen: tuple[Hit, ...], before: Preferences, leant: Retriever | None = None
    ) -> Changes:
        """What became of the items that were on screen, and the wish that did it. `leant`: the retriever as it was."""
        return changes(
            self.retriever, self.phrasing, screen, session.hits, was=before, now=session.preferences, leant=leant
        )

    def question(self, session: Session, turn: int, update: Update) -> Question | None:
        """The one question worth asking now, None where there is none."""
        return clarify(
            self.retriever, self.phrasing, session.preferences, session.hits,
            asked=session.asked, turn=turn, last_asked=session.asked_at, intent=update.intent, items=self.items,
        )  # fmt: skip

"""The one path of a message: understand, search, show, word the reasons, log. Read this first.

`Bot` is shared by all visitors and holds no conversation; a `Session` belongs to its caller. Whatever is shown is in
the log before it is shown. Nothing here knows a screen, a model's engine or a kind of item.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace

from chatbot import preferences as reading
from chatbot import profile, reasons
from chatbot.answers import MOST_CHIPS, Answers
from chatbot.beside import Beside
from chatbot.dialogue import (
    EDITS,
    Answer,
    Done,
    Edit,
    Event,
    Reaction,
    Session,
    Shown,
    Streamed,
    Turn,
    Understood,
    Update,
    new_id,
)  # fmt: skip
from chatbot.llm import LLM
from chatbot.phrasing import Phrasing
from chatbot.praise import Opinions
from chatbot.preferences import Listener
from chatbot.reacting import QUIET, Mood, ReactionError, act, check, event_of, told
from chatbot.records import change_event, edit_event, opened_event, session_from, shown_event, unsaid_events
from chatbot.settling import held, known
from chatbot.store import Store
from chatbot.tastes import Tastes, met_event
from chatbot.trying import AMONG, tried, tries
from chatbot.writer import Writer
from retrieval.met import Interest
from retrieval.retriever import Hit, Retriever, fitting
from retrieval.wishes import Limit, Preferences

MOST_PAST = 50  # steps of undo
Hits = tuple[Hit, ...]
Leant = Retriever | None  # the retriever as a person's reactions made it lean


@dataclass(frozen=True)
class Bot:
    """Everything a conversation needs that is the same for all visitors."""

    retriever: Retriever
    llm: LLM | None
    store: Store
    items: int = 4
    read_seconds: float = 8.0
    word_seconds: float = 20.0
    clauses: dict[str, str] = field(default_factory=dict, compare=False)  # by item id: what the LLM made of its text
    reader: Callable[[], Listener | None] | None = field(default=None, compare=False)  # None: the LLM that writes
    opinions: Callable[[], Opinions] | None = field(default=None, compare=False)  # what people say of the items
    tastes: Tastes | None = field(default=None, compare=False)  # what each person likes; None: nothing is learnt of it
    mood: Mood | None = field(default=None, compare=False)  # reads comments
    newest: Callable[[], Bot] | None = field(default=None, compare=False)  # see `current`
    gone: frozenset[str] = frozenset()  # ids of items that the owner took out while their catalogue is made anew

    @property
    def current(self) -> Bot:
        """This bot, or the one over a newer edition of the catalogue: to be asked at each thing that is done."""
        return self.newest() if self.newest else self

    def open(self, person: str = "", *, language: str = "en", origin: str = "human") -> Session:
        """A new conversation, in the log; a person who was here before is known by their lasting taste."""
        session = Session(person=person or new_id(), language=language, catalogue=self.retriever.catalogue)
        if person:
            session.preferences = known(profile.taste(self.store, person), self.retriever.catalogue)
        self.store.append([opened_event(session, origin, self.retriever.catalogue.name)])
        return session

    def resume(self, session_id: str) -> Session | None:
        """The conversation of that id as the log has it; None if the log has none."""
        session = session_from(self.store.events(session=session_id), self.retriever.catalogue)
        if session is not None:
            with self._held(session):
                session.chips = session.chips or self._answers(session).chips(session.hits, session.preferences)
        return session

    # A message

    def reply(self, session: Session, message: str) -> Iterator[Streamed]:
        """Answer one message: Understood, Shown, Words as the reasons grow, Done. Closing it early stops the LLM."""
        start, ms = time.perf_counter(), {}
        with self._held(session):
            turn, session.heard = session.heard, session.heard + 1
            session.language = reading.language_of(message, session.language)
            heard = Event(session.id, "message", {"turn": turn, "text": message, "language": session.language})
            self.store.append([heard])
        model = self.reader() if self.reader else self.llm  # asked without the lock: a click need not wait for it
        update, asked = reading.understand(message, session, self.retriever.linker, model, self.read_seconds)
        ms["understand"] = _since(start)
        with self._held(session):
            before, screen = session.preferences, session.hits
            self._remember(session)
            session.preferences = reading.apply(before, update, self.retriever.catalogue)
            understood = Understood(update, session.preferences)
            changed = update.intent == "more" or session.preferences != before
            was, met = self._for(session), met_event(session, turn, update)
            if met:
                self._hear(session, met)
            searched = time.perf_counter()
            hits = self._search(session, update) if update.intent in ("recommend", "more") else session.hits
            ms["search"] = _since(searched)
            session.aside = self._beside(session).of(session, update)
            shown = self._show(session, hits, self._answers(session).text(message, update, hits, changed, session))
            shown = self._ask(session, turn, update, shown)
            session.focus = update.focus or ("" if hits != screen else session.focus)
            shown = self._changed(session, screen, before, shown, was)
            session.turns.append(Turn(message, shown.text, tuple(h.item.id for h in hits)))
            unsaid = self._answers(session).unsaid(message, update, session)
            events = [*([met] if met else []), change_event(session, turn, update, asked), shown_event(session, turn)]
            self.store.append([*events, *unsaid_events(session, turn, unsaid)])
        yield understood
        ms["items"] = _since(start)
        yield shown
        readable = session.language == self.retriever.catalogue.language  # what the check of the words can read
        if self.llm and readable and update.intent in ("recommend", "more") and hits:
            writer = Writer(self.llm, self.store, self.clauses, self.word_seconds)
            for words in writer.write(session, turn, hits):
                ms.setdefault("first_word", _since(start))
                yield words
        ms["total"] = _since(start)
        self.store.append([Event(session.id, "timing", {"turn": turn, "ms": ms})])
        yield Done(ms)

    def ask(self, message: str, session: Session | None = None) -> Answer:
        """One message, the whole answer at once."""
        return Answer.of(self.current.reply(session or self.open(), message))

    # A button

    def react(self, session: Session, reaction: Reaction) -> Shown:
        """A reaction changes the order at once, without an LLM call. Raises ReactionError for one that cannot count."""
        with self._held(session):
            check(session, reaction)
            if reaction.id in session.reacted:
                return self._shown(session)
            session.reacted.add(reaction.id)
            before, screen, was = session.preferences, session.hits, self._for(session)
            self._remember(session)
            keep, exclude = act(session, reaction, self.retriever.catalogue)
            event = event_of(session, reaction, self.mood)
            self._hear(session, event)
            if reaction.kind not in QUIET:
                self._rearrange(session, keep, exclude)
            self.store.append([event, shown_event(session, len(session.turns) - 1)])
            said = told(event, self._phrasing(session))
            return self._changed(session, screen, before, self._shown(session), was, said=said)

    def why(self, session: Session, item_id: str) -> Shown:
        """Why an item of the catalogue is on screen, or is not, beside what is shown. Raises ReactionError for an item
        that the catalogue does not have."""
        with self._held(session):
            session.aside = self._beside(session).why(session, item_id)
            if session.aside is None:
                raise ReactionError(f"the catalogue has no item {item_id!r}.")
            session.focus = item_id
            self.store.append([Event(session.id, "why", {"item_id": item_id})])
            return self._shown(session)

    def edit(self, session: Session, key: str, kind: Edit) -> Shown:
        """Change one wish or limit of the profile; the order follows at once. An unknown key changes nothing. Raises
        ReactionError for an edit that there is not."""
        if kind not in EDITS:
            raise ReactionError(f"no edit is called {kind!r}. There are: {', '.join(EDITS)}.")
        with self._held(session):
            return self._edited(session, profile.edited(session.preferences, key, kind), kind, key)

    def loosen(self, session: Session, limit: Limit) -> Shown:
        """Put a limit in place of the one on the same field."""
        with self._held(session):
            return self._edited(session, session.preferences.with_limit(limit), "loosen", limit.key)

    def undo(self, session: Session) -> Shown:
        """Back to before the last message, reaction or removal; at the start it changes nothing."""
        with self._held(session):
            if session.past:
                then, before, screen = session.past.pop(), session.preferences, session.hits
                session.preferences, session.hits, session.chips = then.preferences, then.hits, then.chips
                session.reasons, session.liked, session.rated = dict(then.reasons), set(then.liked), dict(then.rated)
                if self.tastes and then.interest is not None:
                    self.tastes.put(session.person, then.interest)
                self._log_edit(session, "undo", "", then.interest)
                return self._changed(session, screen, before, self._shown(session))
            return self._shown(session)

    # Steps

    def _held(self, session: Session) -> AbstractContextManager[None]:
        return held(session, self.retriever.catalogue)

    def _search(self, session: Session, update: Update) -> tuple[Hit, ...]:
        on_screen = {h.item.id for h in session.hits}
        shown, over = session.shown if update.intent == "more" else session.shown - on_screen, self._for(session)
        hits = over.search(session.preferences, self.items, exclude=self.gone, shown=shown)
        if self.tastes and tries(f"{session.id} {session.heard}"):
            more = over.search(session.preferences, self.items + AMONG, exclude=self.gone, shown=shown)[self.items :]
            hits = tried(hits, more, self.tastes.taste(session.person, self.retriever))
        return tuple(fitting(hits, session.preferences, self.retriever.kinds))

    def _rearrange(
        self, session: Session, keep: Collection[str], exclude: Collection[str] = (), *, again: bool = False
    ) -> None:
        """Search again around the items in `keep`. `again`: what was shown before may come back, so that an edit and
        its opposite end where they began."""
        places = {place: h for place, h in enumerate(session.hits) if h.item.id in keep}
        earlier = set() if again else session.shown - {h.item.id for h in session.hits}
        out = {*exclude, *self.gone, *(h.item.id for h in places.values())}
        few, shown = self.items - len(places), earlier | set(exclude)
        fresh = iter(self._for(session).search(session.preferences, few, exclude=out, shown=shown))
        found = (places.get(place) or next(fresh, None) for place in range(self.items))
        hits = tuple(h for h in found if h)
        fit = tuple(fitting(hits, session.preferences, self.retriever.kinds)) if again and not keep else hits
        self._show(session, fit, "")

    def _show(self, session: Session, hits: tuple[Hit, ...], text: str) -> Shown:
        session.hits = hits
        plain = reasons.plain(hits, session.preferences, Phrasing(self.retriever.catalogue, session.language))
        readable = session.language == self.retriever.catalogue.language
        session.reasons = {i: reasons.joined(r, self.clauses.get(i, "")) if readable else r for i, r in plain.items()}
        session.shown |= {h.item.id for h in hits}
        session.chips = self._answers(session).chips(hits, session.preferences)
        return self._shown(session, text)

    def _shown(self, session: Session, text: str = "") -> Shown:
        return Shown(session.hits, dict(session.reasons), text, session.chips, session.changes, session.aside)

    def _changed(
        self, session: Session, screen: Hits, before: Preferences, shown: Shown, was: Leant = None, *, said: str = ""
    ) -> Shown:
        """With what became of the items that were on screen; what stood beside them tells of the screen before. `was`
        is the retriever as it leant then, where that may have changed; `said` how a comment was read."""
        session.changes = replace(self._beside(session).changes(session, screen, before, was), said=said)
        if shown.aside is session.aside and session.hits != screen and not shown.text:
            session.aside = None
        return replace(shown, changes=session.changes, aside=session.aside)

    def _ask(self, session: Session, turn: int, update: Update, shown: Shown) -> Shown:
        """With one question, where its answer would change the list; the items are shown all the same."""
        if update.doubts:
            session.chips = (*self._answers(session).doubts(update), *session.chips)[:MOST_CHIPS]
            return replace(shown, chips=session.chips)
        question = self._beside(session).question(session, turn, update)
        if question is None:
            return shown
        session.asked, session.asked_at = (*session.asked, question.field), turn
        session.chips = question.chips
        return replace(shown, text=f"{shown.text} {question.text}".strip(), chips=session.chips)

    def _beside(self, session: Session) -> Beside:
        return Beside(self._for(session), self._phrasing(session), self.items, self.opinions)

    def _phrasing(self, session: Session) -> Phrasing:
        return Phrasing(self.retriever.catalogue, session.language)

    def _edited(self, session: Session, after: Preferences, kind: str, key: str) -> Shown:
        before, screen = session.preferences, session.hits
        if after != before:
            self._remember(session)
            session.preferences = after
            self._rearrange(session, session.liked, again=True)
            self._log_edit(session, kind, key)
        return self._changed(session, screen, before, self._shown(session))

    def _for(self, session: Session) -> Retriever:
        """The retriever as this person's reactions make it lean."""
        return self.tastes.leaning(session.person, self.retriever) if self.tastes else self.retriever

    def _hear(self, session: Session, event: Event) -> None:
        if self.tastes:
            self.tastes.hear(session.person, event)

    def _remember(self, session: Session) -> None:
        interest = self.tastes.of(session.person) if self.tastes else None
        session.past.append(replace(session.snapshot(), interest=interest))
        del session.past[:-MOST_PAST]

    def _answers(self, session: Session) -> Answers:
        return Answers(self.retriever, self._phrasing(session), self.items)

    def _log_edit(self, session: Session, kind: str, key: str, interest: Interest | None = None) -> None:
        self.store.append([edit_event(session, kind, key, interest), shown_event(session, len(session.turns) - 1)])


def _since(start: float) -> float:
    return round(1000 * (time.perf_counter() - start), 1)

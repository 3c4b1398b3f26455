"""The vocabulary of a conversation: turns, updates, reactions, the session, and the events a reply yields.

Everything is a frozen value but `Session`, which belongs to its caller (the page, the REST API, the terminal) and never
to a global. Knows nothing of models, files or screens.
"""

from __future__ import annotations

import re
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

from retrieval.wishes import ITEM, Limit, Preferences, Wish

if TYPE_CHECKING:
    from retrieval.catalogue import Catalogue
    from retrieval.met import Interest
    from retrieval.retriever import Hit  # it brings numpy and faiss, which a reader of the log need not load

# What a message is for. The LLM tells the first four apart; the others the rules see by their words.
Intent = Literal["recommend", "more", "question", "chat", "compare", "why", "accept", "thanks"]
Read = Literal["llm", "small", "rules"]  # an LLM by its prompt, a small model that was taught, no model
Kind = Literal[
    "like", "dislike", "seen", "more", "seen-liked", "seen-disliked", "not-now", "opened", "spent", "rated", "added",
    "removed", "comment",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
REACTIONS: tuple[Kind, ...] = ("like", "dislike", "seen", "more")  # those that have a button on every card
Edit = Literal["remove", "mute", "unmute", "stronger", "weaker", "today", "taste"]
EDITS: tuple[Edit, ...] = get_args(Edit)


def new_id() -> str:
    """A random 128-bit id in 32 hex digits."""
    return secrets.token_hex(16)


def is_id(text: object) -> bool:
    """Whether it is of the form that `new_id` makes."""
    return isinstance(text, str) and re.fullmatch("[0-9a-f]{32}", text) is not None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Words that may mean one of several items, the likeliest first. `opinion`: what is said of it."""

    words: str
    items: tuple[str, ...]
    opinion: Literal["want", "avoid", "seen", "accept"]


@dataclass(frozen=True, slots=True)
class Update:
    """What one message changes: wishes and limits to add, keys of those to drop, ids of items known already."""

    intent: Intent = "recommend"
    wishes: tuple[Wish, ...] = ()
    limits: tuple[Limit, ...] = ()
    dropped: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()  # ids of items that the visitor takes
    mentioned: tuple[str, ...] = ()  # ids of items named or pointed at, of which nothing is wished
    unknown: tuple[str, ...] = ()  # titles said that the catalogue does not have
    doubts: tuple[Doubt, ...] = ()
    reset: bool = False  # everything said for today is taken back
    indifferent: bool = False  # the question before it does not matter
    read_by: Read = "rules"
    note: str = ""  # why the rules read it where a model should have: an error's name

    @property
    def focus(self) -> str:
        """The id of the one item that the message talks about, "" if there is none or more than one."""
        wished = (w.value for w in self.wishes if w.field == ITEM)
        named = {*self.accepted, *self.seen, *self.mentioned, *wished}
        return next(iter(named)) if len(named) == 1 else ""


@dataclass(frozen=True, slots=True)
class Reaction:
    """What was done with a shown item. `value`: of "rated" 1 to 5 stars, of "spent" seconds; `text`: of "comment"."""

    item_id: str
    kind: Kind
    value: float | None = None
    text: str = ""
    id: str = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence on why an item is shown. `checked` says what became of the LLM's: kept, replaced, or none made."""

    item_id: str
    text: str
    checked: Literal["kept", "replaced", "plain"] = "plain"
    refused: str = ""  # the LLM's sentence where it was replaced
    unsupported: str = ""  # the words that nothing supports
    added: str = ""  # what the LLM added to the plain reason, where it was kept


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the visitor and what came back."""

    said: str
    answer: str = ""
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the log. `body` holds plain JSON values; `at` is seconds since 1970."""

    session: str
    kind: str
    body: Mapping[str, Any]
    id: str = field(default_factory=new_id)
    at: float = field(default_factory=time.time)


@dataclass(frozen=True, slots=True)
class Chip:
    """A quick reply: its button's words, and the message it sends, the key of the wish it drops or a limit to set."""

    label: str
    say: str = ""
    drop: str = ""
    loosen: Limit | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A moment of a session: what was wanted and what was on screen."""

    preferences: Preferences
    hits: tuple[Hit, ...]
    reasons: Mapping[str, Reason]
    chips: tuple[Chip, ...]
    liked: frozenset[str]
    interest: Interest | None = None
    rated: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Move:
    """What became of one item: places from 1, None off the screen; the wish's key that did it or ""; a sentence."""

    item_id: str
    title: str
    was: int | None
    now: int | None
    by: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What just changed on screen; `line` says it in one line, "" if nothing did; `said` how a comment was read."""

    moves: tuple[Move, ...] = ()
    line: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Items side by side: a head of titles, rows that begin with a label, and a note on what stands in them."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of a score, in plain words."""

    label: str
    value: float


@dataclass(frozen=True, slots=True)
class Why:
    """Why an item is shown at its `place` (from 1; None: it is not shown), and the one change that would bring it in:
    its sentence, the key of the wish it changes, and how. `voices` say what people wrote of it, in their words."""

    item_id: str
    title: str
    place: int | None
    bars: tuple[Bar, ...]
    sentence: str
    remedy: str = ""
    remedy_key: str = ""
    remedy_kind: str = ""
    voices: tuple[str, ...] = ()


@dataclass
class Session:
    """One visitor's conversation, the only mutable value: what was said, what is wanted, what is on screen. `lock` is
    held while any of it changes, never while an answer is streamed."""

    id: str = field(default_factory=new_id)
    person: str = field(default_factory=new_id)
    turns: list[Turn] = field(default_factory=list)
    heard: int = 0  # messages that came in; one of them may still be read
    preferences: Preferences = field(default_factory=Preferences)
    hits: tuple[Hit, ...] = ()  # what is on screen now
    reasons: dict[str, Reason] = field(default_factory=dict)
    chips: tuple[Chip, ...] = ()
    shown: set[str] = field(default_factory=set)  # every item id this session was ever shown
    liked: set[str] = field(default_factory=set)
    rated: dict[str, float] = field(default_factory=dict)  # stars that items were given in this session
    reacted: set[str] = field(default_factory=set)  # ids of reactions taken, so that one sent twice counts once
    past: list[Snapshot] = field(default_factory=list)  # newest last: what undo goes back to
    asked: tuple[str, ...] = ()  # fields that the bot asked about, in order
    asked_at: int = -2  # the turn of the last of these questions
    changes: Changes = field(default_factory=Changes)  # what the last message, reaction or edit changed
    aside: Table | Why | None = None  # what the last answer showed beside its text
    focus: str = ""  # id of the item that was last talked about: what "it" means
    language: str = "en"  # of the visitor's last message
    catalogue: Catalogue | None = field(default=None, repr=False, compare=False)  # the edition that `hits` are of
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False, compare=False)

    def snapshot(self) -> Snapshot:
        """What undo restores."""
        liked, rated = frozenset(self.liked), dict(self.rated)
        return Snapshot(self.preferences, self.hits, dict(self.reasons), self.chips, liked, rated=rated)


# What bot.reply yields, in this order: Understood, Shown, any number of Words, Done.


@dataclass(frozen=True, slots=True)
class Understood:
    """What was understood, before anything is searched."""

    update: Update
    preferences: Preferences


@dataclass(frozen=True, slots=True)
class Shown:
    """The items, in order, each with its plain reason; `text` introduces them in the chat."""

    hits: tuple[Hit, ...]
    reasons: Mapping[str, Reason]
    text: str
    chips: tuple[Chip, ...] = ()
    changes: Changes = field(default_factory=Changes)
    aside: Table | Why | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """A reason as it grows (`final` False: not yet checked, unfinished) or as it stays."""

    reason: Reason
    final: bool


@dataclass(frozen=True, slots=True)
class Done:
    """The end of a turn, and its times in milliseconds: understand and search alone, the others from the message on."""

    ms: Mapping[str, float]


Streamed = Understood | Shown | Words | Done


@dataclass(frozen=True, slots=True)
class Answer:
    """One whole answer, for those who do not stream."""

    understood: Understood
    shown: Shown
    reasons: dict[str, Reason]
    ms: dict[str, float]

    @classmethod
    def of(cls, events: Iterator[Streamed]) -> Answer:
        """Collect what `Bot.reply` yields."""
        understood, shown, kept, ms = None, None, {}, {}
        for event in events:
            match event:
                case Understood():
                    understood = event
                case Shown():
                    shown, kept = event, dict(event.reasons)
                case Words(reason, True):
                    kept[reason.item_id] = reason
                case Done():
                    ms = dict(event.ms)
        assert understood is not None and shown is not None, "reply() yields both"
        return cls(understood, shown, kept, ms)

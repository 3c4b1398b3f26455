"""The loop closed, and shown: one reaction in and the order changes at once; past dialogues in, a ranking is learnt,
and that is worth something on dialogues it never saw. Knows a bot and a course; prints nothing.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.bot import Bot
from chatbot.dialogue import Reaction
from chatbot.ladder import BEST, HAND, RUNGS, Course, draws, ranked, weigh
from chatbot.origins import SIMULATED
from chatbot.ranks import Ranks
from retrieval.wishes import Preferences

FIRST = 10  # places of an order that are looked at
SHARES = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0)  # of the dialogues that teach
_HELD = 0  # the part that never teaches


class LoopError(ValueError):
    """Nothing to react to, or too few dialogues; the message says which."""


@dataclass(frozen=True, slots=True)
class Move:
    """The places of an item before and after, from 1; None where it is not among the FIRST."""

    title: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Turned:
    """What one reaction did to the order: to which item it was, in which place, and how many milliseconds it took."""

    said: str
    liked: str
    place: int
    moves: tuple[Move, ...]
    ms: float


@dataclass(frozen=True, slots=True)
class Step:
    """What was learnt from so many dialogues, on those that are held back."""

    dialogues: int
    ranks: Ranks


def turned(bot: Bot, message: str, *, place: int = 2) -> Turned:
    """Say that, like the item in that place, and see the order before and after. Raises LoopError."""
    session = bot.open(origin=SIMULATED)
    bot.ask(message, session)
    if len(session.hits) < place:
        raise LoopError(f"{message!r} finds fewer than {place} items. Say something else: --say TEXT")
    liked = session.hits[place - 1].item
    before = _order(bot, session.person, session.preferences)
    start = time.perf_counter()
    bot.react(session, Reaction(liked.id, "like"))
    ms = 1000 * (time.perf_counter() - start)
    after = _order(bot, session.person, session.preferences)
    titles = [title for title in dict.fromkeys([*before, *after]) if title != liked.title]
    moves = tuple(Move(title, _place(before, title), _place(after, title)) for title in titles)
    return Turned(message, liked.title, place, moves, ms)


def _order(bot: Bot, person: str, preferences: Preferences) -> list[str]:
    retriever = bot.tastes.leaning(person, bot.retriever) if bot.tastes else bot.retriever
    return [hit.item.title for hit in retriever.search(preferences, FIRST)]


def _place(order: Sequence[str], title: str) -> int | None:
    return order.index(title) + 1 if title in order else None


def learning(course: Course, *, shares: Sequence[float] = SHARES, seed: int = 0) -> tuple[Ranks, list[Step]]:
    """The ranks of what was taken in one part of the dialogues, by the hand-set terms, and by what is learnt from more
    and more dialogues of the other parts. Raises LoopError where these are too few."""
    held = [at for at, part in enumerate(course.parts.tolist()) if part == _HELD]
    others = [at for at, part in enumerate(course.parts.tolist()) if part != _HELD]
    names = sorted({course.numbers[at] for at in others})
    random.Random(seed).shuffle(names)
    if not held or len(names) * min(shares) < 2:
        raise LoopError(f"{len(names)} dialogues are too few to learn from more and more of them. Give some dozens.")
    steps, by_hand = [], None
    for share in shares:
        some = {*names[: round(share * len(names))]}
        known = [at for at in others if course.numbers[at] in some]
        weights = {HAND: {HAND: 1.0}, BEST: weigh(*draws(course, known, seed=seed), RUNGS[BEST])}
        found = ranked(course, held, known, weights)
        by_hand = found[HAND]
        steps.append(Step(len(some), found[BEST]))
    assert by_hand is not None, "there is at least one share"
    return by_hand, steps

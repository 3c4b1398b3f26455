"""What simulated dialogues came to, as figures with 95 % intervals. Knows dialogues and catalogues; draws nothing.

Every figure but coverage and the leak rate is a mean over dialogues, of which the interval is bootstrapped; two systems
are compared by the differences of the same person's dialogues.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from chatbot.leaks import leak
from chatbot.meeting import Dialogue
from retrieval.catalogue import Catalogue
from retrieval.metrics import Interval, coverage, interval, ndcg

AT = (1, 3, 5, 8)  # turns at which success is counted
_MESSAGE = 0.05  # what each message costs of the reward
Value = Callable[[Dialogue], float]


def turns_to(dialogue: Dialogue, turns: int) -> float:
    """Messages until a target was taken; one more than there could be where none was."""
    return float(dialogue.success or turns + 1)


def reward(dialogue: Dialogue) -> float:
    """1 for a target, half for another item, less a twentieth for each message, and a fifth for leaving fed up."""
    won = 1.0 if dialogue.success else 0.5 if dialogue.took else -0.2 if dialogue.left in ("fed up", "error") else 0.0
    return won - _MESSAGE * len(dialogue.exchanges)


def satisfaction(dialogue: Dialogue) -> float:
    """By a rule, from 1 to 5: 5 for a target within two turns, 4 within five, 3 later or for another item, 2 where the
    turns ran out, 1 for leaving fed up."""
    if dialogue.success:
        return 5.0 if dialogue.success <= 2 else 4.0 if dialogue.success <= 5 else 3.0
    return 3.0 if dialogue.took else 1.0 if dialogue.left in ("fed up", "error") else 2.0


def dead_ends(dialogue: Dialogue) -> float:
    """Answers without an item that ask nothing either."""
    return float(sum(not e.shown and not ("?" in e.answer or "？" in e.answer) for e in dialogue.exchanges))


def repeats(dialogue: Dialogue) -> float:
    """Questions about a field that was asked about before."""
    asked = [e.asked for e in dialogue.exchanges if e.asked]
    return float(len(asked) - len(set(asked)))


def refusals(dialogue: Dialogue) -> int:
    """Utterances that the leak check did not let pass."""
    return sum(bool(e.refused) for e in dialogue.exchanges)


def novelty(dialogue: Dialogue, places: Mapping[str, int]) -> float:
    """The mean place of the shown items in the owner's order, 0 for the first, 1 for the last; nan of none."""
    shown = [places[one] for e in dialogue.exchanges for one in (*e.shown, *e.later) if one in places]
    return sum(shown) / len(shown) / max(1, len(places) - 1) if shown else float("nan")


def ranked(dialogue: Dialogue, turn: int, k: int) -> float:
    """nDCG at k of what was on screen after that message (from 1), or after the last; nan of a dialogue without any."""
    if not dialogue.exchanges:
        return float("nan")
    return ndcg(dialogue.exchanges[min(turn, len(dialogue.exchanges)) - 1].shown, dialogue.targets, k)


def leaks(dialogues: Iterable[Dialogue], catalogue: Catalogue) -> tuple[int, int]:
    """(utterances that give away what was not shown yet, all utterances): read again from what was said."""
    found = said = 0
    for dialogue in dialogues:
        shown: set[str] = set()
        for words, after in (*((e.said, (*e.shown, *e.later)) for e in dialogue.exchanges), (dialogue.last_said, ())):
            hidden = [item for one in dialogue.targets if one not in shown and (item := catalogue.item(one))]
            said += bool(words)
            found += bool(leak(words, hidden))
            shown.update(after)
    return found, said


def figures(dialogues: Sequence[Dialogue], catalogue: Catalogue, *, turns: int, k: int) -> dict[str, Any]:
    """All figures of one group; `k` is how many items stand on a screen, ten at most."""
    places = catalogue.row_of
    values: dict[str, Value] = {f"success_{at}": _success(at) for at in AT}
    values |= {
        "turns": lambda d: turns_to(d, turns),
        "taken": lambda d: float(bool(d.took)),
        "reward": reward,
        "satisfaction": satisfaction,
        "novelty": lambda d: novelty(d, places),
        "dead_ends": dead_ends,
        "repeated_questions": repeats,
        "messages": lambda d: float(len(d.exchanges)),
        "ms": lambda d: sum(e.ms for e in d.exchanges) / len(d.exchanges) if d.exchanges else float("nan"),
    }
    found: dict[str, Any] = {name: mean(dialogues, value) for name, value in values.items()}
    found["ndcg"] = {str(t): mean(dialogues, _ranked(t, k)) for t in range(1, turns + 1)}
    found["success_by_turn"] = {str(t): mean(dialogues, _success(t)) for t in range(1, turns + 1)}
    lengths = sorted({len(d.exchanges) for d in dialogues})
    found["reward_by_length"] = {str(n): mean([d for d in dialogues if len(d.exchanges) == n], reward) for n in lengths}
    found["coverage"] = coverage([(*e.shown, *e.later) for d in dialogues for e in d.exchanges], len(places))
    leaked, said = leaks(dialogues, catalogue)
    statements = [e for d in dialogues for e in d.exchanges]
    return found | {
        "dialogues": len(dialogues),
        "utterances": said,
        "leaks": leaked,
        "refused": sum(map(refusals, dialogues)),
        "statements": sum(e.checked for e in statements),
        "false": sum(len(e.false) for e in statements),
        "stuck": sum(d.stuck for d in dialogues),
        "errors": sum(bool(d.error) for d in dialogues),
    }


def mean(dialogues: Sequence[Dialogue], value: Value) -> Interval:
    """The mean of a value with its interval."""
    return interval([value(d) for d in dialogues])


def difference(ours: Sequence[Dialogue], theirs: Sequence[Dialogue], value: Value) -> Interval:
    """How much more ours has of a value than theirs, with the interval of the paired differences: the same people."""
    others = {(d.kind, d.person): value(d) for d in theirs}
    pairs = [value(d) - others[d.kind, d.person] for d in ours if (d.kind, d.person) in others]
    return interval(pairs)


def ahead(ours: Sequence[Dialogue], theirs: Sequence[Dialogue], *, turns: int) -> dict[str, Interval]:
    """The paired differences that decide: success at five turns, turns to success, satisfaction."""
    return {
        "success_5": difference(ours, theirs, _success(5)),
        "turns": difference(ours, theirs, lambda d: turns_to(d, turns)),
        "satisfaction": difference(ours, theirs, satisfaction),
    }


def grouped(dialogues: Iterable[Dialogue], by: Callable[[Dialogue], str]) -> dict[str, list[Dialogue]]:
    """Dialogues by what they have in common, in the order in which it first comes."""
    found: dict[str, list[Dialogue]] = {}
    for dialogue in dialogues:
        found.setdefault(by(dialogue), []).append(dialogue)
    return found


def faults(dialogues: Iterable[Dialogue], catalogue: Catalogue) -> list[str]:
    """What must never be, a line each: a leak, a crash, a stuck dialogue, a false statement."""
    every = list(dialogues)
    leaked, _ = leaks(every, catalogue)
    lines = [f"{leaked} utterances give something away"] if leaked else []
    for d in every:
        where = f"{d.system}, {d.kind}, {d.person}"
        lines += [f"{where}: {d.error}"] if d.error else []
        lines += [f"{where}: stuck at {d.exchanges[-1].answer!r}"] if d.stuck else []
        lines += [f"{where}: not so: {one}" for e in d.exchanges for one in e.false]
    return lines


def _success(at: int) -> Value:
    return lambda d: float(d.success is not None and d.success <= at)


def _ranked(turn: int, k: int) -> Value:
    return lambda d: ranked(d, turn, k)

"""Rankings are fitted and measured in turns, and nothing leaks from what is measured into what was fitted."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from chatbot.ladder import BEST, HAND, RUNGS, Course, Measured, draws, measure, parts, shuffled, weigh
from chatbot.replay import Case
from retrieval.learned import GROUPS, LEAST
from retrieval.retriever import Retriever
from retrieval.traces import Traces
from retrieval.wishes import ITEM, Preferences, Receipt, Wish


def case(number: int, named: str, taken: str, *, dialogue: str = "", person: str = "") -> Case:
    wishes = Preferences((Wish("want", ITEM, named, label=named, receipt=Receipt(0, named)),))
    history = ({"role": "user", "text": named, "mentions": (named,)},)
    return Case(f"c{number}", dialogue or f"d{number}", person, history, (taken,), wishes)


def habit(retriever: Retriever, dialogues: int, seed: int = 0) -> list[Case]:
    """Whoever names an item takes the one five rows on; nothing in the items says so."""
    chance, items = random.Random(seed), retriever.catalogue.items
    rows = [chance.randrange(12) for _ in range(dialogues)]
    return [case(n, items[row].id, items[(row + 5) % 12].id) for n, row in enumerate(rows)]


def course(retriever: Retriever, cases: list[Case]) -> Course:
    return Course.of(cases, retriever, retriever.shelf.encoder.encode, folds=5)


@pytest.fixture(scope="module")
def measured(retriever: Retriever) -> Measured:
    return measure(course(retriever, habit(retriever, 200)))


def test_a_habit_that_only_past_dialogues_tell_is_learnt(measured: Measured) -> None:
    hand, best = measured.ranks[HAND], measured.ranks[BEST]
    assert hand.recall(1).mean < 0.3 < 0.9 < best.recall(1).mean
    gain = best.gain(hand, 1)
    assert gain.low > 0.5 and gain.mean == pytest.approx(best.recall(1).mean - hand.recall(1).mean)
    assert best.recall(1).low <= best.recall(1).mean <= best.recall(1).high
    assert best.mrr.mean > 0.9 < best.ndcg.mean
    assert measured.ranks.keys() == RUNGS.keys()
    assert (measured.cases, measured.dialogues, len(best.before)) == (200, 200, 200)


def test_with_what_was_taken_dealt_out_anew_no_skill_is_left(retriever: Retriever) -> None:
    found = measure(shuffled(course(retriever, habit(retriever, 300))))
    for ranks in found.ranks.values():
        got = ranks.recall(1)
        assert got.low <= 1 / 11 + 0.03 and got.mean < 0.15, "one of eleven is chance"


def test_what_is_measured_counts_neither_for_weights_nor_as_a_past_dialogue(retriever: Retriever) -> None:
    """Each dialogue is of its own kind: only its own target could tell that it takes what it takes."""
    items = retriever.catalogue.items
    lone = [case(n, items[n].id, items[11 - n].id) for n in range(6)]
    at = course(retriever, lone)
    for place, part in enumerate(at.parts.tolist()):
        traces = at.traces(np.flatnonzero(at.parts != part).tolist())
        own = {retriever.catalogue.row_of[lone[place].taken[0]], at.moments[place].named[0]}
        assert {row for row in range(12) if traces.counts[row]}.isdisjoint(own)
        assert not traces.together(at.moments[place]).any()


def test_a_dialogue_and_a_person_are_of_one_part() -> None:
    chain = [
        case(0, "up", "x", dialogue="a", person="ann"), case(1, "up", "x", dialogue="b", person="ann"),
        case(2, "up", "x", dialogue="b", person="bob"), case(3, "up", "x", dialogue="c", person="bob"),
    ]  # fmt: skip
    others = [case(n, "up", "x") for n in range(4, 40)] + [case(40 + n, "up", "x", dialogue="d4") for n in range(3)]
    for seed in range(5):
        found = parts([*chain, *others], 5, seed)
        assert len(set(found[:4])) == 1
        assert len({found[4], *found[-3:]}) == 1
        assert set(found) == {0, 1, 2, 3, 4}


def test_what_fits_never_comes_from_the_part_it_is_fitted_on(
    retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = course(retriever, habit(retriever, 50))
    behind: list[set[int]] = []
    checked: list[bool] = []
    traces, columns = Course.traces, Course.columns

    def noted(self: Course, places: Sequence[int]) -> Traces:
        behind.append(set(self.parts[places].tolist()))
        return traces(self, places)

    def looked(self: Course, one: int, of: Traces) -> dict[str, Any]:
        checked.append(self.parts[one] not in behind[-1])
        return columns(self, one, of)

    monkeypatch.setattr(Course, "traces", noted)
    monkeypatch.setattr(Course, "columns", looked)
    measure(at)
    assert checked and all(checked)


def test_five_dialogues_leave_the_weights_near_the_hand_set_ones(retriever: Retriever) -> None:
    few = course(retriever, habit(retriever, 5))
    found = weigh(*draws(few, range(5)), RUNGS[BEST])
    assert all(0.7 < found[name] < 1.4 for name in GROUPS)
    many = course(retriever, habit(retriever, 300))
    assert weigh(*draws(many, range(300)), RUNGS[BEST])["together"] > 3 * found["together"]


def test_without_any_choice_the_weights_are_the_hand_set_ones(retriever: Retriever) -> None:
    nothing = course(retriever, [])
    found = weigh(*draws(nothing, []), RUNGS[BEST])
    assert found == {name: 1.0 if name in GROUPS else 0.0 for name in RUNGS[BEST]}


def test_what_was_asked_for_or_refused_never_counts_less_than_by_hand(retriever: Retriever) -> None:
    """Everybody takes what they refused, and the log must not teach to show it."""
    refused = Preferences((Wish("avoid", "mood", "scary"), Wish("want", "mood", "funny")))
    said = ({"role": "user", "text": "funny, nothing scary", "mentions": ()},)
    spiteful = [Case(f"c{n}", f"d{n}", "", said, ("hollow-house",), refused) for n in range(200)]
    found = weigh(*draws(course(retriever, spiteful), range(200)), RUNGS[BEST])
    assert all(found[name] >= LEAST[name] for name in GROUPS)
    assert found["avoided"] == 1.0 and found["category"] == 1.0 and found["popular"] > 0


def test_items_that_are_gone_and_cases_of_none_are_left_out(retriever: Retriever) -> None:
    cases = [case(0, "sold out", "up"), case(1, "up", "sold out"), case(2, "up", "ghost-train")]
    found = course(retriever, cases)
    assert [one.id for one in found.cases] == ["c0", "c2"]
    assert found.moments[0].named == () and found.taken[0] == (retriever.catalogue.row_of["up"],)

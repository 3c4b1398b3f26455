"""Figures of dialogues, whose right values are seen by eye."""

from __future__ import annotations

from dataclasses import replace

import pytest
from persons import NEED

from chatbot import outcomes
from chatbot.meeting import Dialogue, Exchange
from retrieval.catalogue import Catalogue
from retrieval.metrics import Interval

TARGETS = tuple(sorted(NEED.targets))


def dialogue(*exchanges: Exchange, took: str = "", left: str = "turns", name: str = "p", **more: str) -> Dialogue:
    made = Dialogue("ours", "agenda", name, "catalogue", "terse", "en", TARGETS, exchanges, took, left)
    return replace(made, **more)  # type: ignore[arg-type]


def exchange(*shown: str, said: str = "calm", answer: str = "Here.", asked: str = "") -> Exchange:
    return Exchange("tell", said, answer, shown, asked=asked)


QUICK = dialogue(exchange("cafe-amelie", "up"), took="cafe-amelie", left="taken")
LATE = dialogue(*[exchange("up")] * 6, exchange("bird-garden"), took="bird-garden", left="taken", name="q")
SETTLED = dialogue(exchange("up"), exchange("up"), took="up", left="taken")
FED_UP = dialogue(exchange("up"), left="fed up")


@pytest.mark.parametrize(
    ("one", "turns", "reward", "satisfied"),
    [(QUICK, 1, 0.95, 5), (LATE, 7, 0.65, 3), (SETTLED, 9, 0.4, 3), (FED_UP, 9, -0.25, 1)],
)
def test_turns_reward_and_satisfaction(one: Dialogue, turns: int, reward: float, satisfied: int) -> None:
    assert outcomes.turns_to(one, 8) == turns
    assert outcomes.reward(one) == pytest.approx(reward)
    assert outcomes.satisfaction(one) == satisfied


def test_a_dead_end_shows_nothing_and_asks_nothing() -> None:
    one = dialogue(exchange(answer="Nothing fits."), exchange(answer="Which mood?"), exchange("up"))
    assert outcomes.dead_ends(one) == 1


def test_a_field_asked_about_twice_is_a_repeated_question() -> None:
    one = dialogue(exchange(asked="mood"), exchange(), exchange(asked="mood"), exchange(asked="kind"))
    assert outcomes.repeats(one) == 1


def test_ndcg_by_turn_goes_on_with_the_last_screen() -> None:
    assert outcomes.ranked(QUICK, 1, 2) == pytest.approx(1 / (1 + 1 / 1.5849625), abs=1e-3)
    assert outcomes.ranked(QUICK, 5, 2) == outcomes.ranked(QUICK, 1, 2)
    assert outcomes.ranked(LATE, 1, 2) == 0
    assert outcomes.ranked(dialogue(), 1, 2) != outcomes.ranked(dialogue(), 1, 2)  # nan


def test_figures_of_a_group(games: Catalogue) -> None:
    found = outcomes.figures([QUICK, LATE], games, turns=8, k=4)
    assert [found[f"success_{at}"].mean for at in (1, 3, 5, 8)] == [0.5, 0.5, 0.5, 1.0]
    assert found["turns"].mean == 4
    assert found["coverage"] == pytest.approx(3 / 12)
    assert (found["dialogues"], found["utterances"], found["leaks"]) == (2, 8, 0)
    assert {n: one.mean for n, one in found["reward_by_length"].items()} == pytest.approx({"1": 0.95, "7": 0.65})
    assert found["success_8"] == Interval(1.0, 1.0, 1.0)


def test_a_leak_is_found_again_in_what_was_said(games: Catalogue) -> None:
    told = dialogue(exchange("up", said="I want Café Amélie"), exchange("cafe-amelie"), exchange(said="Café Amélie!"))
    assert outcomes.leaks([told], games) == (1, 3)
    assert outcomes.leaks([replace(told, last_said="Garden of Birds")], games) == (2, 4)


def test_differences_are_of_the_same_people() -> None:
    ours, theirs = [QUICK, LATE], [replace(LATE, person="p"), replace(LATE, person="q")]
    found = outcomes.ahead(ours, theirs, turns=8)
    assert found["success_5"].mean == 0.5
    assert found["turns"].mean == -3
    assert outcomes.difference(ours, [], outcomes.reward).mean != 0  # nan: nobody in common


def test_faults_are_told_one_by_one(games: Catalogue) -> None:
    assert outcomes.faults([QUICK], games) == []
    broken = replace(
        dialogue(*[exchange("up", said="more")] * 3), error="LLMError: no", exchanges=(
            replace(exchange("up"), false=("Up: calm",)), *[exchange("up")] * 3),
    )  # fmt: skip
    leaky = dialogue(exchange(said="Garden of Birds"))
    assert outcomes.faults([broken, leaky], games) == [
        "1 utterances give something away",
        "ours, agenda, p: LLMError: no",
        "ours, agenda, p: stuck at 'Here.'",
        "ours, agenda, p: not so: Up: calm",
    ]

"""How far a training is, by a clock that is set by hand."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from chatbot.pace import Clock


class Hands:
    """A clock that shows what it was set to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hands() -> Hands:
    return Hands()


def test_without_a_cap_steps_alone_count(hands: Hands) -> None:
    clock = Clock(0, 10, hands)
    hands.now += 30
    assert [clock.share(step) for step in (0, 5, 10, 11)] == [0, 0.5, 1, 1]
    assert [clock.left(step) for step in (0, 5, 10)] == [0, 30, 0]  # before the first step nothing is known


def test_with_a_cap_what_comes_first_counts(hands: Hands) -> None:
    clock = Clock(2, 100, hands)
    hands.now += 30
    assert [clock.share(step) for step in (0, 10, 50)] == [0.25, 0.25, 0.5]
    assert [clock.left(step) for step in (0, 10, 50)] == [90, 90, 30]
    hands.now += 300
    assert [(clock.share(step), clock.left(step)) for step in (1, 100)] == [(1, 0), (1, 0)]


def test_steps_of_an_earlier_run_say_nothing_of_the_pace(hands: Hands) -> None:
    clock = Clock(0, 100, hands)
    clock.begin(40)
    hands.now += 30
    assert (clock.share(50), clock.left(50), clock.left(40)) == (0.5, 150, 0)


def test_the_rate_rises_over_a_twentieth_and_falls_to_nothing(hands: Hands) -> None:
    clock = Clock(0, 100, hands)
    assert [clock.rate(step) for step in (0, 1, 4)] == [pytest.approx(share, rel=0.01) for share in (0.2, 0.4, 1.0)]
    assert [clock.rate(step) for step in (25, 50, 75, 100)] == pytest.approx([0.8536, 0.5, 0.1464, 0], abs=1e-4)
    rates = [clock.rate(step) for step in range(4, 101)]
    assert rates == sorted(rates, reverse=True)


def test_the_rate_falls_with_the_minutes_where_they_end_first(hands: Hands) -> None:
    clock = Clock(1, 1000, hands)
    hands.now += 30
    assert clock.rate(100) == pytest.approx(0.5)
    hands.now += 30
    assert clock.rate(200) == pytest.approx(0)


def test_a_single_step_has_the_whole_rate(hands: Hands) -> None:
    assert Clock(0, 1, hands).rate(0) == 1


def test_the_watcher_stops_a_training_whose_time_is_up(hands: Hands, capsys: pytest.CaptureFixture[str]) -> None:
    """It has the trainer look at the held back lessons and save once more before it ends."""
    pytest.importorskip("transformers")
    from chatbot.pace import watcher

    watching = watcher(Clock(1, 10, hands))
    state = SimpleNamespace(is_world_process_zero=True, max_steps=10, global_step=0)
    control = SimpleNamespace(should_training_stop=False, should_evaluate=False, should_save=False)
    watching.on_train_begin(None, state, control)
    state.global_step = 1
    hands.now += 30
    watching.on_step_end(None, state, control)
    assert set(vars(control).values()) == {False}
    watching.on_log(None, state, control, logs={"loss": 1.25, "lr": 0.1})
    hands.now += 30
    state.global_step = 2
    watching.on_step_end(None, state, control)
    assert set(vars(control).values()) == {True}
    watching.on_train_end(None, state, control)
    said = capsys.readouterr().err
    assert ("2/10" in said, "loss=1.250" in said, "min left=0" in said) == (True, True, True)


def test_a_second_process_draws_nothing(hands: Hands, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("transformers")
    from chatbot.pace import watcher

    watching = watcher(Clock(0, 1, hands))
    state = SimpleNamespace(is_world_process_zero=False, max_steps=1, global_step=1)
    control = SimpleNamespace(should_training_stop=False)
    watching.on_train_begin(None, state, control)
    watching.on_step_end(None, state, control)
    watching.on_log(None, state, control, logs={"loss": 1.25})
    watching.on_train_end(None, state, control)
    assert (control.should_training_stop, capsys.readouterr().err) == (True, "")

"""The owner's page opens for the password alone, for some hours, and not for who keeps trying."""

from __future__ import annotations

import pytest

from chatbot.login import HOURS, MOST_ADDRESSES, TRIES, WINDOW, Login, TooManyTriesError


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_the_password_lets_in_until_one_leaves_or_the_hours_are_over() -> None:
    clock = Clock()
    login = Login("a long password", clock)
    first, second = (login.enter("a long password", "here") for _ in range(2))
    assert first and second and first != second
    assert login.knows(first) and login.knows(second) and not login.knows("") and not login.knows("x")
    login.leave(first)
    assert not login.knows(first) and login.knows(second)
    clock.now += HOURS * 3600
    assert not login.knows(second)


@pytest.mark.parametrize("wrong", ["", "a long passwor", "a long password ", "A long password", "\ud800"])
def test_anything_else_does_not(wrong: str) -> None:
    assert Login("a long password").enter(wrong, "here") is None


def test_who_was_wrong_too_often_waits_and_others_do_not() -> None:
    clock = Clock()
    login = Login("right and long", clock)
    for _ in range(TRIES):
        assert login.enter("wrong", "there") is None
    with pytest.raises(TooManyTriesError):
        login.enter("right and long", "there")
    assert login.enter("right and long", "here")
    clock.now += WINDOW + 1
    assert login.enter("right and long", "there")


def test_many_addresses_take_bounded_memory_and_the_oldest_are_forgotten() -> None:
    login = Login("right and long", Clock())
    for number in range(MOST_ADDRESSES + 10):
        login.enter("wrong", str(number))
    assert len(login._wrong) == MOST_ADDRESSES and "0" not in login._wrong

"""Something that changes at run time is taken when it is ready, and never half."""

from __future__ import annotations

import threading

from serving import wait_for

from chatbot.following import Following


class Thing:
    """A thing that changes when its stamp does."""

    def __init__(self) -> None:
        self.stamp, self.go, self.failures = 0, threading.Event(), []  # type: ignore[var-annotated]
        self.go.set()

    def open(self) -> str:
        stamp = self.stamp
        assert self.go.wait(5)
        if stamp == 13:
            raise OSError("unlucky")
        return f"edition {stamp}"

    def following(self, first: str | None = None) -> Following[str]:
        return Following(
            self.open,
            stamp=lambda: self.stamp,
            expected=(OSError,),
            failed=self.failures.append,
            first=(first, self.stamp) if first else None,
        )


def test_a_change_is_followed_while_the_old_one_serves() -> None:
    thing = Thing()
    following = thing.following()
    assert following.current() == "edition 0"
    thing.go.clear()
    thing.stamp = 1
    assert [following.current() for _ in range(10)] == ["edition 0"] * 10
    thing.go.set()
    wait_for(lambda: following.current() == "edition 1")


def test_what_changes_again_while_it_is_opened_is_opened_again() -> None:
    thing = Thing()
    following = thing.following("given")
    assert following.current() == "given"
    thing.go.clear()
    thing.stamp = 1
    following.current()
    thing.stamp = 2
    thing.go.set()
    wait_for(lambda: following.current() == "edition 2")


def test_what_cannot_be_opened_changes_nothing_and_is_told_once() -> None:
    thing = Thing()
    following = thing.following()
    thing.stamp = 13
    wait_for(lambda: following.current() == "edition 0" and bool(thing.failures))
    assert [following.current() for _ in range(5)] == ["edition 0"] * 5
    assert list(map(str, thing.failures)) == ["unlucky"]
    thing.stamp = 14
    wait_for(lambda: following.current() == "edition 14")


def test_a_stand_in_counts_until_it_is_ready() -> None:
    thing = Thing()
    following = thing.following()
    following.put("stand-in")
    assert following.current() == "stand-in"

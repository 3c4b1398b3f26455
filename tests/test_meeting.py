"""The loop between a person and a host: messages and clicks are passed on, leaks are not, and it ends."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from persons import NEED, Showing, person

from chatbot.llm import LLMUnavailable
from chatbot.meeting import Card, Dialogue, Exchange, Meeting, Reply, Screen, dialogue_from
from chatbot.statements import Statements
from chatbot.talk import Act
from retrieval.catalogue import Catalogue


class Says:
    """A listener that does these things in turn, and keeps what it saw."""

    def __init__(self, *replies: Reply) -> None:
        self._replies = list(replies)
        self.saw: list[Screen] = []

    def listen(self, screen: Screen) -> Reply:
        self.saw.append(screen)
        return self._replies.pop(0) if self._replies else Reply(Act("more"), "others?")


def meet(games: Catalogue, listener: Says, host: Showing, turns: int = 4) -> Dialogue:
    return Meeting(person(), "test", listener, host, games, turns, Statements(games)).hold()


def say(text: str, spare: str = "") -> Reply:
    return Reply(Act("tell"), text, spare=spare)


TAKES = Reply(Act("take"), "I'll take it", (("cafe-amelie", "like"),), "cafe-amelie", True)


def test_a_target_that_is_taken_is_a_success_at_its_turn(games: Catalogue) -> None:
    host = Showing(["up"], ["cafe-amelie", "up"])
    dialogue = meet(games, Says(say("calm"), say("family"), TAKES), host)
    assert (dialogue.success, dialogue.left, dialogue.took) == (2, "taken", "cafe-amelie")
    assert host.said == ["calm", "family"]
    assert host.clicked == [("cafe-amelie", "like")]
    assert [e.shown for e in dialogue.exchanges] == [("up",), ("cafe-amelie", "up")]
    assert dialogue.last_said == "I'll take it"


def test_another_item_is_no_success(games: Catalogue) -> None:
    takes = Reply(Act("take"), "that", takes="up", leaves=True)
    assert meet(games, Says(say("calm"), takes), Showing(["up"])).success is None


def test_it_ends_when_there_are_no_more_turns(games: Catalogue) -> None:
    listener = Says()
    dialogue = meet(games, listener, Showing(["up"]), turns=3)
    assert (len(dialogue.exchanges), dialogue.left) == (3, "turns")
    assert len(listener.saw) == 4  # they look at the last screen too
    assert dialogue.stuck


def test_clicks_change_the_screen_without_a_message(games: Catalogue) -> None:
    clicks = Reply(Act("react"), clicks=(("up", "dislike"),))
    listener, host = Says(say("calm"), clicks, say("more")), Showing(["up"])
    dialogue = meet(games, listener, host, turns=2)
    assert host.clicked == [("up", "dislike")]
    assert dialogue.exchanges[0].clicks == (("up", "dislike"),)
    assert [screen.fresh for screen in listener.saw[:3]] == [True, True, False]


def test_what_gives_a_target_away_is_not_said(games: Catalogue) -> None:
    host = Showing(["up"])
    dialogue = meet(games, Says(say("I want Café Amélie", "something calm"), say("Garden of Birds!")), host, turns=2)
    assert host.said == ["something calm", "…"]
    assert [e.refused for e in dialogue.exchanges] == ["I want Café Amélie", "Garden of Birds!"]


def test_nothing_at_all_is_never_sent(games: Catalogue) -> None:
    host = Showing(["up"])
    clicks = [Reply(Act("react"), clicks=(("up", "like"),))] * 9
    dialogue = meet(games, Says(say("calm"), *clicks), host, turns=3)
    assert host.said[1] == "…"
    assert len(dialogue.exchanges) == 3


def test_what_was_shown_may_be_named(games: Catalogue) -> None:
    host = Showing(["cafe-amelie"])
    dialogue = meet(games, Says(say("calm"), say("Café Amélie is too small")), host, turns=2)
    assert dialogue.exchanges[1].refused == ""


def test_false_statements_are_counted(games: Catalogue) -> None:
    host = Showing(Screen("Here.", (Card("up", "Calm."), Card("cafe-amelie", "Calm."))))
    dialogue = meet(games, Says(say("calm")), host, turns=1)
    assert (dialogue.exchanges[0].checked, dialogue.exchanges[0].false) == (2, ("Up: Calm",))


def test_an_expected_error_ends_it_and_is_told(games: Catalogue) -> None:
    class Broken(Showing):
        def say(self, text: str) -> Screen:
            raise LLMUnavailable("gone")

    meeting = Meeting(person(), "test", Says(say("calm")), Broken(), games, 4, Statements(games))
    dialogue = meeting.hold((LLMUnavailable,))
    assert (dialogue.left, dialogue.error) == ("error", "LLMUnavailable: gone")
    with pytest.raises(LLMUnavailable):
        Meeting(person(), "test", Says(say("calm")), Broken(), games, 4, Statements(games)).hold()


def test_a_dialogue_survives_json(games: Catalogue) -> None:
    clicks = Reply(Act("react"), clicks=(("up", "dislike"),))
    dialogue = meet(games, Says(say("calm"), clicks, say("more"), TAKES), Showing(["up"], ["cafe-amelie"]))
    assert dialogue_from(json.loads(json.dumps(dialogue.json()))) == dialogue


def test_stuck_is_the_same_screen_three_times() -> None:
    def held(*shown: Sequence[str]) -> Dialogue:
        exchanges = tuple(Exchange("more", "more", "Here.", tuple(s)) for s in shown)
        return Dialogue("s", "k", "p", "catalogue", "terse", "en", tuple(NEED.targets), exchanges)

    assert held("a", "a", "a").stuck
    assert not held("a", "a", "b", "a").stuck

"""A bot behind its REST API: people see the same there as in this process, and other servers' forms are read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from persons import person
from serving import bot_of, serving

from chatbot.afar import HostError, OverHTTP
from chatbot.hosts import InProcess
from retrieval.retriever import Retriever


def test_the_same_is_seen_as_in_this_process(retriever: Retriever, tmp_path: Path) -> None:
    bot = bot_of(retriever, tmp_path)
    here = InProcess(bot).visit(person())
    with serving(bot) as url:
        there = OverHTTP(url).visit(person())
        ours, theirs = here.say("something calm, no ghosts"), there.say("something calm, no ghosts")
        assert (theirs.text, theirs.ids, theirs.chips) == (ours.text, ours.ids, ours.chips)
        assert [card.reason for card in theirs.cards] == [card.reason for card in ours.cards]
        clicked = there.click(theirs.ids[0], "dislike")
        assert clicked.ids == here.click(ours.ids[0], "dislike").ids and not clicked.fresh
    opened = [event.body["origin"] for event in bot.store.events(kind="session")]
    assert opened == ["simulated", "simulated"]


def test_nobody_listens_there() -> None:
    with pytest.raises(HostError, match=r"http://127\.0\.0\.1:9/api/sessions did not answer"):
        OverHTTP("http://127.0.0.1:9").visit(person())


class Told(OverHTTP):
    """A server that answers this to every message."""

    answer = ""

    def ask(self, path: str, body: Mapping[str, str]) -> str:
        return '{"session": "s"}' if path.endswith("/sessions") else self.answer


@pytest.mark.parametrize(
    ("answer", "ids", "reason"),
    [
        (json.dumps({"text": "Here", "items": [{"id": "a"}, {"title": "no id"}]}), ("a",), ""),
        ('event: items\ndata: {"items": [{"id": 7, "reason": "Old."}]}\n\nevent: words\n'
         'data: {"item_id": "7", "text": "New.", "final": true}\n\n', ("7",), "New."),
    ],
)  # fmt: skip
def test_other_forms_are_read(answer: str, ids: tuple[str, ...], reason: str) -> None:
    host = Told("http://there")
    object.__setattr__(host, "answer", answer)
    screen = host.visit(person()).say("hi")
    assert (screen.ids, screen.cards[0].reason) == (ids, reason)


@pytest.mark.parametrize("answer", ["[1]", "data: nothing\n\n", 'event: error\ndata: {"error": "too busy"}\n\n'])
def test_what_cannot_be_read_is_told(answer: str) -> None:
    host = Told("http://there")
    object.__setattr__(host, "answer", answer if "data" in answer else "{broken")
    with pytest.raises(HostError, match=re.compile("JSON|too busy")):
        host.visit(person()).say("hi")

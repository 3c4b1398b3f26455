"""The bot as something to talk to: what a visitor sees, and what the log says of it."""

from __future__ import annotations

from conftest import MemoryStore
from persons import person

from chatbot.bot import Bot
from chatbot.hosts import InProcess
from retrieval.retriever import Retriever


def test_it_answers_as_the_bot_does_and_the_log_says_simulated(retriever: Retriever) -> None:
    store = MemoryStore()
    bot = Bot(retriever, None, store)
    visit = InProcess(bot).visit(person())
    screen = visit.say("something calm, no ghosts")
    assert screen.text.startswith("Only 3 games with all of that: calm, no ghosts")
    assert screen.ids == ("moon-harvest", "cafe-amelie", "bird-garden")
    assert screen.cards[0].reason == "Calm."
    after = visit.click("moon-harvest", "dislike")
    assert not after.fresh and "moon-harvest" not in after.ids
    opened = next(iter(store.events(kind="session")))
    assert (opened.session, opened.body["origin"], opened.body["language"]) == (visit.id, "simulated", "en")

"""One dialogue to read: what was said, answered, shown and pressed, in order."""

from __future__ import annotations

from conftest import MemoryStore

from chatbot.bot import Bot
from chatbot.dialogue import Event, Reaction
from chatbot.transcript import Line, transcript
from retrieval.retriever import Retriever


def test_a_dialogue_is_told_in_order(retriever: Retriever) -> None:
    store = MemoryStore()
    bot = Bot(retriever, None, store)
    session = bot.open()
    shown = bot.ask("something calm about space", session).shown
    first = shown.hits[0].item
    bot.why(session, first.id)
    bot.react(session, Reaction(first.id, "like"))
    bot.edit(session, "want:mood=calm", "remove")
    bot.ask("thanks", session)
    store.append(
        [
            Event(session.id, "comment", {"item_id": first.id, "text": "lovely"}),
            Event(session.id, "label", {"label": "good"}),
        ]
    )
    lines = list(transcript(store.events()))
    kinds = [line.kind for line in lines]
    assert kinds[:5] == ["said", "answer", "shown", "why", "reaction"]
    assert kinds[-4:] == ["said", "answer", "comment", "label"]
    said, answer, screen, _, reaction = lines[:5]
    assert (said.text, answer.text, answer.detail) == ("something calm about space", shown.text, "rules")
    assert [title for title, _ in screen.items] == [h.item.title for h in shown.hits]
    assert [reason for _, reason in screen.items] == [shown.reasons[h.item.id].text for h in shown.hits]
    assert (reaction.text, reaction.detail) == (first.title, "like")
    assert Line("edit", 0, "want:mood=calm", "remove") in [Line(e.kind, 0, e.text, e.detail) for e in lines]
    assert (lines[-2].text, lines[-2].detail) == ("lovely", first.title)


def test_a_screen_that_stays_is_told_once(retriever: Retriever) -> None:
    store = MemoryStore()
    bot = Bot(retriever, None, store)
    session = bot.open()
    bot.ask("something calm about space", session)
    bot.ask("thanks", session)
    assert [line.kind for line in transcript(store.events())] == ["said", "answer", "shown", "said", "answer"]

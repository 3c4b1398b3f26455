"""How far an answer is that is under way."""

from __future__ import annotations

from chatbot.dialogue import Done, Reason, Words
from chatbot.growing import Events, Progress


def test_events_are_taken_as_far_as_they_are_there() -> None:
    events, progress = Events(), Progress()
    events.put(Words(Reason("a", "It"), False))
    events.put(Words(Reason("b", "So"), False))
    progress.take(events)
    assert progress == Progress({"a": "It", "b": "So"})
    events.put(Words(Reason("a", "It is."), True))
    events.put(Done({}))
    progress.take(events)
    assert progress == Progress({"b": "So"}, done=True)
    events.put(None)
    progress.take(events)
    assert progress == Progress({"b": "So"}, done=True, over=True)

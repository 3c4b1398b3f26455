"""The loop closed: a like moves the order, and what is learnt from more dialogues is worth more on those held back."""

from __future__ import annotations

from pathlib import Path

import pytest
from serving import bot_of
from test_ladder import course, habit

from chatbot.loop import LoopError, learning, turned
from chatbot.store import SQLiteStore
from chatbot.tastes import Tastes
from retrieval.retriever import Retriever


def test_a_like_changes_the_order_and_is_in_the_log(retriever: Retriever, tmp_path: Path) -> None:
    with SQLiteStore(tmp_path / "log.db") as store:
        from dataclasses import replace

        bot = replace(bot_of(retriever, tmp_path), store=store, tastes=Tastes(store))
        found = turned(bot, "recommend something")
        assert found.liked and found.ms > 0
        assert any(move.before != move.after for move in found.moves)
        assert found.liked not in {move.title for move in found.moves}
        for side in ("before", "after"):
            places = sorted(place for move in found.moves if (place := getattr(move, side)))
            assert len(places) == len(set(places)) and places[0] <= 2
        reactions = [event.body["kind"] for event in store.events() if event.kind == "reaction"]
        assert reactions == ["like"]
        with pytest.raises(LoopError, match="fewer than 99 items"):
            turned(bot, "recommend something", place=99)


def test_the_more_dialogues_the_more_is_learnt_of_a_habit(retriever: Retriever) -> None:
    by_hand, steps = learning(course(retriever, habit(retriever, 200)))
    assert [step.dialogues for step in steps] == [10, 20, 40, 80, 160]
    assert by_hand.recall(1).mean < 0.3 < 0.9 < steps[-1].ranks.recall(1).mean
    assert steps[0].ranks.recall(1).mean < steps[-1].ranks.recall(1).mean
    assert all(len(step.ranks.before) == len(by_hand.before) for step in steps)


def test_too_few_dialogues_are_said(retriever: Retriever) -> None:
    with pytest.raises(LoopError, match="too few"):
        learning(course(retriever, habit(retriever, 12)))

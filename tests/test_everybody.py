"""What is expected of everybody is learnt from the log or from ratings, kept, and opened."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from conftest import MemoryStore
from test_ratings import CALM, given
from test_trust import visit

from chatbot import everybody, learnt
from chatbot.dialogue import Event
from chatbot.everybody import PART, EverybodyError, following, keep, learn, of_log, of_ratings, opened, reacted
from chatbot.learnt import USUAL, LearntError
from chatbot.reactions import usual
from retrieval.catalogue import Catalogue, Item
from retrieval.prior import Prior
from retrieval.retriever import Retriever
from retrieval.traits import traits


def test_the_log_is_learnt_from_as_far_as_people_are_believed(games: Catalogue) -> None:
    store = MemoryStore()
    ids = [item.id for item in games.items]
    for person in range(4):
        events = visit(f"p{person}", "abcdefgh")
        store.append([Event(e.session, e.kind, {**e.body, **({"item_id": ids[n % 12]} if n else {})}, at=e.at)
                      for n, e in enumerate(events)])  # fmt: skip
    told = of_log(store, usual())
    assert len(told) == 32
    found = reacted(told, games)
    assert found.weights is not None and 0.5 < found.weights.min() < 1
    assert set(found.people.tolist()) == {0, 1, 2, 3}


def test_ratings_are_learnt_from_kept_and_opened(games: Catalogue, retriever: Retriever, tmp_path: Path) -> None:
    told = of_ratings(given(games), usual())
    made = learn(told, retriever)
    assert made.reactions == 720 and made.people == 60
    near = made.prior.places @ made.prior.places.T
    calm = [games.row_of[item] for item in CALM]
    others = [row for row in range(12) if row not in calm]
    assert near[np.ix_(calm, calm)].mean() > near[np.ix_(calm, others)].mean() + 0.5
    version = keep(tmp_path, games, made)
    learnt.take(tmp_path, games.name, PART, version.name)
    kept = opened(tmp_path, games)
    assert kept is not None and np.allclose(kept.places, made.prior.places)


def test_how_many_pushers_are_withstood_is_the_owners_to_say(games: Catalogue, retriever: Retriever) -> None:
    told = of_ratings(given(games), usual())
    usual_, trusting, wary = (learn(told, retriever, **more).prior for more in ({}, {"hostile": 0.0}, {"hostile": 0.4}))
    plain = Prior.learn(reacted(told, games), traits(games, retriever.vectors), hostile=0.0)
    assert np.allclose(trusting.places, plain.places)
    moved = [float(np.abs(one.places - plain.places).mean()) for one in (usual_, wary)]
    assert 0 < moved[0] < moved[1]


def test_an_item_that_it_does_not_know_is_an_average_one(
    games: Catalogue, retriever: Retriever, tmp_path: Path
) -> None:
    version = keep(tmp_path, games, learn(of_ratings(given(games), usual()), retriever))
    learnt.take(tmp_path, games.name, PART, version.name)
    more = Catalogue(games.name, games.fields, (*games.items[:3], Item("new", "New")), games.talk, games.degrees)
    kept = following(tmp_path)(more)
    assert kept is not None and kept.places.shape[0] == 4
    assert not kept.places[3].any() and kept.draws[3] == 0


def test_too_few_reactions_are_said(retriever: Retriever) -> None:
    with pytest.raises(EverybodyError, match=r"0 reactions to items of Games are fewer than 200"):
        learn({}, retriever)


def test_nothing_counts_where_nothing_was_learnt_or_it_is_damaged(
    games: Catalogue, retriever: Retriever, tmp_path: Path
) -> None:
    follow = following(tmp_path)
    assert follow(games) is None
    version = keep(tmp_path, games, learn(of_ratings(given(games), usual()), retriever))
    learnt.take(tmp_path, games.name, PART, version.name)
    folder = learnt.checked(tmp_path, games.name, PART, version.name)
    assert follow(games) is not None
    (folder / f"{everybody.NAME}.npz").write_bytes(b"broken")
    with pytest.raises(LearntError, match="not as they were written"):
        opened(tmp_path, games)
    learnt.take(tmp_path, games.name, PART, USUAL)
    assert follow(games) is None

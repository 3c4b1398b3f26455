"""What a ranking has learnt is kept in versions, opened for the catalogue as it is now, and followed."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import HashedWords

from chatbot import learnt, rankings
from chatbot.learnt import Figure, LearntError
from retrieval.catalogue import Catalogue
from retrieval.retriever import Retriever
from retrieval.traces import Episode, Moment
from retrieval.wishes import ITEM, Preferences, Wish

BETTER, WORSE = Figure("nDCG@10", 0.1, 0.2), Figure("nDCG@10", 0.2, 0.1)
WEIGHTS = {"category": 1.5, "together": 0.8, "similar": 0.3, "popular": 0.2}
LIKES = Preferences((Wish("want", ITEM, "moon-harvest", label="Moon Harvest"),))


def past(retriever: Retriever) -> list[Episode]:
    row = retriever.catalogue.row_of
    said = retriever.shelf.encoder.encode(["Moon Harvest"])[0]
    known = [Episode(n, Moment(said, (row["moon-harvest"],)), (row["star-pirates"],)) for n in range(3)]
    return [*known, Episode(3, Moment(None, ()), (row["up"], row["ghost-train"]))]


def kept(home: Path, retriever: Retriever, figure: Figure = BETTER) -> str:
    made = rankings.keep(home, retriever.shelf, WEIGHTS, past(retriever), figure=figure, facts={"dialogues": 4})
    return made.name


def test_what_was_learnt_comes_back(retriever: Retriever, tmp_path: Path) -> None:
    assert rankings.opened(tmp_path, retriever.shelf) is None
    kept(tmp_path, retriever)
    found = rankings.opened(tmp_path, retriever.shelf)
    assert found is not None and {k: v for k, v in found.weights.items() if v not in (0, 1)} == WEIGHTS
    row = retriever.catalogue.row_of
    counted = {"moon-harvest": 3, "star-pirates": 3, "up": 1, "ghost-train": 1}
    assert {item: int(found.traces.counts[row[item]]) for item in counted} == counted
    said = retriever.shelf.encoder.encode(["Moon Harvest"])[0]
    assert found.traces.similar(Moment(said)).argmax() == row["star-pirates"]


def test_one_that_is_worse_does_not_count(retriever: Retriever, tmp_path: Path) -> None:
    name = kept(tmp_path, retriever, WORSE)
    assert rankings.opened(tmp_path, retriever.shelf) is None
    assert rankings.opened(tmp_path, retriever.shelf, name) is not None


def test_an_item_that_is_gone_and_another_encoder_are_no_harm(retriever: Retriever, tmp_path: Path) -> None:
    kept(tmp_path, retriever)
    games = retriever.catalogue
    fewer = replace(games, items=tuple(item for item in games.items if item.id not in ("star-pirates", "up")))
    reads = HashedWords()
    reads.name = "another"
    shelf = Retriever(fewer, reads).shelf
    found = rankings.opened(tmp_path, shelf)
    assert found is not None
    assert found.traces.counts.sum() == 4 and len(found.traces.counts) == 10
    assert not found.traces.similar(Moment(shelf.encoder.encode(["Moon Harvest"])[0])).any()


def test_what_is_kept_names_nobody_and_holds_no_words(retriever: Retriever, tmp_path: Path) -> None:
    folder = learnt.checked(tmp_path, retriever.catalogue.name, rankings.PART, kept(tmp_path, retriever))
    assert sorted(path.name for path in folder.iterdir()) == ["card.json", "past.json", "past.npz"]
    with np.load(folder / "past.npz") as found:
        assert sorted(found.files) == ["dialogues", "named", "named_of", "said", "spoken", "taken", "taken_of"]
        assert all(found[name].dtype.kind in "fib" for name in found.files)


def test_a_search_goes_by_it_and_back_again(games: Catalogue, tmp_path: Path) -> None:
    retriever = Retriever(games, HashedWords())
    usual = retriever.search(LIKES, 12)
    name = kept(tmp_path, retriever)
    retriever.learned = rankings.following(tmp_path, retriever.shelf)
    hits = retriever.search(LIKES, 12)
    assert hits[0].item.id == "star-pirates" != usual[0].item.id
    for hit in hits:
        assert hit.score == pytest.approx(sum(hit.terms.values()))
    assert {"together", "similar", "popular"} <= hits[0].terms.keys()
    learnt.take(tmp_path, games.name, rankings.PART, learnt.USUAL)
    until = time.monotonic() + 10
    while retriever.search(LIKES, 12) != usual:
        assert time.monotonic() < until, "the usual ranking did not come back"
        time.sleep(0.01)
    learnt.take(tmp_path, games.name, rankings.PART, name)
    while retriever.search(LIKES, 12) != hits:
        assert time.monotonic() < until, "the learnt ranking did not come back"
        time.sleep(0.01)


def test_a_damaged_version_leaves_the_usual_ranking(
    games: Catalogue, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    retriever = Retriever(games, HashedWords())
    folder = learnt.checked(tmp_path, games.name, rankings.PART, kept(tmp_path, retriever))
    (folder / "past.npz").write_bytes(b"half")
    with pytest.raises(LearntError, match="chatbot train ranking"):
        rankings.opened(tmp_path, retriever.shelf)
    usual = retriever.search(LIKES, 4)
    retriever.learned = rankings.following(tmp_path, retriever.shelf)
    assert retriever.search(LIKES, 4) == usual
    assert "chatbot models use ranking=usual" in caplog.text

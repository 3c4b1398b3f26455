"""How like items are to those that were named: in meaning, years and titles."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import HashedWords

from retrieval.catalogue import Catalogue
from retrieval.likeness import ERA, LIKENESS, NEAR, RELATED, Likeness
from retrieval.retriever import Retriever
from retrieval.traces import Moment


@pytest.fixture(scope="module")
def likeness(games: Catalogue) -> Likeness:
    return Likeness(Retriever(games, HashedWords()).shelf)


def test_each_finds_its_own(likeness: Likeness, games: Catalogue) -> None:
    row = games.row_of
    found = likeness.columns(Moment(named=(row["fjord-race-1999"],)))
    best = {name: [games.items[at].id for at in np.argsort(-column)[:2]] for name, column in found.items()}
    assert best[NEAR] == ["fjord-race-1999", "fjord-race-2015"]
    assert best[RELATED] == ["fjord-race-1999", "fjord-race-2015"]
    assert best[ERA] == ["fjord-race-1999", "moon-harvest"]
    assert found[ERA][row["detective-alley"]] == 0  # of an unknown year


def test_where_nothing_was_named_nothing_is_said(likeness: Likeness) -> None:
    found = likeness.columns(Moment())
    assert found.keys() == set(LIKENESS)
    assert not np.array(list(found.values())).any()


def test_what_was_named_last_counts_most(likeness: Likeness, games: Catalogue) -> None:
    old, new = games.row_of["ghost-train"], games.row_of["long-voyage"]
    assert likeness.era(Moment(named=(old, new)))[new] > likeness.era(Moment(named=(new, old)))[new]
    unknown = likeness.era(Moment(named=(games.row_of["detective-alley"],)))
    assert not unknown.any()


def test_some_rows_alone_are_as_they_are_among_all(likeness: Likeness, games: Catalogue) -> None:
    moment, rows = Moment(named=(games.row_of["fjord-race-1999"], games.row_of["up"])), np.array([7, 2, 9])
    whole, some = likeness.columns(moment), likeness.columns(moment, rows)
    assert all(np.allclose(some[name], whole[name][rows], atol=1e-6) for name in LIKENESS)
    assert likeness.near(Moment(), rows).tolist() == [0, 0, 0]

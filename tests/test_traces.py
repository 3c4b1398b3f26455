"""What past dialogues say of items, on a handful whose answers are seen by eye."""

from __future__ import annotations

import numpy as np

from retrieval.traces import FRESH, POPULAR, SIMILAR, TOGETHER, TRACES, Episode, Moment, Traces, rows_near

CALM, WILD = np.eye(2, dtype=np.float32)
PAST = [
    Episode(0, Moment(CALM, (0,)), (1,)),
    Episode(0, Moment(CALM, (0, 1)), (2,)),
    Episode(1, Moment(CALM, (0,)), (1,)),
    Episode(2, Moment(WILD, (4,)), (3,)),
]


def test_items_named_in_more_dialogues_are_more_popular() -> None:
    popular = Traces(PAST, 6).columns(Moment())[POPULAR]
    assert popular[0] == popular[1] > popular[2] == popular[3] > popular[5] == 0  # once a dialogue, however often


def test_together_are_those_of_the_same_dialogues() -> None:
    traces = Traces(PAST, 6)
    found = traces.columns(Moment(named=(0,)))[TOGETHER]
    assert found[1] > found[2] > 0
    assert found[[0, 3, 4, 5]].tolist() == [0, 0, 0, 0]
    assert not traces.columns(Moment(named=(5,)))[TOGETHER].any()
    last = traces.columns(Moment(named=(0, 4)))[TOGETHER]  # what was named last counts most
    first = traces.columns(Moment(named=(4, 0)))[TOGETHER]
    assert last[3] > first[3] and last[1] < first[1]


def test_similar_is_what_was_taken_where_people_spoke_alike() -> None:
    traces = Traces(PAST, 6)
    calm, wild = (traces.columns(Moment(said))[SIMILAR] for said in (CALM, WILD))
    assert calm.argmax() == 1 and wild.argmax() == 3
    assert calm[3] < 0.01 * calm[1]
    assert not traces.columns(Moment(named=(0,)))[SIMILAR].any()
    far = traces.columns(Moment(-CALM))[SIMILAR]
    assert far.max() < 0.02 * calm.max()  # nobody spoke like that, so that nobody tells


def test_fresh_are_the_years_that_people_take() -> None:
    years = np.array([2010, 2011, 2010, 1990, np.nan, 1990], np.float32)
    fresh = Traces([Episode(n, Moment(), (0, 1)) for n in range(9)], 6, years).columns(Moment())[FRESH]
    assert fresh[2] > 0 > fresh[3] == fresh[5] and fresh[4] == 0
    assert not Traces(PAST, 6).columns(Moment())[FRESH].any()


def test_without_past_dialogues_nothing_is_said() -> None:
    columns = Traces([], 3).columns(Moment(CALM, (0,)))
    assert columns.keys() == set(TRACES)
    assert not np.array(list(columns.values())).any()
    one = Traces([Episode(0, Moment(), (0,))], 1).columns(Moment(CALM, (0,)))
    assert np.isfinite(np.array(list(one.values()))).all()


def test_an_item_that_everybody_names_is_no_neighbour_of_all() -> None:
    everybody = [Episode(n, Moment(None, (0, 1 + n % 4)), ()) for n in range(40)]
    pairs = [Episode(40 + n, Moment(None, (5, 6)), ()) for n in range(10)]
    found = Traces([*everybody, *pairs, Episode(60, Moment(None, (5, 0)), ())], 8).columns(Moment(named=(5,)))[TOGETHER]
    assert found[6] > 4 * found[0]


def test_the_nearest_rows_come_first_and_none_that_is_not_meant() -> None:
    assert rows_near(np.array([0, 3, -1, 5, 3], np.float32), 2).tolist() == [3, 1]
    assert rows_near(np.zeros(3, np.float32), 2).tolist() == []

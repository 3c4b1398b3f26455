"""An item as a row of numbers."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from conftest import HashedWords

from retrieval.catalogue import Catalogue
from retrieval.traits import directions, scaled, traits


def test_values_numbers_and_vectors_count(games: Catalogue) -> None:
    vectors = HashedWords().encode([item.text for item in games.items])
    whole = traits(games, vectors)
    assert whole.dtype == np.float32
    assert whole.mean(0) == pytest.approx(np.zeros(whole.shape[1]), abs=1e-6)
    place = games.row_of
    near = whole @ whole[place["fjord-race-1999"]]
    assert near[place["fjord-race-2015"]] > near[place["cafe-amelie"]]
    fewer = traits(games, vectors, but=("mood", "year"))
    counts = Counter(value for item in games.items for value in item.values("mood"))
    moods = sum(count > 1 for count in counts.values())
    assert whole.shape[1] - fewer.shape[1] == moods + 2


def test_directions_keep_most_of_what_tells_items_apart(games: Catalogue) -> None:
    whole = traits(games, HashedWords().encode([item.text for item in games.items]))
    few = directions(whole, 6)
    assert few.shape == (12, 6)
    assert (few**2).sum(1).mean() == pytest.approx(1.0, abs=1e-5)
    assert np.corrcoef((few @ few.T).ravel(), (whole @ whole.T).ravel())[0, 1] > 0.9
    assert scaled(np.zeros((3, 2), np.float32)).tolist() == [[0, 0]] * 3


def test_what_people_say_brings_items_together(games: Catalogue) -> None:
    vectors = HashedWords().encode([item.text for item in games.items])
    ids = [item.id for item in games.items]
    praised = {ids[0]: {"": 0.8, "art": 0.9}, ids[5]: {"": 0.7, "art": 0.8}, ids[7]: {"": -0.5, "art": -0.9}}
    without, heard = traits(games, vectors), traits(games, vectors, said=praised | {"gone": {"art": 1.0}})
    assert heard.shape[1] == without.shape[1] + 2, "the item as a whole, and its art"
    more = heard @ heard.T - without @ without.T
    assert more[0, 5] > 1 > -1 > more[0, 7]
    assert traits(games, vectors, said={ids[0]: {"rare": 1.0}}).shape == without.shape

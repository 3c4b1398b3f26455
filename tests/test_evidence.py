"""Evidence whose right numbers are seen by eye, and that never looks at the rating it speaks for."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.catalogue import Catalogue
from retrieval.evidence import ITEM, OTHERS, PERSON, REVIEWS, WORDS, Evidence, Plain, Rated, Reviews


def rated(*triples: tuple[int, int, float]) -> Rated:
    people, rows, ratings = zip(*triples, strict=True)
    return Rated(np.array(people), np.array(rows), np.array(ratings, np.float32))


def rows(games: Catalogue, *ids: str) -> list[int]:
    return [games.row_of[one] for one in ids]


def test_what_is_expected_of_person_and_item_alone() -> None:
    known = rated(*[(0, 0, 5.0)] * 20, *[(1, 1, 1.0)] * 20)
    plain = Plain.of(known, 3)
    assert plain.mean == 3.0
    found = plain.expected(rated((0, 0, 0.0), (1, 1, 0.0), (9, 2, 0.0)))
    assert found.tolist() == pytest.approx([4.92, 1.08, 3.0], abs=0.01)


def test_who_rated_like_things_well_will_rate_this_one_well(games: Catalogue) -> None:
    house, train, up, garden = rows(games, "hollow-house", "ghost-train", "up", "bird-garden")
    known = rated((0, house, 5.0), (0, up, 1.0), (1, house, 1.0), (1, up, 5.0))
    evidence = Evidence(games)
    found = evidence.of(known, rated((0, train, 0.0), (0, garden, 0.0), (1, train, 0.0)))
    theme = found[:, evidence.groups["theme"]]
    assert theme[0, 0] > 0.3 > 0 > theme[1, 0]  # ghosts, birds
    assert theme[2, 0] == pytest.approx(-theme[0, 0], abs=1e-5)
    assert found.shape == (3, evidence.width)
    assert list(evidence.groups)[:2] == [PERSON, ITEM]
    assert {"kind", "mood", "maker", WORDS, "year", "price", OTHERS} <= set(evidence.groups)


def test_fields_can_be_left_out_and_reviews_added(games: Catalogue) -> None:
    reviews = Reviews({0: 0.5}, {0: {"price": 0.6, "rules": -0.4}}, {7: {"price": 0.5, "art": 0.5}})
    evidence = Evidence(games, but={"price", "mood"}, reviews=reviews)
    assert not {"price", "mood"} & set(evidence.groups)
    found = evidence.of(rated((0, 1, 3.0)), rated((7, 0, 0.0), (7, 1, 0.0)))
    assert found[:, evidence.groups[REVIEWS]].tolist() == [[0.5, 1.0, pytest.approx(0.3)], [0.0, 0.0, 0.0]]
    assert REVIEWS not in Evidence(games).groups


def test_others_with_the_same_taste_count(games: Catalogue) -> None:
    alike = [(person, row, 5.0 if (person + row) % 2 else 1.0) for person in range(8) for row in range(4)]
    known = rated(*alike, (20, 0, 1.0), (20, 2, 1.0), (20, 1, 5.0))
    evidence = Evidence(games)
    found = evidence.of(known, rated((20, 3, 0.0)))
    assert found[0, evidence.groups[OTHERS]][0] > 0.2


def test_a_rating_does_not_speak_for_itself(games: Catalogue) -> None:
    chance = np.random.default_rng(1)
    pairs = [(person, row) for person in range(12) for row in range(10)]
    known = rated(*((p, r, float(chance.integers(1, 6))) for p, r in pairs))
    evidence = Evidence(games)
    before = evidence.crossed(known)
    changed = Rated(known.people, known.rows, known.ratings.copy())
    changed.ratings[17] += 2
    after = evidence.crossed(changed)
    assert np.array_equal(before[17], after[17])
    assert not np.array_equal(before, after)
    asked = rated((3, 2, 1.0), (4, 5, 5.0))
    assert np.array_equal(evidence.of(known, asked), evidence.of(known, rated((3, 2, 5.0), (4, 5, 1.0))))


def test_nothing_is_known(games: Catalogue) -> None:
    evidence = Evidence(games)
    none = Rated(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32))
    assert evidence.of(none, rated((0, 0, 0.0))).tolist() == [[0.0] * evidence.width]

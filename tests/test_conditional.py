"""Weights are learnt from choices, little from few, and none turns against what it says."""

from __future__ import annotations

import numpy as np

from retrieval.conditional import fit, likelihood, scale


def chosen(weights: list[float], choices: int, seed: int = 0) -> np.ndarray:
    """Choices among 20 by people who weigh like that; the chosen one first."""
    random = np.random.default_rng(seed)
    terms = random.normal(size=(choices, 20, len(weights))).astype(np.float32)
    utility = terms @ np.array(weights) + random.gumbel(size=terms.shape[:2])
    for one, best in zip(terms, utility.argmax(1), strict=True):
        one[[0, best]] = one[[best, 0]]
    return terms


def test_the_weights_by_which_people_chose_are_found() -> None:
    terms = chosen([1.5, 0.5, 0.0], 3000)
    found = fit(terms, np.ones(3, np.float32))
    assert np.abs(found - [1.5, 0.5, 0.0]).max() < 0.1
    assert likelihood(terms, found)[0] > likelihood(terms, np.ones(3))[0]


def test_five_choices_hardly_move_them() -> None:
    prior = np.array([1.0, 0.0], np.float32)
    few, many = (fit(chosen([0.0, 2.0], n), prior) for n in (5, 3000))
    assert np.abs(few - prior).max() < 0.4 < 1.5 < many[1]
    assert np.abs(fit(chosen([0.0, 2.0], 0), prior) - prior).max() == 0


def test_no_weight_goes_below_its_least() -> None:
    terms = chosen([1.0, -1.0], 2000)
    found = fit(terms, np.ones(2, np.float32), least=np.array([0.0, 0.25], np.float32))
    assert found[1] == 0.25
    alone = fit(terms, np.ones(2, np.float32))
    assert alone[1] == 0 and alone[0] > 0.7


def test_terms_that_are_all_the_same_stay_as_they_were() -> None:
    terms = chosen([1.0], 500)
    flat = np.concatenate([terms, np.ones_like(terms), np.full_like(terms, 1e6)], 2)
    assert np.abs(fit(flat, np.array([1.0, 0.5, 0.25], np.float32))[1:] - [0.5, 0.25]).max() < 1e-3


def test_a_score_that_tells_nothing_is_hardly_trusted() -> None:
    assert 0.8 < scale(chosen([1.0], 2000)[:, :, 0]) < 1.2
    assert scale(chosen([0.0], 2000)[:, :, 0]) < 0.1
    assert scale(np.zeros((0, 5), np.float32)) == 1.0

"""Made-up catalogues: as many items as asked for, of real values, with vectors near real ones."""

from __future__ import annotations

import numpy as np
from conftest import HashedWords

from retrieval import haystack
from retrieval.catalogue import Catalogue
from retrieval.haystack import Perturbing, grown, perturbed

REAL = np.eye(4, 64, dtype=np.float32)


def test_vectors_are_of_unit_length_and_nearest_to_their_own_real_one() -> None:
    made = perturbed(REAL, 10)
    assert made.dtype == np.float32 and np.allclose(np.linalg.norm(made, axis=1), 1)
    assert (made @ REAL.T).argmax(1).tolist() == [0, 1, 2, 3, 0, 1, 2, 3, 0, 1]
    assert len(np.unique(made, axis=0)) == 10


def test_the_same_seed_gives_the_same_vectors() -> None:
    assert np.array_equal(perturbed(REAL, 9, seed=3), perturbed(REAL, 9, seed=3))
    assert not np.array_equal(perturbed(REAL, 9, seed=3), perturbed(REAL, 9, seed=4))


def test_a_grown_catalogue_has_real_values_and_ids_of_its_own(games: Catalogue) -> None:
    made = grown(games, 50)
    assert len(made.row_of) == 50 and made.fields == games.fields
    for name, values in made.values.items():
        assert values.keys() <= games.values[name].keys()
    known = {item.numbers.get("year") for item in games.items}
    assert {item.numbers.get("year") for item in made.items} <= known
    assert len({item.values("kind") + item.values("mood") for item in made.items}) > len(games.items)


def test_the_encoder_gives_each_text_a_vector_of_its_own() -> None:
    encoder = Perturbing(HashedWords().encode(["one", "two", "three"]))
    first, again = encoder.encode(["a", "b"]), encoder.encode(["b", "a"])
    assert np.array_equal(first, again[::-1]) and not np.array_equal(first[0], first[1])
    assert encoder.encode([]).shape == (0, 512)


def test_very_many_texts_are_encoded_at_once() -> None:
    assert Perturbing(REAL).encode(["x"] * (haystack._BLOCK + 1)).shape == (haystack._BLOCK + 1, 64)

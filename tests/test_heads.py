"""A head learns from rated texts, is calibrated on what its members had not seen, and is the same at every run."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from taught import rated, taught_head

from chatbot.heads import Head, HeadError, levels_of, train

ASKED = ["the brand new frob is zappy", "the brand new frob is wonky"]


def test_what_was_taught_is_told_apart() -> None:
    head = taught_head()
    found = head.probabilities(ASKED)
    assert found.shape == (2, 2)
    assert found.sum(1) == pytest.approx([1, 1], abs=1e-5)
    assert found.argmax(1).tolist() == [1, 0]
    assert (head.levels, head.trained_on, head.encoder) == ((0.0, 1.0), 160, "")


def test_the_same_texts_make_the_same_head() -> None:
    again = train(*rated(), "en")
    assert sorted(again.arrays) == sorted(taught_head().arrays)
    assert all(np.array_equal(array, taught_head().arrays[name]) for name, array in again.arrays.items())


def test_several_levels_are_so_many_cuts() -> None:
    head = train(*rated(3), "en")
    found = head.probabilities([*ASKED, "the brand new frob is zappy and wonky"])
    assert found.argmax(1).tolist() == [2, 0, 1]
    assert (found >= 0).all()


def test_an_encoder_is_asked_only_where_the_rest_is_unsure() -> None:
    asked: list[str] = []

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        asked.extend(texts)
        return np.array([[float("zappy" in text), float("wonky" in text)] for text in texts], np.float32)

    texts, ratings = rated()
    head = train(texts, ratings, "en", encode=encode, encoder="eyes")
    assert (head.encoder, len(asked)) == ("eyes", len(texts))
    asked.clear()
    unsure = "some other thing altogether"
    found = head.probabilities([*ASKED, unsure], encode)
    assert unsure in asked
    assert found[:2].argmax(1).tolist() == [1, 0]
    assert head.probabilities(ASKED).argmax(1).tolist() == [1, 0]  # it is of use without its encoder


def test_too_few_texts_teach_nothing() -> None:
    with pytest.raises(HeadError, match=r"1 rated texts in en are on one side of 0, fewer than 60. Rate more"):
        train(["good", "bad"], [1, 0], "en")
    with pytest.raises(HeadError, match="0 rated texts"):
        train(["good"] * 99, [1] * 99, "en")
    with pytest.raises(HeadError, match=r"there is no head for 'fr'. Choose one of: en, zh"):
        train(*rated(), "fr")


def test_levels() -> None:
    assert levels_of([5, 1, 3, 3]) == (1, 3, 5)
    assert levels_of([float(n) for n in range(11)]) == (1.0, 3.0, 5.0, 7.0, 9.0)
    assert levels_of([]) == ()


def test_nothing_is_asked() -> None:
    head: Head = taught_head()
    assert head.probabilities([]).shape == (0, 2)

"""Each member sees a text its own way, and learns which of what it sees speaks for praise."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from chatbot.members import MEMBERS, SLOTS, Meant, Runs, pieces_of

TEXTS = ["nice frob", "nice widget", "nasty frob", "nasty widget", "nice gizmo", "nasty gizmo"]
PRAISED = np.array([text.startswith("nice") for text in TEXTS])


@pytest.mark.parametrize("member", [one for each in MEMBERS.values() for one in each if isinstance(one, Runs)])
def test_runs_learn_which_speak_for_praise(member: Runs) -> None:
    arrays = member.train(member.seen(TEXTS, None), PRAISED)
    assert {name: array.shape for name, array in arrays.items()} == {
        "scale": (SLOTS,), "weights": (SLOTS,), "bias": (1,),
    }  # fmt: skip
    said = member.says(member.seen(["nice thing", "nasty thing", "thing"], None), arrays)
    assert said[0] > said[2] > said[1]


def test_a_run_of_one_text_says_nothing() -> None:
    member = Runs("words", "word", 1, 1)
    arrays = member.train(member.seen([*TEXTS, "nice rarity"], None), np.append(PRAISED, True))
    assert member.says(member.seen(["rarity"], None), arrays) == pytest.approx(arrays["bias"])


def test_what_an_encoder_makes_of_it() -> None:
    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([[float("frob" in text), float("nice" in text)] for text in texts], np.float32)

    member = Meant()
    arrays = member.train(member.seen(TEXTS, encode), PRAISED)
    said = member.says(member.seen(["nice", "nasty"], encode), arrays)
    assert said[0] > 0 > said[1]


def test_a_long_text_is_the_mean_of_its_pieces() -> None:
    asked: list[str] = []

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        asked.extend(texts)
        return np.array([[float(len(text.split()))] for text in texts], np.float32)

    long = " ".join(map(str, range(251)))
    assert Meant().seen(["one", long, ""], encode).tolist() == [[1.0], [pytest.approx(251 / 3)], [0.0]]
    assert " ".join(asked[1:4]) == long
    assert [len(piece.split()) for piece in pieces_of(long)] == [84, 83, 84]

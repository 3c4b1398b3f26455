"""What scoring will ask an encoder for is encoded at once, and scores are the same."""

from __future__ import annotations

import numpy as np
from conftest import HashedWords

from retrieval.catalogue import Catalogue
from retrieval.foreseen import foreseeing
from retrieval.retriever import Retriever
from retrieval.terms import USUAL, Asked, score
from retrieval.wishes import TEXT, Preferences, Wish

MANY = [
    Preferences((Wish("want", TEXT, "quiet evening"), Wish("avoid", TEXT, "long wars"), Wish("want", "mood", "calm"))),
    Preferences((Wish("want", TEXT, "a ghost story"), Wish("want", TEXT, "muted", muted=True))),
    Preferences(),
]


def test_all_texts_are_encoded_in_one_call_and_scores_stay(games: Catalogue) -> None:
    plain, own, many = Retriever(games, HashedWords()), HashedWords(), HashedWords()
    shelf = foreseeing(Retriever(games, own).shelf, MANY, ["spoken", ""], many.encode)
    (asked,) = many.asked
    assert set(asked) == {"quiet evening", "long wars", "quiet evening, calm", "a ghost story", "spoken"}
    before = len(own.asked)
    every = np.arange(12)
    for preferences in MANY:
        found = score(shelf, Asked.of(preferences.active, shelf), every, USUAL)
        usual = plain.terms(preferences, every)
        assert found.keys() == usual.keys()
        assert all(np.allclose(found[name], usual[name]) for name in usual)
    assert len(own.asked) == before
    assert shelf.encoder.encode(["unforeseen"]).shape == (1, 512) and len(own.asked) == before + 1

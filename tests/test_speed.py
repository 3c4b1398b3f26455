"""What is measured: both sides in one run, recall against exact search, whole searches."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

import numpy as np
import pytest
from conftest import HashedWords

from retrieval import index, speed
from retrieval.catalogue import Catalogue
from retrieval.encoder import SentenceEncoder, Vectors
from retrieval.haystack import Perturbing
from retrieval.retriever import described
from retrieval.speed import Built, Searching, encoding, preferences, searching, whole

REAL = np.eye(6, 32, dtype=np.float32)


class Plain(SentenceEncoder):
    """A sentence encoder without its model."""

    def __init__(self) -> None:
        words = Perturbing(REAL)
        self.name, self.model = "plain", SimpleNamespace(device=SimpleNamespace(type="cuda"), encode=words.encode)
        self._words = words

    def encode(self, texts: Sequence[str]) -> Vectors:
        return self._words.encode(texts)

    def read(self, texts: list[str]) -> dict[str, object]:
        return {"input_ids": np.zeros((len(texts), 7))}


def test_an_encoder_beside_itself() -> None:
    found = encoding(Plain(), [f"text {n} of {n % 3} and {n % 5}" for n in range(20)])
    assert (found.name, found.documents, found.tokens, found.recall, found.recall_asked) == ("plain", 20, 7.0, 1.0, 1.0)
    assert found.plain > 0 and found.ours > 0


def test_recall_is_the_share_of_the_neighbours_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "_K", 2)
    assert speed._shared(np.array([[1, 2], [3, 4]]), np.array([[2, 1], [5, 4]])) == 0.75


@pytest.mark.parametrize("kind", ["exact", "lists"])
def test_each_share_is_searched(kind: index.Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "_FEW", 40)
    built, *found = searching(REAL, 600, 4, kind=kind)
    assert isinstance(built, Built) and (built.items, built.index) == (600, kind)
    assert built.vectors_mb == round(600 * 32 * 4 / 1e6)
    measured = [one for one in found if isinstance(one, Searching)]
    assert [(one.items, one.kept) for one in measured] == [(600, share) for share in speed.KEPT]
    few = "exact" if kind == "lists" else kind
    assert [one.index for one in measured] == [kind, kind, few, few]
    assert all(one.recall == 1 and 0 < one.p50 <= one.p95 and one.ratio > 0 for one in measured)


def test_the_ratio_is_of_the_medians() -> None:
    assert Searching(9, 1.0, "exact", 3.0, 9.0, 1.0, 2.0, 8.0, 2.0).ratio == 1.5


def test_whole_searches_of_a_grown_catalogue(games: Catalogue) -> None:
    real = HashedWords().encode([described(item, games) for item in games.items])
    found = whole(games, real, 60, 6)
    assert found.items == 60 and 0 < found.p50 <= found.p95 and found.memory_mb > 0


def test_wishes_are_of_every_kind_and_of_the_catalogue(games: Catalogue) -> None:
    made = list(preferences(games, 12))
    wishes = [wish for one in made for wish in one.wishes]
    assert {wish.polarity for wish in wishes} == {"want", "avoid"} and len(set(made)) == 12
    assert {"item", "text", "kind"} <= {wish.field for wish in wishes} and any(one.limits for one in made)
    assert all(w.value in games.values[w.field] for w in wishes if w.field in games.values)

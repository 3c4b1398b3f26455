"""Texts become vectors; what was asked before is remembered."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from conftest import HashedWords
from contract import minilm

from retrieval.encoder import EncoderError, Remembering, SentenceEncoder


def test_the_fake_is_an_encoder() -> None:
    vectors = HashedWords().encode(["two words", ""])
    assert vectors.dtype == np.float32 and np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1])


def test_remembering_asks_once_and_keeps_the_order() -> None:
    inner = HashedWords()
    encoder = Remembering(inner)
    first = encoder.encode(["a", "b"])
    assert np.array_equal(encoder.encode(["b", "c", "a"])[[2, 0]], first)
    assert inner.asked == [["a", "b"], ["c"]] and encoder.name == inner.name


def test_remembering_is_bounded_and_shared_by_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.encoder._REMEMBERED", 5)
    encoder = Remembering(HashedWords())
    texts = [[f"text {n % 7}", f"text {n % 3}"] for n in range(200)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(encoder.encode, texts))
    assert np.array_equal(np.stack(found), np.stack([HashedWords().encode(pair) for pair in texts]))
    assert len(encoder._known) <= 5


def test_a_model_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="Give the folder of a sentence-transformers model"):
        SentenceEncoder(tmp_path / "absent", offline=True)


@pytest.mark.model
def test_the_real_model_puts_like_beside_like() -> None:
    encoder = SentenceEncoder(minilm(), offline=True, threads=1)
    scary, horror, cake = encoder.encode(["a scary film", "horror", "a recipe for cake"])
    assert scary @ horror > 0.5 > scary @ cake and encoder.encode([]).shape == (0, 384)

"""Vectors on disk: only what is missing is computed, and damage is noticed."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from conftest import HashedWords

from retrieval.encoder import EncoderError, Remembering, SentenceEncoder, cached_vectors

TEXTS = ["a short one", "a much longer text than the first", "mid one here", "a short one"]


def test_the_fake_is_an_encoder() -> None:
    vectors = HashedWords().encode(["two words", ""])
    assert vectors.dtype == np.float32 and np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1])


def test_cached_vectors_keep_the_order(tmp_path: Path) -> None:
    encoder = HashedWords()
    first = cached_vectors(encoder, TEXTS, tmp_path, progress=False)
    again = cached_vectors(encoder, TEXTS[::-1], tmp_path, progress=False)
    assert np.array_equal(first, HashedWords().encode(TEXTS)) and np.array_equal(again, first[::-1])


def test_only_missing_texts_are_encoded_longest_first(tmp_path: Path) -> None:
    encoder = HashedWords()
    cached_vectors(encoder, TEXTS, tmp_path, progress=False)
    cached_vectors(encoder, [*TEXTS, "new"], tmp_path, progress=False)
    cached_vectors(encoder, TEXTS, tmp_path, progress=False)
    assert encoder.asked == [["a much longer text than the first", "mid one here", "a short one"], ["new"]]


def test_another_encoder_does_not_find_them(tmp_path: Path) -> None:
    cached_vectors(HashedWords(), TEXTS, tmp_path, progress=False)
    other = HashedWords()
    other.name = "other"
    cached_vectors(other, TEXTS, tmp_path, progress=False)
    assert len(other.asked) == 1


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-9], lambda b: b[:50] + b"\x00\x01" + b[52:], lambda b: b"", lambda b: b"{}"]
)
def test_a_damaged_cache_is_rebuilt_with_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: object
) -> None:
    expected = cached_vectors(HashedWords(), TEXTS, tmp_path, progress=False)
    (path,) = tmp_path.glob("vectors-*.bin")
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    with caplog.at_level(logging.WARNING):
        found = cached_vectors(HashedWords(), TEXTS, tmp_path, progress=False)
    assert np.array_equal(found, expected) and "damaged" in caplog.text
    encoder = HashedWords()
    cached_vectors(encoder, TEXTS, tmp_path, progress=False)
    assert encoder.asked == []


def test_a_failed_write_leaves_the_old_file_and_no_rubbish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cached_vectors(HashedWords(), TEXTS, tmp_path, progress=False)
    (path,) = tmp_path.iterdir()
    before = path.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        cached_vectors(HashedWords(), ["new"], tmp_path, progress=False)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [before]


def test_no_texts(tmp_path: Path) -> None:
    assert cached_vectors(HashedWords(), [], tmp_path).shape == (0, 512)


def test_a_bar_is_shown_for_many_texts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cached_vectors(HashedWords(), [f"text {n}" for n in range(201)], tmp_path)
    assert "Encoding 201 texts" in capsys.readouterr().err


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
    try:
        encoder = SentenceEncoder("sentence-transformers/all-MiniLM-L6-v2", offline=True, threads=1)
    except EncoderError:
        pytest.skip("the encoder is not here: pull it with `chatbot models pull`")
    scary, horror, cake = encoder.encode(["a scary film", "horror", "a recipe for cake"])
    assert scary @ horror > 0.5 > scary @ cake and encoder.encode([]).shape == (0, 384)

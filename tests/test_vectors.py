"""Vectors on disk: only what is missing is computed, damage is noticed, a stop loses little."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest
from conftest import HashedWords

from retrieval import vectors as module
from retrieval.encoder import Vectors
from retrieval.vectors import Parts, cached_vectors

TEXTS = ["a short one", "a much longer text than the first", "mid one here", "a short one"]


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


def test_a_stop_keeps_what_was_encoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stopped(HashedWords):
        def encode(self, texts: object) -> Vectors:
            if len(self.asked) == 2:
                raise KeyboardInterrupt
            return super().encode(texts)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "_BATCH", 1)
    with pytest.raises(KeyboardInterrupt):
        cached_vectors(Stopped(), TEXTS, tmp_path, progress=False)
    encoder = HashedWords()
    cached_vectors(encoder, TEXTS, tmp_path, progress=False)
    assert encoder.asked == [["a short one"]]


def test_work_is_saved_every_few_seconds_and_not_written_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BATCH", 1)
    monkeypatch.setattr(module, "_SAVE_EVERY", -1.0)
    cached_vectors(HashedWords(), TEXTS, tmp_path, progress=False)
    assert sorted(len(keys) for keys, _ in Parts(tmp_path, "hashed-words").read()) == [1, 1, 1]


def test_many_small_parts_become_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_PARTS", 3)
    for n in range(4):
        cached_vectors(HashedWords(), [f"text {n}"], tmp_path, progress=False)
    encoder = HashedWords()
    found = cached_vectors(encoder, [f"text {n}" for n in range(4)], tmp_path, progress=False)
    assert len(list(tmp_path.iterdir())) == 1 and encoder.asked == []
    assert np.array_equal(found, HashedWords().encode([f"text {n}" for n in range(4)]))


def test_parts_that_are_full_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_PARTS", 1)
    monkeypatch.setattr(module, "_WHOLE", 10)
    for n in range(3):
        cached_vectors(HashedWords(), [f"text {n}"], tmp_path, progress=False)
    assert len(list(tmp_path.iterdir())) == 3


def test_only_a_damaged_part_is_computed_again(tmp_path: Path) -> None:
    cached_vectors(HashedWords(), ["one"], tmp_path, progress=False)
    (path,) = tmp_path.iterdir()
    cached_vectors(HashedWords(), ["two"], tmp_path, progress=False)
    path.write_bytes(path.read_bytes()[:-1])
    encoder = HashedWords()
    cached_vectors(encoder, ["one", "two"], tmp_path, progress=False)
    assert encoder.asked == [["one"]]


def test_a_part_that_is_left_over_when_others_are_joined_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By itself it makes the same file again, which is then no old one."""
    encoder = HashedWords()
    for text in TEXTS[:3]:
        cached_vectors(encoder, [text], tmp_path, progress=False)
    monkeypatch.setattr(module, "_MOST_PARTS", 2)
    sizes = [path.stat().st_size for path in tmp_path.iterdir()]
    monkeypatch.setattr(module, "_WHOLE", sizes[0] + 1)  # two make a whole one, and the third is left over
    Parts(tmp_path, encoder.name).join()
    assert len(list(tmp_path.iterdir())) == 2
    again = HashedWords()
    found = cached_vectors(again, TEXTS, tmp_path, progress=False)
    assert (again.asked, np.array_equal(found, HashedWords().encode(TEXTS))) == ([], True)

"""When documents are encoded by a compiled model, and that its vectors are those of the plain one."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from types import SimpleNamespace

import numpy as np
import pytest
from conftest import HashedWords

from retrieval import compiled
from retrieval.compiled import MANY, CompiledEncoder, for_documents
from retrieval.encoder import EncoderError, SentenceEncoder, Vectors


class Plain(SentenceEncoder):
    """A sentence encoder without its model."""

    def __init__(self, device: str = "cpu") -> None:
        self.model = SimpleNamespace(device=SimpleNamespace(type=device))
        self.name, self.threads = "plain", 2
        self._words = HashedWords()

    def encode(self, texts: Sequence[str]) -> Vectors:
        return self._words.encode(texts)


class Made:
    """What stands for a compiled encoder: the same vectors, each turned by `turned`."""

    turned = 0

    def __init__(self, plain: Plain) -> None:
        self.name, self._plain = "made", plain

    def encode(self, texts: Sequence[str]) -> Vectors:
        return np.roll(self._plain.encode(texts), self.turned, axis=1)


@pytest.fixture(autouse=True)
def made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "CompiledEncoder", Made)
    monkeypatch.setattr(compiled, "find_spec", lambda name: name)


def test_many_documents_are_encoded_by_a_compiled_model() -> None:
    assert for_documents(Plain(), MANY).name == "made"


def test_few_or_on_a_gpu_or_by_another_encoder_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    assert for_documents(Plain(), MANY - 1).name == "plain"
    assert for_documents(Plain("cuda"), MANY).name == "plain"
    assert for_documents(HashedWords(), MANY).name == "hashed-words"
    monkeypatch.setattr(compiled, "find_spec", lambda name: None)
    assert for_documents(Plain(), MANY).name == "plain"


def test_other_vectors_are_not_taken(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(Made, "turned", 1)
    with caplog.at_level(logging.WARNING):
        assert for_documents(Plain(), MANY).name == "plain"
    assert "gives other vectors" in caplog.text


def test_a_model_that_cannot_be_compiled_stays(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuses(plain: Plain) -> Made:
        raise RuntimeError("no such operation\nand a long trace")

    monkeypatch.setattr(compiled, "CompiledEncoder", refuses)
    with caplog.at_level(logging.WARNING):
        assert for_documents(Plain(), MANY).name == "plain"
    assert caplog.messages == ["plain cannot be compiled (no such operation): it encodes as it is."]


@pytest.mark.model
@pytest.mark.filterwarnings("ignore")
def test_the_real_model_compiled_gives_nearly_its_vectors() -> None:
    pytest.importorskip("openvino")
    try:
        plain = SentenceEncoder("sentence-transformers/all-MiniLM-L6-v2", offline=True, threads=2)
    except EncoderError:
        pytest.skip("the encoder is not here: pull it with `chatbot models pull`")
    encoder = CompiledEncoder(plain)
    texts = [f"{'a long story about a ship ' * (n % 9)}and number {n}" for n in range(70)]
    found = encoder.encode(texts)
    assert found.dtype == np.float32 and bool((np.abs(np.linalg.norm(found, axis=1) - 1) < 1e-5).all())
    assert bool(((found * plain.encode(texts)).sum(1) > 0.995).all())
    assert encoder.encode([]).shape == (0, 384) and encoder.name.startswith(plain.name + "+openvino-")

"""When documents are encoded by a compiled model, and that its vectors are those of the plain one."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from conftest import HashedWords
from contract import minilm

from retrieval import compiled
from retrieval.compiled import CompiledEncoder, document_vectors, quicker
from retrieval.encoder import SentenceEncoder, Vectors
from retrieval.vectors import Parts


class Plain(SentenceEncoder):
    """A sentence encoder without its model."""

    def __init__(self, device: str = "cpu") -> None:
        self.model = SimpleNamespace(device=SimpleNamespace(type=device))
        self.name, self.threads = "plain", 2
        self._words = HashedWords()

    def encode(self, texts: Sequence[str]) -> Vectors:
        return self._words.encode(texts)


class Compiled(CompiledEncoder):
    """What stands for one: the plain vectors, each turned by `turned`; or it fails to compile."""

    turned, fault = 0, ""

    def __init__(self, plain: Plain) -> None:
        self._plain, self._threads, self.name = plain, 2, "compiled"
        self._pool, self._lock, self._compiled = ThreadPoolExecutor(2), threading.Lock(), None

    def _compile(self) -> object:
        if self.fault:
            raise RuntimeError(self.fault)
        return self

    def _chunk(self, texts: list[str]) -> Vectors:
        return np.roll(self._plain.encode(texts), self.turned, axis=1)


@pytest.fixture(autouse=True)
def made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "CompiledEncoder", Compiled)
    monkeypatch.setattr(compiled, "find_spec", lambda name: name)
    monkeypatch.setattr(compiled, "MANY", 3)


TEXTS = ["one", "two words", "three words now", "a text of five words"]


def kept(folder: Path, name: str) -> int:
    """How many vectors of that encoder the folder keeps."""
    return sum(len(keys) for keys, _ in Parts(folder, name).read())


def test_many_documents_are_encoded_by_a_compiled_model_in_their_order(tmp_path: Path) -> None:
    found = document_vectors(Plain(), TEXTS, tmp_path)
    assert np.array_equal(found, HashedWords().encode(TEXTS)) and kept(tmp_path, "compiled") == 4
    assert np.array_equal(document_vectors(Plain(), TEXTS, None), found)


def test_few_documents_are_encoded_as_they_are(tmp_path: Path) -> None:
    document_vectors(Plain(), TEXTS[:2], tmp_path)
    assert (kept(tmp_path, "plain"), kept(tmp_path, "compiled")) == (2, 0)


def test_nothing_is_compiled_where_all_is_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = document_vectors(Plain(), TEXTS, tmp_path)
    monkeypatch.setattr(Compiled, "fault", "compiled again")
    assert np.array_equal(document_vectors(Plain(), TEXTS, tmp_path), found)


def test_not_on_a_gpu_nor_another_encoder_nor_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(quicker(Plain()), Compiled)
    assert quicker(Plain("cuda")) is None and quicker(HashedWords()) is None
    monkeypatch.setattr(compiled, "find_spec", lambda name: None)
    assert quicker(Plain()) is None


@pytest.mark.parametrize(
    ("turned", "fault", "why"),
    [
        (1, "", "The encoder plain compiled gives other vectors: 0.000. It encodes as it is."),
        (0, "no such operation\nlong", "The encoder plain cannot be compiled: no such operation. It encodes as it is."),
    ],
)
def test_where_it_cannot_be_compiled_the_plain_one_encodes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, turned: int, fault: str, why: str
) -> None:
    monkeypatch.setattr(Compiled, "turned", turned)
    monkeypatch.setattr(Compiled, "fault", fault)
    with caplog.at_level(logging.WARNING):
        found = document_vectors(Plain(), TEXTS, tmp_path)
    assert caplog.messages == [why] and kept(tmp_path, "plain") == 4 and kept(tmp_path, "compiled") == 0
    assert np.array_equal(found, HashedWords().encode(TEXTS))


@pytest.mark.model
@pytest.mark.filterwarnings("ignore")
def test_the_real_model_compiled_gives_nearly_its_vectors() -> None:
    pytest.importorskip("openvino")
    plain = SentenceEncoder(minilm(), offline=True, threads=2)
    encoder = CompiledEncoder(plain)
    texts = [f"{'a long story about a ship ' * (n % 9)}and number {n}" for n in range(70)]
    found = encoder.encode(texts)
    assert found.dtype == np.float32 and bool((np.abs(np.linalg.norm(found, axis=1) - 1) < 1e-5).all())
    assert bool(((found * plain.encode(texts)).sum(1) > 0.995).all())
    assert encoder.encode([]).shape == (0, 384) and encoder.name.startswith(plain.name + "+openvino-")


def test_the_library_reports_nothing(tmp_path: Path) -> None:
    """In a process of its own, with an empty home: imported plainly it leaves an id there and asks for a host."""
    pytest.importorskip("openvino")
    code = (
        "import sys; from retrieval.compiled import _openvino; _openvino().Core();"
        "print([m for m, it in sys.modules.items() if m.startswith('openvino_telemetry') and it])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "HOME": str(tmp_path)}, capture_output=True, text=True,
        cwd=Path(__file__).parent.parent, check=True,
    )  # fmt: skip
    assert (done.stdout, list(tmp_path.rglob("*openvino*"))) == ("[]\n", [])


def test_where_openvino_does_not_work_the_plain_encoder_does(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise ImportError("libtbb.so.12: cannot open shared object file")

    monkeypatch.setattr(compiled, "_openvino", broken)
    monkeypatch.setattr(compiled, "CompiledEncoder", CompiledEncoder)
    with caplog.at_level(logging.WARNING):
        assert np.array_equal(document_vectors(Plain(), TEXTS, None), HashedWords().encode(TEXTS))
    says = "OpenVINO does not work here: libtbb.so.12: cannot open shared object file. It encodes as it is."
    assert caplog.messages == [says]

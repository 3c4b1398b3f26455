"""What is read half way up a sentence encoder; the same whether it is compiled or not."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import HashedWords
from contract import minilm

from retrieval.compiled import CompiledEncoder
from retrieval.encoder import SentenceEncoder
from retrieval.layers import Halfway, halfway


def test_an_encoder_without_layers_has_none() -> None:
    assert halfway(HashedWords()) is None


@pytest.mark.model
def test_the_layers_of_the_real_encoder() -> None:
    encoder = SentenceEncoder(minilm(), offline=True)
    plain, found = Halfway(encoder), halfway(encoder)
    assert found is not None
    assert plain.name.endswith("+layers-4-5")
    texts = ["The lid broke at once.", "A kettle that I would buy again and again.", "x"]
    vectors = plain.encode(texts)
    assert vectors.shape == (3, 768)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    assert (found.encode(texts) * vectors).sum(1) == pytest.approx([1, 1, 1], abs=0.01)
    assert plain.encode([]).shape[0] == 0
    assert not isinstance(found, CompiledEncoder) or found.name.startswith(plain.name)

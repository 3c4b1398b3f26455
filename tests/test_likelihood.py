"""A model finds a sentence likelier than its words in disorder."""

from __future__ import annotations

import pytest

from chatbot import models
from chatbot.likelihood import Likelihood


@pytest.mark.model
def test_the_real_model_knows_english() -> None:
    try:
        path = models.path("smollm2-135m-instruct")
    except models.ModelError as error:
        pytest.skip(f"needs the small model: {error}")
    found = Likelihood(path)
    (good, tokens), (bad, others), none = found.of(
        ["I loved it, the story is great.", "story great, the is it loved I.", ""]
    )
    assert tokens > 5 and good / tokens < bad / others
    assert none == (0.0, 0)
    assert found.of(["I loved it, the story is great."])[0] == (pytest.approx(good, rel=1e-3), tokens)

"""What others read sentiment with."""

from __future__ import annotations

import sys

import pytest

from chatbot.baselines import BaselineError, Plain, factors, vader


def test_vader_reads_english() -> None:
    pytest.importorskip("vaderSentiment")
    good, bad, none = vader(["It is great!", "It is awful.", "It is a kettle."])
    assert good > 0.5 > 0 == none > -0.4 > bad


def test_without_it_the_remedy_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vaderSentiment.vaderSentiment", None)
    with pytest.raises(BaselineError, match=r"leave it out by --no-vader"):
        vader(["text"])


@pytest.mark.parametrize(("language", "good", "bad"), [("en", "nice frob", "nasty frob"), ("zh", "很好用", "太难用")])
def test_the_plain_model_learns(language: str, good: str, bad: str) -> None:
    model = Plain([good, bad] * 20, [5.0, 1.0] * 20, language)
    assert model.ratings([good, bad]) == [5.0, 1.0]


def test_matrix_factorisation_predicts() -> None:
    pytest.importorskip("surprise")
    known = [(person, item, 5.0 if item else 1.0) for person in range(30) for item in range(2) if person or item]
    assert 1.0 <= factors(known, [(0, 0)])[0] < 3.5 < factors(known, [(1, 1)])[0]


def test_without_surprise_the_remedy_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "surprise", None)
    with pytest.raises(BaselineError, match=r"leave it out: --no-svd"):
        factors([(0, 0, 1.0)], [(0, 0)])

"""How like texts are, by others' libraries; how varied; how much is copied."""

from __future__ import annotations

import sys

import pytest

from chatbot import overlap
from chatbot.baselines import BaselineError
from chatbot.overlap import bleu, copied, distinct, rouge_l, runs


def test_bleu_and_rouge() -> None:
    pytest.importorskip("sacrebleu")
    pytest.importorskip("rouge_score")
    assert bleu("The cat sat on the mat.", "the cat sat on the mat.") == pytest.approx(1.0)
    assert bleu("A dog barked", "the cat sat on the mat") < 0.1
    assert 0.2 < bleu("the cat sat on a chair", "the cat sat on the mat") < 0.9
    assert bleu("房间很干净", "房间很干净，早餐好", "zh") > bleu("酒店太远", "房间很干净，早餐好", "zh")
    assert rouge_l("the cat sat", "the cat") == pytest.approx(0.8)
    assert rouge_l("房间干净", "房间很干净") == pytest.approx(8 / 9)
    assert rouge_l("", "the cat") == 0


def test_variety_and_copies() -> None:
    assert distinct(["a b a b", "a b"], 2) == (2, 4)
    assert distinct(["a"], 2) == (0, 0)
    assert runs("One, two; three!", 2) == [("one", "two"), ("two", "three")]
    assert copied("so the fox ran far away", ["Then the FOX ran, far from home"]) == (1, 3)
    assert copied("so short", ["so short"]) == (0, 0)


@pytest.mark.parametrize(("library", "measure"), [("sacrebleu", bleu), ("rouge_score", rouge_l)])
def test_a_missing_library_is_told(library: str, measure: object, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == library] or [library]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, library, None)
    overlap._bleu.cache_clear()
    overlap._rouge.cache_clear()
    with pytest.raises(BaselineError, match=r'is not installed: pip install -c constraints.txt "\.\[analysis\]"'):
        measure("a", "b")  # type: ignore[operator]

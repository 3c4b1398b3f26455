"""How like two texts are, how varied many are, and how much is copied, as others measure it. Knows sacrebleu,
rouge-score and words; not whose texts they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from chatbot.baselines import BaselineError
from retrieval.words import cut

BLOCK = 20  # texts within which variety is measured: of more texts fewer words are new
_COPIED = 4  # words in a row that are copied, not met by chance
_REMEDY = 'pip install -c constraints.txt ".[analysis]"'


def bleu(said: str, real: str, language: str = "en") -> float:
    """BLEU of one text by another (Papineni et al. 2002) as sacrebleu has it for single sentences, 0 to 1. Raises
    BaselineError."""
    return float(_bleu(language).sentence_score(said, [real]).score) / 100


def rouge_l(said: str, real: str) -> float:
    """ROUGE-L, F1 (Lin 2004), as rouge-score has it, of words as they are cut here, 0 to 1. Raises BaselineError."""
    return float(_rouge().score(real, said)["rougeL"].fmeasure)


def distinct(texts: Sequence[str], n: int) -> tuple[int, int]:
    """How many different runs of n words some texts have, and how many runs (Li et al. 2016)."""
    found = [run for text in texts for run in runs(text, n)]
    return len(set(found)), len(found)


def copied(text: str, sources: Iterable[str]) -> tuple[int, int]:
    """How many of a text's runs of four words stand in what it was made from, and how many it has."""
    there = {run for source in sources for run in runs(source, _COPIED)}
    own = runs(text, _COPIED)
    return sum(run in there for run in own), len(own)


def runs(text: str, n: int) -> list[tuple[str, ...]]:
    """The runs of n words of a text, in order."""
    words = [word.text for word in cut(text)]
    return [tuple(words[at : at + n]) for at in range(len(words) - n + 1)]


@lru_cache
def _bleu(language: str) -> Any:
    try:
        from sacrebleu.metrics.bleu import BLEU
    except ImportError:
        raise BaselineError(f"sacrebleu is not installed: {_REMEDY}") from None
    return BLEU(effective_order=True, lowercase=True, tokenize="zh" if language == "zh" else "13a")


class _Words:
    """What rouge-score asks for words: its own knows English letters only."""

    def tokenize(self, text: str) -> list[str]:
        return [word.text for word in cut(text)]


@lru_cache
def _rouge() -> Any:
    try:
        from rouge_score.rouge_scorer import RougeScorer
    except ImportError:
        raise BaselineError(f"rouge-score is not installed: {_REMEDY}") from None
    return RougeScorer(["rougeL"], tokenizer=_Words())

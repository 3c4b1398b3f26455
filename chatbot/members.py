"""The parts of a head: each sees a text its own way and says how much it praises. Knows features and linear models.

Runs of letters or words, weighed by how much likelier praise than blame has them (NB-SVM, Wang and Manning 2012, with a
logistic loss), and what an encoder makes of the text half way up, where praise is easier to tell than at its end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float32]
    Truths = NDArray[np.bool_]

Encode = Callable[[Sequence[str]], "Numbers"]  # texts -> shape [texts, d]
PIECE = 100  # words that are encoded at a time
SLOTS = 1 << 20  # that runs are hashed into
_WORDS = r"(?u)\b\w+(?:['’]\w+)?\b|[!?]"
_GRAM_C, _DENSE_C = 10.0, 0.005
_STEPS = 300


@dataclass(frozen=True)
class Runs:
    """Runs of `low` to `high` letters or words. A trained one has an array "scale" (what each slot is multiplied by)
    and "weights", both of shape [slots], and a "bias"."""

    name: str
    analyzer: str
    low: int
    high: int

    def seen(self, texts: Sequence[str], encode: Encode | None) -> Any:
        """A sparse matrix of shape [texts, slots], 1 where a text has a run."""
        return _hasher(self.analyzer, self.low, self.high).transform(texts)

    def train(self, seen: Any, praised: Truths) -> dict[str, Numbers]:
        """The arrays learnt from what was seen, and which texts praise."""
        import numpy as np

        used = np.flatnonzero(np.asarray(seen.sum(0)).ravel() >= 2)  # a run of one text alone says nothing of others
        few = seen[:, used]

        def share(which: Truths) -> Any:
            counts = np.asarray(few[which].sum(0)).ravel() + 1.0
            return counts / counts.sum()

        ratio = np.log(share(praised) / share(~praised))
        model = logistic(_GRAM_C).fit(_unit(few, ratio), praised)
        scale, weights = np.zeros(SLOTS, np.float32), np.zeros(SLOTS, np.float32)
        scale[used], weights[used] = ratio, model.coef_[0]
        return {"scale": scale, "weights": weights, "bias": model.intercept_.astype(np.float32)}

    def says(self, seen: Any, arrays: Mapping[str, Numbers]) -> Numbers:
        """How much each text praises, shape [texts]."""
        import numpy as np

        found = _unit(seen, arrays["scale"]) @ arrays["weights"] + arrays["bias"]
        return np.asarray(found, np.float32)


@dataclass(frozen=True)
class Meant:
    """What an encoder makes of a text, of a long one the mean of its pieces: an encoder reads a few hundred words, and
    reads short ones better. A trained one has "mean", "spread" and "weights", shape [d], and a "bias"."""

    name: str = "meant"

    def seen(self, texts: Sequence[str], encode: Encode | None) -> Any:
        """Shape [texts, d]."""
        import numpy as np

        assert encode is not None, "a head of this kind comes with its encoder"
        pieces = [piece for text in texts for piece in pieces_of(text)]
        starts = np.cumsum([0, *(len(pieces_of(text)) for text in texts[:-1])])
        vectors = encode(pieces)
        counts = np.diff([*starts, len(pieces)])
        return (np.add.reduceat(vectors, starts) / counts[:, None]).astype(np.float32)

    def train(self, seen: Any, praised: Truths) -> dict[str, Numbers]:
        """As `Runs.train`."""
        import numpy as np

        mean, spread = seen.mean(0), seen.std(0) + 1e-6
        model = logistic(_DENSE_C).fit((seen - mean) / spread, praised)
        learnt = {"weights": model.coef_[0], "bias": model.intercept_}
        return {
            name: np.asarray(array, np.float32) for name, array in {"mean": mean, "spread": spread, **learnt}.items()
        }

    def says(self, seen: Any, arrays: Mapping[str, Numbers]) -> Numbers:
        """As `Runs.says`."""
        import numpy as np

        found = (seen - arrays["mean"]) / arrays["spread"] @ arrays["weights"] + arrays["bias"]
        return np.asarray(found, np.float32)


def pieces_of(text: str) -> list[str]:
    """A text in pieces of about as many words, none of many more than PIECE."""
    words = text.split()
    count = max(1, round(len(words) / PIECE))
    edges = [round(len(words) * at / count) for at in range(count + 1)]
    return [" ".join(words[low:high]) for low, high in pairwise(edges)]


Member = Runs | Meant

# Which see best was measured in each language by cross-validation (CHANGELOG.md).
MEMBERS: Mapping[str, tuple[Member, ...]] = {
    "en": (Runs("words", "word", 1, 2), Runs("letters", "char_wb", 2, 5), Meant()),
    "zh": (Runs("letters", "char", 1, 3),),
}


@lru_cache
def _hasher(analyzer: str, low: int, high: int) -> Any:
    import numpy as np
    from sklearn.feature_extraction.text import HashingVectorizer

    more = {"token_pattern": _WORDS} if analyzer == "word" else {}
    return HashingVectorizer(
        analyzer=analyzer, ngram_range=(low, high), n_features=SLOTS, alternate_sign=False, norm=None, binary=True,
        dtype=np.float32, **more,
    )  # fmt: skip


def logistic(c: float) -> Any:
    """A logistic regression that is held back by 1 / c."""
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=c, max_iter=_STEPS)


def _unit(seen: Any, scale: Any) -> Any:
    """A sparse matrix with its columns scaled, and then each row of unit length."""
    from sklearn.preprocessing import normalize

    scaled = seen.tocsr(copy=True)
    scaled.data = scaled.data * scale[scaled.indices]
    return normalize(scaled, copy=False)

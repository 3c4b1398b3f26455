"""A head: how much a text praises, learnt from texts that people rated. Knows ratings and members; no files, no chat.

Its members are trained on four fifths of the texts and asked about the fifth, five times over; what they said of texts
that they had not seen, and what the lexicon says, trains a last logistic layer. So the probabilities are calibrated
(stacking, Wolpert 1992; Platt 1999). More than two ratings are so many cuts between them (Frank and Hall 2001).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chatbot.lexicon import net
from chatbot.members import MEMBERS, Encode, Meant, Member, logistic
from chatbot.polarity import Clause, clauses, praise

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float32]

FOLDS = 5
LEAST = 60  # rated texts of either kind from which a head is worth training
MOST_LEVELS = 5
SURE = 0.8  # how likely a level must be for the encoder, which takes most of the time, not to be asked
QUICK, LAST = "quick", "last"  # the last layer without the encoder, and with it


class HeadError(ValueError):
    """A head that cannot be trained or read; the message says what is missing."""


@dataclass(frozen=True)
class Head:
    """A trained head. `levels`: the ratings it tells apart, ascending. `arrays`: of each cut between two of them, by
    "cut/member/array"; the last layer's are "cut/quick/weights" and "cut/last/weights", each with its "bias"."""

    language: str
    levels: tuple[float, ...]
    arrays: Mapping[str, Numbers]
    encoder: str = ""  # the name of the encoder that it was trained with, "" if none
    trained_on: int = 0

    def probabilities(
        self, texts: Sequence[str], encode: Encode | None = None, *, words: Numbers | None = None
    ) -> Numbers:
        """The probability of each level, shape [texts, levels]. `encode` as it was trained with, and asked of texts
        that the rest is not sure of; without it the rest decides. `words`: what `worded` gives, where that is known."""
        import numpy as np

        if not texts:
            return np.zeros((0, len(self.levels)), np.float32)
        words = worded([clauses(text, self.language) for text in texts]) if words is None else words
        quick, slow = _members(self.language, with_encoder=bool(self.encoder) and encode is not None)
        seen = {member.name: member.seen(texts, encode) for member in quick}
        found = self._levels(QUICK, quick, seen, words)
        unsure: list[int] = np.flatnonzero(found.max(1) < SURE).tolist() if slow else []
        if unsure:
            fewer = {name: matrix[unsure] for name, matrix in seen.items()}
            fewer |= {member.name: member.seen([texts[at] for at in unsure], encode) for member in slow}
            found[unsure] = self._levels(LAST, [*quick, *slow], fewer, words[unsure])
        return found

    def _levels(self, layer: str, members: Sequence[Member], seen: Mapping[str, Any], words: Numbers) -> Numbers:
        import numpy as np

        above = [self._above(cut, layer, members, seen, words) for cut in range(len(self.levels) - 1)]
        steps = np.stack([np.ones(len(words)), *_falling(above), np.zeros(len(words))], axis=1)
        return np.asarray(steps[:, :-1] - steps[:, 1:], np.float32)

    def _above(
        self, cut: int, layer: str, members: Sequence[Member], seen: Mapping[str, Any], words: Numbers
    ) -> Numbers:
        """The probability of more than the level at a cut, shape [texts]."""
        import numpy as np

        said = [member.says(seen[member.name], _of(self.arrays, cut, member.name)) for member in members]
        last = _of(self.arrays, cut, layer)
        logit = np.column_stack([*said, words]) @ last["weights"] + last["bias"]
        return np.asarray(1 / (1 + np.exp(-logit)), np.float32)


def worded(found: Sequence[Sequence[Clause]]) -> Numbers:
    """What the lexicon finds in texts, given as their clauses; shape [texts, 5]: praise less blame, praise, blame, the
    last clause, and whether there is neither."""
    import numpy as np

    return np.array([_worded(one) for one in found], np.float32).reshape(len(found), 5)


def _worded(found: Sequence[Clause]) -> list[float]:
    weights = [opinion.weight for clause in found for opinion in clause.opinions]
    good, bad = sum(w for w in weights if w > 0), -sum(w for w in weights if w < 0)
    whole, end = praise(found), net(found[-1].opinions) if found else 0.0
    return [whole / (abs(whole) + 4), good / (good + 4), bad / (bad + 4), end / (abs(end) + 2), float(not weights)]


def levels_of(ratings: Sequence[float]) -> tuple[float, ...]:
    """The levels that ratings are told apart by: themselves, or of more than five the middles of five equal bins."""
    found = sorted(set(ratings))
    if len(found) <= MOST_LEVELS:
        return tuple(found)
    low, step = found[0], (found[-1] - found[0]) / MOST_LEVELS
    return tuple(low + step * (at + 0.5) for at in range(MOST_LEVELS))


def train(
    texts: Sequence[str], ratings: Sequence[float], language: str, *, encode: Encode | None = None, encoder: str = ""
) -> Head:
    """A head of these texts and what they were rated. Raises HeadError where they are too few or all alike."""
    import numpy as np

    levels = levels_of(ratings)
    marks = np.abs(np.subtract.outer(np.asarray(ratings, float), np.asarray(levels))).argmin(1)
    for cut in range(max(1, len(levels) - 1)):
        fewer = min(int((marks > cut).sum()), int((marks <= cut).sum()))
        if fewer < LEAST:
            raise HeadError(
                f"{fewer} rated texts in {language} are on one side of {levels[cut]:g}, fewer than {LEAST}. Rate more, "
                "or go on without a head: the words decide."
            )
    quick, slow = _members(language, with_encoder=encode is not None)
    seen = {member.name: member.seen(texts, encode) for member in (*quick, *slow)}
    words, folds = worded([clauses(text, language) for text in texts]), np.array([_fold(t) for t in texts])
    arrays: dict[str, Numbers] = {}
    for cut in range(len(levels) - 1):
        for name, array in _cut(quick, slow, seen, (words, marks > cut, folds)).items():
            arrays[f"{cut}/{name}"] = array
    return Head(language, levels, arrays, encoder if encode else "", len(texts))


def _cut(
    quick: Sequence[Member], slow: Sequence[Member], seen: Mapping[str, Any], known: tuple[Numbers, Any, Any]
) -> dict[str, Numbers]:
    """The arrays of one cut; `known` is what the words say, which texts lie above it, and the folds."""
    import numpy as np

    words, praised, folds = known
    arrays: dict[str, Numbers] = {}
    unseen = []
    for member in (*quick, *slow):
        own = seen[member.name]
        said = np.zeros(len(praised), np.float32)
        for fold in range(FOLDS):
            out = folds == fold
            if out.any():
                said[out] = member.says(own[out], member.train(own[~out], praised[~out]))
        unseen.append(said)
        arrays |= {f"{member.name}/{name}": array for name, array in member.train(own, praised).items()}
    for layer, columns in ((QUICK, unseen[: len(quick)]), (LAST, unseen)):
        arrays |= _last(layer, np.column_stack([*columns, words]), praised)
    return arrays


def _last(layer: str, columns: Any, praised: Any) -> dict[str, Numbers]:
    """The last layer of what members and words said."""
    import numpy as np

    model = logistic(1.0).fit(columns, praised)
    return {f"{layer}/weights": model.coef_[0].astype(np.float32), f"{layer}/bias": model.intercept_.astype(np.float32)}


def _members(language: str, *, with_encoder: bool) -> tuple[list[Member], list[Member]]:
    """(the members that are quick, those that ask the encoder). Raises HeadError for a language that has none."""
    if language not in MEMBERS:
        raise HeadError(f"there is no head for {language!r}. Choose one of: {', '.join(MEMBERS)}.")
    slow: list[Member] = [member for member in MEMBERS[language] if isinstance(member, Meant) and with_encoder]
    return [member for member in MEMBERS[language] if not isinstance(member, Meant)], slow


def _falling(above: Sequence[Numbers]) -> list[Numbers]:
    """The probabilities of more than each level, none higher than the one before it."""
    import numpy as np

    return [np.minimum.reduce(above[: at + 1]) for at in range(len(above))]


def _of(arrays: Mapping[str, Numbers], cut: int, part: str) -> dict[str, Numbers]:
    start = f"{cut}/{part}/"
    return {name.removeprefix(start): array for name, array in arrays.items() if name.startswith(start)}


def _fold(text: str) -> int:
    """Which fifth a text is of; the same one at every run."""
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()[0] % FOLDS

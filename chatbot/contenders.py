"""What others order a catalogue by for one person, to be measured beside: what is popular, matrix factorisation that is
learnt anew in batch (implicit), and two online learners (river, LinUCB).

Knows their libraries; nothing of how they are compared. A person's history is rows and whether each was liked.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from chatbot.baselines import BaselineError
from retrieval.met import Met
from retrieval.towers import Towers

_MISSING = '{} is not installed: pip install -c constraints.txt ".[analysis]"; or leave it out: --without {}'


@dataclass(frozen=True)
class History:
    """What a person met, in the order of time: `rows` [n], `liked` [n] as 1 or 0, the same as an interest has it."""

    rows: Any
    liked: Any
    met: Sequence[Met] = ()

    def first(self, count: int) -> History:
        """The first so many."""
        return History(self.rows[:count], self.liked[:count], self.met[:count])


class Learner(Protocol):
    """An order of the catalogue for each of several people, given what each has met."""

    def scores(self, histories: Sequence[History]) -> Sequence[Any]:
        """For each history the score of every item, shape [items]."""
        ...


@dataclass(frozen=True)
class Fixed:
    """The same for everybody."""

    column: Any

    def scores(self, histories: Sequence[History]) -> Sequence[Any]:
        """See Learner."""
        return [self.column] * len(histories)


@dataclass(frozen=True)
class Batch:
    """Alternating least squares (Hu, Koren and Volinsky 2008) as implicit has it, learnt anew from everybody's likes,
    those of all the people asked about too. Of ten settings the best on people who are not reported on."""

    people: Any
    rows: Any
    count: int
    items: int
    factors: int = 32
    seed: int = 0

    def scores(self, histories: Sequence[History]) -> Sequence[Any]:
        """See Learner. Raises BaselineError."""
        import numpy as np
        from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

        try:
            from implicit.als import AlternatingLeastSquares
            from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]
        except ImportError:
            raise BaselineError(_MISSING.format("implicit", "implicit")) from None
        own = [one.rows[one.liked > 0] for one in histories]
        numbers = np.repeat(np.arange(len(own)), [len(rows) for rows in own])
        people = np.concatenate([self.people, self.count + numbers]).astype(int)
        rows = np.concatenate([self.rows, *own]).astype(int)
        shape = (self.count + len(own), self.items)
        liked = csr_matrix((np.ones(len(rows), np.float32), (people, rows)), shape=shape)
        with threadpool_limits(1, "blas"):  # its own threads and BLAS's are in each other's way
            model = AlternatingLeastSquares(
                self.factors, regularization=0.01, alpha=1.0, random_state=self.seed, num_threads=1
            )
            model.fit(liked, show_progress=False)
        return [model.item_factors @ one for one in model.user_factors[self.count :]]


@dataclass(frozen=True)
class Deep:
    """The two towers of `retrieval.towers`, taught with everybody's likes."""

    towers: Towers

    def scores(self, histories: Sequence[History]) -> Sequence[Any]:
        """See Learner."""
        return [self.towers.scores(one.rows[one.liked > 0]) for one in histories]


class Online:
    """river's logistic regression over an item's features: taught with everybody's reactions one by one, then for each
    person with theirs. `unmet` items that the person did not meet are drawn for each like, and are a 0."""

    def __init__(self, features: Any, stream: Sequence[tuple[int, float]], *, unmet: int = 1, seed: int = 0) -> None:
        """`features` [items, width]; `stream`: (row, liked) of everybody. Raises BaselineError."""
        import numpy as np

        try:
            from river import linear_model, optim
        except ImportError:
            raise BaselineError(_MISSING.format("river", "river")) from None
        self._features, self._seed, self._unmet = features, seed, unmet
        self._model: Any = linear_model.LogisticRegression(optim.SGD(0.05))
        self._rows = [{at: float(v) for at, v in enumerate(row)} for row in features]
        chance = np.random.default_rng(seed)
        mixed = [stream[at] for at in chance.permutation(len(stream))]  # person by person it learns half as well
        self._learn(self._model, mixed, chance)

    def scores(self, histories: Sequence[History]) -> Sequence[Any]:
        """See Learner."""
        return [self._score(self.taught(history)) for history in histories]

    def taught(self, history: History) -> Any:
        """The model after a person's reactions."""
        import numpy as np

        model = copy.deepcopy(self._model)
        pairs = list(zip(history.rows.tolist(), history.liked.tolist(), strict=True))
        self._learn(model, pairs, np.random.default_rng(self._seed))
        return model

    def foretold(self, history: History) -> list[float]:
        """The chance that each is liked, before it is learnt from."""
        model, found = copy.deepcopy(self._model), []
        for row, liked in zip(history.rows.tolist(), history.liked.tolist(), strict=True):
            found.append(float(model.predict_proba_one(self._rows[row])[True]))
            model.learn_one(self._rows[row], int(liked))
        return found

    def _learn(self, model: Any, pairs: Sequence[tuple[int, float]], chance: Any) -> None:
        for row, liked in pairs:
            model.learn_one(self._rows[row], int(liked))
            if liked:
                for other in chance.integers(0, len(self._rows), self._unmet).tolist():
                    model.learn_one(self._rows[other], 0)

    def _score(self, model: Any) -> Any:
        import numpy as np

        weights: Mapping[int, float] = model.weights
        return self._features @ np.array([weights.get(at, 0.0) for at in range(self._features.shape[1])])


class Bandit:
    """LinUCB (Li et al. 2010) over an item's features, its ridge regression starting from everybody's."""

    def __init__(
        self, features: Any, stream: Sequence[tuple[int, float]], *, width: float = 0.1, seed: int = 0
    ) -> None:
        """`width`: how many standard deviations above its mean an item is ordered by."""
        import numpy as np

        self._features, self._width = features, width
        rows, liked = (np.array(part) for part in zip(*stream, strict=True))
        unmet = np.random.default_rng(seed).integers(0, len(features), len(rows))
        given, wanted = features[np.concatenate([rows, unmet])], np.concatenate([liked, np.zeros(len(unmet))])
        eye = np.eye(features.shape[1])
        self._start = np.linalg.solve(given.T @ given + eye, given.T @ wanted)

    def scores(self, histories: Sequence[History]) -> Sequence[Any]:
        """See Learner."""
        return [self._score(one.rows, one.liked) for one in histories]

    def _score(self, rows: Any, liked: Any) -> Any:
        import numpy as np

        given = self._features[rows]
        gram = np.linalg.inv(given.T @ given + np.eye(given.shape[1]))
        theta = self._start + gram @ given.T @ (liked - given @ self._start)
        spread = np.sqrt(((self._features @ gram) * self._features).sum(1))
        return self._features @ theta + self._width * spread

"""What others read sentiment with, to be measured beside: VADER's rules, and a plain TF-IDF with logistic regression.

Knows their libraries; nothing of how they are compared.
"""

from __future__ import annotations

from collections.abc import Sequence


class BaselineError(RuntimeError):
    """A library that is not installed; the message says how to have it."""


def vader(texts: Sequence[str]) -> list[float]:
    """VADER's compound score of English texts, from -1 to 1 (Hutto and Gilbert 2014). Raises BaselineError."""
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
    except ImportError:
        raise BaselineError(
            'VADER is not installed: pip install -c constraints.txt ".[analysis]"; or leave it out by --no-vader'
        ) from None
    analyzer = SentimentIntensityAnalyzer()
    return [float(analyzer.polarity_scores(text)["compound"]) for text in texts]


def factors(known: Sequence[tuple[int, int, float]], asked: Sequence[tuple[int, int]]) -> list[float]:
    """Ratings predicted by biased matrix factorisation (Koren, Bell and Volinsky 2009) as scikit-surprise has it; a
    pair is a person and an item, by number. Raises BaselineError."""
    try:
        from surprise import SVD, Dataset, Reader
    except ImportError:
        raise BaselineError(
            'scikit-surprise is not installed: pip install -c constraints.txt ".[analysis]"; or leave it out: --no-svd'
        ) from None
    rated = [rating for _, _, rating in known]
    reader = Reader(rating_scale=(min(rated), max(rated)))
    trained = SVD(random_state=0).fit(Dataset(reader).construct_trainset([(*one, None) for one in known]))
    return [float(trained.predict(person, item).est) for person, item in asked]


class Plain:
    """Words (in Chinese one and two letters) by TF-IDF, and a logistic regression, as scikit-learn has them."""

    def __init__(self, texts: Sequence[str], ratings: Sequence[float], language: str) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline

        runs = {"analyzer": "char", "ngram_range": (1, 2)} if language == "zh" else {}
        self._model = make_pipeline(TfidfVectorizer(**runs), LogisticRegression(max_iter=300)).fit(texts, ratings)

    def ratings(self, texts: Sequence[str]) -> list[float]:
        """The likeliest rating of each text."""
        return [float(rating) for rating in self._model.predict(texts)]


def told_apart(
    texts: Sequence[str], labels: Sequence[int], groups: Sequence[str], *, most: int
) -> tuple[list[float], tuple[list[str], list[str]]]:
    """How surely each text is of label 1, by a TF-IDF of words and pairs of them, of letters, and a logistic regression
    that was taught without the text's group (five folds); and the n-grams that speak most for 1 and for 0."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline, make_union

    words = TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"\w+|[^\w\s]", sublinear_tf=True)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, max_features=20_000)
    model = make_pipeline(make_union(words, letters), LogisticRegression(max_iter=300, C=4.0))
    folds = GroupKFold(min(5, len(set(groups))))
    scores = cross_val_predict(model, texts, labels, groups=groups, cv=folds, method="predict_proba")[:, 1]
    telling = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"\w+|[^\w\s]"), LogisticRegression())
    telling.fit(texts, labels)
    order = telling[-1].coef_[0].argsort()
    names = telling[0].get_feature_names_out()
    return [float(s) for s in scores], (
        [str(names[n]) for n in order[::-1][:most]],
        [str(names[n]) for n in order[:most]],
    )

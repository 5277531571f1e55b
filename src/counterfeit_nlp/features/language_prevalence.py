"""The share of infringing listings in each language: told apart in training, left out of scores."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin

from counterfeit_nlp.features.fields import text_values
from counterfeit_nlp.text.fields import read_fields
from counterfeit_nlp.text.language import languages_by_letters
from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN, Vocabulary

__all__ = ["LanguagePrevalence", "languages_of"]

# English is what the others are compared with
_OTHERS = ("zh", "other")


def languages_of(X: pd.DataFrame, vocabulary: Vocabulary = NOTHING_KNOWN) -> list[str]:
    """Language of each listing by the letters of its text columns: ``en``, ``zh``, ``other``."""
    letters = np.zeros((len(X), 3), dtype=np.int64)
    for texts in text_values(X):
        for row, read in enumerate(read_fields(texts, vocabulary)):
            for chunk in read.chunks:
                letters[row] += chunk.letters
    return languages_by_letters(letters)


class LanguagePrevalence(TransformerMixin, BaseEstimator):
    """A nuisance covariate: which language a training listing is written in.

    How many labelled listings of a language infringe tells where labels were collected, not what
    sellers do: where all Chinese ones come from honest shops, every Chinese word would pass for
    evidence of innocence. These columns soak that up while a model is fitted, and weigh nothing
    when it scores: ``fit_transform`` and ``transform`` differ on purpose, as those of
    scikit-learn's TargetEncoder do.

    Parameters
    ----------
    weight
        Factor on the columns; a large one leaves their coefficients nearly free of the ridge
        penalty, 0 switches the block off.
    vocabulary
        What disguised words are resolved against.
    """

    def __init__(self, weight: float = 10.0, vocabulary: Vocabulary = NOTHING_KNOWN) -> None:
        self.weight = weight
        self.vocabulary = vocabulary

    def fit(self, X: pd.DataFrame, y: object = None) -> Self:
        """Nothing to learn; remembers the columns."""
        self.n_features_in_ = X.shape[1]
        return self

    def fit_transform(self, X: pd.DataFrame, y: object = None) -> np.ndarray:
        """Columns for the languages beside English, shape (n, 2), for training."""
        found = np.array(self.fit(X) and languages_of(X, self.vocabulary), dtype=object)
        return np.stack([found == one for one in _OTHERS], axis=1) * self.weight

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Zeros, shape (n, 2): no score depends on it."""
        return np.zeros((len(X), len(_OTHERS)))

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Languages in column order."""
        return np.array(_OTHERS, dtype=object)

"""Counts over the text fields of a listing: what signals and cues have in common."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin

from counterfeit_nlp.features.fields import text_values
from counterfeit_nlp.features.signal_scale import scale_signals
from counterfeit_nlp.text.fields import Field, read_fields
from counterfeit_nlp.text.vocabulary import Vocabulary

__all__ = ["FieldCounts"]


class FieldCounts(TransformerMixin, BaseEstimator):
    """Counts over all text fields, capped and scaled to [0, 1].

    A subclass says what is counted: ``names``, one per column, and ``_count``.

    Attributes
    ----------
    weight
        Factor on the columns; a larger one weakens the ridge penalty on their coefficients.
    vocabulary
        What disguised words are resolved against.
    """

    names: ClassVar[tuple[str, ...]]
    weight: float
    vocabulary: Vocabulary

    def _count(self, field: Field, counts: np.ndarray) -> None:
        """Add what a field holds to ``counts``, shape (n_names,)."""
        raise NotImplementedError

    def fit(self, X: pd.DataFrame, y: object = None) -> Self:
        """Nothing to learn; remembers the columns."""
        self.n_features_in_ = X.shape[1]
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Count.

        Returns
        -------
        numpy.ndarray
            Shape (n_listings, n_names), float64; a listing that holds nothing is a row of zeros.
        """
        counts = np.zeros((len(X), len(self.names)))
        for texts in text_values(X):
            for row, field in enumerate(read_fields(texts, self.vocabulary)):
                self._count(field, counts[row])
        return scale_signals(counts) * self.weight

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Names in column order."""
        return np.array(self.names, dtype=object)

"""Signals: what a text does beside saying words (look-alike letters, masks, contact details)."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin

from counterfeit_nlp.features.fields import text_values
from counterfeit_nlp.features.signal_scale import scale_signals
from counterfeit_nlp.text.chunks import SIGNALS
from counterfeit_nlp.text.fields import read_fields
from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN, Vocabulary

__all__ = ["SignalCounts"]


class SignalCounts(TransformerMixin, BaseEstimator):
    """Counts of each signal over all text fields, capped and scaled to [0, 1].

    Parameters
    ----------
    weight
        Factor on the columns; a larger one weakens the ridge penalty on their coefficients.
    vocabulary
        What disguised words are resolved against.
    """

    def __init__(self, weight: float = 1.0, vocabulary: Vocabulary = NOTHING_KNOWN) -> None:
        self.weight = weight
        self.vocabulary = vocabulary

    def fit(self, X: pd.DataFrame, y: object = None) -> Self:
        """Nothing to learn; remembers the columns."""
        self.n_features_in_ = X.shape[1]
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Count.

        Returns
        -------
        numpy.ndarray
            Shape (n_listings, n_signals), float64; a listing without signals is a row of zeros.
        """
        counts = np.zeros((len(X), len(SIGNALS)))
        for texts in text_values(X):
            for row, field in enumerate(read_fields(texts, self.vocabulary)):
                for chunk in field.chunks:
                    if any(chunk.signals):  # few have any
                        counts[row] += chunk.signals
                for disguise in field.spanning:
                    counts[row, SIGNALS.index(disguise.kind)] += 1
        return scale_signals(counts) * self.weight

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Signal names in column order."""
        return np.array(SIGNALS, dtype=object)

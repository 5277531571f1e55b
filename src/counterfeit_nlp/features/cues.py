"""Cues: what the words of a text claim, counted by sense."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin

from counterfeit_nlp.cues.fields import field_cues, opens
from counterfeit_nlp.cues.lexicon import Lexicon
from counterfeit_nlp.cues.senses import SENSES
from counterfeit_nlp.features.fields import text_values
from counterfeit_nlp.features.signal_scale import scale_signals
from counterfeit_nlp.text.fields import read_fields
from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN, Vocabulary

__all__ = ["CueCounts"]


class CueCounts(TransformerMixin, BaseEstimator):
    """Cues of each sense over all text fields, capped and scaled to [0, 1].

    Parameters
    ----------
    lexicon
        The cues.
    weight
        Factor on the columns; a larger one weakens the ridge penalty on their coefficients.
    vocabulary
        What disguised words are resolved against.
    """

    def __init__(
        self,
        lexicon: Lexicon | None = None,
        weight: float = 1.0,
        vocabulary: Vocabulary = NOTHING_KNOWN,
    ) -> None:
        self.lexicon = lexicon
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
            Shape (n_listings, n_senses), float64; a listing without cues is a row of zeros.
        """
        counts = np.zeros((len(X), len(SENSES)))
        lexicon = self.lexicon or Lexicon()
        opened: dict[int, bool] = {}  # by identity: the memory of fields keeps chunks alive
        for texts in text_values(X):
            for row, field in enumerate(read_fields(texts, self.vocabulary)):
                may = False
                for chunk in field.chunks:
                    known = opened.get(id(chunk))
                    if known is None:
                        known = opened[id(chunk)] = opens(chunk, lexicon)
                    may = may or known
                if may:
                    for cue in field_cues(field.text, field.chunks, lexicon)[1]:
                        counts[row, SENSES.index(cue.sense)] += 1
        return scale_signals(counts) * self.weight

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Senses in column order."""
        return np.array(SENSES, dtype=object)

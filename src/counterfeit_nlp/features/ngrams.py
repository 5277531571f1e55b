"""N-grams of normalised text: what the linear model sees of the words.

Three kinds, each of which depends on one token or on two neighbours only, so that a scorer can
add up a chunk's weights once and reuse them:

- ``w:replica``: a token, and ``w:super clone``: two neighbouring ones (not across Chinese);
- ``c: rep``: 3 to 5 characters within a token and its edges (as scikit-learn's ``char_wb``),
  which catch spellings nobody listed;
- ``h:高仿``: 1 to 3 Han characters, across the borders of words, because where a Chinese word
  ends is itself a guess.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Any, Self

import numpy as np
import pandas as pd
import scipy.sparse as sp
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from counterfeit_nlp.features.fields import text_values
from counterfeit_nlp.features.gram_index import GramIndex, shared_index
from counterfeit_nlp.text.fields import read_fields
from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN, Vocabulary

__all__ = ["NgramWeights"]


class NgramWeights(TransformerMixin, BaseEstimator):
    """Scaled, idf-weighted n-gram counts of the text fields, summed over the fields.

    A field contributes ``count * idf ** idf_power / sqrt(length)`` per n-gram, where ``count`` is
    the number of different chunks that hold it and ``length`` the number of n-grams that its
    different chunks hold, known to the vocabulary or not (bigrams apart): repeating a word
    changes nothing. The square root keeps a long text from shouting and, unlike an L2 norm, does
    not depend on which n-grams the vocabulary happens to know: adding words changes the scale by
    their number only, and a chunk's part of the sum can be worked out once. Each field is scaled
    by itself and all fields share one vocabulary, so that where a word stands tells nothing about
    which sources have descriptions.

    Parameters
    ----------
    min_words, min_characters
        Listings in which a word n-gram, or a character n-gram, must occur to be kept.
    idf_power
        Exponent of the smoothed inverse document frequency ``ln((1 + n) / (1 + df)) + 1``
        (as in scikit-learn's TfidfTransformer). Above 1 it leans further towards rare n-grams.
    vocabulary
        What disguised words are resolved against.
    left_out
        N-grams that get no column, nor do pairs of words with one of these words: brand names, see
        :func:`counterfeit_nlp.features.name_grams.name_grams`.

    Attributes
    ----------
    vocabulary_
        N-gram to column, columns in the order of the sorted names.
    idf_
        Array of shape (n_columns,).
    """

    def __init__(
        self,
        min_words: int = 2,
        min_characters: int = 3,
        idf_power: float = 1.0,
        vocabulary: Vocabulary = NOTHING_KNOWN,
        left_out: tuple[str, ...] = (),
    ) -> None:
        self.min_words = min_words
        self.min_characters = min_characters
        self.idf_power = idf_power
        self.vocabulary = vocabulary
        self.left_out = left_out

    def fit(self, X: pd.DataFrame, y: object = None) -> Self:
        """Learn which n-grams to keep and their weights.

        Parameters
        ----------
        X
            Columns of prepared texts (``text.normalise.prepare``), shape (n_listings, n_fields);
            missing values count as empty.
        y
            Ignored.
        """
        self._fit(X)
        return self

    def fit_transform(self, X: pd.DataFrame, y: object = None) -> sp.csr_matrix:
        """Fit and transform, counting once."""
        counts = self._fit(X)
        return sp.csr_matrix(counts @ sp.diags(self.idf_))

    def _fit(self, X: pd.DataFrame) -> sp.csr_matrix:
        index = shared_index()
        left_out = frozenset(self.left_out)
        counts = self._count(X, index)
        listings = np.bincount(counts.indices, minlength=len(index))
        seen = np.flatnonzero(listings >= min(self.min_words, self.min_characters))
        kept = sorted(
            (name, column)
            for name, column in zip(index.names(seen), seen.tolist(), strict=True)
            if listings[column] >= (self.min_words if name[0] == "w" else self.min_characters)
            and not _is_left_out(name, left_out)
        )
        columns = np.array([column for _, column in kept], dtype=np.int64)
        self.vocabulary_ = {name: number for number, (name, _) in enumerate(kept)}
        frequency = listings[columns].astype(np.float64)
        self.idf_ = (np.log((1 + len(X)) / (1 + frequency)) + 1) ** self.idf_power
        return _select(counts, columns)

    def transform(self, X: pd.DataFrame) -> sp.csr_matrix:
        """Count, weight and scale.

        Parameters
        ----------
        X
            As in :meth:`fit`.

        Returns
        -------
        scipy.sparse.csr_matrix
            Shape (n_listings, n_columns), float64.
        """
        check_is_fitted(self)
        index = shared_index()
        counts = self._count(X, index)
        columns = index.numbers(self.vocabulary_)
        counts.resize((len(X), max(len(index), 1)))
        counts = _select(counts, columns)
        return sp.csr_matrix(counts @ sp.diags(self.idf_))

    def _count(self, X: pd.DataFrame, index: GramIndex) -> sp.csr_matrix:
        """Scaled counts of every n-gram, fields summed; columns are the index's numbers."""
        counts: sp.csr_matrix | None = None
        for texts in text_values(X):
            found: list[np.ndarray] = []
            ends = [0]
            scales: list[float] = []
            for field in read_fields(texts, self.vocabulary, prepared=True):
                of_field, length = index.of_field(field.chunks)
                found.append(np.array(of_field, dtype=np.int32))
                ends.append(ends[-1] + len(of_field))
                scales.append(1 / np.sqrt(max(length, 1)))
            columns = np.concatenate(found) if found else np.zeros(0, dtype=np.int32)
            values = np.repeat(np.array(scales, dtype=np.float64), np.diff(ends))
            matrix = sp.csr_matrix((values, columns, ends), shape=(len(X), max(len(index), 1)))
            matrix.sum_duplicates()
            if counts is None:
                counts = matrix
            else:
                counts.resize(matrix.shape)  # a later field may have added names
                counts = sp.csr_matrix(counts + matrix)
        if counts is None:
            raise ValueError("no text columns")
        return counts

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """N-grams in column order."""
        check_is_fitted(self)
        return np.array(list(self.vocabulary_), dtype=object)


def _select(counts: sp.csr_matrix, columns: np.ndarray) -> sp.csr_matrix:
    """Some columns, in the order given; a row's entries sorted, so that sums have one order."""
    selected = sp.csr_matrix(counts[:, columns])
    selected.sort_indices()
    return selected


def _is_left_out(name: str, left_out: Set[str]) -> bool:
    if name in left_out:
        return True
    first, pair, second = name.partition(" ")
    return bool(pair and name[0] == "w" and (first in left_out or "w:" + second in left_out))

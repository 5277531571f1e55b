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

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import pandas as pd
import scipy.sparse as sp
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from counterfeit_nlp.features.fields import text_values
from counterfeit_nlp.features.grams import bigram, chunk_ngrams, field_length, is_word
from counterfeit_nlp.text.chunks import Chunk
from counterfeit_nlp.text.fields import read_fields

__all__ = ["NgramWeights"]


class NgramWeights(TransformerMixin, BaseEstimator):
    """Scaled, idf-weighted n-gram counts of the text fields, summed over the fields.

    A field contributes ``count * idf ** idf_power / sqrt(tokens in the field)`` per n-gram. The
    square root keeps a long text from shouting and, unlike an L2 norm, does not depend on
    which n-grams the vocabulary happens to know: adding words changes the scale by their number
    only, and a chunk's part of the sum can be worked out once. Each field is scaled by itself and
    all fields share one vocabulary, so that where a word stands tells nothing about which
    sources have descriptions.

    Parameters
    ----------
    min_words, min_characters
        Listings in which a word n-gram, or a character n-gram, must occur to be kept.
    idf_power
        Exponent of the smoothed inverse document frequency ``ln((1 + n) / (1 + df)) + 1``
        (as in scikit-learn's TfidfTransformer). Above 1 it leans further towards rare n-grams.

    Attributes
    ----------
    vocabulary_
        N-gram to column, columns in the order of the sorted names.
    idf_
        Array of shape (n_columns,).
    """

    def __init__(self, min_words: int = 2, min_characters: int = 3, idf_power: float = 1.0) -> None:
        self.min_words = min_words
        self.min_characters = min_characters
        self.idf_power = idf_power

    def fit(self, X: pd.DataFrame, y: object = None) -> Self:
        """Learn which n-grams to keep and their weights.

        Parameters
        ----------
        X
            Text columns, shape (n_listings, n_fields); missing values count as empty.
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
        names: dict[str, int] = {}
        counts = _count(X, names, grow=True)
        listings = np.bincount(counts.indices, minlength=len(names))
        kept = sorted(
            name
            for name, column in names.items()
            if listings[column] >= (self.min_words if name[0] == "w" else self.min_characters)
        )
        columns = np.array([names[name] for name in kept], dtype=np.int64)
        self.vocabulary_ = {name: column for column, name in enumerate(kept)}
        frequency = listings[columns].astype(np.float64)
        self.idf_ = (np.log((1 + len(X)) / (1 + frequency)) + 1) ** self.idf_power
        return counts[:, columns]

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
        counts = _count(X, self.vocabulary_, grow=False)
        return sp.csr_matrix(counts @ sp.diags(self.idf_))

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """N-grams in column order."""
        check_is_fitted(self)
        return np.array(list(self.vocabulary_), dtype=object)


class _Columns:
    """Columns of n-grams, looked up once for each distinct chunk.

    Chunks are known by identity, so each is held on to: an id may not be given to another.
    """

    def __init__(self, names: dict[str, int], *, grow: bool) -> None:
        self._names = names
        self._grow = grow
        self._known: dict[int, tuple[Chunk, list[int], int, list[str | None]]] = {}

    def _column(self, name: str) -> int | None:
        if self._grow:
            return self._names.setdefault(name, len(self._names))
        return self._names.get(name)

    def _learn(self, chunk: Chunk) -> tuple[Chunk, list[int], int, list[str | None]]:
        inside = [self._column(name) for _, name in chunk_ngrams(chunk)]
        words = [
            None if chinese else token.norm
            for token, chinese in zip(chunk.tokens, chunk.chinese, strict=True)
            if chinese or is_word(token.norm)
        ]
        known = (chunk, [one for one in inside if one is not None], field_length(chunk), words)
        self._known[id(chunk)] = known
        return known

    def of_field(self, chunks: Sequence[Chunk]) -> tuple[list[int], int]:
        """Columns of all n-grams of a field, and the field's length."""
        found: list[int] = []
        length = 0
        last: str | None = None
        for chunk in chunks:
            _, inside, own, words = self._known.get(id(chunk)) or self._learn(chunk)
            found += inside
            length += own
            for word in words:
                if last is not None and word is not None:
                    column = self._column(bigram(last, word))
                    if column is not None:
                        found.append(column)
                last = word
        return found, length


def _count(X: pd.DataFrame, names: dict[str, int], *, grow: bool) -> sp.csr_matrix:
    """Scaled counts of every n-gram that ``names`` holds (or is to hold), fields summed."""
    columns = _Columns(names, grow=grow)
    counts: sp.csr_matrix | None = None
    for texts in text_values(X):
        found: list[np.ndarray] = []
        ends = [0]
        scales: list[float] = []
        for chunks in read_fields(texts):
            of_field, length = columns.of_field(chunks)
            found.append(np.array(of_field, dtype=np.int32))
            ends.append(ends[-1] + len(of_field))
            scales.append(1 / np.sqrt(max(length, 1)))
        indices = np.concatenate(found) if found else np.zeros(0, dtype=np.int32)
        values = np.repeat(scales, np.diff(ends))
        field = (values, indices, ends)
        matrix = sp.csr_matrix(field, shape=(len(X), max(len(names), 1)))
        matrix.sum_duplicates()
        if counts is None:
            counts = matrix
        else:
            counts.resize(matrix.shape)  # a later field may have grown the names
            counts = sp.csr_matrix(counts + matrix)
    if counts is None:
        raise ValueError("no text columns")
    counts.sum_duplicates()
    return counts[:, : len(names)]

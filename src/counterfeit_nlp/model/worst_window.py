"""A linear model whose long text fields count as much as their most suspect window.

Fitting chooses windows with a first model and fits again on what was chosen, as multiple-instance
learning does (Andrews, Tsochantaridis and Hofmann 2003, "Support vector machines for
multiple-instance learning"): an innocent long text teaches the model by its most suspect part.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from itertools import chain
from typing import NamedTuple, Self

import numpy as np
import pandas as pd
import scipy.sparse as sp
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.pipeline import Pipeline
from sklearn.utils.class_weight import compute_sample_weight
from sklearn.utils.validation import check_is_fitted

from counterfeit_nlp.cues.fields import addresses
from counterfeit_nlp.cues.lexicon import Lexicon
from counterfeit_nlp.cues.silence import silenced
from counterfeit_nlp.features.columns import TEXT_FIELDS, WINDOWS
from counterfeit_nlp.features.fields import text_values
from counterfeit_nlp.features.grams import words_in
from counterfeit_nlp.features.language_prevalence import languages_of
from counterfeit_nlp.text.chunks import begins
from counterfeit_nlp.text.fields import Field, read_fields
from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN, Vocabulary
from counterfeit_nlp.text.windows import cut_windows

__all__ = ["WorstWindow"]


class _Composed(NamedTuple):
    """Listings that nobody wrote, for the classifier alone, and what they weigh together."""

    listings: pd.DataFrame
    labels: np.ndarray
    weight: float


class WorstWindow(ClassifierMixin, BaseEstimator):
    """Cuts long fields into windows and hands the worst one to the pipeline.

    Parameters
    ----------
    pipeline
        Unfitted; a ColumnTransformer named ``columns`` that reads the columns ``WINDOWS`` in its
        block ``ngrams``, and a linear classifier named ``classifier``.
    vocabulary
        What disguised words are resolved against.
    lexicon
        Tells which words are somebody's messenger id or number: nothing is learned from them. And
        which words take a claim back: no n-gram is counted on these.

    starts
        What is added to the score of a listing by its language; None for nothing.

    Attributes
    ----------
    pipeline_
        Fitted.
    """

    def __init__(
        self,
        pipeline: Pipeline,
        vocabulary: Vocabulary = NOTHING_KNOWN,
        lexicon: Lexicon | None = None,
        starts: Mapping[str, float] | None = None,
    ) -> None:
        self.pipeline = pipeline
        self.vocabulary = vocabulary
        self.lexicon = lexicon
        self.starts = starts

    def fit(
        self,
        X: pd.DataFrame,
        y: np.ndarray,
        pairs: tuple[pd.DataFrame, np.ndarray] | None = None,
        pair_weight: float = 0.0,
    ) -> Self:
        """Fit on whole fields, choose windows, fit on those.

        Parameters
        ----------
        X
            Listings with title, description, price and currency, shape (n, 4 or more).
        y
            Shape (n,): 0 or 1.
        pairs
            Composed listings and their labels (see :mod:`counterfeit_nlp.model.price_pairs`). The
            classifier sees them too; no column is learned from them.
        pair_weight
            What they weigh together, as a share of what the real listings do.
        """
        self.classes_ = np.unique(y)
        fields = {name: self._read(X[[name]]) for name in TEXT_FIELDS}
        private = self._addresses(fields)
        fields = {name: self._counted(read, private) for name, read in fields.items()}
        whole = {name: [one.prepared.text for one in fields[field]] for field, name in _PAIRS}
        windows = {field: [_windows_of(one) for one in read] for field, read in fields.items()}
        composed = None
        if pairs is not None and pair_weight:
            composed = self._composed(*pairs, pair_weight)
        self.pipeline_ = _fitted(self.pipeline, X.assign(**whole), y, composed)
        if any(len(of_row) > 1 for found in windows.values() for of_row in found):
            worst = self._worst(X, windows)
            self.pipeline_ = _fitted(self.pipeline, worst, y, composed)
        return self

    def decision_function(self, X: pd.DataFrame) -> np.ndarray:
        """Raw scores, shape (n,): of the worst windows."""
        check_is_fitted(self)
        windows = {
            field: [_windows_of(one) for one in self._counted(self._read(X[[field]]))]
            for field in TEXT_FIELDS
        }
        scores: np.ndarray = self.pipeline_.decision_function(self._worst(X, windows))
        if self.starts:
            languages = languages_of(X[list(TEXT_FIELDS)], self.vocabulary)
            scores = scores + [self.starts.get(one, 0.0) for one in languages]
        return scores

    def predict(self, X: pd.DataFrame) -> np.ndarray:
        """Class by the sign of the raw score, shape (n,)."""
        found: np.ndarray = self.classes_[(self.decision_function(X) > 0).astype(int)]
        return found

    def _composed(self, pairs: pd.DataFrame, labels: np.ndarray, weight: float) -> _Composed | None:
        """Composed listings with what the pipeline reads; short, so one window holds a field.

        Without those that seem disguised (names that resemble other words): they would teach that
        disguise is innocent.
        """
        read = {name: self._read(pairs[[name]]) for name in TEXT_FIELDS}
        plain = np.array(
            [not any(map(_is_disguised, one)) for one in zip(*read.values(), strict=True)]
        )
        if not plain.any():
            return None
        read = {name: self._counted(found) for name, found in read.items()}
        whole = {name: [one.prepared.text for one in read[field]] for field, name in _PAIRS}
        return _Composed(pairs.assign(**whole)[plain], labels[plain], weight)

    def _read(self, column: pd.DataFrame) -> list[Field]:
        (texts,) = text_values(column)
        return read_fields(texts, self.vocabulary)

    def _addresses(self, fields: dict[str, list[Field]]) -> set[str]:
        """Words that are somebody's id: a window may hold one without what tells that it is."""
        if self.lexicon is None:
            return set()
        private = addresses(chain.from_iterable(fields.values()), self.lexicon)
        return private - self.vocabulary.terms.keys()

    def _counted(self, read: list[Field], private: Set[str] = frozenset()) -> list[Field]:
        """Whole fields as n-grams are counted on them: with blanks for words that must not weigh.

        These are the ``private`` ones, and those that take a claim back.
        """
        if self.lexicon is None:
            return read
        texts = [silenced(one, self.lexicon, private) for one in read]
        changed = [at for at, one in enumerate(read) if texts[at] != one.prepared.text]
        again = read_fields([texts[at] for at in changed], self.vocabulary, prepared=True)
        counted = list(read)
        for at, one in zip(changed, again, strict=True):
            counted[at] = one
        return counted

    def _worst(self, X: pd.DataFrame, windows: dict[str, list[list[str]]]) -> pd.DataFrame:
        columns = {
            name: [of_row[at] for of_row, at in zip(windows[field], chosen, strict=True)]
            for field, name in _PAIRS
            for chosen in [self._choose(windows[field])]
        }
        return X.assign(**columns)

    def _choose(self, windows: list[list[str]]) -> list[int]:
        """Which window of each text scores highest; the first of equals."""
        chosen = [0] * len(windows)
        rows = [row for row, of_row in enumerate(windows) if len(of_row) > 1]
        if not rows:
            return chosen
        ngrams = self.pipeline_.named_steps["columns"].named_transformers_["ngrams"]
        block = self.pipeline_.named_steps["columns"].output_indices_["ngrams"]
        weights = self.pipeline_.named_steps["classifier"].coef_[0][block]
        flat = [window for row in rows for window in windows[row]]
        scores = ngrams.transform(pd.DataFrame({"window": flat})) @ weights
        at = 0
        for row in rows:
            count = len(windows[row])
            chosen[row] = int(np.argmax(scores[at : at + count]))
            at += count
        return chosen


def _fitted(
    pipeline: Pipeline,
    X: pd.DataFrame,
    y: np.ndarray,
    composed: _Composed | None,
) -> Pipeline:
    """Fit a clone; without the prior where the labels contradict it as a whole.

    A negative coefficient of the prior would make innocence of every disguise that no label shows.
    """
    fitted = _fitted_once(clone(pipeline), X, y, composed)
    if "prior" in fitted.named_steps and fitted.named_steps["classifier"].coef_[0, -1] < 0:
        without = clone(pipeline).set_params(prior__weight=0.0)
        fitted = _fitted_once(without, X, y, composed)
    return fitted


def _fitted_once(
    pipeline: Pipeline,
    X: pd.DataFrame,
    y: np.ndarray,
    composed: _Composed | None,
) -> Pipeline:
    """Fit the pipeline on listings, each class weighing the same, and its classifier on composed
    ones besides."""
    matrix = sp.csr_matrix(pipeline[:-1].fit_transform(X, y))
    weight = compute_sample_weight("balanced", y)
    if composed is not None:
        matrix = sp.csr_matrix(sp.vstack([matrix, pipeline[:-1].transform(composed.listings)]))
        together = composed.weight * len(y)
        n = len(composed.labels)
        weight = np.append(weight, np.full(n, together / n))
        y = np.append(y, composed.labels)
    pipeline[-1].fit(matrix, y, weight)
    return pipeline


def _is_disguised(field: Field) -> bool:
    return bool(field.prepared.disguises) or any(any(chunk.signals) for chunk in field.chunks)


def _windows_of(field: Field) -> list[str]:
    """The windows of a field, prepared; one (perhaps empty) for a short one."""
    text, raw = field.prepared.text, field.raw
    words = np.array([words_in(chunk) for chunk in field.chunks], dtype=np.int64)
    chunk, window, of_window = cut_windows(np.zeros(len(words), dtype=np.int64), words)
    if len(of_window) < 2:
        return [text]
    places = begins(text, raw)
    first = np.flatnonzero(np.diff(window, prepend=-1))
    last = np.append(first[1:], len(window)) - 1
    return [
        text[places[a] : places[b] + len(raw[b])]
        for a, b in zip(chunk[first].tolist(), chunk[last].tolist(), strict=True)
    ]


_PAIRS = tuple(zip(TEXT_FIELDS, WINDOWS, strict=True))

"""From a raw score to a probability, by language where there is enough to learn it from.

Platt's sigmoid (Platt 1999, "Probabilistic outputs for support vector machines"), because it
rises strictly: two listings never trade places by calibration. It is fitted on scores of sellers
that the scoring model had not seen; scores of training sellers are far too sure of themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from counterfeit_nlp.errors import InputError
from counterfeit_nlp.model.risk import POOLED, Sigmoid

__all__ = ["CalibrationParams", "calibrate"]


@dataclass(frozen=True, slots=True)
class CalibrationParams:
    """How to calibrate.

    Attributes
    ----------
    folds
        Folds of sellers for the held-out scores.
    min_positives
        Infringing and legitimate listings that a language needs for a sigmoid of its own; below
        it, it uses the pooled one.
    """

    folds: int = 5
    min_positives: int = 100


def _fit_sigmoid(scores: np.ndarray, y: np.ndarray) -> Sigmoid | None:
    """Platt's sigmoid, None where it would not rise."""
    # Scores are standardised for the solver only; the penalty is switched off (C huge)
    center, spread = float(scores.mean()), float(scores.std()) or 1.0
    regression = LogisticRegression(C=1e6, max_iter=1_000)
    regression.fit(((scores - center) / spread).reshape(-1, 1), y)
    slope = float(regression.coef_[0, 0]) / spread
    if not slope > 0:
        return None
    return Sigmoid(slope=slope, intercept=float(regression.intercept_[0]) - slope * center)


def calibrate(
    scores: np.ndarray, y: np.ndarray, languages: Sequence[str], params: CalibrationParams
) -> Mapping[str, Sigmoid]:
    """Fit one sigmoid over all listings and one per language with enough of both classes.

    Parameters
    ----------
    scores
        Shape (n,): raw scores of listings whose sellers the scoring model had not seen.
    y
        Shape (n,): 1 infringing, 0 legitimate.
    languages
        Shape (n,): ``en``, ``zh`` or ``other`` (see ``text.language``).
    params
        When a language is large enough.

    Returns
    -------
    mapping of str to Sigmoid
        Always holds ``POOLED``.

    Raises
    ------
    InputError
        When the pooled slope is not positive.
    """
    pooled = _fit_sigmoid(scores, y)
    if pooled is None:
        raise InputError(
            "calibration found that a higher score means a lower risk on held-out sellers: "
            "the labels can't be learned from these listings; check the label column"
        )
    found = {POOLED: pooled}
    groups = np.asarray(languages, dtype=object)
    for language in sorted(set(languages)):
        rows = groups == language
        smaller = min(int(y[rows].sum()), int((1 - y[rows]).sum()))
        if smaller >= params.min_positives:
            own = _fit_sigmoid(scores[rows], y[rows])
            if own is not None:  # a language whose scores say nothing shares the pooled one
                found[language] = own
    return found

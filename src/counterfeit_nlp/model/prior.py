"""What is known of evidence before labels speak, as one column that a model weighs.

With labels of one market, evidence that its sellers don't show gets the coefficient 0, however
telling it is elsewhere. So the opinion of ``prior.toml`` on all evidence together is one more
column, ``x_prior = sum(prior_k * x_k)``, and a coefficient of evidence k is in effect
``coefficient_k + coefficient_prior * prior_k``: the labels say how far the whole opinion holds, the
ridge penalty keeps each entry near it where labels are silent, and lets them correct it where they
speak. Where the labels contradict the whole, it is left out (``worst_window.py``), and what no
label shows weighs nothing. That is a hierarchical normal prior whose mean has one free scale
(Gelman and Hill 2006, "Data analysis using regression and multilevel/hierarchical models",
chapter 13: group-level predictors), and a score stays a plain sum over the evidence.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any, Self

import numpy as np
import scipy.sparse as sp
from sklearn.base import BaseEstimator, TransformerMixin

from counterfeit_nlp.cues.senses import SENSES
from counterfeit_nlp.features.price_basis import KNOTS, RATIOS
from counterfeit_nlp.features.relations import RELATIONS
from counterfeit_nlp.text.signals import SIGNALS

__all__ = ["PriorColumn", "prior_columns"]


@cache
def _opinion() -> dict[str, dict[str, float]]:
    """The content of ``prior.toml``, complete."""
    text = resources.files("counterfeit_nlp.model").joinpath("prior.toml").read_text("utf-8")
    found = tomllib.loads(text)
    ratios = tuple(f"{ratio:g}" for ratio in RATIOS)
    sections = {"signals": SIGNALS, "cues": SENSES, "relations": RELATIONS, "claimed_price": ratios}
    for section, names in sections.items():
        if set(found.get(section, ())) != set(names):
            raise ValueError(f"prior.toml, {section}: expected an entry for each of {names}")
    return {section: {name: found[section][name] for name in names} for section, names in
            sections.items()}  # fmt: skip


def prior_columns(
    *, signals: float, cues: float, relations: float, claimed_price: float
) -> tuple[float, ...]:
    """The prior log-odds of one unit of each evidence column.

    Parameters
    ----------
    signals, cues, relations, claimed_price
        Factors on the columns of these blocks. What a factor of 0 switches off has no prior.

    Returns
    -------
    tuple of float
        One per column of the blocks signals, cues, price (no opinion), relations and claimed
        price, in the order in which they end the matrix of
        :func:`counterfeit_nlp.features.columns.columns`.
    """
    opinion = _opinion()

    def block(name: str, factor: float) -> list[float]:
        return [value / factor if factor else 0.0 for value in opinion[name].values()]

    return (
        *block("signals", signals),
        *block("cues", cues),
        *(0.0 for _ in KNOTS),
        *block("relations", relations),
        *block("claimed_price", claimed_price),
    )


class PriorColumn(TransformerMixin, BaseEstimator):
    """Appends the prior's opinion to a matrix of columns.

    Parameters
    ----------
    prior
        What one unit of each of the *last* columns says.
    weight
        Factor on the column; a larger one weakens the ridge penalty on its coefficient, 0 switches
        it off.
    """

    def __init__(self, prior: tuple[float, ...], weight: float = 1.0) -> None:
        self.prior = prior
        self.weight = weight

    def fit(self, X: sp.csr_matrix, y: object = None) -> Self:
        """Nothing to learn; remembers the width."""
        self.n_features_in_ = X.shape[1]
        return self

    def transform(self, X: sp.csr_matrix) -> sp.csr_matrix:
        """Shape (n, n_columns + 1)."""
        last = sp.csr_matrix(X)[:, X.shape[1] - len(self.prior) :]
        opinion = last @ (np.array(self.prior) * self.weight)
        return sp.csr_matrix(sp.hstack([X, sp.csr_matrix(opinion[:, None])]))

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """The names handed in, and ``prior``."""
        return np.array([*input_features, "prior"], dtype=object)

"""The price column of the model."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from counterfeit_nlp.features.fields import text_values
from counterfeit_nlp.features.lots import pieces_of
from counterfeit_nlp.features.money import rates, usd
from counterfeit_nlp.features.price_basis import KNOTS, hats
from counterfeit_nlp.text.fields import read_fields
from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN, Vocabulary

__all__ = ["PriceCurve", "dollars_each"]


def dollars_each(X: pd.DataFrame, vocabulary: Vocabulary = NOTHING_KNOWN) -> np.ndarray:
    """Prices of one thing in rough US dollars, shape (n,); NaN where unknown.

    Parameters
    ----------
    X
        Text columns, the title first, then price and currency; shape (n, 2 or more). The text
        says how many things a price is for, see :mod:`counterfeit_nlp.features.lots`.
    vocabulary
        What disguised words are resolved against.
    """
    prices = pd.to_numeric(X.iloc[:, -2]).to_numpy(dtype=float, na_value=np.nan)
    codes = X.iloc[:, -1]
    missing = codes.isna().to_numpy()
    dollars = usd(
        prices,
        [None if absent else str(code) for code, absent in zip(codes, missing, strict=True)],
        rates(),
    )
    priced = np.flatnonzero(~np.isnan(dollars))
    texts = text_values(X.iloc[priced, :-2])
    fields = zip(*(read_fields(of_field, vocabulary) for of_field in texts), strict=True)
    for row, of_row in zip(priced.tolist(), fields, strict=False):  # no rows without text columns
        dollars[row] /= pieces_of(*(one.norms() for one in of_row))
    return dollars


class PriceCurve(TransformerMixin, BaseEstimator):
    """Hat functions of the log price, centred on the priced training listings.

    Centred, because otherwise *having* a price would be a feature: hats sum to 1 wherever a price
    is known, so their common part would tell which sources state prices. A listing without a
    price, or with one in an unknown currency, is a row of zeros: exactly the average priced one.

    Parameters
    ----------
    weight
        Factor on the columns; a larger one weakens the ridge penalty on their coefficients.
    vocabulary
        What disguised words are resolved against.

    Attributes
    ----------
    center_
        Shape (n_knots,); mean of the hats over the priced training listings.
    """

    def __init__(self, weight: float = 1.0, vocabulary: Vocabulary = NOTHING_KNOWN) -> None:
        self.weight = weight
        self.vocabulary = vocabulary

    def fit(self, X: pd.DataFrame, y: object = None) -> Self:
        """Learn the centre.

        Parameters
        ----------
        X
            Text columns, if any, then price and currency.
        y
            Ignored.
        """
        dollars = dollars_each(X, self.vocabulary)
        basis = hats(dollars)
        known = ~np.isnan(dollars)
        self.center_ = basis[known].mean(axis=0) if known.any() else np.zeros(len(KNOTS))
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Shape (n_listings, n_knots), float64."""
        check_is_fitted(self)
        dollars = dollars_each(X, self.vocabulary)
        basis = hats(dollars)
        known = ~np.isnan(dollars)
        basis[known] -= self.center_
        return basis * self.weight

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Knots in column order, in dollars."""
        return np.array([f"usd_{knot:g}" for knot in KNOTS], dtype=object)

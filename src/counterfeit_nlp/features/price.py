"""The price column of the model."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from counterfeit_nlp.features.money import rates, usd
from counterfeit_nlp.features.price_basis import KNOTS, hats

__all__ = ["PriceCurve", "dollars_of"]


def dollars_of(X: pd.DataFrame) -> np.ndarray:
    """Prices in rough US dollars; NaN where unknown.

    Parameters
    ----------
    X
        Columns price and currency, in this order; shape (n, 2).
    """
    prices = pd.to_numeric(X.iloc[:, 0]).to_numpy(dtype=float, na_value=np.nan)
    codes = X.iloc[:, 1]
    missing = codes.isna().to_numpy()
    return usd(
        prices,
        [None if absent else str(code) for code, absent in zip(codes, missing, strict=True)],
        rates(),
    )


class PriceCurve(TransformerMixin, BaseEstimator):
    """Hat functions of the log price, centred on the priced training listings.

    Centred, because otherwise *having* a price would be a feature: hats sum to 1 wherever a price
    is known, so their common part would tell which sources state prices. A listing without a
    price, or with one in an unknown currency, is a row of zeros: exactly the average priced one.

    Parameters
    ----------
    weight
        Factor on the columns; a larger one weakens the ridge penalty on their coefficients.

    Attributes
    ----------
    center_
        Shape (n_knots,); mean of the hats over the priced training listings.
    """

    def __init__(self, weight: float = 1.0) -> None:
        self.weight = weight

    def fit(self, X: pd.DataFrame, y: object = None) -> Self:
        """Learn the centre.

        Parameters
        ----------
        X
            Columns price and currency, in this order.
        y
            Ignored.
        """
        dollars = dollars_of(X)
        basis = hats(dollars)
        known = ~np.isnan(dollars)
        self.center_ = basis[known].mean(axis=0) if known.any() else np.zeros(len(KNOTS))
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Shape (n_listings, n_knots), float64."""
        check_is_fitted(self)
        dollars = dollars_of(X)
        basis = hats(dollars)
        known = ~np.isnan(dollars)
        basis[known] -= self.center_
        return basis * self.weight

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Knots in column order, in dollars."""
        return np.array([f"usd_{knot:g}" for knot in KNOTS], dtype=object)

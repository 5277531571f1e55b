"""The price beside what the claimed brand's things cost."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from counterfeit_nlp.brands.claim import Claims
from counterfeit_nlp.brands.registry import Registry
from counterfeit_nlp.features.fields import text_values
from counterfeit_nlp.features.money import rates
from counterfeit_nlp.features.price import dollars_of
from counterfeit_nlp.features.price_basis import RATIOS, hats
from counterfeit_nlp.text.fields import read_fields
from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN, Vocabulary

__all__ = ["ClaimedPrice"]


class ClaimedPrice(TransformerMixin, BaseEstimator):
    """Hat functions of the log ratio of a price to what the claimed brand charges at least.

    A Rolex for 180 dollars says more than "Rolex" and more than 180 dollars. Centred on the priced
    claims of the training listings, like :class:`counterfeit_nlp.features.price.PriceCurve`: a
    listing without a price, or without a claim, is a row of zeros, and so neither having a price
    nor naming a brand is evidence here.

    Parameters
    ----------
    registry
        What brands are called and charge; None for no brand.
    weight
        Factor on the columns; a larger one weakens the ridge penalty on their coefficients.
    vocabulary
        What disguised words are resolved against.

    Attributes
    ----------
    center_
        Shape (n_ratios,); mean of the hats over the priced claims.
    """

    def __init__(
        self,
        registry: Registry | None = None,
        weight: float = 1.0,
        vocabulary: Vocabulary = NOTHING_KNOWN,
    ) -> None:
        self.registry = registry
        self.weight = weight
        self.vocabulary = vocabulary

    def fit(self, X: pd.DataFrame, y: object = None) -> Self:
        """Learn the centre.

        Parameters
        ----------
        X
            Text columns, then price and currency.
        y
            Ignored.
        """
        ratios = self._ratios(X)
        known = ~np.isnan(ratios)
        basis = hats(ratios, RATIOS)
        self.center_ = basis[known].mean(axis=0) if known.any() else np.zeros(len(RATIOS))
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Shape (n_listings, n_ratios), float64."""
        check_is_fitted(self)
        ratios = self._ratios(X)
        known = ~np.isnan(ratios)
        basis = hats(ratios, RATIOS)
        basis[known] -= self.center_
        return basis * self.weight

    def _ratios(self, X: pd.DataFrame) -> np.ndarray:
        """Price over floor, shape (n,); NaN where either is unknown."""
        dollars = dollars_of(X.iloc[:, -2:])
        ratios = np.full(len(X), np.nan)
        if self.registry is None:
            return ratios
        claims = _claims(_Hashed(self.registry))
        fields = [read_fields(texts, self.vocabulary) for texts in text_values(X.iloc[:, :-2])]
        for row in np.flatnonzero(~np.isnan(dollars)).tolist():
            read = [of_field[row] for of_field in fields]
            claim = claims.of(
                [[token.norm for chunk in one.chunks for token in chunk.tokens] for one in read]
            )
            if claim is not None:
                ratios[row] = dollars[row] / claim.floor
        return ratios

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Ratios in column order."""
        return np.array([f"of_usual_{ratio:g}" for ratio in RATIOS], dtype=object)


class _Hashed:
    """A registry as a key of a cache: equal when its content is."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hashed) and hash(self) == hash(other)

    def __hash__(self) -> int:
        return hash(self.registry.content_hash)


@lru_cache(maxsize=2)
def _claims(hashed: _Hashed) -> Claims:
    return Claims(hashed.registry, rates())

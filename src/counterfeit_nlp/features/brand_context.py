"""What a listing claims: a brand's thing or one made for it, and at which price."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from counterfeit_nlp.brands.registry import Registry
from counterfeit_nlp.features.brand_texts import brand_texts, standings_of
from counterfeit_nlp.features.price import dollars_each
from counterfeit_nlp.features.price_basis import RATIOS, hats
from counterfeit_nlp.features.relations import MADE_FOR_BRAND, OFFERS_BRAND, RELATIONS
from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN, Vocabulary

__all__ = ["BrandContext"]


class BrandContext(TransformerMixin, BaseEstimator):
    """How a listing stands to brands, and its price beside what the claimed brand charges.

    First the relations of ``features.relations.RELATIONS``, 0 or 1. Then hat functions of the log
    ratio of the price to what a thing of the claimed brand costs at least: a Rolex for 180 dollars
    says more than "Rolex" and more than 180 dollars. These are centred on the priced claims of the
    training listings, like :class:`counterfeit_nlp.features.price.PriceCurve`, so that having a
    price is no evidence: without one, without a claim, or where it is not the price of one thing
    (a lot, a bundle), they are zeros.

    Parameters
    ----------
    registry
        What brands are called and charge; None for no brand.
    relation_weight, price_weight
        Factors on the columns; larger ones weaken the ridge penalty on their coefficients.
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
        relation_weight: float = 1.0,
        price_weight: float = 1.0,
        vocabulary: Vocabulary = NOTHING_KNOWN,
    ) -> None:
        self.registry = registry
        self.relation_weight = relation_weight
        self.price_weight = price_weight
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
        self._fit(X)
        return self

    def fit_transform(self, X: pd.DataFrame, y: object = None) -> np.ndarray:
        """Fit and transform, reading once."""
        return self._columns(*self._fit(X))

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Shape (n_listings, n_relations + n_ratios), float64."""
        check_is_fitted(self)
        return self._columns(*self._read(X))

    def _fit(self, X: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        relations, ratios = self._read(X)
        known = ~np.isnan(ratios)
        basis = hats(ratios, RATIOS)
        self.center_ = basis[known].mean(axis=0) if known.any() else np.zeros(len(RATIOS))
        return relations, ratios

    def _columns(self, relations: np.ndarray, ratios: np.ndarray) -> np.ndarray:
        basis = hats(ratios, RATIOS)
        basis[~np.isnan(ratios)] -= self.center_
        return np.hstack([relations * self.relation_weight, basis * self.price_weight])

    def _read(self, X: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        """Relations, shape (n, n_relations), and price over floor, shape (n,), NaN if unknown."""
        relations = np.zeros((len(X), len(RELATIONS)))
        ratios = np.full(len(X), np.nan)
        if self.registry is None:
            return relations, ratios
        dollars = dollars_each(X, self.vocabulary)
        standings = standings_of(self.registry)
        for begin, _, texts in brand_texts(X.iloc[:, :-2], standings, self.vocabulary):
            found = standings.of_all(texts)
            relations[begin + found.claiming, OFFERS_BRAND] = 1
            relations[begin + found.made_for, MADE_FOR_BRAND] = 1
            ratios[begin + found.claiming] = dollars[begin + found.claiming] / found.floor
        return relations, ratios

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Names in column order."""
        ratios = [f"of_usual_{ratio:g}" for ratio in RATIOS]
        return np.array([*RELATIONS, *ratios], dtype=object)

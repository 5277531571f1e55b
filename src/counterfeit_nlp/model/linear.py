"""The linear model as numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from counterfeit_nlp.brands.prices import Thing, with_prices
from counterfeit_nlp.brands.registry import Registry
from counterfeit_nlp.cues.lexicon import Lexicon
from counterfeit_nlp.text.vocabulary import Vocabulary

__all__ = ["LinearModel"]


@dataclass(frozen=True)
class LinearModel:
    """Weights of a score.

    Attributes
    ----------
    names
        N-gram names, sorted.
    weights
        Shape (len(names),), float64: weight of one occurrence in a field of length 1.
    signal_weights
        One per name in ``text.chunks.SIGNALS``.
    cue_weights
        One per sense in ``cues.senses.SENSES``.
    price_weights, price_center
        One per knot in ``features.price_basis.KNOTS``.
    relation_weights
        One per relation in ``features.relations.RELATIONS``.
    claimed_price_weights, claimed_price_center
        One per ratio in ``features.price_basis.RATIOS``.
    registry
        What brands are called and charge, as its owner says; None where no brand takes part in the
        score.
    learned_prices
        What things cost at least instead, in US dollars; see
        :class:`counterfeit_nlp.model.learned_prices.PricedClaims`.
    vocabulary
        What disguised words are resolved against.
    lexicon
        The cues that are looked for.
    intercept
        The score of a listing that shows nothing.
    starts
        What is added to it by language, see :func:`counterfeit_nlp.model.starts.language_starts`.
    """

    names: list[str]
    weights: np.ndarray
    signal_weights: np.ndarray
    cue_weights: np.ndarray
    price_weights: np.ndarray
    price_center: np.ndarray
    relation_weights: np.ndarray
    claimed_price_weights: np.ndarray
    claimed_price_center: np.ndarray
    registry: Registry | None
    learned_prices: Mapping[Thing, float]
    vocabulary: Vocabulary
    lexicon: Lexicon
    intercept: float
    starts: Mapping[str, float]

    def brands(self, rates: Mapping[str, float]) -> Registry | None:
        """The registry with the prices that listings are compared with.

        Parameters
        ----------
        rates
            US dollars per unit of currency.
        """
        if self.registry is None:
            return None
        return with_prices(self.registry, self.learned_prices, rates)

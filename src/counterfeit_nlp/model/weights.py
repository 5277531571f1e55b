"""A fitted model as plain numbers: all that scoring needs, nothing that can run code."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from counterfeit_nlp.brands.prices import Thing
from counterfeit_nlp.brands.registry import Registry
from counterfeit_nlp.cues.lexicon import Lexicon
from counterfeit_nlp.features.relations import RELATIONS
from counterfeit_nlp.model.linear import LinearModel
from counterfeit_nlp.model.worst_window import WorstWindow

__all__ = ["extract"]


def extract(
    fitted: WorstWindow,
    registry: Registry | None = None,
    learned_prices: Mapping[Thing, float] | None = None,
) -> LinearModel:
    """Read the weights out of a fitted pipeline.

    Parameters
    ----------
    fitted
        As :func:`counterfeit_nlp.model.build.build` makes it, fitted.
    registry
        The brands, as they were before prices were learned; by default those of ``fitted``.
    learned_prices
        These prices.

    Returns
    -------
    LinearModel
        With idf and block weights multiplied into the coefficients, so that a score is
        ``sum(weight * count / sqrt(length)) + ...`` and nothing else.
    """
    columns = fitted.pipeline_.named_steps["columns"]
    classifier = fitted.pipeline_.named_steps["classifier"]
    coefficients = np.array(classifier.coef_[0], dtype=np.float64)
    # what the prior's own coefficient makes of its opinion on each of the last columns
    prior = fitted.pipeline_.named_steps["prior"]
    opinion = coefficients[-1] * np.array(prior.prior) * prior.weight
    coefficients[-1 - len(opinion) : -1] += opinion
    block = {
        name: coefficients[columns.output_indices_[name]]
        for name in ("ngrams", "signals", "cues", "price", "brands")
    }
    ngrams = columns.named_transformers_["ngrams"]
    signals = columns.named_transformers_["signals"]
    cues = columns.named_transformers_["cues"]
    price = columns.named_transformers_["price"]
    brands = columns.named_transformers_["brands"]
    n = len(RELATIONS)
    return LinearModel(
        names=list(ngrams.vocabulary_),
        weights=block["ngrams"] * ngrams.idf_,
        signal_weights=block["signals"] * signals.weight,
        cue_weights=block["cues"] * cues.weight,
        price_weights=block["price"] * price.weight,
        price_center=np.asarray(price.center_, dtype=np.float64),
        relation_weights=block["brands"][:n] * brands.relation_weight,
        claimed_price_weights=block["brands"][n:] * brands.price_weight,
        claimed_price_center=np.asarray(brands.center_, dtype=np.float64),
        registry=brands.registry if registry is None else registry,
        learned_prices=learned_prices or {},
        vocabulary=fitted.vocabulary,
        lexicon=cues.lexicon or Lexicon(),
        intercept=float(classifier.intercept_[0]),
        starts=dict(fitted.starts or {}),
    )

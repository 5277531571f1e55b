"""Fit the model, with everything that is decided on held-out sellers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from sklearn.model_selection import StratifiedGroupKFold
from threadpoolctl import threadpool_limits

from counterfeit_nlp.brands.prices import with_prices
from counterfeit_nlp.brands.read import starter
from counterfeit_nlp.brands.registry import Registry
from counterfeit_nlp.cues.lexicon import Lexicon, own_lexicon
from counterfeit_nlp.errors import InputError
from counterfeit_nlp.features.columns import TEXT_FIELDS
from counterfeit_nlp.features.language_prevalence import languages_of
from counterfeit_nlp.features.money import rates
from counterfeit_nlp.features.name_grams import name_grams
from counterfeit_nlp.model.build import ModelParams, build
from counterfeit_nlp.model.calibrate import CalibrationParams, calibrate
from counterfeit_nlp.model.known_words import learn_words
from counterfeit_nlp.model.learned_prices import PricedClaims
from counterfeit_nlp.model.linear import LinearModel
from counterfeit_nlp.model.price_pairs import price_pairs
from counterfeit_nlp.model.risk import Sigmoid, Thresholds, risks
from counterfeit_nlp.model.starts import language_starts
from counterfeit_nlp.model.threshold import ThresholdParams, choose_thresholds
from counterfeit_nlp.model.weights import extract
from counterfeit_nlp.model.worst_window import WorstWindow
from counterfeit_nlp.names.read import cue_words, names, near_words
from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN, Vocabulary

__all__ = ["MODEL_COLUMNS", "FitParams", "Fitted", "fit", "held_out_scores", "seller_folds"]

# What the columns of the model are made of
MODEL_COLUMNS = (*TEXT_FIELDS, "price", "currency")


@dataclass(frozen=True, slots=True)
class FitParams:
    """All parameters of a fit."""

    seed: int = 0
    model: ModelParams = field(default_factory=ModelParams)
    calibration: CalibrationParams = field(default_factory=CalibrationParams)
    thresholds: ThresholdParams = field(default_factory=ThresholdParams)


@dataclass(frozen=True)
class Fitted:
    """A fitted model.

    Attributes
    ----------
    pipeline
        The scikit-learn pipeline, fitted on all labelled listings.
    linear
        The same as numbers.
    calibration
        Sigmoids by language, ``all`` among them.
    thresholds
        Lowest risk of the bands.
    held_out_score, held_out_risk
        Shape (n,): of each training listing, scored by a model that had not seen its group. The
        risk is calibrated on these very scores, so it flatters calibration, not ranking.
    """

    pipeline: WorstWindow
    linear: LinearModel
    calibration: dict[str, Sigmoid]
    thresholds: Thresholds
    held_out_score: np.ndarray
    held_out_risk: np.ndarray


def seller_folds(
    y: np.ndarray, groups: np.ndarray, params: FitParams
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Rows to train on and held-out rows of each fold of :func:`held_out_scores`."""
    folds = params.calibration.folds
    splitter = StratifiedGroupKFold(folds, shuffle=True, random_state=params.seed)
    return list(splitter.split(np.zeros(len(y)), y, groups))


def held_out_scores(
    frame: pd.DataFrame,
    y: np.ndarray,
    groups: np.ndarray,
    params: FitParams,
    vocabulary: Vocabulary = NOTHING_KNOWN,
    lexicon: Lexicon | None = None,
    registry: Registry | None = None,
    claims: PricedClaims | None = None,
    left_out: tuple[str, ...] = (),
) -> np.ndarray:
    """Score every listing by a model fitted without its group.

    Parameters
    ----------
    frame
        ``n`` listings.
    y
        Shape (n,): 0 or 1.
    groups
        Shape (n,): rows of one group (seller, near-duplicate titles) stay together.
    params
        ``calibration.folds`` and the model's own.
    vocabulary
        What disguised words are resolved against. The same in all folds: it knows no labels.
    lexicon
        The cues to count.
    registry
        The brands to look for.
    claims
        The claims of ``frame`` that prices are learned from, in each fold anew; None for none.
    left_out
        N-grams without a weight of their own; like the vocabulary, they know no labels.

    Returns
    -------
    numpy.ndarray
        Shape (n,): raw scores.

    Raises
    ------
    InputError
        When there are fewer groups with positives, or with negatives, than folds.
    """
    folds = params.calibration.folds
    for label, word in ((1, "infringing"), (0, "legitimate")):
        found = len(np.unique(groups[y == label]))
        if found < folds:
            raise InputError(
                f"{word} listings come from {found} independent sellers or titles; {folds} are "
                "needed to calibrate on sellers the model has not seen: label more sellers, or "
                "lower calibration.folds in the parameters"
            )
    scores = np.zeros(len(y))
    for train, test in seller_folds(y, groups, params):
        if y[train].min() == y[train].max():
            raise InputError(
                "one seller holds nearly all infringing listings, so no model can be fitted "
                "without them: label listings of more sellers"
            )
        priced = registry
        if registry is not None and claims is not None:
            weight = params.model.learned_price_weight
            priced = with_prices(registry, claims.learn(train, y, groups, weight), rates())
        pipeline = build(params.model, vocabulary, lexicon, priced, left_out)
        pairs = _pairs(priced, params)
        pipeline = pipeline.fit(frame.iloc[train], y[train], pairs, params.model.pair_weight)
        scores[test] = pipeline.decision_function(frame.iloc[test])
    return scores


def fit(
    frame: pd.DataFrame,
    y: np.ndarray,
    groups: np.ndarray,
    params: FitParams,
    terms: Mapping[str, str] | None = None,
    lexicon: Lexicon | None = None,
    registry: Registry | None = None,
) -> Fitted:
    """Fit, calibrate and choose thresholds.

    Parameters
    ----------
    frame
        ``n`` listings with the columns title, description, price and currency; others are not
        looked at.
    y
        Shape (n,): 1 infringing, 0 legitimate.
    groups
        Shape (n,): see :func:`held_out_scores`.
    params
        All parameters. The same input and parameters give the same numbers to the last bit.
    terms
        Names and cue words worth disguising, with their kinds; by default the starter list of
        :mod:`counterfeit_nlp.names`.
    lexicon
        The cues to count; by default those of the package.
    registry
        What brands are called and charge; by default the starter registry of the package.

    Returns
    -------
    Fitted
        The model is fitted on all listings; calibration and thresholds come from held-out scores.
    """
    frame = frame[list(MODEL_COLUMNS)]
    # One thread: sums of floats must not depend on how many cores a machine has
    with threadpool_limits(limits=1):
        lexicon = own_lexicon() if lexicon is None else lexicon
        registry = starter() if registry is None else registry
        ordinary = near_words() if terms is None else ()
        terms = {**names(), **cue_words()} if terms is None else terms
        vocabulary = learn_words(frame, terms, lexicon, ordinary)
        left_out = name_grams(frame[list(TEXT_FIELDS)], registry, vocabulary)
        claims = PricedClaims.of(frame, registry, vocabulary)
        scores = held_out_scores(
            frame, y, groups, params, vocabulary, lexicon, registry, claims, left_out
        )
        languages = languages_of(frame[list(TEXT_FIELDS)], vocabulary)
        starts = language_starts(scores, y, languages)
        scores += [starts[one] for one in languages]
        calibration = dict(calibrate(scores, y, languages, params.calibration))
        risk = risks(scores, languages, calibration)
        prices = claims.learn(np.arange(len(y)), y, groups, params.model.learned_price_weight)
        priced = with_prices(registry, prices, rates())
        pipeline = build(params.model, vocabulary, lexicon, priced, left_out, starts)
        pipeline = pipeline.fit(frame, y, _pairs(priced, params), params.model.pair_weight)
    return Fitted(
        pipeline=pipeline,
        linear=extract(pipeline, registry, prices),
        calibration=calibration,
        thresholds=choose_thresholds(risk, y, params.thresholds),
        held_out_score=scores,
        held_out_risk=risk,
    )


def _pairs(registry: Registry | None, params: FitParams) -> tuple[pd.DataFrame, np.ndarray] | None:
    if registry is None or not params.model.pair_weight:
        return None
    return price_pairs(registry, params.model.price_pairs, params.seed)

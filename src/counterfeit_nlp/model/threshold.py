"""Where the bands begin, chosen on sellers the model had not seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import beta

from counterfeit_nlp.model.risk import Thresholds

# One-sided (Clopper and Pearson 1934). Listings of one seller are alike, so it is a little less
_CONFIDENCE = 0.9

__all__ = ["ThresholdParams", "choose_thresholds"]


@dataclass(frozen=True, slots=True)
class ThresholdParams:
    """What the bands promise.

    Attributes
    ----------
    review_share
        Share of listings that reviewers can look at: the band ``review`` and above holds this
        share of the held-out listings, or all of the band ``high`` if that is more.
    high_precision
        The band ``high`` begins at the lowest risk above which the 90 % lower confidence bound
        of the share of infringing held-out listings is at least this ...
    high_at_least
        ... and holds at least this many of them, or there is no such band.
    """

    review_share: float = 0.05
    high_precision: float = 0.8
    high_at_least: int = 50


def choose_thresholds(risk: np.ndarray, y: np.ndarray, params: ThresholdParams) -> Thresholds:
    """Choose the lowest risk of each band.

    Parameters
    ----------
    risk
        Shape (n,): calibrated risks of held-out listings.
    y
        Shape (n,): their labels.
    params
        What the bands promise.

    Returns
    -------
    Thresholds
        ``high`` is None where no threshold keeps the promise. Listings of equal risk are on the
        same side, so a share may come out smaller than asked for, never larger.
    """
    order = np.argsort(-risk, kind="stable")
    ranked, hits = risk[order], np.cumsum(y[order])
    counts = np.arange(1, len(ranked) + 1)
    # the last of each run of equal risks: only there can a threshold stand
    last = np.append(ranked[1:] != ranked[:-1], True)
    within = last & (counts <= params.review_share * len(ranked))
    review = float(ranked[within][-1]) if within.any() else None
    # the lower bound, not the share itself: of many cut-offs, some look good by luck
    lowest = beta.ppf(1 - _CONFIDENCE, np.maximum(hits, 1), counts - hits + 1)
    keeps = last & (lowest >= params.high_precision) & (counts >= params.high_at_least)
    high = float(ranked[keeps][-1]) if keeps.any() else None
    if review is not None and high is not None:
        review = min(review, high)  # where more are surely copies than can be looked at
    return Thresholds(review=review, high=high)

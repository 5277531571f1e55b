"""Risk and band of a raw score: what scoring needs of calibration and thresholds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["POOLED", "Sigmoid", "Thresholds", "bands", "log_odds", "risks",
           "score_reaching"]  # fmt: skip

POOLED = "all"


@dataclass(frozen=True, slots=True)
class Sigmoid:
    """``risk = 1 / (1 + exp(-(slope * score + intercept)))``, slope > 0."""

    slope: float
    intercept: float

    def log_odds(self, scores: np.ndarray) -> np.ndarray:
        """Calibrated log-odds: the logit of the risk, without its rounding near 0 and 1."""
        calibrated: np.ndarray = self.slope * scores + self.intercept
        return calibrated


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Lowest risk of each band; None where no risk is high enough to deserve it."""

    review: float | None
    high: float | None

    @property
    def flags_from(self) -> float:
        """The lowest risk of any band but ``clear``; ``inf`` where nothing is flagged."""
        return min([one for one in (self.review, self.high) if one is not None], default=math.inf)


def log_odds(
    scores: np.ndarray, languages: Sequence[str], sigmoids: Mapping[str, Sigmoid]
) -> np.ndarray:
    """Calibrated log-odds of infringement, shape (n,).

    Raw scores of two languages do not compare; these do. A language without a sigmoid of its own
    uses the pooled one.
    """
    found = np.empty(len(scores))
    groups = np.asarray(languages, dtype=object)
    for language in set(languages):
        rows = groups == language
        found[rows] = sigmoids.get(language, sigmoids[POOLED]).log_odds(scores[rows])
    return found


def risks(
    scores: np.ndarray, languages: Sequence[str], sigmoids: Mapping[str, Sigmoid]
) -> np.ndarray:
    """Calibrated probability of infringement, shape (n,); see :func:`log_odds`."""
    calibrated = log_odds(scores, languages, sigmoids)
    small = np.exp(-np.abs(calibrated))  # of negative numbers only, so nothing overflows
    risk: np.ndarray = np.where(calibrated >= 0, 1 / (1 + small), small / (1 + small))
    return risk


def score_reaching(risk: float, sigmoid: Sigmoid) -> float:
    """The lowest raw score that reaches a risk for sure, a hair above the exact one.

    The hair is for what adding up contributions rounds away. ``inf`` for a risk of 1, which no
    score is sure to reach, and ``-inf`` for a risk of 0.
    """
    if not 0 < risk < 1:
        return math.inf if risk > 0 else -math.inf
    exact = (math.log(risk) - math.log1p(-risk) - sigmoid.intercept) / sigmoid.slope
    return exact + 1e-9 * max(1.0, abs(exact))


def bands(risk: np.ndarray, languages: Sequence[str], thresholds: Thresholds) -> list[str]:
    """Band of each listing.

    A listing in a language the model was not made for (``other``) is never put into ``high``,
    however sure the number looks: that band is for acting on, and the model abstains from that.
    """
    review, high = thresholds.flags_from, thresholds.high
    high = math.inf if high is None else high
    return [
        ("high" if language != "other" else "review")
        if value >= high
        else ("review" if value >= review else "clear")
        for value, language in zip(risk.tolist(), languages, strict=True)
    ]

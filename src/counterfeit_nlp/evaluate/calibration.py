"""Is a risk of 30 % right three times in ten? Reliability, calibration error and its floor.

Risks are sorted and cut into bins of equal mass. Equal risks always share a bin: the one in which
the middle of their tied block falls, so nothing depends on the order of rows.

Even a perfectly calibrated scorer shows an error above 0, because each bin holds a finite number
of outcomes, and the rarer the listings the larger it is. :func:`simulated_calibration_floor` draws
outcomes from the risks themselves and measures the error that chance alone makes; an error within
this floor is no evidence against the calibration.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = [
    "BINS",
    "Floor",
    "bin_numbers",
    "expected_calibration_error",
    "simulated_calibration_floor",
]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

BINS = 15


@dataclass(frozen=True)
class Floor:
    """Calibration error that a perfectly calibrated scorer shows at the same risks."""

    median: float
    p95: float  # exceeded once in 20 times
    simulations: int


def expected_calibration_error(
    y: npt.ArrayLike,
    risk: npt.ArrayLike,
    weight: npt.ArrayLike | None = None,
    *,
    bins: int = BINS,
) -> float:
    """Mean over rows of |positive rate - mean risk| of the row's bin (ECE, equal-mass bins).

    Parameters
    ----------
    y : array-like of 0 and 1, shape (n,)
    risk : array-like of float in [0, 1], shape (n,)
        Calibrated probabilities.
    weight : array-like of non-negative int, shape (n,), optional
        How often each row counts; it counts for the masses of the bins, too.
    bins : int
        Number of bins of equal mass.

    Returns
    -------
    float
        In [0, 1]; ``nan`` without rows.

    Raises
    ------
    ValueError
        If shapes differ, ``y`` has another value than 0 and 1, or a risk is outside [0, 1].
    """
    labels, risks, weights = _checked(y, risk, weight)
    if weights.sum() == 0:
        return np.nan
    if (risks[:-1] >= risks[1:]).all():  # a bootstrap sorts once, riskiest first
        labels, risks, weights = labels[::-1], risks[::-1], weights[::-1]
    else:
        order = np.argsort(risks, kind="stable")
        labels, risks, weights = labels[order], risks[order], weights[order]
    last, number = _block_bins(risks, weights, bins)
    # Whole numbers per block of equal risks first: their sums are exact in any order of rows.
    rows = np.diff(np.cumsum(weights)[last], prepend=0.0)
    positives = np.diff(np.cumsum(weights * labels)[last], prepend=0.0)
    return _error(positives, rows * risks[last], number, bins, float(rows.sum()))


def bin_numbers(risk: npt.ArrayLike, *, bins: int = BINS) -> IntArray:
    """Bin of each row, from 0 (least risky) to ``bins`` - 1; a bin may stay empty by ties."""
    risks = np.asarray(risk, dtype=np.float64)
    order = np.argsort(risks, kind="stable")
    numbers = np.empty(len(risks), dtype=np.int64)
    numbers[order] = _row_bins(risks[order], bins)
    return numbers


def simulated_calibration_floor(
    risk: npt.ArrayLike, seed: int = 0, *, simulations: int = 200, bins: int = BINS
) -> Floor:
    """Calibration error of a perfectly calibrated scorer with these very risks.

    Each simulation draws every outcome anew with the probability that its risk states. Outcomes
    are drawn independently; outcomes of one seller are not independent, so for real data this is
    a lower bound of what chance does.

    Parameters
    ----------
    risk : array-like of float in [0, 1], shape (n,)
    seed : int
    simulations : int
        Number of simulated data sets, at least 1.
    bins : int

    Returns
    -------
    Floor
        With ``nan`` without rows.
    """
    if simulations < 1:
        raise ValueError(f"simulations is {simulations}, expected at least 1")
    risks = np.asarray(risk, dtype=np.float64)
    _checked(np.zeros(risks.shape), risks, None)
    if len(risks) == 0:
        return Floor(np.nan, np.nan, simulations)
    risks = np.sort(risks)
    number = _row_bins(risks, bins)
    random = np.random.default_rng(seed)
    errors = np.empty(simulations)
    for simulation in range(simulations):
        drawn = (random.random(len(risks)) < risks).astype(np.float64)
        errors[simulation] = _error(drawn, risks, number, bins, float(len(risks)))
    median, p95 = np.quantile(errors, [0.5, 0.95])
    return Floor(float(median), float(p95), simulations)


def _checked(
    y: npt.ArrayLike, risk: npt.ArrayLike, weight: npt.ArrayLike | None
) -> tuple[FloatArray, FloatArray, FloatArray]:
    labels = np.asarray(y, dtype=np.float64)
    risks = np.asarray(risk, dtype=np.float64)
    weights = np.ones(labels.shape) if weight is None else np.asarray(weight, dtype=np.float64)
    if labels.ndim != 1 or labels.shape != risks.shape or labels.shape != weights.shape:
        raise ValueError(
            f"y, risk and weight have shapes {labels.shape}, {risks.shape}, {weights.shape}, "
            "expected one value of each per row"
        )
    if not ((labels == 0.0) | (labels == 1.0)).all():
        raise ValueError("y has values other than 0 and 1; drop rows without a label first")
    if not ((risks >= 0.0) & (risks <= 1.0)).all():
        raise ValueError("risk has values outside [0, 1]; a calibrated probability is expected")
    return labels, risks, weights


def _block_bins(
    risks: FloatArray, weights: FloatArray, bins: int
) -> tuple[npt.NDArray[np.bool_], IntArray]:
    """Which rows end a block of equal risks, and the bin of each block; risks in rising order."""
    if bins < 1:
        raise ValueError(f"bins is {bins}, expected at least 1")
    last = np.ones(len(risks), dtype=np.bool_)
    np.not_equal(risks[:-1], risks[1:], out=last[:-1])
    ends = np.cumsum(weights)[last]
    middle = ends - np.diff(ends, prepend=0.0) / 2
    total = max(float(ends[-1]), 1.0) if len(ends) else 1.0
    return last, np.minimum((middle * bins / total).astype(np.int64), bins - 1)


def _row_bins(risks: FloatArray, bins: int) -> IntArray:
    """Bin of each row, risks in rising order."""
    last, number = _block_bins(risks, np.ones(len(risks)), bins)
    sizes = np.diff(np.flatnonzero(last), prepend=-1)
    return np.repeat(number, sizes)


def _error(
    positives: FloatArray, risks: FloatArray, number: IntArray, bins: int, total: float
) -> float:
    gap = np.bincount(number, weights=positives, minlength=bins) - np.bincount(
        number, weights=risks, minlength=bins
    )
    return float(np.abs(gap).sum() / total)

"""The calibration section of an evaluation: the error, what chance explains of it, and where.

Kept as plain values, like the rest of the evaluation (see :mod:`.evaluation`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from counterfeit_nlp.evaluate.calibration import (
    BINS,
    bin_numbers,
    expected_calibration_error,
    simulated_calibration_floor,
)
from counterfeit_nlp.evaluate.intervals import Interval, interval, replicates

__all__ = ["calibration_section"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def calibration_section(
    y: npt.ArrayLike,
    risk: npt.ArrayLike,
    groups: npt.ArrayLike,
    *,
    n_bootstrap: int = 1000,
    seed: int = 0,
) -> dict[str, Any]:
    """Calibration error with interval and simulated floor, and the bins of a reliability plot.

    Parameters
    ----------
    y : array-like of 0 and 1, shape (n,)
    risk : array-like of float in [0, 1], shape (n,)
    groups : array-like, shape (n,)
        Seller of each row (see :func:`~counterfeit_nlp.evaluate.intervals.clustered_bootstrap`).
    n_bootstrap, seed : int
        For the intervals.

    Returns
    -------
    dict
        JSON-ready: ``error``, ``low``, ``high``, ``level``, ``bins``, ``floor`` (``median``,
        ``p95``, ``simulations``), ``excess`` (error beyond ``floor.p95``), ``within_floor``,
        ``note`` and ``reliability``, a list of the occupied bins by rising risk.
    """
    labels, risks = np.asarray(y, dtype=np.float64), np.asarray(risk, dtype=np.float64)
    numbers = bin_numbers(risks)
    whole, drawn = replicates(
        {
            "error": (risks, _error),
            # bins stay as they are in all replicates: one interval per point of the plot
            "bin": (numbers.astype(np.float64), _rates),
        },
        labels,
        groups,
        n_bootstrap,
        seed,
    )
    error = _interval(whole["error"]["error"], drawn["error"]["error"])
    bounds = error.as_dict()
    floor = simulated_calibration_floor(risks, seed)
    within = error.value <= floor.p95
    reliability = []
    for number in np.unique(numbers).tolist():
        inside = numbers == number
        rate = interval(whole["bin"][str(number)], drawn["bin"][str(number)]).as_dict()
        members = np.sort(risks[inside])  # sorted, so that the last digit of the mean is fixed
        reliability.append(
            {
                "mean_risk": float(np.clip(members.mean(), members[0], members[-1])),  # rounding
                "rate": rate["value"],
                "low": rate["low"],
                "high": rate["high"],
                "rows": len(members),
                "positives": int(labels[inside].sum()),
                "min_risk": float(members[0]),
                "max_risk": float(members[-1]),
            }
        )
    return {
        "error": bounds["value"],
        "low": bounds["low"],
        "high": bounds["high"],
        "level": error.level,
        "bins": BINS,
        "floor": {"median": floor.median, "p95": floor.p95, "simulations": floor.simulations},
        "excess": max(0.0, error.value - floor.p95),
        "within_floor": bool(within),
        "note": (
            "Chance alone explains an error of this size: a perfectly calibrated scorer would "
            "often show it on so many listings."
            if within
            else "The error is larger than a perfectly calibrated scorer would show on so many "
            "listings: read the risks as a ranking, and the bins for where they are off."
        ),
        "reliability": reliability,
    }


def _error(y: FloatArray, risk: FloatArray, weight: IntArray | None) -> dict[str, float]:
    return {"error": expected_calibration_error(y, risk, weight)}


def _rates(y: FloatArray, number: FloatArray, weight: IntArray | None) -> dict[str, float]:
    """Share of positives in each bin."""
    bins = number.astype(np.int64)
    weights = np.ones(len(y)) if weight is None else weight
    rows = np.bincount(bins, weights=weights, minlength=BINS).tolist()
    positives = np.bincount(bins, weights=weights * y, minlength=BINS).tolist()
    return {
        str(place): positives[place] / rows[place] if rows[place] else np.nan
        for place in range(BINS)
    }


def _interval(value: float, drawn: FloatArray) -> Interval:
    """Interval of the calibration error, its replicates shifted so that their mean is the value.

    Outcomes resampled from a sample are noisier than the sample, and noise makes this error
    larger, so plain percentiles would lie above the value itself.
    """
    return interval(value, np.clip(drawn + (value - drawn.mean()), 0.0, 1.0))

"""The same listings with a field taken away: does the model lose a little, or its footing?

Many catalogues have no prices, or no descriptions. A model that was tuned on listings with both
should find less there, and not flag everybody.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from counterfeit_nlp.evaluate.intervals import Measure, interval, replicates
from counterfeit_nlp.evaluate.metrics import pr_auc, threshold_figures

__all__ = ["DROPPED", "Score", "measure_dropped"]

FloatArray = npt.NDArray[np.float64]

Score = Callable[[pd.DataFrame], tuple[FloatArray, FloatArray]]
"""``score(listings)`` gives the risk and the score to rank by of each, in order."""

#: What is taken away at once, by the field whose presence decides.
DROPPED = {"price": ("price", "currency"), "description": ("description",)}

_REPLICATES = 300  # bounds of a loss are read to one digit


def measure_dropped(
    frame: pd.DataFrame,
    risk: npt.ArrayLike,
    ranked_by: npt.ArrayLike,
    score: Score,
    *,
    threshold: float | None,
    n_bootstrap: int = _REPLICATES,
    seed: int = 0,
) -> dict[str, Any]:
    """Score listings without a field, and compare with how they were scored.

    Parameters
    ----------
    frame : DataFrame, n rows
        Listings with ``label`` (0, 1 or missing; both are there), ``seller_id``, ``price``,
        ``currency`` and ``description``.
    risk, ranked_by : array-like of float, shape (n,)
        What the model says of them as they are.
    score : callable
        See :data:`Score`. Only labelled listings that have the field are given to it.
    threshold : float or None
        Listings with ``risk >= threshold`` are flagged; None: none is.
    n_bootstrap, seed : int
        For the intervals, which resample sellers; at most 300 replicates are drawn.

    Returns
    -------
    dict
        JSON-ready, by field: ``listings`` (labelled ones that had it), ``pr_auc``, ``recall``
        (share of the counterfeits found), ``false_positive_rate`` and ``flagged_share`` without the
        field, with intervals; and in ``difference`` the same less the figure with it, paired.
    """
    known = frame["label"].notna().to_numpy()
    listings = frame.loc[known].reset_index(drop=True)
    y = listings["label"].to_numpy(dtype=np.float64)
    before = [np.asarray(one, dtype=np.float64)[known] for one in (risk, ranked_by)]
    found: dict[str, Any] = {}
    for field, names in DROPPED.items():
        had = np.flatnonzero(listings[field].notna())
        after = [one.copy() for one in before]
        if len(had):
            # None, not NaN: the columns keep the types that a file without values has
            emptied = {name: pd.Series(None, had, listings[name].dtype) for name in names}
            parts = score(listings.iloc[had].assign(**emptied).reset_index(drop=True))
            for values, part in zip(after, parts, strict=True):
                values[had] = part
        sides = {"with": before, "without": after}
        measures: dict[str, tuple[npt.ArrayLike, Measure]] = {}
        for side, (risks, ranked) in sides.items():
            measures[f"{side}, ranked"] = (ranked, _ranking)
            if threshold is not None:
                measures[f"{side}, flagged"] = (risks, _at(threshold))
        sellers = listings["seller_id"].astype(object).to_numpy()
        whole, drawn = replicates(measures, y, sellers, min(n_bootstrap, _REPLICATES), seed)
        rows: dict[str, Any] = {"listings": len(had), **dict.fromkeys(_FIGURES)}
        difference: dict[str, Any] = dict.fromkeys(_FIGURES)
        for new, old in _PAIRS:
            for figure, value in whole.get(new, {}).items():
                rows[figure] = interval(value, drawn[new][figure]).as_dict()
                gap = drawn[new][figure] - drawn[old][figure]
                difference[figure] = interval(value - whole[old][figure], gap).as_dict()
        found[field] = rows | {"difference": difference}
    return found


_PAIRS = (("without, ranked", "with, ranked"), ("without, flagged", "with, flagged"))
_FIGURES = ("pr_auc", "recall", "false_positive_rate", "flagged_share")


def _ranking(y: FloatArray, score: FloatArray, weight: Any) -> dict[str, float]:
    return {"pr_auc": pr_auc(y, score, weight)}


def _at(threshold: float) -> Measure:
    def figures(y: FloatArray, risk: FloatArray, weight: Any) -> dict[str, float]:
        found = threshold_figures(y, risk, weight, threshold=threshold)
        return {name: found[name] for name in _FIGURES if name in found}

    return figures

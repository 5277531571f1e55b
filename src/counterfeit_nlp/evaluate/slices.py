"""The same figures for parts of the market: by language, marketplace, category.

A good average can hide a language in which the model finds nothing, or a shop of genuine watches
that it flags throughout. A slice with too few rows shows its counts and says so, instead of a
figure that chance made.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from counterfeit_nlp.evaluate.calibration import (
    expected_calibration_error,
    simulated_calibration_floor,
)
from counterfeit_nlp.evaluate.intervals import Interval, Measure, interval, replicates
from counterfeit_nlp.evaluate.metrics import pr_auc, threshold_figures

__all__ = ["MISSING", "OTHER", "slice_table"]

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

MISSING = "(missing)"
OTHER = "(other)"

_MAX_VALUES = 30


def slice_table(
    frame: pd.DataFrame,
    y: npt.ArrayLike,
    risk: npt.ArrayLike,
    groups: npt.ArrayLike,
    *,
    by: Sequence[str] = ("language", "marketplace", "source", "category"),
    threshold: float | None = None,
    score: npt.ArrayLike | None = None,
    min_rows: int = 50,
    min_positives: int = 10,
    n_bootstrap: int = 1000,
    seed: int = 0,
) -> list[dict[str, Any]]:
    """Figures per value of each column.

    Parameters
    ----------
    frame : DataFrame, n rows
        Listings; columns of ``by`` that it doesn't have are skipped.
    y : array-like of 0 and 1, shape (n,)
    risk : array-like of float in [0, 1], shape (n,)
    groups : array-like, shape (n,)
        Seller of each row (see :func:`~counterfeit_nlp.evaluate.intervals.clustered_bootstrap`).
    by : sequence of str
    threshold : float, optional
        Rows with ``risk >= threshold`` are flagged. Without it there is no precision, recall or
        false positive rate.
    score : array-like of float, shape (n,), optional
        What rows are ranked by for PR-AUC; ``risk`` if it isn't given.
    min_rows : int
        Fewest negatives for a false positive rate, fewest rows for a calibration error.
    min_positives : int
        Fewest positives for PR-AUC, precision and recall (and at least as many negatives).
    n_bootstrap, seed : int
        For the intervals.

    Returns
    -------
    list of dict
        One per slice, JSON-ready, in the order of ``by`` and then by falling number of rows; a
        missing value is ``"(missing)"``, the values beyond the 30 largest are together
        ``"(other)"``. Figures for which there is not enough data are ``None``, and ``note`` says
        what there is and what is needed; ``enough`` is false if none is left.
    """
    labels = np.asarray(y, dtype=np.float64)
    risks = np.asarray(risk, dtype=np.float64)
    scores = risks if score is None else np.asarray(score, dtype=np.float64)
    sellers = pd.Series(groups).reset_index(drop=True)
    table: list[dict[str, Any]] = []
    for name in by:
        if name not in frame:
            continue
        values = _values(frame[name])
        for value in _largest_first(values):
            chosen = np.flatnonzero(values == value)
            table.append(
                {"by": name, "value": value}
                | _figures(
                    labels[chosen],
                    risks[chosen],
                    scores[chosen],
                    sellers.iloc[chosen],
                    threshold=threshold,
                    min_rows=min_rows,
                    min_positives=min_positives,
                    n_bootstrap=n_bootstrap,
                    seed=seed,
                )
            )
    return table


def _values(column: pd.Series[Any]) -> npt.NDArray[np.object_]:
    """The column as strings, missing and rare values put together."""
    present = column.notna() & (column != "")
    values = np.array(
        [str(value) if there else MISSING for value, there in zip(column, present, strict=True)],
        dtype=object,
    )
    names = [name for name in _largest_first(values) if name != MISSING]
    rare = set(names[_MAX_VALUES:])
    if rare:
        values[[value in rare for value in values]] = OTHER
    return values


def _largest_first(values: npt.NDArray[np.object_]) -> list[str]:
    counts = pd.Series(values).value_counts()
    return sorted(counts.index, key=lambda name: (name in (MISSING, OTHER), -counts[name], name))


def _figures(
    y: FloatArray,
    risk: FloatArray,
    score: FloatArray,
    groups: pd.Series[Any],
    *,
    threshold: float | None,
    min_rows: int,
    min_positives: int,
    n_bootstrap: int,
    seed: int,
) -> dict[str, Any]:
    rows, positives = len(y), int(y.sum())
    negatives = rows - positives
    can_rank = positives >= min_positives and negatives >= min_positives
    can_count = negatives >= min_rows
    can_calibrate = rows >= min_rows
    measures: dict[str, tuple[FloatArray, Measure]] = {}
    if can_rank:
        measures["ranking"] = (score, lambda *rows: {"pr_auc": pr_auc(*rows)})
    if threshold is not None and (can_rank or can_count):
        measures["threshold"] = (risk, partial(threshold_figures, threshold=threshold))
    measured: dict[str, Interval] = {}
    if measures:
        whole, drawn = replicates(measures, y, groups.to_numpy(), n_bootstrap, seed)
        for name in measures:
            for figure, value in whole[name].items():
                if can_count if figure == "false_positive_rate" else can_rank:
                    measured[figure] = interval(value, drawn[name][figure])
    known = groups[groups.notna() & (groups != "")]
    return {
        "rows": rows,
        "positives": positives,
        "sellers": int(known.nunique()),
        "threshold": threshold,
        "enough": can_rank or can_count or can_calibrate,
        **{
            name: measured[name].as_dict() if name in measured else None
            for name in ("pr_auc", "recall", "false_positive_rate", "precision")
        },
        "calibration_error": float(expected_calibration_error(y, risk)) if can_calibrate else None,
        "calibration_floor_p95": (
            simulated_calibration_floor(risk, seed).p95 if can_calibrate else None
        ),
        "mean_risk": float(np.sort(risk).mean()) if rows else None,
        "positive_rate": positives / rows if rows else None,
        "note": _note(rows, positives, can_rank, can_count, can_calibrate, min_rows, min_positives),
    }


def _note(
    rows: int,
    positives: int,
    can_rank: bool,
    can_count: bool,
    can_calibrate: bool,
    min_rows: int,
    min_positives: int,
) -> str:
    negatives = rows - positives
    if not (can_rank or can_count or can_calibrate):
        return (
            f"not enough data: {rows} rows (needs {min_rows}), "
            f"{positives} positives (needs {min_positives})"
        )
    notes = []
    if not can_rank:
        few, count = (
            ("positives", positives) if positives < min_positives else ("negatives", negatives)
        )
        notes.append(
            "not enough data for PR-AUC, precision and recall: "
            f"{count} {few} (needs {min_positives})"
        )
    if not can_count:
        notes.append(
            f"not enough data for a false positive rate: {negatives} negatives (needs {min_rows})"
        )
    if not can_calibrate:
        notes.append(f"not enough data for calibration: {rows} rows (needs {min_rows})")
    return "; ".join(notes)

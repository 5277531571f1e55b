"""One evaluation: labelled listings and what a model said about them in, all figures out.

The result is a dict of plain values, ready for JSON: ``metrics.json`` is this dict, the HTML report
draws it, the gate judges it. ``None`` stands wherever a figure isn't defined; there is never a NaN.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from counterfeit_nlp.errors import InputError
from counterfeit_nlp.evaluate.calibration import BINS
from counterfeit_nlp.evaluate.intervals import LEVEL, Interval, Measure, interval, replicates
from counterfeit_nlp.evaluate.metrics import (
    precision_recall_curve,
    ranking_figures,
    threshold_figures,
)
from counterfeit_nlp.evaluate.reliability import calibration_section
from counterfeit_nlp.evaluate.slices import slice_table

__all__ = ["BANDS", "SLICES", "data_digest", "evaluate", "worst_mistakes"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

BANDS = ("clear", "review", "high")
SLICES = ("language", "marketplace", "source", "category")

_POINT_FIGURES = ("precision", "recall", "false_positive_rate", "flagged_share")
_HISTOGRAM_BINS = 40
_MODEL = "model"
# Bounds of a slice are read to one digit, and there are many slices.
_SLICE_REPLICATES = 300


def evaluate(
    frame: pd.DataFrame,
    risk: npt.ArrayLike,
    score: npt.ArrayLike,
    band: npt.ArrayLike,
    *,
    thresholds: Mapping[str, float | None],
    baselines: Mapping[str, npt.ArrayLike] | None = None,
    seed: int = 0,
    n_bootstrap: int = 1000,
    simulated: bool = False,
    k: int = 100,
    budgets: tuple[float, ...] = (0.01, 0.02),
    min_rows: int = 50,
    min_positives: int = 10,
) -> dict[str, Any]:
    """Measure a model on labelled listings.

    Parameters
    ----------
    frame : DataFrame, n rows
        Listings with ``listing_id`` and ``label`` (0, 1 or missing); ``seller_id``,
        ``listed_at`` and the columns of :data:`SLICES` are used if they are there. Rows
        without a label are counted and otherwise ignored.
    risk : array-like of float in [0, 1], shape (n,)
        Calibrated probabilities, for calibration and thresholds.
    score : array-like of float, shape (n,)
        Raw scores, for ranking.
    band : array-like of str, shape (n,)
        ``clear``, ``review`` or ``high``.
    thresholds : mapping of name to float or None
        Rows with ``risk >= threshold`` are flagged; ``None`` means no threshold met its target.
    baselines : mapping of name to array-like of float, shape (n,)
        Scores of other rankers on the same rows, compared in pairs.
    seed, n_bootstrap : int
        For the intervals, which resample sellers; slices use at most 300 replicates.
    simulated : bool
        Whether the listings come from the simulated market; the report says so on every page.
    k : int
        How far down precision@k looks.
    budgets : tuple of float
        Shares of the listings that reviewers can look at.
    min_rows, min_positives : int
        What a slice needs (see :func:`~counterfeit_nlp.evaluate.slices.slice_table`).

    Returns
    -------
    dict
        JSON-ready; ``docs/metrics.md`` describes each key.

    Raises
    ------
    InputError
        If the frame has no ``label`` column, or not both labels in it.
    ValueError
        If shapes differ, a risk is outside [0, 1], a score isn't finite or a band is unknown.
    """
    arrays = {"risk": risk, "score": score} | {
        f"baseline {name!r}": values for name, values in (baselines or {}).items()
    }
    table = {name: np.asarray(values, dtype=np.float64) for name, values in arrays.items()}
    bands = np.asarray(band, dtype=object)
    for name, values in [*table.items(), ("band", bands)]:
        if values.shape != (len(frame),):
            raise ValueError(f"{name} has shape {values.shape}, expected ({len(frame)},)")
    unknown = set(bands.tolist()) - set(BANDS)
    if unknown:
        raise ValueError(f"band has {unknown.pop()!r}, expected one of {', '.join(BANDS)}")
    labels = _labels(frame)
    known = ~np.isnan(labels)
    listings = frame.loc[known].reset_index(drop=True)
    y, bands = labels[known], bands[known]
    if len(np.unique(y)) != 2:
        raise InputError(
            f"{int((y == 1).sum())} listings are labelled 1 and {int((y == 0).sum())} are labelled "
            "0; an evaluation needs both"
        )
    risks, scores = table["risk"][known], table["score"][known]
    others = {
        name: np.asarray(values, dtype=np.float64)[known]
        for name, values in (baselines or {}).items()
    }
    sellers = _sellers(listings)

    rank = partial(ranking_figures, k=k, budgets=budgets)
    measures: dict[str, tuple[FloatArray, Measure]] = {_MODEL: (scores, rank)}
    measures |= {f"baseline {name}": (values, rank) for name, values in others.items()}
    measures |= {
        f"at {name}": (risks, partial(threshold_figures, threshold=threshold))
        for name, threshold in thresholds.items()
        if threshold is not None
    }
    whole, drawn = replicates(measures, y, sellers, n_bootstrap, seed)
    measured = {
        name: {figure: interval(value, drawn[name][figure]) for figure, value in figures.items()}
        for name, figures in whole.items()
    }
    calibration = calibration_section(y, risks, sellers, n_bootstrap=n_bootstrap, seed=seed)
    return {
        "simulated": bool(simulated),
        "seed": int(seed),
        "n_bootstrap": int(n_bootstrap),
        "level": LEVEL,
        "test_digest": data_digest(frame),
        "metric_names": _metric_names(k, budgets),
        "counts": _counts(listings, len(frame), y, sellers),
        "headline": _as_dicts(measured[_MODEL])
        | {
            "calibration_error": {
                "value": calibration["error"],
                "low": calibration["low"],
                "high": calibration["high"],
                "level": calibration["level"],
            }
        },
        "baselines": {
            name: {
                "metrics": _as_dicts(measured[f"baseline {name}"]),
                "difference": {
                    figure: interval(
                        value - whole[f"baseline {name}"][figure],
                        drawn[_MODEL][figure] - drawn[f"baseline {name}"][figure],
                    ).as_dict()
                    for figure, value in whole[_MODEL].items()
                },
            }
            for name in others
        },
        "operating_points": [
            _operating_point(name, threshold, y, risks, measured.get(f"at {name}"))
            for name, threshold in thresholds.items()
        ],
        "bands": _bands(y, bands),
        "calibration": calibration,
        "slices": slice_table(
            listings,
            y,
            risks,
            sellers,
            by=[name for name in SLICES if name in listings and _has_values(listings[name])],
            threshold=thresholds.get("review"),
            score=scores,
            min_rows=min_rows,
            min_positives=min_positives,
            n_bootstrap=min(n_bootstrap, _SLICE_REPLICATES),
            seed=seed,
        ),
        "curves": {
            "pr": {
                name: _curve(y, values) for name, values in [("model", scores), *others.items()]
            },
            "histogram": _histogram(y, scores),
        },
    }


def worst_mistakes(
    frame: pd.DataFrame, risk: npt.ArrayLike, score: npt.ArrayLike, n: int = 20
) -> dict[str, IntArray]:
    """Where the model is most wrong.

    Parameters
    ----------
    frame : DataFrame, rows with ``listing_id`` and ``label``
    risk, score : array-like of float, shape (rows,)
    n : int
        Most rows of each kind.

    Returns
    -------
    dict
        ``"false_positives"``: positions of the riskiest rows with label 0, riskiest first;
        ``"false_negatives"``: positions of the least risky rows with label 1, least risky
        first. Equal risks go by score, then by listing id.
    """
    labels = _labels(frame)
    risks, scores = np.asarray(risk, dtype=np.float64), np.asarray(score, dtype=np.float64)
    ids = np.argsort(np.argsort(frame["listing_id"].to_numpy(dtype=object), kind="stable"))
    rising = np.lexsort((ids, scores, risks)).astype(np.int64)
    falling = np.lexsort((ids, -scores, -risks)).astype(np.int64)
    return {
        "false_positives": falling[labels[falling] == 0][:n],
        "false_negatives": rising[labels[rising] == 1][:n],
    }


def data_digest(frame: pd.DataFrame) -> str:
    """SHA-256 (64 hex digits) of the labelled listing ids and their labels, in any row order.

    Two evaluations with the same digest were made on the same rows with the same labels.
    """
    labels = _labels(frame)
    lines = sorted(
        f"{listing_id}\x1f{int(label)}\n"
        for listing_id, label in zip(frame["listing_id"], labels.tolist(), strict=True)
        if label == label  # not nan
    )
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


# --- parts of the result ----------------------------------------------------------------------


def _labels(frame: pd.DataFrame) -> FloatArray:
    """Labels as 0.0, 1.0 and nan."""
    if "label" not in frame:
        raise InputError("the listings have no column 'label' (0, 1 or empty); nothing to measure")
    numbers = pd.to_numeric(frame["label"]).astype("Float64")
    labels: FloatArray = np.asarray(numbers.to_numpy(np.float64, na_value=np.nan))
    wrong = ~(np.isnan(labels) | (labels == 0.0) | (labels == 1.0))
    if wrong.any():
        raise InputError(f"label is {labels[wrong][0]:g} in a row, expected 0, 1 or empty")
    return labels


def _sellers(frame: pd.DataFrame) -> npt.NDArray[np.object_]:
    if "seller_id" not in frame:
        return np.full(len(frame), None, dtype=object)
    column = frame["seller_id"]
    present = column.notna() & (column != "")
    return column.astype(object).where(present, None).to_numpy(dtype=object)


def _has_values(column: pd.Series[Any]) -> bool:
    return bool((column.notna() & (column != "")).any())


def _as_dicts(measured: Mapping[str, Interval]) -> dict[str, dict[str, float | None]]:
    return {name: figure.as_dict() for name, figure in measured.items()}


def _metric_names(k: int, budgets: tuple[float, ...]) -> dict[str, str]:
    """Readable names, for the report."""
    return (
        {
            "pr_auc": "PR-AUC (average precision)",
            "roc_auc": "ROC-AUC",
            f"precision_at_{k}": f"Precision among the {k} riskiest",
        }
        | {
            f"recall_at_{100 * budget:g}pct": (
                f"Share of the counterfeits found when {100 * budget:g} % of listings are reviewed"
            )
            for budget in budgets
        }
        | {"calibration_error": f"Calibration error ({BINS} bins)"}
    )


def _counts(
    frame: pd.DataFrame, rows: int, y: FloatArray, sellers: npt.NDArray[np.object_]
) -> dict[str, Any]:
    named = np.array([seller is not None for seller in sellers], dtype=np.bool_)
    positive = y == 1
    distinct = len(set(sellers[named].tolist()))
    counts: dict[str, Any] = {
        "rows": rows,
        "labelled": len(y),
        "unlabelled": rows - len(y),
        "positives": int(positive.sum()),
        "negatives": int((~positive).sum()),
        "positive_rate": float(positive.mean()),
        "clusters": distinct + int((~named).sum()),
        "sellers": distinct,
        # a positive without a seller is a seller of its own, as in the bootstrap
        "positive_sellers": len(set(sellers[named & positive].tolist()))
        + int((positive & ~named).sum()),
        "rows_without_seller": int((~named).sum()),
        "first_listed_at": None,
        "last_listed_at": None,
    }
    if "listed_at" in frame:
        moments = pd.to_datetime(frame["listed_at"], utc=True, format="ISO8601").dropna()
        if len(moments):
            counts["first_listed_at"] = moments.min().isoformat()
            counts["last_listed_at"] = moments.max().isoformat()
    return counts


def _operating_point(
    name: str,
    threshold: float | None,
    y: FloatArray,
    risk: FloatArray,
    measured: Mapping[str, Interval] | None,
) -> dict[str, Any]:
    if threshold is None or measured is None:
        empty = ("flagged", "true_positives", "false_positives", *_POINT_FIGURES)
        return (
            {"name": name, "threshold": None}
            | dict.fromkeys(empty)
            | {"note": "no threshold meets the target, so nothing is flagged at this level"}
        )
    flagged = risk >= threshold
    return {
        "name": name,
        "threshold": float(threshold),
        "flagged": int(flagged.sum()),
        "true_positives": int(y[flagged].sum()),
        "false_positives": int((1 - y[flagged]).sum()),
        **_as_dicts(measured),
        "note": "" if flagged.any() else "no listing reaches this threshold",
    }


def _bands(y: FloatArray, bands: npt.NDArray[np.object_]) -> list[dict[str, Any]]:
    table = []
    for name in BANDS:
        inside = bands == name
        rows, positives = int(inside.sum()), int(y[inside].sum())
        table.append(
            {
                "band": name,
                "rows": rows,
                "positives": positives,
                "share": rows / len(y),
                "positive_rate": positives / rows if rows else None,
            }
        )
    return table


def _curve(y: FloatArray, score: FloatArray) -> dict[str, list[float]]:
    recall, precision = precision_recall_curve(y, score)
    return {
        "recall": [round(value, 6) for value in recall.tolist()],
        "precision": [round(value, 6) for value in precision.tolist()],
    }


def _histogram(y: FloatArray, score: FloatArray) -> dict[str, list[Any]]:
    low, high = float(score.min()), float(score.max())
    if low == high:
        low, high = low - 0.5, high + 0.5
    edges = np.linspace(low, high, _HISTOGRAM_BINS + 1)
    return {
        "edges": edges.tolist(),
        "negatives": np.histogram(score[y == 0], edges)[0].tolist(),
        "positives": np.histogram(score[y == 1], edges)[0].tolist(),
    }

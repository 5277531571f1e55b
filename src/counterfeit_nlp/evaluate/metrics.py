"""Ranking and threshold metrics of the positive class, with integer row weights.

Labels ``y`` are 1 (counterfeit) and 0; a higher score is riskier. ``weight`` says how often a
row counts (default once): a bootstrap replicate is a vector of weights, not a new table. A row
of weight 2 means the same as that row given twice.

**Ties.** Rows of equal score have no order, so a metric of a ranking is its expected value over
all orders of the tied rows, each equally likely. Thus no metric depends on the order of rows in a
file, and a score that is constant gets what chance gets. (scikit-learn's
``average_precision_score`` instead takes a tied block as one step of the threshold; the two agree
when no scores are tied. ROC-AUC agrees always.)

A metric that is not defined for its input (no positives, or no negatives where they are needed)
is ``nan``, never 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import digamma

__all__ = [
    "Metric",
    "false_positive_rate",
    "flagged_share",
    "pr_auc",
    "precision_at_k",
    "precision_at_threshold",
    "precision_recall_curve",
    "ranking_figures",
    "recall_at_budget",
    "recall_at_threshold",
    "roc_auc",
    "threshold_figures",
]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

Metric = Callable[[FloatArray, FloatArray, IntArray | None], float]
"""``metric(y, score, weight)``; use ``functools.partial`` to fix k, a budget or a threshold."""


@dataclass(frozen=True)
class _Blocks:
    """A ranking as blocks of tied rows, riskiest first."""

    rows: FloatArray  # in each block
    positives: FloatArray  # in each block
    rows_above: FloatArray  # in all blocks above
    positives_above: FloatArray
    score: FloatArray  # of each block

    @property
    def total(self) -> float:
        return float(self.rows.sum())

    @property
    def total_positives(self) -> float:
        return float(self.positives.sum())


def pr_auc(y: npt.ArrayLike, score: npt.ArrayLike, weight: npt.ArrayLike | None = None) -> float:
    """Average precision: the mean, over the positives, of the precision at their rank.

    In a tied block of n rows with p positives, below N rows of which P are positive, the i-th
    place holds a positive with probability p/n, and is then preceded by
    P + (i - 1)(p - 1)/(n - 1) positives in expectation. Summed over the block, the precisions
    at (N + i) have a closed form in harmonic numbers.

    Parameters
    ----------
    y : array-like of 0 and 1, shape (n,)
    score : array-like of float, shape (n,)
    weight : array-like of non-negative int, shape (n,), optional

    Returns
    -------
    float
        In [0, 1]; ``nan`` without positives.

    Raises
    ------
    ValueError
        If shapes differ, ``y`` has another value than 0 and 1, or a score is not finite.
    """
    return _average_precision(_blocks(y, score, weight))


def _average_precision(blocks: _Blocks) -> float:
    if blocks.total_positives == 0:
        return np.nan
    hit = blocks.positives > 0
    n, p = blocks.rows[hit], blocks.positives[hit]
    above, positives_above = blocks.rows_above[hit], blocks.positives_above[hit]
    slope = np.where(n > 1, (p - 1) / np.maximum(n - 1, 1), 0.0)
    # sum over i = 1..n of (P + 1 + slope (i - 1)) / (N + i)
    start = positives_above + 1.0 - slope * (above + 1.0)
    # H(N + n) - H(N); exact where no rows are tied, which is nearly everywhere
    harmonic = np.where(n > 1, digamma(above + n + 1.0) - digamma(above + 1.0), 1.0 / (above + 1.0))
    return float((p / n * (slope * n + start * harmonic)).sum() / blocks.total_positives)


def roc_auc(y: npt.ArrayLike, score: npt.ArrayLike, weight: npt.ArrayLike | None = None) -> float:
    """Chance that a random positive has a higher score than a random negative; ties count half.

    Parameters and errors as for :func:`pr_auc`; ``nan`` without positives or without negatives.
    """
    return _wins(_blocks(y, score, weight))


def _wins(blocks: _Blocks) -> float:
    negatives = blocks.rows - blocks.positives
    total = negatives.sum()
    if blocks.total_positives == 0 or total == 0:
        return np.nan
    below = total - (blocks.rows_above - blocks.positives_above) - negatives
    wins = (blocks.positives * (below + negatives / 2)).sum()
    return float(wins / (blocks.total_positives * total))


def precision_at_k(
    y: npt.ArrayLike, score: npt.ArrayLike, weight: npt.ArrayLike | None = None, *, k: int = 100
) -> float:
    """Share of positives among the ``k`` riskiest rows (among all rows if there are fewer).

    Parameters and errors as for :func:`pr_auc`; ``k`` is at least 1. ``nan`` without rows.
    """
    if k < 1:
        raise ValueError(f"k is {k}, expected at least 1")
    return _precision_within(_blocks(y, score, weight), k)


def _precision_within(blocks: _Blocks, k: int) -> float:
    depth = min(float(k), blocks.total)
    return _ratio(_positives_within(blocks, depth), depth)


def recall_at_budget(
    y: npt.ArrayLike,
    score: npt.ArrayLike,
    weight: npt.ArrayLike | None = None,
    *,
    budget: float = 0.01,
) -> float:
    """Share of the positives that are found if the riskiest ``budget`` of all rows is reviewed.

    ``budget`` is a share in (0, 1]; a fraction of a row (1 % of 250 rows is 2.5) counts as that
    fraction. Other parameters and errors as for :func:`pr_auc`; ``nan`` without positives.
    """
    if not 0.0 < budget <= 1.0:
        raise ValueError(f"budget is {budget}, expected a share above 0 and at most 1")
    return _recall_within(_blocks(y, score, weight), budget)


def _recall_within(blocks: _Blocks, budget: float) -> float:
    return _ratio(_positives_within(blocks, budget * blocks.total), blocks.total_positives)


def ranking_figures(
    y: npt.ArrayLike,
    score: npt.ArrayLike,
    weight: npt.ArrayLike | None = None,
    *,
    k: int = 100,
    budgets: tuple[float, ...] = (0.01, 0.02),
) -> dict[str, float]:
    """All metrics of a ranking for the price of one sort.

    Returns
    -------
    dict
        ``pr_auc``, ``roc_auc``, ``precision_at_<k>`` and a ``recall_at_<budget>pct`` per budget.
    """
    blocks = _blocks(y, score, weight)
    return {
        "pr_auc": _average_precision(blocks),
        "roc_auc": _wins(blocks),
        f"precision_at_{k}": _precision_within(blocks, k),
    } | {f"recall_at_{100 * budget:g}pct": _recall_within(blocks, budget) for budget in budgets}


def precision_at_threshold(
    y: npt.ArrayLike, score: npt.ArrayLike, weight: npt.ArrayLike | None = None, *, threshold: float
) -> float:
    """Share of positives among rows with ``score >= threshold``; ``nan`` if there are none."""
    return threshold_figures(y, score, weight, threshold=threshold)["precision"]


def recall_at_threshold(
    y: npt.ArrayLike, score: npt.ArrayLike, weight: npt.ArrayLike | None = None, *, threshold: float
) -> float:
    """Share of the positives with ``score >= threshold``; ``nan`` without positives."""
    return threshold_figures(y, score, weight, threshold=threshold)["recall"]


def false_positive_rate(
    y: npt.ArrayLike, score: npt.ArrayLike, weight: npt.ArrayLike | None = None, *, threshold: float
) -> float:
    """Share of the negatives with ``score >= threshold``; ``nan`` without negatives."""
    return threshold_figures(y, score, weight, threshold=threshold)["false_positive_rate"]


def flagged_share(
    y: npt.ArrayLike, score: npt.ArrayLike, weight: npt.ArrayLike | None = None, *, threshold: float
) -> float:
    """Share of all rows with ``score >= threshold``; ``nan`` without rows."""
    return threshold_figures(y, score, weight, threshold=threshold)["flagged_share"]


def threshold_figures(
    y: npt.ArrayLike, score: npt.ArrayLike, weight: npt.ArrayLike | None = None, *, threshold: float
) -> dict[str, float]:
    """All figures of a threshold at once.

    Returns
    -------
    dict
        ``precision``, ``recall``, ``false_positive_rate`` and ``flagged_share`` of
        ``score >= threshold``.
    """
    labels, scores, weights = _checked(y, score, weight)
    reached = scores >= threshold
    positives = weights * labels
    rows, all_positives = float(weights.sum()), float(positives.sum())
    flagged, found = float(weights[reached].sum()), float(positives[reached].sum())
    return {
        "precision": _ratio(found, flagged),
        "recall": _ratio(found, all_positives),
        "false_positive_rate": _ratio(flagged - found, rows - all_positives),
        "flagged_share": _ratio(flagged, rows),
    }


def precision_recall_curve(
    y: npt.ArrayLike, score: npt.ArrayLike, *, points: int = 400
) -> tuple[FloatArray, FloatArray]:
    """Recall and precision at every distinct score, thinned out for drawing.

    Parameters
    ----------
    y, score : array-like, shape (n,)
        As for :func:`pr_auc`.
    points : int
        Most points to return, at least 2.

    Returns
    -------
    recall, precision : ndarray of float64, shape (m,), m <= points
        Recall rises; a first point at recall 0 repeats the precision of the riskiest block.
        Both are empty without positives.
    """
    blocks = _blocks(y, score, None)
    if blocks.total_positives == 0:
        return np.zeros(0), np.zeros(0)
    found = blocks.positives_above + blocks.positives
    recall = found / blocks.total_positives
    precision = found / (blocks.rows_above + blocks.rows)
    recall, precision = np.r_[0.0, recall], np.r_[precision[0], precision]
    # The tail below the last positive says nothing but how precision ends; keep its first point.
    last = int(np.argmax(recall >= 1.0))
    recall, precision = recall[: last + 1], precision[: last + 1]
    if len(recall) > points:
        # Even steps in rank crowd where precision is low, even steps in recall where it is high.
        at_recall = np.searchsorted(recall, np.linspace(0.0, 1.0, points - 2))
        keep = np.unique(np.r_[0, at_recall, last])
        recall, precision = recall[keep], precision[keep]
    return recall, precision


# --- one sort, then sums ----------------------------------------------------------------------


def _checked(
    y: npt.ArrayLike, score: npt.ArrayLike, weight: npt.ArrayLike | None
) -> tuple[FloatArray, FloatArray, FloatArray]:
    labels = np.asarray(y, dtype=np.float64)
    scores = np.asarray(score, dtype=np.float64)
    weights = np.ones(labels.shape) if weight is None else np.asarray(weight, dtype=np.float64)
    if labels.ndim != 1 or labels.shape != scores.shape or labels.shape != weights.shape:
        raise ValueError(
            f"y, score and weight have shapes {labels.shape}, {scores.shape}, {weights.shape}, "
            "expected one value of each per row"
        )
    if not ((labels == 0.0) | (labels == 1.0)).all():
        raise ValueError("y has values other than 0 and 1; drop rows without a label first")
    if not np.isfinite(scores).all():
        raise ValueError("score has values that are not finite")
    return labels, scores, weights


def _blocks(y: npt.ArrayLike, score: npt.ArrayLike, weight: npt.ArrayLike | None) -> _Blocks:
    labels, scores, weights = _checked(y, score, weight)
    if len(scores) == 0:
        nothing = np.zeros(0)
        return _Blocks(nothing, nothing, nothing, nothing, nothing)
    if (scores[:-1] < scores[1:]).any():  # a bootstrap sorts once and then always lands here sorted
        order = np.argsort(-scores, kind="stable")
        labels, scores, weights = labels[order], scores[order], weights[order]
    ends = np.flatnonzero(np.r_[scores[:-1] != scores[1:], True])
    # Sums of integers below 2**53 are exact, so the order of addition can't show.
    rows_down = np.cumsum(weights)[ends]
    positives_down = np.cumsum(weights * labels)[ends]
    rows_above = np.r_[0.0, rows_down[:-1]]
    positives_above = np.r_[0.0, positives_down[:-1]]
    return _Blocks(
        rows=rows_down - rows_above,
        positives=positives_down - positives_above,
        rows_above=rows_above,
        positives_above=positives_above,
        score=scores[ends],
    )


def _positives_within(blocks: _Blocks, depth: float) -> float:
    """Expected number of positives among the ``depth`` riskiest rows."""
    # Whole blocks down to the one in which the depth lies, and of that one its share.
    place = int(np.searchsorted(blocks.rows_above, depth, side="left")) - 1
    if place < 0:
        return 0.0
    found = float(blocks.positives_above[place])
    if blocks.rows[place] > 0:
        share = min(1.0, (depth - blocks.rows_above[place]) / blocks.rows[place])
        found += float(share * blocks.positives[place])
    return found


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else np.nan

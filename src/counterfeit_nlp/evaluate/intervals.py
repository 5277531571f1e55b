"""How far a figure may be off: bootstrap intervals that resample sellers, not rows.

A seller's listings are alike, so rows are no independent evidence: whole sellers are drawn with
replacement (Field & Welsh 2007, the cluster bootstrap), a row without a seller being a seller of
its own. A replicate is a vector of integer row weights over scores sorted once; the metric is
computed on it anew. Intervals are percentile intervals.

Differences are *paired*: both scorers are measured on the same resampled sellers, so what makes a
sample easy or hard for both cancels out.

The draws depend on labels, scores and seller names but not on the order of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from counterfeit_nlp.evaluate.metrics import Metric

__all__ = [
    "LEVEL",
    "Interval",
    "Measure",
    "cluster_codes",
    "clustered_bootstrap",
    "interval",
    "paired_bootstrap",
    "replicates",
]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

LEVEL = 0.95

Measure = Callable[[FloatArray, FloatArray, IntArray | None], dict[str, float]]
"""``measure(y, score, weight)`` gives several figures at once, the same ones each time."""


@dataclass(frozen=True)
class Interval:
    """A figure and the bounds between which it would lie on other sellers, at ``level``.

    All are ``nan`` where the metric isn't defined; the bounds alone are ``nan`` where it is
    defined in fewer than half of the replicates.
    """

    value: float
    low: float
    high: float
    level: float = LEVEL

    def as_dict(self) -> dict[str, float | None]:
        """JSON-ready: ``None`` stands for ``nan``."""
        return {
            "value": _or_none(self.value),
            "low": _or_none(self.low),
            "high": _or_none(self.high),
            "level": self.level,
        }


def clustered_bootstrap(
    metric: Metric,
    y: npt.ArrayLike,
    score: npt.ArrayLike,
    groups: npt.ArrayLike,
    n: int = 1000,
    seed: int = 0,
) -> Interval:
    """Interval of a metric, resampling groups (sellers).

    Parameters
    ----------
    metric : callable (y, score, weight) -> float
        From :mod:`counterfeit_nlp.evaluate.metrics`, or your own. In replicates it is given rows
        in falling order of score.
    y : array-like of 0 and 1, shape (rows,)
    score : array-like of float, shape (rows,)
    groups : array-like, shape (rows,)
        Seller of each row; missing (``None``, ``nan``, ``""``, or a negative int) means the row
        is a group of its own.
    n : int
        Number of replicates, at least 1.
    seed : int

    Returns
    -------
    Interval

    Raises
    ------
    ValueError
        If shapes differ or ``n`` is below 1.
    """
    measures = {"it": (score, _single(metric))}
    whole, drawn = replicates(measures, y, groups, n, seed)
    return interval(whole["it"]["figure"], drawn["it"]["figure"])


def paired_bootstrap(
    metric: Metric,
    y: npt.ArrayLike,
    score_a: npt.ArrayLike,
    score_b: npt.ArrayLike,
    groups: npt.ArrayLike,
    n: int = 1000,
    seed: int = 0,
) -> Interval:
    """Interval of ``metric(a) - metric(b)``, both on the same resampled groups.

    Parameters and errors as for :func:`clustered_bootstrap`.
    """
    measures = {"a": (score_a, _single(metric)), "b": (score_b, _single(metric))}
    whole, drawn = replicates(measures, y, groups, n, seed)
    return interval(
        whole["a"]["figure"] - whole["b"]["figure"], drawn["a"]["figure"] - drawn["b"]["figure"]
    )


def interval(value: float, drawn: FloatArray, level: float = LEVEL) -> Interval:
    """Percentile interval of replicates; those in which the metric is ``nan`` don't count."""
    defined = drawn[np.isfinite(drawn)]
    if not np.isfinite(value) or len(defined) * 2 < len(drawn):
        return Interval(float(value), np.nan, np.nan, level)
    low, high = np.quantile(defined, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(value), float(low), float(high), level)


def replicates(
    measures: Mapping[str, tuple[npt.ArrayLike, Measure]],
    y: npt.ArrayLike,
    groups: npt.ArrayLike,
    n: int = 1000,
    seed: int = 0,
) -> tuple[dict[str, dict[str, float]], dict[str, dict[str, FloatArray]]]:
    """Several figures of several scorers, all over the same ``n`` resamplings of the groups.

    Parameters
    ----------
    measures : mapping of name to (score, measure)
        What to compute on which scores, shape (rows,): a measure is a callable
        (y, score, weight) -> dict of figures. In replicates it is given rows in falling order
        of score.
    y : array-like of 0 and 1, shape (rows,)
    groups : array-like, shape (rows,)
        As for :func:`clustered_bootstrap`.
    n : int
    seed : int

    Returns
    -------
    whole : dict of name to dict of figure to float
        The figures on all rows, each once.
    drawn : dict of name to dict of figure to ndarray of float64, shape (n,)
        The figures on each replicate.

    Raises
    ------
    ValueError
        If shapes differ or ``n`` is below 1.
    """
    if n < 1:
        raise ValueError(f"n is {n}, expected at least 1 replicate")
    labels = np.asarray(y, dtype=np.float64)
    scores = {name: np.asarray(values, dtype=np.float64) for name, (values, _) in measures.items()}
    for name, values in scores.items():
        if values.shape != labels.shape:
            raise ValueError(f"score {name!r} has shape {values.shape}, y has {labels.shape}")
    rows = np.shape(groups)
    if rows != labels.shape:
        raise ValueError(f"groups have shape {rows}, y has {labels.shape}")
    code, count = cluster_codes(groups, [labels, *scores.values()])
    whole, drawn, ranked = {}, {}, {}
    for name, (_, measure) in measures.items():
        order = np.argsort(-scores[name], kind="stable")
        ranked[name] = (labels[order], scores[name][order], code[order], measure)
        whole[name] = measure(*ranked[name][:2], None)
        drawn[name] = {figure: np.empty(n) for figure in whole[name]}
    random = np.random.default_rng(seed)
    for number in range(n):
        times = np.bincount(random.integers(0, count, size=count), minlength=count)
        for name, (label, score, group, measure) in ranked.items():
            for figure, value in measure(label, score, times[group]).items():
                drawn[name][figure][number] = value
    return whole, drawn


def cluster_codes(
    groups: npt.ArrayLike, content: list[FloatArray] | None = None
) -> tuple[IntArray, int]:
    """Number the groups from 0; a row without a group gets a number of its own.

    Groups are numbered in the order of their rows' ``content`` (and name, where that is equal),
    so the numbers, and with them the random draws, don't depend on where a row stands.

    Parameters
    ----------
    groups : array-like, shape (rows,)
        As for :func:`clustered_bootstrap`.
    content : list of ndarray of float, each of shape (rows,), optional

    Returns
    -------
    code : ndarray of int64, shape (rows,)
    count : int
        Number of groups.
    """
    names: pd.Series[Any] = pd.Series(groups)
    known = names.notna() & (names != "")
    if pd.api.types.is_numeric_dtype(names.dtype):
        known &= names >= 0
    named, distinct = pd.factorize(names.where(known), sort=True)
    rows = len(names)
    if rows == 0:
        return np.zeros(0, dtype=np.int64), 0
    single = named < 0
    key = np.where(single, len(distinct) + np.arange(rows), named)
    order = np.lexsort((named, *(content or [])))
    ordered, _ = pd.factorize(key[order])
    code = np.empty(rows, dtype=np.int64)
    code[order] = ordered
    return code, int(ordered.max()) + 1


def _single(metric: Metric) -> Measure:
    return lambda y, score, weight: {"figure": metric(y, score, weight)}


def _or_none(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None

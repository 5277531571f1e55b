"""A source that nobody trained on: what the model makes of listings from somewhere else.

Folds that never divide a seller still show a model every source. Where a source has listings of one
label only, a model may learn to tell the source, and no figure on such folds would show it. So each
source is left out of training in turn, and its listings are scored by a model that has not met it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from counterfeit_nlp.errors import InputError
from counterfeit_nlp.evaluate.intervals import Measure, interval, replicates
from counterfeit_nlp.evaluate.metrics import pr_auc, roc_auc

__all__ = [
    "GENUINE_FLAGGED",
    "MOST_SOURCES",
    "FitAndScore",
    "flagged_by_source",
    "genuine_threshold",
    "leave_one_source_out",
    "source_names",
    "without_source",
]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

FitAndScore = Callable[[pd.DataFrame, IntArray, pd.DataFrame], FloatArray]
"""``fit_and_score(train, y_train, test)``: raw scores of ``test`` by a model of ``train`` alone."""

#: The threshold at which sources are compared flags this share of all genuine listings.
GENUINE_FLAGGED = 0.01
#: Each source costs a training; a column with more values is hardly one of sources.
MOST_SOURCES = 40
_FEWEST = 10  # listings of each label, for figures of a source
_REPLICATES = 300


def genuine_threshold(score: FloatArray, y: IntArray, share: float = GENUINE_FLAGGED) -> float:
    """The score that ``share`` of the genuine listings exceed; flagged is what exceeds it."""
    return float(np.quantile(score[y == 0], 1.0 - share, method="higher"))


def flagged_by_source(
    score: FloatArray, y: IntArray, source: npt.ArrayLike, share: float = GENUINE_FLAGGED
) -> tuple[dict[str, float], float]:
    """Whose genuine listings are flagged, at the threshold that flags ``share`` of all of them.

    Parameters
    ----------
    score, y
        Shape (n,): out-of-fold scores, and 0 or 1.
    source
        Shape (n,): names.

    Returns
    -------
    tuple
        Share flagged of each source's genuine listings, and share of the counterfeits found.
    """
    flagged, names = score > genuine_threshold(score, y, share), np.asarray(source, dtype=object)
    shares = {
        str(name): float(flagged[(y == 0) & (names == name)].mean())
        for name in sorted(set(names[y == 0].tolist()))
    }
    return shares, float(flagged[y == 1].mean())


def without_source(
    source: npt.ArrayLike,
    y: IntArray,
    groups: npt.ArrayLike,
    fold: tuple[IntArray, IntArray],
    name: str,
) -> tuple[IntArray, IntArray]:
    """Rows to train on and rows to test on, so that nothing of a source's is trained on.

    A source with both labels is tested by itself, and trained on is all else. Of a source with one
    label the other is taken from the held-out fold, over all sources, and trained on is the
    rest of the other folds. Where all listings of a label are of this source, only those
    of its other label can be left out. No group stands on both sides.

    Parameters
    ----------
    source
        Shape (n,): names; None where it isn't known, which is trained on.
    y
        Shape (n,): 0 or 1.
    groups
        Shape (n,): rows of one group (seller, near-duplicate titles) belong together.
    fold
        Rows to train on and held-out rows, of a split that divides no group.
    name
        The source.

    Returns
    -------
    tuple
        Rows to train on, and rows to test on; either may lack a label, if the listings don't
        have more.
    """
    own = np.asarray(source, dtype=object) == name
    code = pd.factorize(np.asarray(groups, dtype=object))[0]
    elsewhere = set(y[~own].tolist())
    if len(elsewhere) == 1:
        own &= np.isin(y, [*elsewhere])  # the other label has to be learned from somewhere
    labels = set(y[own].tolist())
    if len(labels) == 2:
        return np.flatnonzero(~own & ~np.isin(code, code[own])), np.flatnonzero(own)
    train, held = fold
    train = train[~own[train]]
    unseen = own & ~np.isin(code, code[train])
    in_fold = np.zeros(len(y), dtype=bool)
    in_fold[held] = True
    return train, np.flatnonzero(unseen | (in_fold & ~np.isin(y, [*labels])))


def leave_one_source_out(
    frame: pd.DataFrame,
    fit_and_score: FitAndScore,
    out_of_fold: FloatArray,
    groups: npt.ArrayLike,
    fold: tuple[IntArray, IntArray],
    *,
    seed: int = 0,
    n_bootstrap: int = _REPLICATES,
    progress: Callable[[str], None] | None = None,
) -> dict[str, Any]:
    """Leave each source out of training, and score it.

    Parameters
    ----------
    frame : DataFrame, n rows
        The labelled training listings, with ``label`` (0 or 1), ``source`` and ``seller_id``.
    fit_and_score : callable
        See :data:`FitAndScore`; called once for each source that can be measured.
    out_of_fold
        Shape (n,): scores by models that had met the sources but not the listing's group.
    groups, fold
        See :func:`without_source`.
    seed, n_bootstrap
        For the intervals, which resample sellers; at most 300 replicates are drawn.
    progress
        Called with the name of each source before it is measured.

    Returns
    -------
    dict
        JSON-ready. ``threshold``: the score that ``share`` of all genuine listings exceed
        out-of-fold. ``seller_grouped``: ``pr_auc``, ``roc_auc`` and ``recall`` at the threshold,
        of all out-of-fold scores. ``sources``: by source, ``pr_auc``, ``roc_auc``, ``recall`` and
        ``false_positive_rate`` (of the source's own listings) of the listings tested, each as
        ``left_out`` and ``seller_grouped`` (the same listings, scored out-of-fold), the first two
        with a paired ``difference`` and its interval; None where not defined; ``note`` says why.
        ``unknown``: listings without a source.

    Raises
    ------
    InputError
        With fewer than two sources, or more than 40.
    """
    names, source = source_names(frame), _sources(frame)
    y = frame["label"].to_numpy(dtype=np.int64)
    threshold = genuine_threshold(out_of_fold, y)
    sellers = frame["seller_id"].astype(object).to_numpy()
    found: dict[str, Any] = {}
    for name in names:
        if progress is not None:
            progress(name)
        train, test = without_source(source, y, groups, fold, name)
        told = {
            "listings": int((source == name).sum()),
            "positives": int(((source == name) & (y == 1)).sum()),
            "trained_on": len(train),
            "tested": len(test),
            "tested_positives": int(y[test].sum()),
        }
        note = _too_few(y, train, test)
        left_out = None
        if not note:
            try:
                left_out = fit_and_score(frame.iloc[train], y[train], frame.iloc[test])
            except InputError as error:
                note = f"can't be trained without it: {error}"
        figures: Mapping[str, Any] = dict.fromkeys(_FIGURES)
        if left_out is not None:
            figures = _compared(
                y[test], left_out, out_of_fold[test], source[test] == name, threshold,
                sellers[test], min(n_bootstrap, _REPLICATES), seed,
            )  # fmt: skip
        found[name] = told | dict(figures) | {"note": note}
    return {
        "share": GENUINE_FLAGGED,
        "threshold": threshold,
        "unknown": int(sum(one is None for one in source)),
        "seller_grouped": {
            "pr_auc": pr_auc(y, out_of_fold),
            "roc_auc": roc_auc(y, out_of_fold),
            "recall": float((out_of_fold[y == 1] > threshold).mean()),
        },
        "sources": found,
    }


_FIGURES = ("pr_auc", "roc_auc", "recall", "false_positive_rate")


def source_names(frame: pd.DataFrame) -> list[str]:
    """The sources of labelled listings, in the order of their names.

    Raises
    ------
    InputError
        With fewer than two, or more than 40.
    """
    names = sorted({one for one in _sources(frame) if one is not None})
    if len(names) < 2:
        raise InputError(
            f"the training listings name {len(names) or 'no'} source{'s' * (not names)} in their "
            "column source, and to leave one out there must be two at least: if the column has "
            "another name, say so with --map source=its_name"
        )
    if len(names) > MOST_SOURCES:
        raise InputError(
            f"the training listings have {len(names):,} values in their column source, each of "
            f"which would be left out and the model trained again; expected at most "
            f"{MOST_SOURCES}: give small sources one name"
        )
    return names


def _sources(frame: pd.DataFrame) -> npt.NDArray[np.object_]:
    column = frame["source"]
    return column.astype(object).where(column.notna() & (column != ""), None).to_numpy()


def _too_few(y: IntArray, train: IntArray, test: IntArray) -> str:
    for rows, doing in ((train, "would be left to train on"), (test, "could be tested")):
        for label, word in ((1, "counterfeit"), (0, "genuine")):
            count = int((y[rows] == label).sum())
            if count < _FEWEST:
                return f"not enough data: {count} {word} listings {doing}, {_FEWEST} are needed"
    return ""


def _compared(
    y: IntArray,
    left_out: FloatArray,
    out_of_fold: FloatArray,
    own: npt.NDArray[np.bool_],
    threshold: float,
    sellers: npt.NDArray[np.object_],
    n_bootstrap: int,
    seed: int,
) -> dict[str, Any]:
    sides = {"left_out": left_out, "seller_grouped": out_of_fold}

    def ranked(y: FloatArray, score: FloatArray, weight: Any) -> dict[str, float]:
        return {"pr_auc": pr_auc(y, score, weight), "roc_auc": roc_auc(y, score, weight)}

    measures: dict[str, tuple[npt.ArrayLike, Measure]] = {
        side: (score, ranked) for side, score in sides.items()
    }
    whole, drawn = replicates(measures, y, sellers, n_bootstrap, seed)
    figures: dict[str, Any] = {}
    for figure in ("pr_auc", "roc_auc"):
        new, old = whole["left_out"][figure], whole["seller_grouped"][figure]
        gap = drawn["left_out"][figure] - drawn["seller_grouped"][figure]
        figures[figure] = {
            "left_out": new,
            "seller_grouped": old,
            "difference": interval(new - old, gap).as_dict(),
        }
    for figure, rows in (("recall", y == 1), ("false_positive_rate", own & (y == 0))):
        figures[figure] = None
        if rows.any():
            figures[figure] = {
                side: float((score[rows] > threshold).mean()) for side, score in sides.items()
            }
    return figures

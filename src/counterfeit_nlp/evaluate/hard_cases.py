"""How a model treats honest listings that look suspicious, slice by slice, at its own thresholds.

The false positive rate of a slice is the share of its honest listings that the model flags (band
``review`` or ``high``). Beside it stands the recall on the slice's *guilty twins*, which use the
same words with another meaning: a model that calls everything innocent has no false positives and
finds no twin. ``ranked_right`` needs no threshold: the chance that a twin has the higher risk.

The cases are few and made by hand. They say which honest sellers a model would bother, and nothing
about how many of them there are.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from scipy.special import ndtri

from counterfeit_nlp.evaluate.intervals import LEVEL, Interval
from counterfeit_nlp.evaluate.metrics import roc_auc
from counterfeit_nlp.hard_cases.read import cases_digest, hard_cases
from counterfeit_nlp.hard_cases.slices import SLICES

__all__ = ["Score", "flagged", "measure_hard_cases", "wilson"]

BoolArray = npt.NDArray[np.bool_]

Score = Callable[[pd.DataFrame], pa.Table]
"""``score(listings)`` gives as many predictions (``schema/prediction.py``), in order."""

_WORST = 3  # examples per slice and language
_REASONS = 5


def wilson(count: int, of: int, level: float = LEVEL) -> Interval:
    """Score interval of a share (Wilson 1927), for cases that are independent of each other.

    ``nan`` throughout without cases. Unlike the usual one it says something of 0 out of 25.

    >>> found = wilson(0, 25)
    >>> round(found.low, 3), round(found.high, 3)
    (0.0, 0.133)
    """
    if of == 0:
        return Interval(math.nan, math.nan, math.nan, level)
    z = float(ndtri(0.5 + level / 2.0))
    share, spread = count / of, z * z / of
    middle = (share + spread / 2.0) / (1.0 + spread)
    half = math.sqrt(spread * (share * (1.0 - share) + spread / 4.0)) / (1.0 + spread)
    # exact at the ends, where floats leave a hair
    low = 0.0 if count == 0 else max(0.0, middle - half)
    high = 1.0 if count == of else min(1.0, middle + half)
    return Interval(share, low, high, level)


def flagged(scored: pa.Table) -> BoolArray:
    """Which listings a reviewer would see: those in another band than ``clear``."""
    return np.array([band != "clear" for band in scored.column("band").to_pylist()], dtype=np.bool_)


def measure_hard_cases(score: Score) -> dict[str, Any]:
    """Score the hard cases.

    Parameters
    ----------
    score
        See :data:`Score`.

    Returns
    -------
    dict
        JSON-ready. ``slices``: per slice and language the ``genuine`` listings, how many are
        ``flagged`` (``high``: in the band high), ``false_positive_rate``, the ``twins``,
        ``twin_recall`` (both with Wilson intervals), ``ranked_right``, and in ``worst`` the honest
        listings of highest risk with their reasons and in ``missed`` the twins of lowest.
        ``languages``: the same over all slices. ``false_positive_rate`` and ``twin_recall``: the
        shares alone, by language and slice. ``digest``: of the cases.
    """
    frame = hard_cases()
    scored = score(frame)
    listed = [
        _measured(frame, scored, (frame["slice"] == name) & (frame["language"] == language))
        | {"slice": name, "words": SLICES[name], "language": language}
        for name in SLICES
        for language in ("en", "zh")
    ]
    languages = [
        _measured(frame, scored, frame["language"] == language, examples=0) | {"language": language}
        for language in ("en", "zh")
    ]
    return {
        "digest": cases_digest(),
        "cases": len(frame),
        "level": LEVEL,
        "slices": listed,
        "languages": languages,
        "false_positive_rate": _by_slice(listed, "false_positive_rate"),
        "twin_recall": _by_slice(listed, "twin_recall"),
    }


def _by_slice(listed: list[dict[str, Any]], figure: str) -> dict[str, dict[str, float | None]]:
    found: dict[str, dict[str, float | None]] = {}
    for one in listed:
        found.setdefault(one["language"], {})[one["slice"]] = one[figure]["value"]
    return found


def _measured(
    frame: pd.DataFrame, scored: pa.Table, chosen: pd.Series[bool], examples: int = _WORST
) -> dict[str, Any]:
    label = frame["label"].to_numpy()
    own = chosen.to_numpy()
    risk = scored.column("risk").to_numpy()
    seen = flagged(scored)
    high = np.array([band == "high" for band in scored.column("band").to_pylist()])
    honest, twin = np.flatnonzero(own & (label == 0)), np.flatnonzero(own & (label == 1))
    # ties by place, which is that of the file
    worst = honest[np.argsort(-risk[honest], kind="stable")][:examples]
    missed = twin[np.argsort(risk[twin], kind="stable")][:examples]
    return {
        "genuine": len(honest),
        "flagged": int(seen[honest].sum()),
        "high": int(high[honest].sum()),
        "false_positive_rate": wilson(int(seen[honest].sum()), len(honest)).as_dict(),
        "twins": len(twin),
        "twins_flagged": int(seen[twin].sum()),
        "twin_recall": wilson(int(seen[twin].sum()), len(twin)).as_dict(),
        "ranked_right": float(roc_auc(label[own], risk[own])),
        "worst": [_example(frame, scored, int(at)) for at in worst if seen[at]],
        "missed": [_example(frame, scored, int(at)) for at in missed if not seen[at]],
    }


def _example(frame: pd.DataFrame, scored: pa.Table, at: int) -> dict[str, Any]:
    """A case with what the model made of it; whole predictions, so that the page can mark them."""
    row: Mapping[str, Any] = scored.slice(at, 1).to_pylist()[0]
    told = frame.iloc[at]
    kept = ("listing_id", "risk", "score", "band", "rest", "intercept")
    return {
        **{name: row[name] for name in kept},
        "title": told["title"],
        "description": told["description"],
        "price": None if math.isnan(told["price"]) else float(told["price"]),
        "currency": told["currency"],
        "label": int(told["label"]),
        "reasons": [dict(reason) for reason in row["reasons"][:_REASONS]],
        "rest": row["rest"] + sum(reason["contribution"] for reason in row["reasons"][_REASONS:]),
    }

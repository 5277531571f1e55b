"""What a brand's name alone does to a score: neutral listings, and listings with the brand swapped.

*Often copied* is not *a copy*. A plain honest listing of each brand of the registry, priced as the
brand usually is, should not be flagged for its name; and a listing whose brand is swapped for
another of the same type of thing and price class should keep its score. Both are counterfactual:
no labels take part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from counterfeit_nlp.brands.registry import Registry
from counterfeit_nlp.evaluate.hard_cases import Score, flagged, wilson
from counterfeit_nlp.hard_cases.neutral import neutral_listings
from counterfeit_nlp.hard_cases.read import hard_cases
from counterfeit_nlp.hard_cases.swap import Partners, swapped

__all__ = ["Mentions", "measure_brand_alone"]

FloatArray = npt.NDArray[np.float64]

Mentions = Callable[[pd.DataFrame], Sequence[Sequence[Mapping[str, Any]]]]
"""``mentions(listings)`` tells the brands that each names, as ``brands find`` does."""

_HIGHEST = 20
_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_SWAPS_OF_A_CASE = 3
_SWAPS_OF_A_NEUTRAL = 1
_LARGEST = 5


def measure_brand_alone(score: Score, mentions: Mentions, registry: Registry) -> dict[str, Any]:
    """Score neutral listings, and listings with their brand swapped.

    Parameters
    ----------
    score
        See :data:`counterfeit_nlp.evaluate.hard_cases.Score`.
    mentions
        See :data:`Mentions`.
    registry
        The brands; the model's own.

    Returns
    -------
    dict
        JSON-ready. ``neutral``: per language, with and without a price, the share ``flagged``,
        quantiles of the ``risk`` and of the ``score``; ``highest``: the neutral listings of
        highest risk. ``swaps``: for hard cases and for priced neutral listings how many were
        swapped, the mean and the largest change of the raw score (log-odds, in absolute value)
        and of the risk, the share whose flag changed, and the ``largest`` swaps.
    """
    neutral = neutral_listings(registry)
    priced = neutral[neutral["priced"]].reset_index(drop=True)
    cases = hard_cases()
    honest = cases[cases["label"] == 0].reset_index(drop=True)
    partners = Partners(registry)
    scored = score(neutral) if len(neutral) else None
    return {
        "brands": int(neutral["brand"].nunique()),
        "listings": len(neutral),
        "neutral": [] if scored is None else _neutral(neutral, scored),
        "highest": [] if scored is None else _highest(neutral, scored),
        "swaps": {
            "hard_cases": _swaps(score, honest, mentions(honest), partners, _SWAPS_OF_A_CASE),
            "neutral": _swaps(score, priced, _names_of(priced), partners, _SWAPS_OF_A_NEUTRAL),
        },
    }


def _neutral(frame: pd.DataFrame, scored: pa.Table) -> list[dict[str, Any]]:
    risk, raw = scored.column("risk").to_numpy(), scored.column("score").to_numpy()
    seen = flagged(scored)
    found = []
    for language in ("en", "zh"):
        for priced in (True, False):
            own = ((frame["language"] == language) & (frame["priced"] == priced)).to_numpy()
            if own.any():
                count = int(seen[own].sum())
                found.append(
                    {
                        "language": language,
                        "priced": priced,
                        "listings": int(own.sum()),
                        "flagged": count,
                        "flagged_share": wilson(count, int(own.sum())).as_dict(),
                        "risk": _quantiles(risk[own]),
                        "score": _quantiles(raw[own]),
                    }
                )
    return found


def _quantiles(values: FloatArray) -> dict[str, float]:
    found = np.quantile(values, _QUANTILES)
    return {f"p{round(100 * q)}": float(v) for q, v in zip(_QUANTILES, found, strict=True)}


def _highest(frame: pd.DataFrame, scored: pa.Table) -> list[dict[str, Any]]:
    risk = scored.column("risk").to_numpy()
    order = np.argsort(-risk, kind="stable")[:_HIGHEST]
    rows = scored.take(pa.array(order)).to_pylist()
    found = []
    for at, row in zip(order.tolist(), rows, strict=True):
        told = frame.iloc[at]
        found.append(
            {
                **{name: told[name] for name in ("listing_id", "brand", "language", "title")},
                "price": float(told["price"]) if told["priced"] else None,
                "currency": told["currency"] if told["priced"] else None,
                **{name: row[name] for name in ("risk", "score", "band")},
                "reasons": [dict(reason) for reason in row["reasons"][:3]],
            }
        )
    return found


def _swaps(
    score: Score,
    listings: pd.DataFrame,
    mentions: Sequence[Sequence[Mapping[str, Any]]],
    partners: Partners,
    most: int,
) -> dict[str, Any]:
    changed = swapped(listings, mentions, partners, most)
    nothing = dict.fromkeys(
        ("mean_change", "largest_change", "mean_risk_change", "largest_risk_change", "flag_changed")
    )
    if not len(changed):
        return {"listings": 0, "swaps": 0, **nothing, "largest": []}
    of = changed["of"].to_numpy()
    kept, place = np.unique(of, return_inverse=True)
    before, after = score(listings.iloc[kept].reset_index(drop=True)), score(changed)
    raw = np.abs(_column(after, "score") - _column(before, "score")[place])
    risk = np.abs(_column(after, "risk") - _column(before, "risk")[place])
    turned = flagged(after) != flagged(before)[place]
    order = np.argsort(-raw, kind="stable")[:_LARGEST]
    return {
        "listings": len(kept),
        "swaps": len(changed),
        "mean_change": float(np.mean(raw)),
        "largest_change": float(raw.max()),
        "mean_risk_change": float(np.mean(risk)),
        "largest_risk_change": float(risk.max()),
        "flag_changed": float(np.mean(turned)),
        "largest": [
            {
                "title": listings["title"].iloc[of[at]],
                "score": float(_column(before, "score")[place[at]]),
                "swapped_title": changed["title"].iloc[at],
                "swapped_score": float(_column(after, "score")[at]),
            }
            for at in order.tolist()
        ],
    }


def _names_of(neutral: pd.DataFrame) -> list[list[dict[str, Any]]]:
    """Where a neutral listing names its brand: nobody has to look for it."""
    return [
        [
            {
                "brand": slug,
                "field": "title",
                "start": 0,
                "end": len(name),
                "text": name,
                "how": "exact",
            }
        ]
        for slug, name in zip(neutral["brand"], neutral["name"], strict=True)
    ]


def _column(scored: pa.Table, name: str) -> FloatArray:
    found: FloatArray = scored.column(name).to_numpy()
    return found

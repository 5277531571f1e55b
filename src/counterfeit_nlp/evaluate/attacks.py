"""What a model keeps when sellers disguise their listings, at the threshold it ships with.

Each attack is done to a sample of counterfeit and of genuine listings, and the model scores them
again. Nothing is tuned in between: the threshold is the frozen one. **Recall retained** is the
share of the counterfeits flagged before that are still flagged after; what the model did not find
in the open can't be lost. Only listings that the attack changes count, so that an attack on Chinese
says nothing about, and takes no credit for, English ones.

Genuine listings are attacked too: a model that flags whatever is disguised would retain all, and
accuse everybody who decorates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from counterfeit_nlp.attacks.listings import attacked, draw_order
from counterfeit_nlp.attacks.padding import innocent_words
from counterfeit_nlp.attacks.suite import FAMILIES, STRENGTHS, Attack, suite
from counterfeit_nlp.errors import InputError
from counterfeit_nlp.evaluate.intervals import LEVEL, Interval, cluster_codes, interval

__all__ = ["MIN_FLAGGED", "SAMPLE", "Score", "measure_attacks"]

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]

Score = Callable[[pd.DataFrame], pd.DataFrame]
"""``score(listings)`` gives as many rows, in order, with ``risk`` and ``text_language``."""

# Attacked text is new text, the slowest to score: this many of each label take the whole suite
# under a minute
SAMPLE = 150
MIN_FLAGGED = 10
# Genuine listings whose words are drawn for padding
_WORD_LISTINGS = 2_000
# figure: what is counted, among what
_SHARES: dict[str, tuple[str, str]] = {
    "recall_before": ("positive_before", "positive"),
    "recall_after": ("positive_after", "positive"),
    "retained": ("still_flagged", "positive_before"),
    "recall_ratio": ("positive_after", "positive_before"),
    "genuine_flagged_before": ("genuine_before", "genuine"),
    "genuine_flagged_after": ("genuine_after", "genuine"),
    "genuine_increase": ("genuine_gained", "genuine"),
}
_NEEDS_POSITIVES = ("recall_before", "recall_after", "retained", "recall_ratio")


def measure_attacks(
    frame: pd.DataFrame,
    score: Score,
    *,
    threshold: float | None,
    names: Sequence[str],
    strengths: Sequence[float] = STRENGTHS,
    seed: int = 7,
    sample: int = SAMPLE,
    n_bootstrap: int = 1000,
    min_flagged: int = MIN_FLAGGED,
    examples: int = 0,
    progress: Callable[[str], None] | None = None,
) -> dict[str, Any]:
    """Measure what a model keeps under attack.

    Parameters
    ----------
    frame : DataFrame
        Listings with ``listing_id``, ``title`` and ``label`` (0, 1 or missing); ``description``,
        ``price``, ``currency`` and ``seller_id`` are used if they are there. No two share an id.
    score : callable
        See :data:`Score`.
    threshold : float or None
        A listing is flagged if its risk reaches it. ``None``: the model flags nothing.
    names : sequence of str
        Names of attacks, see :func:`counterfeit_nlp.attacks.suite.chosen`.
    strengths : sequence of float
        Shares of the words attacked, above 0 and up to 1.
    seed : int
        Draws the sample, what is done to each listing, and the intervals.
    sample : int
        Most listings of each label; drawn by seed and id, so in any order of the rows the same.
    n_bootstrap : int
        Replicates for the intervals, which resample sellers.
    min_flagged : int
        With fewer counterfeits flagged before the attack, nothing is said about recall.
    examples : int
        How many listings per attack to quote, before and after, at the greatest strength.
    progress : callable, optional
        Called with the name of each attack before it is measured.

    Returns
    -------
    dict
        JSON-ready: ``attacks`` (a row per attack and strength), ``families`` (their means),
        ``retained`` and ``genuine_increase`` (one number per family: the lowest mean over the
        strengths, and the highest), and what it was measured with. ``None`` stands for what is
        not defined.

    Raises
    ------
    InputError
        If the listings have no counterfeits, or no genuine ones.
    ValueError
        If a strength is no share above 0, or ``sample`` or ``n_bootstrap`` is below 1.
    """
    if not strengths or not all(0.0 < one <= 1.0 for one in strengths):
        raise ValueError(f"strengths are {list(strengths)}, expected shares above 0 and up to 1")
    if sample < 1 or n_bootstrap < 1:
        raise ValueError(
            f"sample is {sample} and n_bootstrap {n_bootstrap}, expected at least 1 of each"
        )
    strengths = sorted({float(one) for one in strengths})
    listings, words = _sample(frame, seed, sample)
    label = listings["label"].to_numpy(dtype=np.float64)
    before = _flagged(score(listings), threshold)
    times, code = _resampled(listings, label, n_bootstrap, seed)
    everything = suite(words)
    rows: list[dict[str, Any]] = []
    drawn: dict[tuple[str, float], dict[str, tuple[float, FloatArray]]] = {}
    quoted: list[dict[str, Any]] = []
    for name in names:
        attack = everything[name]
        if progress is not None:
            progress(name)
        for strength in strengths:
            changed_listings = attacked(listings, attack, strength, seed)
            changed = _differs(listings, changed_listings)
            after, language = before.copy(), np.full(len(listings), "", dtype=object)
            if changed.any():
                part = changed_listings[changed].reset_index(drop=True)
                scored = score(part)
                after[changed] = _flagged(scored, threshold)
                language[changed] = scored["text_language"].to_numpy(dtype=object)
            counted = _counted(label, changed, before, after)
            figures = _figures(counted, code, times)
            drawn[name, strength] = figures
            rows.append(
                _row(attack, strength, counted, figures, min_flagged)
                | {"other_language": int((language[label == 1] == "other").sum())}
            )
            if strength == strengths[-1]:
                quoted += _examples(attack, listings, changed_listings, changed, label, examples)
    families = _families(rows, drawn)
    return {
        "seed": int(seed),
        "strengths": list(strengths),
        "threshold": threshold,
        "n_bootstrap": int(n_bootstrap),
        "level": LEVEL,
        "min_flagged": int(min_flagged),
        "sample": {
            "positives": int((label == 1).sum()),
            "genuine": int((label == 0).sum()),
            "positives_flagged": int(before[label == 1].sum()),
            "genuine_flagged": int(before[label == 0].sum()),
        },
        "retained": _worst_mean(families, "retained", min),
        "genuine_increase": _worst_mean(families, "genuine_increase", max),
        "families": families,
        "attacks": rows,
        "descriptions": {name: everything[name].description for name in names},
        "examples": quoted,
    }


def _sample(
    frame: pd.DataFrame, seed: int, sample: int
) -> tuple[pd.DataFrame, dict[str, tuple[str, ...]]]:
    """Listings of both labels, and words of genuine ones."""
    known = frame[frame["label"].notna()]
    known = known.iloc[draw_order(seed, known["listing_id"])]
    positives, genuine = known[known["label"] == 1], known[known["label"] == 0]
    if not len(positives) or not len(genuine):
        raise InputError(
            f"{len(positives)} listings are labelled 1 and {len(genuine)} are labelled 0; attacks "
            "are measured on both"
        )
    telling = genuine.iloc[:_WORD_LISTINGS]
    fields = [name for name in ("title", "description") if name in telling]
    words = innocent_words(
        text for name in fields for text in telling[name].dropna().astype(str).tolist()
    )
    # from here on in the order of ids: what is drawn must not hang on the order of the file
    listings = pd.concat([positives.iloc[:sample], genuine.iloc[:sample]])
    return listings.sort_values("listing_id", kind="stable").reset_index(drop=True), words


def _flagged(scored: pd.DataFrame, threshold: float | None) -> BoolArray:
    risk = scored["risk"].to_numpy(dtype=np.float64)
    return np.zeros(len(risk), dtype=np.bool_) if threshold is None else risk >= threshold


def _resampled(
    listings: pd.DataFrame, label: FloatArray, n: int, seed: int
) -> tuple[FloatArray, IntArray]:
    """How often each seller is drawn in each replicate, and the seller of each listing."""
    sellers = (
        listings["seller_id"].astype(object).where(listings["seller_id"].notna(), None)
        if "seller_id" in listings
        else pd.Series([None] * len(listings), dtype=object)
    )
    code, count = cluster_codes(
        sellers.to_numpy(dtype=object), [label, np.arange(len(label), dtype=np.float64)]
    )
    random = np.random.default_rng(seed)
    times = np.empty((n, count))
    for number in range(n):
        times[number] = np.bincount(random.integers(0, count, size=count), minlength=count)
    return times, code


def _differs(before: pd.DataFrame, after: pd.DataFrame) -> BoolArray:
    changed = np.zeros(len(before), dtype=np.bool_)
    for name in ("title", "description"):
        if name in after:
            new = after[name].fillna("").astype(object)
            old = before[name].fillna("").astype(object) if name in before else ""
            changed |= (new != old).to_numpy(dtype=np.bool_)
    return changed


def _counted(
    label: FloatArray, changed: BoolArray, before: BoolArray, after: BoolArray
) -> dict[str, FloatArray]:
    """What each listing counts for, by the names in ``_SHARES``."""
    positive, genuine = (label == 1) & changed, (label == 0) & changed
    found = {
        "positive": positive,
        "positive_before": positive & before,
        "positive_after": positive & after,
        "still_flagged": positive & before & after,
        "genuine": genuine,
        "genuine_before": genuine & before,
        "genuine_after": genuine & after,
    }
    counted = {name: mask.astype(np.float64) for name, mask in found.items()}
    counted["genuine_gained"] = counted["genuine_after"] - counted["genuine_before"]
    return counted


def _figures(
    counted: Mapping[str, FloatArray], code: IntArray, times: FloatArray
) -> dict[str, tuple[float, FloatArray]]:
    """Each share on all listings, and on each replicate: a ratio of sums over sellers."""
    clusters = times.shape[1]
    names = list(counted)
    sums = np.stack([np.bincount(code, counted[name], clusters) for name in names], axis=1)
    whole = dict(zip(names, sums.sum(axis=0), strict=True))
    drawn = dict(zip(names, (times @ sums).T, strict=True))
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            figure: (
                float(whole[above] / whole[below]) if whole[below] else np.nan,
                np.where(drawn[below] > 0, drawn[above] / drawn[below], np.nan),
            )
            for figure, (above, below) in _SHARES.items()
        }


_NOTHING = Interval(np.nan, np.nan, np.nan)


def _row(
    attack: Attack,
    strength: float,
    counted: Mapping[str, FloatArray],
    figures: Mapping[str, tuple[float, FloatArray]],
    min_flagged: int,
) -> dict[str, Any]:
    count = {name: int(values.sum()) for name, values in counted.items()}
    enough = count["positive_before"] >= min_flagged
    note = "" if enough else (
        f"not enough data: {count['positive_before']} of {count['positive']} changed counterfeits "
        f"are flagged before the attack, {min_flagged} are needed"
    )  # fmt: skip
    return {
        "attack": attack.name,
        "family": attack.family,
        "strength": strength,
        "positives": count["positive"],
        "flagged_before": count["positive_before"],
        "flagged_after": count["positive_after"],
        "still_flagged": count["still_flagged"],
        "genuine": count["genuine"],
        "enough": enough,
        "note": note,
    } | {
        figure: (
            interval(value, drawn) if enough or figure not in _NEEDS_POSITIVES else _NOTHING
        ).as_dict()
        for figure, (value, drawn) in figures.items()
    }


def _families(
    rows: Sequence[Mapping[str, Any]],
    drawn: Mapping[tuple[str, float], Mapping[str, tuple[float, FloatArray]]],
) -> list[dict[str, Any]]:
    """Means over the attacks of a family, at each strength; each attack counts the same."""
    found = []
    for family in FAMILIES:
        for strength in sorted({row["strength"] for row in rows}):
            own = [r for r in rows if r["family"] == family and r["strength"] == strength]
            if not own:
                continue
            telling = [row for row in own if row["enough"]]
            genuine = [row for row in own if row["genuine"]]
            worst = min(telling, key=lambda row: row["retained"]["value"], default=None)
            found.append(
                {
                    "family": family,
                    "strength": strength,
                    "attacks": len(own),
                    "measured": len(telling),
                    "enough": bool(telling),
                    "note": "" if telling else "not enough data",
                    "worst": None if worst is None else worst["attack"],
                    "worst_retained": None if worst is None else worst["retained"]["value"],
                    "retained": _mean(telling, strength, "retained", drawn),
                    "genuine_increase": _mean(genuine, strength, "genuine_increase", drawn),
                }
            )
    return found


def _mean(
    rows: Sequence[Mapping[str, Any]],
    strength: float,
    figure: str,
    drawn: Mapping[tuple[str, float], Mapping[str, tuple[float, FloatArray]]],
) -> dict[str, float | None]:
    if not rows:
        return _NOTHING.as_dict()
    parts = [drawn[row["attack"], strength][figure] for row in rows]
    return interval(
        float(np.mean([value for value, _ in parts])), np.mean([one for _, one in parts], axis=0)
    ).as_dict()


def _worst_mean(
    families: Sequence[Mapping[str, Any]], figure: str, worst: Callable[[list[float]], float]
) -> dict[str, float | None]:
    """One number per family: the mean at the strength where it is worst."""
    out: dict[str, float | None] = {}
    for family in dict.fromkeys(row["family"] for row in families):
        values = [
            row[figure]["value"]
            for row in families
            if row["family"] == family and row[figure]["value"] is not None
        ]
        out[family] = worst(values) if values else None
    return out


def _examples(
    attack: Attack,
    before: pd.DataFrame,
    after: pd.DataFrame,
    changed: BoolArray,
    label: FloatArray,
    n: int,
) -> list[dict[str, Any]]:
    quoted = []
    for at in np.flatnonzero(changed & (label == 1))[:n].tolist():
        field = next(f for f in attack.fields if _text(after, f, at) != _text(before, f, at))
        quoted.append(
            {
                "attack": attack.name,
                "listing_id": before["listing_id"].iloc[at],
                "field": field,
                "before": _text(before, field, at),
                "after": _text(after, field, at),
            }
        )
    return quoted


def _text(frame: pd.DataFrame, field: str, at: int) -> str:
    value = frame[field].iloc[at] if field in frame else None
    return value if isinstance(value, str) else ""

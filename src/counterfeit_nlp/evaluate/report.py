"""The evaluation report: one HTML file that says how good a model is, and where it is not.

It reads what :func:`counterfeit_nlp.evaluate.evaluation.evaluate` returns and computes
nothing itself: every figure on the page is a figure of metrics.json.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from counterfeit_nlp.evaluate.charts import (
    attacks_chart,
    intervals_chart,
    pr_curve,
    reliability_chart,
    score_histogram,
)
from counterfeit_nlp.showing.card import card, darkest, percent, price_text, reason_sentence
from counterfeit_nlp.showing.highlight import visible
from counterfeit_nlp.showing.mask import mask_snippet
from counterfeit_nlp.showing.page import render_page
from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN, Vocabulary

__all__ = ["render"]

_TEMPLATE = Path(__file__).parent / "report.html"
_LONGEST_VALUE = 80  # characters of a slice's name, which a seller may have written
_LONGEST = 200  # characters of a value in the tables about model and data


def render(
    evaluation: Mapping[str, Any],
    mistakes: Sequence[Mapping[str, Any]],
    *,
    model: Mapping[str, Any],
    data: Mapping[str, Any],
    simulated: bool,
    vocabulary: Vocabulary = NOTHING_KNOWN,
) -> str:
    """Render an evaluation as one self-contained HTML page.

    Parameters
    ----------
    evaluation : mapping
        What ``evaluate`` returned; with the keys ``dropped``, ``left_out``, ``attacks``,
        ``hard_cases`` and ``brand_alone``, if they were measured, what ``measure_dropped``,
        ``leave_one_source_out``, ``measure_attacks``, ``measure_hard_cases`` and
        ``measure_brand_alone`` returned; with ``sellers``, which seller lists took part.
    mistakes : sequence of mapping
        The worst mistakes, each a prediction (``listing_id``, ``risk``, ``score``, ``band``,
        ``reasons``, ``rest``, ``intercept``) with the listing's ``title``, ``description``,
        ``price``, ``currency``, ``seller_id`` and its ``label`` (0: rated risky though
        genuine, 1: rated harmless though counterfeit). Contact details are masked here.
    model, data : mapping
        Facts to print about the model (versions, digest, thresholds, training) and the data
        (names, digests, rows). Nested mappings are flattened.
    simulated : bool
        Whether the page says that the data is simulated.
    vocabulary
        The words that the model knows, to say what it read behind disguises.

    Returns
    -------
    str
        HTML without script, links or anything to load; equal input gives equal bytes.
    """
    cards = [card(row, vocabulary) for row in mistakes]
    hard = _hard_cases(evaluation.get("hard_cases"), vocabulary)
    names = dict(evaluation["metric_names"])
    baselines = evaluation["baselines"]
    curves = evaluation["curves"]
    histogram = curves["histogram"]
    first = next(iter(evaluation["headline"]))  # PR-AUC: the figure a model is chosen by
    return render_page(
        _TEMPLATE,
        counts=evaluation["counts"],
        seed=evaluation["seed"],
        n_bootstrap=evaluation["n_bootstrap"],
        test_digest=evaluation["test_digest"],
        level=f"{100 * evaluation['level']:.0f} %",
        tiles=_tiles(evaluation["headline"], names),
        summary=_summary(evaluation, names, first),
        baseline_names=list(baselines),
        comparison=_comparison(evaluation["headline"], baselines, names),
        operating_points=[_operating_point(p) for p in evaluation["operating_points"]],
        bands=evaluation["bands"],
        calibration=evaluation["calibration"],
        slices=_slices(evaluation["slices"]),
        sellers=evaluation.get("sellers"),
        dropped=_dropped(evaluation),
        left_out=_left_out(evaluation.get("left_out")),
        hard_cases=hard,
        brand_alone=_brand_alone(evaluation.get("brand_alone"), vocabulary),
        attacks=_attacks(evaluation.get("attacks")),
        charts={
            "intervals": intervals_chart(
                [
                    ("this model", evaluation["headline"][first]),
                    *((name, b["metrics"][first]) for name, b in baselines.items()),
                ],
                names.get(first, first),
            ),
            "pr": pr_curve(curves["pr"], evaluation["counts"]["positive_rate"] or 0.0),
            "reliability": reliability_chart(evaluation["calibration"]["reliability"]),
            "histogram": score_histogram(
                histogram["edges"], histogram["negatives"], histogram["positives"]
            ),
        },
        false_positives=[c for c in cards if c.label == 0],
        false_negatives=[c for c in cards if c.label == 1],
        full=darkest([*cards, *(hard["worst"] if hard else [])]),
        model_facts=_facts(model),
        data_facts=_facts(data),
        simulated=simulated,
    )


def _is_share(key: str) -> bool:
    """Whether a metric reads best as per cent: a share of listings, not an index."""
    return key.startswith(("precision", "recall")) or key.endswith(("_rate", "_share"))


def _figure(key: str, value: float | None) -> str:
    if value is None or not math.isfinite(value):
        return "–"
    return percent(value) if _is_share(key) else f"{value:.3f}"


def _interval(key: str, interval: Mapping[str, Any] | None) -> dict[str, str]:
    """An interval as two texts: the value, and its range (empty if there is none)."""
    if interval is None:
        return {"value": "–", "range": ""}
    low, high = interval.get("low"), interval.get("high")
    spread = "" if low is None or high is None else f"{_figure(key, low)} to {_figure(key, high)}"
    return {"value": _figure(key, interval.get("value")), "range": spread}


def _difference(key: str, interval: Mapping[str, Any] | None) -> dict[str, str]:
    if interval is None or interval.get("value") is None:
        return {"value": "–", "range": "", "verdict": "", "side": ""}
    scale, unit, digits = (100.0, " points", 1) if _is_share(key) else (1.0, "", 3)

    def signed(x: float) -> str:
        text = f"{abs(scale * x):.{digits}f}"
        sign = "" if float(text) == 0.0 else "+" if x > 0 else "\N{MINUS SIGN}"
        return sign + text

    low, high = interval.get("low"), interval.get("high")
    verdict, side = "no interval", ""
    if low is not None and high is not None:
        verdict, side = "no clear difference", ""
        if low > 0.0:
            verdict, side = "better", "better"
        elif high < 0.0:
            verdict, side = "worse", "worse"
    return {
        "value": signed(interval["value"]) + unit,
        "range": "" if low is None or high is None else f"{signed(low)} to {signed(high)}",
        "verdict": verdict,
        "side": side,
    }


def _tiles(headline: Mapping[str, Any], names: Mapping[str, str]) -> list[dict[str, str]]:
    """The figures at the top. ROC-AUC stays in the table: it flatters when positives are rare."""
    return [
        {"name": names.get(key, key), **_interval(key, value)}
        for key, value in headline.items()
        if key != "roc_auc"
    ]


def _summary(evaluation: Mapping[str, Any], names: Mapping[str, str], first: str) -> list[str]:
    """What a busy reader should take away, one sentence each."""
    name = names.get(first, first)
    said = []
    for peer, baseline in evaluation["baselines"].items():
        other = _interval(first, baseline["metrics"].get(first))
        gap = _difference(first, baseline["difference"].get(first))
        verb = {
            "better": "Better than",
            "worse": "Worse than",
        }.get(gap["side"], "No clear difference to")
        spread = f", {gap['range']}" if gap["range"] else ""
        said.append(
            f"{verb} the {peer}: {name} {other['value']}, difference {gap['value']}{spread}."
        )
    return said


def _comparison(
    headline: Mapping[str, Any], baselines: Mapping[str, Any], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    rows = []
    for key, value in headline.items():
        peers = [
            {
                "figure": _interval(key, baseline["metrics"].get(key)),
                "difference": _difference(key, baseline["difference"].get(key)),
            }
            for baseline in baselines.values()
        ]
        rows.append({"name": names.get(key, key), "model": _interval(key, value), "peers": peers})
    return rows


def _operating_point(point: Mapping[str, Any]) -> dict[str, Any]:
    shares = ("precision", "recall", "false_positive_rate", "flagged_share")
    return {**point, **{key: _interval(key, point.get(key)) for key in shares}}


def _slices(slices: Sequence[Mapping[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Slices by what they slice, with intervals as text."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for one in slices:
        metrics = ("pr_auc", "precision", "recall", "false_positive_rate")
        value = mask_snippet(str(one["value"])[:_LONGEST_VALUE])
        row = {
            **one,
            "label": visible(value),
            **{key: _interval(key, one.get(key)) for key in metrics},
        }
        error, floor = one.get("calibration_error"), one.get("calibration_floor_p95")
        row["calibration"] = {
            "value": _figure("calibration_error", error),
            "range": "" if floor is None else f"by chance up to {floor:.3f}",
        }
        tables.setdefault(str(one["by"]), []).append(row)
    return tables


_FIELDS = {"price": "without any price", "description": "without any description"}


def _dropped(evaluation: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """The listings as they are, and without a field: a row each."""
    measured = evaluation.get("dropped")
    if measured is None:
        return None
    points = {one["name"]: one for one in evaluation["operating_points"]}
    review = points.get("review", {})
    figures = ("pr_auc", "recall", "false_positive_rate", "flagged_share")
    plain = {"pr_auc": evaluation["headline"]["pr_auc"]} | {
        key: review.get(key) for key in figures[1:]
    }
    rows: list[dict[str, Any]] = [
        {"name": "as they are", "listings": None}
        | {key: _interval(key, plain[key]) for key in figures}
    ]
    for field, one in measured.items():
        rows.append(
            {"name": _FIELDS.get(field, f"without {field}"), "listings": one["listings"]}
            | {key: _interval(key, one[key]) for key in figures}
        )
        rows.append(
            {"name": "difference", "listings": None}
            | {key: _difference(key, one["difference"][key]) for key in figures}
        )
    return rows


def _left_out(measured: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The sources left out of training for the page, the largest first."""
    if measured is None:
        return None
    rows = []
    for name, one in measured["sources"].items():
        row: dict[str, Any] = {**one, "label": visible(mask_snippet(name[:_LONGEST_VALUE]))}
        for key in ("pr_auc", "roc_auc", "recall", "false_positive_rate"):
            sides = one[key] or {}
            row[key] = {side: _figure(key, sides.get(side)) for side in _SIDES}
            row[key]["difference"] = _difference(key, sides.get("difference"))
        rows.append(row)
    whole = measured["seller_grouped"]
    return {
        "share": percent(measured["share"]),
        "unknown": measured["unknown"],
        "whole": {key: _figure(key, value) for key, value in whole.items()},
        "rows": sorted(rows, key=lambda row: -row["listings"]),
    }


_SIDES = ("left_out", "seller_grouped")

_ATTACK_FIGURES = (
    "retained",
    "recall_before",
    "recall_after",
    "genuine_flagged_before",
    "genuine_flagged_after",
)


def _attacks(measured: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The attacks for the page: families at each strength, single attacks at the greatest."""
    if measured is None:
        return None
    greatest = max(measured["strengths"])
    return {
        "sample": measured["sample"],
        "threshold": measured["threshold"],
        "greatest": percent(greatest),
        "families": [
            {
                **row,
                "share": percent(row["strength"]),
                "retained": _interval("recall", row["retained"]),
                "genuine_increase": _difference("recall", row["genuine_increase"]),
                "worst_retained": _figure("recall", row["worst_retained"]),
            }
            for row in measured["families"]
        ],
        "rows": [
            {
                **row,
                "description": measured["descriptions"][row["attack"]],
                **{key: _interval("recall", row[key]) for key in _ATTACK_FIGURES},
            }
            for row in measured["attacks"]
            if row["strength"] == greatest
        ],
        "chart": attacks_chart(measured["families"]),
    }


def _hard_cases(
    measured: Mapping[str, Any] | None, vocabulary: Vocabulary
) -> dict[str, Any] | None:
    """The hard slices for the page, with the worst honest listing of each as a card."""
    if measured is None:
        return None
    rows = [
        {
            **one,
            "name": one["slice"].replace("_", " "),
            "false_positive_rate": _interval("recall", one["false_positive_rate"]),
            "twin_recall": _interval("recall", one["twin_recall"]),
            "ranked_right": _figure("roc_auc", one["ranked_right"]),
        }
        for one in measured["slices"]
    ]
    worst: dict[str, Mapping[str, Any]] = {}
    for one in measured["slices"]:
        for example in one["worst"][:1]:
            if one["slice"] not in worst or example["risk"] > worst[one["slice"]]["risk"]:
                worst[one["slice"]] = example
    return {
        "cases": measured["cases"],
        "rows": rows,
        "languages": [
            {
                **one,
                "false_positive_rate": _interval("recall", one["false_positive_rate"]),
                "twin_recall": _interval("recall", one["twin_recall"]),
                "ranked_right": _figure("roc_auc", one["ranked_right"]),
            }
            for one in measured["languages"]
        ],
        "worst": [
            card({**example, "seller_id": None}, vocabulary)
            for example in sorted(worst.values(), key=lambda one: -one["risk"])
        ],
    }


_SWAPPED = {"hard_cases": "honest hard cases", "neutral": "neutral listings with a price"}


def _brand_alone(
    measured: Mapping[str, Any] | None, vocabulary: Vocabulary
) -> dict[str, Any] | None:
    """Neutral listings and swapped brands for the page."""
    if measured is None:
        return None
    return {
        "brands": measured["brands"],
        "neutral": [
            {**one, "flagged_share": _interval("recall", one["flagged_share"])}
            for one in measured["neutral"]
        ],
        "highest": [
            {
                **one,
                "price": price_text(one["price"], one["currency"]),
                "why": "; ".join(map(reason_sentence, card(one, vocabulary).reasons)),
            }
            for one in measured["highest"]
        ],
        "swaps": [
            {
                **one,
                "name": _SWAPPED[name],
                "flag_changed": _figure("recall", one["flag_changed"]),
                "mean_change": _figure("change", one["mean_change"]),
                "largest_change": _figure("change", one["largest_change"]),
            }
            for name, one in measured["swaps"].items()
        ],
        "largest": [one for swaps in measured["swaps"].values() for one in swaps["largest"]],
    }


def _facts(facts: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Nested facts as (name, text) rows in their own order."""
    rows: list[tuple[str, str]] = []
    for key, value in facts.items():
        name = prefix + str(key).replace("_", " ")
        if isinstance(value, Mapping):
            rows += _facts(value, f"{name}: ")
            continue
        if value is None:
            text = "none"
        elif isinstance(value, bool):
            text = "yes" if value else "no"
        elif isinstance(value, int):
            text = f"{value:,}"
        elif isinstance(value, float):
            text = f"{value:.6g}"
        elif isinstance(value, list | tuple):
            text = ", ".join(str(v) for v in value)
        else:
            text = str(value)
        rows.append((name, text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"))
    return rows

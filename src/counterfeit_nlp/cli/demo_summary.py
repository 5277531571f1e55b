"""What ``make demo`` ends on: the figures, the riskiest listings, and where to go next."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from counterfeit_nlp.cli.top import read_predictions

__all__ = ["summary"]

METRICS = Path("reports/metrics.json")
REPORT = Path("reports/report.html")
PREDICTIONS = Path("data/scored/catalog.parquet")
_SHOWN = 20
_WIDTH = 100


def _span(found: dict[str, Any], share: bool) -> str:
    def number(value: float) -> str:
        return f"{100 * value:.0f} %" if share else f"{value:.3f}"

    text = number(found["value"])
    if found.get("low") is None:
        return text
    return f"{text} ({number(found['low'])} to {number(found['high'])})"


def _clipped(line: str) -> str:
    return line if len(line) <= _WIDTH else line[: _WIDTH - 4] + " ..."


def summary() -> str:
    """The text, from the files that the pipeline wrote."""
    from counterfeit_nlp.review.top import listing_card, top
    from counterfeit_nlp.showing.card import percent, reason_sentence
    from counterfeit_nlp.showing.highlight import visible
    from counterfeit_nlp.showing.mask import mask_contacts

    metrics = json.loads(METRICS.read_text(encoding="utf-8"))
    counts = metrics["counts"]
    lines = [
        "",
        "=" * _WIDTH,
        "counterfeit_nlp demo: SIMULATED data, made by our own generator; no real listing "
        "or seller",
        "=" * _WIDTH,
        "",
        f"Measured on {counts['labelled']:,} simulated test listings ({counts['positives']:,} "
        f"labelled infringing, noise included),",
        f"of {counts['sellers']:,} sellers the model never saw; in brackets the 95 % interval over "
        "sellers:",
        "",
    ]
    names = {
        "model": "counterfeit_nlp",
        **{name: name for name in metrics["baselines"]},
    }
    rows = {"model": metrics["headline"]} | {
        name: found["metrics"] for name, found in metrics["baselines"].items()
    }
    header = f"{'':24}" + "".join(f"{names[name]:>27}" for name in rows)
    lines += [header, "-" * len(header)]
    labels = {
        "pr_auc": "PR-AUC",
        "roc_auc": "ROC-AUC",
        "precision_at_100": "precision, 100 riskiest",
        "recall_at_1pct": "found, 1 % reviewed",
        "recall_at_2pct": "found, 2 % reviewed",
    }
    for key, label in labels.items():
        share = key.startswith(("precision", "recall"))
        cells = [_span(found[key], share) if key in found else "-" for found in rows.values()]
        lines.append(f"{label:24}" + "".join(f"{cell:>27}" for cell in cells))
    calibration = metrics["calibration"]
    lines += [
        f"{'calibration error':24}{calibration['error']:>27.3f}   (a perfectly calibrated model "
        f"shows {calibration['floor']['median']:.3f} to {calibration['floor']['p95']:.3f})",
        "",
        f"The {_SHOWN} riskiest listings of a simulated catalog the model never saw:",
        "",
    ]
    for rank, row in enumerate(top(read_predictions(str(PREDICTIONS)), _SHOWN), start=1):
        one = listing_card(row)
        title = visible(mask_contacts(str(row.get("title") or "")))
        lines.append(_clipped(f"{rank:2}. {percent(one.risk):>7} {one.band:6} {title}"))
        said = "; ".join(reason_sentence(line) for line in one.reasons[:3])
        lines.append(_clipped(f"      why: {said}"))
    lines += [
        "",
        f"The whole report (simulated data): {REPORT}",
        "The riskiest 100 for reviewers:     reports/top.html",
        "",
        "Try next:",
        '  .venv/bin/counterfeit-nlp explain \'{"title": "1:1 replica watch, AAA+", "price": 89, '
        '"currency": "USD"}\' \\',
        "      --model models/model",
        "  .venv/bin/counterfeit-nlp score YOUR.csv --model models/model --out risks.parquet "
        "--rejects bad.csv",
        "  .venv/bin/counterfeit-nlp models",
        '  .venv/bin/counterfeit-nlp promote 1 --why "first model"',
        "  .venv/bin/mlflow ui --backend-store-uri sqlite:///mlflow.db",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    print(summary())

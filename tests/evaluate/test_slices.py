"""Slices: what is measured, what isn't for lack of data, and how missing and rare values show."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from counterfeit_nlp.evaluate.metrics import false_positive_rate, pr_auc
from counterfeit_nlp.evaluate.slices import MISSING, OTHER, slice_table


def market(rows: int = 400) -> tuple[pd.DataFrame, np.ndarray, np.ndarray, np.ndarray]:
    draw = np.random.default_rng(0)
    risk = np.round(draw.beta(1, 4, rows), 3)
    y = (draw.random(rows) < risk).astype(int)
    language = np.where(draw.random(rows) < 0.6, "en", "zh").astype(object)
    language[:20] = None
    frame = pd.DataFrame({"language": language, "category": ["toys"] * rows})
    frame.loc[20:30, "category"] = "lamps"
    return frame, y, risk, np.array([f"s{s}" for s in draw.integers(0, 90, rows)], object)


def test_figures_are_those_of_the_rows() -> None:
    frame, y, risk, groups = market()
    table = slice_table(frame, y, risk, groups, by=["language"], threshold=0.3, n_bootstrap=30)
    assert [row["value"] for row in table] == ["en", "zh", MISSING]
    inside = (frame["language"] == "en").to_numpy()
    english = table[0]
    assert english["rows"] == inside.sum()
    assert english["positives"] == y[inside].sum()
    assert english["sellers"] == len(set(groups[inside]))
    assert english["enough"] is True
    assert english["pr_auc"]["value"] == pr_auc(y[inside], risk[inside])
    assert english["false_positive_rate"]["value"] == false_positive_rate(
        y[inside], risk[inside], threshold=0.3
    )
    for name in ("pr_auc", "recall", "precision", "false_positive_rate"):
        assert english[name]["low"] <= english[name]["value"] <= english[name]["high"]
    assert english["note"] == ""
    assert sum(row["rows"] for row in table) == len(frame)


def test_too_little_data_says_so() -> None:
    frame, y, risk, groups = market()
    table = slice_table(frame, y, risk, groups, by=["category"], threshold=0.3, n_bootstrap=10)
    lamps = table[1]
    assert lamps["value"] == "lamps"
    assert lamps["enough"] is False
    assert lamps["note"].startswith("not enough data: 11 rows (needs 50)")
    for name in ("pr_auc", "recall", "precision", "false_positive_rate", "calibration_error"):
        assert lamps[name] is None


def test_a_genuine_shop_has_a_false_positive_rate_but_no_pr_auc() -> None:
    frame = pd.DataFrame({"source": ["dealer"] * 80})
    risk = np.r_[np.full(8, 0.9), np.full(72, 0.01)]
    (shop,) = slice_table(frame, np.zeros(80), risk, [None] * 80, threshold=0.5, n_bootstrap=50)
    assert shop["false_positive_rate"]["value"] == pytest.approx(0.1)
    assert shop["pr_auc"] is None
    assert shop["precision"] is None
    assert shop["enough"] is True
    assert shop["note"] == (
        "not enough data for PR-AUC, precision and recall: 0 positives (needs 10)"
    )


def test_a_false_positive_rate_needs_negatives_not_rows() -> None:
    frame = pd.DataFrame({"source": ["copies"] * 80})
    y = np.r_[np.ones(50), np.zeros(30)]
    risk = np.random.default_rng(0).random(80)
    (copies,) = slice_table(frame, y, risk, [None] * 80, threshold=0.5, n_bootstrap=20)
    assert copies["false_positive_rate"] is None
    assert copies["pr_auc"] is not None
    assert copies["note"] == ("not enough data for a false positive rate: 30 negatives (needs 50)")


def test_without_a_threshold_nothing_is_flagged_or_measured_at_it() -> None:
    frame, y, risk, groups = market()
    table = slice_table(frame, y, risk, groups, by=["language"], threshold=None, n_bootstrap=10)
    assert table[0]["pr_auc"] is not None
    assert table[0]["recall"] is table[0]["precision"] is table[0]["false_positive_rate"] is None


def test_rare_values_are_put_together() -> None:
    rows = 200
    frame = pd.DataFrame({"category": [f"c{n % 50:02d}" for n in range(rows)]})
    table = slice_table(frame, np.zeros(rows), np.full(rows, 0.1), [None] * rows, n_bootstrap=5)
    assert len(table) == 31
    assert table[-1]["value"] == OTHER
    assert table[-1]["rows"] == 20 * 4
    assert sum(row["rows"] for row in table) == rows


def test_missing_columns_are_skipped_and_all_is_json() -> None:
    frame, y, risk, groups = market()
    table = slice_table(frame, y, risk, groups, threshold=0.3, n_bootstrap=5)
    assert {row["by"] for row in table} == {"language", "category"}
    assert json.loads(json.dumps(table, allow_nan=False)) == table


def test_ranked_by_score_flagged_by_risk() -> None:
    frame, y, risk, groups = market()
    score = np.random.default_rng(1).normal(size=len(y))
    one = slice_table(frame, y, risk, groups, by=["language"], threshold=0.3, n_bootstrap=5)
    two = slice_table(
        frame, y, risk, groups, by=["language"], threshold=0.3, score=score, n_bootstrap=5
    )
    assert two[0]["pr_auc"]["value"] < one[0]["pr_auc"]["value"]
    assert two[0]["recall"]["value"] == one[0]["recall"]["value"]


def test_order_of_rows_does_not_matter() -> None:
    frame, y, risk, groups = market()
    order = np.random.default_rng(3).permutation(len(y))
    assert slice_table(frame, y, risk, groups, threshold=0.3, n_bootstrap=10) == slice_table(
        frame.iloc[order], y[order], risk[order], groups[order], threshold=0.3, n_bootstrap=10
    )

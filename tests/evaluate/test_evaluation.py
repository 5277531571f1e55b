"""The whole evaluation: its shape, its figures, JSON, and independence from the order of rows."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from counterfeit_nlp.errors import InputError
from counterfeit_nlp.evaluate.evaluation import data_digest, evaluate, worst_mistakes
from counterfeit_nlp.evaluate.metrics import pr_auc, roc_auc

ROWS = 600


def market() -> tuple[pd.DataFrame, dict[str, Any]]:
    """Listings and the arrays that go with them (keyword arguments of evaluate)."""
    draw = np.random.default_rng(0)
    score = np.round(draw.normal(-2, 1.5, ROWS), 2)
    risk = 1 / (1 + np.exp(-score))
    label = pd.array((draw.random(ROWS) < risk).astype(int), dtype="Int8")
    label[:30] = pd.NA
    frame = pd.DataFrame(
        {
            "listing_id": [f"{number:05d}" for number in range(ROWS)],
            "seller_id": [f"s{s}" if s < 100 else None for s in draw.integers(0, 130, ROWS)],
            "language": np.where(draw.random(ROWS) < 0.5, "en", "zh"),
            "marketplace": pd.array([None] * ROWS, dtype="str"),
            "listed_at": pd.Timestamp("2026-01-01", tz="UTC")
            + pd.to_timedelta(draw.integers(0, 30, ROWS), "D"),
            "label": label,
        }
    )
    return frame, {
        "risk": risk,
        "score": score,
        "band": np.select([risk >= 0.6, risk >= 0.3], ["high", "review"], "clear"),
        "baselines": {
            "keyword rule": (score > 0).astype(float),
            "noise": draw.normal(size=ROWS),
        },
    }


SETTINGS: dict[str, Any] = {"thresholds": {"review": 0.3, "high": None}, "n_bootstrap": 40}


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    frame, arrays = market()
    return evaluate(frame, **arrays, **SETTINGS)


def test_shape(found: dict[str, Any]) -> None:
    assert list(found) == [
        *["simulated", "seed", "n_bootstrap", "level", "test_digest", "metric_names", "counts"],
        *["headline", "baselines", "operating_points", "bands", "calibration", "slices", "curves"],
    ]
    assert set(found["headline"]) == set(found["metric_names"])
    for baseline in found["baselines"].values():
        assert [*baseline["metrics"], "calibration_error"] == list(found["headline"])
        assert list(baseline["metrics"]) == list(baseline["difference"])
    assert list(found["curves"]["pr"]) == ["model", "keyword rule", "noise"]


def test_is_json(found: dict[str, Any]) -> None:
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_figures(found: dict[str, Any]) -> None:
    frame, arrays = market()
    known = frame["label"].notna().to_numpy()
    y = frame["label"][known].to_numpy(dtype=int)
    score, noise = arrays["score"][known], arrays["baselines"]["noise"][known]
    assert found["headline"]["pr_auc"]["value"] == pytest.approx(pr_auc(y, score))
    assert found["headline"]["roc_auc"]["value"] == pytest.approx(roc_auc(y, score))
    difference = found["baselines"]["noise"]["difference"]["pr_auc"]
    assert difference["value"] == pytest.approx(pr_auc(y, score) - pr_auc(y, noise))
    assert 0 < difference["low"] < difference["value"] < difference["high"]
    assert found["headline"]["calibration_error"]["value"] == found["calibration"]["error"]
    assert found["calibration"]["within_floor"]  # labels were drawn from the risks


def test_counts(found: dict[str, Any]) -> None:
    counts = found["counts"]
    assert counts["rows"] == ROWS
    assert counts["unlabelled"] == 30
    assert counts["labelled"] == counts["positives"] + counts["negatives"] == ROWS - 30
    assert counts["clusters"] == counts["sellers"] + counts["rows_without_seller"]
    assert counts["first_listed_at"] == "2026-01-01T00:00:00+00:00"
    assert sum(band["rows"] for band in found["bands"]) == ROWS - 30
    histogram = found["curves"]["histogram"]
    assert len(histogram["edges"]) == 41
    assert sum(histogram["negatives"]) == counts["negatives"]
    assert sum(histogram["positives"]) == counts["positives"]
    assert sum(row["rows"] for row in found["slices"]) == ROWS - 30  # one column has values


def test_operating_points(found: dict[str, Any]) -> None:
    review, high = found["operating_points"]
    assert review["flagged"] == review["true_positives"] + review["false_positives"]
    assert review["flagged"] == sum(band["rows"] for band in found["bands"][1:])
    assert review["precision"]["value"] == review["true_positives"] / review["flagged"]
    assert high["threshold"] is None
    assert set(high) == set(review)
    assert high["flagged"] is high["precision"] is None
    assert high["note"].startswith("no threshold meets the target")


def test_order_of_rows_does_not_matter(found: dict[str, Any]) -> None:
    frame, arrays = market()
    order = np.random.default_rng(1).permutation(ROWS)
    baselines = {name: values[order] for name, values in arrays.pop("baselines").items()}
    shuffled = {name: values[order] for name, values in arrays.items()}
    assert evaluate(frame.iloc[order], **shuffled, baselines=baselines, **SETTINGS) == found


def test_same_scores_as_baseline_show_no_difference() -> None:
    frame, arrays = market()
    arrays["baselines"] = {"itself": arrays["score"]}
    result = evaluate(frame, **arrays, **SETTINGS)
    for difference in result["baselines"]["itself"]["difference"].values():
        assert difference == {"value": 0.0, "low": 0.0, "high": 0.0, "level": 0.95}


def test_bare_minimum_of_columns() -> None:
    frame, arrays = market()
    del arrays["baselines"]
    result = evaluate(
        frame[["listing_id", "label"]], **arrays, thresholds={}, n_bootstrap=5, simulated=True
    )
    assert result["simulated"] is True
    assert result["baselines"] == {}
    assert result["slices"] == result["operating_points"] == []
    assert result["counts"]["sellers"] == 0
    assert result["counts"]["first_listed_at"] is None


def test_rows_sellers_and_labels_may_be_text() -> None:
    frame, arrays = market()
    text = frame.assign(
        label=frame["label"].map({0: "0", 1: "1"}),
        seller_id=frame["seller_id"].fillna(""),
        listed_at=frame["listed_at"].dt.strftime("%Y-%m-%d"),
    )
    assert evaluate(text, **arrays, **SETTINGS) == evaluate(frame, **arrays, **SETTINGS)


def test_digest_is_of_ids_and_labels() -> None:
    frame, _ = market()
    digest = data_digest(frame)
    assert len(digest) == 64
    assert data_digest(frame.iloc[::-1].assign(language="xx")) == digest
    assert data_digest(frame.iloc[30:]) == digest  # rows without a label don't count
    assert data_digest(frame.iloc[31:]) != digest
    turned = frame.copy()
    turned.loc[50, "label"] = 1 - turned.loc[50, "label"]
    assert data_digest(turned) != digest


def test_worst_mistakes() -> None:
    frame = pd.DataFrame({"listing_id": list("fedcba"), "label": [0, 0, 1, 1, 0, None]})
    worst = worst_mistakes(frame, [0.5, 0.9, 0.2, 0.2, 0.5, 1.0], [0, 1, -1, -2, 0, 9], n=2)
    assert worst["false_positives"].tolist() == [1, 4]  # 4 is listing b, before f
    assert worst["false_negatives"].tolist() == [3, 2]


def test_input_errors() -> None:
    frame, arrays = market()
    with pytest.raises(InputError, match="no column 'label'"):
        evaluate(frame.drop(columns="label"), **arrays, **SETTINGS)
    with pytest.raises(InputError, match="0 listings are labelled 1"):
        evaluate(frame.assign(label=0), **arrays, **SETTINGS)
    with pytest.raises(InputError, match="label is 2"):
        evaluate(frame.assign(label=2), **arrays, **SETTINGS)
    with pytest.raises(ValueError, match="risk has shape"):
        evaluate(frame, **(arrays | {"risk": [0.5]}), **SETTINGS)
    with pytest.raises(ValueError, match="band has 'red'"):
        evaluate(frame, **(arrays | {"band": ["red"] * ROWS}), **SETTINGS)

"""Metrics: known values, scikit-learn where it defines the same thing, brute force for ties."""

from __future__ import annotations

import itertools
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import (
    average_precision_score,
    roc_auc_score,
)
from sklearn.metrics import (
    precision_recall_curve as sklearn_curve,
)

from counterfeit_nlp.evaluate import metrics
from counterfeit_nlp.evaluate.metrics import (
    pr_auc,
    precision_at_k,
    recall_at_budget,
    roc_auc,
    threshold_figures,
)

RANKING = {
    "pr_auc": pr_auc,
    "roc_auc": roc_auc,
    "precision_at_3": partial(precision_at_k, k=3),
    "recall_at_30pct": partial(recall_at_budget, budget=0.3),
}


def sample(seed: int, rows: int = 500) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed)
    y = (draw.random(rows) < 0.1).astype(int)
    return y, draw.normal(size=rows) + y


@pytest.mark.parametrize("seed", range(5))
def test_equals_sklearn_without_ties(seed: int) -> None:
    y, score = sample(seed)
    assert pr_auc(y, score) == pytest.approx(average_precision_score(y, score), abs=1e-12)
    assert roc_auc(y, score) == pytest.approx(roc_auc_score(y, score), abs=1e-12)


def test_roc_auc_equals_sklearn_with_ties_and_weights() -> None:
    y, score = sample(7)
    weight = np.random.default_rng(1).integers(0, 4, len(y))
    rounded = np.round(score)
    assert roc_auc(y, rounded, weight) == pytest.approx(
        roc_auc_score(y, rounded, sample_weight=weight), abs=1e-12
    )


def test_known_values() -> None:
    y, score = [1, 0, 1, 0, 0], [0.9, 0.8, 0.7, 0.2, 0.1]
    assert pr_auc(y, score) == pytest.approx((1 + 2 / 3) / 2)
    assert roc_auc(y, score) == pytest.approx(5 / 6)
    assert precision_at_k(y, score, k=1) == 1.0
    assert precision_at_k(y, score, k=3) == pytest.approx(2 / 3)
    assert precision_at_k(y, score, k=50) == pytest.approx(2 / 5)  # all there are
    assert recall_at_budget(y, score, budget=0.2) == 0.5
    assert recall_at_budget(y, score, budget=0.5) == 0.75  # half of the third row counts
    assert recall_at_budget(y, score, budget=1.0) == 1.0
    assert threshold_figures(y, score, threshold=0.7) == {
        "precision": pytest.approx(2 / 3),
        "recall": 1.0,
        "false_positive_rate": pytest.approx(1 / 3),
        "flagged_share": pytest.approx(3 / 5),
    }


def expected_over_orders(metric: object, y: list[int], score: list[int]) -> float:
    """Mean of the metric over all orders of the tied rows."""
    values = []
    for order in itertools.permutations(range(len(y))):
        ranked = sorted(order, key=lambda row: -score[row])  # stable: ties keep this order
        untied = np.empty(len(y))
        untied[ranked] = np.arange(len(y), 0, -1)
        values.append(metric(y, untied))  # type: ignore[operator]
    return float(np.mean(values))


@pytest.mark.parametrize("name", sorted(RANKING))
@pytest.mark.parametrize(
    "y, score",
    [
        ([1, 0, 0, 1, 0, 1], [1, 1, 1, 1, 1, 1]),
        ([1, 0, 1, 0, 1, 0], [3, 3, 3, 2, 1, 1]),
        ([0, 0, 1, 1, 0], [2, 2, 1, 1, 0]),
        ([1, 0], [0, 0]),
    ],
)
def test_ties_are_the_mean_over_all_orders(name: str, y: list[int], score: list[int]) -> None:
    assert RANKING[name](y, score) == pytest.approx(expected_over_orders(RANKING[name], y, score))


def test_constant_score_gets_no_more_than_chance() -> None:
    y = np.array([1] * 100 + [0] * 9900)  # a sorted file must not help
    assert pr_auc(y, np.zeros(len(y))) == pytest.approx(0.01, rel=0.1)
    assert precision_at_k(y, np.zeros(len(y)), k=100) == pytest.approx(0.01)
    assert roc_auc(y, np.zeros(len(y))) == 0.5


tables = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=12
)


@settings(max_examples=150, deadline=None)
@given(tables, st.randoms(use_true_random=False))
def test_weights_are_repetition_and_order_does_not_matter(
    rows: list[tuple[int, int, int]], draw: object
) -> None:
    y, score, weight = (np.array(column) for column in zip(*rows, strict=True))
    repeated = np.repeat(np.arange(len(rows)), weight)
    shuffled = draw.sample(range(len(rows)), len(rows))  # type: ignore[attr-defined]
    cases = {**RANKING, "threshold": partial(metrics.precision_at_threshold, threshold=2)}
    for name, metric in cases.items():
        weighted = metric(y, score, weight)
        given_twice = metric(y[repeated], score[repeated])
        np.testing.assert_allclose(weighted, given_twice, atol=1e-12, err_msg=name)
        reordered = metric(y[shuffled], score[shuffled], weight[shuffled])
        np.testing.assert_array_equal(weighted, reordered, err_msg=name)


@settings(max_examples=60, deadline=None)
@given(tables)
def test_all_figures_at_once_are_the_single_ones(rows: list[tuple[int, int, int]]) -> None:
    y, score, weight = (np.array(column) for column in zip(*rows, strict=True))
    at_once = metrics.ranking_figures(y, score, weight, k=3, budgets=(0.3,))
    assert list(at_once) == ["pr_auc", "roc_auc", "precision_at_3", "recall_at_30pct"]
    for name, value in at_once.items():
        np.testing.assert_array_equal(value, RANKING[name](y, score, weight))
    at_threshold = threshold_figures(y, score, weight, threshold=2)
    for name, single in {
        "precision": metrics.precision_at_threshold,
        "recall": metrics.recall_at_threshold,
        "false_positive_rate": metrics.false_positive_rate,
        "flagged_share": metrics.flagged_share,
    }.items():
        value = single(y, score, weight, threshold=2)
        np.testing.assert_array_equal(at_threshold[name], value)


def test_undefined_is_nan() -> None:
    assert np.isnan(pr_auc([0, 0], [1, 2]))
    assert np.isnan(roc_auc([1, 1], [1, 2]))
    assert np.isnan(recall_at_budget([0], [1]))
    assert np.isnan(precision_at_k([], []))
    assert np.isnan(metrics.precision_at_threshold([1], [0.1], threshold=0.5))
    assert np.isnan(metrics.false_positive_rate([1], [0.1], threshold=0.5))


@pytest.mark.parametrize(
    "y, score, message",
    [
        ([0, 1], [1.0], "shapes"),
        ([0, 2], [1.0, 2.0], "other than 0 and 1"),
        ([0, np.nan], [1.0, 2.0], "other than 0 and 1"),
        ([0, 1], [1.0, np.nan], "finite"),
    ],
)
def test_wrong_input_is_named(y: list[float], score: list[float], message: str) -> None:
    for metric in RANKING.values():
        with pytest.raises(ValueError, match=message):
            metric(y, score)


def test_k_and_budget_are_checked() -> None:
    with pytest.raises(ValueError, match="k is 0"):
        precision_at_k([1], [1], k=0)
    with pytest.raises(ValueError, match="budget is 1.5"):
        recall_at_budget([1], [1], budget=1.5)


def test_curve_lies_on_sklearns() -> None:
    y, score = sample(3)
    score = np.round(score, 1)
    recall, precision = metrics.precision_recall_curve(y, score, points=30)
    assert len(recall) <= 30
    assert recall[0] == 0.0
    assert recall[-1] == 1.0
    assert (np.diff(recall) >= 0).all()
    wanted_precision, wanted_recall, _ = sklearn_curve(y, score)
    points = set(zip(wanted_recall.round(9), wanted_precision.round(9), strict=True))
    assert set(zip(recall[1:].round(9), precision[1:].round(9), strict=True)) <= points
    assert metrics.precision_recall_curve([0], [1])[0].tolist() == []

"""Bootstrap intervals: sellers are resampled, pairs share their draws, row order is nothing."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from counterfeit_nlp.evaluate.intervals import (
    Interval,
    cluster_codes,
    clustered_bootstrap,
    interval,
    paired_bootstrap,
    replicates,
)
from counterfeit_nlp.evaluate.metrics import pr_auc, precision_at_k, ranking_figures, roc_auc


def sample(seed: int = 0, rows: int = 600) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed)
    groups = np.array([f"s{g}" if g < 40 else None for g in draw.integers(0, 60, rows)], object)
    y = (draw.random(rows) < 0.15).astype(int)
    return y, np.round(draw.normal(size=rows) + 1.5 * y, 1), groups


def test_interval_brackets_the_value() -> None:
    y, score, groups = sample()
    found = clustered_bootstrap(pr_auc, y, score, groups, n=200)
    assert found.value == pr_auc(y, score)
    assert found.low < found.value < found.high
    assert found.level == 0.95


def test_same_seed_same_interval() -> None:
    y, score, groups = sample()
    first = clustered_bootstrap(pr_auc, y, score, groups, n=50, seed=3)
    assert first == clustered_bootstrap(pr_auc, y, score, groups, n=50, seed=3)
    assert first != clustered_bootstrap(pr_auc, y, score, groups, n=50, seed=4)


def test_identical_scores_have_no_difference() -> None:
    y, score, groups = sample()
    for metric in (pr_auc, roc_auc, partial(precision_at_k, k=20)):
        found = paired_bootstrap(metric, y, score, score.copy(), groups, n=50)
        assert (found.value, found.low, found.high) == (0.0, 0.0, 0.0)


def test_a_monotone_score_is_no_better() -> None:
    y, score, groups = sample()
    found = paired_bootstrap(pr_auc, y, np.exp(score), score, groups, n=50)
    assert (found.value, found.low, found.high) == (0.0, 0.0, 0.0)


def test_difference_changes_sign_with_the_order_of_scorers() -> None:
    y, score, groups = sample()
    other = np.random.default_rng(1).permutation(score)
    better = paired_bootstrap(pr_auc, y, score, other, groups, n=100)
    assert better.low > 0
    worse = paired_bootstrap(pr_auc, y, other, score, groups, n=100)
    assert worse.value == -better.value
    assert worse.high < 0


@pytest.mark.parametrize("seed", range(3))
def test_order_of_rows_does_not_matter(seed: int) -> None:
    y, score, groups = sample(seed)
    other = np.round(score + np.random.default_rng(9).normal(size=len(y)), 1)
    order = np.random.default_rng(seed).permutation(len(y))
    assert clustered_bootstrap(pr_auc, y, score, groups, n=30) == clustered_bootstrap(
        pr_auc, y[order], score[order], groups[order], n=30
    )
    assert paired_bootstrap(pr_auc, y, score, other, groups, n=30) == paired_bootstrap(
        pr_auc, y[order], score[order], other[order], groups[order], n=30
    )


def test_weights_are_whole_sellers() -> None:
    """In each replicate all rows of a seller have one weight, and the weights add up to groups."""
    groups = np.array(["a", "a", "a", "b", "", None], dtype=object)
    y, score = np.array([1, 0, 1, 0, 1, 0]), np.array([6.0, 5, 4, 3, 2, 1])  # already in order
    seen = []

    def spy(labels: np.ndarray, scores: np.ndarray, weight: np.ndarray | None) -> dict[str, float]:
        seen.append(weight)
        return {"nothing": 0.0}

    replicates({"it": (score, spy)}, y, groups, n=20)
    assert seen[0] is None  # the figures on all rows
    for weight in seen[1:]:
        assert weight[0] == weight[1] == weight[2]
        assert weight[0] + weight[3] + weight[4] + weight[5] == 4
    assert len({tuple(weight) for weight in seen[1:]}) > 5


def test_clusters_make_intervals_wider() -> None:
    """Rows of a seller that are copies of each other are one piece of evidence."""
    draw = np.random.default_rng(2)
    y = (draw.random(60) < 0.3).astype(int)
    score = draw.normal(size=60) + y
    y, score, seller = np.repeat(y, 10), np.repeat(score, 10), np.repeat(np.arange(60), 10)
    by_seller = clustered_bootstrap(roc_auc, y, score, seller, n=300)
    by_row = clustered_bootstrap(roc_auc, y, score, np.full(600, -1), n=300)
    assert by_seller.high - by_seller.low > 2 * (by_row.high - by_row.low)


@pytest.mark.parametrize(
    "groups, count",
    [
        (["a", "a", "b"], 2),
        (["a", None, None], 3),
        (["a", "", np.nan], 3),
        ([5, 5, -1], 2),
        ([-1, -1, -1], 3),
        ([1.0, np.nan, np.nan], 3),
        ([], 0),
    ],
)
def test_missing_groups_stand_alone(groups: list[object], count: int) -> None:
    code, found = cluster_codes(groups)
    assert found == count
    assert sorted(set(code.tolist())) == list(range(count))


def test_undefined_replicates_do_not_count() -> None:
    drawn = np.array([0.1, 0.2, 0.3, np.nan])
    assert interval(0.2, drawn).high == pytest.approx(0.295)
    mostly_undefined = interval(0.2, np.array([0.1, np.nan, np.nan]))
    assert np.isnan(mostly_undefined.low)
    assert mostly_undefined.as_dict() == {"value": 0.2, "low": None, "high": None, "level": 0.95}
    assert Interval(np.nan, np.nan, np.nan).as_dict()["value"] is None


def test_several_measures_share_their_draws() -> None:
    y, score, groups = sample()
    whole, drawn = replicates(
        {"one": (score, ranking_figures), "two": (2 * score, ranking_figures)}, y, groups, n=20
    )
    assert whole["one"] == whole["two"]
    for figure in whole["one"]:
        np.testing.assert_array_equal(drawn["one"][figure], drawn["two"][figure])


def test_wrong_shapes_are_named() -> None:
    y, score, groups = sample()
    with pytest.raises(ValueError, match="score"):
        clustered_bootstrap(pr_auc, y, score[1:], groups, n=5)
    with pytest.raises(ValueError, match="groups have shape"):
        clustered_bootstrap(pr_auc, y, score, groups[1:], n=5)
    with pytest.raises(ValueError, match="n is 0"):
        clustered_bootstrap(pr_auc, y, score, groups, n=0)

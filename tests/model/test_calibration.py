"""Risks and bands: rising with the score, true to their promise, honest where none can be kept."""

from __future__ import annotations

import numpy as np
import pytest

from counterfeit_nlp.errors import InputError
from counterfeit_nlp.model.calibrate import CalibrationParams, calibrate
from counterfeit_nlp.model.risk import POOLED, Sigmoid, Thresholds, bands, risks
from counterfeit_nlp.model.threshold import ThresholdParams, choose_thresholds


def sample(n: int, slope: float, intercept: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    scores = rng.normal(-2, 3, n)
    return scores, (rng.random(n) < 1 / (1 + np.exp(-(slope * scores + intercept)))).astype(int)


def rate(sigmoid: Sigmoid, scores: np.ndarray) -> np.ndarray:
    return risks(scores, ["en"] * len(scores), {POOLED: sigmoid})


def test_the_sigmoid_that_made_the_labels_is_found_again() -> None:
    scores, y = sample(50_000, 0.7, 0.3, 1)
    found = calibrate(scores, y, ["en"] * len(y), CalibrationParams())[POOLED]
    assert found.slope == pytest.approx(0.7, abs=0.03)
    assert found.intercept == pytest.approx(0.3, abs=0.06)


def test_a_language_has_its_own_sigmoid_if_it_is_large_enough() -> None:
    one, y_one = sample(5_000, 1.0, 0.0, 1)
    two, y_two = sample(5_000, 0.3, 1.0, 2)
    few, y_few = sample(20, 1.0, 0.0, 3)
    scores, y = np.concatenate([one, two, few]), np.concatenate([y_one, y_two, y_few])
    languages = ["en"] * len(one) + ["zh"] * len(two) + ["other"] * len(few)
    found = calibrate(scores, y, languages, CalibrationParams(min_positives=100))
    assert set(found) == {"en", "zh", POOLED}
    assert found["zh"].slope == pytest.approx(0.3, abs=0.05)
    risk = risks(scores, languages, found)
    assert risk[-1] == risks(scores[-1:], ["xx"], found)[0]


def test_risk_rises_strictly_with_the_score_within_a_language() -> None:
    risk = rate(Sigmoid(0.8, -1.0), np.linspace(-30, 30, 2_001))
    assert (np.diff(risk) > 0).all()
    assert risk[0] > 0
    assert risk[-1] < 1


def test_extreme_scores_neither_overflow_nor_leave_the_unit_interval() -> None:
    risk = rate(Sigmoid(1.0, 0.0), np.array([-1e308, -800.0, 800.0, 1e308]))
    assert risk.tolist() == [0.0, 0.0, 1.0, 1.0]


def test_labels_against_the_score_are_an_error_that_says_so() -> None:
    scores, y = sample(2_000, 1.0, 0.0, 1)
    with pytest.raises(InputError, match="check the label column"):
        calibrate(scores, 1 - y, ["en"] * len(y), CalibrationParams())


def test_thresholds_keep_their_promises() -> None:
    scores, y = sample(20_000, 1.0, 0.0, 4)
    risk = rate(Sigmoid(1.0, 0.0), scores)
    params = ThresholdParams(review_share=0.2, high_precision=0.9, high_at_least=50)
    found = choose_thresholds(risk, y, params)
    assert found.review is not None
    assert found.high is not None
    assert 0.15 < (risk >= found.review).mean() <= 0.2
    assert y[risk >= found.high].mean() >= 0.9


def test_what_is_surely_a_copy_is_reviewed_however_many() -> None:
    risk = np.linspace(0, 1, 1_000)
    y = (risk > 0.7).astype(int)
    found = choose_thresholds(risk, y, ThresholdParams(review_share=0.05))
    assert found.high is not None
    assert found.review == found.high < 0.75


def test_no_threshold_is_an_answer() -> None:
    rng = np.random.default_rng(0)
    found = choose_thresholds(rng.random(1_000), rng.integers(0, 2, 1_000), ThresholdParams())
    assert found.high is None
    assert found.review is not None


def test_equal_risks_are_never_torn_apart() -> None:
    risk = np.array([0.9] * 40 + [0.5] * 60)
    y = np.array([1] * 40 + [0] * 60)
    found = choose_thresholds(risk, y, ThresholdParams(review_share=0.2, high_at_least=10))
    assert found == Thresholds(review=None, high=0.9)


def test_bands_of_literal_risks() -> None:
    risk = np.array([0.1, 0.3, 0.3, 0.95, 0.95])
    languages = ["en", "en", "other", "en", "other"]
    both = Thresholds(review=0.3, high=0.9)
    assert bands(risk, languages, both) == ["clear", "review", "review", "high", "review"]
    assert bands(risk, languages, Thresholds(None, None)) == ["clear"] * 5
    assert bands(risk, languages, Thresholds(None, 0.9))[3:] == ["high", "review"]

"""Calibration error, its bins and its simulated floor."""

from __future__ import annotations

import numpy as np
import pytest

from counterfeit_nlp.evaluate.calibration import (
    bin_numbers,
    expected_calibration_error,
    simulated_calibration_floor,
)
from counterfeit_nlp.evaluate.reliability import calibration_section


def by_the_book(y: np.ndarray, risk: np.ndarray, bins: int) -> float:
    """Equal-mass bins of sorted, untied risks whose number is a multiple of the bins."""
    order = np.argsort(risk)
    gaps = [abs(y[part].mean() - risk[part].mean()) * len(part) for part in np.split(order, bins)]
    return sum(gaps) / len(y)


@pytest.mark.parametrize("bins", [1, 5, 15])
def test_equals_the_book_without_ties(bins: int) -> None:
    draw = np.random.default_rng(0)
    risk = draw.random(300)
    y = draw.random(300) < risk**2
    assert expected_calibration_error(y, risk, bins=bins) == pytest.approx(
        by_the_book(y, risk, bins)
    )


def test_known_values() -> None:
    assert expected_calibration_error([1, 0], [1.0, 0.0]) == 0.0
    assert expected_calibration_error([0, 1], [1.0, 0.0]) == 1.0
    assert expected_calibration_error([1, 0, 0, 0], [0.25] * 4) == 0.0
    assert expected_calibration_error([1, 0, 0, 0], [0.5] * 4) == 0.25
    assert np.isnan(expected_calibration_error([], []))


def test_equal_risks_share_a_bin() -> None:
    risk = np.array([0.1] * 7 + [0.2] * 2 + [0.9] * 6)
    numbers = bin_numbers(risk, bins=5)
    assert numbers.tolist() == [1] * 7 + [2] * 2 + [4] * 6


def test_weights_are_repetition_and_order_does_not_matter() -> None:
    draw = np.random.default_rng(1)
    risk = np.round(draw.random(200), 2)
    y = (draw.random(200) < risk).astype(int)
    weight = draw.integers(0, 3, 200)
    repeated = np.repeat(np.arange(200), weight)
    order = draw.permutation(200)
    error = expected_calibration_error(y, risk, weight)
    assert error == pytest.approx(expected_calibration_error(y[repeated], risk[repeated]))
    assert error == expected_calibration_error(y[order], risk[order], weight[order])
    assert error == pytest.approx(
        expected_calibration_error(y[falling := np.argsort(-risk)], risk[falling], weight[falling])
    )


def test_floor_shrinks_with_the_number_of_rows() -> None:
    draw = np.random.default_rng(0)
    floors = [simulated_calibration_floor(draw.random(n)).median for n in (500, 2000, 10000)]
    assert floors[0] > 1.5 * floors[1] > 2 * floors[2]
    # 15 bins of n/15 rows each: the mean of |rate - risk| is about 0.8 standard errors of a rate
    assert floors[1] == pytest.approx(0.8 * np.sqrt(1 / 6 / (2000 / 15)), rel=0.2)


def test_calibrated_risks_are_within_the_floor_and_shifted_ones_are_not() -> None:
    draw = np.random.default_rng(5)
    risk = draw.beta(1, 9, 4000)
    y = (draw.random(4000) < risk).astype(int)
    good = calibration_section(y, risk, [None] * 4000, n_bootstrap=100)
    assert good["within_floor"]
    assert good["excess"] == 0.0
    assert good["low"] <= good["error"] <= good["high"]
    bad = calibration_section(y, np.sqrt(risk), [None] * 4000, n_bootstrap=100)
    assert not bad["within_floor"]
    assert bad["excess"] == pytest.approx(bad["error"] - bad["floor"]["p95"])


@pytest.mark.parametrize("seed", range(4))
def test_interval_of_a_small_error_holds_it(seed: int) -> None:
    """Resampling noise alone would put the bounds above the error itself."""
    draw = np.random.default_rng(seed)
    risk = draw.random(900)
    risk.sort()
    y = np.zeros(900, dtype=int)
    for part in np.array_split(np.arange(900), 15):  # rates as near to the risks as can be
        y[part[: round(risk[part].sum())]] = 1
    found = calibration_section(y, risk, [None] * 900, n_bootstrap=60)
    assert found["error"] < found["floor"]["median"] / 2
    assert found["low"] <= found["error"] <= found["high"]


def test_reliability_accounts_for_every_row() -> None:
    draw = np.random.default_rng(5)
    risk = np.round(draw.beta(1, 9, 1000), 2)
    y = (draw.random(1000) < risk).astype(int)
    bins = calibration_section(y, risk, [None] * 1000, n_bootstrap=50)["reliability"]
    assert sum(row["rows"] for row in bins) == 1000
    assert sum(row["positives"] for row in bins) == y.sum()
    means = [row["mean_risk"] for row in bins]
    assert means == sorted(means)
    for row in bins:
        assert row["low"] <= row["rate"] <= row["high"]
        assert row["rate"] == row["positives"] / row["rows"]
        assert row["min_risk"] <= row["mean_risk"] <= row["max_risk"]


def test_floor_is_reproducible_and_order_free() -> None:
    risk = np.random.default_rng(0).random(300)
    assert simulated_calibration_floor(risk, 1) == simulated_calibration_floor(risk[::-1], 1)
    assert simulated_calibration_floor(risk, 1) != simulated_calibration_floor(risk, 2)


@pytest.mark.parametrize("risk", [[0.5, 1.5], [0.5, -0.1], [0.5, np.nan]])
def test_risks_are_probabilities(risk: list[float]) -> None:
    with pytest.raises(ValueError, match=r"outside \[0, 1\]"):
        expected_calibration_error([0, 1], risk)
    with pytest.raises(ValueError, match=r"outside \[0, 1\]"):
        simulated_calibration_floor(risk)

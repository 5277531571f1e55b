"""Fitting: the same input gives the same model, and what can't be fitted says why."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from counterfeit_nlp.errors import InputError
from counterfeit_nlp.model.build import ModelParams
from counterfeit_nlp.model.calibrate import CalibrationParams
from counterfeit_nlp.model.fit import FitParams, fit, held_out_scores

PARAMS = FitParams(model=ModelParams(min_words=1, min_characters=1))


def market(n: int = 240, seed: int = 0) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Listings of ``n / 4`` sellers whose fakes mostly, not always, say replica."""
    rng = np.random.default_rng(seed)
    y = (np.arange(n) % 3 == 0).astype(int)
    groups = rng.permutation(n) // 4
    words = [
        f"{'replica' if rng.random() < (0.8 if fake else 0.1) else 'leather'} bag {rng.integers(9)}"
        for fake in y
    ]
    price = np.where(rng.random(n) < 0.5, np.nan, rng.integers(1, 500, n))
    frame = pd.DataFrame({"title": words, "description": None, "price": price, "currency": "USD"})
    return frame, y, groups


def test_the_same_input_gives_the_same_numbers() -> None:
    frame, y, groups = market()
    one, two = fit(frame, y, groups, PARAMS), fit(frame.copy(), y, groups, PARAMS)
    assert one.linear.names == two.linear.names
    assert one.linear.weights.tobytes() == two.linear.weights.tobytes()
    assert one.calibration == two.calibration
    assert one.thresholds == two.thresholds
    assert one.held_out_score.tobytes() == two.held_out_score.tobytes()


def test_held_out_scores_are_of_models_that_had_not_seen_the_group() -> None:
    frame, y, groups = market()
    # each group writes a word of its own that gives its label away to whoever has seen it
    told = frame.assign(title=frame["title"] + [f" g{group}y{label}" for group, label
                                                in zip(groups, y, strict=True)])  # fmt: skip
    with_words = held_out_scores(told, y, groups, PARAMS)
    alone = held_out_scores(told, y, np.arange(len(y)), PARAMS)
    from counterfeit_nlp.evaluate.metrics import roc_auc

    assert roc_auc(y, alone) > roc_auc(y, with_words)


def test_too_few_sellers_are_named() -> None:
    frame, y, _ = market()
    groups = np.where(y == 1, 0, np.arange(len(y)) + 1)  # one seller holds every fake
    with pytest.raises(InputError, match="infringing listings come from 1 independent sellers"):
        fit(frame, y, groups, PARAMS)
    few = FitParams(model=PARAMS.model, calibration=CalibrationParams(folds=3))
    assert fit(frame, y, np.arange(len(y)) % 7, few).calibration["all"].slope > 0

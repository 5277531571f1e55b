"""Listings without a field: scored once, only where they had it, and compared in pairs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from counterfeit_nlp.evaluate.dropped import measure_dropped
from counterfeit_nlp.evaluate.metrics import false_positive_rate, pr_auc, recall_at_threshold

N = 400


def listings() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    y = (np.arange(N) % 5 == 0).astype(float)
    price = np.where(y == 1, 20.0, 200.0) * rng.uniform(0.5, 2, N)
    return pd.DataFrame(
        {
            "listing_id": [str(n) for n in range(N)],
            "title": "bag",
            "description": pd.array(
                [None if n % 2 else "replica" if y[n] else "used" for n in range(N)], "str"
            ),
            "price": np.where(np.arange(N) % 4 == 0, np.nan, price),
            "currency": pd.array([None if n % 4 == 0 else "USD" for n in range(N)], "str"),
            "seller_id": [f"s{n // 3}" for n in range(N)],
            "label": np.where(np.arange(N) % 11 == 0, np.nan, y),
        }
    )


class Model:
    """Cheap and "replica" are suspect; remembers how many listings it was asked about."""

    def __init__(self) -> None:
        self.asked: list[pd.DataFrame] = []

    def __call__(self, frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        self.asked.append(frame)
        cheap = -np.log(frame["price"].fillna(100.0).to_numpy() / 100.0)
        claims = (frame["description"] == "replica").to_numpy() * 3.0
        score = cheap + claims - 1.0
        return 1 / (1 + np.exp(-score)), score


def test_the_figures_are_those_of_listings_without_the_field() -> None:
    frame, model = listings(), Model()
    found = measure_dropped(frame, *model(frame), model, threshold=0.5, n_bootstrap=50)
    known = frame["label"].notna().to_numpy()
    y = frame["label"].to_numpy()[known]
    for field, empty in (
        ("price", {"price": np.nan, "currency": None}),
        ("description", {"description": None}),
    ):
        sides = [tuple(one[known] for one in model(frame.assign(**some))) for some in ({}, empty)]
        for name, figure, place in (
            ("pr_auc", pr_auc, 1),
            ("recall", lambda y, risk: recall_at_threshold(y, risk, threshold=0.5), 0),
            ("false_positive_rate",
             lambda y, risk: false_positive_rate(y, risk, threshold=0.5), 0),
        ):  # fmt: skip
            old, new = (figure(y, side[place]) for side in sides)
            one = found[field]
            assert one[name]["value"] == new
            assert one[name]["low"] <= new <= one[name]["high"]
            assert one["difference"][name]["value"] == pytest.approx(new - old, abs=1e-12)
        assert found[field]["difference"]["pr_auc"]["value"] < 0


def test_only_labelled_listings_that_had_the_field_are_scored_again() -> None:
    frame, model = listings(), Model()
    risk, score = model(frame)
    model.asked.clear()
    found = measure_dropped(frame, risk, score, model, threshold=0.5, n_bootstrap=5)
    for one, field in zip(model.asked, ("price", "description"), strict=True):
        had = frame[frame["label"].notna() & frame[field].notna()]
        assert one["listing_id"].tolist() == had["listing_id"].tolist()
        assert one[field].isna().all()
        assert found[field]["listings"] == len(had)
        assert list(one.dtypes) == list(frame.dtypes)
    assert model.asked[0]["currency"].isna().all()
    assert model.asked[0]["description"].notna().any()


def test_where_nobody_has_the_field_nothing_changes() -> None:
    frame, model = listings().assign(price=np.nan), Model()
    risk, score = model(frame)
    model.asked.clear()
    found = measure_dropped(frame, risk, score, model, threshold=0.5, n_bootstrap=5)["price"]
    assert len(model.asked) == 1
    assert found["listings"] == 0
    assert {one["value"] for one in found["difference"].values()} == {0.0}


def test_a_model_without_a_threshold_is_only_ranked() -> None:
    frame, model = listings(), Model()
    found = measure_dropped(frame, *model(frame), model, threshold=None, n_bootstrap=5)
    assert found["price"]["recall"] is None
    assert found["price"]["difference"]["flagged_share"] is None
    assert found["price"]["pr_auc"]["value"] > 0

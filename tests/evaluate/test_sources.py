"""Sources left out: nothing of them is trained on, no group crosses, and who learned them shows."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_nlp.errors import InputError
from counterfeit_nlp.evaluate.metrics import pr_auc, roc_auc
from counterfeit_nlp.evaluate.sources import (
    MOST_SOURCES,
    flagged_by_source,
    genuine_threshold,
    leave_one_source_out,
    without_source,
)


def fold_of(groups: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    held = groups % 5 == 0
    return np.flatnonzero(~held), np.flatnonzero(held)


ROW = st.tuples(st.sampled_from(["a", "b", "c", None]), st.integers(0, 1), st.integers(0, 30))


@given(st.lists(ROW, min_size=1, max_size=80))
def test_no_row_no_group_and_nothing_of_the_source_is_on_both_sides(rows: list) -> None:
    source = np.array([one[0] for one in rows], dtype=object)
    y = np.array([one[1] for one in rows])
    groups = np.array([one[2] for one in rows])
    for name in {one for one in source if one is not None}:
        own, elsewhere = source == name, set(y[source != name].tolist())
        train, test = without_source(source, y, groups, fold_of(groups), name)
        assert not set(train) & set(test)
        assert not set(groups[train]) & set(groups[test])
        if elsewhere == {0, 1}:
            assert not own[train].any()
        elif elsewhere:  # the one label that is nowhere else has to come from it
            assert not (own[train] & np.isin(y[train], [*elsewhere])).any()
        if elsewhere == {0, 1} and set(y[own]) == {0, 1}:
            assert test.tolist() == np.flatnonzero(own).tolist()


def test_a_source_of_one_label_is_tested_against_the_held_out_fold() -> None:
    source = np.array(["shop"] * 4 + ["mall"] * 6, dtype=object)
    y = np.array([0, 0, 0, 0, 1, 1, 0, 1, 0, 0])
    groups = np.array([1, 2, 3, 5, 5, 6, 7, 8, 9, 10])
    fold = np.array([0, 3, 4, 6, 7, 8, 9]), np.array([1, 2, 5])
    train, test = without_source(source, y, groups, fold, "shop")
    assert train.tolist() == [4, 6, 7, 8, 9]
    # row 3 shares a group with row 4, which is trained on; row 5 is the held-out counterfeit
    assert test.tolist() == [0, 1, 2, 5]
    # all counterfeits are of the mall: only its genuine listings can be left out
    train, test = without_source(source, y, groups, fold, "mall")
    assert train.tolist() == [0, 3, 4, 7]
    assert test.tolist() == [5, 6, 8, 9]


def market(n: int = 600) -> pd.DataFrame:
    """Of two sources one has counterfeits; what tells these is weak, what tells the source not."""
    rng = np.random.default_rng(1)
    source = np.where(np.arange(n) % 3 == 0, "shop", "mall")
    y = np.where(source == "mall", np.arange(n) % 4 == 1, 0).astype(int)
    return pd.DataFrame(
        {
            "title": "x",
            "source": source,
            "label": y.astype(float),
            "seller_id": [f"s{i // 2}" for i in range(n)],
            "evidence": y + rng.normal(0, 0.7, n),
        }
    )


def honest(train: pd.DataFrame, y: np.ndarray, test: pd.DataFrame) -> np.ndarray:
    return test["evidence"].to_numpy()


def cheat(train: pd.DataFrame, y: np.ndarray, test: pd.DataFrame) -> np.ndarray:
    """Adds how often the source was counterfeit in training; the mean of all where it is new."""
    rate = pd.Series(y, train.index).groupby(train["source"]).mean()
    known = test["source"].map(rate).fillna(float(np.max(y)))
    return test["evidence"].to_numpy() + 9 * known.to_numpy()


@pytest.mark.parametrize("model", [honest, cheat])
def test_a_model_that_learned_the_source_is_found_out(model) -> None:
    frame = market()
    y = frame["label"].to_numpy().astype(int)
    groups = frame["seller_id"].str[1:].astype(int).to_numpy()
    fold = fold_of(groups)
    out_of_fold = model(frame, y, frame)
    found = leave_one_source_out(frame, model, out_of_fold, groups, fold, n_bootstrap=50)
    shop, mall = found["sources"]["shop"], found["sources"]["mall"]
    train, test = without_source(frame["source"], y, groups, fold, "shop")
    score = model(frame.iloc[train], y[train], frame.iloc[test])
    for figure, metric in (("pr_auc", pr_auc), ("roc_auc", roc_auc)):
        assert shop[figure]["left_out"] == metric(y[test], score)
        assert shop[figure]["seller_grouped"] == metric(y[test], out_of_fold[test])
    level = genuine_threshold(out_of_fold, y)
    assert shop["false_positive_rate"]["left_out"] == np.mean(score[y[test] == 0] > level)
    assert np.mean(out_of_fold[y == 0] > level) <= 0.01
    if model is honest:
        assert shop["pr_auc"]["difference"]["value"] == 0
        assert mall["false_positive_rate"]["left_out"] == pytest.approx(
            mall["false_positive_rate"]["seller_grouped"], abs=0.02
        )
    else:
        assert shop["pr_auc"]["difference"]["high"] < 0
        assert shop["false_positive_rate"]["left_out"] > 0.9
        assert shop["false_positive_rate"]["seller_grouped"] == 0
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_rows_without_a_source_are_trained_on_and_counted() -> None:
    frame = market()
    frame.loc[frame.index % 10 == 0, "source"] = None
    frame.loc[frame.index % 10 == 1, "source"] = ""
    y = frame["label"].to_numpy().astype(int)
    groups = np.arange(len(frame))
    found = leave_one_source_out(frame, honest, honest(frame, y, frame), groups, fold_of(groups))
    assert found["unknown"] == 120
    assert set(found["sources"]) == {"mall", "shop"}


def test_where_too_little_is_left_it_says_so() -> None:
    frame = market()
    frame.loc[frame.index[:5], "source"] = "kiosk"
    y = frame["label"].to_numpy().astype(int)
    groups = np.arange(len(frame))

    def refuses(*_: object) -> np.ndarray:
        raise InputError("too few sellers")

    found = leave_one_source_out(frame, refuses, honest(frame, y, frame), groups, fold_of(groups))
    kiosk = found["sources"]["kiosk"]
    assert kiosk["note"].startswith("not enough data: ")
    assert kiosk["pr_auc"] is None
    assert found["sources"]["shop"]["note"] == "can't be trained without it: too few sellers"


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["a"], "name 1 source in their"),
        ([None], "name no sources in their"),
        ([f"s{n}" for n in range(MOST_SOURCES + 1)], "have 41 values in their"),
    ],
)
def test_too_few_and_too_many_sources_are_refused(names: list, told: str) -> None:
    frame = market()
    frame["source"] = pd.array([names[n % len(names)] for n in range(len(frame))], "str")
    y = frame["label"].to_numpy().astype(int)
    groups = np.arange(len(frame))
    with pytest.raises(InputError, match=told):
        leave_one_source_out(frame, honest, honest(frame, y, frame), groups, fold_of(groups))


def test_shares_flagged_by_source() -> None:
    score = np.array([*range(100), 50, 99, 200, 300], dtype=float)
    y = np.array([0] * 100 + [1] * 4)
    source = np.array(["a"] * 90 + ["b"] * 10 + ["a"] * 4, dtype=object)
    shares, found = flagged_by_source(score, y, source, share=0.05)
    assert genuine_threshold(score, y, 0.05) == 95
    assert shares == {"a": 0.0, "b": 0.4}
    assert found == 0.75

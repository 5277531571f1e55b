"""Splits: literal rows, what must not cross, and independence from the order of rows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from counterfeit_nlp.errors import InputError, LeakageError
from counterfeit_nlp.evaluate.splits import check_split, leak_groups, split

TITLES = [
    "oak table with drawers",
    "running shoes for women",
    "silver necklace pendant",
    "espresso machine 15 bar",
    "wool scarf checked",
    "garden hose twenty metres",
    "leather wallet brown",
    "mountain bike helmet",
    "notebook sleeve 13 inch",
    "ceramic vase handmade",
]


def listings(rows: list[tuple[object, ...]]) -> pd.DataFrame:
    """Rows of (seller, day or None, label, title number)."""
    return pd.DataFrame(
        {
            "listing_id": [f"L{number:03d}" for number in range(len(rows))],
            "title": [TITLES[row[3]] for row in rows],
            "seller_id": pd.array([row[0] for row in rows], dtype="str"),
            "listed_at": pd.to_datetime(
                pd.Series([None if row[1] is None else f"2026-01-{row[1]:02d}" for row in rows]),
                utc=True,
            ),
            "label": pd.array([row[2] for row in rows], dtype="Int8"),
        }
    )


def market(seed: int, *, dated: bool, rows: int = 400) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    seller = draw.integers(0, 60, rows)
    start = draw.integers(0, 300, 60)
    frame = pd.DataFrame(
        {
            "listing_id": [f"id-{number}" for number in draw.permutation(rows)],
            "title": [f"{draw.integers(10**9)} item {draw.integers(10**9)}" for _ in range(rows)],
            "seller_id": [f"s{s}" if s < 50 else None for s in seller],
            "label": pd.array((seller % 5 == 0).astype(int), dtype="Int8"),
        }
    )
    if dated:
        days = start[seller] + draw.integers(0, 60, rows)
        frame["listed_at"] = pd.Timestamp("2025-01-01", tz="UTC") + pd.to_timedelta(days, "D")
    return frame


def test_leak_groups_follow_sellers_titles_and_chains() -> None:
    frame = listings(
        [
            ("a", None, 0, 0),
            ("a", None, 0, 1),
            ("b", None, 0, 1),  # b copies a title of a
            ("b", None, 0, 2),  # so this one hangs on the chain
            (None, None, 0, 3),  # no seller, no copy: alone
            (None, None, 0, 4),
            (None, None, 0, 2),  # no seller, but a copy
        ]
    )
    assert leak_groups(frame).tolist() == [0, 0, 0, 0, 1, 2, 0]


def test_empty_seller_is_no_seller() -> None:
    frame = listings([("", None, 0, 0), ("", None, 0, 1)])
    assert leak_groups(frame).tolist() == [0, 1]


def test_leak_groups_need_only_titles() -> None:
    assert leak_groups(pd.DataFrame({"title": ["one thing", "other matter"]})).tolist() == [0, 1]
    assert leak_groups(pd.DataFrame({"title": []})).tolist() == []


def test_literal_split_by_time() -> None:
    frame = listings(
        [
            ("early", 1, 0, 0),
            ("early", 2, 1, 1),
            ("early", 20, 0, 2),  # after the cut, seller known from training: left out
            ("early2", 3, 0, 3),
            ("early2", 4, 0, 4),
            ("early2", 6, 0, 4),
            ("early3", 5, 0, 5),
            ("late", 4, 0, 6),  # before the cut, seller kept for the test: left out
            ("late", 15, 0, 7),
            ("late", 16, 0, 8),
            ("late", 17, 1, 9),
        ]
    )
    assert split(frame).tolist() == [
        *["train", "train", "left_out"],
        *["train", "train", "train", "train"],
        *["left_out", "test", "test", "test"],
    ]


def test_undated_rows_go_with_their_dated_group() -> None:
    frame = listings(
        [
            ("a", 1, 1, 0),
            ("a", None, 0, 1),
            ("b", 2, 0, 2),
            ("c", 3, 0, 3),
            ("d", 9, 1, 4),
            ("d", None, 0, 5),
        ]
    )
    assert split(frame, test_fraction=0.3).tolist() == ["train"] * 4 + ["test"] * 2


@pytest.mark.parametrize("dated", [False, True])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_split_keeps_its_promises(dated: bool, seed: int) -> None:
    frame = market(seed, dated=dated)
    side = split(frame, seed=seed)
    check_split(frame, side)
    train, test = side == "train", side == "test"
    positive = frame["label"].to_numpy(dtype=int) == 1
    assert positive[train].any()
    assert positive[test].any()
    assert not set(frame["seller_id"][train].dropna()) & set(frame["seller_id"][test].dropna())
    assert 0.12 < test.sum() / (train | test).sum() < 0.4
    if dated:
        assert frame["listed_at"][train].max() < frame["listed_at"][test].min()
    else:
        assert (train | test).all()
    # parts of a good split are a good split
    kept = train | test
    check_split(frame[kept], side[kept])


@pytest.mark.parametrize("dated", [False, True])
def test_order_of_rows_does_not_matter(dated: bool) -> None:
    frame = market(3, dated=dated)
    side = split(frame)
    order = np.random.default_rng(0).permutation(len(frame))
    assert split(frame.iloc[order]).tolist() == side[order].tolist()


def test_seed_draws_other_sellers() -> None:
    frame = market(3, dated=False)
    assert split(frame, seed=0).tolist() == split(frame, seed=0).tolist()
    assert split(frame, seed=0).tolist() != split(frame, seed=1).tolist()


def test_dates_as_text_and_missing_labels() -> None:
    frame = market(1, dated=True)
    as_text = frame.assign(
        listed_at=frame["listed_at"].dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
        label=frame["label"].astype(object).where(frame["label"] == 1, None),
    )
    side = split(as_text)
    check_split(frame, side)
    assert {"train", "test"} <= set(side.tolist())


def test_positives_of_one_seller_cannot_be_split() -> None:
    frame = listings([("a", None, 1, 0), ("a", None, 1, 1), ("b", None, 0, 2), ("c", None, 0, 3)])
    with pytest.raises(InputError, match=r"2 positives stand in 1 group.*test side"):
        split(frame)


@pytest.mark.parametrize("fraction", [0.0, 1.0, 1.5])
def test_fraction_is_checked(fraction: float) -> None:
    with pytest.raises(ValueError, match="test_fraction"):
        split(listings([("a", None, 0, 0)]), test_fraction=fraction)


def test_no_rows() -> None:
    assert split(listings([]).head(0)).tolist() == []


GOOD = [("a", 1, 1, 0), ("b", 2, 0, 1), ("c", 8, 1, 2), ("d", 9, 0, 3)]
SIDE = ["train", "train", "test", "test"]


def test_check_accepts_a_clean_split() -> None:
    check_split(listings(GOOD), SIDE)


def test_check_finds_a_seller_on_both_sides() -> None:
    frame = listings([*GOOD, ("a", 9, 0, 4)])
    with pytest.raises(LeakageError, match="1 seller on both sides.*'L000' .train. and 'L004'"):
        check_split(frame, [*SIDE, "test"])
    check_split(frame, [*SIDE, "left_out"])


def test_check_finds_a_near_duplicate_title() -> None:
    frame = listings([*GOOD, ("e", 9, 0, 4)])
    frame.loc[4, "title"] = TITLES[1].upper() + "!"
    with pytest.raises(LeakageError, match="1 near-duplicate title on both sides.*'L001'.*'L004'"):
        check_split(frame, [*SIDE, "test"])


def test_check_finds_a_listing_id() -> None:
    frame = listings([*GOOD, ("e", 9, 0, 4)])
    frame.loc[4, "listing_id"] = "L000"
    with pytest.raises(LeakageError, match="1 listing id on both sides"):
        check_split(frame, [*SIDE, "test"])


def test_check_finds_the_future_in_training() -> None:
    frame = listings([*GOOD, ("e", 8, 0, 4)])
    with pytest.raises(LeakageError, match="time: 1 train row not earlier.*2026-01-08"):
        check_split(frame, [*SIDE, "train"])


def test_check_names_all_that_crosses() -> None:
    frame = listings([*GOOD, ("a", 9, 0, 1)])
    with pytest.raises(LeakageError, match="seller.*title"):
        check_split(frame, [*SIDE, "test"])


@pytest.mark.parametrize("side", [["train"], ["train", "test", "tset", "test"]])
def test_check_wants_one_known_side_per_row(side: list[str]) -> None:
    with pytest.raises(ValueError, match="expected"):
        check_split(listings(GOOD), side)

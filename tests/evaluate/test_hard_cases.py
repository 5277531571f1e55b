"""Figures of the hard slices, with scorers whose answers are known."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from counterfeit_nlp.brands.read import from_json
from counterfeit_nlp.brands.registry import Registry
from counterfeit_nlp.evaluate.brand_alone import measure_brand_alone
from counterfeit_nlp.evaluate.hard_cases import measure_hard_cases, wilson
from counterfeit_nlp.hard_cases.read import hard_cases
from counterfeit_nlp.hard_cases.slices import SLICES
from counterfeit_nlp.schema.prediction import PREDICTION_SCHEMA

TRUTH = hard_cases().set_index("listing_id")


def scorer(risk: Callable[[pd.Series], float]) -> Callable[[pd.DataFrame], pa.Table]:
    """A scorer with one reason, flagging from a risk of 0.5, ``high`` from 0.9."""

    def score(listings: pd.DataFrame) -> pa.Table:
        rows = []
        for _, row in listings.iterrows():
            value = risk(row)
            reason = {"kind": "word", "text": "x", "field": "title", "start": 0, "end": 1,
                      "contribution": 10 * value}  # fmt: skip
            rows.append(
                {"listing_id": row["listing_id"], "risk": value, "score": 10 * value,
                 "band": "high" if value >= 0.9 else "review" if value >= 0.5 else "clear",
                 "reasons": [reason], "rest": 0.0, "intercept": 0.0}
            )  # fmt: skip
        return pa.Table.from_pylist(rows, PREDICTION_SCHEMA)

    return score


def knows(row: pd.Series) -> float:
    return 0.95 if TRUTH.loc[row["listing_id"], "label"] == 1 else 0.05


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    # from the formula of Wilson (1927) with z = 1.959964, by hand
    [(6, 25, 0.1150, 0.4343), (0, 25, 0.0, 0.1332), (25, 25, 0.8668, 1.0), (1, 2, 0.0945, 0.9055)],
)
def test_wilson(count: int, of: int, low: float, high: float) -> None:
    found = wilson(count, of)
    assert found.value == count / of
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-4)
    other = wilson(of - count, of)  # counting the others mirrors it
    assert (1 - other.high, 1 - other.low) == pytest.approx((found.low, found.high))
    assert wilson(10 * count, 10 * of).low >= found.low  # more cases, narrower


def test_wilson_of_nothing_says_nothing() -> None:
    assert wilson(0, 0).as_dict()["value"] is None


def test_who_knows_flags_no_honest_and_every_twin() -> None:
    found = measure_hard_cases(scorer(knows))
    assert [(one["slice"], one["language"]) for one in found["slices"]] == [
        (name, language) for name in SLICES for language in ("en", "zh")
    ]
    for one in found["slices"]:
        assert (one["flagged"], one["twins_flagged"]) == (0, one["twins"])
        assert one["ranked_right"] == 1.0
        assert one["worst"] == one["missed"] == []
    assert sum(one["genuine"] + one["twins"] for one in found["slices"]) == found["cases"]
    assert found["false_positive_rate"]["zh"]["book"] == 0.0
    json.dumps(found, allow_nan=False)


def test_calling_everything_innocent_or_guilty_is_seen() -> None:
    innocent = measure_hard_cases(scorer(lambda _: 0.1))
    guilty = measure_hard_cases(scorer(lambda _: 0.6))
    for one, other in zip(innocent["languages"], guilty["languages"], strict=True):
        assert one["false_positive_rate"]["value"] == one["twin_recall"]["value"] == 0.0
        assert other["false_positive_rate"]["value"] == other["twin_recall"]["value"] == 1.0
        assert one["ranked_right"] == other["ranked_right"] == 0.5
    json.dumps([innocent, guilty], allow_nan=False)
    assert all(len(one["missed"]) == 3 for one in innocent["slices"])
    assert all(one["high"] == 0 for one in guilty["slices"])


def test_a_slice_is_measured_on_its_own_listings() -> None:
    def bothers(row: pd.Series) -> float:
        return 0.95 if row["listing_id"].startswith("book-zh-0") else 0.1

    found = measure_hard_cases(scorer(bothers))
    told = {(one["slice"], one["language"]): one for one in found["slices"]}
    book = told.pop(("book", "zh"))
    assert (book["flagged"], book["high"]) == (9, 9)  # 01 to 09
    assert book["false_positive_rate"] == wilson(9, 25).as_dict()
    assert all(one["flagged"] == 0 for one in told.values())
    (worst, *_) = book["worst"]
    assert worst["title"] == TRUTH.loc[worst["listing_id"], "title"]
    assert worst["reasons"][0]["contribution"] == pytest.approx(9.5)


def test_reasons_of_an_example_still_add_up() -> None:
    """Those that are left out are in the rest."""

    def score(listings: pd.DataFrame) -> pa.Table:
        reason = {"kind": "word", "text": "x", "field": None, "start": None, "end": None}
        reasons = [{**reason, "contribution": 2.0**-n} for n in range(8)]
        rows = [
            {"listing_id": i, "risk": 0.9, "score": 5.0, "band": "high", "reasons": reasons,
             "rest": 5.0 - 1.0 - sum(2.0**-n for n in range(8)), "intercept": 1.0}
            for i in listings["listing_id"]
        ]  # fmt: skip
        return pa.Table.from_pylist(rows, PREDICTION_SCHEMA)

    for one in measure_hard_cases(score)["slices"][0]["worst"]:
        parts = sum(reason["contribution"] for reason in one["reasons"])
        assert parts + one["rest"] + one["intercept"] == pytest.approx(one["score"])


def price(low: float) -> dict[str, object]:
    return {"low": low, "high": 2 * low, "currency": "USD", "year": 2025}


REGISTRY = from_json(
    {
        "format": 1,
        "types": {"gizmo": {"nice": [9], "words": {"en": ["gizmo"], "zh": ["机器"]}}},
        "brands": {
            slug: {"name": slug.title(), "names": {}, "products": {"gizmo": {"price": price(low)}}}
            for slug, low in {"aaro": 100, "belu": 150, "caro": 9000}.items()
        },
    }
)


def nobody(listings: pd.DataFrame) -> list[list[dict[str, object]]]:
    return [[] for _ in range(len(listings))]


def test_a_model_that_goes_by_the_name_is_seen() -> None:
    found = measure_brand_alone(
        scorer(lambda row: 0.8 if "belu" in row["title"].lower() else 0.3), nobody, REGISTRY
    )
    assert (found["brands"], found["listings"]) == (3, 12)
    for one in found["neutral"]:
        assert (one["listings"], one["flagged"]) == (3, 1)
        assert one["risk"]["p50"] == 0.3
    assert [one["brand"] for one in found["highest"][:4]] == ["belu"] * 4
    assert found["highest"][0]["risk"] == 0.8
    swaps = found["swaps"]["neutral"]
    # Aaro and Belu stand in for each other, in both languages; nobody for Caro
    assert (swaps["listings"], swaps["swaps"]) == (4, 4)
    assert swaps["mean_change"] == swaps["largest_change"] == pytest.approx(5.0)
    assert swaps["mean_risk_change"] == pytest.approx(0.5)
    assert swaps["flag_changed"] == 1.0
    assert swaps["largest"][0]["title"] != swaps["largest"][0]["swapped_title"]
    assert found["swaps"]["hard_cases"]["swaps"] == 0
    json.dumps(found, allow_nan=False)


def test_a_model_that_goes_by_the_price_is_not_moved_by_a_name() -> None:
    found = measure_brand_alone(
        scorer(lambda row: 0.1 if np.isnan(row["price"]) else min(row["price"] / 1e5, 0.4)),
        nobody,
        REGISTRY,
    )
    assert found["swaps"]["neutral"]["swaps"] == 4
    assert found["swaps"]["neutral"]["largest_change"] == 0.0
    assert found["swaps"]["neutral"]["flag_changed"] == 0.0


def sellers_of_what_is_named(places: Sequence[int], slugs: Sequence[str]) -> Registry:
    """Brands that all sell a thing which the titles of some hard cases name."""
    titles = hard_cases()["title"]
    words = {re.findall(r"[\w-]+", titles[at].casefold())[-1] for at in places}
    brands = {
        slug: {"name": slug.title(), "names": {}, "products": {"gizmo": {"price": price(100)}}}
        for slug in slugs
    }
    types = {"gizmo": {"nice": [9], "words": {"en": sorted(words), "zh": ["机器"]}}}
    return from_json({"format": 1, "types": types, "brands": brands})


def test_hard_cases_are_swapped_where_a_brand_and_its_thing_are_found() -> None:
    def first_word(listings: pd.DataFrame) -> list[list[dict[str, object]]]:
        named: list[list[dict[str, object]]] = [[] for _ in range(len(listings))]
        word = listings["title"][0].split()[0]
        named[0] = [{"brand": "aaro", "field": "title", "start": 0, "end": len(word),
                     "text": word, "how": "exact"}]  # fmt: skip
        return named

    score = scorer(lambda row: 0.7 if row["title"].startswith("Belu ") else 0.2)
    both = sellers_of_what_is_named((0,), ("aaro", "belu"))
    found = measure_brand_alone(score, first_word, both)["swaps"]["hard_cases"]
    assert (found["listings"], found["swaps"], found["flag_changed"]) == (1, 1, 1.0)
    assert found["largest"][0]["swapped_title"].startswith("Belu ")
    # a title that names no thing of the brand: a toy car is not of another maker of cars
    other = measure_brand_alone(score, first_word, REGISTRY)["swaps"]["hard_cases"]
    assert other["swaps"] == 0


def test_without_brands_there_is_nothing_to_swap() -> None:
    found = measure_brand_alone(
        scorer(lambda _: 0.1), nobody, from_json({"format": 1, "brands": {}})
    )
    assert (found["listings"], found["neutral"], found["highest"]) == (0, [], [])
    assert found["swaps"]["neutral"]["mean_change"] is None


def test_each_swap_is_compared_with_the_listing_it_was_made_of() -> None:
    """A score that hangs on the listing alone doesn't change, however many swaps one has."""
    registry = sellers_of_what_is_named((3, 7), ("aaro", "belu", "caro", "dodo", "ezra"))

    def two(listings: pd.DataFrame) -> list[list[dict[str, object]]]:
        named: list[list[dict[str, object]]] = [[] for _ in range(len(listings))]
        for at in (3, 7):
            named[at] = [{"brand": "aaro", "field": "title", "start": 0, "end": 1, "text": "a",
                          "how": "exact"}]  # fmt: skip
        return named

    found = measure_brand_alone(
        scorer(lambda row: 0.1 + 0.7 * row["listing_id"].endswith("-08")), two, registry
    )["swaps"]["hard_cases"]
    assert (found["listings"], found["swaps"]) == (2, 6)
    assert found["largest_change"] == found["flag_changed"] == 0.0

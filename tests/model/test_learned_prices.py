"""Prices learned from legitimate listings: who has a say, how much, and whom nobody asks."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from counterfeit_nlp.brands.prices import least_prices, with_prices
from counterfeit_nlp.brands.read import from_json
from counterfeit_nlp.brands.registry import Registry
from counterfeit_nlp.features.money import rates
from counterfeit_nlp.model.learned_prices import PricedClaims

USD = {"currency": "USD", "year": 2025}


@pytest.fixture(scope="module")
def registry() -> Registry:
    return from_json(
        {
            "format": 1,
            "types": {
                "watch": {"nice": [14], "words": {"en": ["watch"], "zh": ["手表"]}},
                "belt": {"nice": [25], "words": {"en": ["belt"], "zh": ["皮带"]}},
            },
            "brands": {
                "aurelle": {
                    "name": "Aurelle",
                    "models": {
                        "watch": [
                            {"text": "Chronelle", "price": {"low": 3000, "high": 4000, **USD}}
                        ]
                    },
                    "products": {
                        "watch": {"nice": [14], "price": {"low": 1000, "high": 9000, **USD}},
                        "belt": {"nice": [25]},
                    },
                },
                "tidemark": {
                    "name": "Tidemark",
                    "products": {"watch": {"nice": [14], "price": {"low": 200, **USD}}},
                },
            },
        }
    )


def listings(title: str, prices: list[float], currency: str = "USD") -> pd.DataFrame:
    return pd.DataFrame(
        {"title": title, "description": None, "price": prices, "currency": currency}
    )


def learned(
    frame: pd.DataFrame,
    registry: Registry,
    weight: float = 25.0,
    y: np.ndarray | None = None,
    groups: np.ndarray | None = None,
) -> Registry:
    n = len(frame)
    y = np.zeros(n, dtype=int) if y is None else y
    groups = np.arange(n) if groups is None else groups
    prices = PricedClaims.of(frame, registry).learn(np.arange(n), y, groups, weight)
    return with_prices(registry, prices, rates())


def low(registry: Registry, brand: str, product: str, model: int | None = None) -> float | None:
    own = registry.brands[brand]
    price = own.products[product].price if model is None else own.models[product][model].price
    return None if price is None else price.low


def test_as_many_sellers_as_the_weight_count_half(registry: Registry) -> None:
    # 25 of 50 shares, in logarithms: halfway between 1000 and 2000, to three digits
    found = learned(listings("Aurelle watch", [2000.0] * 25), registry)
    assert low(found, "aurelle", "watch") == pytest.approx(1000 * 2**0.5, rel=0.005)
    price = found.brands["aurelle"].products["watch"].price
    assert price is not None
    assert (price.high, price.year) == (9000, 2025)
    # nothing else has moved
    assert low(found, "aurelle", "watch", 0) == 3000
    assert found.brands["tidemark"] == registry.brands["tidemark"]


def test_a_model_has_its_own(registry: Registry) -> None:
    found = learned(listings("Aurelle Chronelle watch", [6000.0] * 75), registry)
    # three quarters of the way, above the old upper end, which goes
    assert low(found, "aurelle", "watch", 0) == pytest.approx(3000 * 2**0.75, rel=0.005)
    price = found.brands["aurelle"].models["watch"][0].price
    assert price is not None
    assert price.high is None
    assert low(found, "aurelle", "watch") == 1000


def test_what_has_no_price_gets_one_from_enough_sellers(registry: Registry) -> None:
    assert low(learned(listings("Aurelle belt", [250.0] * 24), registry), "aurelle", "belt") is None
    assert low(learned(listings("Aurelle belt", [250.0] * 25), registry), "aurelle", "belt") == 250


def test_the_lower_end_of_what_is_asked_counts(registry: Registry) -> None:
    asked = [*np.linspace(100, 1100, 101)]
    found = low(learned(listings("Aurelle belt", asked), registry), "aurelle", "belt")
    assert found == pytest.approx(300, rel=0.01)


def test_one_seller_has_one_say(registry: Registry) -> None:
    frame = listings("Tidemark watch", [210.0] * 10 + [20.0] * 500)
    groups = np.array([*range(10), *[10] * 500])
    found = low(learned(frame, registry, groups=groups), "tidemark", "watch")
    assert found is not None
    assert found >= 200
    assert learned(frame, registry, groups=np.zeros(510)) is registry


def test_what_infringes_is_not_asked(registry: Registry) -> None:
    frame = listings("Tidemark watch", [400.0] * 25 + [9.0] * 400)
    y = np.array([0] * 25 + [1] * 400)
    assert low(learned(frame, registry, y=y), "tidemark", "watch") == low(
        learned(frame.iloc[:25], registry), "tidemark", "watch"
    )


def test_nobody_moves_a_price_far(registry: Registry) -> None:
    found = low(learned(listings("Tidemark watch", [0.5] * 5000), registry), "tidemark", "watch")
    assert found == pytest.approx(50, rel=0.02)


@pytest.mark.parametrize(
    "title",
    [
        "strap for Tidemark watch",
        "used Tidemark watch",
        "Tidemark watch, price on request",
        "steel watch",
    ],
)
def test_only_new_things_of_the_brand_count(title: str, registry: Registry) -> None:
    assert learned(listings(title, [20.0] * 60), registry) is registry


def test_prices_in_any_currency(registry: Registry) -> None:
    dollars = learned(listings("Tidemark watch", [140.0] * 50), registry)
    yuan = learned(listings("Tidemark watch", [1000.0] * 50, "CNY"), registry)
    assert yuan == dollars != registry
    assert learned(listings("Tidemark watch", [1000.0] * 50, "XXX"), registry) is registry


def test_without_weight_nothing_is_learned(registry: Registry) -> None:
    assert learned(listings("Tidemark watch", [400.0] * 90), registry, weight=0) is registry


def test_rows_that_are_held_out_have_no_say(registry: Registry) -> None:
    frame = listings("Tidemark watch", [400.0] * 30 + [90.0] * 30)
    claims = PricedClaims.of(frame, registry)
    y, groups = np.zeros(60, dtype=int), np.arange(60)
    some = claims.learn(np.arange(30), y, groups, 25.0)
    assert some == PricedClaims.of(frame.iloc[:30], registry).learn(np.arange(30), y, groups, 25.0)
    assert some != claims.learn(np.arange(60), y, groups, 25.0)
    priced = with_prices(registry, some, rates())
    assert from_json(priced.to_json()) == priced
    assert least_prices(priced, rates()) == least_prices(registry, rates()) | some

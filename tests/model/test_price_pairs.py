"""Price pairs: the same words at a fair price and far too low; the price is what is learned."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from counterfeit_nlp.brands.read import from_json, starter
from counterfeit_nlp.brands.registry import Price, Registry
from counterfeit_nlp.brands.standing import Standings
from counterfeit_nlp.features.brand_texts import brand_texts
from counterfeit_nlp.features.money import rates, usd
from counterfeit_nlp.model.build import ModelParams, build
from counterfeit_nlp.model.price_pairs import price_pairs
from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN


def costs(low: float, high: float | None = None) -> dict[str, Any]:
    price = {"low": low, "currency": "USD", "year": 2026}
    return price if high is None else {**price, "high": high}


REGISTRY = from_json(
    {
        "format": 1,
        "types": {
            "handbag": {"nice": [18], "words": {"en": ["bag", "handbag"], "zh": ["手提包"]}},
            "belt": {"nice": [25], "words": {"en": ["belt"], "zh": ["皮带"]}},
        },
        "brands": {
            "aurelle": {
                "name": "Aurelle",
                "names": {"en": ["Aurelle"], "zh": ["奥雷尔"]},
                "models": {"handbag": [{"text": "Petite Lune", "price": costs(3000)}]},
                "products": {
                    "handbag": {"nice": [18], "price": costs(900)},
                    "belt": {"nice": [25], "price": costs(200, 400)},
                },
            }
        },
    }
)


def test_a_pair_differs_in_price_alone() -> None:
    pairs, labels = price_pairs(starter(), 500)
    assert labels.tolist() == [0, 1] * 500
    fair, low = pairs.iloc[::2].reset_index(), pairs.iloc[1::2].reset_index()
    same = ["title", "description", "currency"]
    pd.testing.assert_frame_equal(fair[same], low[same])
    assert (low.price < fair.price).all()
    assert pairs.title.str.contains("[一-鿿]").mean() == pytest.approx(0.35, abs=0.1)


def test_the_fair_price_is_at_least_what_the_thing_costs_and_the_other_far_below() -> None:
    """Read by the finder that reads listings: a few composed titles mean another brand's thing."""
    pairs, labels = price_pairs(starter(), 500, seed=3)
    standings = Standings(starter(), rates())
    ratio = np.full(len(pairs), np.nan)
    dollars = usd(pairs.price.to_numpy(), pairs.currency.tolist(), rates())
    for begin, _, texts in brand_texts(pairs[["title"]], standings, NOTHING_KNOWN):
        found = standings.of_all(texts)
        ratio[begin + found.claiming] = dollars[begin + found.claiming] / found.floor
    known = ~np.isnan(ratio)
    assert known.mean() > 0.85
    assert (ratio[known & (labels == 0)] >= 0.99).mean() > 0.9
    assert (ratio[known & (labels == 1)] < 0.3).mean() > 0.97


def test_the_same_seed_gives_the_same_pairs_and_another_seed_others() -> None:
    pd.testing.assert_frame_equal(price_pairs(REGISTRY, 40, 1)[0], price_pairs(REGISTRY, 40, 1)[0])
    assert not price_pairs(REGISTRY, 40, 1)[0].equals(price_pairs(REGISTRY, 40, 2)[0])


def test_a_registry_without_prices_gives_none() -> None:
    aurelle = REGISTRY.brands["aurelle"]
    unpriced = {slug: replace(one, price=None) for slug, one in aurelle.products.items()}
    registry = replace(REGISTRY, brands={"aurelle": replace(aurelle, products=unpriced)})
    pairs, labels = price_pairs(registry, 10)
    assert len(pairs) == len(labels) == 0


def test_a_price_in_a_currency_without_a_rate_is_none() -> None:
    """A model's as well as a type's: nobody could tell whether it is asked."""
    aurelle = REGISTRY.brands["aurelle"]
    foreign = Price(9_000_000, None, "XXX", 2026)
    (moon,) = aurelle.models["handbag"]
    products = {**aurelle.products, "belt": replace(aurelle.products["belt"], price=foreign)}
    models = {"handbag": (replace(moon, price=foreign),)}
    brand = replace(aurelle, products=products, models=models)
    pairs, _ = price_pairs(replace(REGISTRY, brands={"aurelle": brand}), 100)
    assert {*pairs.currency} == {"USD"}
    moons = pairs[pairs.title.str.contains("petite lune", case=False)]
    assert 0 < len(moons) < len(pairs)
    assert moons.price.iloc[::2].between(900, 2700).all()


@pytest.mark.parametrize("low", [0.004, 0.01, 0.1, 0.39, 0.41, 2.0])
def test_no_pair_asks_nothing(low: float) -> None:
    """A price of 0 means that none is known, and then the words alone would be told apart."""
    aurelle = REGISTRY.brands["aurelle"]
    cheap = replace(aurelle.products["belt"], price=Price(low, None, "USD", 2026))
    brand = replace(aurelle, models={}, products={"belt": cheap})
    pairs, _ = price_pairs(replace(REGISTRY, brands={"aurelle": brand}), 300)
    assert (pairs.price > 0).all()
    assert (pairs.price.to_numpy()[::2] > pairs.price.to_numpy()[1::2]).all()
    assert len(pairs) == (600 if low > 0.4 else 0)


def belts(n: int = 300) -> tuple[pd.DataFrame, np.ndarray]:
    """A market where what is copied is black belts, and what is not is toasters."""
    y = np.arange(n) % 2
    frame = pd.DataFrame(
        {
            "title": [
                ("black belt" if one else "toaster") + f" {at % 7}" for at, one in enumerate(y)
            ],
            "description": None,
            "price": np.nan,
            "currency": None,
        }
    )
    return frame, y


def score(title: str, price: float, weight: float, registry: Registry = REGISTRY) -> float:
    frame, y = belts()
    model = build(ModelParams(min_words=1, min_characters=1), registry=registry)
    model.fit(frame, y, price_pairs(registry, 400), weight)
    asked = pd.DataFrame(
        {"title": [title], "description": None, "price": price, "currency": ["USD"]}
    )
    return float(model.decision_function(asked)[0])


def test_words_of_what_is_copied_weigh_less_and_a_fair_price_speaks_for_the_seller() -> None:
    fair = [score("Aurelle belt black", 300, weight) for weight in (0.0, 0.1)]
    assert fair[1] < fair[0] - 0.5
    assert score("Aurelle belt black", 15, 0.1) > fair[1] + 1


def test_pairs_bring_no_columns() -> None:
    frame, y = belts()
    models = [build(ModelParams(min_words=1, min_characters=1), registry=REGISTRY) for _ in "ab"]
    models[0].fit(frame, y)
    models[1].fit(frame, y, price_pairs(REGISTRY, 400), 0.1)
    columns = [model.pipeline_["columns"].get_feature_names_out().tolist() for model in models]
    assert columns[0] == columns[1]


def test_pairs_that_weigh_nothing_change_nothing() -> None:
    frame, y = belts()
    models = [build(ModelParams(min_words=1, min_characters=1), registry=REGISTRY) for _ in "ab"]
    models[0].fit(frame, y)
    models[1].fit(frame, y, price_pairs(REGISTRY, 400), 0.0)
    weights = [model.pipeline_["classifier"].coef_ for model in models]
    np.testing.assert_array_equal(*weights)

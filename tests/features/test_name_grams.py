"""Names of brands carry no weight of their own: another brand, the same score."""

from __future__ import annotations

import pandas as pd
import pytest

from counterfeit_nlp.brands.read import from_json
from counterfeit_nlp.brands.registry import Registry
from counterfeit_nlp.features.name_grams import name_grams
from counterfeit_nlp.model.build import ModelParams, build


@pytest.fixture(scope="module")
def registry() -> Registry:
    price = {"low": 1000, "currency": "USD", "year": 2025}
    sold = {"watch": {"nice": [14], "price": price}}
    return from_json(
        {
            "format": 1,
            "types": {"watch": {"nice": [14], "words": {"en": ["watch"], "zh": ["手表"]}}},
            "brands": {
                "aurelle": {
                    "name": "Aurelle",
                    "names": {"zh": ["奥雷尔"]},
                    "models": {"watch": ["Chronelle"]},
                    "products": sold,
                },
                "tidemark": {"name": "Tidemark Bay", "products": sold},
                "horizon": {
                    "name": "Horizon",
                    "names": {"en": [{"text": "Horizon", "word": True}]},
                    "products": sold,
                },
            },
        }
    )


@pytest.fixture(scope="module")
def listings() -> pd.DataFrame:
    titles = ["Aurelle watch", "Aurelle Chronelle steel", "Tidemark Bay watch", "new steel watch"]
    titles += ["a new horizon for you", "new horizon, novel", "Horizon watch", "奥雷尔手表 新款"]
    return pd.DataFrame({"title": titles * 4, "description": None})


def test_names_are_left_out_and_words_stay(registry: Registry, listings: pd.DataFrame) -> None:
    found = {*name_grams(listings, registry)}
    assert {"w:aurelle", "c: aur", "c:relle", "w:tidemark", "w:bay", "h:奥雷尔", "h:雷尔"} <= {
        *found
    }
    # mostly an ordinary word; a model, which is what is sold; a thing
    assert found.isdisjoint({"w:new", "w:horizon", "w:chronelle", "w:watch", "h:手表", "w:steel"})


def test_another_brand_of_the_price_has_the_same_score(
    registry: Registry, listings: pd.DataFrame
) -> None:
    frame = listings.assign(price=50.0, currency="USD")
    # every Aurelle is infringing: what a plain model learns of the name
    y = frame["title"].str.contains("Aurelle").to_numpy(int)
    both = pd.DataFrame({"title": ["Aurelle steel watch", "Tidemark Bay steel watch"]})
    both = both.assign(description=None, price=50.0, currency="USD")

    def difference(left_out: tuple[str, ...]) -> float:
        params = ModelParams(min_words=1, min_characters=1)
        model = build(params, registry=registry, left_out=left_out).fit(frame, y)
        one, other = model.decision_function(both)
        return float(one - other)

    assert difference(()) > 1
    # what is left is the length of the title: a name of two words is longer
    assert abs(difference(name_grams(listings, registry))) < 0.1

"""Neutral listings and swapped brands: what they say, and what they leave as it is."""

from __future__ import annotations

import pandas as pd
import pytest

from counterfeit_nlp.brands.read import from_json, starter
from counterfeit_nlp.hard_cases.neutral import name_in, neutral_listings, usual_price
from counterfeit_nlp.hard_cases.swap import PRICE_CLASS, Partners, swapped

REGISTRY = from_json(
    {
        "format": 1,
        "types": {
            "gizmo": {
                "nice": [9],
                "words": {"en": ["gizmotron", "gizmo"], "zh": ["小机器", "机器"]},
            },
            "hood": {"nice": [25], "words": {"en": ["hood"], "zh": ["帽"]}},
        },
        "brands": {
            "aaro": {
                "name": "Aaro",
                "names": {"en": ["Aaro Co"], "zh": [{"text": "阿", "word": True}, "阿罗"]},
                "products": {"gizmo": {"price": {"low": 100, "high": 400, "currency": "USD",
                                                 "year": 2025}},
                             "hood": {"price": {"low": 10, "high": 20, "currency": "USD",
                                                "year": 2025}}},
            },
            "belu": {
                "name": "Bellucci", "names": {"zh": ["贝卢奇"]},
                "products": {"gizmo": {"price": {"low": 200, "currency": "USD", "year": 2025}}},
            },
            "caro": {  # too dear
                "name": "Caro", "names": {},
                "products": {"gizmo": {"price": {"low": 401, "currency": "USD", "year": 2025}}},
            },
            "dodo": {  # in another currency, nobody knows
                "name": "Dodo", "names": {},
                "products": {"gizmo": {"price": {"low": 100, "currency": "CNY", "year": 2025}}},
            },
            "ezra": {"name": "Ezra", "names": {}, "products": {"gizmo": {}}},
            "fino": {"name": "Fino", "names": {}, "products": {}},
        },
    }
)  # fmt: skip


def mention(brand: str, text: str, title: str, **more: object) -> dict[str, object]:
    start = title.index(text)
    return {"brand": brand, "field": "title", "start": start, "end": start + len(text),
            "text": text, "how": "exact", **more}  # fmt: skip


def listing(title: str, description: str | None = None, price: float = 150.0) -> dict[str, object]:
    return {"listing_id": title, "title": title, "description": description, "price": price,
            "currency": "USD"}  # fmt: skip


def test_one_per_brand_and_language_with_and_without_its_usual_price() -> None:
    found = neutral_listings(REGISTRY)
    told = {
        (row.brand, row.language, row.priced): (row.title, row.price) for row in found.itertuples()
    }
    assert told["aaro", "en", True] == ("Aaro gizmo", 200.0)  # of the dearest product
    assert told["aaro", "zh", True] == ("阿罗机器", 200.0)  # not by a name that is a word
    assert told["aaro", "en", False][0] == "Aaro gizmo"
    assert pd.isna(told["aaro", "en", False][1])
    assert told["caro", "zh", False][0] == "Caro机器"  # no Chinese name
    assert ("ezra", "en", True) not in told  # no price known
    assert "fino" not in set(found["brand"])  # sells nothing known
    assert found["listing_id"].is_unique


def test_the_usual_price_lies_inside_the_range() -> None:
    registry = starter()
    found = neutral_listings(registry)
    assert set(found["brand"]) == set(registry.brands)
    for row in found[found["priced"]].itertuples():
        price = registry.brands[row.brand].products[row.product].price
        assert price is not None
        assert price.low * 0.99 <= row.price == usual_price(price)
        assert price.high is None or row.price <= price.high * 1.01
        assert row.title.startswith(row.name)


def test_partners_sell_the_same_thing_for_about_as_much() -> None:
    partners = Partners(REGISTRY)
    assert partners.of("aaro", "gizmo", "x", 9) == ["belu"]
    assert partners.of("belu", "gizmo", "x", 9) != ["belu"]
    assert "dodo" not in partners.of("aaro", "gizmo", "x", 9)
    assert partners.of("ezra", "gizmo", "x", 9) == []
    assert partners.of("aaro", "hood", "x", 9) == []
    many = Partners(starter())
    bags = many.of("gucci", "handbag", "key", 3)
    assert len(bags) == 3
    assert bags == many.of("gucci", "handbag", "key", 3)
    lows = [starter().brands[slug].products["handbag"].price.low for slug in ("gucci", *bags)]
    assert max(lows[0] / low for low in lows) <= PRICE_CLASS
    assert max(low / lows[0] for low in lows) <= PRICE_CLASS


def test_only_the_name_changes() -> None:
    frame = pd.DataFrame([listing("New AARO gizmo, aaro box", "An Aaro.", 150.0)])
    title = frame["title"][0]
    named = [
        mention("aaro", "AARO", title),
        mention("aaro", "aaro", title),
        mention("aaro", "Aaro", "An Aaro.", field="description"),
    ]
    found = swapped(frame, [named], Partners(REGISTRY), 5)
    (row,) = found.to_dict("records")
    assert row["title"] == "New BELLUCCI gizmo, bellucci box"
    assert row["description"] == "An Bellucci."
    assert (row["price"], row["currency"], row["of"]) == (150.0, "USD", 0)
    assert (row["brand_from"], row["brand_to"]) == ("aaro", "belu")


def test_a_chinese_name_is_swapped_for_a_chinese_name() -> None:
    frame = pd.DataFrame([listing("二手阿罗机器九成新")])
    named = [mention("aaro", "阿罗", "二手阿罗机器九成新", how="alias")]
    found = swapped(frame, [named], Partners(REGISTRY), 5)
    assert found["title"].tolist() == ["二手贝卢奇机器九成新"]


@pytest.mark.parametrize(
    "named",
    [
        [],
        [mention("aaro", "Aaro", "Aaro Belu gizmo"), mention("belu", "Belu", "Aaro Belu gizmo")],
        [mention("aaro", "Aaro", "Aaro Belu gizmo", how="implied")],
        [mention("fino", "Aaro", "Aaro Belu gizmo")],
    ],
    ids=["no brand", "two brands", "a model", "a brand that sells nothing"],
)
def test_what_cannot_be_swapped_is_left_alone(named: list[dict[str, object]]) -> None:
    frame = pd.DataFrame([listing("Aaro Belu gizmo")])
    assert len(swapped(frame, [named], Partners(REGISTRY), 5)) == 0


def test_a_chinese_name_is_preferred_that_is_no_word() -> None:
    assert name_in(REGISTRY.brands["aaro"], "zh") == "阿罗"
    assert name_in(REGISTRY.brands["aaro"], "en") == "Aaro"
    assert name_in(REGISTRY.brands["caro"], "zh") == "Caro"

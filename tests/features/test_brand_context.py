"""How a listing stands to brands, as columns: what is not said or not known weighs nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from counterfeit_nlp.brands.read import from_json
from counterfeit_nlp.brands.registry import Registry
from counterfeit_nlp.features.brand_context import BrandContext
from counterfeit_nlp.features.price import PriceCurve
from counterfeit_nlp.features.price_basis import RATIOS, hats
from counterfeit_nlp.features.relations import RELATIONS
from counterfeit_nlp.text.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def registry() -> Registry:
    watch = {"low": 1000, "currency": "USD", "year": 2025}
    return from_json(
        {
            "format": 1,
            "types": {
                "watch": {"nice": [14], "words": {"en": ["watch"], "zh": ["手表"]}},
                "strap": {"nice": [14], "words": {"en": ["strap"]}, "accessory_to": ["watch"]},
            },
            "brands": {
                "aurelle": {
                    "name": "Aurelle",
                    "names": {"en": ["Aurelle"], "zh": ["奥雷尔"]},
                    "models": {"watch": ["Chronelle"]},
                    "products": {"watch": {"nice": [14], "price": watch}},
                },
                "boss": {
                    "name": "Horizon",
                    "names": {"en": [{"text": "Horizon", "word": True}]},
                    "products": {"watch": {"nice": [14], "price": {**watch, "low": 100}}},
                },
            },
        }
    )


def listings(*rows: tuple[str, str | None, float | None, str | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["title", "description", "price", "currency"])


def read(registry: Registry, *rows: tuple[str, str | None, float | None, str | None]) -> np.ndarray:
    """Relations and uncentred hats."""
    context = BrandContext(registry, vocabulary=Vocabulary.of(brand=["aurelle"]))
    context.center_ = np.zeros(len(RATIOS))
    return context.transform(listings(*rows))


OFFERS, MADE_FOR = (RELATIONS.index(name) for name in ("offers_brand", "made_for_brand"))


@pytest.mark.parametrize(
    ("title", "description"),
    [
        ("Aurelle watch", None),
        ("AURELLE", "a watch"),
        ("fine watch", "of Aurelle"),
        ("Chronelle", None),
        ("奥雷尔手表", None),
        ("\u0410urelle watch", None),
        ("watch for Aurelle", None),
    ],
)
def test_a_claim_is_priced_against_the_brand(
    registry: Registry, title: str, description: str | None
) -> None:
    (found,) = read(registry, (title, description, 250.0, "USD"))
    assert found[OFFERS] == 1
    assert found[len(RELATIONS) :] == pytest.approx(hats(np.array([0.25]), RATIOS)[0])


@pytest.mark.parametrize(
    "title", ["strap for Aurelle watch", "Aurelle strap", "strap compatible with Aurelle"]
)
def test_what_is_made_for_a_brand_claims_nothing(registry: Registry, title: str) -> None:
    (found,) = read(registry, (title, None, 250.0, "USD"))
    assert found[MADE_FOR] == 1
    assert found[OFFERS] == 0
    assert (found[len(RELATIONS) :] == 0).all()


def test_an_ordinary_word_is_a_brand_beside_what_it_sells(registry: Registry) -> None:
    word, brand = read(
        registry, ("new horizon", None, 9.0, "USD"), ("Horizon watch", None, 9.0, "USD")
    )
    assert (word == 0).all()
    assert brand[OFFERS] == 1


@pytest.mark.parametrize(
    ("price", "currency"), [(None, "USD"), (250.0, None), (250.0, "XXX"), (0.0, "USD")]
)
def test_an_unknown_price_is_no_ratio(
    registry: Registry, price: float | None, currency: str | None
) -> None:
    (found,) = read(registry, ("Aurelle watch", None, price, currency))
    assert found[OFFERS] == 1
    assert (found[len(RELATIONS) :] == 0).all()


def test_naming_no_brand_is_a_row_of_zeros(registry: Registry) -> None:
    assert not read(registry, ("red bag", "of leather", 250.0, "USD")).any()
    assert not BrandContext(None).fit_transform(listings(("Aurelle", None, 1.0, "USD"))).any()


def test_a_priced_claim_tells_nothing_on_average(registry: Registry) -> None:
    rows = [("Aurelle watch", None, price, "USD") for price in (20.0, 400.0, 1500.0)]
    rows += [("Aurelle watch", None, None, None), ("red bag", None, 5.0, "USD")]
    context = BrandContext(registry)
    ratios = context.fit_transform(listings(*rows))[:, len(RELATIONS) :]
    assert ratios[:3].mean(axis=0) == pytest.approx(np.zeros(len(RATIOS)))
    assert (ratios[3:] == 0).all()
    assert context.transform(listings(*rows)) == pytest.approx(
        context.fit_transform(listings(*rows))
    )


def test_the_same_value_in_two_currencies_is_the_same_ratio(registry: Registry) -> None:
    from counterfeit_nlp.features.money import rates

    yuan = 250.0 / rates()["CNY"]
    one, other = read(
        registry, ("Aurelle watch", None, 250.0, "USD"), ("奥雷尔手表", None, yuan, "CNY")
    )
    assert one == pytest.approx(other)


@pytest.mark.parametrize(
    "title", ["Aurelle watch wholesale", "Aurelle watches lot", "Aurelle watch and strap bundle",
              "set of 3 Aurelle watch", "Aurelle watch DM for price", "奥雷尔手表 价格面议",
              "奥雷尔手表 批发"],
)  # fmt: skip
def test_what_is_no_price_of_one_thing_is_no_ratio_and_no_price(
    registry: Registry, title: str
) -> None:
    (found,) = read(registry, (title, None, 250.0, "USD"))
    assert found[OFFERS] == 1
    assert (found[len(RELATIONS) :] == 0).all()
    rows = listings(("red bag", None, 40.0, "USD"), (title, None, 250.0, "USD"))
    assert (PriceCurve().fit_transform(rows)[1] == 0).all()


def test_the_price_of_several_is_divided(registry: Registry) -> None:
    titles = ("Aurelle watch lot of 10", "Aurelle watch 10pcs/lot", "奥雷尔手表 10件打包")
    several = [(title, None, 2500.0, "USD") for title in titles]
    one = ("Aurelle watch", None, 250.0, "USD")
    *found, expected = read(registry, *several, one)
    for row in found:
        assert row == pytest.approx(expected)
    *found, expected = PriceCurve().fit(listings(one)).transform(listings(*several, one))
    for row in found:
        assert row == pytest.approx(expected)

"""What a listing claims, and what it is made for."""

from __future__ import annotations

import math

import pytest

from counterfeit_nlp.brands.read import from_json, house_types, starter
from counterfeit_nlp.brands.registry import Registry
from counterfeit_nlp.brands.standing import NOTHING_NAMED, Place, Standing, Standings
from counterfeit_nlp.text.fields import read_fields

RATES = {"USD": 1.0, "EUR": 2.0}
STANDINGS = Standings(starter(), RATES)


def norms_of(text: str) -> list[str]:
    (field,) = read_fields([text])
    return [token.norm for chunk in field.chunks for token in chunk.tokens]


def standing(*fields: str, of: Standings = STANDINGS) -> Standing:
    return of.of([norms_of(text) for text in fields])


def claim(*fields: str) -> tuple[str, str] | None:
    made = standing(*fields).claim
    return made and (made.brand, made.product)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (("Rolex watch",), ("rolex", "watch")),
        (("Datejust 36",), ("rolex", "watch")),
        (("Louis Vuitton wallet",), ("louis-vuitton", "wallet")),
        (("Louis Vuitton handbag with dust bag",), ("louis-vuitton", "handbag")),
        (("Brown leather handbag", "by Gucci, with box"), ("gucci", "handbag")),
        (("Casio watch, not Rolex",), ("casio", "watch")),
        (("Casio and Rolex watch",), ("rolex", "watch")),  # the dearest
        (("Watch strap for Rolex",), None),
        (("Plain watch",), None),
        (("apple pie",), None),
        (("Kelly handbag",), ("hermes", "handbag")),
        (("Omega - Seamaster 300, grey",), ("omega", "watch")),  # the model tells what it is
        (("Air Jordan 12 Wings",), ("air-jordan", "sneakers")),
        (("Kelly green scarf",), None),  # a bag's model, though Hermès sells scarves
        (("Speedy T-shirt",), None),
    ],
)
def test_what_is_claimed(fields: tuple[str, ...], expected: tuple[str, str] | None) -> None:
    assert claim(*fields) == expected


def test_the_floor_is_what_such_a_thing_costs_in_dollars() -> None:
    registry = from_json(
        {
            "format": 1,
            "types": {slug: one.to_json() for slug, one in house_types().items()},
            "prices": {"currency": "EUR", "year": 2026},
            "brands": {
                "aurelle": {
                    "name": "Aurelle",
                    "products": {"watch": {"price": "2400+"}, "belt": {"price": "300+"}},
                },
                "tidemark": {
                    "name": "Tidemark",
                    "models": {"watch": ["Ebb"]},
                    "products": {"watch": {"price": "2400+"}, "belt": {"price": "300+"}},
                },
                "nowhere": {
                    "name": "Nowhere",
                    "products": {"watch": {"price": {"low": 9, "currency": "XAF", "year": 2026}}},
                },
            },
        }
    )
    known = Standings(registry, RATES)
    watch = standing("aurelle watch", of=known).claim
    assert watch is not None
    assert (watch.product, watch.floor) == ("watch", 4800.0)
    other = standing("aurelle", of=known).claim  # nothing said, no models: the cheapest
    assert other is not None
    assert (other.product, other.floor) == ("belt", 600.0)
    typical = standing("tidemark", of=known).claim  # nothing said: what has models
    assert typical is not None
    assert (typical.product, typical.floor) == ("watch", 4800.0)
    # a price in a currency without a rate is none
    assert standing("nowhere watch", of=known) == NOTHING_NAMED


@pytest.mark.parametrize(
    "title", ["Rolex: a hardcover book", "Porsche toy car", "劳力士 画册", "Chanel poster"]
)
def test_a_thing_that_the_brand_does_not_sell_has_no_price_of_the_brand(title: str) -> None:
    made = standing(title).claim
    assert made is not None
    assert made.product == ""
    assert math.isnan(made.floor)


@pytest.mark.parametrize(
    "title",
    ["Used Rolex watch", "Pre-Owned Rolex watch", "二手 劳力士手表", "refurbished Rolex watch"],
)
def test_a_used_thing_costs_less(title: str) -> None:
    new, used = standing("Rolex watch").claim, standing(title).claim
    assert new is not None
    assert used is not None
    assert used.floor == pytest.approx(new.floor / 3)
    # what a description says is used may be anything
    described = standing("Rolex watch", "can be used by anybody").claim
    assert described is not None
    assert described.floor == new.floor


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (("Rolex Datejust", "Comes with original watch box and warranty card"), "watch"),
        (("Rolex Datejust with watch box",), "watch"),
        (("Louis Vuitton Neverfull MM", "Comes with dust bag and box"), "handbag"),
        (("LV Neverfull 含防尘袋",), "handbag"),
        (("iPhone 15 Pro Max", "charger and case included"), "phone"),
        (("Chanel classic flap bag lipstick red",), "handbag"),
        (("Rolex Datejust", "Great for Rolex fans"), "watch"),
    ],
)
def test_what_comes_along_does_not_clear_the_thing(fields: tuple[str, ...], expected: str) -> None:
    made = standing(*fields)
    assert made.claim is not None
    assert made.claim.product == expected
    assert made.made_for is None


@pytest.mark.parametrize(
    ("title", "whole"),
    [
        ("Empty Rolex box", "Rolex Datejust with empty box"),
        ("Gucci dust bag only", "Gucci handbag with dust bag only"),
        ("Chanel paper bag", "Chanel flap bag, paper bag, receipt"),
        ("Chanel receipt", "Chanel wallet, receipt"),
        ("Chanel ribbon", "Chanel ribbon belt"),
        ("劳力士包装盒", "劳力士日志 包装盒齐全"),
        ("香奈儿手提袋 纸袋", "香奈儿口红 送手提袋"),
        ("Rolex Datejust dial", "Rolex Datejust, black dial"),
        ("Omega Seamaster links", "Omega Seamaster automatic movement, ceramic bezel"),
        ("劳力士表盘", "劳力士日志 自动机芯 蓝色表盘"),
        ("欧米茄 表扣", "欧米茄手表 折叠表扣"),
        ("strap only, Omega Seamaster", "Omega Seamaster, no strap"),
    ],
)
def test_boxes_and_parts_are_made_for_the_thing(title: str, whole: str) -> None:
    left, made = standing(title), standing(whole)
    assert left.claim is None
    assert left.made_for is not None
    assert made.claim is not None
    assert made.claim.product
    assert made.made_for is None


@pytest.mark.parametrize(
    ("title", "whole"),
    [
        ("Dior Sauvage sample 2ml", "Dior Sauvage 100ml, free sample"),
        ("迪奥真我香水小样", "迪奥真我香水 送小样"),
        ("Rolex Datejust for parts or repair", "Rolex Datejust"),
        ("iPhone 13 碎屏", "iPhone 13 碎屏险"),
        ("Rolex Datejust poster", "Rolex Datejust, free poster"),
        ("Hermès handbags, paperback", "Hermès handbag and book"),
        ("爱马仕包 画册", "爱马仕包 送画册"),
    ],
)
def test_what_is_no_whole_one_has_no_price_of_the_brand(title: str, whole: str) -> None:
    made, other = standing(title).claim, standing(whole).claim
    assert made is not None
    assert made.product == ""
    assert math.isnan(made.floor)
    assert other is not None
    assert other.floor > 0


def test_a_model_tells_what_the_name_beside_it_offers() -> None:
    # without a word for the thing the name alone would be the dearest, a handbag
    assert claim("香奈儿五号香水") == ("chanel", "perfume")
    assert claim("Gabrielle Bag, Chanel", "No 5") == ("chanel", "handbag")


@pytest.mark.parametrize(
    "title", ["Case for iPhone 15 Pro", "iPhone 15 silicone case", "strap for Rolex Datejust"]
)
def test_the_accessory_itself_is_made_for_the_thing(title: str) -> None:
    made = standing(title)
    assert made.claim is None
    assert made.made_for is not None
    named = norms_of(title)[made.made_for.first : made.made_for.last]
    assert {*named} & {"iphone", "rolex"}


def test_places_are_tokens_of_the_field() -> None:
    made = standing("A watch", "by Rolex").claim
    assert made is not None
    assert made.place == Place(1, 1, 2)
    assert standing("Case for iPhone").made_for == Place(0, 2, 3)


def test_what_says_it_is_none_is_neither_claim_nor_made_for() -> None:
    assert standing("Watch inspired by Rolex") == NOTHING_NAMED
    assert standing("Handbag, not Louis Vuitton") == NOTHING_NAMED


def test_a_listing_may_be_of_one_brand_and_for_another() -> None:
    made = standing("Spigen phone case for Samsung Galaxy")
    assert made.claim is not None
    assert made.claim.brand == "spigen"
    assert made.made_for is not None


def test_no_field_and_no_registry_name_nothing() -> None:
    assert standing() == NOTHING_NAMED
    assert standing("", "") == NOTHING_NAMED
    assert standing("Rolex watch", of=Standings(Registry(), RATES)) == NOTHING_NAMED


def test_a_second_field_without_names_changes_nothing() -> None:
    for title in ("Rolex watch", "Case for iPhone", "Nike running shoes"):
        assert standing(title, "very nice") == standing(title)


@pytest.fixture(scope="module", name="priced")
def _priced() -> Standings:
    """Bags from 1000, of which the Luna costs 9000 and the Nova 400; belts from 300."""
    luna = {"text": "Luna", "price": "9000+"}
    bags = [luna, {"text": "小月亮", "price": "8000+"}, {"text": "Nova", "price": "400+"}, "Sol"]
    registry = from_json(
        {
            "format": 1,
            "types": {slug: one.to_json() for slug, one in house_types().items()},
            "prices": {"currency": "USD", "year": 2026},
            "brands": {
                "aurelle": {
                    "name": "Aurelle",
                    "models": {"handbag": bags},
                    "products": {
                        "handbag": {"price": "1000+"}, "belt": {"price": "300+"},
                        "watch": {"price": "5000+"},
                    },
                },
                "tidemark": {
                    "name": "Tidemark",
                    "models": {"watch": [{"text": "Ebb Tide", "price": "700-900"}]},
                    "products": {"watch": {}},
                },
            },
        }
    )  # fmt: skip
    return Standings(registry, RATES)


@pytest.mark.parametrize(
    ("title", "model", "floor"),
    [
        ("Aurelle Luna handbag", "Luna", 9000),
        ("Luna", "Luna", 9000),
        ("Aurelle Nova", "Nova", 400),  # cheaper than others of its type
        ("Aurelle Nova handbag and belt", "Nova", 400),
        ("Nova and Luna handbag", "Luna", 9000),  # the dearest
        ("Aurelle Sol handbag", "", 1000),
        ("Aurelle handbag", "", 1000),
        ("奥蕾 小月亮 手提包", "小月亮", 8000),
        ("Used Luna handbag", "Luna", 3000),
        ("Aurelle Luna belt", "", 300),  # another thing that the brand sells
        ("Aurelle Luna keychain", "", math.nan),  # and one that it doesn't
        ("Ebb Tide wall clock", "", math.nan),
        ("Ebb Tide bracelet 20mm", "", math.nan),
        ("Ebb Tide 36 on steel bracelet", "Ebb Tide", 700),  # a part that says which
        ("Ebb Tide, blue dial", "Ebb Tide", 700),
        ("Ebb Tide, rubber strap", "Ebb Tide", 700),
        ("Ebb Tide with box", "Ebb Tide", 700),
        ("Ebb Tide 36mm steel case", "Ebb Tide", 700),
        ("Luna in gold, red belt", "", 1000),  # no word for the bag, and one for another thing
        ("Luna bag, red belt", "Luna", 9000),
        ("Luna bag book", "", math.nan),  # tells of bags
        ("Luna poster", "", math.nan),
        ("Tidemark Ebb Tide watch", "Ebb Tide", 700),
        ("Tidemark watch", "", math.nan),  # one model's price is not that of all
    ],
)
def test_a_model_has_its_own_price(priced: Standings, title: str, model: str, floor: float) -> None:
    made = standing(title, of=priced).claim
    assert made is not None
    assert (made.model, made.floor) == (model, pytest.approx(floor, nan_ok=True))
    assert made.used == ("Used" in title)


@pytest.mark.parametrize(
    "title",
    [
        "bag organizer for Luna handbag", "bag strap for Aurelle Luna", "Aurelle Luna rain cover",
        "Luna handle wrap", "Ebb Tide rubber strap 20mm", "Ebb Tide box and papers only",
        "Ebb Tide dial",
    ],
)  # fmt: skip
def test_what_is_made_for_a_model_has_not_its_price(priced: Standings, title: str) -> None:
    assert standing(title, of=priced).claim is None


def test_a_wreck_has_no_models_price(priced: Standings) -> None:
    made = standing("Ebb Tide watch for parts or repair", of=priced).claim
    assert made is not None
    assert (made.model, made.product) == ("", "")
    assert math.isnan(made.floor)


@pytest.mark.parametrize(
    ("title", "whole"),
    [
        ("Apple iPhone 15 Pro case", "Apple iPhone 15 Pro 256GB with case and charger"),
        ("AirPods Pro silicone cover", "AirPods Pro, silicone tips"),
        ("AirPods Pro charging case replacement", "AirPods Pro 2 MagSafe charging case"),
        ("AirPods Pro left earbud only", "AirPods Pro earbuds, charging case"),
        ("Nike Air Force 1 crease protectors", "Nike Air Force 1 sneakers"),
        ("Rolex Submariner box and papers only", "Rolex Submariner with box and papers only"),
    ],
)
def test_what_stands_behind_a_model_may_be_made_for_it(title: str, whole: str) -> None:
    assert standing(title).claim is None
    made = standing(whole).claim
    assert made is not None
    assert made.model


def test_a_wallet_on_chain_is_none_of_the_bags() -> None:
    made = standing("Chanel Classic Flap wallet on chain").claim
    bag = standing("Chanel Classic Flap bag").claim
    assert made is not None
    assert bag is not None
    assert made.floor < bag.floor


def test_many_listings_at_once_have_the_same_prices(priced: Standings) -> None:
    titles = ["Aurelle Luna", "strap", "Nova", "Aurelle belt", "Luna belt", "Ebb Tide Luna"]
    texts = priced.finder.texts([[norms_of(title) for title in titles]])
    found = priced.of_all(texts)
    alone = [standing(title, of=priced).claim for title in titles]
    told = {row: priced.claim(found, at, texts) for at, row in enumerate(found.claiming.tolist())}
    assert [told.get(row) for row in range(len(titles))] == alone

"""The starter registry and the product types that come with the package."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import yaml

from counterfeit_nlp.brands.checks import read_plain
from counterfeit_nlp.brands.read import check, from_json, house_types, starter, starter_path
from counterfeit_nlp.brands.registry import name_key

NAMES = Path(__file__).resolve().parents[2] / "src" / "counterfeit_nlp" / "names" / "names.csv"


def test_it_passes_its_own_check_without_a_warning() -> None:
    assert [str(one) for one in check(starter_path())] == []


def test_the_product_types_pass_the_check() -> None:
    data = yaml.safe_load(starter_path().with_name("product_types.yaml").read_text("utf-8"))
    registry, findings = read_plain(data, house={}, today=date.today())
    assert findings == []
    assert registry.types == house_types()


def test_it_says_that_it_is_starter_data_and_makes_up_no_rights() -> None:
    head = starter_path().read_text("utf-8")[:1_500]
    assert "STARTER DATA: replace it by your own" in head
    assert "no feed of real prices" in head
    for brand in starter().brands.values():
        assert brand.marks == brand.sellers == brand.customs == ()


def test_there_is_enough_of_it() -> None:
    counts = starter().counts()
    assert counts["brands"] >= 420
    assert counts["names_zh"] >= 600
    assert counts["models"] >= 1_000
    assert counts["prices"] >= 1_200
    assert len(house_types()) >= 60


def test_every_product_type_used_exists_and_prices_are_dated() -> None:
    for brand in starter().brands.values():
        assert brand.products, brand.id
        assert brand.models.keys() <= brand.products.keys() <= house_types().keys()
        for kind, product in brand.products.items():
            assert product.nice, (brand.id, kind)
            assert product.price is not None, (brand.id, kind)
            assert product.price.high is not None
            assert 1 < product.price.high / product.price.low <= 500, (brand.id, kind)
            assert (product.price.currency, product.price.year) == ("USD", 2025)


def test_no_name_twice() -> None:
    said = Counter(
        name_key(name.text)
        for brand in starter().brands.values()
        for listed in (*brand.names.values(), *brand.models.values())
        for name in listed
    )
    assert [key for key, times in said.items() if times > 1] == []


def test_no_word_for_two_product_types() -> None:
    said = Counter(
        name_key(word)
        for kind in house_types().values()
        for words in kind.words.values()
        for word in words
    )
    assert [word for word, times in said.items() if times > 1] == []
    assert all({"en", "zh"} == kind.words.keys() for kind in house_types().values())


@pytest.mark.parametrize(
    "name",
    [
        "Apple",
        "Boss",
        "Vans",
        "Coach",
        "Guess",
        "Puma",
        "Omega",
        "Polo",
        "Diesel",
        "Champion",
        "Supreme",
        "苹果",
        "小米",
        "联想",
        "北面",
    ],
)
def test_names_that_are_words_say_so(name: str) -> None:
    (brand,) = starter().called(name)
    flags = {
        one.word
        for listed in brand.names.values()
        for one in listed
        if name_key(one.text) == name_key(name)
    }
    assert flags == {True}


@pytest.mark.parametrize(
    ("written", "brand"),
    [
        ("Datejust", "rolex"), ("劳力士", "rolex"), ("Neverfull", "louis-vuitton"),
        ("Air Force 1", "nike"), ("椰子350", "yeezy"), ("HERMES", "hermes"), ("iPhone", "apple"),
        ("AirPods", "apple"), ("李宁", "li-ning"), ("安踏", "anta"), ("茅台", "moutai"),
        ("五粮液", "wuliangye"), ("华为", "huawei"), ("格力空调", "gree"),
        ("回力", "warrior-shoes"), ("始祖鸟", "arcteryx"), ("Mach3", "gillette"),
        ("BL1850B", "makita"),
        ("伟哥", "viagra"), ("ロレックス", "rolex"), ("Barbie", "mattel"),
    ],
)  # fmt: skip
def test_what_people_write(written: str, brand: str) -> None:
    assert [one.id for one in starter().called(written)] == [brand]


def test_every_brand_of_the_short_list_is_there() -> None:
    with NAMES.open(encoding="utf-8", newline="") as file:
        wanted = {row["brand"] for row in csv.DictReader(file)}
    assert {name for name in wanted if len(starter().called(name)) != 1} == set()


def test_it_travels_as_json() -> None:
    assert from_json(starter().to_json()).content_hash == starter().content_hash


def test_accessories_are_told_from_what_they_are_for() -> None:
    types = house_types()
    assert "phone" in types["phone-case"].accessory_to
    assert "watch" in types["watch-strap"].accessory_to
    assert types["watch"].accessory_to == ()


def test_models_that_cost_otherwise_say_so() -> None:
    """Floors, on the low side: a price that is too high flags honest sellers."""
    priced = [
        (brand.products[kind].price, name.price)
        for brand in starter().brands.values()
        for kind, listed in brand.models.items()
        for name in listed
        if name.price is not None
    ]
    assert len(priced) >= 250
    assert all(own.high is None and (own.currency, own.year) == ("USD", 2025) for _, own in priced)
    for usual, own in priced:
        assert usual is not None
        assert usual.low / 10 <= own.low != usual.low


@pytest.mark.parametrize(
    ("model", "at_least"),
    [("Birkin", 5000), ("铂金包", 5000), ("迪通拿", 9000), ("Love Bracelet", 2500), ("AJ4", 110)],
)
def test_what_is_far_dearer_than_its_type(model: str, at_least: float) -> None:
    (brand,) = starter().called(model)
    (price,) = (one.price for some in brand.models.values() for one in some if one.text == model)
    assert price is not None
    assert price.low >= at_least

"""How many things a price is for: what is said plainly, and what only looks like it."""

from __future__ import annotations

import math

import pytest

from counterfeit_nlp.features.lots import ONE, TELLS_PRICE, pieces_of, tells
from counterfeit_nlp.text.fields import read_fields


def norms(text: str) -> list[str]:
    (field,) = read_fields([text])
    return field.norms()


def pieces(title: str, description: str = "") -> float:
    return pieces_of(norms(title), norms(description))


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("Lot of 10 Aurelle watches", 10),
        ("Aurelle watches 10pcs/lot", 10),
        ("5 pairs / lot Aurelle sneakers", 5),
        ("Wholesale 50 pairs Aurelle shoes", 50),
        ("Aurelle shoes 50 pairs wholesale", 50),
        ("Aurelle earbuds (x3)", 3),
        ("Aurelle earbuds x3 pcs", 3),
        ("Aurelle watch qty: 4", 4),
        ("奥雷尔手表 10件打包", 10),
        ("奥雷尔手表 共10件", 10),
        ("奥雷尔手表 一批10件", 10),
    ],
)
def test_a_number_that_is_said_plainly(title: str, number: int) -> None:
    assert pieces(title) == number


@pytest.mark.parametrize(
    "title",
    [
        "Job lot Aurelle watches", "Aurelle watches lot", "Wholesale Aurelle watches",
        "Aurelle watches in bulk",
        "Aurelle watch and wallet bundle", "Set of 4 Aurelle cups",
        "5 pcs Aurelle watches", "Aurelle buds x3",
        "奥雷尔手表 批发", "奥雷尔 10件", "奥雷尔 整箱",
        "Aurelle watch, price on request", "Aurelle watch DM for price",
        "Aurelle watch - contact me for the price", "奥雷尔手表 价格面议", "奥雷尔手表 私聊",
    ],
)  # fmt: skip
def test_what_is_no_price_of_one_thing(title: str) -> None:
    assert math.isnan(pieces(title))


@pytest.mark.parametrize(
    "title",
    [
        "Aurelle watch", "", "3 piece suit", "Aurelle 3-piece suit", "2 pcs pajama set",
        "2 pcs Aurelle silk pajama", "10 pcs makeup brush set", "1 pack Aurelle socks",
        "Pack of 3 Aurelle socks", "Aurelle socks 3-pack", "袜子 6双装", "key for BMW (X64)",
        "5 x 7 frame",
        "Aurelle parking lot sign", "Marks-A-Lot marker", "Lots of colours Aurelle watch",
        "8 x 10 frame", "Windows 10 Pro x64", "camera with 5x optical zoom", "24x DVD writer",
        "Aurelle x Tidemark", "Size XXL 3X", "iPhone X 64GB", "bulk packaging",
        "Aurelle watch at wholesale price", "lot of 10 watches, 5 USD each",
        "10 pcs, 100 USD per piece", "contact us for price list",
        "睡衣 两件套", "奥雷尔 2件8折", "买2件送1件", "第2件半价", "10件起批", "一件代发 批发",
        "批发价 奥雷尔", "运费面议", "女装 套装",
    ],
)  # fmt: skip
def test_what_costs_what_it_says(title: str) -> None:
    assert pieces(title) == ONE


def test_descriptions_speak_of_other_offers() -> None:
    for told in ("wholesale welcome, lots of 10 pcs in stock", "支持批发 10件起", "运费面议 私聊"):
        assert pieces("Aurelle watch", told) == ONE
    for asked in ("price on request", "please DM for price", "价格私聊"):
        assert math.isnan(pieces("Aurelle watch", asked))


def test_what_is_looked_for_is_in_some_chunk() -> None:
    """Chunks are asked one by one which listings are read: none may be missed."""
    for text in (
        "a 10 pcs / lot b",
        "bag set of 3",
        "奥雷尔手表 10件打包",
        "bag, DM for price",
        "鞋 价格面议",
    ):
        (field,) = read_fields([text])
        chunks = [[token.norm for token in chunk.tokens] for chunk in field.chunks]
        assert any(map(tells, chunks))
    assert not tells(norms("Aurelle watch for men, new in box, 38 mm"))
    assert tells(norms("wholesale")) & TELLS_PRICE == 0

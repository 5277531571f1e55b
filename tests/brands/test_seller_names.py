"""Brands as sellers of copies write them: houses, masks, nicknames and models; and their twins."""

from __future__ import annotations

import pytest

from counterfeit_nlp.brands.read import starter
from counterfeit_nlp.brands.standing import Standings
from counterfeit_nlp.names.read import cue_words, names
from counterfeit_nlp.text.fields import read_fields
from counterfeit_nlp.text.vocabulary import Vocabulary

KNOWN = Vocabulary({}, {**names(), **cue_words()})
STANDINGS = Standings(starter(), {"USD": 1.0})


def claimed(text: str) -> str | None:
    (field,) = read_fields([text], KNOWN)
    claim = STANDINGS.of([[token.norm for chunk in field.chunks for token in chunk.tokens]]).claim
    return claim and claim.brand


def is_disguised(text: str) -> bool:
    (field,) = read_fields([text], KNOWN)
    return any(chunk.disguises for chunk in field.chunks)


@pytest.mark.parametrize(
    ("text", "brand"),
    [
        ("迪* 新款 牛皮 单肩包", "dior"),
        ("2024新款古～女士链条包", "gucci"),
        ("新款香家链条包", "chanel"),
        ("G家 新款 单肩包", "gucci"),
        ("H家丝巾", "hermes"),
        ("L家男士板鞋36-45", "louis-vuitton"),
        ("卡家手镯", "cartier"),
        ("欧～ 男士手表", "omega"),
        ("新款巴～女士链条包", "balenciaga"),
        ("古琦 单肩包", "gucci"),
        ("Adadis 运动鞋", "adidas"),
        ("NK男士运动鞋", "nike"),
        ("V登 女包", "louis-vuitton"),
        ("萝卜丁 高跟鞋", "christian-louboutin"),
    ],
)
def test_a_hidden_name_is_found_beside_what_the_brand_sells(text: str, brand: str) -> None:
    assert claimed(text) == brand


@pytest.mark.parametrize(
    ("text", "disguised"),
    [
        ("G* 新款 单肩包", True),  # Gucci, Givenchy, Goyard
        ("蔻* 新款 单肩包", True),  # Chloé, Coach
        ("G家 电饭煲", True),  # no thing of Gucci's
        ("欧～ 面霜", True),  # Omega makes none
        ("A* 单肩包", False),
        ("卡家 电饭煲", False),
        ("北欧家用手表架", False),
        ("type-C*手表充电线", False),
        ("真香～女士链条包", False),
    ],
)
def test_what_might_be_anybodys_is_nobodys(text: str, disguised: bool) -> None:
    assert claimed(text) is None
    assert is_disguised(text) is disguised


@pytest.mark.parametrize(
    ("text", "brand"),
    [
        ("Portuguese Chronograph automatic mens watch", "iwc"),
        ("Overseas automatic watch 41mm", "vacheron-constantin"),
        ("Royal Oak 41mm", "audemars-piguet"),
        ("Big Bang 44mm watch", "hublot"),
        ("Luminor Marina 44mm", "panerai"),
        ("Navitimer 01", "breitling"),
        ("Planet-Ocean 600m", "omega"),
        ("Tank quartz watch ladies", "cartier"),
        ("Santos watch", "cartier"),
        ("Aquanaut watch", "patek-philippe"),
        ("潜航者型 自动机械", "rolex"),
        ("葡萄牙 自动机械 男表", "iwc"),
        ("AJ4 Retro", "air-jordan"),
        ("Jordan 4 Retro Bred", "air-jordan"),
        ("AJ 11 篮球鞋", "air-jordan"),
        ("Dunk SB", "nike"),
        ("Yeezy 700 V3", "yeezy"),
        ("NB2002R", "new-balance"),
        ("Triple-S sneaker", "balenciaga"),
        ("Marmont shoulder bag", "gucci"),
        ("Speedy shoulder bag", "louis-vuitton"),
        ("Alma handbag", "louis-vuitton"),
        ("CF Flap", "chanel"),
        ("Kelly handbag", "hermes"),
        ("Constance bag", "hermes"),
        ("Baguette bag", "fendi"),
        ("Padded Cassette", "bottega-veneta"),
        ("Puzzle Edge", "loewe"),
        ("Nano Luggage bag", "celine"),
        ("Triomphe bag", "celine"),
        ("凯旋门 单肩包", "celine"),
        ("Juste un Clou", "cartier"),
        ("LOVE手镯", "cartier"),
        ("梵克 手链", "van-cleef-arpels"),
        ("Baccarat Rouge 540", "maison-francis-kurkdjian"),
    ],
)
def test_a_model_names_its_brand(text: str, brand: str) -> None:
    assert claimed(text) == brand


@pytest.mark.parametrize(
    "text",
    [
        "Fish tank filter",
        "Santos coffee beans",
        "Overseas shipping phone case",
        "Portuguese dictionary",
        "French baguette bread",
        "Cassette player",
        "1000 piece puzzle",
        "Kelly green T-shirt",
        "Speedy bread knife",
        "大爆炸 科普书",
        "葡萄牙 国旗",
        "路易斯安那 地图",
    ],
)
def test_an_ordinary_word_is_none(text: str) -> None:
    assert claimed(text) not in {"cartier", "iwc", "vacheron-constantin", "fendi", "bottega-veneta",
                                 "loewe", "louis-vuitton", "hublot"}  # fmt: skip


def test_a_fragment_that_others_use_too_names_nobody() -> None:
    for fragment in ("Wan", "tore", "达斯", "lady", "Nano", "stock", "master", "大王", "加拿大"):
        assert claimed(f"{fragment} 新款 牛皮 单肩包") is None

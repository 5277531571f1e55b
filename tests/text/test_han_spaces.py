"""White space inside a Chinese term that is glued to more Chinese, and between phrases."""

from __future__ import annotations

import pytest

from counterfeit_nlp.text.normalise import normalise
from counterfeit_nlp.text.vocabulary import Vocabulary

KNOWN = Vocabulary.of(
    brand=[
        "古驰", "路易威登", "爱马仕", "香奈儿", "劳力士", "加拿大鹅", "巴黎世家", "乐高", "天梭",
        "积家", "娇兰", "卡西欧",
    ],
    cue=["高仿", "复刻", "原版复刻", "跟单", "原单", "正品", "微信", "加微", "莆田鞋"],
)  # fmt: skip
CASES = [
    ("高 仿手表", "高仿手表"),
    ("高 仿包", "高仿包"),
    ("高\u3000仿女包", "高仿女包"),
    ("男鞋高 仿", "男鞋高仿"),
    ("复 刻手表", "复刻手表"),
    ("古 驰包包", "古驰包包"),
    ("路易 威登", "路易威登"),
    ("路 易 威登包", "路易威登包"),
    ("正品路易 威登包", "正品路易威登包"),
    ("新款 路易 威登 女包", "新款 路易威登 女包"),
    ("爱 马仕皮带", "爱马仕皮带"),
    ("香奈 儿包", "香奈儿包"),
    ("卡西 欧手表", "卡西欧手表"),
]
TWINS = [
    "新 款", "男 士", "高 仿真皮", "高 仿皮草", "身高 仿品", "音乐 高清", "可乐 高腰裤",
    "真皮 粗跟 单鞋女", "高跟 单鞋", "原 单肩包", "加拿大 鹅绒被", "巴黎 世家", "原版 复刻",
    "莆田 鞋", "面积 家用", "夏天 梭织", "百合 娇 兰花", "加 微信", "正 品牌",
    "新款 手表 真皮 女包",     "高级 仿古家具", "高 低", "高跟 单 鞋 真皮",
]  # fmt: skip


@pytest.mark.parametrize(("written", "read"), CASES)
def test_a_gap_inside_a_term_is_taken_out(written: str, read: str) -> None:
    found = normalise(written, KNOWN)
    assert found.text == read
    assert [one.kind for one in found.disguises] == ["separated_letters"]


@pytest.mark.parametrize("text", TWINS)
def test_phrases_stay_apart(text: str) -> None:
    found = normalise(text, KNOWN)
    assert found.text == text
    assert found.disguises == ()


def test_a_joined_term_knows_where_it_stood() -> None:
    text = "新款 高 仿手表"
    found = normalise(text, KNOWN)
    at = found.text.index("高仿")
    assert text[slice(*found.span(at, at + 2))] == "高 仿"
    assert text[slice(*found.disguises[0][1:])] == "高 仿"

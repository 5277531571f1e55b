"""What titles say of the thing: used, its box alone, a sample, a wreck; and what only sounds so."""

from __future__ import annotations

import numpy as np
import pytest

from counterfeit_nlp.brands.condition import (
    LEFT_OVER,
    TRIAL,
    USED,
    condition_of,
    conditions,
    may_tell,
)
from counterfeit_nlp.brands.find import Finder
from counterfeit_nlp.brands.registry import Registry
from counterfeit_nlp.brands.roles import TELLS
from counterfeit_nlp.text.fields import read_fields

SAID = {
    USED: [
        "Second hand Omega watch", "second-hand Omega", "2nd hand bag", "pre owned Omega",
        "Pre-owned Omega", "preloved bag", "pre-loved bag", "gently used bag", "worn once, size 40",
        "Boots, barely worn", "used for 2 months", "camera in good condition", "estate sale find",
        "bag as new", "shoes like new", "some scratches", "vintage 1980s coat",
        "one previous owner", "Used Omega watch", "Omega watch used", "Omega (used) 36mm",
        "authentic used Omega", "Omega used watch 36mm", "bag used twice", "lightly used boots",
        "near mint camera", "sneakers like new, size 9", "bag worn in good condition",
        "New Balance 550 like new", "worn two times", "boots worn on two occasions",
        "Gucci used women",
        "二手手表", "闲置包包", "九成新 手表", "9成新 外套", "95新 手机", "九五新 手袋",
        "9.5成新 相机",
        "自用转让 香水", "穿过两次 皮鞋", "戴了一年 手表", "官翻 手机", "中古包", "回血价 出手机",
    ],
    LEFT_OVER: [
        "Empty Omega box", "empty Chanel No 5 perfume bottle", "Omega watch box only",
        "Gucci dust bag only", "just the box, Omega", "Omega box, no watch",
        "box, watch not included",
        "Omega box and papers only", "Gucci box & receipt only", "box, card and papers only, Omega",
        "left earbud only", "AirPods charging case replacement", "replacement charging case",
        "strap only, Omega", "欧米茄空盒", "茅台空瓶", "欧米茄盒子 不含手表", "仅表盒 欧米茄",
        "单卖? 只有包装盒",
    ],
    TRIAL: [
        "Chanel perfume sample 2ml", "Dior tester EDP 100 ml", "5ml decant, eau de parfum",
        "Chanel face cream sample", "perfume sample in a bag", "Omega watch for parts",
        "Omega for parts or repair", "camera, not working", "broken watch",
        "phone with cracked screen", "香水小样 2ml", "香水分装 10ml", "乳液试用装", "坏的手表",
        "相机 有故障", "手机 碎屏", "笔记本 不开机",
    ],
}  # fmt: skip
NOT_SAID = {
    USED: [
        "shoes like new balance 550", "sneakers same as new balance 990v6", "cap like new era",
        "new balance 550 as new arrivals", "bag worn crossbody or shoulder",
        "ring worn on thumb", "scarf worn two ways",
        "nike dunk near mint green", "replica omega used 904l steel", "omega used same movement",
        "clone, we used swiss parts", "never used Omega watch", "not second hand",
        "watch with red second hand",
        "small second hand at six", "can be used with any phone", "used by pilots",
        "never worn boots",
        "worn look jeans", "looks like new", "vintage style", "brand new condition", "non used",
        "非二手 全新手表", "不是二手", "拒绝二手", "除二手烟 净化器", "送礼自用 两相宜",
        "2023新款 手表",
        "95新款 球鞋", "适用过滤器", "通用过滤网", "未使用过", "皮具翻新膏", "中古风 沙发",
        "没穿过 皮鞋",
    ],
    LEFT_OVER: [
        "Omega with empty box", "Gucci bag with dust bag only", "Omega, box and papers",
        "Omega no watch winder needed with box", "strap, no phone required",
        "Omega with box and papers only", "wireless earbuds, charging case", "Omega, no box",
        "watch only, no box", "not empty box", "no watch strap",
        "手表 送空盒", "不含税", "空气净化器", "没有手表带",
    ],
    TRIAL: [
        "lv neverfull cream leather bag samples available", "chanel cream bag sample",
        "burberry cream trench coat sample size", "Gucci dress sample, lipstick red",
        "foundation, sample size", "perfume 100 ml, free sample", "perfume with samples",
        "sample sale coat", "cable tester",
        "broken in boots", "parts for Omega", "正装香水 送小样", "乳液 赠2ml小样", "分装瓶 香水",
        "摔不坏 手机壳", "不易坏的锅", "低故障率", "坏了包赔",
    ],
}  # fmt: skip


def norms_of(text: str) -> list[str]:
    (field,) = read_fields([text])
    return field.norms()


@pytest.mark.parametrize(
    ("bit", "title"), [(bit, title) for bit, titles in SAID.items() for title in titles]
)
def test_what_is_said(bit: int, title: str) -> None:
    norms = norms_of(title)
    assert condition_of(norms) & bit
    assert any(map(may_tell, norms))  # or nobody asks


@pytest.mark.parametrize(
    ("bit", "title"), [(bit, title) for bit, titles in NOT_SAID.items() for title in titles]
)
def test_what_only_sounds_so(bit: int, title: str) -> None:
    assert not condition_of(norms_of(title)) & bit


def test_only_titles_are_asked_and_a_batch_says_what_each_title_says() -> None:
    titles = [title for some in (SAID, NOT_SAID) for titles in some.values() for title in titles]
    norms = [norms_of(title) for title in titles]
    texts = Finder(Registry()).texts([norms, [["used", "for", "parts"]] * len(norms)])
    everything = np.arange(len(norms))
    said = [condition_of(one) for one in norms]
    assert conditions(texts, TELLS, everything).tolist() == said
    assert conditions(texts, TELLS, everything[:3]).tolist() == said[:3] + [0] * (len(said) - 3)
    assert conditions(Finder(Registry()).texts([]), TELLS, everything[:0]).tolist() == []


def test_hostile_text_is_read_in_linear_time() -> None:
    for word in ("empty", "used", "second", "送", "穿", "box"):
        condition_of([word] * 20_000)
        condition_of([word, "a"] * 20_000)

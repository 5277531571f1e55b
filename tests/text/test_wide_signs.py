"""The full-width colon: where it joins it is a colon, elsewhere it ends a clause."""

from __future__ import annotations

import pytest

from counterfeit_nlp.text.fields import read_fields
from counterfeit_nlp.text.normalise import normalise
from counterfeit_nlp.text.wide_signs import narrow_colons


@pytest.mark.parametrize(
    ("wide", "plain"),
    [
        ("1：1复刻手表", "1:1复刻手表"),
        ("１：１复刻", "１:１复刻"),
        ("比例1：18模型", "比例1:18模型"),
        ("微信：abc123", "微信:abc123"),
        ("微信号：abc123", "微信号:abc123"),
        ("加V：shop_88包邮", "加V:shop_88包邮"),
        ("ＱＱ QQ：12345678", "ＱＱ QQ:12345678"),
        ("WhatsApp：+8613800138000", "WhatsApp:+8613800138000"),
    ],
)
def test_inside_a_thing_it_is_read_as_in_ascii(wide: str, plain: str) -> None:
    assert narrow_colons(wide) == plain
    one, other = read_fields([wide, plain])
    assert [chunk.tokens for chunk in one.chunks] == [chunk.tokens for chunk in other.chunks]
    assert [chunk.signals for chunk in one.chunks] == [chunk.signals for chunk in other.chunks]
    found = normalise(wide)
    assert found.text == normalise(plain).text
    assert found.disguises == ()  # it is how Chinese is typed
    assert found.starts == tuple(range(len(wide)))


@pytest.mark.parametrize(
    "text",
    [
        "品牌：Nike",
        "Nike：跑鞋",
        "货号：12345",
        "型号A：黑",
        "微信：请看简介",
        "尺码：S；M",
        "1：",
        "：",
    ],
)
def test_elsewhere_it_ends_a_chunk(text: str) -> None:
    assert narrow_colons(text) == text


@pytest.mark.parametrize("unit", ["1：", "微信：", "：", "1：1", "v信："])
def test_long_texts_keep_their_length(unit: str) -> None:
    text = (unit * 65_536)[:65_536]
    assert len(narrow_colons(text)) == len(text)

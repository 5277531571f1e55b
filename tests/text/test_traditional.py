"""Traditional characters become simplified ones; Japanese and simplified text stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_nlp.text.traditional import is_japanese, simplify

TEXTS = st.text(
    st.one_of(
        st.characters(min_codepoint=0x3040, max_codepoint=0x30FF),
        st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF),
        st.sampled_from("馳龍錶衞為爲乾aあア \U00020000"),
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("古馳 高倣 複刻", "古驰 高仿 复刻"),
        ("愛馬仕 GUCCI錶帶", "爱马仕 GUCCI表带"),
        ("衞生 粧容", "卫生 妆容"),  # as written in Hong Kong
        ("為爲裏裡後於", "为为里里后于"),
        ("優の品", "优の品"),  # の is a fashion on Chinese packages
        ("香奈兒・迪奧", "香奈儿・迪奥"),
    ],
)
def test_traditional_becomes_simplified(written: str, read: str) -> None:
    assert simplify(written) == read


@pytest.mark.parametrize(
    "text",
    [
        "時計ケース",
        "腕時計 メンズ",
        "ﾌﾞﾗﾝﾄﾞ時計",
        "古驰手表 高仿",
        "乾隆 哪吒 蒜薹",  # written so in simplified text too
        "Gucci 1:1",
        "мужские часы",
        "",
    ],
)
def test_what_stays(text: str) -> None:
    assert simplify(text) == text


def test_one_kana_does_not_switch_it_off() -> None:
    assert not is_japanese("古馳錶帶愛馬仕錶帶香奈兒錶帶ア")
    assert simplify("古馳錶帶愛馬仕錶帶香奈兒錶帶ア").startswith("古驰表带")


@given(TEXTS)
def test_length_is_kept_and_twice_is_once(text: str) -> None:
    once = simplify(text)
    assert len(once) == len(text)
    assert simplify(once) == once


@given(TEXTS)
def test_a_character_does_not_depend_on_its_neighbours(text: str) -> None:
    if not is_japanese(text):
        assert simplify(text) == "".join(
            character if is_japanese(character) else simplify(character) for character in text
        )


def test_every_han_character_twice_is_once() -> None:
    everything = "".join(map(chr, range(0x3400, 0xA000)))
    once = simplify(everything)
    assert len(once) == len(everything)
    assert once != everything
    assert simplify(once) == once

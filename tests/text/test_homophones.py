"""Names and cues spelt by sound, with the words that only sound like them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_nlp.text.disguise import DISGUISES, Rewrite
from counterfeit_nlp.text.homophones import fuzzy_sound, resolve_homophones, sounds
from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN, Vocabulary

BRANDS = [
    "古驰", "迪奥", "耐克", "普拉达", "香奈儿", "爱马仕", "阿迪达斯", "路易威登", "希思黎",
    "劳力士", "李宁", "gucci",
]  # fmt: skip
KNOWN = Vocabulary.of(["弛古"], brand=BRANDS, cue=["高仿", "复刻", "原单", "尾单", "微信"])


def read(text: str, vocabulary: Vocabulary = KNOWN) -> str:
    """The text with its homophones undone."""
    for rewrite in reversed(resolve_homophones(text, vocabulary)):
        text = text[: rewrite.start] + rewrite.text + text[rewrite.end :]
    return text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("古池", "古驰"),
        ("新款古弛包", "新款古驰包"),
        ("迪澳", "迪奥"),
        ("香乃儿", "香奈儿"),
        ("香奈尔", "香奈儿"),  # in the dictionary, as the name's other spelling
        ("芦易威登", "路易威登"),
        ("希世黎", "希思黎"),  # s for sh
        ("劳利士", "劳力士"),
        ("高访", "高仿"),
        ("源单", "原单"),
        ("aidi达斯", "阿迪达斯"),
        ("阿迪da斯", "阿迪达斯"),
        ("adi达si", "阿迪达斯"),
        ("耐ke", "耐克"),
        ("gu驰", "古驰"),
        ("pula达", "普拉达"),
        ("香奈er手表", "香奈儿手表"),
        ("gaofang", "高仿"),
        ("xiangnaier包", "香奈儿包"),
        ("古池,迪澳/古驰", "古驰,迪奥/古驰"),
    ],
)
def test_homophones_are_undone(written: str, meant: str) -> None:
    assert read(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "古驰", "阿迪达斯", "普拉达高仿",  # the terms themselves
        "妇科", "元旦", "故事", "鼓吃", "威信",  # words of the dictionary
        "复古池塘",  # two words, of which the halves make the sound
        "原石",  # 石 has the reading dan too
        "微单相机", "高防服务器",  # words younger than the dictionary
        "9元单件",
        "弛古",  # a word of the vocabulary
        "路易威",  # 路 may be read luo, 罗意威 is no term here
        "pulab达", "diesel", "lining", "fuke", "naike", "gaofangs", "耐k",
        "x奥", "耐 克", "gao 仿真", "", "a", "包",
    ],
)  # fmt: skip
def test_innocent_twins_stay(text: str) -> None:
    assert resolve_homophones(text, KNOWN) == []


def test_latin_is_taken_by_the_stretch() -> None:
    assert resolve_homophones("xpula达", KNOWN) == []
    assert resolve_homophones("pula达", KNOWN) == [Rewrite(0, 5, "普拉达", "homophones")]


def test_without_terms_nothing_is_found() -> None:
    assert resolve_homophones("古池", NOTHING_KNOWN) == []
    assert resolve_homophones("古池", Vocabulary.of(["古驰"])) == []


def test_a_known_word_is_never_rewritten() -> None:
    assert resolve_homophones("古池", Vocabulary.of(["古池"], brand=["古驰"])) == []


def test_a_term_with_an_unusual_reading() -> None:
    known = Vocabulary.of(brand=["长乐行"])  # chang le hang, as a term of its own
    assert resolve_homophones("长乐行", known) == []
    assert resolve_homophones("常乐行", known) == [Rewrite(0, 3, "长乐行", "homophones")]


def test_an_everyday_word_sounds_like_too_much() -> None:
    assert resolve_homophones("浩奇", Vocabulary.of(brand=["好奇"])) == []
    assert resolve_homophones("迪澳", Vocabulary.of(brand=["迪奥"])) != []


def test_sounds_are_toneless_and_fuzzy_ones_meet() -> None:
    assert sounds("驰") == {"chi"}
    assert "lv" in sounds("绿")
    assert sounds("x") == frozenset()
    assert fuzzy_sound("zhang") == fuzzy_sound("zan") == "zan"
    assert fuzzy_sound("hua") == fuzzy_sound("fua")
    assert fuzzy_sound("gu") != fuzzy_sound("ku")


@given(st.text(st.sampled_from("古池驰弛阿迪达打大斯思da si香乃奈尔儿复塘x1,"), max_size=30))
def test_rewrites_are_disjoint_ordered_and_settled(text: str) -> None:
    rewrites = resolve_homophones(text, KNOWN)
    at = 0
    for rewrite in rewrites:
        assert at <= rewrite.start < rewrite.end <= len(text)
        assert rewrite.text in KNOWN.terms
        assert rewrite.text != text[rewrite.start : rewrite.end]
        assert rewrite.kind in DISGUISES
        at = rewrite.end
    assert resolve_homophones(read(text), KNOWN) == []


@pytest.mark.parametrize("piece", ["古池", "阿迪打斯", "路易威", "a古", "阿阿阿di", "adi达斯"])
def test_time_is_linear(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        best = 9.0
        for _ in range(3):
            begin = time.process_time()
            resolve_homophones(text, KNOWN)
            best = min(best, time.process_time() - begin)
        return best

    short, long = seconds(16_384), seconds(65_536)
    assert long < 1.0  # 0.05-0.2 s by itself; the machine may be busy
    assert long < 10 * short + 0.05

"""Which words of a text weigh nothing because they take a claim back: these, and never more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_nlp.cues.fields import field_cues
from counterfeit_nlp.cues.lexicon import Lexicon, own_lexicon
from counterfeit_nlp.cues.senses import TAKES_BACK
from counterfeit_nlp.cues.silence import blank, silenced
from counterfeit_nlp.text.fields import read_fields


def heard(text: str) -> str:
    """What is left of a text, blanks made one."""
    (field,) = read_fields([text])
    return " ".join(silenced(field, own_lexicon()).split())


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Genuine leather wallet, not a replica", "Genuine leather wallet,"),
        ("1:18 scale Ferrari F40 replica car", "Ferrari F40 car"),  # what stands in a gap stays
        ("beware of Chinese fakes", "Chinese"),
        ("museum replica vase", "vase"),
        ("no fakes or replicas!", "!"),
        ("这款不是复刻手表", "这款 手表"),
        ("不是高仿,假一赔十", ",假一赔十"),  # a promise takes nothing back
        ("正品非高仿支持鉴定", "正品 支持鉴定"),
        ("1:18合金车模仿真模型", "模型"),
        ("<b>not</b> a <i>repl</i>ica watch", "watch"),
        ("not a r\u0435plica watch", "watch"),
        # an abuser's claim is heard
        ("no replica, super clone", ", super clone"),
        ("not a replica but a 1:1 clone", "but a 1:1 clone"),
        ("not a cheap fake, 1:1 AAA quality", "not a cheap fake, 1:1 AAA quality"),
        ("don't call it replica", "don't call it replica"),
        ("no fakes/superclone", "/superclone"),  # also where it hides behind a sign
        ("no fakes/AAA", "/AAA"),
        ("not fake-superclone", "-superclone"),
        ("不是高仿是1:1复刻手表", "是1:1复刻手表"),
        ("不是高仿，A货手表", "，A货手表"),
        ("博物馆复制品 高仿手表", "高仿手表"),
        ("不是普通高仿", "不是普通高仿"),
        ("Rolex replica watch", "Rolex replica watch"),
        ("", ""),
    ],
)
def test_only_the_cues_own_words_are_silent(text: str, left: str) -> None:
    assert heard(text) == left


def test_chinese_is_silent_by_characters_wherever_words_are_cut() -> None:
    # jieba may put a character of the cue into a word with its neighbour
    for behind in ("质量好", "品质优", "货到付款", "真皮", "手表", "的"):
        assert heard(f"包包不是高仿{behind}").startswith("包包 ")
        assert behind[-1] in heard(f"包包不是高仿{behind}")


WORDS = [
    "no", "not", "a", "replica", "fakes", "/superclone", "1:18", "scale", "AAA", "museum", "watch",
    "不是", "高仿", "手表", "r\u0435plica", "<b>", "&amp;", "，", "beware", "of", "-", "1:1",
    "仿真", "玩具",
]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=12), st.sampled_from(["", " ", "  "]))
def test_blanks_stand_in_such_cues_only_and_places_stay(words: list[str], gap: str) -> None:
    (field,) = read_fields([gap.join(words)])
    lexicon = own_lexicon()
    text = field.prepared.text
    left = silenced(field, lexicon)
    tokens, cues = field_cues(field, lexicon)
    assert len(left) == len(text)
    allowed: set[int] = set()
    for cue in cues:
        stretch = range(tokens[cue.first].start, tokens[cue.last - 1].end)
        if cue.sense in TAKES_BACK:
            allowed |= set(stretch)
            assert all(start in stretch and end - 1 in stretch for start, end in cue.own)
        else:
            assert cue.own == ()
            assert all(left[at] == text[at] for at in stretch)
    assert all(
        left[at] == text[at] or (left[at] == " " and at in allowed) for at in range(len(text))
    )


def test_what_is_blanked_for_another_reason_goes_too() -> None:
    (field,) = read_fields(["not a replica, ask king77 for it"])
    assert silenced(field, own_lexicon(), {"king77"}).split() == [",", "ask", "for", "it"]
    assert silenced(field, Lexicon(), {"king77"}).split()[:3] == ["not", "a", "replica,"]


def test_blanks_take_as_much_room() -> None:
    assert blank("not a bag", [(0, 3), (6, 9)]) == "    a    "
    assert blank("bag", []) == "bag"

"""Letters spaced apart, and what stands apart by right."""

from __future__ import annotations

from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_nlp.text.normalise import normalise, prepare
from counterfeit_nlp.text.spacing import FEWEST_APART, join_spaced, spells, stands_apart
from counterfeit_nlp.text.vocabulary import Vocabulary

KNOWN = Vocabulary(
    dict.fromkeys(["watch", "bag", "shoes", "case", "good"], 200) | {"dig": 20},
    dict.fromkeys(
        [
            "rolex",
            "gucci",
            "nike",
            "moncler",
            "jomalone",
            "canadagoose",
            "beatsbydre",
            "rayban",
            "mk",
            "古驰",
            "爱马仕",
        ],
        "brand",
    )
    | {"高仿": "cue"},
)
CASES = [
    ("R o l e x", "rolex"),
    ("a G u c c i bag", "a gucci bag"),
    ("G u c c i b a g", "gucci bag"),
    ("g\tu\u00a0c  c i", "gucci"),
    ("R 0 l 3 x", "rolex"),
    ("R . o . l . e . x", "rolex"),
    ("r ★ o ★ l ★ e ★ x", "rolex"),
    ("Ｒ ｏ ｌ ｅ ｘ", "rolex"),
    ("g\u200b u\u200b c\u200b c\u200b i", "gucci"),
    ("g\u0336 u\u0336 c\u0336 c\u0336 i\u0336", "gucci"),
    ("r o l e x.", "rolex."),
    ("R o l e x, new", "rolex, new"),
    ("(R o l e x)", "(rolex)"),
    ("g u c c i！ bag", "gucci! bag"),
    ("[R] [o] [l] [e] [x]", "[rolex]"),
    ("R、o、l、e、x", "rolex"),
    ("N。I；K…E", "nike"),
    ("R \u043e l \u0435 x", "rolex"),  # Cyrillic letters
    ("Gu cci bag", "gucci bag"),
    ("ro l ex!", "rolex!"),
    ("Ca na da Goose coat", "canadagoose coat"),
    ("正品 高 仿 包", "正品 高仿 包"),
    ("爱 马 仕", "爱马仕"),
    ("plan b a g", "plan bag"),  # wrongly so: a frequent word
]
TWINS = [
    "canada goose", "beats by dre", "mon cler", "jo malone", "ray ban", "gu, cci",
    "(a b c d)", "s, m, l", "s、m、l", "a。b。c。d", "[s] [m] [l]",
    "s m l", "size 7 d", "m k", "a b c d e", "d i g", "i d o", "1 2 3 4 5", "x x x",
    "a & b", "大 中 小", "高 清", "rolex a b", "w a t c",
]  # fmt: skip


@pytest.mark.parametrize(("written", "read"), CASES)
def test_spaced_words_are_joined(written: str, read: str) -> None:
    found = normalise(written, KNOWN)
    assert found.text == read
    assert "separated_letters" in {one.kind for one in found.disguises}


@pytest.mark.parametrize("text", TWINS)
def test_innocent_twins_stay_apart(text: str) -> None:
    assert normalise(text, KNOWN).text == normalise(text).text
    assert prepare(text, KNOWN).disguises == ()


def test_a_joined_word_knows_where_its_letters_stood() -> None:
    text = "<b>my</b>  r o l  e x !"
    found = normalise(text, KNOWN)
    start = found.text.index("rolex")
    assert text[slice(*found.span(start, start + 5))] == "r o l  e x"
    assert [text[slice(*found.span(at, at + 1))] for at in range(start, start + 5)] == list("rolex")


@given(
    st.lists(
        st.sampled_from(
            ["G", "u", "c", "c", "i", "(c)", '"G', "i!", "5", "-", "bag", "gu", "abcdefghij"]
        )
    ),
    st.sampled_from([" ", "  ", "\t"]),
)
def test_a_text_is_joined_where_one_of_its_runs_is(pieces: list[str], space: str) -> None:
    runs = [(apart, [*own]) for apart, own in groupby(pieces, stands_apart)]
    long = [space.join(own) for apart, own in runs if apart and len(own) >= FEWEST_APART]
    spelt = [spells(run, KNOWN) for run in long]
    assert any(spelt) == (join_spaced(space.join(pieces), KNOWN) is not None)

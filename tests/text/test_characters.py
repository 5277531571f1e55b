"""One chunk: places of disguises, stacks of marks, and every character there is."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from counterfeit_nlp.text.characters import fold
from counterfeit_nlp.text.disguise import DISGUISES

NASTY = st.text(
    st.one_of(
        st.sampled_from("abzRO019-'<&"),
        st.sampled_from("оеасРΑοԁяИшΩμΞӏգԼᎡꓖⲣᗩคקєшבケ古구"),
        st.sampled_from("🇺🇸🇷🏴🅡🅁⒭ⓡᴿʀǝɐƀɆøłßæſⅽⅣＲ０™②㍿ﷺﬁᵀᴹ"),
        st.sampled_from("\u200b\u00ad\u202e\ufe0f\u0301\u0323\u0334\u0308\u20e3\u0e31\u064e"),
        st.sampled_from([chr(0xE0000 + ord(c)) for c in "aR<& 0\x7f"]),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=16,
)


@given(NASTY)
@example("сумкаGucci")
@example("🇺🇸\u200b🇨")
@example("футболкаnikeΛ")
def test_a_folded_chunk_is_stable_and_knows_its_places(chunk: str) -> None:
    folded = fold(chunk)
    assert fold(folded.text).text == folded.text
    if folded.starts is not None and folded.ends is not None:
        assert len(folded.starts) == len(folded.ends) == len(folded.text)
        assert list(folded.starts) == sorted(folded.starts)
        assert list(folded.ends) == sorted(folded.ends)
        for start, end in zip(folded.starts, folded.ends, strict=True):
            assert 0 <= start < end <= len(chunk)
    else:
        assert len(folded.text) == len(chunk)


@given(NASTY)
def test_disguises_stand_inside_in_order_and_once(chunk: str) -> None:
    disguises = fold(chunk).disguises
    assert len(set(disguises)) == len(disguises)
    assert list(disguises) == sorted(disguises, key=lambda one: (one.start, one.end, one.kind))
    for kind, start, end in disguises:
        assert kind in DISGUISES
        assert 0 <= start < end <= len(chunk)


def test_every_character_there_is() -> None:
    """Alone and inside a word: stable, no markup out of nothing, plain text never a disguise."""
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        if unicodedata.category(character) in ("Cs", "Cn", "Co"):  # nothing there to be folded
            continue
        alone = fold(character)
        if character.isascii():
            assert alone.disguises == ()
            continue
        assert not alone.disguises, ascii(character)  # a single character is no word
        if alone.text == character:
            continue
        assert fold(alone.text).text == alone.text, ascii(character)
        markup = set("<&") & set(alone.text)
        assert not markup or character in "\uff1c\ufe64\uff06\ufe60\u226e", ascii(character)
    for code in range(0x80, 0x3000):
        word = fold(f"r{chr(code)}lex").text
        assert fold(word).text == word, ascii(chr(code))


STACKED = [
    ("Z\u0334\u0321\u0322a\u0338\u0356l\u0359\u0308\u0344g", "zalg", 3),
    ("R\u0337o\u0335lex", "rolex", 2),  # struck through
    ("Ro\u0302\u0323\u0330lex", "rolex", 1),
    ("R\u0336o\u0336l\u0336e\u0336x\u0336", "rolex", 5),
]
UNSTACKED = [
    "hermès", "việt", "ế", "ǖ", "ọ\u0301", "naïve",
    "שָׁלוֹם", "مُحَمَّدٌ", "สวัสดี", "ที่", "नमस्ते", "й", "ё", "ガ", "1️⃣", "$1\u0336", "❤\ufe0f",
]  # fmt: skip


@pytest.mark.parametrize(("written", "read", "letters"), STACKED)
def test_stacked_marks(written: str, read: str, letters: int) -> None:
    folded = fold(written)
    assert folded.text == read
    assert [one.kind for one in folded.disguises] == ["stacked_marks"] * letters


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("written", UNSTACKED)
def test_marks_of_a_language_are_no_evidence(written: str, form: str) -> None:
    assert fold(unicodedata.normalize(form, written)).disguises == ()


@pytest.mark.parametrize("written", ["שָׁלוֹם", "مُحَمَّدٌ", "สวัสดี", "नमस्ते", "й", "ё"])
def test_marks_that_spell_words_stay(written: str) -> None:
    assert fold(written).text == unicodedata.normalize("NFC", written)


def test_towers_on_other_letters_go_as_well() -> None:
    folded = fold("с\u0334\u0321\u0322о")
    assert folded.text == "со"
    assert [one[1:] for one in folded.disguises] == [(0, 4)]


def test_disguises_of_a_word_can_be_counted() -> None:
    word = "Ｒоlеx"
    found = fold(word).disguises
    assert [(one.kind, word[one.start : one.end]) for one in found] == [
        ("lookalike_letters", "Ｒ"),
        ("lookalike_letters", "о"),
        ("lookalike_letters", "е"),
    ]
    hidden = fold("R\u200bo\u200b\u200blex").disguises
    assert [one[1:] for one in hidden] == [(1, 2), (3, 4), (4, 5)]

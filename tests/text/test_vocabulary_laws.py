"""Laws of the whole normaliser with known words, for any text whatever."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from counterfeit_nlp.text.chunks import CHUNK, analyse, cut
from counterfeit_nlp.text.disguise import DISGUISES
from counterfeit_nlp.text.fields import read_fields
from counterfeit_nlp.text.normalise import _normalise_once, normalise, prepare
from counterfeit_nlp.text.vocabulary import Vocabulary

WORDS = "watch shoes case good bags model cheap iphone copy the and for lily roll"
BRANDS = "rolex gucci prada mk nike lining 古驰 迪奥 普拉达 阿迪达斯"
CUES = "高仿 复刻 replica"
CLEAN = (
    "watch shoes Case, good Bags! model 42 S M L size 7 D t-shirt 2-in-1 4k 3m a1 h2o iphone5"
    " kx-48213 o'neill usb-c 1080p 100% A4 x2 18k 5ml the and I (new) A & B 1:1 B.B.C. R&D"
    " e-mail 3.5mm AAA 10x zzz... hmm wow!!"
)
CHINESE = "新款 手表 真皮 女包 古驰 迪奥 时尚 ， 。 高清 2024 大家 复古 的 包邮"
KNOWN = Vocabulary(
    dict.fromkeys(WORDS.split(), 200),
    dict.fromkeys(BRANDS.split(), "brand") | dict.fromkeys(CUES.split(), "cue"),
)
BITS = st.sampled_from(
    [
        *"rolexguciandapkmbnti", *"ROLEXGUCI", *"013457$@!|(*",
        *".-_/ \t~*★☃🔥·…，。、：:#",
        *"古驰池迪奥普拉达高仿防复刻家的包x阿斯馳倣",
        *"оеасРΑορгхс", "гоlех", "сору", "ΡΟLΕΧ", "нос",
        *"\u200b\u00ad\u202e\u202c\u0301\u0336\ufe0f",
        *"Ｒⓡ㍿①²ß½🇷ﬀ",
        "&amp;", "<b>", "</b>", "<br>", "&#8203;", "&#42;", "Ã©", "\b",
        "rolex", "r0lex", "gucci", "guuucci", "gu", "cci", "pr*da", "PR", "DA", "m", "k", "mk",
        "watch", "good", "cases", "5", "2", "lily", "roll", "g u c c i", "r o l", "replicaa",
        "rolexwatch", "gucci_bag", "r0lexwatch", "rolex1",
        "古驰", "迪*", "高 仿", "高.仿", "古池", "gu驰", "aidi", "dasi", "lining", "ln", "xelor",
        "xǝןoɹ", "ɥɔʇ", "ɐʍ", "ıɔɔnƃ", "尺ㄖㄥ", "乇乂", "口", *"¢∂᙭●®©₵∩⊙ʇǝ√", "υ", "ι",
        "0ro", "5hoe5",
        "%52", "%6f", "lex", "&#111", "<x></x>", "<b hidden>", "<i>",
        "wx:", "abc", "@b.co", "+86138", "13800138000",
    ]
)  # fmt: skip
TEXTS = st.lists(BITS, max_size=16).map("".join)
CLEAN_ENGLISH = st.lists(st.sampled_from(CLEAN.split()), max_size=12).map(" ".join)
CLEAN_CHINESE = st.lists(st.sampled_from(CHINESE.split()), max_size=12).map("".join)


@given(TEXTS)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text, KNOWN).text
    assert normalise(once, KNOWN).text == once


@given(TEXTS)
def test_every_character_knows_where_it_came_from(text: str) -> None:
    found = normalise(text, KNOWN)
    assert len(found.text) == len(found.starts) == len(found.ends)
    for start, end in zip(found.starts, found.ends, strict=True):
        assert 0 <= start < end <= len(text)
    if "\u202e" not in text:
        assert list(found.starts) == sorted(found.starts)
        assert list(found.ends) == sorted(found.ends)


@given(TEXTS)
def test_every_letter_of_the_original_is_behind_some_character(text: str) -> None:
    found = normalise(text, KNOWN)
    covered = {at for a, b in zip(found.starts, found.ends, strict=True) for at in range(a, b)}
    # markup and what a backspace takes away have nothing left to stand behind
    hidden = {at for m in re.finditer("<[^<>]*>|&[^;]*;", text) for at in range(*m.span())}
    if "\b" in text:
        return
    for at, character in enumerate(text):
        if unicodedata.category(character)[0] in "LN" and at not in hidden:
            assert at in covered, (character, at)


@given(TEXTS)
def test_disguises_stand_inside_the_original(text: str) -> None:
    found = normalise(text, KNOWN).disguises
    assert list(found) == sorted(found, key=lambda one: (one.start, one.end, one.kind))
    for kind, start, end in found:
        assert kind in DISGUISES
        assert 0 <= start < end <= len(text)


@given(CLEAN_ENGLISH)
def test_clean_english_only_loses_its_capitals(text: str) -> None:
    found = normalise(text, KNOWN)
    assert found.text == text.lower()
    assert found.disguises == ()
    assert list(found.starts) == list(range(len(text)))


@given(CLEAN_CHINESE)
def test_clean_chinese_stays(text: str) -> None:
    found = normalise(text, KNOWN)
    assert found.text == unicodedata.normalize("NFKC", text)
    assert found.disguises == ()


@given(st.lists(TEXTS, max_size=4))
def test_a_chunk_does_not_depend_on_its_neighbours(texts: list[str]) -> None:
    chunks = [chunk for text in texts for chunk in CHUNK.findall(text)]
    assert analyse(chunks, KNOWN) == [analyse([chunk], KNOWN)[0] for chunk in chunks]


@given(TEXTS)
@example("a" * 300)
@example("a\x1cb \x85c\u2028d")
def test_cutting_finds_what_the_pattern_finds(text: str) -> None:
    assert cut(text) == CHUNK.findall(text)


@given(st.text(max_size=30))
def test_cutting_any_text_finds_what_the_pattern_finds(text: str) -> None:
    assert cut(text) == CHUNK.findall(text)


@given(TEXTS)
def test_scoring_training_and_normalising_read_the_same(text: str) -> None:
    prepared = prepare(text, KNOWN)
    chunks = analyse(cut(prepared.text), KNOWN)
    field = read_fields([text], KNOWN)[0]
    assert [replace(chunk, text="") for chunk in field.chunks] == [
        replace(chunk, text="")
        for chunk in chunks  # a code's text is that of its form
    ]
    assert field.prepared == prepared
    assert read_fields([prepared.text], KNOWN, prepared=True)[0].chunks == field.chunks
    read = "".join(chunk.text for chunk in chunks)
    assert "".join(_normalise_once(text, KNOWN).text.split()) == "".join(read.split())

"""Words wholly in another alphabet: which are read as Latin ones, and which languages stay."""

from __future__ import annotations

import pytest

from counterfeit_nlp.text.normalise import normalise
from counterfeit_nlp.text.vocabulary import Vocabulary

WORDS = "copy rope case pope mope rota watch shoes open tot tone"
KNOWN = Vocabulary(
    dict.fromkeys(WORDS.split(), 200) | {"мопе": 3},
    dict.fromkeys(["rolex", "nike", "mcm", "prada"], "brand"),
)
CASES = [
    # (what the seller wrote, what the model reads, letters disguised)
    ("сору", "copy", 4),
    ("СОРУ", "copy", 4),
    ("гоӏех watch", "rolex watch", 5),
    ("ΝΙΚΕ shoes", "nike shoes", 4),  # Greek capitals
    ("МСМ сase", "mcm case", 4),
    ("с\u200bору", "copy", 5),  # with the invisible one
    ("ᏒᎾᏞᎬХ", "rolex", 5),
    ("ꓟꓚꓟ", "mcm", 3),
    ("Rolex сору!", "rolex copy!", 4),
    ("尺ㄖㄥ乇乂", "rolex", 5),
    ("卩尺卂ᗪ卂 bag", "prada bag", 5),
    ("山卂ㄒ匚卄 часы", "watch часы", 5),
    ("R口LEX", "rolex", 1),
    ("新款R口L巳X手表", "新款rolex手表", 2),
    ("卩rada", "prada", 1),
    ("nik乇!", "nike!", 1),
    ("w丹tch", "watch", 1),
    ("юбка ΝΙΚΕ", "юбка nike", 4),  # one of either, but a name
    # an unmistakable name amid Russian
    ("мужские часы гоӏех новые", "мужские часы rolex новые", 5),
]
TWINS = [
    # Russian, Ukrainian, Greek, Serbian sentences, with words that look like Latin ones
    "какое горе и рост цен, сор из избы",
    "горе от ума",
    "мой нос и твой рот",
    "сыр, порт, торт, крем",
    "часы rolex в коробке",
    "дуже гарна сорочка та осока",
    "και το ποτε δεν ειναι νικε",
    "тот самый кот",
    "хорошо",
    "море",  # reads mope... but is known as a word where written so
    "腕時計 ガンダム",
    "юбка в топе",
    "юбка и роре",
    "山口千",
    "爪几山口千",
    "几千口人",
    "新款尺ㄖㄥ乇乂表",
    "usb口",
    "type口c",
    "nike口",
    "山地车nike",
    "充电口nike",
    "几mcm",
    "mc工",
    "c口py",
    "μm kω",
]


@pytest.mark.parametrize(("written", "read", "letters"), CASES)
def test_known_words_are_read(written: str, read: str, letters: int) -> None:
    found = normalise(written, KNOWN)
    assert found.text == read
    assert len(found.disguises) == letters
    assert {one.kind for one in found.disguises} <= {"lookalike_letters", "invisible_characters",
                                                     "encoded_letters"}  # fmt: skip


@pytest.mark.parametrize("text", TWINS)
def test_native_text_stays(text: str) -> None:
    vocabulary = Vocabulary(KNOWN.words | {"море": 5}, KNOWN.terms)
    assert normalise(text, vocabulary).text == normalise(text).text
    assert not normalise(text, vocabulary).disguises


def test_rare_words_and_unknown_readings_stay() -> None:
    rare = Vocabulary({"copy": 2}, {})
    assert normalise("сору", rare).text == "сору"
    assert normalise("сору").text == "сору"
    assert normalise("сора", KNOWN).text == "сора"
